"""Two figures of one measure on one page agree, whichever the population and the day of the page.

On the fixtures and the drawn rows, with facts after the last report and money outside the plan: the
headline, the months, the tables and the balances of a page are read as a person would.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import takewhile
from urllib.parse import parse_qs, urlsplit

import pytest

from pairings.models import Pairing
from projects.models import Programme, Project
from tests import make
from tests.tools.reading import Figure, Page, reader

pytestmark = pytest.mark.once
YI, WAN = Decimal(100_000_000), Decimal(10_000)
SCOPES = ("local", "xpcc", "all")
DAYS = ("2011-03-31", "2011-06-30", "2011-07-31", "2012-02-15")
OF_FIGURES = (
    "/overview/",
    "/pairings/653200/",
    "/pairings/110000-653200/",
    "/pairings/XJ-110000-653201/",
)
OF_LISTS = ("/projects/", "/pairings/", "/transfers/")
VIEWPOINTS = [
    *(("local", day) for day in DAYS),
    ("xpcc", "2011-07-31"),
    ("all", "2011-03-31"),
]
WHY_ANOTHER_DAY = ("Reports are complete through", "Nothing has been reported after")
MONTH_END = re.compile(r"2\d{3}-\d\d-\d\d$")


@dataclass(frozen=True)
class Reading:
    """A value as printed somewhere on a page, and by how much printing may have moved it."""

    measure: str
    value: Decimal
    within: Decimal
    place: str


@pytest.fixture(autouse=True)
def _rows(drawn, db):
    """In both populations: money in July, and money of a project that was cancelled since."""
    plan = Programme.objects.get(code="2011-plan")
    for ref in ("XJ-110000-653201", "XJ-110000-XPCC-14"):
        pairing = Pairing.objects.get(ref=ref)
        common = {"lead_pairing": pairing, "planned_aid": 5 * YI, "total_investment": 5 * YI}
        paid = make.project(plan, started_on=date(2011, 7, 5), **common)
        cancelled = make.project(plan, cancelled_on=date(2011, 6, 20), **common)
        off_plan = make.project(plan, is_off_plan=True, **common)
        make.transfer(paid, amount=3 * YI, on=date(2011, 7, 15))
        for project in (cancelled, off_plan):
            make.transfer(project, amount=2 * YI, on=date(2011, 3, 5))
        make.tranche(cancelled, amount=5 * YI, planned_on=date(2011, 3, 1))
        make.in_region(plan, pairing.supporter, pairing.recipient, YI, on=date(2011, 3, 1))


@pytest.fixture
def read(client):
    reader(client)

    def read(address, **params):
        return Page(client.get(address, params))

    return read


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def summed(measure: str, figures: list[Figure], unit, place: str) -> Reading:
    """The sum of printed amounts, each of which may be off by half of its last decimal."""
    half = Decimal(0)
    if unit != 1:
        half = unit / 2 / (100 if unit == YI else 1)
    total = sum(number(figure.text) for figure in figures)
    return Reading(measure, total * unit, half * len(figures), place)


def headline(page: Page) -> list[Reading]:
    counts = re.findall(r"([\d,]+) / ([\d,]+) projects", page.text)
    money = re.search(r"([\d.,]+) / ([\d.,]+) \(100 million yuan\)", page.text)
    if not counts or not money:
        return []
    (started, planned), (completed, _planned) = counts[:2]
    exact = {"started": started, "planned": planned, "completed": completed}
    amounts = {"disbursed": money[1], "planned_aid": money[2]}
    return [
        *(Reading(name, number(text), Decimal(0), "headline") for name, text in exact.items()),
        *(Reading(n, number(text) * YI, YI / 200, "headline") for n, text in amounts.items()),
    ]


def months(page: Page) -> list[Reading]:
    """The last month with facts, and the end of the plan."""
    cumulative = {
        name: [f for f in page.figures() if f.column.startswith(f"{name}, cumulative")]
        for name in ("disbursed", "planned")
    }
    names = {"disbursed": "disbursed", "planned": "planned_aid"}
    return [
        summed(names[name], figures[-1:], YI, "months")
        for name, figures in cumulative.items()
        if figures
    ]


def tables(page: Page) -> list[Reading]:
    """Rows that make up the whole: counts and amounts, alone or as 792 / 1183 in one cell."""
    columns: dict[str, list[Figure]] = {}
    for figure in page.figures():
        is_month = re.match(r"2\d{3}-\d\d$", figure.row)
        columns.setdefault(f"{'month ' if is_month else ''}{figure.column}", []).append(figure)
    pairs = {
        "start rate": ("started", "planned", 1),
        "disbursement rate": ("disbursed", "planned_aid", YI),
        "projects": ("started", "planned", 1),
        "funds 100 million yuan": ("disbursed", "planned_aid", YI),
    }
    alone = {
        "month started": ("started", 1),
        "month completed": ("completed", 1),
        "planned": ("planned", 1),
        "started": ("started", 1),
        "completed": ("completed", 1),
        "planned funds 100 million yuan": ("planned_aid", YI),
        "disbursed 100 million yuan": ("disbursed", YI),
    }
    readings = []
    for column, figures in columns.items():
        if column in pairs:
            first, second, unit = pairs[column]
            readings.append(summed(first, figures[::2], unit, column))
            readings.append(summed(second, figures[1::2], unit, column))
        elif column in alone:
            measure, unit = alone[column]
            readings.append(summed(measure, figures, unit, column))
    return readings


def balances(page: Page) -> list[Reading]:
    """What was disbursed according to the balance, where it is that of the page."""
    if "the balance is that of the reporting unit" in page.text or "No money had" in page.text:
        return []
    rows = [f for f in page.figures() if f.column == "disbursed"]
    total = [figure for figure in rows if figure.row == "Total"]
    return [summed("disbursed", total or rows, WAN, "balance")] if rows else []


def disagreements(readings: list[Reading]) -> list[tuple[Reading, Reading]]:
    first_by_measure: dict[str, Reading] = {}
    pairs = []
    for reading in readings:
        first = first_by_measure.setdefault(reading.measure, reading)
        if abs(first.value - reading.value) > first.within + reading.within:
            pairs.append((first, reading))
    return pairs


@pytest.mark.parametrize(("scope", "day"), VIEWPOINTS)
@pytest.mark.parametrize("address", OF_FIGURES)
def test_the_figures_of_a_page_agree(read, address, scope, day):
    page = read(address, scope=scope, as_of=day)
    readings = [*headline(page), *months(page), *tables(page), *balances(page)]

    assert disagreements(readings) == []
    if "There are no projects" not in page.text and "No matching projects" not in page.text:
        assert {"headline", "months"} <= {reading.place for reading in readings}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("number", ["2", "3"])
def test_the_rows_of_a_table_make_its_total(read, number, scope):
    page = read(f"/reports/table-{number}/", scope=scope)
    units = {"planned projects": 1, "started projects": 1, "completed projects": 1}
    units |= {"planned funds": YI, "disbursed funds": YI}
    readings = []
    for column, unit in units.items():
        figures = [figure for figure in page.figures() if figure.column == column]
        for place in (True, False):
            rows = [f for f in figures if f.row.startswith("Total") == place]
            readings += [summed(column, rows, unit, f"total {place}")] if figures else []

    assert readings
    assert disagreements(readings) == []


@pytest.mark.parametrize(("scope", "day"), VIEWPOINTS)
def test_the_transfers_add_up_to_the_balances(read, scope, day):
    page = read("/transfers/", scope=scope, as_of=day)
    columns = ("disbursed", "off-plan and cancelled")
    parts = [figure for figure in page.figures() if figure.column in columns]
    arrived = [figure for figure in page.figures() if figure.column == "received in the region"]
    levels = {
        line[1]: number(line[5]) for line in page.lines() if re.match(r"[\d,]+ tran", line[0])
    }
    readings = [
        Reading("arrived", levels.get("received in the region", Decimal(0)), Decimal(0), "list"),
        summed("arrived", arrived, WAN, "balance"),
    ]
    if "No money had been received" not in page.text:
        paid = levels.get("disbursed to the project", Decimal(0))
        readings.append(Reading("at projects", paid, Decimal(0), "list"))
        readings.append(summed("at projects", parts, WAN, "balance"))

    assert disagreements(readings) == []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("address", [*OF_FIGURES, "/pairings/"])
def test_facts_end_on_the_day_of_the_page_or_it_says_why(read, address, day):
    page = read(address, as_of=day)
    days = [
        line[0]
        for line in page.lines()
        if len(line) == 4 and MONTH_END.match(line[0]) and line[3] != "—"
    ]

    if address != "/pairings/":
        assert days
    if not days or days[-1] != day:
        is_later = date.fromisoformat(day) > date(2011, 6, 30)
        assert any(words in page.text for words in WHY_ANOTHER_DAY) == is_later


@pytest.mark.parametrize(
    ("scope", "day"), [(None, None), ("xpcc", "2011-03-31"), ("all", "2011-07-31")]
)
@pytest.mark.parametrize("address", [*OF_FIGURES, *OF_LISTS])
def test_links_are_of_the_population_and_the_day_or_name_their_own(read, address, scope, day):
    page = read(address, **{k: v for k, v in (("scope", scope), ("as_of", day)) if v})
    cells = {(href, line[0]) for line in page.lines() for href, _text in page.links if line}
    days_of_rows = {row for _href, row in cells if MONTH_END.match(row)}

    for href, (text,) in page.links:
        params = parse_qs(urlsplit(href or "").query)
        if "as_of" in params and params["as_of"] != [day or "2011-06-30"]:
            names_it = params["as_of"][0] in days_of_rows or re.search(r" 2011\b", text)
            assert names_it, (href, text)
        if "scope" in params and params["scope"] != [scope or "local"]:
            assert "including the XPCC" in text, (href, text)


@pytest.mark.parametrize("address", [*OF_FIGURES, *OF_LISTS, "/reports/table-3/", "/wall/"])
def test_every_page_opens_on_the_reported_day_without_the_xpcc(read, address):
    text = read(address).text

    assert "as of 30 June 2011 · excluding the XPCC" in text


@pytest.mark.parametrize("day", DAYS)
def test_the_page_of_a_project_is_of_its_day(client, read, day):
    project = Project.objects.filter(transfers__amount=3 * YI).order_by("code")[0]
    project.programme.months.filter(month=date(2011, 6, 1)).delete()
    for month in (date(2011, 6, 1), date(2011, 8, 1)):
        reporting = make.reporting_month(project.programme, month=month)
        make.status_report(project, reporting, disbursed_to_date=month.month * WAN)

    page = read(f"/projects/{project.code}/", as_of=day)
    lines = page.lines()
    (total,) = [line for line in lines if line[0] == "Total"]
    # Transfers and reports after the day stand apart below them.
    lines = list(takewhile(lambda line: not line[0].startswith("Since then"), lines))
    paid = sum(number(line[2]) for line in lines if line[1:2] == ["disbursed to the project"])
    above = re.search(r"([\d,]+) / ([\d,]+) \(10,000 yuan\)", page.text)
    reports = page.text.partition("Monthly reports Reported")[2].partition("Evidence")[0]
    is_all_later = "Since then" in reports and "Up to" not in reports
    until = "" if is_all_later else reports.rpartition("Up to")[2]
    readings = [
        Reading("disbursed", number(above[1]) * WAN, WAN / 2, "headline"),
        Reading("disbursed", number(total[3]) * WAN, WAN / 2, "tranches"),
        Reading("disbursed", paid, Decimal(0), "transfers"),
    ]

    assert disagreements(readings) == []
    assert {line[0] for line in lines if line[1:2] == ["disbursed to the project"]} == {
        f"{row.on}" for row in project.transfers.filter(on__lte=day)
    }
    months_until = {month for month in ("2011-06", "2011-08") if month in until}
    assert months_until == {month for month in ("2011-06", "2011-08") if f"{month}-30" <= day}


@pytest.mark.parametrize("address", ["/overview/", "/transfers/", "/pairings/653200/"])
def test_no_page_was_updated_before_what_it_shows(client, address):
    moment = datetime(2090, 5, 4, 12, tzinfo=UTC)
    project = Project.objects.filter(transfers__amount=3 * YI).in_scope("local")[0]
    make.status_report(project)
    project.reports.update(saved_at=moment)

    page = Page(reader(client).get(address))

    assert re.search(r"last updated (.*?), \d", page.text)[1] == "4 May 2090"
