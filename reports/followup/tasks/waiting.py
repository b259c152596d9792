"""What of the tasks waits for one person: to answer, to release, to judge, to decide on.

One query each; the home page, the overview of the follow-up and the mails read these.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pairings.access.permissions import may
from pairings.access.reach import reach
from pairings.access.roles import Role
from pairings.models import Membership
from reports.models import Answer, Extension, Task
from reports.models.task_states import TaskState

TO_ANSWER = (TaskState.ISSUED, TaskState.ACCEPTED, TaskState.RETURNED)
# Days before the due day on which an office is reminded, and days between mails once it is late.
BEFORE_DUE, EVERY = 3, 7


def to_answer(user, *, on: date) -> QuerySet:
    """Open tasks of an office for which the person records, with nothing from it that stands.

    Adds ``may_ask_for_time``: until the due day in force, unless an earlier request waits.
    """
    offices = reach(user).by_role.get(Role.RECORDER, frozenset())
    owed = Task.objects.visible_to(user).with_standing(on=on).filter(state__in=TO_ANSWER)
    requests = Extension.objects.filter(task=OuterRef("pk"), decided_at__isnull=True)
    owed = owed.annotate(may_ask_for_time=Q(due_in_force__gte=on) & ~Exists(requests))
    return owed.filter(responsible__in=offices).order_by("due_in_force", "year", "sequence")


def to_release(user) -> QuerySet:
    """Answers by others of an office for which the person reviews."""
    offices = reach(user).by_role.get(Role.REVIEWER, frozenset())
    waiting = _standing_answers(user).filter(released_at__isnull=True)
    return waiting.filter(task__responsible__in=offices).exclude(by=user.pk).order_by("at", "pk")


def to_judge(user) -> QuerySet:
    """Released answers by others to tasks that the person's side issued."""
    waiting = _standing_answers(user).filter(released_at__isnull=False)
    return _of_own_side(waiting, user).exclude(by=user.pk).order_by("released_at", "pk")


def to_decide(user) -> QuerySet:
    """Time asked for by others for tasks that the person's side issued."""
    waiting = Extension.objects.visible_to(user).filter(
        decided_at__isnull=True, task__closed_at__isnull=True
    )
    return _of_own_side(waiting, user).exclude(asked_by=user.pk).order_by("asked_at", "pk")


def _standing_answers(user) -> QuerySet:
    answers = Answer.objects.visible_to(user)
    return answers.filter(returned_at__isnull=True, task__closed_at__isnull=True)


def _of_own_side(rows: QuerySet, user) -> QuerySet:
    """Of tasks that the person may close: ``rights.may_close`` says the same of one."""
    if may(user, "close tasks for the office"):
        return rows
    led = reach(user).by_role.get(Role.LEADER, frozenset())
    offices = Membership.objects.filter(
        user=OuterRef("task__issued_by"), role=Role.LEADER, organisation__in=led
    )
    return rows.filter(Exists(offices))


def to_remind_of(*, on: date) -> list[Task]:
    """Unanswered tasks whose turn it is on ``on``: one of which nobody was told, BEFORE_DUE days
    before the due day in force, the day after it, and every EVERY days from then on.
    """
    owed = Task.objects.with_standing(on=on).filter(state__in=TO_ANSWER)
    return [task for task in owed.order_by("pk") if _is_its_turn(task, on)]


def _is_its_turn(task: Task, on: date) -> bool:
    days = (on - task.due_in_force).days
    if timezone.localdate(task.issued_at) > on:
        return False
    return task.reminded_on is None or days == -BEFORE_DUE or (days > 0 and days % EVERY == 1)
