"""Signing out: here, and at the provider by which somebody signed in, where it can be asked to."""

from logging import getLogger

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from aidtrack.accounts import provider
from pairings.sign_in import ID_TOKEN

log = getLogger(__name__)


@require_POST
@never_cache
@sensitive_variables()
def sign_out(request):
    token = request.session.get(ID_TOKEN)
    logout(request)
    address = address_at_provider(request, token) if token and provider.is_set() else None
    if address is None:
        messages.success(request, _t("You are signed out."))
        return redirect("sign-in")
    return lead_on(request, address)


def address_at_provider(request, token: str) -> str | None:
    """None where the provider knows no sign-out, or does not answer."""
    try:
        return provider.address_to_sign_out(token, request.build_absolute_uri(reverse("sign-in")))
    except provider.ProviderRefused as error:
        log.warning("no sign-out at the provider: %s", error)
        return None


def lead_on(request, address: str):
    """By a page, for a form may not lead to another site."""
    response = render(request, "registration/signed_out.html", {"address": address})
    response["Refresh"] = f"0; url={address}"
    response["Referrer-Policy"] = "no-referrer"
    return response
