"""Links by which somebody sets a password: each works once, for days or for an hour.

Nothing of a link is stored: it is signed over the person's password, which setting one changes,
and over the last sign-in.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from aidtrack.store import history


class LinkKind(PasswordResetTokenGenerator):
    """``recorded_as``: what the history calls the making of one."""

    def __init__(self, name: str, lifetime: timedelta, recorded_as: str):
        super().__init__()
        self.key_salt = f"aidtrack.accounts.links {name}"
        self.lifetime = lifetime
        self.recorded_as = recorded_as

    def check_token(self, user, token) -> bool:
        return super().check_token(user, token) and self._age(token) <= self.lifetime

    def _age(self, token: str) -> timedelta:
        made = base36_to_int(token.partition("-")[0])
        return timedelta(seconds=self._num_seconds(self._now()) - made)


INVITATION = LinkKind("invitation", timedelta(days=3), history.INVITED)
FORGOTTEN = LinkKind("forgotten", timedelta(hours=1), history.LINK_MADE)
KINDS = (INVITATION, FORGOTTEN)


def kind_for(person) -> LinkKind:
    """Whoever never set a password is invited."""
    return FORGOTTEN if person.has_usable_password() else INVITATION


def make_link(person, *, by, through: str) -> str:
    """The address of a new link, below the root; of invitations only the last works."""
    kind = kind_for(person)
    if kind is INVITATION and by is not None:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    record(person, kind.recorded_as, by=by, through=through)
    key = urlsafe_base64_encode(f"{person.pk}".encode())
    return reverse("password-link", args=[key, kind.make_token(person)])


def person_of(key: str, token: str):
    """Whose link it is; None where it was used, is over, or is nobody's."""
    try:
        pk = int(urlsafe_base64_decode(key))
    except (ValueError, OverflowError):
        return None
    person = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if person and any(kind.check_token(person, token) for kind in KINDS):
        return person
    return None


def record(person, what: str, *, by, through: str):
    history.record(
        type(person),
        history.CHANGED,
        [(person.pk, str(person), {what: [history.NOTHING, "True"]})],
        user=by,
        moment=timezone.now(),
        through=through,
    )
