"""Observations that wait for a second person, and the one thing that is written to them later."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from aidtrack.store import history
from pairings.access.reach import reach
from pairings.models import Pairing, Role
from projects.models import Observation


def awaiting(user) -> QuerySet:
    """Those that ``user`` may verify: of a party that they review for, entered by others.

    What was replaced before it was verified waits no longer.
    """
    covered = reach(user).by_role.get(Role.REVIEWER, frozenset())
    waiting = Observation.objects.visible_to(user).awaiting_review().filter(replaced_by=None)
    return waiting.filter(_is_of_party(covered)).exclude(entered_by=user.pk)


def verify(numbers: list[int], *, user, now: datetime | None = None) -> int:
    """Verifies those of the rows that ``user`` may verify; returns how many that were."""
    now = now or timezone.now()
    with transaction.atomic():
        rows = list(awaiting(user).filter(pk__in=numbers).select_for_update(of=["self"]))
        verified = Observation.objects.filter(pk__in=[row.pk for row in rows]).verify(user, now=now)
        changes = [("reviewed_by_id", None, user.pk), ("reviewed_at", None, now)]
        entry = history.entry_of(Observation, changes)
        history.record(
            Observation,
            history.CHANGED,
            [(row.pk, row.ref, entry) for row in rows],
            user=user,
            moment=now,
            through=history.PAGE,
        )
    return verified


def _is_of_party(organisations) -> Q:
    """The subject is a party, is paired with one, or is a scheme or project of one."""
    is_party = Q(supporter__in=organisations) | Q(recipient__in=organisations)
    pairings = Pairing.objects.order_by().filter(is_party)
    return (
        Q(organisation__in=organisations)
        | Q(organisation__scheme__in=pairings.values("scheme"))
        | Q(pairing__in=pairings.values("pk"))
        | Q(scheme__in=pairings.values("scheme"))
        | Q(project__lead_pairing__in=pairings.values("pk"))
    )
