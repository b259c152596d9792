"""What would count in a month that is closed: it is not verified without leave.

Figures of a closed month stay as they are, but for what replaces a verified contribution of it, and
what somebody enters who has an exemption for the month: the release given beforehand.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _t

from aidtrack.values.people import person_name
from projects.models import (
    Contribution,
    Exemption,
    Programme,
    ReportingMonth,
    closed_month_of,
)

Provenance = Contribution.Provenance


class MonthsOfContributions:
    """The closed months in which contributions of some schemes count; two queries."""

    def __init__(self, schemes: Iterable[int]):
        months = Prefetch("months", ReportingMonth.objects.order_by("month"))
        programmes = Programme.objects.filter(scheme__in=set(schemes)).order_by("position", "code")
        self.programmes: dict[int, list[Programme]] = defaultdict(list)
        for programme in programmes.prefetch_related(months):
            self.programmes[programme.scheme_id].append(programme)

    def of(self, contribution: Contribution) -> list[ReportingMonth]:
        """Of its programme; of each of the scheme where it names none."""
        day = contribution.counts_on
        own = [
            programme
            for programme in self.programmes[contribution.scheme_id]
            if contribution.programme_id in (None, programme.pk)
        ]
        if day is None:
            return []
        closed = (closed_month_of(list(plan.months.all()), plan, day) for plan in own)
        return [month for month in closed if month is not None]

    def barred(self, contribution: Contribution, *, on: date) -> list[ReportingMonth]:
        """Those that it may not enter: nobody gave leave, and it replaces nothing of them.

        A query for each, and one for what it replaces.
        """
        months = self.of(contribution)
        if not months or contribution.provenance != Provenance.RECORDED:
            return []
        replaced = set(self.of(contribution.replaces)) if contribution.replaces_id else set()
        return [
            month
            for month in months
            if month not in replaced and not _has_leave(contribution, month, on=on)
        ]

    def closed_here(self, contribution: Contribution) -> ReportingMonth | None:
        """The month closed here that a published one, which counts at once, would enter.

        A month that came with its programme takes what is published of it.
        """
        months = [month for month in self.of(contribution) if not month.is_loaded]
        replaced = self.of(contribution.replaces) if contribution.replaces_id else []
        return next((month for month in months if month not in replaced), None)

    def why_not(self, contribution: Contribution, *, on: date) -> str:
        """Why it cannot be verified, and how that is mended; empty where it can."""
        months = self.barred(contribution, on=on)
        return _sentence(contribution, months[0]) if months else ""


def why_not_verified(contribution: Contribution, *, on: date) -> str:
    """The same of one. Nobody closes a month of its scheme before the transaction ends."""
    programmes = Programme.objects.filter(scheme=contribution.scheme_id)
    list(ReportingMonth.objects.locked_for_share_of(programmes))
    return MonthsOfContributions([contribution.scheme_id]).why_not(contribution, on=on)


def sentences(contributions: Iterable[Contribution], *, on: date) -> dict[int, str]:
    """{id: why it cannot be verified}, of those that cannot."""
    rows = list(contributions)
    closed = MonthsOfContributions(row.scheme_id for row in rows)
    reasons = {row.pk: closed.why_not(row, on=on) for row in rows}
    return {pk: sentence for pk, sentence in reasons.items() if sentence}


def _has_leave(contribution: Contribution, month: ReportingMonth, *, on: date) -> bool:
    in_force = Exemption.objects.in_force(contribution.entered_by, month, on=on)
    return in_force.leaves_contribution(contribution).exists()


def _sentence(contribution: Contribution, month: ReportingMonth) -> str:
    sentence = _t(
        "It counts in %(month)s (%(programme)s), which is closed: its figures stay as they are "
        "until an administrator gives %(person)s an exemption for that month."
    )
    return sentence % {
        "month": month.label,
        "programme": month.programme.label,
        "person": person_name(contribution.entered_by),
    }
