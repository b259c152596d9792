"""Deciding on observations: the one thing that is written to them later."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store import history
from aidtrack.values.refusals import Refused
from projects.contributions.closed_months import why_not_verified
from projects.models import Observation


def verify(numbers: Collection[int], *, user, now: datetime | None = None) -> int:
    """Verifies those of the rows that ``user`` may decide on; returns how many that were.

    Raises  Refused where one of them would count in a closed month; none is verified then.
    """
    return _decide(numbers, user=user, now=now)


def send_back(numbers: Collection[int], *, user, reason: str, now: datetime | None = None) -> int:
    """Returns them to whoever enters them; they never count, and others are entered in their place.

    Raises  Refused without a reason.
    """
    if not reason.strip():
        raise Refused(_t("Enter a reason for returning the observation."))
    return _decide(numbers, user=user, now=now, reason=reason.strip())


def _decide(numbers, *, user, now: datetime | None, reason: str = "") -> int:
    now = now or timezone.now()
    with transaction.atomic():
        own = Observation.objects.visible_to(user).reviewable_by(user)
        rows = list(own.filter(pk__in=numbers).with_subjects().select_for_update(of=["self"]))
        if not reason and (sentence := why_not_verified(rows, on=timezone.localdate())):
            raise Refused(sentence)
        waiting = Observation.objects.filter(pk__in=[row.pk for row in rows])
        number = waiting.decide(user, now=now, return_reason=reason)
        changes = [("reviewed_by_id", None, user.pk), ("reviewed_at", None, now)]
        if reason:
            changes.append(("return_reason", "", reason))
        entry = history.entry_of(Observation, changes)
        history.record(
            Observation,
            history.CHANGED,
            [(row.pk, row.ref, entry) for row in rows],
            user=user,
            moment=now,
            through=history.PAGE,
        )
    return number
