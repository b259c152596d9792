"""How many queries the warnings of a day take, with one row and with three."""

from datetime import date
from decimal import Decimal

import pytest

from reports.followup.warnings.catalogue import TESTS, new_keys, warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
D, TODAY = date(2011, 9, 30), date(2011, 10, 31)
MARCH, DAYS = date(2011, 3, 1), {"planned_start_on": date(2011, 5, 1)}


def row_with_all_warnings(plan):
    """A row with a unit and a pairing, of which each test finds something."""
    place, supporter = make.county(), make.supporter()
    make.reporting_unit(make.reporting_row(place.reported_under), supporter)
    parties = {"programme": plan, "supporter": supporter, "recipient": place}
    late = make.project(**parties, **DAYS, planned_finish_on=date(2011, 8, 1))
    paid = make.project(**parties, planned_aid=10, total_investment=20)
    make.transfer(paid, 30, MARCH)
    make.project(**parties, completed_on=date(2010, 12, 31))
    halted = make.project(**parties, started_on=MARCH)
    make.suspension(halted, starts_on=MARCH)
    make.in_region(plan, supporter, place.reported_under, 500, MARCH)
    for month, progress in zip(plan.months.order_by("month"), (50, 40), strict=True):
        make.status_report(late, month, state="verified", physical_progress=progress)


@pytest.fixture
def plan():
    plan = make.programme(reported_through=date(2011, 9, 30))
    for month in (date(2011, 8, 1), date(2011, 9, 1)):
        make.reporting_month(plan, month)
    for test in WarningTest:
        make.warning_rule(test, 1, 2)
    return plan


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_grow_with_the_rows(plan, django_assert_num_queries, rows):
    for _n in range(rows):
        row_with_all_warnings(plan)

    at = Standpoint(plan, "local", D, today=TODAY)
    with django_assert_num_queries(41):
        in_force = warnings(at)
    assert {warning.rule.test for warning in in_force} == set(TESTS)
    with django_assert_num_queries(3):
        new_keys(at, in_force)


def test_new_ones_are_sought_by_the_rules_of_those_that_began_alone(
    plan, django_assert_num_queries
):
    make.project(plan, planned_start_on=date(2011, 9, 10))
    at = Standpoint(plan, "local", D, today=TODAY)
    in_force = [w for w in warnings(at) if w.rule.test == WarningTest.START_OVERDUE]

    with django_assert_num_queries(1):
        assert len(new_keys(at, in_force)) == 1
    with django_assert_num_queries(0):
        assert new_keys(at, []) == set()


def test_sums_of_floats_do_not_hide_what_is_paid_or_above(plan):
    """0.1 + 0.2 is a little more than 0.3, which is not above it."""
    project = make.project(plan, planned_aid=Decimal("0.3"), started_on=MARCH)
    for amount in ("0.1", "0.2"):
        make.transfer(project, Decimal(amount), MARCH)

    tests = {w.rule.test for w in warnings(Standpoint(plan, "local", D, today=TODAY))}
    assert not tests & {WarningTest.ABOVE_PLAN, WarningTest.START_WITHOUT_MONEY}
