"""Tasks as lines of other pages: the due day in force, and where each stands in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.models import Task, TaskTiming


@dataclass(frozen=True)
class TaskLine:
    """A task with the day on which it is due in force; ``status`` is the look of its state."""

    task: Task
    due_on: date
    status: str
    state: str

    @property
    def is_closed(self) -> bool:
        return self.task.closed_at is not None


LOOKS = {TaskTiming.OVERDUE: "lag", TaskTiming.NEAR: "warn"}


def task_lines(tasks: Iterable[Task]) -> list[TaskLine]:
    """Where each of the tasks stands, which come ``with_standing``."""
    return [TaskLine(task, task.standing.due_on, *_state(task)) for task in tasks]


def _state(task: Task) -> tuple[str, str]:
    """The outcome of a closed task, else how late it is, else how far it is."""
    standing = task.standing
    if standing.is_closed:
        return "done", task.get_outcome_display()
    if standing.timing in LOOKS:
        return LOOKS[standing.timing], str(standing.timing.label)
    return "run", str(standing.state.label)
