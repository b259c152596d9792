"""The months before a report: how far its project was at the end of each."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import progress_of_stage

SHOWN = 3


@dataclass(frozen=True)
class MonthEnd:
    """A project at the end of a month; yuan, percent. ``planned_aid`` is today's."""

    on: date
    stage: str
    progress: Decimal | None
    disbursed: Decimal | None
    planned_aid: Decimal

    @property
    def stage_label(self) -> str:
        return str(Project.Stage(self.stage).label) if self.stage else ""

    @property
    def share(self) -> Decimal | None:
        """Of planned funds; None where none are planned or no amount is known."""
        if self.disbursed is None or not self.planned_aid:
            return None
        return self.disbursed / self.planned_aid


def past_months(month: ReportingMonth, projects: Sequence[int]) -> dict[int, list[MonthEnd]]:
    """{project id: the three months before, the earliest first}, as known today.

    Takes a query a month, and one for what was reported in all months before.
    """
    progress = _progress_by_month(month, projects)
    months: dict[int, list[MonthEnd]] = defaultdict(list)
    for on in _ends_before(month.month):
        rows = Project.objects.filter(pk__in=projects).with_stage(on=on).with_disbursed(on=on)
        for project in rows.order_by("pk"):
            months[project.pk].append(_month_end(project, on, progress[project.pk]))
    return months


def claimed_month(report: StatusReport) -> MonthEnd:
    """The same of the month itself, as its report claims it."""
    return MonthEnd(
        report.month.ends_on,
        report.stage,
        report.physical_progress,
        report.disbursed_to_date,
        report.project.planned_aid,
    )


def _ends_before(month: date) -> list[date]:
    ends = [month - timedelta(days=1)]
    while len(ends) < SHOWN:
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    return ends


def _progress_by_month(month: ReportingMonth, projects: Sequence[int]) -> dict[int, list[tuple]]:
    """{project id: (month, progress reported in it), the earliest first}."""
    reports = StatusReport.objects.holding().filter(
        project__in=projects, month__month__lt=month.month, physical_progress__isnull=False
    )
    progress: dict[int, list[tuple]] = defaultdict(list)
    for project, first, share in reports.order_by("month__month").values_list(
        "project", "month__month", "physical_progress"
    ):
        progress[project].append((first, share))
    return progress


def _month_end(project: Project, on: date, progress: list[tuple]) -> MonthEnd:
    n = bisect_right(progress, on, key=lambda reported: reported[0])
    share = progress[n - 1][1] if n else progress_of_stage(project.stage)
    return MonthEnd(on, project.stage, share, Decimal(project.disbursed), project.planned_aid)
