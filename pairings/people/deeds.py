"""What an administrator does to the sign-in of somebody at or below their organisation: declared
once for the buttons on the page of the person and for what they post. The person is told.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t, gettext_lazy as _, gettext_noop

from pairings import identities
from pairings.people.notices import tell


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


def provider_in_words(person) -> str:
    identity = identities.identity_of(person)
    if identity is None:
        return ""
    text = _t("Signs in at %(provider)s, since %(day)s")
    return text % {
        "provider": settings.OIDC_NAME,
        "day": f"{localtime(identity.bound_at):%Y-%m-%d}",
    }


DEEDS = {
    deed.name: deed
    for deed in (
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
