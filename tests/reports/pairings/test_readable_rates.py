"""Money over a plan of next to nothing: the rate stays a number, and can be read."""

from decimal import Decimal

import pytest

from tests import make
from tests.exports.files import book
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    row = make.reporting_row(make.prefecture("653200"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    project = make.project(
        code="TINY",
        supporter=unit.supporter,
        recipient=row.prefecture,
        planned_aid=Decimal("0.01"),
        total_investment=10_000_000,
    )
    make.transfer(project, amount=3_774_000)
    return unit


@pytest.mark.parametrize(
    "page",
    ["/overview/", "/wall/", "/projects/", "/projects/TINY/", "/pairings/", "/pairings/653200/"],
)
def test_every_page_prints_a_rate_that_can_be_read(client, unit, page):
    answer = reader(client).get(page)

    assert ">999,999" in words(answer)
    assert "37,740,000,000" not in answer.content.decode()


def test_the_panel_keeps_its_axis_and_says_the_rate_in_words(client, unit):
    ((panel, figure),) = reader(client).get("/pairings/").context["panels"]

    texts = [text for trace in figure["data"] for text in trace.get("customdata", ())]
    assert panel.top == 300
    assert ">999,999%" in texts


def test_a_cell_of_the_file_stays_the_number(client, unit):
    sheet = book(reader(client), "/pairings/653200/")["Headline rates"]

    assert 377_400_000 in [cell.value for row in sheet.iter_rows() for cell in row]
