"""Whom a provider's sign-in belongs to: bound at the first one, until an administrator releases it.

The first is by a name or mail address, as the claims give them; every later one by the provider's
own number of the person alone.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from aidtrack.accounts import notices, provider
from aidtrack.store import history
from pairings.models import ProviderIdentity


def person_of(claims: dict):
    """The active account that signs in with these claims; None where there is none.

    It may be another's by now: see ``bind``.
    """
    bound = _bound().filter(subject=claims["sub"]).select_related("user").first()
    if bound is None:
        return provider.person_of(claims)
    return bound.user if bound.user.is_active else None


def identity_of(person) -> ProviderIdentity | None:
    """At the provider of the setting."""
    return _bound().filter(user=person).first()


def is_bound_to_another(person, subject: str) -> bool:
    identity = identity_of(person)
    return identity is not None and identity.subject != subject


def bind(person, subject: str) -> bool:
    """Whether the person signs in by that number, from now on if by none before."""
    try:
        return _bind(person, subject)
    except IntegrityError:
        # Another sign-in with the same number, at the same moment.
        return False


@transaction.atomic
def _bind(person, subject: str) -> bool:
    defaults = {"subject": subject}
    identity, is_new = _bound().get_or_create(
        user=person, issuer=settings.OIDC_ISSUER, defaults=defaults
    )
    if is_new:
        record(person, [history.NOTHING, identity.issuer], by=person)
        notices.tell(person, notices.BOUND, values={"provider": settings.OIDC_NAME})
    return identity.subject == subject


@transaction.atomic
def release(person, *, by):
    """The next sign-in is a first one again."""
    deleted, _rows = _bound().filter(user=person).delete()
    if deleted:
        record(person, [settings.OIDC_ISSUER, history.NOTHING], by=by)


def _bound():
    return ProviderIdentity.objects.filter(issuer=settings.OIDC_ISSUER)


def record(person, change: list[str], *, by):
    history.record(
        type(person),
        history.CHANGED,
        [(person.pk, str(person), {history.AT_PROVIDER: change})],
        user=by,
        moment=timezone.now(),
        through=history.PAGE,
    )
