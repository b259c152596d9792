"""Warnings at the edges of their thresholds, and which rule of several holds."""

from datetime import date
from decimal import Decimal

import pytest

from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
D = date(2011, 6, 30)


def levels(on=D):
    at = Standpoint(make.programme(), "local", on, today=on)
    return [(str(w.rule.test), str(w.level.value)) for w in warnings(at)]


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (date(2011, 5, 31), None),
        (date(2011, 6, 1), "yellow"),
        (date(2011, 8, 31), "yellow"),
        (date(2011, 9, 1), "red"),
    ],
)
def test_a_start_is_overdue_from_the_day_after_and_red_beyond_92_days(on, level):
    make.project(planned_start_on=date(2011, 5, 31))
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92)

    assert levels(on) == ([("start_overdue", level)] if level else [])


@pytest.mark.parametrize(
    ("completed_on", "level"),
    [
        (date(2010, 12, 31), "yellow"),
        (date(2011, 1, 1), None),
        (date(2010, 6, 30), "yellow"),
        (date(2010, 6, 29), "red"),
    ],
)
def test_half_a_year_to_the_day_without_acceptance_is_yellow_a_day_beyond_a_year_red(
    completed_on, level
):
    make.project(completed_on=completed_on)
    make.warning_rule(WarningTest.NOT_ACCEPTED, 6, 12)

    assert levels() == ([("not_accepted", level)] if level else [])


@pytest.mark.parametrize(
    ("paid", "level"), [(401, None), (400, "yellow"), (200, "yellow"), (199, "red")]
)
def test_ten_points_behind_is_yellow_more_than_thirty_red(paid, level):
    plan = make.programme(target_curve=[0.5] * 12)
    make.transfer(make.project(plan), paid)
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30)

    assert levels() == ([("money_pace", level)] if level else [])


def test_a_row_with_projects_and_no_unit_is_behind_time_as_any_other():
    plan = make.programme(target_curve=[0.5] * 12)
    row = make.reporting_row(scheme=plan.scheme)
    make.project(plan, recipient=make.county(reported_under=row.prefecture))
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30)

    at = Standpoint(plan, "local", D, today=D)

    assert {w.subject.kind: w.subject.ref for w in warnings(at)}["row"] == row.prefecture.ref


def test_the_rule_of_a_scheme_stands_before_the_general_one_also_to_silence_it():
    make.project(planned_start_on=date(2011, 5, 31))
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92)
    own = make.warning_rule(WarningTest.START_OVERDUE, 1, 5, scheme=make.scheme())
    assert levels() == [("start_overdue", "red")]

    own.active = False
    own.save()
    assert levels() == []


def test_below_yellow_nothing_is_said_though_red_is_lower():
    assert make.warning_rule(WarningTest.STOPPED, 5, 2).level_of(4) is None


def test_red_month_ends_from_none_on_say_nothing_where_none_is_red():
    make.reporting_row(make.project().lead_pairing.recipient.reported_under)
    make.warning_rule(WarningTest.RED_AGAIN, 0, 0)

    assert levels() == []


def test_money_taken_back_to_the_fen_leaves_none_at_a_project():
    project = make.project(started_on=date(2011, 1, 5))
    make.warning_rule(WarningTest.START_WITHOUT_MONEY, 1, 999)
    for amount in (Decimal("0.1"), Decimal("0.2")):
        row = make.transfer(project, amount, date(2011, 3, 1))
        make.transfer(project, -amount, date(2011, 4, 1), reverses=row)

    assert levels() == [("start_without_money", "yellow")]


def test_money_above_the_plan_before_it_begins_is_warned_of_since_its_first_day():
    project = make.project(planned_aid=1)
    make.transfer(project, 2, date(2010, 12, 1))
    make.warning_rule(WarningTest.ABOVE_PLAN, 0, 10)

    (warning,) = warnings(Standpoint(make.programme(), "local", D, today=D))
    assert warning.since == date(2011, 1, 1)
