"""Rows and units break down one level further, and so does the overview of who sees one row."""

import pytest

from pairings.models import Organisation, Pairing
from projects.models import Project
from tests import make
from tests.exports.files import book
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db

YI = 100_000_000
ROW, UNIT = "/pairings/653200/", "/pairings/110000-653200/"


def drawn_row(ref="653200", supporters=("110000", "120000"), counties=2):
    """A row that its supporters share, each with some counties of one project."""
    prefecture = make.prefecture(ref, name=f"地区{ref}")
    row = make.reporting_row(prefecture)
    for supporter in map(make.supporter, supporters):
        make.reporting_unit(row, supporter)
        for n in range(counties):
            county = make.county(f"{supporter.ref}-{ref}-{n}", reported_under=prefecture)
            edge = make.pairing(
                ref=f"E-{supporter.ref}-{ref}-{n}", supporter=supporter, recipient=county
            )
            project = make.project(lead_pairing=edge, planned_aid=YI, provenance="illustrative")
            make.transfer(project, amount=(n + 1) * YI // 10)
    return prefecture


@pytest.fixture
def row(db):
    drawn_row("000001", supporters=["990000"])
    return drawn_row()


def levels(response) -> dict[str, list[str]]:
    return {
        below.level: [line.ref for line in below.rows] for below in response.context["breakdowns"]
    }


def test_a_row_compares_its_units_and_its_pairings_the_worst_first(client, row):
    response = reader(client).get(ROW)

    assert levels(response) == {
        "units": ["110000-653200", "120000-653200"],
        "pairings": [f"E-{who}-653200-{n}" for n in (0, 1) for who in (110000, 120000)],
    }
    assert words(response).count("illustrative split") >= 6
    for below in response.context["breakdowns"]:
        total = below.table["total"].progress
        assert total.planned_aid == response.context["pace"].progress.planned_aid == 4 * YI
        assert total.disbursed == response.context["pace"].progress.disbursed


def test_a_unit_compares_its_pairings_and_a_pairing_nothing(client, row):
    person = reader(client)

    assert levels(person.get(UNIT)) == {"pairings": ["E-110000-653200-0", "E-110000-653200-1"]}
    assert levels(person.get("/pairings/E-110000-653200-0/")) == {}


def test_a_row_of_one_unit_compares_its_pairings_only(client, row):
    assert list(levels(reader(client).get("/pairings/000001/"))) == ["pairings"]


def test_the_figures_are_those_of_the_comparison(client, row):
    person = reader(client)
    compared = person.get("/pairings/compare/?row=653200").context["table"]["lines"]
    by_ref = {line.ref: line for line, _spark, _bar in compared}

    _units, pairings = person.get(ROW).context["breakdowns"]

    assert len(pairings.rows) == 4
    for line in pairings.rows:
        assert (line.progress, line.delays) == (by_ref[line.ref].progress, by_ref[line.ref].delays)
        assert line.trend.fund_change == by_ref[line.ref].trend.fund_change


def test_it_leads_to_the_same_lines_of_the_comparison(client, row):
    person = reader(client)

    for below in person.get(UNIT).context["breakdowns"] + person.get(ROW).context["breakdowns"]:
        lines = person.get(below.address).context["table"]["lines"]
        assert [line.ref for line, _spark, _bar in lines] == [line.ref for line in below.rows]


def test_a_pairing_outside_the_population_is_listed_and_in_no_figure(client, row):
    division = make.organisation("XPCC-14", kind="xpcc_division", scope="xpcc", reported_under=row)
    giver = Organisation.objects.get(ref="110000")
    make.pairing(ref="XPCC", supporter=giver, recipient=division)

    response = reader(client).get(ROW)

    assert [pairing.ref for pairing in response.context["edges"]] == ["XPCC"]
    assert "Pairings outside this coverage" in words(response)
    assert "Pairings outside this coverage" not in words(reader(client).get("/pairings/000001/"))


def test_the_total_leads_to_the_projects_of_the_page(client, row):
    person = reader(client)
    hrefs = {href for href, _text in Page(person.get(ROW)).links if href}
    view = "programme=2011-plan&as_of=2011-06-30&scope=local"

    address = f"/projects/?{view}&recipient=653200&overdue=start"

    assert address in hrefs


def test_a_file_of_the_page_holds_what_it_compares(client, row):
    sheets = book(reader(client), ROW).sheetnames

    assert {"Compared  reporting units", "Compared  pairings"} <= set(sheets)


def member(client, ref, role="leader"):
    client.force_login(make.member(role, Organisation.objects.get(ref=ref)))
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("653200", {"units": 2, "pairings": 4}),
        ("110000", {"pairings": 2}),
        ("110000-653200-0", {"pairings": 1}),
    ],
)
def test_the_overview_of_who_sees_one_row_shows_what_lies_below(client, row, ref, expected):
    response = member(client, ref).get("/overview/")

    assert {level: len(refs) for level, refs in levels(response).items()} == expected
    assert "990000" not in response.content.decode()


def test_the_overview_of_who_sees_everything_ends_at_its_rows(client, row):
    assert levels(reader(client).get("/overview/")) == {}


def test_the_file_of_the_overview_holds_what_it_compares(client, row):
    assert "Compared  pairings" in book(member(client, "653200"), "/overview/").sheetnames


@pytest.mark.parametrize("counties", [1, 3])
def test_a_row_takes_as_many_queries_for_one_pairing_as_for_three(
    client, counties, django_assert_num_queries
):
    drawn_row(counties=counties)
    person = reader(client)
    person.get(ROW)

    # What was given and what changed are read for each row and unit; of warnings, where no rule is
    # in force, the subject, the rules and its tasks.
    with django_assert_num_queries(50):
        person.get(ROW)
    assert Pairing.objects.count() == Project.objects.count() == 2 * counties
