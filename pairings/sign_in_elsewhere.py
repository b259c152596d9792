"""Signing in at the provider that a setting names: to it, and back with its answer."""

from logging import getLogger

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from aidtrack.accounts import provider, second_factor
from aidtrack.store import history
from aidtrack.web.returning import lead_on, next_page
from pairings import identities
from pairings.access.sign_ins import record_refusal
from pairings.sign_in import enter, go_on, refuse_other

log = getLogger(__name__)
# In the session of somebody who is at the provider: what its answer must fit to.
QUESTION = "question to the provider"


@login_not_required
@never_cache
@require_POST
def sign_in_elsewhere(request):
    """Leads to the provider, from our own page alone: no other site can send anybody there."""
    if not provider.is_set():
        raise Http404
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    question = provider.new_question()
    try:
        address = provider.address_to_ask(question, return_address(request))
    except provider.ProviderRefused as error:
        return refuse(request, error)
    request.session[QUESTION] = question | {
        "next": next_page(request.POST) or settings.LOGIN_REDIRECT_URL
    }
    page = "registration/sign_in_elsewhere.html"
    return lead_on(request, page, address, provider=settings.OIDC_NAME)


@login_not_required
@never_cache
@require_safe
@sensitive_variables()
def sign_in_returned(request):
    """Its answer, once: the question is forgotten whatever it is."""
    question = request.session.pop(QUESTION, None)
    if not provider.is_set() or question is None:
        return redirect("sign-in")
    try:
        token = provider.id_token_of(request.GET, question, return_address(request))
        claims = provider.checked_claims(token, question)
    except provider.ProviderRefused as error:
        record_refusal(request, history.REFUSED_AT_PROVIDER)
        return refuse(request, error)
    person = identities.person_of(claims)
    if person is None:
        log.warning("sign-in at the provider refused: no such account")
        record_refusal(request, history.UNKNOWN_AT_PROVIDER)
        messages.error(
            request, _t("There is no account for you here; an administrator opens accounts.")
        )
        return redirect("sign-in")
    if identities.is_bound_to_another(person, claims["sub"]):
        return refuse_other(request, person)
    sent = {"subject": claims["sub"], "sid": claims.get("sid"), "token": token}
    return admit(request, person, question["next"], sent, claims)


def admit(request, person, address: str, sent: dict, claims: dict):
    if not provider.asked_for_second_factor(claims):
        return go_on(request, person, address, sent)
    second_factor.settle(request)
    return enter(request, person, address, sent)


def refuse(request, error: provider.ProviderRefused):
    log.warning("sign-in at the provider refused: %s", error)
    text = _t("Signing in with %(provider)s did not work. Try again, or use your password here.")
    messages.error(request, text % {"provider": settings.OIDC_NAME})
    return redirect("sign-in")


def return_address(request) -> str:
    return request.build_absolute_uri(reverse("sign-in-returned"))
