"""A dashed line says which plan it is; starts are not read against a plan of money."""

from datetime import date

import pytest

from tests import make
from tests.exports.files import book, table
from tests.tools.reading import reader, words

BY_TRANCHES = "dashed: the plan by tranches, not time elapsed"
ONLY_MONEY = (
    "Dashed: the money plan by tranches, not time elapsed; only disbursement is read against it, "
    "starts have no plan by month"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture(autouse=True)
def _planned_by_tranches():
    """A row with a unit of one pairing: half of the funds is planned for June."""
    row = make.reporting_row(make.prefecture("653200"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    pairing = make.pairing(ref="EDGE", supporter=unit.supporter, recipient=row.prefecture)
    project = make.project(lead_pairing=pairing, planned_aid=200, started_on=date(2011, 5, 1))
    make.tranche(project, planned_on=date(2011, 6, 1), amount=100)
    make.transfer(project, amount=50)


@pytest.mark.parametrize(
    "path",
    ["/overview/", "/pairings/653200/", "/pairings/110000-653200/", "/pairings/EDGE/"],
    ids=["dashboard", "row", "unit", "pairing"],
)
def test_the_curve_of_money_is_read_against_the_plan_by_tranches(person, path):
    page = person.get(path)

    assert BY_TRANCHES in words(page)
    assert "planned by tranches, cumulative 100 million yuan" in words(page)
    plan, money = page.context["curve"]["data"]
    assert (plan["name"], plan["line"]["dash"]) == ("planned by tranches, cumulative", "dash")
    assert "dash" not in money["line"]
    texts = [label["text"] for label in page.context["curve"]["layout"]["annotations"]]
    assert texts == ["plan by tranches 0.00", "disbursed 0.00"]


def test_a_curve_on_the_wall_says_the_plan_in_few_words(person):
    assert "100 million yuan; dashed: the plan by tranches" in words(person.get("/wall/"))


def test_small_charts_draw_the_plan_in_the_colour_of_the_money(person):
    page = person.get("/pairings/")

    ((_panel, figure),) = page.context["panels"]
    plan, starts, money = figure["data"]
    assert [line["name"] for line in figure["data"]] == [
        "money plan by tranches",
        "started",
        "disbursed",
    ]
    assert plan["line"]["dash"] == "dash"
    assert plan["line"]["color"] == money["line"]["color"] != starts["line"]["color"]
    assert ONLY_MONEY in words(page)


def test_the_table_and_the_file_of_the_small_charts_name_the_plan(person):
    page = words(person.get("/pairings/"))
    lines = table(book(person, "/pairings/")["Reporting units, month by month"], "Reporting unit")

    names = ["money plan by tranches", "started", "disbursed"]
    assert [line["Share of the plan"] for line in lines] == names
    assert page.count("money plan by tranches") >= 3
