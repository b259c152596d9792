"""What is done to a task, and what is refused with a sentence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from pairings.models import Role
from reports.followup.tasks.answering import accept, close, why_not_close
from reports.followup.tasks.extending import ask_for_time, decide
from reports.followup.tasks.issuing import issue
from reports.models import Task
from tests import make
from tests.web.parallel import at_once, only_on_a_server

TODAY = timezone.localdate
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def issued(by, office, **fields):
    values = {"title": "未开工", "demand": "说明原因", "due_on": TODAY() + WEEK, "on": TODAY()}
    return issue(user=by, key=uuid4(), responsible=office, **{**values, **fields})


@pytest.mark.django_db
def test_numbers_follow_each_other_and_a_due_day_is_after_today():
    leader, office = make.member(Role.LEADER), make.organisation()

    assert [issued(leader, office).sequence for _n in range(3)] == [1, 2, 3]
    with pytest.raises(ValidationError, match="The due day must be after today"):
        issued(leader, office, due_on=TODAY())


@pytest.mark.django_db
def test_an_office_outside_the_parties_is_asked_about():
    project, office = make.project(), make.organisation()
    leader = make.administrator()

    with pytest.raises(ValidationError, match="Is it meant"):
        issued(leader, office, subject=project)
    assert issued(leader, office, subject=project, is_outside_meant=True)
    assert issued(leader, project.lead_pairing.supporter, subject=project)


@pytest.mark.django_db
def test_the_second_of_two_reads_what_the_first_did():
    task = make.task()
    first, second = (make.member(Role.RECORDER, task.responsible) for _n in range(2))
    accept(user=first, task=task)

    with pytest.raises(Refused, match=f"{first.username} accepted this task"):
        accept(user=second, task=task)


@pytest.mark.django_db
def test_more_time_is_asked_for_until_the_due_day_and_decided_on_once():
    task = make.task()
    recorder = make.member(Role.RECORDER, task.responsible)
    first, second = make.administrator(), make.administrator()
    request = {"until": task.due_on + WEEK, "reason": "等待批复", "key": uuid4()}

    with pytest.raises(Refused, match="has passed"):
        late = task.due_on + timedelta(days=1)
        ask_for_time(user=recorder, task=task, on=late, **request)
    extension = ask_for_time(user=recorder, task=task, on=task.due_on, **request)
    decide(user=first, extension=extension, granted=True, words="同意")
    with pytest.raises(Refused, match=f"{first.username} granted time .* 同意"):
        decide(user=second, extension=extension, granted=False)


@pytest.mark.django_db
def test_a_task_is_closed_on_a_released_answer_with_evidence_by_another():
    task, leader = make.task(evidence_required=True), make.administrator()

    assert "nobody has answered" in why_not_close(leader, task)
    answer = make.answer(task, released_by=make.user(), released_at=timezone.now())
    assert "Evidence is required" in why_not_close(leader, Task.objects.get())
    Task.objects.update(evidence_required=False)
    assert "You wrote the answer" in why_not_close(make_superuser(answer.by), Task.objects.get())
    with pytest.raises(Refused, match="read it first"):
        close(user=leader, task=task, outcome="A", seen_answer=0)
    assert close(user=leader, task=task, outcome="A", seen_answer=answer.pk).closed_at


def make_superuser(person):
    person.is_superuser = True
    return person


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite")
def test_ten_who_issue_at_once_leave_no_gap():
    leader, office = make.member(Role.LEADER), make.organisation()

    at_once(lambda: issued(leader, office))

    assert sorted(Task.objects.values_list("sequence", flat=True)) == list(range(1, 11))
