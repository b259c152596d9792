"""The flow of money: plan, region, projects, paid out; of the whole, by row, in the file."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from pairings.models import Organisation
from projects.figures.balances import Balance
from projects.figures.groupings import Group
from projects.figures.progress import Progress
from projects.figures.report_shares import ReportShare
from projects.models import Transfer
from reports.dashboard.flow import Flow, bars, steps, total_flow
from reports.dashboard.sentences import flow_finding
from tests import make
from tests.exports.files import book, table
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db

YI = 100_000_000
JUNE = "/overview/?as_of=2011-06-30"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hotan():
    """A row of two supporters: 10 planned, 6 in the region, 4 at a project, 1 off plan, 2 paid."""
    first, second = (
        make.supporter("110000", short_name="北京"),
        make.supporter("120000", short_name="天津"),
    )
    row = make.reporting_row(make.prefecture("653200", name="和田", short_name="和田"))
    for supporter in (first, second):
        make.reporting_unit(row, supporter)
    county = make.county(reported_under=row.prefecture)
    project = make.project(supporter=first, recipient=county, planned_aid=10 * YI)
    beside = make.project(supporter=first, recipient=county, planned_aid=YI, is_off_plan=True)
    make.transfer(project, 4 * YI)
    make.transfer(beside, YI)
    make.transfer(project, 2 * YI, level=Transfer.Level.PAID)
    make.in_region(project.programme, first, row.prefecture, 5 * YI)
    make.in_region(project.programme, second, row.prefecture, YI)
    return row


def beijing() -> Organisation:
    return Organisation.objects.get(ref="110000")


def flow_of(planned, arrived, disbursed, *, outside=0, paid=None, reports=None) -> Flow:
    progress = Progress(
        Group(label="A"),
        planned_aid=Decimal(planned),
        disbursed=Decimal(disbursed),
        reports=reports,
    )
    balance = None if arrived is None else Balance(Decimal(arrived), disbursed, Decimal(outside))
    return Flow(progress, balance, paid)


def test_each_step_says_its_share_of_the_plan_and_what_is_held_before_it(client, hotan):
    text = words(reader(client).get(JUNE))

    assert "Received in the region 6.00 60.0% of the plan · not yet in the region 4.00" in text
    assert "Disbursed 4.00 40.0% of the plan · in the region, not at projects 1.00" in text
    assert "Paid out 2.00 20.0% of the plan · at projects, not paid out 2.00" in text
    assert "CNY 400 m of the planned CNY 1 bn has not reached the region" in text
    assert "Off-plan and cancelled projects received 1.00 of what reached the region" in text


def test_joint_supporters_stand_in_one_row_and_are_named(client, hotan):
    page = Page(reader(client).get(JUNE))

    (line,) = [
        line for line in page.lines() if line[0].startswith("和田") and line[2:3] == ["10.00"]
    ]
    assert line[0] == "和田北京, 天津"
    assert line[2:] == ["10.00", "6.00", "4.00", "1.00", "2.00"]


def test_the_file_says_the_same(client, hotan):
    workbook = book(reader(client), JUNE)

    line, total = table(workbook["Funds by recipient"], "Recipient")
    for row in (line, total):
        assert row["Received in the region (100 million yuan)"] == 6
        assert row["In the region, not at projects (100 million yuan)"] == 1
        assert row["Received by off-plan and cancelled projects (100 million yuan)"] == 1
        assert row["Paid out (100 million yuan)"] == 2
    assert line["Supporter"] == "北京, 天津"


def test_a_step_without_data_is_left_out(client):
    make.transfer(make.project(planned_aid=100), 40)

    text = words(reader(client).get(JUNE))

    assert "Still to be disbursed: CNY 60" in text
    for absent in ("not yet in the region", "Paid out", "in the region, not at projects"):
        assert absent not in text


def test_money_of_the_xpcc_stands_on_its_own_page_only(client, hotan):
    scope = {"kind": "xpcc_division", "scope": "xpcc"}
    division = make.organisation(reported_under=hotan.prefecture, **scope)
    make.in_region(make.programme(), beijing(), division, 3 * YI)

    assert "Received in the region 6.00" in words(reader(client).get(JUNE))
    assert "Received in the region 9.00" in words(client.get(f"{JUNE}&scope=all"))


def test_money_after_the_day_is_not_there_yet(client, hotan):
    text = words(reader(client).get("/overview/?as_of=2011-01-02"))

    assert "Received in the region" not in text
    assert "Paid out" not in text


def test_a_reader_of_one_county_sees_no_money_of_the_whole_row(client, hotan):
    county = make.county(reported_under=hotan.prefecture)
    make.transfer(make.project(recipient=county, planned_aid=YI), YI / 2)
    client.force_login(make.member("leader", county))
    client.cookies["django_language"] = "en"

    text = words(client.get(JUNE))

    assert "0.50 / 1.00" in text
    assert "Received in the region" not in text


def test_a_supporter_sees_its_own_arrivals_beside_its_own_plan(client, hotan):
    make.project(supporter=make.supporter("130000"), recipient=hotan.prefecture)
    client.force_login(make.member("leader", beijing()))
    client.cookies["django_language"] = "en"

    page = Page(client.get(JUNE))

    assert "Received in the region 5.00 50.0% of the plan" in page.text
    assert not [href for href, _text in page.links if "level=in_region" in href]


def test_all_bars_are_on_one_scale():
    long, short = bars([flow_of(5, None, 1), flow_of(10, 12, 2)], 0.5)

    assert (long.planned, long.reached, long.disbursed) == (Decimal(10) / 12, 1, Decimal(2) / 12)
    assert short.due == Decimal(5) / 24
    assert short.reached == short.disbursed == Decimal(1) / 12


def test_a_row_that_has_not_reported_has_no_mark_of_time():
    silent = ReportShare(month=date(2011, 6, 1), reported=0, due=3)

    (bar,) = bars([flow_of(10, 2, 1, reports=silent)], 0.5)

    assert bar.due is None


def test_without_money_nothing_is_drawn():
    assert bars([flow_of(0, None, 0)], 0.5) == []


def test_more_at_projects_than_has_arrived_is_no_length():
    flow = flow_of(10, 2, 5)

    assert flow.held_in_region == -3
    assert flow.reached == 5


def test_a_total_adds_what_is_known():
    total = total_flow(Progress(planned_aid=Decimal(20)), [flow_of(10, 6, 4), flow_of(10, None, 0)])

    assert (total.arrived, total.paid) == (6, None)
    assert [step.name for step in steps(total)] == [
        "planned_aid",
        "arrived_in_region",
        "disbursed",
    ]


@pytest.mark.parametrize(
    ("flow", "sentence"),
    [
        (
            flow_of(10 * YI, 6 * YI, 4 * YI),
            "CNY 400 m of the planned CNY 1 bn has not reached the region, "
            "CNY 200 m is in the region and not at projects",
        ),
        (
            flow_of(10 * YI, 6 * YI, 6 * YI),
            "CNY 400 m of the planned CNY 1 bn has not reached the region",
        ),
        (flow_of(10 * YI, 10 * YI, 10 * YI), "All planned funds have reached the region"),
        (flow_of(10 * YI, None, 10 * YI), "All planned funds have been disbursed"),
        (flow_of(0, 3, 0), "There are no planned funds to track"),
    ],
)
def test_the_heading_says_where_the_money_is(flow, sentence):
    assert flow_finding(flow, [flow.progress]) == sentence
