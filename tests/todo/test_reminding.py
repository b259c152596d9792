"""Reminders: when, to whom, one message a person."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from projects.todo.reminders import months_to_remind_of, remind, reminders
from tests import make

pytestmark = pytest.mark.django_db
OPENED = datetime(2011, 8, 1, 1, tzinfo=UTC)
DAY, DUE = date(2011, 8, 1), date(2011, 8, 20)


@pytest.fixture
def office():
    """A prefecture with a recorder and one project that is due."""
    prefecture = make.prefecture()
    recorder = make.member("recorder", prefecture, email="chen@aidtrack.example")
    project = make.project(recipient=make.county(reported_under=prefecture), name="双语幼儿园")
    month = make.reporting_month(project.programme, due_on=DUE, opened_at=OPENED)
    return prefecture, recorder, project, month


@pytest.mark.parametrize(
    ("days", "expected"),
    {
        -1: False,
        0: True,
        1: False,
        6: False,
        7: True,
        14: True,
        16: False,
        17: True,
        18: True,
    }.items(),
)
def test_a_month_is_reminded_of_at_its_opening_every_week_and_from_two_days_before_it_is_due(
    office, days, expected
):
    _prefecture, _recorder, _project, month = office

    due_months = months_to_remind_of(on=DAY + timedelta(days=days))

    assert (month in due_months) == expected


def test_a_closed_month_is_left_alone(office):
    month = office[3]
    month.closed_at = OPENED
    month.save()

    assert months_to_remind_of(on=DAY) == []


def test_one_message_a_person_with_all_their_projects(office):
    prefecture, recorder, project, _month = office
    second_project = make.project(recipient=make.county(reported_under=prefecture))
    make.membership(user=recorder, organisation=make.prefecture(), role="recorder")

    (reminder,) = reminders(on=DAY)
    remind(on=DAY)

    assert [item.n for item in reminder.items] == [2]
    (message,) = mail.outbox
    assert message.to == ["chen@aidtrack.example"]
    assert message.subject == "2份月报未填"
    assert "2 份: 填报2011年计划 2011-07月报" in message.body
    assert project.code not in message.body
    assert second_project.code not in message.body


@pytest.mark.parametrize(("state", "count"), [("submitted", 0), ("draft", 1), ("returned", 1)])
def test_what_was_submitted_is_owed_no_more(office, state, count):
    _prefecture, _recorder, project, month = office
    make.status_report(project, month, state=state)

    assert len(reminders(on=DAY)) == count


def test_the_same_day_sends_once(office):
    remind(on=DAY)
    remind(on=DAY)

    assert len(mail.outbox) == 1


def test_what_could_not_be_sent_is_sent_at_the_next_call(office):
    class NoServer:
        def send_messages(self, messages):
            raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        remind(on=DAY, connection=NoServer())
    remind(on=DAY)

    assert len(mail.outbox) == 1


def test_reviewers_and_people_who_left_are_not_written_to(office):
    prefecture, recorder, _project, _month = office
    make.member("reviewer", prefecture, email="wang@aidtrack.example")
    recorder.is_active = False
    recorder.save()

    assert reminders(on=DAY) == []


def test_a_dry_run_shows_the_message_and_sends_nothing(office):
    out = StringIO()

    call_command("remind", "--dry-run", "--on", f"{DAY}", stdout=out)

    assert "To: chen@aidtrack.example" in out.getvalue()
    assert "1份月报未填" in out.getvalue()
    assert mail.outbox == []
    assert office[3].__class__.objects.get().reminded_on is None


def test_somebody_without_an_address_is_named(office):
    office[1].email = ""
    office[1].save()
    err = StringIO()

    call_command("remind", "--on", f"{DAY}", stdout=StringIO(), stderr=err)

    assert "has no mail address" in err.getvalue()


def test_a_day_that_is_none_is_one_sentence():
    with pytest.raises(CommandError, match="Give the date as"):
        call_command("remind", "--on", "yesterday")


def waiting_money(office, **fields):
    """Money that the recipient's office recorded, which waits for a second person."""
    _prefecture, recorder, project, _month = office
    defaults = {"recorded_by": recorder, "recorded_side": "recipient", "amount": 2_000_000}
    return make.transfer(project, accepted=False, **{**defaults, **fields})


def test_reviewers_and_the_other_side_are_told_what_waits_for_their_word(office):
    prefecture, recorder, project, _month = office
    reviewer = make.member("reviewer", prefecture)
    front = make.member("recorder", project.lead_pairing.supporter)
    waiting_money(office)
    waiting_money(office)
    waiting_money(office, recorded_side="supporter", recorded_by=front, amount=1)

    with override("en"):
        by_user = {reminder.user: reminder for reminder in reminders(on=DAY)}
        sentences = {user: reminder.body for user, reminder in by_user.items()}
        subject = by_user[reviewer].subject

    assert "2011年计划, CNY 4 m in all" in sentences[reviewer]
    assert "2011年计划, CNY 4 m in all" in sentences[front]
    assert "2011年计划, CNY 1 in all" in sentences[recorder]
    assert subject == "2 transfers wait for you"


def test_money_is_told_of_on_the_days_of_a_month_only_and_not_once_it_counts(office):
    reviewer = make.member("reviewer", office[0])
    row = waiting_money(office)

    def told(on) -> bool:
        return reviewer in [reminder.user for reminder in reminders(on=on)]

    assert told(DAY)
    assert not told(DAY + timedelta(days=1))
    make.counted(row)
    assert not told(DAY)


def test_a_returned_report_is_told_first_with_its_reason(office):
    _prefecture, _recorder, project, month = office
    make.project(recipient=project.lead_pairing.recipient)
    make.status_report(project, month, state="returned", return_reason="进度与照片不符")

    with override("en"):
        (reminder,) = reminders(on=DAY)
        subject = reminder.subject

    assert subject == "1 report was returned; 1 report is to be filled in"
    assert "进度与照片不符" in reminder.lines[0]
    assert len(reminder.lines) == 2


def test_a_reviewer_is_reminded_of_what_waits_for_review(office):
    prefecture, _recorder, project, month = office
    reviewer = make.member("reviewer", prefecture)
    make.status_report(project, month, state="submitted")

    with override("en"):
        (reminder,) = reminders(on=DAY)
        subject = reminder.subject

    assert (reminder.user, subject) == (reviewer, "1 report waits for your review")
