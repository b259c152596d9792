"""What the figures of follow-up tasks mean, each declared once, and the one place that counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.measures import Measure, Rate
from reports.models import SUBJECTS, Answer, Task
from reports.models.task_states import TaskState, TaskTiming

TASK_MEASURES = {
    measure.name: measure
    for measure in (
        Measure("tasks_open", _("open tasks"), _("Tasks issued and not closed.")),
        Measure(
            "tasks_overdue",
            _("overdue tasks"),
            _(
                "Open tasks past their due day in force: the day of the last extension granted, "
                "else the day they were issued with. An answer that waits does not change that."
            ),
        ),
        Measure(
            "closed_in_time_rate",
            _("closed in time"),
            _(
                "Tasks closed by their due day in force, divided by all that are closed and those "
                "open that are overdue."
            ),
            "closed_in_time",
            "closed_or_overdue",
        ),
        Measure(
            "days_to_answer",
            _("days to answer"),
            _("Days from the issue of a task to its first answer, the median of those answered."),
        ),
    )
}
# Days since the issue: the last has no end.
AGES = ((0, 15), (16, 30), (31, None))


@dataclass(frozen=True)
class TaskFacts:
    """What is counted of one task."""

    office: int
    origin: str
    subject: str
    state: str
    timing: str
    age: int
    # None: not answered.
    days_to_answer: int | None


@dataclass(frozen=True)
class TaskCounts:
    """Of a set of tasks; ``params`` list them, further ones narrow that list to a count."""

    label: str | Promise
    tasks: list[TaskFacts] = field(default_factory=list)
    params: dict = field(default_factory=dict)

    def address(self, **narrowing) -> str:
        """The list of them, narrowed further."""
        query = urlencode(self.params | narrowing)
        return reverse("follow-up:tasks") + (f"?{query}" if query else "")

    @property
    def open_address(self) -> str:
        return self.address(state="open")

    @property
    def near_address(self) -> str:
        return self.address(timing=TaskTiming.NEAR)

    @property
    def overdue_address(self) -> str:
        return self.address(timing=TaskTiming.OVERDUE)

    @property
    def closed_address(self) -> str:
        return self.address(state=TaskState.CLOSED)

    def _count(self, holds: Callable[[TaskFacts], bool]) -> int:
        return sum(1 for task in self.tasks if holds(task))

    @property
    def all(self) -> int:
        return len(self.tasks)

    @property
    def open(self) -> int:
        return self._count(is_open)

    @property
    def near(self) -> int:
        return self._count(lambda task: task.timing == TaskTiming.NEAR)

    @property
    def overdue(self) -> int:
        return self._count(lambda task: task.timing == TaskTiming.OVERDUE)

    @property
    def closed(self) -> int:
        return self.all - self.open

    @property
    def closed_in_time(self) -> int:
        return self._count(lambda t: not is_open(t) and t.timing == TaskTiming.IN_TIME)

    @property
    def in_time_rate(self) -> Rate:
        measure = TASK_MEASURES["closed_in_time_rate"]
        return Rate(measure, self.closed_in_time, self.closed + self.overdue)

    @property
    def answered(self) -> int:
        """How many the days to answer are the median of."""
        return self._count(lambda task: task.days_to_answer is not None)

    @property
    def days_to_answer(self) -> Decimal | None:
        days = [task.days_to_answer for task in self.tasks if task.days_to_answer is not None]
        return Decimal(str(median(days))) if days else None

    @property
    def ages(self) -> list[tuple[int, str]]:
        """Open ones by their days since issue, as AGES: how many, and the list of them."""
        return [
            (
                self._count(lambda t, of=(first, last): is_open(t) and _within(t, *of)),
                self.address(age=age_code(first, last)),
            )
            for first, last in AGES
        ]


def age_code(first: int, last: int | None) -> str:
    """How an address names an age: 0-15, 31-."""
    return f"{first}-{'' if last is None else last}"


def age_label(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else f"{first}–{last}"


def is_open(task: TaskFacts) -> bool:
    return task.state != TaskState.CLOSED


def _within(task: TaskFacts, first: int, last: int | None) -> bool:
    return first <= task.age and (last is None or task.age <= last)


def task_facts(tasks: QuerySet, *, on: date) -> list[TaskFacts]:
    """In one query."""
    answers = Answer.objects.filter(task=OuterRef("pk")).order_by("pk")
    rows = tasks.with_standing(on=on).annotate(answered_at=Subquery(answers.values("at")[:1]))
    columns = [f"{name}_id" for name in SUBJECTS]
    return [
        TaskFacts(
            office=row["responsible_id"],
            origin=row["origin"],
            subject=next((name for name in SUBJECTS if row[f"{name}_id"]), ""),
            state=row["state"],
            timing=row["timing"],
            age=(on - timezone.localdate(row["issued_at"])).days,
            days_to_answer=_days(row["issued_at"], row["answered_at"]),
        )
        for row in rows.order_by().values(
            "responsible_id", "origin", "state", "timing", "issued_at", "answered_at", *columns
        )
    ]


def _days(first, last) -> int | None:
    return None if last is None else (timezone.localdate(last) - timezone.localdate(first)).days


SUBJECT_LABELS = {
    "row": _("reporting row"),
    "unit": _("reporting unit"),
    "pairing": _("pairing"),
    "project": _("project"),
    "": pgettext_lazy("task", "nothing in particular"),
}
NO_SUBJECT = "none"


def counts_by(
    name: str, facts: Iterable[TaskFacts], offices: dict[int, object]
) -> list[TaskCounts]:
    """By office, origin or subject: those that have tasks; ``offices`` are theirs by id."""
    groups: dict = defaultdict(list)
    for task in facts:
        groups[getattr(task, name)].append(task)
    if name == "office":
        rows = [
            TaskCounts(offices[pk].label, tasks, {"office": offices[pk].ref})
            for pk, tasks in groups.items()
        ]
        return sorted(rows, key=lambda row: (-row.overdue, -row.open, str(row.label)))
    labels = dict(Task.Origin.choices) if name == "origin" else SUBJECT_LABELS
    return [
        TaskCounts(label, groups[value], {name: value or NO_SUBJECT})
        for value, label in labels.items()
        if value in groups
    ]
