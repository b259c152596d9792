"""Behind every count and amount is a list of exactly the rows that make it.

Each list is counted and added up by what its page is made of; one list of every sort of link is
read as it is printed, and says the same.
"""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user

from aidtrack.values.formats import wan, yi
from projects.figures.totals import list_totals
from projects.figures.viewpoint import viewpoint
from projects.models import Programme
from projects.money.tables import TransferTable
from projects.pages.filters import ProjectFilter
from projects.pages.tables import ProjectTable
from tests.tools.reading import Figure, Page, reader

# A figure that no list of projects has: instalments by the day they were planned for.
OF_THE_PLAN_CURVE = "planned by tranches, cumulative"
# Made of two amounts and of time elapsed; it leads to the rows of the two.
SHORTFALL, CENT = "shortfall against time", Decimal("0.01")
# Counts months, not rows.
OF_MONTHS = "behind in a row"
# Figures of transfers, which have a list of their own.
OF_TRANSFERS = (
    "received in the region",
    "disbursed",
    "off-plan and cancelled",
    "balance",
    "received in the region 100 million yuan",
    "paid out 100 million yuan",
    "in the region, not at projects 100 million yuan",
)
# The same kinds of pages, thus the same queries, of other rows, days and populations.
FURTHER_PAGES = (
    "/reports/table-2/",
    "/reports/table-2/?as_of=2011-03-31&scope=all",
    "/reports/table-3/?as_of=2011-03-31",
    "/reports/table-3/?scope=all",
    "/reports/table-3/?as_of=2011-03-31&scope=xpcc",
    "/overview/",
    "/overview/?as_of=2011-03-31",
    "/overview/?scope=all",
    "/overview/?programme=2010-pilot&as_of=2010-12-31",
    "/overview/?as_of=2012-02-15",
    "/pairings/653100/?as_of=2011-03-31&scope=all",
    "/pairings/320000-ILI-DIRECT/",
    "/pairings/XJ-110000-XPCC-14/?programme=2010-pilot",
)
PAGES = [
    "/reports/table-3/",
    "/overview/?as_of=2011-03-31&scope=xpcc",
    "/pairings/",
    "/pairings/653200/",
    "/pairings/110000-653200/",
    "/pairings/XJ-110000-653201/",
    *(pytest.param(page, marks=pytest.mark.once) for page in FURTHER_PAGES),
]


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    """Lists are read for their counts and totals, which are of all their pages."""
    for table in (ProjectTable, TransferTable):
        monkeypatch.setattr(table._meta, "per_page", 2)


@pytest.fixture(scope="module")
def pages_by_address():
    """What was read, by address: each page once for all tests of this file."""
    return {}


@pytest.fixture(scope="module")
def totals_by_address():
    """What lists add up to, by address: each list once for all tests of this file."""
    return {}


@pytest.fixture(scope="module")
def sorts_printed():
    """The sorts of links of which a list was read as it is printed."""
    return set()


@pytest.fixture
def page(client, pages_by_address):
    """Reads a page."""
    reader(client)

    def page(url):
        if url not in pages_by_address:
            pages_by_address[url] = Page(client.get(url))
        return pages_by_address[url]

    return page


@pytest.fixture
def read(client, rf, totals_by_address, sorts_printed):
    """Reads a list: how many rows, and their planned and disbursed money as printed."""
    user = get_user(reader(client))

    def read(url):
        if url in totals_by_address:
            return totals_by_address[url]
        request = rf.get(url)
        request.user = user
        totals_by_address[url] = totals = totals_of(request)
        if (sort := sort_of(request, totals)) not in sorts_printed:
            assert printed_totals(client.get(url)) == totals
            sorts_printed.add(sort)
        return totals

    return read


def sort_of(request, totals) -> tuple:
    """What makes a list differ from others: its parameters, and whether it has a row."""
    plain = {name: request.GET.get(name) for name in ("counted", "scope", "stage", "mode")}
    return frozenset(request.GET), *plain.values(), bool(totals[0])


def totals_of(request):
    """What the list of projects prints under its rows."""
    view = viewpoint(request, further=None)
    totals = list_totals(ProjectFilter(request.GET, viewpoint=view).rows(), on=view.on)
    return totals.projects, yi(totals.planned_aid), yi(totals.disbursed)


def printed_totals(response):
    assert response.status_code == 200
    text = " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())
    if "No matching projects" in text:
        return 0, "0.00", "0.00"
    rows = re.search(r"\d+–\d+ of (\d+)", text)[1]
    assert re.search(r"All ([\d,]+) projects?", text)[1].replace(",", "") == rows
    aid, disbursed = re.search(r"In total, planned ([\d.,]+), disbursed ([\d.,]+)", text).groups()
    return int(rows), aid, disbursed


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def is_beside_its_count(figure: Figure) -> bool:
    """Whether an amount stands under the count of the same rows, whose link it shares."""
    return figure.is_amount and "overdue" in figure.column


def is_shortfall(text: str, href: str, aid: str, disbursed: str) -> bool:
    """Whether a number is what the rows of a link lack against time, or are ahead by."""
    lacking = decimal(aid) * elapsed_on(href) - decimal(disbursed)
    return abs(abs(lacking) - decimal(text)) <= CENT


def elapsed_on(href: str) -> Decimal:
    """The share of the programme's time that has passed on the day of a link."""
    query = parse_qs(urlsplit(href).query)
    programme = Programme.objects.get(code=query["programme"][0])
    return Decimal(programme.time_elapsed(on=date.fromisoformat(query["as_of"][0])))


def follow(figure: Figure, read) -> None:
    rows, aid, disbursed = read(figure.href)
    if SHORTFALL in figure.column:
        assert is_shortfall(figure.text, figure.href, aid, disbursed), figure
    elif not figure.is_amount:
        assert rows == int(figure.text.replace(",", "")), figure
    elif "disbursed" in figure.column:
        assert figure.text == disbursed, figure
    elif "planned" in figure.column:
        assert figure.text == aid, figure
    else:
        assert figure.text in (aid, disbursed), figure


@pytest.mark.parametrize("url", PAGES)
def test_every_figure_leads_to_exactly_its_rows(page, read, url):
    figures = [figure for figure in page(url).figures() if OF_THE_PLAN_CURVE not in figure.column]
    figures = [figure for figure in figures if OF_MONTHS not in figure.column]
    figures = [figure for figure in figures if figure.column not in OF_TRANSFERS]

    figures = [figure for figure in figures if not is_beside_its_count(figure)]

    assert figures
    for figure in figures:
        assert figure.href and figure.href.startswith("/projects/?"), figure
        follow(figure, read)


@pytest.mark.parametrize(
    "url",
    [
        "/pairings/653200/",
        "/pairings/653200/?scope=xpcc",
        "/pairings/110000-653200/",
        "/transfers/",
        "/transfers/?scope=local",
        "/transfers/?scope=xpcc",
    ],
)
def test_a_balance_leads_to_the_transfers_that_make_it(client, page, url):
    figures = [figure for figure in page(url).figures() if figure.column in OF_TRANSFERS[:2]]
    figures = [figure for figure in figures if figure.row != "Total"]

    assert figures
    for figure in figures:
        amounts = client.get(figure.href).context["filter"].rows().values_list("amount", flat=True)
        assert wan(sum(amounts)) == figure.text, figure


@pytest.mark.parametrize("url", ["/overview/", "/overview/?as_of=2011-03-31&scope=all"])
def test_money_in_the_region_and_paid_out_leads_to_its_transfers(client, page, url):
    figures = [figure for figure in page(url).figures() if figure.column in OF_TRANSFERS[-3:-1]]

    assert len(figures) >= 12
    for figure in figures:
        amounts = client.get(figure.href).context["filter"].rows().values_list("amount", flat=True)
        assert yi(sum(amounts)) == figure.text, figure


@pytest.mark.parametrize("url", PAGES)
def test_every_other_link_to_a_list_leads_to_as_many_rows_as_it_says(page, read, url):
    links = [
        (href, "".join(text)) for href, text in page(url).links if href.startswith("/projects/?")
    ]

    assert links
    for href, text in links:
        rows, *amounts = read(href)
        for number in re.findall(r"\d[\d,.]*", text):
            is_sum = number in (f"{rows}", f"{rows:,}", *amounts)
            assert is_sum or is_shortfall(number, href, *amounts), (href, text)


@pytest.mark.parametrize("url", PAGES)
def test_no_link_leads_nowhere(page, url):
    hrefs = {href for href, _text in page(url).links}

    assert "" not in hrefs
    assert None not in hrefs


@pytest.mark.parametrize("url", ["/reports/table-2/", "/reports/table-3/"])
def test_the_rows_of_an_official_table_lead_to_those_of_its_total(page, read, url):
    counted = {}
    for figure in page(url).figures():
        counted.setdefault(figure.column, []).append(read(figure.href)[0])

    assert len(counted) == {"/reports/table-2/": 2, "/reports/table-3/": 4}[url]
    for rows in counted.values():
        assert len(rows) == 13
        assert sum(rows[:-1]) == rows[-1] > 90


def test_the_list_behind_a_cell_is_of_that_prefecture_term_and_day(client, page):
    figures = page("/reports/table-3/?as_of=2011-03-31").figures()
    hotan = [figure for figure in figures if "653200" in figure.href]
    started = next(figure for figure in hotan if figure.column == "started projects")

    projects = client.get(started.href).context["filter"].rows()

    assert projects
    for project in projects:
        assert project.lead_pairing.recipient.reported_under.ref == "653200"
        assert f"{project.started_on}" <= "2011-03-31"
        assert project.programme.code == "2011-plan"


def test_the_page_of_a_pairing_leads_to_all_its_projects_and_to_the_largest(client, page):
    links = {"".join(text): href for href, text in page("/pairings/XJ-110000-653201/").links}

    projects = client.get(links["All projects"]).context["filter"].rows()

    assert {project.lead_pairing.ref for project in projects} == {"XJ-110000-653201"}
    largest = projects.order_by("-planned_aid", "code")[0]
    project = client.get(next(href for href in links.values() if f"/{largest.code}/" in href))
    assert largest.code in Page(project).text
