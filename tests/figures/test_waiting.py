"""Money that waits stands beside the figures, each sum with a link to exactly its rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user
from django.utils.translation import override

from aidtrack.values.formats import money
from projects.figures.table import tabulate
from projects.figures.viewpoint import viewpoint
from projects.figures.waiting import WaitingMoney, waiting_at, waiting_by, waiting_in_region
from projects.models import Project
from projects.money.filters import TransferFilter
from tests import make
from tests.exports.files import book, table
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db

YI = 100_000_000
JUNE = date(2011, 6, 30)
DASHBOARD = f"/overview/?as_of={JUNE}"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Waiting:
    """Two rows of a region with a project each; money waits at the projects and in the region."""

    def __init__(self):
        self.giver = make.supporter("G")
        self.row = make.prefecture("A", short_name="甲州")
        self.other_row = make.prefecture("B", short_name="乙州")
        for prefecture in (self.row, self.other_row):
            make.reporting_unit(make.reporting_row(prefecture), self.giver)
        self.county = make.county(reported_under=self.row)
        self.project = make.project(
            code="OWN", supporter=self.giver, recipient=self.county, planned_aid=9 * YI
        )
        self.other = make.project(
            code="OTHER", supporter=self.giver, recipient=self.other_row, planned_aid=9 * YI
        )
        self.programme = self.project.programme
        make.transfer(self.project, amount=YI)
        self.wait(self.project, amount=2 * YI)
        self.wait(self.other, amount=YI)
        make.in_region(self.programme, self.giver, self.row, amount=3 * YI, on=JUNE, accepted=False)

    def wait(self, project, **fields):
        return make.transfer(project, accepted=False, **{"on": JUNE, **fields})


@pytest.fixture
def waiting():
    return Waiting()


def amounts(name, cast, *, on=JUNE) -> list[Decimal]:
    by_key = waiting_by(name, Project.objects.all(), cast.programme, on=on, user=None).by_key
    return sorted(money.amount for money in by_key.values())


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("prefecture", [YI, 2 * YI]),
        ("unit", [YI, 2 * YI]),
        ("supporter", [3 * YI]),
        ("pairing", [YI, 2 * YI]),
        ("delivery_mode", [3 * YI]),
    ],
)
def test_what_waits_is_summed_by_group_in_one_query(waiting, django_assert_num_queries, name, sums):
    with django_assert_num_queries(1):
        assert amounts(name, waiting) == sums


def test_only_what_still_may_count_waits(waiting):
    paid = waiting.wait(waiting.project, level="paid")
    withdrawn = waiting.wait(waiting.project, amount=7)
    make.transfer(waiting.project, amount=-7, on=JUNE, reverses=withdrawn, accepted=False)
    waiting.wait(waiting.project, on=date(2011, 7, 1))
    waiting.wait(make.project(waiting.programme, is_off_plan=True), amount=5)

    sums = waiting_at(Project.objects.all(), waiting.programme, on=JUNE, user=None)

    assert paid.amount
    assert (sums.transfers, sums.amount) == (2, 3 * YI)


def test_what_waits_in_the_region_is_of_two_parties(waiting):
    by_parties = waiting_in_region(waiting.programme, scope="local", on=JUNE, user=make.auditor())

    assert {key: sums.amount for key, sums in by_parties.items()} == {
        (waiting.giver.pk, waiting.row.pk): 3 * YI
    }
    assert not waiting_in_region(waiting.programme, scope="xpcc", on=JUNE, user=make.auditor())


def test_a_sum_of_sums_has_a_list_only_where_each_has_one():
    listed, unlisted = WaitingMoney(1, Decimal(2)), WaitingMoney(1, Decimal(3), None)

    assert (listed + listed).params == listed.params
    assert (listed + unlisted).params is None
    assert (listed + unlisted).amount == 5


def waiting_links(page: Page) -> list[tuple[str, str]]:
    return [(href, text) for href, (text,) in page.links if "waiting to be confirmed" in text]


def listed_sum(client, rf, href):
    request = rf.get(href)
    request.user = get_user(client)
    rows = TransferFilter(request.GET, viewpoint=viewpoint(request, further=None)).rows()
    return sum(transfer.amount for transfer in rows)


def assert_links_list_their_rows(client, rf, url, n):
    """Each line on the page, of which there are ``n``, leads to transfers of exactly its sum."""
    links = waiting_links(Page(client.get(url)))
    assert len(links) == n
    for href, text in links:
        assert client.get(href).status_code == 200
        assert text == f"{money(listed_sum(client, rf, href))} waiting to be confirmed"


def test_the_dashboard_says_what_waits_of_the_whole_each_row_and_region(client, rf, waiting):
    assert_links_list_their_rows(reader(client), rf, DASHBOARD, 4)

    page = words(client.get(DASHBOARD))
    assert "1.00 / 18.00 (100 million yuan)" in page
    assert page.count("CNY 300 m waiting to be confirmed") == 2


def test_the_wall_says_it_without_a_link(client, waiting):
    page = Page(reader(client).get(f"/wall/?as_of={JUNE}"))

    assert page.text.count("waiting to be confirmed") == 1
    assert not waiting_links(page)


def test_no_line_where_nothing_waits(client, waiting):
    page = words(reader(client).get("/overview/?as_of=2011-05-31"))

    assert "1.00 / 18.00" in page
    assert "waiting to be confirmed" not in page


def test_a_reader_of_a_part_sees_what_waits_of_it(client, rf, waiting):
    person = make.member("recorder", waiting.county)
    client.force_login(person)
    client.cookies["django_language"] = "en"
    make.transfer(waiting.other, amount=4, receiver=waiting.county, on=JUNE, accepted=False)

    page = Page(client.get(DASHBOARD))

    assert "CNY 200 m waiting to be confirmed" in page.text
    assert "CNY 300 m" not in page.text
    # The list has a payment to the county for a project that it does not see.
    assert not waiting_links(page)


def test_a_reader_of_a_part_follows_the_link_to_the_same_sum(client, rf, waiting):
    client.force_login(make.member("recorder", waiting.row))
    client.cookies["django_language"] = "en"

    assert_links_list_their_rows(client, rf, DASHBOARD, 3)


def test_the_page_of_each_level_says_what_waits_of_it(client, rf, waiting):
    reader(client)
    at = f"?as_of={JUNE}"
    own = waiting.project.lead_pairing.ref

    # Each at its projects, and of the row's money in the region the whole and its line.
    assert_links_list_their_rows(client, rf, f"/pairings/A/{at}", 2)
    assert_links_list_their_rows(client, rf, f"/pairings/B/{at}", 1)
    assert_links_list_their_rows(client, rf, f"/pairings/G-A/{at}", 2)
    assert_links_list_their_rows(client, rf, f"/pairings/{own}/{at}", 2)
    assert_links_list_their_rows(client, rf, f"/pairings/{at}", 2)


def test_money_waiting_in_the_region_stands_beside_the_arrival_rate(client, rf, waiting):
    make.in_region(waiting.programme, waiting.giver, waiting.row, amount=YI)
    reader(client)

    assert_links_list_their_rows(client, rf, f"/pairings/A/?as_of={JUNE}", 3)
    assert_links_list_their_rows(client, rf, f"/transfers/?as_of={JUNE}", 1)
    page = words(client.get(f"/pairings/A/?as_of={JUNE}"))
    assert "1.00 / 9.00 (100 million yuan) CNY 300 m waiting to be confirmed" in page


def test_the_page_of_a_project_leads_to_what_waits_at_it_alone(client, rf, waiting):
    waiting.wait(make.project(waiting.programme, code="OWN-2"))

    assert_links_list_their_rows(reader(client), rf, f"/projects/OWN/?as_of={JUNE}", 1)


def test_table_3_names_the_rows_whose_money_waits(client, rf, waiting):
    table_of(waiting)
    response = reader(client).get(f"/reports/table-3/?as_of={JUNE}")

    assert (
        "Waiting to be confirmed, not counted: 甲州 CNY 200 m ; 乙州 CNY 100 m ; Total CNY 300 m"
        in words(response)
    )
    links = [(href, text) for href, (text,) in Page(response).links if "state=waiting" in href]
    assert len(links) == 3
    for href, text in links:
        assert text == money(listed_sum(client, rf, href))


def table_of(cast):
    make.published_table(code="table-3", programme=cast.programme, as_of=JUNE)


@pytest.mark.parametrize(
    ("address", "sheet", "corner"),
    [
        ("/overview/", "Headline rates", "Planned projects"),
        ("/overview/", "Rates by prefecture", "Recipient"),
        ("/overview/", "Totals by region", "Region"),
        ("/pairings/", "Reporting units", "Reporting unit"),
        ("/pairings/A/", "Headline rates", "Planned projects"),
    ],
)
def test_files_say_what_waits_as_the_page_does(client, waiting, address, sheet, corner):
    rows = table(book(reader(client), f"{address}?as_of={JUNE}")[sheet], corner)

    waits = sum(row["Waiting to be confirmed, not counted (100 million yuan)"] for row in rows)
    assert waits == (2 if address == "/pairings/A/" else 3)
    assert sum(row["Transfers waiting to be confirmed"] for row in rows) in (1, 2)


def test_the_file_of_a_project_and_of_balances_and_table_3_say_what_waits(client, waiting):
    table_of(waiting)
    person = reader(client)

    facts = book(person, f"/projects/OWN/?as_of={JUNE}")["Facts"]
    lines = book(person, f"/transfers/?as_of={JUNE}")["Balance by reporting unit"]
    official = book(person, f"/reports/table-3/?as_of={JUNE}").worksheets[0]

    column = "Waiting to be confirmed, not counted (10,000 yuan)"
    assert table(facts, "Project code")[0][column] == 20_000
    assert [row[column] for row in table(lines, "Supporter → recipient")] == [30_000, 0]
    notes = [cell.value for cell in official["A"] if cell.value]
    assert any("甲州 CNY 200 m and 乙州 CNY 100 m; total CNY 300 m" in note for note in notes)


def test_the_command_prints_what_waits_in_a_column(waiting):
    rows = tabulate(waiting.programme, by="prefecture", scope="local", on=JUNE)

    assert [row["waiting"] for row in rows] == [2 * YI, YI, 3 * YI]
