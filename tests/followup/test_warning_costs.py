"""Warnings ask for the money at projects once, and for last month's only what may be new."""

from datetime import date

import pytest

from projects.models import Programme
from reports.followup.warnings.catalogue import new_keys, warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningLevel
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
JUNE_30 = date(2011, 6, 30)
OF_MONEY = ("money_without_start", "start_without_money", "above_plan", "above_total")


def standpoint(**fields):
    return Standpoint(Programme.objects.get(), "local", JUNE_30, today=date(2011, 7, 1), **fields)


def paid_project(amount, **fields):
    project = make.project(planned_aid=100, total_investment=100, **fields)
    make.transfer(project, amount, on=date(2011, 6, 10))
    return project


@pytest.mark.parametrize("number", [1, 3])
def test_four_rules_of_money_ask_for_it_once(django_assert_num_queries, number):
    for test in OF_MONEY:
        make.warning_rule(WarningTest(test), 1, 30)
    for _n in range(number):
        paid_project(150)
    at = standpoint(kinds=("project",))

    # The rules, the money, what is planned, and the projects of each rule.
    with django_assert_num_queries(7):
        in_force = warnings(at)

    assert {w.rule.test for w in in_force} == {"money_without_start", "above_plan", "above_total"}
    assert {w.level for w in in_force if w.rule.test == "above_plan"} == {WarningLevel.RED}


def test_what_cannot_be_new_is_not_asked_for_again(django_assert_num_queries):
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92)
    make.warning_rule(WarningTest.STOPPED, 1, 92)
    make.project(planned_start_on=date(2011, 6, 15))
    stopped = make.project(started_on=date(2011, 3, 1))
    make.suspension(stopped, starts_on=date(2011, 4, 1))
    at = standpoint(kinds=("project",))
    in_force = warnings(at)

    # The projects that were overdue at the end of May.
    with django_assert_num_queries(1):
        keys = new_keys(at, in_force)

    assert {test for test, _kind, _pk in keys} == {"start_overdue"}
    assert len(in_force) == 2
