"""Follow-up tasks among what one has to do, and in the mails of their days."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from pairings.models import Role
from reports.models import Task
from reports.todo.reminders import remind
from reports.todo.waiting import count_waiting
from reports.todo.work import pieces, work
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Case:
    """A task of an office, and the people on both sides."""

    def __init__(self, **fields):
        region = make.organisation()
        self.office = make.prefecture(parent=region)
        self.leader = make.member(Role.LEADER, region, email="leader@aidtrack.example")
        self.recorder = make.member(Role.RECORDER, self.office, email="rec@aidtrack.example")
        self.reviewer = make.member(Role.REVIEWER, self.office, email="rev@aidtrack.example")
        self.task = make.task(responsible=self.office, issued_by=self.leader, **fields)

    def kinds(self, person, on=None) -> list[str]:
        on = on or TODAY()
        items = work(person, on=on)
        assert pieces(items) == count_waiting(person, on=on)
        return [item.kind for item in items]


def test_a_task_waits_for_the_recorder_of_its_office_alone():
    case = Case()

    (item,) = work(case.recorder, on=TODAY())

    assert item.due_on == case.task.due_on
    assert item.address.endswith("#answer")
    assert case.kinds(case.recorder) == ["task"]
    assert case.kinds(case.reviewer) == case.kinds(case.leader) == []
    assert case.kinds(make.member(Role.RECORDER)) == []


def test_more_time_is_offered_until_the_due_day_alone():
    case = Case()
    due_on = case.task.due_on

    (on_its_day,) = work(case.recorder, on=due_on)
    (a_day_later,) = work(case.recorder, on=due_on + timedelta(days=1))

    assert on_its_day.shortcut_address.endswith("#time") and on_its_day.shortcut == "Ask for time"
    assert a_day_later.shortcut == ""


def test_its_answer_waits_for_the_reviewer_then_for_who_issued_it():
    case = Case()
    answer = make.answer(case.task, by=case.recorder)

    assert case.kinds(case.recorder) == []
    assert case.kinds(case.reviewer) == ["task release"]
    answer.released_by, answer.released_at = case.reviewer, timezone.now()
    answer.save()
    assert case.kinds(case.reviewer) == []
    assert case.kinds(case.leader) == ["task judge"]
    assert case.kinds(make.administrator()) == ["task judge"]


def test_a_returned_answer_waits_for_the_recorder_again_with_its_reason():
    case = Case()
    make.answer(
        case.task,
        by=case.recorder,
        returned_by=case.leader,
        returned_at=timezone.now(),
        reason="请附照片",
    )

    (item,) = work(case.recorder, on=TODAY())

    assert item.quote == "请附照片"
    assert item.title.startswith("Returned")


def test_time_asked_for_waits_for_who_issued_the_task():
    case = Case()
    make.extension(case.task, asked_by=case.recorder)

    assert case.kinds(case.leader) == ["task time"]
    assert case.kinds(case.recorder) == ["task"]


def test_a_leader_of_the_answering_office_has_nothing_to_judge():
    case = Case()
    own_leader = make.member(Role.LEADER, case.office)
    make.answer(case.task, by=case.recorder, released_by=case.reviewer, released_at=timezone.now())

    assert case.kinds(own_leader) == []


def test_many_tasks_are_one_item_with_all_their_pieces():
    case = Case()
    for _number in range(12):
        make.task(responsible=case.office)

    (item,) = work(case.recorder, on=TODAY())

    assert (item.n, item.pieces) == (13, 13)
    assert case.kinds(case.recorder) == ["task"]


def mailed(on) -> list[str]:
    mail.outbox.clear()
    remind(on=on)
    return [message.to[0] for message in mail.outbox]


def test_an_office_is_told_of_a_task_on_issue_before_and_after_its_day_and_weekly_from_then_on():
    Case(due_on=TODAY() + timedelta(days=10))
    days = [TODAY() + timedelta(days=n) for n in range(30)]

    told = [(day - TODAY()).days for day in days if "rec@aidtrack.example" in mailed(day)]

    assert told == [0, 7, 11, 18, 25]


def test_the_mails_of_a_day_are_sent_once():
    Case()

    assert mailed(TODAY()) == ["rec@aidtrack.example"]
    assert mailed(TODAY()) == []


def test_nobody_is_told_of_a_task_that_is_answered_or_closed():
    case = Case()
    make.answer(case.task, by=case.recorder)

    assert "rec@aidtrack.example" not in mailed(TODAY())
    assert Task.objects.get().reminded_on is None


def test_a_leader_is_told_on_mondays_of_the_answers_that_wait():
    case = Case()
    make.answer(case.task, by=case.recorder, released_by=case.reviewer, released_at=timezone.now())
    make.reporting_month(closed_at=timezone.now())
    monday = TODAY() + timedelta(days=-TODAY().weekday() % 7)

    assert mailed(monday) == ["leader@aidtrack.example"]
    assert mailed(monday + timedelta(days=1)) == []
