"""What the pages of a row, a unit and a pairing, and their files, say of a month's reports."""

from datetime import date

import pytest
from django.utils.translation import override

from projects.figures.groupings import Group
from projects.figures.progress import Progress
from projects.figures.report_shares import ReportShare
from reports.figures.pace import Pace
from reports.pairings.sentences import panels_finding
from tests import make
from tests.cast.july import JULY, closed_july, lagging_row
from tests.exports.files import book, table, words as sheet_words
from tests.tools.reading import Page, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_months")]

SILENT = ReportShare(date(2011, 7, 1), 0, 1)
NOTHING = (
    "Nothing has been reported for 2011-07: the figures are those known through 30 June 2011 and "
    "are not held against time elapsed."
)


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def addresses(pairing):
    """Of the pages of its row, its unit and itself."""
    row = pairing.recipient.reported_under.ref
    return [f"/pairings/{ref}/" for ref in (row, f"{pairing.supporter.ref}-{row}", pairing.ref)]


@pytest.mark.parametrize(
    ("reported", "words_beside", "is_flagged"),
    [
        (0, "0 of 44 reported", False),
        (1, "1 of 44 reported", True),
        (29, "29 of 44 reported", True),
        (30, "30 of 44 reported", False),
        (44, "44 of 44 reported", False),
    ],
)
def test_each_page_says_how_much_of_its_own_projects_is_reported(
    person, reported, words_beside, is_flagged
):
    month = closed_july()
    pairing = lagging_row("1000", "甲州", month, reported=reported)
    lagging_row("2000", "乙州", month, reported=1, due=1)

    for address in addresses(pairing):
        response = person.get(f"{address}{JULY}")
        text = words(response)

        assert text.count(f"2011-07: {words_beside}") == 3
        assert (NOTHING in text) == (reported == 0)
        assert ("percentage points behind" in text) == (reported > 0)
        flagged = f'data-s="warn">2011-07: {words_beside}<' in response.content.decode()
        assert flagged == is_flagged


def test_the_files_say_the_same(person):
    silent = lagging_row("1000", "甲州", closed_july(), reported=0)

    for address in addresses(silent):
        sheet = book(person, f"{address}{JULY}")["Headline rates"]
        (line,) = table(sheet, "Planned projects")

        assert line["Reporting"] == "not reported"
        assert (line["Reports verified"], line["Reports due"]) == (0, 44)
        assert f"{line['Figures known through']:%Y-%m-%d}" == "2011-06-30"
        assert NOTHING in sheet_words(sheet)


def test_after_the_last_report_the_day_is_named_by_the_notice_alone(person):
    pairing = lagging_row("1000", "甲州", make.reporting_month(), reported=0, due=1)

    for address in addresses(pairing):
        text = words(person.get(f"{address}{JULY}"))

        assert text.count("through 30 June 2011") == 1
        assert "Nothing has been reported for 2011-07: the figures are the last known" in text


def test_a_unit_that_reported_nothing_stands_last_and_is_not_behind(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)
    lagging_row("2000", "乙州", month, reported=1, due=2)

    text = words(person.get(f"/pairings/{JULY}"))
    lines = table(book(person, f"/pairings/{JULY}")["Reporting units"], "Reporting unit")

    assert "1 of 1 reporting units are behind on both rates, 1 has not reported" in text
    assert text.index("1 of 2 reported") < text.index("0 of 1 reported known through 30 June 2011")
    assert [line["Reporting"] for line in lines] == ["partly reported", "not reported"]


def test_where_no_unit_reported_none_is_compared(person):
    lagging_row("1000", "甲州", closed_july(), reported=0, due=1)

    assert "No reporting unit has reported for 2011-07" in words(person.get(f"/pairings/{JULY}"))


def test_the_curve_of_a_row_ends_on_its_own_last_known_day(person):
    month = closed_july()
    silent = lagging_row("1000", "甲州", month, reported=0, due=1)
    spoke = lagging_row("2000", "乙州", month, reported=1, due=1)

    ends = [
        line[2]
        for pairing in (silent, spoke)
        for line in Page(person.get(f"{addresses(pairing)[0]}{JULY}")).lines()
        if line[0] == "2011-07-31"
    ]

    assert ends == ["not reported", "0.00"]


def test_the_line_of_a_unit_ends_on_its_own_last_known_day(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)
    lagging_row("2000", "乙州", month, reported=1, due=1)
    paid = lagging_row("3000", "丙州", month, reported=0, due=1)
    make.transfer(paid.projects.get(), on=date(2011, 7, 10), amount=100)

    sheet = book(person, f"/pairings/{JULY}")["Reporting units, month by month"]
    lines = table(sheet, "Reporting unit")

    ends = {line["Reporting unit"][-2:]: line["2011-07-31"] for line in lines
            if line["Share of the plan"] == "disbursed"}  # fmt: skip
    assert ends == {"甲州": "—", "乙州": 0, "丙州": 0.1}


def test_units_of_joint_rows_alone_are_not_called_every_row():
    alone = Pace(Progress(Group(label="甲"), planned=1, planned_aid=1, reports=SILENT), 0.5)
    split = Pace(Progress(Group(label="乙", is_split=True), planned=1, planned_aid=1), 0.5)

    assert (
        panels_finding([alone, split]) == "No unit with a row of its own has reported for 2011-07"
    )
