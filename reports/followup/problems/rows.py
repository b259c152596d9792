"""What each office reports of a project, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.models import Organisation
from pairings.querysets import in_row_of
from projects.models import Programme, Project, StatusReport
from reports.followup.problems.causes import (
    ALL_LABELS,
    NAMED_LABELS,
    UNEXPLAINED,
    UNREPORTED,
    VERIFIED,
    WAITING,
    causes_of,
    holding_reports,
    with_cause,
)
from reports.followup.problems.reporting import due_projects
from reports.followup.problems.tasks import TaskBeside, tasks_beside


@dataclass(frozen=True)
class ProblemRow:
    """A project with the report that holds, None where none does. ``since`` is the first month of
    the unbroken run in which a problem is named, None where none is. ``tasks`` are those beside it.
    """

    project: Project
    report: StatusReport | None = None
    since: date | None = None
    tasks: list[TaskBeside] = field(default_factory=list)

    @property
    def has_open_task(self) -> bool:
        """Whether one about the project itself is open."""
        return any(not (task.is_above or task.line.is_closed) for task in self.tasks)

    @property
    def kind(self) -> str:
        """The cause, or where the report stands; empty for a report that keeps to the plan."""
        return self.report.cause if self.report else self.project.standing

    @property
    def task_params(self) -> dict:
        """What the address of a new task names: the project, and the report that it answers."""
        params = {"kind": "project", "ref": self.project.code}
        return params | ({"report": self.report.pk} if self.report else {})

    @property
    def is_silent(self) -> bool:
        """Whether the office has not said what stands in the way."""
        return self.kind in (UNEXPLAINED, UNREPORTED)

    @property
    def label(self) -> str:
        return str(ALL_LABELS.get(self.kind, formats.DASH))

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


def problem_rows(
    items: Iterable, programme: Programme, month: date, *, user, today: date
) -> list[ProblemRow]:
    """Rows of what is ``listed``, reports or projects, with the tasks beside them; two queries."""
    rows = [_row(item) for item in items]
    tasks = tasks_beside([row.project for row in rows], programme, user, today=today)
    named = _months_named([row.report for row in rows if row.report], programme, month)
    return [
        replace(
            row,
            since=_run_start(named.get(row.project.pk, set()), month),
            tasks=tasks[row.project.pk],
        )
        for row in rows
    ]


def _row(item: StatusReport | Project) -> ProblemRow:
    if isinstance(item, StatusReport):
        return ProblemRow(item.project, item)
    return ProblemRow(item)


def _months_named(reports: list, programme: Programme, month: date) -> dict[int, set[date]]:
    """{project: the months up to this in which a problem is named}."""
    if not reports:
        return {}
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
