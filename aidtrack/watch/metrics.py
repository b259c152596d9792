"""Counts and times for Prometheus, to whoever asks from this very machine."""

from ipaddress import ip_address

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

# What a proxy adds to requests of others, which reach us from this machine, too.
PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
PROXY_HEADERS += ("Forwarded", "Via")


@login_not_required
@require_safe
def metrics(request):
    if not is_from_this_machine(request):
        raise Http404
    return ExportToDjangoView(request)


def is_from_this_machine(request) -> bool:
    """Whether it was sent on loopback and came through no proxy."""
    if any(header in request.headers for header in PROXY_HEADERS):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
