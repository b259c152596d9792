"""The follow-up tasks beside problems: of each project its own, and the open ones above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from projects.models import Programme, Project
from reports.followup.task_lines import TaskLine, task_lines
from reports.followup.warnings.subjects import KIND_LABELS
from reports.models import Task


@dataclass(frozen=True)
class TaskBeside:
    """A task that hangs on a project, or on what the project lies in: ``kind`` of its subject."""

    line: TaskLine
    kind: str

    @property
    def is_above(self) -> bool:
        return self.kind != "project"

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.kind])

    def __str__(self):
        words = f"{self.line.task.number} {self.line.state} {self.line.due_on}"
        return f"{words} ({self.kind_label})" if self.is_above else words


def tasks_beside(
    projects: Iterable[Project], programme: Programme, user, *, today: date
) -> dict[int, list[TaskBeside]]:
    """{id of the project: its tasks, open before closed, then by due day}; one query."""
    by_place: dict[tuple, list[TaskBeside]] = {}
    projects = list(projects)
    tasks = Task.objects.visible_to(user).filter(_about(projects, programme))
    tasks = tasks.with_standing(on=today).select_related("row", "unit__row")
    for line in task_lines(
        tasks.order_by(F("closed_at").desc(nulls_first=True), "due_in_force", "pk")
    ):
        kind, _pk = line.task.subject_key
        by_place.setdefault(_place_of(line.task), []).append(TaskBeside(line, kind))
    return {project.pk: _of_places(project, by_place) for project in projects}


def _about(projects: list[Project], programme: Programme) -> Q:
    """On one of the projects; or open, on a pairing, a unit or a row of one."""
    pairings = {project.lead_pairing for project in projects}
    rows = {pairing.recipient.row_organisation_id for pairing in pairings}
    givers = {pairing.supporter_id for pairing in pairings}
    scheme = programme.scheme_id
    above = (
        Q(pairing__in=pairings)
        | Q(row__prefecture__in=rows, row__scheme=scheme)
        | Q(unit__row__prefecture__in=rows, unit__row__scheme=scheme, unit__supporter__in=givers)
    )
    return Q(project__in=projects) | (above & Q(closed_at__isnull=True))


def _place_of(task: Task) -> tuple:
    """Of a task about a unit or a row the parties: a project names no others."""
    kind, pk = task.subject_key
    if kind == "row":
        return kind, task.row.prefecture_id
    if kind == "unit":
        return kind, task.unit.supporter_id, task.unit.row.prefecture_id
    return kind, pk


def _of_places(project: Project, by_place: dict) -> list[TaskBeside]:
    pairing = project.lead_pairing
    row = pairing.recipient.row_organisation_id
    places = [
        ("project", project.pk),
        ("pairing", pairing.pk),
        ("unit", pairing.supporter_id, row),
        ("row", row),
    ]
    return [task for place in places for task in by_place.get(place, [])]
