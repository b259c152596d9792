"""Where a task stands: the same in SQL as in Python."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies

from reports.models import Answer, Task
from reports.models.task_states import standing_of
from tests import make
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db

DAYS = [-1, 17, 18, 21, 22, 42, 43]


def answered(task):
    make.answer(task)


def released(task):
    make.answer(task, released_by=make.user(), released_at=timezone.now())


def returned(task):
    released(task)
    Answer.objects.update(returned_by=make.user(), returned_at=timezone.now(), reason="请附照片")


def accepted(task):
    Task.objects.update(accepted_by=make.user(), accepted_at=timezone.now())


def closed(task):
    Task.objects.update(closed_by=make.user(), closed_at=timezone.now(), outcome="A")


def extended(task):
    now = timezone.now()
    make.extension(task, decided_by=make.user(), decided_at=now, granted=True)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize(
    ("deeds", "state"),
    [
        ([], "issued"),
        ([accepted], "accepted"),
        ([accepted, answered], "unreleased"),
        ([released], "answered"),
        ([returned], "returned"),
        ([returned, answered], "unreleased"),
        ([extended], "issued"),
        ([released, closed], "closed"),
    ],
)
def test_a_task_stands_alike_in_sql_and_in_python(deeds, state, days):
    task = make.task()
    for deed in deeds:
        deed(task)
    on = timezone.localdate() + timedelta(days=days)

    row = Task.objects.with_standing(on=on).get()

    assert row.standing == standing_of(Task.objects.get(), on=on)
    assert (row.state, row.timing) == (state, row.standing.timing)


@pytest.mark.parametrize(
    ("days", "timing", "late"),
    [(17, "in_time", 0), (18, "near", 0), (21, "near", 0), (22, "overdue", 1)],
)
def test_a_task_is_near_due_three_days_before_and_late_through_its_answer(days, timing, late):
    released(make.task())

    row = Task.objects.with_standing(on=timezone.localdate() + timedelta(days=days)).get()

    assert (row.timing, row.standing.days_late) == (timing, late)


def deed_of(task, name: str):
    """Does to a task what its rows allow; a deed that they do not allow leaves it as it is."""
    now, person = timezone.now(), make.user()
    standing_answer = task.answers.filter(returned_at=None)
    waiting = task.extensions.filter(decided_at=None)
    match name:
        case "accept":
            Task.objects.filter(pk=task.pk).update(accepted_by=person, accepted_at=now)
        case "answer" if not standing_answer.exists():
            make.answer(task)
        case "release":
            standing_answer.update(released_by=person, released_at=now)
        case "return":
            standing_answer.update(returned_by=person, returned_at=now, reason="请附照片")
        case "ask" if not waiting.exists():
            make.extension(task, until=task.due_on + timedelta(days=task.extensions.count() + 1))
        case "grant" | "refuse":
            waiting.update(decided_by=person, decided_at=now, granted=name == "grant")
        case "close":
            Task.objects.filter(pk=task.pk).update(closed_by=person, closed_at=now, outcome="A")


DEEDS = ["accept", "answer", "release", "return", "ask", "grant", "refuse", "close"]


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    deeds=strategies.lists(strategies.sampled_from(DEEDS), max_size=12),
    days=strategies.integers(-2, 40),
)
def test_a_task_stands_alike_in_both_after_any_history(deeds, days):
    task = make.task()
    for name in deeds:
        deed_of(task, name)
    on = timezone.localdate() + timedelta(days=days)

    row = Task.objects.with_standing(on=on).get(pk=task.pk)

    standing = standing_of(Task.objects.get(pk=task.pk), on=on)
    assert row.standing == standing
    assert row.timing == standing.timing
