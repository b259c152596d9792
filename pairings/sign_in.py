"""Signing in, and where somebody lands after it: where their day begins, at the root."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache

from aidtrack.accounts import confirmation, passkeys, second_factor
from aidtrack.accounts.forms import FactorForm
from aidtrack.accounts.guesses import locked
from aidtrack.accounts.limits import (
    count_wrong,
    is_browser_of,
    may_guess,
    remember_browser,
)
from aidtrack.accounts.notices import tell_of_browser
from aidtrack.store import history
from pairings import identities
from pairings.access.sign_ins import record_refusal
from pairings.models import language_of

# In the session of somebody whose password was right: who, since when, and where to go on.
PENDING = "pending sign-in"
PENDING_SECONDS = 300
# In the session of somebody who signed in at a provider: its number of the person (subject) and of
# their session there (sid), by which it ends this one, and the ID token, by which this ends that.
ELSEWHERE = "signed in elsewhere"


class SignIn(LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(provider=settings.OIDC_NAME, **kwargs)

    def form_valid(self, form):
        return go_on(self.request, form.get_user(), self.get_success_url())


def go_on(request, person, address: str, sent: dict | None = None):
    """After the first step: in, or to the second for whoever has a second factor.

    ``sent``  by a provider: see ELSEWHERE
    """
    if not second_factor.has_one(person):
        return enter(request, person, address, sent)
    request.session[PENDING] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "next": address,
        "sent": sent,
    }
    return redirect("sign-in-code")


def enter(request, person, address: str, sent: dict | None = None):
    """The language that the person once chose holds on this device, too."""
    if sent and not identities.bind(person, sent["subject"]):
        return refuse_other(request, person)
    if person.last_login and not is_browser_of(request, person.get_username()):
        tell_of_browser(request, person)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    if sent:
        request.session[ELSEWHERE] = sent
    else:
        confirmation.note(request, confirmation.BY_PASSWORD)
    response = HttpResponseRedirect(address)
    remember_browser(request, response, person)
    if hasattr(person, "preference"):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language_of(person))
    return response


def refuse_other(request, person):
    record_refusal(request, history.OTHER_AT_PROVIDER, person)
    text = _t(
        "Your account here belongs to another sign-in at %(provider)s; an administrator can "
        "release it."
    )
    messages.error(request, text % {"provider": settings.OIDC_NAME})
    return redirect("sign-in")


@login_not_required
@never_cache
def sign_in_code(request):
    """The second step, for whoever has a second factor."""
    pending = request.session.get(PENDING)
    person = pending and person_of(pending)
    if person is None:
        request.session.pop(PENDING, None)
        return redirect("sign-in")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_guess(request, person):
            return locked(request)
        if form.is_right(request, person):
            del request.session[PENDING]
            return enter(request, person, pending["next"], pending["sent"])
        count_wrong(request, person)
        form.refuse()
    context = {"form": form, "question": passkeys.question(request, person)}
    return render(request, "registration/code.html", context)


def person_of(pending: dict):
    """None where it took too long, or the password is another by now."""
    if timezone.now().timestamp() - pending["at"] > PENDING_SECONDS:
        return None
    person = get_user_model().objects.filter(pk=pending["person"], is_active=True).first()
    same = person and person.get_session_auth_hash() == pending["password"]
    return person if same else None
