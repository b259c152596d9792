"""Figures of regions and of months are read out with their unit and their row."""

import re
from datetime import date

import pytest

from tests import make
from tests.tools.reading import Page, reader

JUNE = "/overview/?as_of=2011-06-30"
YI = 100_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(client):
    """Of the dashboard: in the south 1 of 2 projects has started, with 1 of 4 paid."""
    region = make.region(name="南疆", name_en="South")
    row = make.reporting_row(make.prefecture("653200"), region=region)
    unit = make.reporting_unit(row, make.supporter("110000"))
    pairing = make.pairing(supporter=unit.supporter, recipient=row.prefecture)
    project = make.project(lead_pairing=pairing, planned_aid=2 * YI, started_on=date(2011, 4, 1))
    make.project(lead_pairing=pairing, planned_aid=2 * YI, code="P-2")
    make.tranche(project, planned_on=date(2011, 6, 1), amount=2 * YI)
    make.transfer(project, amount=YI)
    return reader(client).get(JUNE)


def labels(html: str) -> list[str]:
    return re.findall(r'aria-label="([^"]+)"', html)


def test_a_region(content):
    html = content.content.decode()
    table = html.split("Totals by region</caption>")[1].split("</table>")[0]

    assert labels(table) == [
        "South: started 1 projects",
        "South: planned projects 2 projects",
        "South: disbursed 1.00 100 million yuan",
        "South: planned funds 4.00 100 million yuan",
    ]
    assert ["South", "1/2", "50.0%", "1.00/4.00", "25.0%"] in Page(content).lines()


def test_a_month(content):
    html = content.content.decode()
    table = html.split('aria-label="Cumulative disbursement by month"')[1].split("</table>")[0]

    assert "2011-06-30: disbursed 1.00 100 million yuan" in labels(table)
    june, july = [line for line in Page(content).lines() if line[0] in ("2011-06-30", "2011-07-31")]
    assert june[1:] == ["2.00 100 million yuan", "1.00", "25.0%"]
    assert july[2:] == ["—", "—"]
