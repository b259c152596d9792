"""The demonstration has a task in every state, told from the day on which it is drawn."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from projects.models import StatusReport
from reports.models import Meeting, Task
from reports.models.task_states import TaskState, TaskTiming


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


def draw() -> str:
    out = StringIO()
    for command in ("demo_accounts", "demo_month"):
        call_command(command, stdout=out)
    return out.getvalue()


def test_the_demonstration_has_a_task_in_every_state_and_each_keeps_the_rules():
    printed = draw()

    tasks = list(Task.objects.with_standing(on=timezone.localdate()))
    assert {task.state for task in tasks} == set(TaskState.values)
    assert {task.timing for task in tasks} == set(TaskTiming.values)
    assert Counter(task.outcome for task in tasks if task.closed_at) == {"A": 1, "B": 1, "C": 1}
    assert {task.origin for task in tasks} == {"item", "warning", "note"}
    assert all(task.is_illustrative for task in tasks)
    assert all(meeting.is_illustrative for meeting in Meeting.objects.all())
    assert f"Follow-up tasks: {len(tasks)} (illustrative)." in printed
    for task in Task.objects.all():
        task.full_clean()
        for row in (*task.answers.all(), *task.extensions.all()):
            row.full_clean()
    by_year = Counter(Task.objects.values_list("year", flat=True))
    for year, count in by_year.items():
        numbers = Task.objects.filter(year=year).values_list("sequence", flat=True)
        assert sorted(numbers) == list(range(1, count + 1))


def test_drawing_again_adds_nothing():
    draw()
    before = Task.objects.count(), Meeting.objects.count()

    call_command("demo_month", stdout=StringIO())

    assert (Task.objects.count(), Meeting.objects.count()) == before


def test_chinese_sentences_of_the_month_have_chinese_punctuation():
    draw()

    names = ("problem", "measure_taken", "note", "return_reason")
    words = [word for row in StatusReport.objects.values_list(*names) for word in row if word]
    assert any("（示例）" in word for word in words)
    assert not [word for word in words if re.search(r"[\u4e00-\u9fff][,:()]", word)]
