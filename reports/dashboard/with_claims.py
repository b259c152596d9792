"""The claims that wait for review, and the figures as they would be with them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from projects.figures.groupings import Group
from projects.figures.progress import Progress, add, progress_by
from projects.figures.viewpoint import Viewpoint
from projects.models import StatusReport


@dataclass(frozen=True)
class Beside:
    """A row of verified figures, the same row with waiting claims, and the number of claims."""

    verified: Progress
    claimed: Progress
    count: int


def awaiting(view: Viewpoint) -> list[StatusReport]:
    """The reports on the population's projects that wait for review, every month of each."""
    reports = StatusReport.objects.visible_to(view.user).awaiting_review()
    reports = reports.filter(project__in=view.projects.order_by().values("pk"))
    return list(reports.select_related("project__lead_pairing__recipient", "month"))


def claimed_day(reports: Iterable[StatusReport], on: date) -> date:
    """The day as of which claims can be seen: the last month's end where that is later."""
    return max([on, *(report.month.ends_on for report in reports)])


def with_claims(reports: Iterable[StatusReport], view: Viewpoint, *, on: date) -> list[Beside]:
    """The rows by prefecture on a day, as verified and as if all claims were verified now.

    ``reports`` are those of ``awaiting``, to be counted; one of no row's group counts in the row
    called other.
    """
    verified, claimed = (
        progress_by(
            "prefecture",
            view.projects,
            view.programme,
            scope=view.scope,
            on=on,
            user=view.user,
            with_claims=is_with,
        )
        for is_with in (False, True)
    )
    keys = {row.group.key for row in verified}
    counts = Counter(key if (key := _key(report)) in keys else () for report in reports)
    return [
        Beside(row, more, counts[row.group.key])
        for row, more in zip(verified, claimed, strict=True)
    ]


def _key(report: StatusReport) -> tuple[int]:
    """The key of the prefecture's group that a report counts in."""
    return (report.project.lead_pairing.recipient.row_organisation_id,)


def total(rows: list[Beside]) -> Beside:
    """All rows together, as the headline states them."""
    return Beside(
        add(Group(), [row.verified for row in rows]),
        add(Group(), [row.claimed for row in rows]),
        sum(row.count for row in rows),
    )
