"""A row that the reader may not see is named on no page: not in a list, a choice or a group.

These tests do not ask who sees what (``test_visibility`` does): they make ``visible_to`` hide some
rows from a person who would see everything, those whose names begin with the word below, and rows
that hang on them.
"""

import re
from datetime import UTC, date, datetime

import pytest

from aidtrack.store.queries import compiled
from pairings.querysets import VisibleQuerySet
from projects.figures.groupings import GROUPINGS
from projects.figures.last_change import last_changed
from projects.figures.progress import progress_by
from projects.models import Project
from reports.models import PublishedFigure, PublishedTable
from tests import make
from tests.tools.reading import reader

SECRET = "机密"
# What carries the word, for each model of which the small world below hides a row.
NAMED_IN = {
    "Organisation": ["name"],
    "Designation": ["name", "organisation__name"],
    "Scheme": ["name"],
    "Pairing": ["supporter__name", "recipient__name"],
    "ReportingRow": ["prefecture__name", "title_in_table_1"],
    "ReportingUnit": ["supporter__name", "row__prefecture__name"],
    "Category": ["name"],
    "Programme": ["name"],
    "Project": ["name", "lead_pairing__supporter__name"],
    "Transfer": ["document_number"],
    "PublishedTable": ["title"],
    "PublishedFigure": ["row_label", "table__title"],
}
# Rows without a word of their own are told by a day on which nothing else happens.
SECRET_DAY = date(2011, 2, 3)
DATED_IN = {"Suspension": "starts_on", "Tranche": "planned_on"}
# Written long after everything else, and printed nowhere else.
SECRET_YEAR = 2031
# Longer than any number, time or token in which it could stand by chance.
SECRET_COUNT = "777777777"
ON = date(2011, 6, 30)

PAGES = (
    "/overview/",
    "/wall/",
    "/pairings/",
    "/pairings/ROW/",
    "/pairings/GIVER-ROW/",
    "/pairings/PAIR/",
    "/projects/",
    "/projects/OPEN/",
    "/transfers/",
    "/reports/table-1/",
    "/reports/table-2/",
    "/reports/table-3/",
    "/reports/published/",
    "/reports/published/table-3/",
)
# The letters of rows that hang on a project in reach: nobody who sees it is kept from them, as
# ``test_rows_of_a_project`` holds.
WITH_THEIR_PROJECT = {"/projects/OPEN/": set("文日年"), "/pairings/PAIR/": set("文日年")}


def secret_names(name, **fields):
    return {"name": f"{SECRET}{name}", "short_name": f"{SECRET}{name}", **fields}


@pytest.fixture
def person(client, made_rows_in_history):
    """A reader of a small world: one row of each kind is open, and beside it one is secret."""
    county = open_world()
    secret_world(county)
    return reader(client)


def open_world():
    row_of, giver = make.prefecture("ROW"), make.supporter("GIVER")
    county = make.county(reported_under=row_of)
    make.reporting_unit(make.reporting_row(row_of), giver)
    edge = make.pairing(ref="PAIR", supporter=giver, recipient=county)
    make.transfer(make.project(code="OPEN", lead_pairing=edge, started_on=date(2011, 3, 1)))
    for number in (2, 3):
        table = make.published_table(f"table-{number}", as_of=ON)
        make.published_figure(table, row_ref="ROW")
    return county


def secret_world(county):
    """Secret rows, each beside an open one: in its row, its scheme, its project, its table."""
    row_of = make.prefecture("SECRET-ROW", **secret_names("州"))
    giver = make.supporter("SECRET-GIVER", **secret_names("省"))
    hidden = make.county(reported_under=row_of, **secret_names("县"))
    open_row, open_project = county.reported_under.reporting_row, Project.objects.get()
    make.reporting_unit(open_row, giver)
    make.reporting_unit(make.reporting_row(row_of), giver)
    edge = make.pairing(ref="SECRET-PAIR", supporter=giver, recipient=hidden)
    partner = make.pairing(supporter=giver, recipient=county)
    open_project.partner_pairings.add(partner)
    make.category(name=f"{SECRET}类")
    make.scheme("secret-scheme", name=f"{SECRET}制度")
    late = {"ends_on": date(SECRET_YEAR, 12, 31), "reported_through": date(SECRET_YEAR, 5, 31)}
    make.programme("secret-plan", name=f"{SECRET}计划", **late, position=9)
    secret = {"lead_pairing": edge, "name": f"{SECRET}工程", "planned_start_on": SECRET_DAY}
    make.project(code="SECRET", **secret, planned_aid=9000)
    written = datetime(SECRET_YEAR, 5, 31, tzinfo=UTC)
    make.transfer(open_project, document_number=f"{SECRET}文", recorded_at=written)
    Project.objects.filter(code="SECRET").update(updated_at=written)
    make.suspension(open_project, starts_on=SECRET_DAY, ends_on=SECRET_DAY)
    make.tranche(open_project, planned_on=SECRET_DAY)
    cell = {"row_ref": "ROW", "measure": "planned", "unit": PublishedFigure.Unit.COUNT}
    for table in PublishedTable.objects.all():
        make.published_figure(table, row_label=f"{SECRET}行", printed=SECRET_COUNT, **cell)
    make.published_table("SECRET", title=f"{SECRET}表", position=9)


@pytest.fixture
def hiding(monkeypatch):
    """``visible_to`` with something to hide, in queries that were compiled before it, too."""
    real_visible_to = VisibleQuerySet.visible_to

    def visible_to(self, user):
        rows, model = real_visible_to(self, user), self.model.__name__
        for path in NAMED_IN.get(model, ()):
            rows = rows.exclude(**{f"{path}__contains": SECRET})
        if model in DATED_IN:
            rows = rows.exclude(**{DATED_IN[model]: SECRET_DAY})
        return rows

    monkeypatch.setattr(VisibleQuerySet, "visible_to", visible_to)
    compiled.cache_clear()
    yield
    compiled.cache_clear()


def html_of(person, address) -> str:
    response = person.get(address)
    assert response.status_code == 200
    return response.content.decode()


def secrets(text) -> set[str]:
    """The secret words of a page, each with the letter after it; and what has no word."""
    words = {piece[:1] for piece in text.split(SECRET)[1:]}
    unnamed = {
        "日": rf"{SECRET_DAY}|{SECRET_DAY:%-d %B %Y}",
        "年": rf"\b{SECRET_YEAR}-|[a-z] {SECRET_YEAR}\b",
        "数": SECRET_COUNT,
    }
    return words | {letter for letter, piece in unnamed.items() if re.search(piece, text)}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_a_row_that_the_reader_may_not_see(person, hiding, address):
    assert secrets(html_of(person, address)) <= WITH_THEIR_PROJECT.get(address, set())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "names"),
    {
        "/overview/": "省州计年",
        "/wall/": "州",
        "/pairings/": "省州县",
        "/pairings/ROW/": "省",
        "/projects/": "省州县类工",
        "/projects/OPEN/": "省文日",
        "/transfers/": "省州文",
        "/reports/table-1/": "省州县年",
        "/reports/table-2/": "省州数",
        "/reports/table-3/": "省州数",
        "/reports/published/": "表",
        "/reports/published/table-3/": "行",
    }.items(),
)
def test_the_same_pages_name_it_to_whoever_may_see_it(person, address, names):
    assert set(names) <= secrets(html_of(person, address))


@pytest.mark.django_db
@pytest.mark.parametrize("ref", ["SECRET-ROW", "SECRET-GIVER-SECRET-ROW", "SECRET-GIVER-ROW"])
def test_a_hidden_row_or_unit_has_no_page(person, hiding, ref):
    assert person.get(f"/pairings/{ref}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/pairings/SECRET-PAIR/", "/projects/SECRET/", "/reports/published/SECRET/"]
)
def test_a_hidden_pairing_project_or_statement_has_no_page(person, hiding, address):
    assert person.get(address).status_code == 404


@pytest.mark.django_db
def test_a_hidden_name_finds_nothing(person, hiding):
    recipient = make.county()
    make.pairing(ref="FOUND", recipient=recipient)
    make.designation(recipient, name=f"{SECRET}旧称", ends_on=date(2010, 6, 1))

    assert "FOUND" not in html_of(person, f"/pairings/?q={SECRET}旧称")


@pytest.mark.django_db
@pytest.mark.parametrize("name", GROUPINGS)
def test_no_grouping_lists_a_hidden_group_to_a_reader(person, hiding, name):
    reader_of_it, projects = make.auditor(), Project.objects.all()

    rows = progress_by(name, projects, make.programme(), scope="all", on=ON, user=reader_of_it)

    assert SECRET not in "".join(f"{row.group.label}{row.group.supporters}" for row in rows)
    assert sum(row.planned for row in rows) == projects.filter(programme=make.programme()).count()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(GROUPINGS.keys() - {"delivery_mode"}))
def test_a_command_lists_every_group(person, hiding, name):
    rows = progress_by(name, Project.objects.all(), make.programme(), scope="all", on=ON, user=None)

    assert SECRET in "".join(f"{row.group.label}{row.group.supporters}" for row in rows)


@pytest.mark.django_db
def test_the_last_change_is_one_of_the_rows_that_the_reader_may_see(person, hiding):
    plan = make.programme()
    Project.objects.filter(code="SECRET").update(updated_at=datetime(2032, 1, 1, tzinfo=UTC))

    everything = plan.projects.all(), plan.transfers.all()
    seen = [rows.visible_to(make.auditor()) for rows in everything]

    assert last_changed(plan, *everything).year == 2032
    assert last_changed(plan, *seen).year < SECRET_YEAR


@pytest.mark.django_db
def test_a_table_whose_statement_is_hidden_is_not_shown(person, hiding):
    PublishedTable.objects.filter(code="table-2").update(title=f"{SECRET}表")

    assert SECRET not in person.get("/reports/table-2/").content.decode()


@pytest.mark.django_db
def test_table_1_has_no_hidden_row_even_where_its_pairings_are_seen(person, hiding):
    county = make.county(reported_under=make.prefecture(short_name="无行州"))
    row = make.reporting_row(county.reported_under)
    make.pairing(recipient=county)
    before = html_of(person, "/reports/table-1/")
    row.title_in_table_1 = SECRET
    row.save()

    assert "无行州" in before
    assert "无行州" not in html_of(person, "/reports/table-1/")
