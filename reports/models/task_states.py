"""Where a task stands, and how it stands to its due day: read from its dates, answers, extensions.

Once in SQL for lists and counts, once in Python for a task at hand. "Today" is that of the
calendar, never the day that figures are as of.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from pairings.access.reach import reach
from pairings.querysets import VisibleQuerySet
from reports.models.subjects import about_subjects_in_reach

NEAR = timedelta(days=3)


class TaskState(TextChoices):
    ISSUED = "issued", pgettext_lazy("task", "not accepted")
    ACCEPTED = "accepted", pgettext_lazy("task", "accepted")
    UNRELEASED = "unreleased", pgettext_lazy("task", "answer waits for release")
    ANSWERED = "answered", pgettext_lazy("task", "answered, to be closed")
    RETURNED = "returned", pgettext_lazy("task", "returned, to be answered again")
    CLOSED = "closed", pgettext_lazy("task", "closed")


class TaskTiming(TextChoices):
    """To the due day in force. An open task is overdue, a closed one was closed late."""

    IN_TIME = "in_time", pgettext_lazy("task", "in time")
    NEAR = "near", pgettext_lazy("task", "near due")
    OVERDUE = "overdue", pgettext_lazy("task", "overdue")
    LATE = "late", pgettext_lazy("task", "closed late")


@dataclass(frozen=True)
class TaskStanding:
    """``due_on`` is the due day in force; ``on`` is today, or the day on which it was closed."""

    state: TaskState
    due_on: date
    on: date

    @property
    def is_closed(self) -> bool:
        return self.state == TaskState.CLOSED

    @property
    def days_late(self) -> int:
        """Days past the due day; an answer and its return do not change them."""
        return max((self.on - self.due_on).days, 0)

    @property
    def days_left(self) -> int:
        return max((self.due_on - self.on).days, 0)

    @property
    def timing(self) -> TaskTiming:
        if self.is_closed:
            return TaskTiming.LATE if self.days_late else TaskTiming.IN_TIME
        if self.days_late:
            return TaskTiming.OVERDUE
        return TaskTiming.NEAR if self.due_on <= self.on + NEAR else TaskTiming.IN_TIME


def standing_of(task, *, on: date) -> TaskStanding:
    """Of a task at hand, from its own rows; without a query where these were fetched with it."""
    closed_on = timezone.localdate(task.closed_at) if task.closed_at else None
    return TaskStanding(state_of_task(task), due_day(task), closed_on or on)


def state_of_task(task) -> TaskState:
    answers = list(task.answers.all())
    unreturned = [answer for answer in answers if not answer.returned_at]
    if task.closed_at:
        return TaskState.CLOSED
    if unreturned:
        return TaskState.ANSWERED if unreturned[0].released_at else TaskState.UNRELEASED
    if answers:
        return TaskState.RETURNED
    return TaskState.ACCEPTED if task.accepted_at else TaskState.ISSUED


def due_day(task) -> date:
    """The due day in force: that of the last extension granted, else the one it was issued with."""
    granted = [extension for extension in task.extensions.all() if extension.granted]
    return max(granted, key=lambda extension: extension.pk).until if granted else task.due_on


class TaskQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Those in reach, and those that a member issued."""
        reached = reach(user)
        if reached.everything or not reached.roles:
            return super().visible_to(user)
        own = Q(issued_by=user.pk)
        return self.filter(self._is_in_reach(reached) | own if reached.organisations else own)

    def in_reach(self, reached):
        """Those of an organisation covered, and those about a subject in reach."""
        return self.filter(self._is_in_reach(reached))

    def _is_in_reach(self, reached) -> Q:
        assisted = self.model.assisting.through.objects.filter(
            organisation__in=reached.organisations
        ).order_by()
        return (
            Q(responsible__in=reached.organisations)
            | Q(pk__in=assisted.values("task"))
            | about_subjects_in_reach(reached)
        )

    def with_standing(self, *, on: date):
        """Adds ``state``, ``due_in_force``, ``counted_on`` and ``timing``, as TaskStanding has."""
        answers = self._rows_of("answers")
        unreturned = answers.filter(returned_at__isnull=True)
        granted = self._rows_of("extensions").filter(granted=True).order_by("-pk")
        state = Case(
            When(closed_at__isnull=False, then=Value(TaskState.CLOSED.value)),
            When(
                Exists(unreturned.filter(released_at__isnull=False)),
                then=Value(TaskState.ANSWERED.value),
            ),
            When(Exists(unreturned), then=Value(TaskState.UNRELEASED.value)),
            When(Exists(answers), then=Value(TaskState.RETURNED.value)),
            When(accepted_at__isnull=False, then=Value(TaskState.ACCEPTED.value)),
            default=Value(TaskState.ISSUED.value),
        )
        days = self.annotate(
            state=state,
            due_in_force=Coalesce(Subquery(granted.values("until")[:1]), F("due_on")),
            counted_on=Coalesce(TruncDate("closed_at"), Value(on)),
        )
        return days.annotate(timing=_timing(on))

    def _rows_of(self, name: str):
        """The answers or extensions of the task of the outer query, in no order."""
        model = self.model._meta.get_field(name).related_model
        return model.objects.filter(task=OuterRef("pk")).order_by()

    def for_page(self):
        """Each with all that its page names, ready for ``standing_of``."""
        answers = self.model._meta.get_field("answers").related_model.objects
        extensions = self.model._meta.get_field("extensions").related_model.objects
        answers = answers.select_related("by", "released_by", "returned_by")
        return self.select_related(
            "responsible",
            "issued_by",
            "accepted_by",
            "closed_by",
            "assignee",
            "rule",
            "programme",
            "item__meeting__scheme",
            "report__month__programme",
            "report__project",
            "row__prefecture",
            "unit__supporter",
            "unit__row__prefecture",
            "pairing__supporter",
            "pairing__recipient__reported_under",
            "project__lead_pairing__supporter",
            "project__lead_pairing__recipient__reported_under",
        ).prefetch_related(
            "assisting",
            Prefetch("answers", answers.prefetch_related("evidence")),
            Prefetch("extensions", extensions.select_related("asked_by", "decided_by")),
        )

    def open(self):
        return self.filter(closed_at__isnull=True)


def _timing(on: date) -> Case:
    is_late = Q(due_in_force__lt=F("counted_on"))
    is_closed = Q(closed_at__isnull=False)
    return Case(
        When(is_late & is_closed, then=Value(TaskTiming.LATE.value)),
        When(is_closed, then=Value(TaskTiming.IN_TIME.value)),
        When(is_late, then=Value(TaskTiming.OVERDUE.value)),
        When(due_in_force__lte=on + NEAR, then=Value(TaskTiming.NEAR.value)),
        default=Value(TaskTiming.IN_TIME.value),
    )
