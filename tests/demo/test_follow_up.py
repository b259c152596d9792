"""The demonstration has a task in every state, told from the day on which it is drawn."""

import re
from collections import Counter, defaultdict
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from projects.models import StatusReport
from reports.demo.offices import FURTHER_OFFICES
from reports.followup.problems.causes import OFFICE
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
    assert Counter(task.outcome for task in tasks if task.closed_at) == {"A": 2, "B": 2, "C": 1}
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


def test_tasks_of_several_offices_are_in_different_states_and_done_by_their_people():
    draw()

    tasks = Task.objects.with_standing(on=timezone.localdate())
    by_office = defaultdict(set)
    for task in tasks:
        by_office[task.responsible.ref].add(task.state)
        for answer in task.answers.all():
            assert answer.by.memberships.filter(organisation=task.responsible).exists()
    assert len(by_office) >= 7
    states = set().union(*(by_office[ref] for ref in FURTHER_OFFICES))
    assert states == set(TaskState.values) - {TaskState.UNRELEASED}
    overdue = tasks.filter(timing=TaskTiming.OVERDUE).values("responsible").distinct()
    assert overdue.count() >= 3


def test_offices_report_problems_of_several_types_and_some_wait_for_their_reviewer():
    printed = draw()

    reports = StatusReport.objects.exclude(problem_type="")
    offices = reports.filter(state="verified").values_list(OFFICE, flat=True)
    assert len(set(offices)) >= 6
    types = reports.filter(state="verified").values_list("problem_type", flat=True)
    assert set(types) == set(StatusReport.ProblemType.values)
    by_offices = reports.filter(entered_by__username__startswith="recorder-")
    assert {report.state for report in by_offices} == {"verified", "submitted"}
    assert all(report.problem.endswith("（示例）") for report in by_offices)
    assert f"Problems of further offices: {by_offices.count()} (illustrative)." in printed


def test_nobody_can_sign_in_as_one_of_the_further_offices():
    draw()

    people = get_user_model().objects.filter(username__regex="^(recorder|reviewer)-")
    assert people.count() == 2 * len(FURTHER_OFFICES)
    assert not any(person.has_usable_password() for person in people)
    assert all("（示例）" in person.first_name for person in people)


def test_drawing_again_adds_nothing():
    draw()
    models = (Task, Meeting, StatusReport, get_user_model())
    before = [model.objects.count() for model in models]

    call_command("demo_month", stdout=StringIO())

    assert [model.objects.count() for model in models] == before


def test_the_same_is_drawn_whenever_it_is_drawn():
    rows = []
    for _n in range(2):
        with transaction.atomic():
            draw()
            columns = ("project__code", "problem_type", "state", "entered_by__username")
            rows.append(
                [
                    list(StatusReport.objects.order_by("pk").values_list(*columns)),
                    list(Task.objects.values_list("title", "due_on", "responsible__ref")),
                ]
            )
            transaction.set_rollback(True)

    assert rows[0] == rows[1]


def test_chinese_sentences_of_the_month_have_chinese_punctuation():
    draw()

    names = ("problem", "measure_taken", "note", "return_reason")
    words = [word for row in StatusReport.objects.values_list(*names) for word in row if word]
    assert any("（示例）" in word for word in words)
    assert not [word for word in words if re.search(r"[\u4e00-\u9fff][,:()]", word)]
