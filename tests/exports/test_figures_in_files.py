"""Every figure of a page is in its file, as the page shows it: on the real and drawn rows."""

import re
from decimal import Decimal

import pytest

from aidtrack.values.formats import count, percent, wan, yi
from tests.exports.files import book, lines, rows, table, words
from tests.tools.reading import NO_FIGURE, Page, reader

PAGES = [
    "/overview/",
    "/overview/?as_of=2011-03-31&scope=all",
    "/overview/?programme=2010-pilot&as_of=2010-12-31",
    "/pairings/",
    "/pairings/653200/",
    "/pairings/110000-653200/?as_of=2011-03-31",
    "/pairings/XJ-110000-653201/",
    "/pairings/XJ-110000-XPCC-14/?programme=2010-pilot",
    "/follow-up/monday/",
    "/reports/table-2/",
    "/reports/table-3/",
    "/reports/table-3/?as_of=2011-03-31&scope=all",
    "/reports/published/table-3/",
    "/reports/published/classes-12th/",
]
# An amount in a sentence, rounded to three figures or so, and what its unit is in 亿元.
SAID = re.compile(r"CNY ([\d,]+(?:\.\d+)?) (bn|m)\b")
# What is in a sentence and no cell: such an amount, and a day.
NO_CELL = re.compile(SAID.pattern + r"|\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
IN_YI, CENT = {"bn": Decimal(10), "m": Decimal("0.01")}, Decimal("0.01")
AMOUNT = r"-?[\d,]+\.\d\d"
NUMBER = re.compile(r"(?:^|[/·▼▲(→\s])(\d[\d,]*(?:\.\d+)?)(?=$|[/·)%→\s])")


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


@pytest.fixture
def person(client):
    return reader(client)


def numbers_of(page: Page) -> set[str]:
    """The numbers in the cells of tables and in lists of facts: counts, amounts, rates."""
    texts = [NO_FIGURE.sub("", NO_CELL.sub("", data)).strip() for data, *_where in page.pieces]
    return {number.replace(",", "") for text in texts for number in NUMBER.findall(text)}


def sums_said(page: Page) -> set[Decimal]:
    """The amounts that sentences say, in 100 million yuan: CNY 3.17 bn."""
    said = {match for data, *_where in page.pieces for match in SAID.findall(data)}
    return {Decimal(number.replace(",", "")) * IN_YI[unit] for number, unit in said}


def sums_in(workbook) -> set[Decimal]:
    texts = {text for sheet in workbook for row in rows(sheet) for text in row}
    return {abs(Decimal(t.replace(",", ""))) for t in texts if re.fullmatch(AMOUNT, t)}


def numbers_in(workbook) -> set[str]:
    """The numbers that a workbook shows, amounts in whole 10,000 yuan as well."""
    texts = {text for sheet in workbook for row in rows(sheet) for text in row}
    whole = {
        count(round(float(text.replace(",", "")) + 1e-9))
        for text in texts
        if re.fullmatch(AMOUNT, text)
    }
    words = texts | whole | {word for text in texts for word in text.split()}
    # A gap is words on the page: 22.4 percentage points behind.
    return {text.lstrip("-").replace(",", "") for text in words}


@pytest.mark.parametrize("page", PAGES)
def test_every_number_of_the_page_is_in_its_file(person, page):
    read = Page(person.get(page))
    page_numbers = numbers_of(read)

    assert len(page_numbers) > 1
    workbook = book(person, page)
    assert page_numbers - numbers_in(workbook) == set()
    sums = sums_in(workbook)
    for said in sums_said(read):
        assert any(abs(said - written) <= max(said / 100, CENT) for written in sums), said


def test_table_3_has_the_cells_of_the_page(person):
    for query in ("", "?as_of=2011-03-31&scope=all"):
        page = person.get(f"/reports/table-3/{query}")
        expected = [
            [line.group.supporters, line.group.label, *(cell.text for cell in line.cells)]
            for line in page.context["lines"]
        ]
        sheet = book(person, f"/reports/table-3/{query}").worksheets[0]

        assert len(expected) == 12
        assert rows(sheet)[5:17] == expected
        assert rows(sheet)[17][2:] == [cell.text for cell in page.context["total"].cells]


def test_the_published_figures_stand_beside_on_the_next_sheet(person):
    comparisons = table(book(person, "/reports/table-3/")["Compared with published figures"], "Row")

    total = {row["Column"]: row for row in comparisons if row["Row"] == "合计"}
    assert len(comparisons) == 13 * 6
    assert (total["开工率(%)"]["Printed"], total["开工率(%)"]["From projects"]) == (67, 66.95)
    assert {row["Result"] for row in comparisons} == {"matches"}


def test_the_ranking_has_the_rates_of_the_page_in_its_order(person):
    groups = person.get("/overview/").context["groups"]
    paces = [row.pace for _status, inside in groups for row in inside]

    ranking = table(book(person, "/overview/").worksheets[0], "Recipient")

    assert [row["Recipient"] for row in ranking] == [s.group.label for s in paces]
    for row, s in zip(ranking, paces, strict=True):
        assert percent(row["Start rate"]) == percent(s.progress.start_rate.value)
        assert yi(row["Planned funds (100 million yuan)"] * 10**8) == yi(s.progress.planned_aid)
        assert row["Started"] == s.progress.started


def test_the_list_of_projects_has_the_rows_of_the_page(person):
    address = "/projects/?recipient=653200&stage=under_construction"
    page = [line for line in Page(person.get(address)).lines() if len(line) == 9][1:-1]

    projects = table(book(person, address).worksheets[0], "Project code")[:-1]

    assert len(projects) > len(page) == 50
    for line, row in zip(page, projects[:50], strict=True):
        assert row["Project code"] in line[0]
        assert line[4] == wan(round(row["Planned funds (10,000 yuan)"] * 10_000))
        assert line[5] == wan(round(row["Disbursed (10,000 yuan)"] * 10_000))
        assert line[6] == percent(row["Disbursement rate"])
        assert line[7] == f"{row['Start date']:%Y-%m-%d}"


def test_an_unknown_rate_is_a_dash_and_a_month_without_reports_says_so(person):
    address = "/overview/?programme=12th-plan&as_of=2011-06-30"
    workbook = book(person, address)

    assert numbers_of(Page(person.get(address))) == set()
    headline = table(workbook["Headline rates"], "Planned projects")[0]
    assert (headline["Planned projects"], headline["Start rate"]) == ("—", "—")
    months = table(workbook["Disbursement by month"], "At the end of")
    reached = {row["Disbursed, cumulative (100 million yuan)"] for row in months[:6]}
    assert reached == {"not reported"}
    assert months[-1]["Disbursed, cumulative (100 million yuan)"] == "—"


def test_what_was_printed_is_kept_with_its_decimals(person):
    page = Page(person.get("/reports/published/table-3/"))

    sheet = book(person, "/reports/published/table-3/").worksheets[0]

    printed = [line for line in page.lines() if len(line) == 8][1:14]
    assert [row[:8] for row in rows(sheet)[3:16]] == printed
    assert "as printed" in words(sheet)


def test_a_chart_of_months_is_a_csv_of_its_own(person):
    months = lines(person, "/overview/", table="months")

    assert months[-1][0] == "2011-12-31"
    assert ["2011-06-30", "141.316", "38.41", "27.2"] not in months
    assert any(line[0] == "2011-06-30" and line[2:] == ["38.41", "27.2"] for line in months)


def test_the_time_elapsed_is_that_of_the_page(person):
    (headline,) = table(book(person, "/overview/")["Headline rates"], "Planned projects")

    assert percent(headline["Time elapsed"]) == "49.6"
    assert headline["Planned projects"] == 1183
