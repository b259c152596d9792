"""What is due, by day: within whose reach, on the page, and in the file of a personal link."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from reports.followup.calendar.entries import CalendarEntry, EntryKind, entries
from reports.followup.calendar.ics import calendar_file
from reports.models import CalendarFeed
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
CALENDAR = "/follow-up/calendar/"
LINK = f"{CALENDAR}link/"
SEPTEMBER = (date(2011, 9, 1), date(2011, 9, 30))
PLAN = {"planned_start_on": date(2011, 9, 5), "planned_finish_on": date(2011, 9, 20)}


@pytest.fixture
def office():
    return Office(name="学校", **PLAN)


def of_september(person):
    return [(entry.on.day, entry.kind, entry.text) for entry in entries(person, *SEPTEMBER)]


def test_plans_of_projects_are_grouped_by_day_and_each_opens_its_list(client, office):
    for n in (1, 2):
        make.tranche(office.project, number=n, planned_on=date(2011, 9, 8), amount=30 * WAN)
    other = office.another_project(planned_start_on=date(2011, 9, 5))
    office.another_project(is_off_plan=True, **PLAN)
    office.another_project(cancelled_on=date(2011, 6, 1), **PLAN)
    as_(client, office.recorder)

    page = client.get(f"{CALENDAR}?month=2011-09")

    text = words(page)
    assert "2 projects to start" in text
    assert f"{office.project.code} 学校" in text
    assert "2 tranches, 60 (10,000 yuan)" in text
    links = {label: href for href, (label,) in Page(page).links if "scope=all" in href}
    starts = next(href for label, href in links.items() if "to start" in label)
    listed = words(client.get(starts))
    assert office.project.code in listed
    assert other.code in listed
    for label, href in links.items():
        numbers = {"2": 2} if "to start" in label else {}
        rows = client.get(href).context["table"].rows
        assert len(rows) == numbers.get("2", 1), label


def test_what_is_of_illustrative_projects_is_marked(client, office):
    office.project.provenance = "illustrative"
    office.project.save()

    assert "illustrative" in words(as_(client, office.recorder).get(f"{CALENDAR}?month=2011-09"))
    assert {entry.is_illustrative for entry in entries(office.recorder, *SEPTEMBER)} == {True}
    day = {"at": datetime(2011, 1, 1, tzinfo=UTC), "full": str}
    (event, _finish) = events(calendar_file(entries(office.recorder, *SEPTEMBER), name="x", **day))
    assert event["SUMMARY"].endswith(" (illustrative)")


def test_months_meetings_and_tasks_stand_on_their_days(office):
    ahead = date(2099, 3, 1)
    month = make.reporting_month(
        office.project.programme, month=date(2011, 8, 1), due_on=date(2099, 3, 5)
    )
    meeting = make.meeting(number=3, on=ahead, convener=office.prefecture)
    task = make.task(responsible=office.prefecture, due_on=ahead)
    decided = {"granted": True, "decided_by": make.user(), "decided_at": timezone.now()}
    make.extension(task, until=date(2099, 3, 9), **decided)
    closing = {"closed_at": timezone.now(), "closed_by": make.user(), "outcome": "A"}
    make.task(responsible=office.prefecture, due_on=ahead, **closing)

    due = entries(office.recorder, ahead, date(2099, 3, 31))

    assert [(entry.on.day, entry.kind.value) for entry in due] == [
        (1, "meeting"),
        (5, "month"),
        (9, "task"),
    ]
    assert [entry.key for entry in due] == [
        meeting.ref,
        f"{month.programme.code}-2011-08",
        task.number,
    ]


def test_a_stranger_sees_nothing_of_it_and_an_auditor_all(office):
    make.meeting(on=date(2011, 9, 9), convener=office.prefecture)
    make.tranche(office.project, planned_on=date(2011, 9, 8))

    assert len(of_september(office.recorder)) == 4
    assert of_september(make.auditor()) == of_september(office.recorder)
    assert of_september(make.member("leader")) == []
    assert of_september(make.user()) == []


@pytest.mark.parametrize("month", ["2011-13", "september", "0000-01"])
def test_a_month_that_is_none_is_said_to_be_wrong(client, office, month):
    page = as_(client, office.recorder).get(f"{CALENDAR}?month={month}")

    assert page.status_code == 400
    assert "Enter the month as 2011-06." in words(page)


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_first_and_the_last_month_of_all_answer(client, office, month):
    assert as_(client, office.recorder).get(f"{CALENDAR}?month={month}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries(client, django_assert_num_queries, office, rows):
    for n in range(rows):
        day = date(2011, 9, 10 + n)
        make.meeting(on=day, convener=office.prefecture)
        make.tranche(office.another_project(planned_start_on=day), planned_on=day)
        make.task(responsible=office.prefecture)
    as_(client, office.recorder)

    with django_assert_num_queries(14):
        client.get(f"{CALENDAR}?month=2011-09")


def made_link(client, person) -> str:
    page = as_(client, person).post(LINK, {"do": "make"})
    assert page["Cache-Control"] == "no-store"
    return re.search(r'value="(http[^"]+\.ics)"', page.content.decode())[1]


def fetched(link: str):
    """By a program: without a session."""
    return Client().get(link.partition("testserver")[2])


def test_a_link_is_shown_once_and_stored_as_a_digest_alone(client, office):
    link = made_link(client, office.recorder)

    token = link.rpartition("/")[2].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert len(token) >= 43
    assert token not in str(CalendarFeed.objects.values().get())
    assert feed.user == office.recorder
    assert token not in client.get(CALENDAR).content.decode()
    assert "Your link was made" in words(client.get(CALENDAR))


def test_the_file_has_what_its_owner_reaches_at_that_moment(client, office):
    in_ten_days = timezone.localdate() + timedelta(days=10)
    make.meeting(number=7, on=in_ten_days, convener=office.prefecture)
    link = made_link(client, office.recorder)

    response = fetched(link)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    (event,) = events(response.content)
    assert event["DTSTART;VALUE=DATE"] == f"{in_ten_days:%Y%m%d}"
    assert event["URL"] == "http://testserver/follow-up/meetings/regional-aid-7/"
    office.recorder.memberships.all().delete()
    assert events(fetched(link).content) == []


def test_nothing_is_served_by_a_revoked_a_replaced_or_an_unknown_link(client, office):
    first = made_link(client, office.recorder)
    second = made_link(client, office.recorder)
    assert [fetched(link).status_code for link in (first, second)] == [404, 200]

    client.post(LINK, {"do": "revoke"})

    assert fetched(second).status_code == 404
    assert "Make a link" in words(client.get(CALENDAR))
    assert Client().get(f"{CALENDAR}{'x' * 43}.ics").status_code == 404


def test_nothing_is_served_of_somebody_who_may_not_sign_in_any_more(client, office):
    link = made_link(client, office.recorder)
    office.recorder.is_active = False
    office.recorder.save()

    assert fetched(link).status_code == 404


def test_one_does_not_end_the_link_of_another(client, office):
    link = made_link(client, office.recorder)

    as_(client, office.colleague).post(LINK, {"do": "revoke"})

    assert fetched(link).status_code == 200


def test_the_file_names_nobody_and_nothing_that_was_typed_but_projects(client, office):
    soon = timezone.localdate() + timedelta(days=3)
    people = {
        "assignee": make.user(first_name="李明远"),
        "issued_by": make.user(first_name="王立新"),
    }
    make.task(responsible=office.prefecture, title="请李明远说明", due_on=soon, **people)
    make.meeting(title="李明远召集的会", on=soon, convener=office.prefecture)

    content = fetched(made_link(client, office.recorder)).content

    text = content.replace(b"\r\n ", b"").decode()
    assert len(events(content)) == 2
    assert "李明远" not in text
    assert "王立新" not in text


PROPERTY = re.compile(r"([A-Z-]+)(;[A-Z-]+=[^:;\"]+)*:(.*)")
# A backslash stands only before what it escapes; comma and semicolon only behind one.
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")


def events(content: bytes) -> list[dict]:
    """The events of a file, read as strictly as RFC 5545 has it."""
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert max(map(len, raw)) <= 75
    for part in raw:
        part.decode()
    lines = content[:-2].replace(b"\r\n ", b"").decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0"} <= set(lines)
    assert any(line.startswith("PRODID:") for line in lines)
    all_events, event = [], None
    for line in lines[1:-1]:
        assert PROPERTY.fullmatch(line), line
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            all_events.append(event)
            event = None
        elif event is not None:
            assert name not in event
            event[name] = value
    for fields in all_events:
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= fields.keys()
        assert re.fullmatch(r"\d{8}T\d{6}Z", fields["DTSTAMP"])
        assert TEXT.fullmatch(fields["SUMMARY"]), fields["SUMMARY"]
        assert fields["DTSTART;VALUE=DATE"] < fields["DTEND;VALUE=DATE"]
    uids = [fields["UID"] for fields in all_events]
    assert len(uids) == len(set(uids))
    return all_events


@pytest.mark.parametrize(
    "summary",
    [
        "学" * 200,
        "a, b; c\\d\r\nBEGIN:VEVENT",
        "é" * 37 + "学",
        "x" * 67,
        "x" * 68,
        "",
        "\x07\x00铃",
    ],
)
def test_any_text_makes_a_valid_file(summary):
    entry = CalendarEntry(date(2011, 12, 31), EntryKind.TASK, "1", summary, "/x/")

    content = calendar_file(
        [entry], name="对口支援", at=datetime(2011, 1, 1, tzinfo=UTC), full="https://a.cn{}".format
    )

    (event,) = events(content)
    assert event["DTEND;VALUE=DATE"] == "20120101"
    assert event["URL"] == "https://a.cn/x/"
    plain = re.sub(r"\\([\\;,])", r"\1", event["SUMMARY"].replace("\\n", "\n"))
    assert plain == summary.replace("\r\n", "\n").replace("\x07\x00", "")
