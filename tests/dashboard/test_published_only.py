"""A programme of which only published figures are held: what is not printed is unknown, not 0."""

import re

import pytest

from tests import make
from tests.exports.files import book
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db
PAGES = [
    "/overview/",
    "/wall/",
    "/projects/",
    "/pairings/",
    "/pairings/compare/",
    "/pairings/653200/",
    "/pairings/PAIR/",
]


@pytest.fixture
def plan():
    plan = make.programme("12th-plan", name="十二五规划", reported_through=None)
    make.published_table("totals-12th", programme=plan, title="十二五总数", title_en="Totals")
    row = make.reporting_row(make.prefecture("653200"), region=make.region("south"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    make.pairing(ref="PAIR", supporter=unit.supporter, recipient=row.prefecture)
    return plan


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_printed_as_zero_and_the_statement_is_linked(client, plan, page):
    answer = reader(client).get(page)

    assert "Only published figures are held" in words(answer)
    assert "/reports/published/totals-12th/" in {href for href, _text in Page(answer).links}
    cells = [cell for line in Page(answer).lines() for cell in line[1:]]
    assert not [cell for cell in cells if re.fullmatch(r"[0.,/ ]*0[0.,/ ]*", cell)]
    assert "0.00" not in words(answer)
    assert "0 / 0" not in words(answer)


def test_the_dashboard_judges_nothing_of_what_it_does_not_know(client, plan):
    text = words(reader(client).get("/overview/"))

    for verdict in ("Nothing needs attention", "stands out", "plan curve", "Planned funds"):
        assert verdict not in text
    assert "Regions: nothing is known" in text


def test_the_file_leaves_unknown_figures_empty(client, plan):
    sheet = book(reader(client), "/overview/")["Headline rates"]

    assert 0 not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_programme_of_which_nothing_is_published_has_no_projects_which_is_known(client):
    make.programme("new-plan", reported_through=None)

    text = words(reader(client).get("/overview/"))

    assert "Completion rate — 0 / 0" in text
    assert "Only published figures" not in text
