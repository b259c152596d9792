"""Tasks as a list prints them: open ones first, those that are late longest before the others."""

from datetime import date

from django.db.models import Case, QuerySet, Value, When

from reports.followup.warnings.subjects import OF_KIND, RELATED, WarnedSubject
from reports.models import SUBJECTS, Task
from reports.models.task_states import TaskStanding, TaskState

SUBJECT_PATHS = tuple(f"{name}__{path}" for name in SUBJECTS for path in RELATED[name])


def for_list(tasks: QuerySet) -> QuerySet:
    """All that a list prints of tasks with their standing."""
    is_closed = Case(When(state=TaskState.CLOSED, then=Value(1)), default=Value(0))
    related = tasks.select_related("responsible", "issued_by", *SUBJECTS, *SUBJECT_PATHS)
    return related.alias(is_closed=is_closed).order_by(
        "is_closed", "due_in_force", "year", "sequence"
    )


def subject_of(task: Task) -> WarnedSubject | None:
    """What a task is about, as warnings name it; fetched by ``for_list``."""
    if task.subject_key is None:
        return None
    name, _pk = task.subject_key
    return OF_KIND[name](task.subject)


def listed_standing(task: Task, *, today: date) -> TaskStanding:
    """Of a task with its standing annotated; without a query."""
    on = task.counted_on if task.closed_at else today
    return TaskStanding(TaskState(task.state), task.due_in_force, on)
