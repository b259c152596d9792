"""Figures of tasks: what each counts, that parts make the whole, and that each opens its rows."""

from datetime import datetime, timedelta
from decimal import Decimal

import hypothesis
import pytest
from django.utils import timezone
from hypothesis import strategies as st

from pairings.models import Role
from reports.followup.tasks.lists.measures import (
    AGES,
    TASK_MEASURES,
    TaskCounts,
    TaskFacts,
    counts_by,
    task_facts,
)
from reports.models import Task
from reports.models.task_states import TaskState, TaskTiming
from tests import make
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def closed(task, days_ago: int, outcome="A"):
    Task.objects.filter(pk=task.pk).update(
        closed_at=ago(days_ago), closed_by=make.user(), outcome=outcome
    )
    return task


def issued(days_ago: int, due_in: int, **fields):
    return make.task(issued_at=ago(days_ago), due_on=TODAY() + timedelta(days=due_in), **fields)


@pytest.fixture
def world(db):
    """Of two offices: one near due, two late (one answered), one closed in time, one late."""
    first, second = make.organisation(), make.organisation()
    issued(1, 2, responsible=first)
    late = issued(40, -1, responsible=first)
    make.answer(late, at=ago(30))
    issued(20, -3, responsible=second, project=make.project())
    closed(issued(30, -5, responsible=second), 6)
    closed(issued(30, -5, responsible=second), 2)
    return first, second


def counts() -> TaskCounts:
    return TaskCounts("", task_facts(Task.objects.all(), on=TODAY()))


def test_open_near_overdue_and_closed_tasks_are_counted(world):
    total = counts()

    assert (total.open, total.near, total.overdue, total.closed) == (3, 1, 2, 2)


def test_of_closed_and_overdue_tasks_those_closed_in_time_are_a_share(world):
    rate = counts().in_time_rate

    assert (rate.numerator, rate.denominator) == (1, 4)


def test_an_extension_granted_moves_the_day_that_is_in_time():
    task = TaskFacts(1, "note", "", TaskState.CLOSED, TaskTiming.IN_TIME, 30, 9)

    assert TaskCounts("", [task]).in_time_rate.value == 1


def test_days_to_answer_are_the_median_of_the_first_answers(world):
    assert (counts().days_to_answer, counts().answered) == (Decimal(10), 1)


def test_without_an_answer_no_days_are_told(db):
    make.task()

    assert (counts().days_to_answer, counts().answered) == (None, 0)


FACTS = st.lists(
    st.builds(
        TaskFacts,
        office=st.integers(1, 3),
        origin=st.sampled_from(Task.Origin.values),
        subject=st.sampled_from(["row", "unit", "pairing", "project", ""]),
        state=st.sampled_from(TaskState.values),
        timing=st.sampled_from(TaskTiming.values),
        age=st.integers(0, 60),
        days_to_answer=st.none() | st.integers(0, 60),
    ),
    max_size=6,
)


@hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
@hypothesis.given(FACTS, st.sampled_from(["origin", "subject"]))
def test_the_parts_of_any_partition_make_the_whole(facts, name):
    whole, parts = TaskCounts("", facts), counts_by(name, facts, {})

    for count in ("all", "open", "near", "overdue", "closed", "closed_in_time", "answered"):
        assert sum(getattr(part, count) for part in parts) == getattr(whole, count)
    for place in range(len(AGES)):
        assert sum(part.ages[place][0] for part in parts) == whole.ages[place][0]
    assert sum(n for n, _address in whole.ages) == whole.open


def test_every_figure_of_the_overview_opens_exactly_its_rows(world, client):
    person = reader(client)
    facts = task_facts(Task.objects.all(), on=TODAY())
    offices = {office.pk: office for office in world}
    for name in ("office", "origin", "subject"):
        for row in counts_by(name, facts, offices):
            figures = [
                (row.open, row.open_address),
                (row.near, row.near_address),
                (row.overdue, row.overdue_address),
                (row.closed, row.closed_address),
                *row.ages,
            ]
            for number, address in figures:
                assert rows_of(person, address) == number, address


def rows_of(person, address) -> int:
    response = person.get(address)
    assert response.status_code == 200
    return response.context["table"].page.paginator.count


def test_the_list_takes_as_many_queries_for_three_tasks_as_for_one(
    client, django_assert_max_num_queries
):
    person = reader(client)
    unit = make.reporting_unit()
    about = [{"project": make.project()}, {"row": unit.row}, {"unit": unit}]
    numbers = []
    for subject in about:
        make.task(**subject)
        with django_assert_max_num_queries(40) as queries:
            assert person.get("/follow-up/tasks/").status_code == 200
        numbers.append(len(queries))

    assert len(set(numbers)) == 1, numbers


def test_the_list_can_be_searched_by_words_and_by_number(world, client):
    person = reader(client)
    task = make.task(title="核对资金")

    assert rows_of(person, "/follow-up/tasks/?q=核对") == 1
    assert rows_of(person, f"/follow-up/tasks/?q={task.number}") == 1
    assert rows_of(person, "/follow-up/tasks/?q=99999-99999999") == 0


def test_who_sees_no_task_is_told_so(client):
    make.task(title="核对资金")
    client.force_login(make.member(Role.RECORDER))
    client.cookies["django_language"] = "en"

    text = words(client.get("/follow-up/tasks/"))

    assert "核对" not in text
    assert "There is no task that you can see" in text


def test_the_measures_say_what_they_mean():
    assert set(TASK_MEASURES) == {
        "tasks_open",
        "tasks_overdue",
        "closed_in_time_rate",
        "days_to_answer",
    }
