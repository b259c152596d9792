"""What each office reports of a project, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Organisation
from pairings.querysets import in_row_of
from projects.models import Programme, Project, StatusReport
from reports.followup.problems.causes import (
    LABELS,
    NAMED_LABELS,
    UNEXPLAINED,
    causes_of,
    holding_reports,
    with_cause,
)
from reports.followup.problems.reporting import (
    STANDING_LABELS,
    UNREPORTED,
    VERIFIED,
    WAITING,
    due_projects,
)


@dataclass(frozen=True)
class ProblemRow:
    """A project with the report that holds, None where none does. ``since`` is the first month of
    the unbroken run in which a problem is named, None where none is.
    """

    project: Project
    report: StatusReport | None = None
    since: date | None = None

    @property
    def kind(self) -> str:
        """The cause, or where the report stands; empty for a report that keeps to the plan."""
        return self.report.cause if self.report else self.project.standing

    @property
    def is_silent(self) -> bool:
        """Whether the office has not said what stands in the way."""
        return self.kind in (UNEXPLAINED, UNREPORTED)

    @property
    def label(self) -> str:
        return str((LABELS | STANDING_LABELS).get(self.kind, formats.DASH))

    @property
    def problem(self) -> str:
        return self.report.problem if self.report else ""

    @property
    def measure_taken(self) -> str:
        return self.report.measure_taken if self.report else ""

    @property
    def entered_by(self) -> str:
        return person_name(self.report.entered_by) if self.report else ""

    @property
    def office(self) -> Organisation:
        return self.project.lead_pairing.recipient.row_organisation


def listed(
    projects: QuerySet,
    programme: Programme,
    month: date,
    *,
    kind: str = "",
    office: Organisation | None = None,
) -> QuerySet:
    """Of the month the reports of a kind, or projects where none holds; the most money first."""
    if kind in (WAITING, UNREPORTED):
        return _without_report(projects, programme, month, kind, office)
    reports = with_cause(holding_reports(projects, programme, [month]), [month])
    if kind == VERIFIED:
        due = due_projects(projects, programme, month).order_by()
        reports = reports.filter(project__in=due.values("pk"))
    else:
        reports = reports.filter(cause__in=causes_of(kind))
    if office:
        reports = reports.filter(in_row_of(office, "project__lead_pairing__recipient"))
    return reports.with_parties().order_by("-project__planned_aid", "project__code")


def _without_report(projects, programme, month, standing, office) -> QuerySet:
    due = due_projects(projects, programme, month).filter(standing=standing)
    if office:
        due = due.filter(in_row_of(office, "lead_pairing__recipient"))
    related = due.select_related(
        "programme", "lead_pairing__supporter", "lead_pairing__recipient__reported_under"
    )
    return related.order_by("-planned_aid", "code")


def problem_rows(items: Iterable, programme: Programme, month: date) -> list[ProblemRow]:
    """Rows of what is ``listed``, reports or projects; one query more for all reports."""
    items = list(items)
    if not any(isinstance(item, StatusReport) for item in items):
        return [ProblemRow(project) for project in items]
    named = _months_named(items, programme, month)
    return [
        ProblemRow(report.project, report, _run_start(named.get(report.project_id, set()), month))
        for report in items
    ]


def _months_named(reports: list, programme: Programme, month: date) -> dict[int, set[date]]:
    """{project: the months up to this in which a problem is named}."""
    earlier = StatusReport.objects.holding().filter(
        project__in=[report.project_id for report in reports],
        month__programme=programme,
        month__month__lte=month,
    )
    with_problem = with_cause(earlier, []).filter(cause__in=NAMED_LABELS).order_by()
    named: dict[int, set[date]] = {}
    for project, named_in in with_problem.values_list("project", "month__month"):
        named.setdefault(project, set()).add(named_in)
    return named


def _run_start(months: set[date], month: date) -> date | None:
    start = None
    while month in months:
        start = month
        month = (month - timedelta(days=1)).replace(day=1)
    return start
