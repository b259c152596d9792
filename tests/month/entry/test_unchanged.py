"""No change for all the rest: what is asked first, what is written, what is left and why."""

import re
from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from projects.models import StatusReport
from projects.month.due import due_row
from projects.month.entry.unchanged import QuestionKind, unchanged
from projects.month.review.decisions import send_back
from tests import make
from tests.cast.grid import GRID, posted
from tests.cast.office import MONTH, WAN, Office, as_
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
UNCHANGED, ANSWERS = f"{MONTH}unchanged/", f"{MONTH}answers/"


def row_of(office, project=None):
    return unchanged(
        due_row(office.month, project or office.project, office.recorder), office.recorder
    )


def key(office, project=None) -> str:
    return row_of(office, project).key


def test_a_row_with_nothing_to_ask_is_ticked_and_shows_what_it_will_say(client):
    office = Office(name="双语幼儿园")

    page = as_(client, office.recorder).get(UNCHANGED)

    assert "1 row is not filled in." in words(page)
    assert "not started 0 0" in words(page)
    assert f'value="{key(office)}" checked' in re.sub(r"\s+", " ", page.content.decode())
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, ""),
        ({"planned_start_on": date(2011, 4, 15)}, QuestionKind.OVERDUE),
        ({"planned_start_on": date(2011, 7, 31)}, ""),
        ({"started_on": date(2011, 5, 1)}, QuestionKind.PROGRESS),
        (
            {"started_on": date(2011, 4, 1), "completed_on": date(2011, 6, 1)},
            QuestionKind.UNACCEPTED,
        ),
    ],
)
def test_what_is_asked_of_a_row_follows_from_what_is_known(fields, kind):
    office = Office(**fields)

    row = row_of(office)

    assert (row.kind, row.is_ticked) == (kind, not kind)


def test_work_past_its_planned_completion_is_asked_about():
    office = Office(
        planned_start_on=date(2011, 1, 1),
        planned_finish_on=date(2011, 6, 30),
        started_on=date(2011, 1, 5),
    )
    june = make.reporting_month(office.project.programme, month=date(2011, 6, 1))
    make.status_report(
        office.project,
        june,
        state="verified",
        stage="under_construction",
        started_on=date(2011, 1, 5),
        physical_progress=40,
    )

    assert row_of(office).kind == QuestionKind.UNFINISHED
    assert "2011-06-30" in row_of(office).sentence
    assert "31" in row_of(office).sentence


def test_ticked_rows_are_saved_as_drafts_and_read_before_they_are_submitted(client):
    office = Office(name="双语幼儿园")
    other_project = office.another_project()
    keys = [key(office), key(office, other_project)]

    page = as_(client, office.recorder).post(UNCHANGED, {"unchanged": keys}, follow=True)

    assert page.redirect_chain[0][0] == ANSWERS
    assert "2 rows saved as no change." in words(page)
    assert "双语幼儿园" in words(page)
    for report in StatusReport.objects.all():
        assert (report.state, report.no_change, report.stage) == ("draft", True, "not_started")
        assert (report.physical_progress, report.disbursed_to_date) == (0, 0)
        assert (report.entered_by, [*report.authors.all()]) == (office.recorder, [office.recorder])


def test_it_is_kept_as_if_the_button_of_its_row_had_been_pressed(client):
    office = Office()
    other_project = office.another_project()
    person = as_(client, office.recorder)

    person.post(UNCHANGED, {"unchanged": [key(office)]})
    person.post(GRID, posted(office, other_project, no_change="on"))

    many, single = StatusReport.objects.order_by("pk")
    entries = LogEntry.objects.get_for_model(StatusReport).order_by("pk")
    assert values_of(entries[0]) == values_of(entries[1])
    assert entries[0].actor == entries[1].actor == office.recorder
    assert entries[0].additional_data == entries[1].additional_data
    assert many.stated == single.stated


def values_of(entry) -> dict:
    """What an entry of the history says, without what it says of nothing and of each row."""
    own = {"id", "project", "entered_at", "saved_at"}
    return {
        name: new
        for name, (_old, new) in entry.changes.items()
        if new not in ("", "None") and not new.endswith(".None") and name not in own
    }


def test_pressing_twice_saves_nothing_twice(client):
    office = Office()
    person, form = as_(client, office.recorder), {"unchanged": [key(office)]}

    person.post(UNCHANGED, form)
    page = person.post(UNCHANGED, form, follow=True)

    assert StatusReport.objects.get().version == 1
    assert "nothing was saved twice" in words(page)


def test_an_overdue_row_is_saved_with_its_reason_only(client):
    office = Office(planned_start_on=date(2011, 4, 15))
    person, tick = as_(client, office.recorder), {"unchanged": [key(office)]}

    page = words(person.post(UNCHANGED, tick))
    assert "1 row was left as it is" in page
    assert "Enter the reason." in page
    assert not StatusReport.objects.exists()

    person.post(UNCHANGED, {**tick, "reason-overdue": "征地未完成"})
    report = StatusReport.objects.get()
    assert (report.problem, report.no_change) == ("征地未完成", True)


def test_a_row_without_progress_is_saved_with_the_progress_that_is_typed(client):
    office = Office(started_on=date(2011, 5, 1))
    person, code = as_(client, office.recorder), office.project.code
    tick = {"unchanged": [key(office)]}

    assert "Enter the progress." in words(person.post(UNCHANGED, tick))
    page = person.post(UNCHANGED, {**tick, f"{code}-progress": "150"})
    assert "Physical progress must be between 0 and 100." in words(page)
    assert 'value="150"' in page.content.decode()

    person.post(UNCHANGED, {**tick, f"{code}-progress": "35"})
    assert StatusReport.objects.get().physical_progress == Decimal(35)


def test_what_somebody_filled_in_meanwhile_stays_and_the_others_are_saved(client):
    office = Office(name="双语幼儿园")
    other_project = office.another_project()
    keys = [key(office), key(office, other_project)]
    office.enter(office.colleague, note="甲")

    page = words(as_(client, office.recorder).post(UNCHANGED, {"unchanged": keys}))

    assert "1 row saved as no change." in page
    assert "1 row was left as it is" in page
    assert "filled it in meanwhile" in page
    assert StatusReport.objects.get(project=office.project).note == "甲"
    assert StatusReport.objects.get(project=other_project).no_change


def test_figures_that_changed_since_they_were_read_are_read_again(client):
    office = Office()
    tick = {"unchanged": [key(office)]}
    make.transfer(office.project, 5 * WAN, on=date(2011, 6, 10))

    page = words(as_(client, office.recorder).post(UNCHANGED, tick))

    assert "Its figures have changed since you opened the page: read them again." in page
    assert not StatusReport.objects.exists()


def test_a_returned_report_and_an_open_question_are_never_among_them(client):
    office = Office()
    other_project = office.another_project(name="医院")
    office.enter(project=other_project, physical_progress=Decimal(65))
    office.enter()
    report = office.submit()
    send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason="缺照片")
    person = as_(client, office.recorder)

    page = words(person.get(UNCHANGED))
    person.post(UNCHANGED, {"unchanged": [key(office), key(office, other_project)]})

    assert "1 returned report" in page
    assert "1 row with an open question" in page
    assert "Every row is filled in." in page
    assert not StatusReport.objects.filter(no_change=True).exists()


def test_nothing_ticked_saves_nothing_and_says_so(client):
    office = Office()

    page = words(as_(client, office.recorder).post(UNCHANGED))

    assert "Select at least one row." in page
    assert not StatusReport.objects.exists()


def test_the_first_month_says_what_is_saved(client):
    office = Office()
    person = as_(client, office.recorder)

    assert "There is no month before this one" in words(person.get(UNCHANGED))
    make.reporting_month(office.project.programme, month=date(2011, 6, 1))
    assert "There is no month before this one" not in words(person.get(UNCHANGED))


def test_rows_of_a_stranger_are_neither_shown_nor_saved(client):
    office, stranger = Office(name="双语幼儿园"), make.member("recorder", make.prefecture())
    person = as_(client, stranger)

    page = words(person.post(UNCHANGED, {"unchanged": [key(office)]}))

    assert "双语幼儿园" not in page
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "answer", "sentence"),
    [
        (
            {"planned_start_on": date(2011, 4, 15)},
            {"problem": "征地未完成"},
            "Overdue to start: why has nothing changed? Enter the reason as the problem, "
            "then press “no change” again.",
        ),
        (
            {"started_on": date(2011, 4, 1), "completed_on": date(2011, 6, 1)},
            {"problem": "验收材料未齐"},
            "Completed but not accepted: why has nothing changed? Enter the reason as the problem, "
            "then press “no change” again.",
        ),
        (
            {"started_on": date(2011, 5, 1)},
            {"physical_progress": "35"},
            "Under way, and no progress is known: enter it, then press “no change” again.",
        ),
    ],
    ids=["overdue", "completed", "no progress"],
)
def test_the_button_of_a_row_asks_what_the_page_would_ask(client, fields, answer, sentence):
    office = Office(**fields)
    person = as_(client, office.recorder)
    pressed = {"no_change": "on", "physical_progress": "", "problem": ""}

    page = words(person.post(GRID, posted(office, **pressed)))
    assert sentence in page
    assert not StatusReport.objects.exists()

    person.post(GRID, posted(office, **pressed | answer))
    report = StatusReport.objects.get()
    assert report.no_change
    assert {
        name: f"{getattr(report, name):.10}".rstrip("0").rstrip(".") for name in answer
    } == answer


def test_a_reason_saved_before_answers_the_button_of_the_row(client):
    office = Office(planned_start_on=date(2011, 4, 15))
    office.enter(stage="not_started", started_on=None, problem="征地未完成")

    as_(client, office.recorder).post(
        GRID, {f"{office.project.code}-version": "1", f"{office.project.code}-no_change": "on"}
    )

    report = StatusReport.objects.get()
    assert (report.no_change, report.problem) == (True, "征地未完成")


def test_the_page_of_a_row_asks_the_same(client):
    office = Office(planned_start_on=date(2011, 4, 15))
    code = office.project.code

    typed = {f"{code}-version": "0", f"{code}-no_change": "on", f"{code}-note": "甲"}
    page = as_(client, office.recorder).post(f"{GRID}{code}/", typed)

    assert not re.search(r"<(input|select|textarea)[^>]* disabled", page.content.decode())
    assert 'value="甲"' in page.content.decode()
    assert "why has nothing changed? Enter the reason as the problem" in words(page)
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_row_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    for _n in range(rows - 1):
        office.another_project(planned_start_on=date(2011, 4, 15))
    person = as_(client, office.recorder)

    with django_assert_num_queries(16):
        person.get(UNCHANGED)


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_takes_the_same_queries_for_one_row_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    stopped = {"started_on": date(2011, 5, 1)}
    projects = [office.project, *(office.another_project(**stopped) for _n in range(rows - 1))]
    for project in projects[1:]:
        make.suspension(project, starts_on=date(2011, 6, 1))
    form = {"unchanged": [key(office, project) for project in projects]}
    form |= {f"{project.code}-progress": "30" for project in projects}
    person = as_(client, office.recorder)
    # The history looks its kind of row up once in a process.
    ContentType.objects.get_for_model(StatusReport)

    # PostgreSQL locks rows first; SQLite tells the last number of the history instead.
    with django_assert_num_queries(23 if connection.vendor == "postgresql" else 22):
        person.post(UNCHANGED, form)
    assert StatusReport.objects.count() == rows
