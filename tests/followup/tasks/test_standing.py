"""Where a task stands: the same in SQL as in Python."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.models import Answer, Task
from reports.models.task_states import standing_of
from tests import make

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
