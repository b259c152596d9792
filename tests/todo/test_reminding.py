"""Reminders: when, to whom, one message a person."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override

from reports.todo.reminders import months_to_remind_of, remind, reminders
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
    month = office[3]
    month.reminded_on = DAY if days > 0 else None
    month.save()

    due_months = months_to_remind_of(on=DAY + timedelta(days=days))

    assert (month in due_months) == expected


def test_a_month_that_was_not_reminded_of_at_its_opening_is_on_the_first_day_after(office):
    assert months_to_remind_of(on=DAY + timedelta(days=3)) == [office[3]]


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

    (message,) = mail.outbox
    assert message.to == ["chen@aidtrack.example"]
    assert message.subject == "2份月报未填"
    assert message.body.splitlines()[1] == "2份月报未填。应报2份：未填报 2。"
    assert reminder.body == message.body
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


def test_what_is_new_after_the_mails_of_the_day_is_of_the_next_day_unless_forced(office):
    remind(on=DAY)
    other = make.programme("other")
    make.project(programme=other, recipient=make.county(reported_under=office[0]))
    make.reporting_month(other, due_on=DUE, opened_at=OPENED)

    assert remind(on=DAY) == []
    assert len(remind(on=DAY, again=True)) == 1
    assert len(remind(on=DAY + timedelta(days=7))) == 1


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

    for person in (reviewer, front):
        make.preference(user=person)
    subjects = {reminder.user: reminder.subject for reminder in reminders(on=DAY)}

    assert subjects[reviewer] == "2 transfers wait for you"
    assert subjects[front] == "2 transfers wait for you"
    assert subjects[recorder] == "1份月报未填；待您确认资金1笔"


def test_money_is_told_of_on_the_days_of_a_month_and_not_once_it_counts(office):
    reviewer = make.member("reviewer", office[0])
    row, month = waiting_money(office), office[3]
    month.reminded_on = DAY
    month.save()

    def told(on) -> bool:
        return reviewer in [reminder.user for reminder in reminders(on=on)]

    assert told(DAY)
    assert not told(DAY + timedelta(days=1))
    make.counted(row)
    assert not told(DAY)


def test_of_money_people_are_told_on_mondays_too_and_of_nothing_else(office):
    prefecture, recorder, _project, month = office
    front = make.member("recorder", prefecture, email="front@aidtrack.example")
    waiting_money(office, recorded_by=front, recorded_side="supporter")
    monday, tuesday = date(2011, 9, 5), date(2011, 9, 6)
    month.reminded_on, month.closed_at = DAY, OPENED
    month.save()

    assert {reminder.subject for reminder in reminders(on=monday)} == {"待您确认资金1笔"}
    assert recorder in [reminder.user for reminder in reminders(on=monday)]
    assert reminders(on=tuesday) == []


def test_on_a_monday_one_mail_is_sent_and_no_second(office):
    waiting_money(office)
    make.member("reviewer", office[0], email="reviewer@aidtrack.example")
    office[3].closed_at, office[3].reminded_on = OPENED, DAY
    office[3].save()

    for day in (date(2011, 9, 5), date(2011, 9, 5), date(2011, 9, 6), date(2011, 9, 12)):
        remind(on=day)

    assert [message.to for message in mail.outbox] == [["reviewer@aidtrack.example"]] * 2


def lines_of(reminder) -> list[str]:
    """The lines under the greeting."""
    return reminder.body.splitlines()[1:]


def test_a_mail_is_in_the_language_that_its_reader_chose(office, settings):
    settings.AIDTRACK_ADDRESS = "https://aid.example.org"
    prefecture, recorder, project, month = office
    make.preference(user=make.member("recorder", prefecture))
    make.status_report(project, month, state="returned", return_reason="进度与照片不符")

    with override("en"):
        in_chinese, in_english = reminders(on=DAY)

    assert in_chinese.user == recorder
    assert in_chinese.subject == "1份月报被退回"
    assert lines_of(in_chinese) == [
        "1份月报被退回。",
        f"退回：{project.label}（{project.code}）——进度与照片不符",
        "2011-08-20截止，剩19天。",
        "https://aid.example.org/to-do/",
    ]
    assert lines_of(in_english) == [
        "1 report was returned.",
        f"Returned: {project.label} ({project.code}) — 进度与照片不符",
        "Due 20 August 2011: 19 days left.",
        "https://aid.example.org/to-do/",
    ]


def test_days_left_are_counted_from_the_day_of_the_mail(office):
    make.preference(user=office[1])

    (reminder,) = reminders(on=DUE + timedelta(days=3))

    assert "Due 20 August 2011: 3 days overdue." in reminder.body


def test_without_an_address_of_the_site_the_mail_says_where_to_look(office, settings):
    settings.AIDTRACK_ADDRESS = ""
    make.preference(user=office[1])

    (reminder,) = reminders(on=DAY)

    assert lines_of(reminder)[-1] == "Sign in to aidtrack: all of it stands under “For you to do”."


def test_of_more_reasons_than_are_quoted_the_mail_says_how_many_others_there_are(office):
    _prefecture, recorder, project, month = office
    make.preference(user=recorder)
    for n in range(14):
        other = make.project(recipient=project.lead_pairing.recipient)
        make.status_report(other, month, state="returned", return_reason=f"理由{min(n, 8)}")

    (reminder,) = reminders(on=DAY)

    _counts, first, second, third, *_rest = lines_of(reminder)
    assert first.endswith("理由8 (6)")
    assert "more" not in second
    assert third.endswith("(1); and 6 more")


def test_many_returned_reports_are_three_lines_and_how_many_more(office):
    _prefecture, recorder, project, month = office
    make.preference(user=recorder)
    for n in range(5):
        other = make.project(recipient=project.lead_pairing.recipient)
        make.status_report(other, month, state="returned", return_reason=f"理由{n}。\n" * 59)

    (reminder,) = reminders(on=DAY)

    counts, *quoted = lines_of(reminder)[:4]
    assert counts == (
        "5 reports were returned; 1 report is to be filled in. 6 due: returned 5, not started 1."
    )
    assert all(" — 理由" in line for line in quoted)
    assert quoted[-1].endswith("…; and 2 more")
    assert len(lines_of(reminder)) == 6


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_with_something_to_do_has_six_lines_at_most(office, language):
    prefecture, recorder, project, month = office
    county = project.lead_pairing.recipient
    projects = [make.project(recipient=county) for _number in range(208)]
    for of_one in projects[:20]:
        make.status_report(of_one, month, state="returned")
    for of_one in projects[20:40]:
        make.status_report(of_one, month, state="submitted")
    front = make.member("recorder", project.lead_pairing.supporter)
    waiting_money(office)
    administrator = make.administrator()
    closed = make.reporting_month(
        project.programme, month=date(2011, 6, 1), closed_at=OPENED, opened_at=OPENED
    )
    reviewer = make.member("reviewer", prefecture)
    leader = make.member("leader", prefecture)
    for person in (recorder, leader, recorder):
        make.exemption(closed, person, projects[:9])
    people = [recorder, reviewer, front, administrator, leader]
    for person in people:
        make.preference(user=person, language=language)

    by_user = {reminder.user: lines_of(reminder) for reminder in reminders(on=DAY)}

    assert set(by_user) >= set(people)
    assert max(map(len, by_user.values())) <= 6
    words = {"zh-hans": "应报209份", "en": "209 due"}[language]
    assert words in by_user[recorder][0]
    assert words in by_user[administrator][0]


def test_a_reviewer_is_reminded_of_what_waits_for_review(office):
    prefecture, _recorder, project, month = office
    reviewer = make.member("reviewer", prefecture)
    make.preference(user=reviewer)
    make.status_report(project, month, state="submitted")

    (reminder,) = reminders(on=DAY)

    assert (reminder.user, reminder.subject) == (reviewer, "1 report waits for your review")
