"""What the database keeps of rules, responses, meetings and tasks, whatever writes a row."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from projects.querysets.append_only import AppendOnlyError
from reports.models import Answer, Comment, Response, Task, WarningLevel
from reports.thresholds import THRESHOLDS, WarningTest
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def refused(make_row, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(**fields)


def test_a_rule_stands_once_for_all_schemes_and_once_for_each():
    make.warning_rule()
    make.warning_rule(scheme=make.scheme())
    make.warning_rule(scheme=make.scheme("unions"))

    refused(make.warning_rule)
    refused(make.warning_rule, scheme=make.scheme())


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({}, "Enter both numbers: yellow from, red beyond."),
        ({"yellow": 10}, "Enter both numbers: yellow from, red beyond."),
        ({"yellow": -1, "red": 30}, "greater than or equal to 0"),
        ({"yellow": 10, "red": 101}, "less than or equal to 100"),
        ({"yellow": 10, "red": 30, "blue": 50}, "blue is no threshold: there are yellow and red."),
        ([10, 30], "Enter both numbers: yellow from, red beyond."),
    ],
)
def test_the_thresholds_of_a_rule_are_checked_by_its_test(params, sentence):
    rule = make.warning_rule()
    rule.params = params

    with override("en"), pytest.raises(ValidationError) as refusal:
        rule.full_clean()

    assert any(sentence in message for message in refusal.value.message_dict["params"])


def test_days_of_a_rule_are_whole():
    rule = make.warning_rule(WarningTest.START_OVERDUE, 1.5, 92)

    with pytest.raises(ValidationError):
        rule.full_clean()


def test_every_test_has_a_form_for_its_thresholds():
    assert set(THRESHOLDS) == set(WarningTest)


@pytest.mark.parametrize(
    ("value", "level"), [(9.99, None), (10, "yellow"), (30, "yellow"), (30.01, "red")]
)
def test_a_value_is_yellow_from_the_first_number_and_red_beyond_the_second(value, level):
    assert make.warning_rule(yellow=10, red=30).level_of(value) == level


def test_a_response_is_about_exactly_one_subject():
    project = make.project()

    refused(make.response, project=project, pairing=project.lead_pairing)


def test_a_waiver_says_why_and_until_when():
    later = TODAY() + timedelta(days=30)

    refused(make.response, kind=Response.Kind.WAIVED, until=later)
    refused(make.response, kind=Response.Kind.WAIVED, text="冬季停工")
    assert make.response(kind=Response.Kind.WAIVED, text="冬季停工", until=later)


def test_a_response_ends_after_it_was_made():
    refused(make.response, until=TODAY() - timedelta(days=1))


def test_responses_and_comments_are_added_and_never_changed():
    for row in (make.response(), make.comment()):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
        with pytest.raises(AppendOnlyError):
            type(row).objects.update(text="另一句")


def test_a_meeting_has_its_number_once_in_its_scheme():
    make.meeting(number=1)
    make.meeting(make.scheme("unions"), number=1)

    refused(make.meeting, number=1)


def test_the_number_of_a_task_stands_once_in_its_year():
    first = make.task()

    refused(make.task, year=first.year, sequence=first.sequence)
    assert Task(year=2026, sequence=31).number == "2026-031"


def test_a_task_is_due_after_it_was_issued():
    refused(make.task, due_on=TODAY() - timedelta(days=1))


def test_a_task_is_closed_by_somebody_and_with_an_outcome():
    refused(make.task, closed_at=timezone.now(), closed_by=make.user())
    refused(make.task, closed_at=timezone.now(), outcome="A")
    refused(make.task, outcome="A")


def test_a_task_that_quotes_a_warning_says_of_which_day():
    programme, rule = make.programme(), make.warning_rule()
    quoted = {"rule": rule, "programme": programme, "numerator": 5, "denominator": 10}

    refused(make.task, **quoted)
    assert make.task(**quoted, as_of=date(2011, 6, 30), quoted_level=WarningLevel.RED)


def test_a_task_of_a_meeting_names_its_item():
    item = make.item()

    refused(make.task, origin=Task.Origin.ITEM)
    refused(make.task, origin=Task.Origin.NOTE, item=item)
    assert make.task(origin=Task.Origin.ITEM, item=item)


def test_one_answer_to_a_task_stands_until_it_is_returned():
    answer = make.answer()

    refused(make.answer, task_=answer.task)
    Answer.objects.filter(pk=answer.pk).update(
        returned_at=timezone.now(), returned_by=make.user(), reason="请附照片"
    )
    assert make.answer(answer.task)


def test_nobody_releases_or_returns_an_answer_of_their_own():
    now, author = timezone.now(), make.user()

    refused(make.answer, by=author, released_by=author, released_at=now)
    refused(make.answer, by=author, returned_by=author, returned_at=now, reason="请附照片")


def test_more_time_is_decided_on_once_and_by_another():
    now, author = timezone.now(), make.user()
    waiting = make.extension(asked_by=author)

    refused(make.extension, task_=waiting.task)
    refused(make.extension, asked_by=author, decided_by=author, decided_at=now, granted=True)


def test_a_comment_is_about_one_thing():
    refused(make.comment, project=make.project(), task=make.task())
    refused(make.comment, text="")


@pytest.mark.parametrize("subject", ["project", "pairing", "row", "unit"])
def test_what_is_about_a_subject_is_seen_by_whoever_sees_the_subject(subject):
    unit = make.reporting_unit()
    pairing = make.pairing(supporter=unit.supporter, recipient=unit.row.prefecture)
    subjects = {
        "project": make.project(lead_pairing=pairing),
        "pairing": pairing,
        "row": unit.row,
        "unit": unit,
    }
    task = make.task(**{subject: subjects[subject]})
    answer, extension, comment = make.answer(task), make.extension(task), make.comment(task=task)
    inside, outside = make.member(organisation=unit.supporter), make.member()

    for row in (task, answer, extension, comment):
        rows = type(row).objects.filter(pk=row.pk)
        assert list(rows.visible_to(inside)) == [row]
        assert not rows.visible_to(outside)


def test_a_task_is_seen_by_its_office_and_by_those_who_assist():
    assisting = make.organisation()
    task = make.task()
    task.assisting.add(assisting)

    for office in (task.responsible, assisting):
        assert list(Task.objects.visible_to(make.member(organisation=office))) == [task]
    assert not Task.objects.visible_to(make.member())
    assert list(Task.objects.visible_to(make.auditor())) == [task]


def test_comments_on_a_task_are_hidden_from_who_does_not_see_it():
    comment = make.comment(task=make.task())

    assert not Comment.objects.filter(pk=comment.pk).visible_to(make.member())
