"""What the whole history can be narrowed to, on its page and in its file."""

from datetime import UTC, datetime

import pytest
from auditlog.models import LogEntry

from aidtrack.store import history
from projects.history.belonging import of_office
from projects.models import Project, StatusReport
from tests import make
from tests.cast.office import END, Office, as_
from tests.exports.files import lines
from tests.tools.reading import reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
CLOSED = datetime(2011, 8, 6, tzinfo=UTC)


@pytest.fixture
def person(client):
    return reader(client)


def renamed(project, name, *, by=None, at=None, through=""):
    """A project renamed, with the entry about that written as asked for."""
    project.name = name
    project.save()
    entry = LogEntry.objects.filter(changes__has_key="name").latest("pk")
    kept = {"actor": by, "additional_data": {"through": through} if through else None}
    LogEntry.objects.filter(pk=entry.pk).update(**kept, timestamp=at or entry.timestamp)


@pytest.fixture
def changes():
    """甲 by 陈静 on a page on 5 July, 乙 by a command on 9 July, elsewhere."""
    person = make.user(username="chen", first_name="陈静")
    office = make.prefecture("OFFICE")
    mine = make.project(recipient=make.county(reported_under=office))
    # The evening of a day here is another day at Greenwich.
    renamed(mine, "甲", by=person, at=datetime(2011, 7, 4, 16, 30, tzinfo=UTC), through="page")
    renamed(make.project(), "乙", at=datetime(2011, 7, 9, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "is_first", "is_second"),
    [
        ("", True, True),
        ("who=chen", True, False),
        ("who=-", False, True),
        ("office=OFFICE", True, False),
        ("kind=projects.project", True, True),
        ("kind=projects.transfer", False, False),
        ("through=page", True, False),
        ("through=command", False, True),
        ("since=2011-07-05&until=2011-07-05", True, False),
        ("since=2011-07-06&until=2011-07-09", False, True),
        ("until=2011-07-04", False, False),
        ("who=chen&kind=projects.project&since=2011-07-01", True, False),
    ],
)
def test_it_is_narrowed_on_the_page_and_in_its_file(person, changes, query, is_first, is_second):
    page = words(person.get(f"/history/?{query}"))
    file = str(lines(person, f"/history/?{query}"))

    assert ("甲" in page, "乙" in page) == (is_first, is_second)
    assert ("甲" in file, "乙" in file) == (is_first, is_second)


def test_a_search_finds_the_row(person, changes):
    code = Project.objects.get(name="乙").code

    page = words(person.get(f"/history/?q={code}"))

    assert "乙" in page
    assert "甲" not in page


@pytest.mark.parametrize(
    "query",
    ["who=nobody", "kind=auth.permission", "office=NONE", "since=soon", "x=1", "page=99", "page=x"],
)
def test_a_wrong_address_shows_nothing(person, changes, query):
    response = person.get(f"/history/?{query}")

    assert response.status_code == 400
    assert "甲" not in words(response)


def test_a_period_that_ends_before_it_begins_says_so(person, changes):
    response = person.get("/history/?since=2011-07-09&until=2011-07-01")

    assert response.status_code == 400
    assert "The last day must not be before the first." in words(response)


def test_the_next_page_keeps_the_filter(person, changes, monkeypatch):
    monkeypatch.setattr("projects.history.views.AT_ONCE", 1)

    page = person.get("/history/?kind=projects.project&until=2099-01-01").content.decode()

    assert "?kind=projects.project&amp;until=2099-01-01&amp;page=2" in page


def test_the_file_names_its_filter(person, changes):
    file = str(lines(person, "/history/?who=chen&since=2011-07-01"))

    assert "Who: 陈静" in file
    assert "From day: 2011-07-01" in file


def test_what_came_after_the_close_of_its_month():
    office = Office()
    office.whole_round()
    office.month.closed_at = datetime(2099, 1, 1, tzinfo=UTC)
    office.month.save()
    transfer = make.transfer(office.project, on=END)
    before = entries_after_close()
    office.month.closed_at = CLOSED
    office.month.save()

    after = entries_after_close()

    report = StatusReport.objects.get()
    assert before == set()
    assert {("statusreport", report.pk), ("transfer", transfer.pk)} <= after


def entries_after_close():
    from projects.history.belonging import after_close

    entries = LogEntry.objects.filter(after_close())
    return set(entries.values_list("content_type__model", "object_id"))


@pytest.mark.parametrize(
    ("query", "queries"),
    [("closed=after", 10), ("office=OFFICE", 13), ("office=OFFICE&closed=after", 11)],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_filter_takes_the_same_queries_for_one_row_and_for_three(
    client, django_assert_num_queries, query, queries, rows
):
    office = make.prefecture("OFFICE")
    for _n in range(rows):
        project = make.project(recipient=make.county(reported_under=office))
        transfer = make.transfer(project)
        changes = {"amount": ["1", "2"]}
        LogEntry.objects.log_create(transfer, changes=changes, action=LogEntry.Action.UPDATE)
    make.reporting_month(transfer.programme, month=transfer.on.replace(day=1), closed_at=CLOSED)
    person = reader(client)
    person.get(f"/history/?{query}")

    with django_assert_num_queries(queries):
        assert "Transfer changed" in words(person.get(f"/history/?{query}"))


def test_who_took_part_in_a_report_is_no_entry_of_its_own(client):
    office = Office()
    office.enter()

    page = words(as_(client, office.administrator).get("/history/"))

    assert LogEntry.objects.filter(changes__has_key="authors").exists()
    assert "authors" not in page
    assert "Monthly report changed" not in page


def test_every_way_to_change_something_can_be_asked_for(person):
    page = person.get("/history/").content.decode()

    for through in (history.GRID, history.ADMIN, history.PAGE, history.LOAD, history.PROGRAM):
        assert f'<option value="{through}">' in page


def test_an_office_has_the_responses_tasks_and_comments_about_what_is_its(person):
    office = make.prefecture("OFFICE")
    row = make.reporting_row(office)
    project = make.project(recipient=make.county(reported_under=office))
    task, own_task = make.task(row=row), make.task(responsible=office)
    own_rows = [
        make.response(project),
        task,
        own_task,
        make.answer(own_task),
        make.extension(task),
        make.comment(task=task),
        make.comment(project),
        make.item(unit=make.reporting_unit(row)),
    ]
    foreign_rows = [make.response(make.project()), make.task(), make.answer(), make.comment()]

    entries = LogEntry.objects.filter(of_office(office))

    subjects = {(entry.content_type.model, entry.object_id) for entry in entries}
    of_rows = {(row._meta.model_name, row.pk) for row in own_rows}
    assert of_rows <= subjects
    assert not subjects & {(row._meta.model_name, row.pk) for row in foreign_rows}
    assert person.get("/history/?office=OFFICE&kind=reports.task").status_code == 200
