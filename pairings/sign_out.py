"""Signing out: here, and at the provider by which somebody signed in, where it can be asked to; and
here, where the provider says that somebody signed out there.
"""

from logging import getLogger

from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from aidtrack.accounts import provider
from aidtrack.accounts.sessions import STAY, end_sessions
from aidtrack.store import history
from aidtrack.web.returning import lead_on
from pairings.access.sign_ins import may_be_refused, record_end_at_provider, record_refusal
from pairings.sign_in import ELSEWHERE, PENDING

log = getLogger(__name__)


@require_POST
@never_cache
@sensitive_variables()
def sign_out(request):
    sent = request.session.get(ELSEWHERE)
    logout(request)
    address = address_at_provider(request, sent["token"]) if sent and provider.is_set() else None
    if address is None:
        messages.success(request, _t("You are signed out."))
        return redirect("sign-in")
    return lead_on(request, "registration/signed_out.html", address)


def address_at_provider(request, token: str) -> str | None:
    """None where the provider knows no sign-out, or does not answer."""
    try:
        return provider.address_to_sign_out(token, request.build_absolute_uri(reverse("sign-in")))
    except provider.ProviderRefused as error:
        log.warning("no sign-out at the provider: %s", error)
        return None


@csrf_exempt
@login_not_required
@require_POST
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def signed_out_elsewhere(request):
    """Asked by the provider itself, without a session; its signature says that it is."""
    if not provider.is_set():
        raise Http404
    if not may_be_refused(request, history.LOGOUT_REFUSED):
        return HttpResponse(status=429)
    now = timezone.now()
    try:
        token = request.POST.get("logout_token", "")
        claims = provider.checked_logout(token, now=now.timestamp())
    except provider.ProviderRefused as error:
        log.warning("sign-out by the provider refused: %s", error)
        record_refusal(request, history.LOGOUT_REFUSED)
        return JsonResponse({"error": "invalid_request"}, status=400)
    with transaction.atomic():
        ids = end_sessions(lambda stored: is_ended(stored, claims), on=now)
        record_end_at_provider(request, get_user_model().objects.filter(pk__in=ids))
    return HttpResponse()


def is_ended(stored: dict, claims: dict) -> bool:
    """Whether the token is about that session, or about the sign-in that waits there for a code.

    Not about one that began after it, so a copy of the token ends nothing later.
    """
    sent, began = sign_in_elsewhere_of(stored)
    if not sent or began > claims["iat"] + provider.LEEWAY_SECONDS:
        return False
    if claims.get("sub", sent["subject"]) != sent["subject"]:
        return False
    # A provider that names sessions names them in each ID token; of another all are meant.
    is_any = "sub" in claims and not sent["sid"]
    return is_any or claims.get("sid", sent["sid"]) == sent["sid"]


def sign_in_elsewhere_of(stored: dict) -> tuple[dict | None, float]:
    """What the provider sent, and when it was."""
    if sent := stored.get(ELSEWHERE):
        return sent, stored[STAY]["since"]
    pending = stored.get(PENDING, {})
    return pending.get("sent"), pending.get("at", 0)
