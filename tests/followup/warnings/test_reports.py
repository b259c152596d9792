"""Warnings of rows of which nothing is reported: late reports in place of rates and red months."""

from datetime import date

import pytest

from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER = (date(2011, n, 1) for n in (7, 8, 9))
D = date(2011, 9, 30)
DUE, DAY_AFTER = date(2011, 10, 7), date(2011, 10, 8)


@pytest.fixture
def plan():
    """Loaded through June, red from the end of April, late from the day after reports are due."""
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30)
    make.warning_rule(WarningTest.REPORT_LATE, 1, 5)
    make.warning_rule(WarningTest.RED_AGAIN, 2, 2)
    plan = make.programme()
    for month in (JULY, AUGUST, SEPTEMBER):
        make.reporting_month(plan, month)
    return plan


@pytest.fixture
def project(plan):
    place, supporter = make.county(), make.supporter()
    make.reporting_unit(make.reporting_row(place.reported_under), supporter)
    return make.project(plan, supporter=supporter, recipient=place)


def report(project, months, state="verified"):
    for month in project.programme.months.filter(month__in=months):
        make.status_report(project, month, state=state)


def rows(plan, on=D, today=DAY_AFTER):
    """{test: warning} of the only row."""
    at = Standpoint(plan, "local", on, today=today)
    return {str(w.rule.test): w for w in warnings(at) if w.subject.kind == "row"}


@pytest.mark.parametrize("today", [D, DUE, DAY_AFTER])
def test_without_a_report_for_the_month_only_the_report_is_late(plan, project, today):
    report(project, [JULY, AUGUST])

    assert set(rows(plan, today=today)) == ({"report_late"} if today == DAY_AFTER else set())
    assert set(rows(plan, on=date(2011, 8, 31), today=DUE)) == {"money_pace", "red_again"}


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("draft", {"report_late"}),
        ("returned", {"report_late"}),
        ("submitted", set()),
        ("verified", {"money_pace", "red_again"}),
    ],
)
def test_what_is_submitted_is_handed_in_and_counts_once_verified(plan, project, state, names):
    report(project, [JULY, AUGUST])
    report(project, [SEPTEMBER], state)

    assert set(rows(plan)) == names


def test_one_of_two_missing_is_late_and_has_its_rates_from_the_other(plan, project):
    make.project(plan, lead_pairing=project.lead_pairing, planned_aid=70)
    report(project, [JULY, AUGUST, SEPTEMBER])

    late = rows(plan)["report_late"]
    assert (late.numerator, late.denominator, late.stake) == (1, 2, 70)
    assert late.since == DAY_AFTER
    assert set(rows(plan)) == {"report_late", "money_pace", "red_again"}


def test_a_month_without_reports_neither_breaks_a_run_of_red_ones_nor_adds_to_it(plan, project):
    report(project, [JULY, SEPTEMBER])

    again = rows(plan)["red_again"]
    # April, May, June, July, September; in August nothing was said.
    assert (again.value, again.since) == (5, SEPTEMBER)


def test_a_month_that_was_never_opened_adds_nothing_to_a_run_of_red_ones(plan, project):
    plan.months.filter(month=AUGUST).delete()
    report(project, [JULY, SEPTEMBER])

    again = rows(plan)["red_again"]
    assert (again.value, again.since) == (5, date(2011, 5, 31))
