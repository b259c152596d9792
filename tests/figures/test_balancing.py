"""Money in the region: known by supporter and row, of one programme, population and day."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from aidtrack.values import formats
from projects.figures.balances import add_balances, arrival_rate, balances, lines
from projects.figures.progress import programme_projects, progress
from tests import make

pytestmark = pytest.mark.django_db
ONE_DAY, D = timedelta(days=1), date(2011, 6, 30)


@pytest.fixture
def beijing():
    return make.supporter("110000", short_name="北京")


@pytest.fixture
def jiangsu():
    return make.supporter("320000", short_name="江苏")


def row(ref, name, *supporters):
    """A county of a reporting row with these supporters."""
    prefecture = make.prefecture(ref, short_name=name)
    reporting_row = make.reporting_row(prefecture)
    for supporter in supporters:
        make.reporting_unit(reporting_row, supporter)
    return make.county(reported_under=prefecture)


@pytest.fixture
def arrived(beijing, jiangsu):
    """30 for Hotan, 5 of it to a county; 200 for Kizilsu; 4000 for a place of its own."""
    plan = make.programme()
    hotan = row("653200", "和田地区", beijing, jiangsu)
    kizilsu = row("653000", "克州", jiangsu)
    elsewhere = make.county(reported_under=make.prefecture("659000", short_name="外地"))
    make.in_region(plan, beijing, hotan.reported_under, 25, on=D)
    make.in_region(plan, jiangsu, hotan, 5, on=D)
    make.in_region(plan, jiangsu, kizilsu.reported_under, 200, on=D)
    make.in_region(plan, jiangsu, elsewhere, 4000, on=D)
    return plan


def of(programme, *, scope="local", on=D):
    """Yuan arrived, by the ids of supporter and row."""
    balance_of = balances(programme, scope=scope, on=on)
    return {key: balance.arrived for key, balance in balance_of.items()}


def test_money_in_the_region_is_known_by_supporter_and_row(arrived, beijing, jiangsu):
    amounts = of(arrived)

    of_jiangsu = sum(amount for (giver, _row), amount in amounts.items() if giver == jiangsu.pk)
    assert sorted(amounts.values()) == [5, 25, 200, 4000]
    assert of_jiangsu == 4205
    assert of(arrived, on=D - ONE_DAY) == {}


def test_money_of_one_programme_is_none_of_another_on_the_same_day(arrived, beijing):
    other = make.programme("2012-plan")
    make.in_region(other, beijing, make.prefecture("653200-2"), 7, on=D)

    assert sorted(of(other).values()) == [7]
    assert sorted(of(arrived).values()) == [5, 25, 200, 4000]


def test_money_outside_every_unit_is_listed_after_them(arrived):
    with override("en"):
        listed = lines(arrived, scope="local", on=D, user=make.auditor())

    assert [(line.label, line.balance.arrived) for line in listed] == [
        ("北京→和田地区", 25),
        ("江苏→和田地区", 5),
        ("江苏→克州", 200),
        ("江苏→外地", 4000),
    ]


def test_money_in_the_region_follows_the_scope_of_the_receiver(beijing):
    plan, prefecture = make.programme(), make.prefecture()
    division = make.organisation(kind="xpcc_division", scope="xpcc", reported_under=prefecture)
    make.in_region(plan, beijing, prefecture, 30)
    make.in_region(plan, beijing, division, 4)
    make.in_region(make.programme("2010-pilot"), beijing, prefecture, 500)

    amounts = [list(of(plan, scope=scope).values()) for scope in ("local", "xpcc", "all")]

    assert amounts == [[30], [4], [34]]


def test_money_at_projects_follows_the_scope_of_the_project(beijing):
    prefecture = make.prefecture()
    division = make.organisation(kind="xpcc_division", scope="xpcc", reported_under=prefecture)
    for recipient, amount in ((prefecture, 10), (division, 3)):
        project = make.project(supporter=beijing, recipient=recipient)
        make.in_region(project.programme, beijing, recipient, 100)
        make.transfer(project, amount, on=D)

    by_scope = {
        scope: balances(make.programme(), scope=scope, on=D)[beijing.pk, prefecture.pk]
        for scope in ("local", "xpcc", "all")
    }

    assert {scope: b.disbursed for scope, b in by_scope.items()} == {
        "local": 10,
        "xpcc": 3,
        "all": 13,
    }
    assert {scope: b.held_in_region for scope, b in by_scope.items()} == {
        "local": 90,
        "xpcc": 97,
        "all": 187,
    }


def test_money_at_projects_outside_the_plan_is_told_apart(beijing):
    prefecture = make.prefecture()
    parties = {"supporter": beijing, "recipient": prefecture}
    cancelled = make.project(cancelled_on=D, **parties)
    projects = {
        10: make.project(**parties),
        5: make.project(is_off_plan=True, **parties),
        2: cancelled,
    }
    for amount, project in projects.items():
        make.transfer(project, amount, on=D - ONE_DAY)
    make.in_region(make.programme(), beijing, prefecture, 100, on=D - ONE_DAY)

    (after,) = balances(make.programme(), scope="local", on=D).values()
    (before,) = balances(make.programme(), scope="local", on=D - ONE_DAY).values()

    assert (after.disbursed, after.outside_plan, after.held_in_region) == (10, 7, 83)
    assert (before.disbursed, before.outside_plan, before.held_in_region) == (12, 5, 83)
    assert after.disbursed == progress(projects[10].programme.projects.all(), on=D).disbursed


def test_the_rate_is_of_the_plan_and_unknown_without_one(arrived, jiangsu):
    total = add_balances(balances(arrived, scope="local", on=D).values())
    projects = programme_projects(arrived, scope="local")
    without = arrival_rate(total, progress(projects, on=D))
    make.project(arrived, planned_aid=8460)

    rate = arrival_rate(total, progress(projects, on=D))

    assert (rate.numerator, rate.denominator) == (4230, 8460)
    assert formats.rate(rate) == "50.0% (4230.00/8460.00)"
    assert formats.rate(without) == "—"
