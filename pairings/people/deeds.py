"""What an administrator does to the sign-in of somebody at or below their organisation: declared
once for the buttons on the page of the person and for what they post. The person is told.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, gettext_noop, ngettext

from aidtrack.accounts import notices, second_factor, sessions
from aidtrack.accounts.notices import tell
from aidtrack.store import history
from pairings import identities


@dataclass(frozen=True)
class Deed:
    """``state`` says of a person what there is to end, nothing where nothing is; ``notice`` is the
    message id of what the person is told.
    """

    name: str
    state: Callable[..., str]
    do: Callable
    label: str
    done: str
    notice: str

    def do_to(self, person, *, by):
        if self.state(person):
            self.do(person, by=by)
            tell(person, self.notice, by=by)


def sessions_in_words(person) -> str:
    n = len(sessions.stays_of(person, on=timezone.now(), current=None))
    words = ngettext("Signed in at %(n)d place", "Signed in at %(n)d places", n) % {"n": n}
    return words if n else ""


@transaction.atomic
def end_sessions(person, *, by):
    """Whoever is signed in as this person is so no longer."""
    now = timezone.now()
    sessions.end_stays(person, on=now, current=None)
    changes = {history.SESSIONS_ENDED: [history.NOTHING, "True"]}
    rows = [(person.pk, str(person), changes)]
    history.record(type(person), history.CHANGED, rows, user=by, moment=now, through=history.PAGE)


def second_factor_in_words(person) -> str:
    return _t("A second factor is set up") if second_factor.has_one(person) else ""


@transaction.atomic
def forget_second_factor(person, *, by):
    """Of somebody who lost it: they sign in with the password alone until they set one up anew."""
    second_factor.forget(person, by=by, through=history.PAGE)
    sessions.end_stays(person, on=timezone.now(), current=None)


def provider_in_words(person) -> str:
    identity = identities.identity_of(person)
    if identity is None:
        return ""
    text = _t("Signs in at %(provider)s, since %(day)s")
    return text % {
        "provider": settings.OIDC_NAME,
        "day": f"{timezone.localtime(identity.bound_at):%Y-%m-%d}",
    }


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "sessions",
            sessions_in_words,
            end_sessions,
            _("Sign out everywhere"),
            _("Signed out everywhere."),
            gettext_noop("You were signed out everywhere."),
        ),
        Deed(
            "second-factor",
            second_factor_in_words,
            forget_second_factor,
            _("Forget the second factor"),
            _("The second factor is forgotten, and the person signed out everywhere."),
            notices.FORGOTTEN,
        ),
        Deed(
            "provider",
            provider_in_words,
            identities.release,
            _("Release this sign-in"),
            _("Released: the next sign-in there binds it."),
            gettext_noop("Your sign-in at the provider was released: the next one binds it anew."),
        ),
    )
}


def offers(person) -> list[dict[str, str]]:
    """The deeds that there is something to do for: what a button needs."""
    states = {name: deed.state(person) for name, deed in DEEDS.items()}
    return [
        {
            "name": name,
            "state": state,
            "label": DEEDS[name].label,
            "address": reverse("person-deed", args=[person.pk, name]),
        }
        for name, state in states.items()
        if state
    ]
