"""What each office reports of a project, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from pairings.models import Organisation
from pairings.querysets import in_row_of
from projects.models import Programme, StatusReport
from reports.followup.problems.causes import (
    LABELS,
    NAMED_LABELS,
    UNEXPLAINED,
    causes_of,
    holding_reports,
    with_cause,
)


@dataclass(frozen=True)
class ReportedProblem:
    """A report with its cause; ``since`` is the first month of the unbroken run in which a problem
    is named, None where none is.
    """

    report: StatusReport
    since: date | None

    @property
    def is_explained(self) -> bool:
        return self.report.cause != UNEXPLAINED

    @property
    def label(self) -> str:
        return str(LABELS[self.report.cause])

    @property
    def office(self) -> Organisation:
        return self.report.project.lead_pairing.recipient.row_organisation


def reported(
    projects: QuerySet,
    programme: Programme,
    month: date,
    *,
    cause: str = "",
    office: Organisation | None = None,
) -> QuerySet:
    """The reports of the month with one of ``causes_of``, the most money first."""
    reports = with_cause(holding_reports(projects, programme, [month]), [month])
    reports = reports.filter(cause__in=causes_of(cause))
    if office:
        reports = reports.filter(in_row_of(office, "project__lead_pairing__recipient"))
    return reports.with_parties().order_by("-project__planned_aid", "project__code")


def with_since(reports: Iterable[StatusReport], programme: Programme, month: date):
    """The reports with the month since which a problem is named; one query for all of them."""
    reports = list(reports)
    earlier = StatusReport.objects.holding().filter(
        project__in=[report.project_id for report in reports],
        month__programme=programme,
        month__month__lte=month,
    )
    named: dict[int, set[date]] = {}
    for project, named_in in (
        with_cause(earlier, [])
        .filter(cause__in=NAMED_LABELS)
        .order_by()
        .values_list("project", "month__month")
    ):
        named.setdefault(project, set()).add(named_in)
    return [
        ReportedProblem(report, _run_start(named.get(report.project_id, set()), month))
        for report in reports
    ]


def _run_start(months: set[date], month: date) -> date | None:
    start = None
    while month in months:
        start = month
        month = (month - timedelta(days=1)).replace(day=1)
    return start
