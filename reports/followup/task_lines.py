"""Tasks as lines of other pages: the due day in force, and where each stands in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from reports.models import Extension, Task


@dataclass(frozen=True)
class TaskLine:
    """A task with the day on which it is due in force; ``status`` is the look of its state."""

    task: Task
    due_on: date
    status: str
    state: str


def with_due_day(tasks: QuerySet) -> QuerySet:
    """Adds ``due_in_force``: the day of the last extension granted, else that of the issue."""
    granted = Extension.objects.filter(task=OuterRef("pk"), granted=True).order_by("-decided_at")
    until = Subquery(granted.values("until")[:1])
    return tasks.annotate(due_in_force=Coalesce(until, "due_on"))


def task_lines(tasks: Iterable[Task], on: date) -> list[TaskLine]:
    """Where each of the tasks, which come ``with_due_day``, stands on day ``on``."""
    return [TaskLine(task, task.due_in_force, *_standing(task, on)) for task in tasks]


def _standing(task: Task, on: date) -> tuple[str, str]:
    if task.closed_at:
        return "done", task.get_outcome_display()
    if task.due_in_force < on:
        return "lag", pgettext("task", "overdue")
    return "run", pgettext("task", "in hand")
