"""A fact that is added ends a warning at once: nothing is stored, and no job runs."""

from datetime import date

import pytest

from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
D, TODAY = date(2011, 9, 30), date(2011, 10, 31)
MARCH, SEPTEMBER = date(2011, 3, 1), date(2011, 9, 1)


def in_force(plan=None, on=D):
    at = Standpoint(plan or make.programme(), "local", on, today=TODAY)
    return {str(w.rule.test) for w in warnings(at)}


def save(project, **facts):
    for name, fact in facts.items():
        setattr(project, name, fact)
    project.save()


def test_a_start_ends_that_it_is_overdue():
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92)
    project = make.project(planned_start_on=MARCH)
    assert in_force() == {"start_overdue"}

    save(project, started_on=D)
    assert in_force() == set()


@pytest.mark.parametrize("test", [WarningTest.START_WITHOUT_MONEY, WarningTest.MONEY_PACE])
def test_money_ends_that_there_is_none_only_once_it_is_accepted(test):
    make.warning_rule(test, 30, 90)
    project = make.project(started_on=MARCH)
    transfer = make.transfer(project, 1000, D, accepted=False)
    assert in_force() == {test.value}

    make.acceptance(transfer)
    assert in_force() == set()


@pytest.mark.parametrize("fact", ["accepted_on", "handed_over_on"])
def test_an_acceptance_ends_that_it_is_missing(fact):
    make.warning_rule(WarningTest.NOT_ACCEPTED, 6, 12)
    project = make.project(completed_on=MARCH)
    assert in_force() == {"not_accepted"}

    save(project, **{"accepted_on": D, fact: D})
    assert in_force() == set()


def test_a_verified_report_ends_that_it_is_late_and_that_progress_fell():
    make.warning_rule(WarningTest.REPORT_LATE, 1, 5)
    make.warning_rule(WarningTest.PROGRESS_FELL, 1, 10)
    place = make.county()
    make.reporting_row(place.reported_under)
    project = make.project(recipient=place)
    for month, progress in ((7, 50), (8, 40)):
        opened = make.reporting_month(project.programme, date(2011, month, 1))
        make.status_report(project, opened, state="verified", physical_progress=progress)
    opened = make.reporting_month(project.programme, SEPTEMBER)
    assert in_force() == {"report_late", "progress_fell"}

    make.status_report(project, opened, state="verified", physical_progress=60)
    assert in_force() == set()


def test_work_resumed_ends_that_it_is_stopped():
    make.warning_rule(WarningTest.STOPPED, 31, 92)
    stop = make.suspension(make.project(started_on=MARCH), starts_on=MARCH)
    assert in_force() == {"stopped"}

    stop.ends_on = date(2011, 9, 29)
    stop.save()
    assert in_force() == set()


@pytest.mark.parametrize("fact", ["completed_on", "cancelled_on"])
def test_completion_and_cancellation_end_that_the_finish_is_overdue(fact):
    make.warning_rule(WarningTest.FINISH_OVERDUE, 1, 92)
    project = make.project(planned_finish_on=MARCH, started_on=MARCH)
    assert in_force() == {"finish_overdue"}

    save(project, **{fact: D})
    assert in_force() == set()


def test_money_sent_back_ends_that_it_is_above_the_plan():
    make.warning_rule(WarningTest.ABOVE_PLAN, 0, 10)
    project = make.project(planned_aid=100)
    transfer = make.transfer(project, 120, MARCH)
    assert in_force() == {"above_plan"}

    make.transfer(project, -120, D, reverses=transfer)
    assert in_force() == set()
    assert in_force(on=date(2011, 9, 29)) == {"above_plan"}


@pytest.mark.parametrize("reported_through", [None, D])
def test_a_plan_without_projects_or_known_from_publications_alone_has_none(reported_through):
    for test in WarningTest:
        make.warning_rule(test, 0, 0)
    plan = make.programme("five-years", reported_through=reported_through)
    make.published_figure(make.published_table(programme=plan))
    make.reporting_month(plan, SEPTEMBER)
    make.reporting_unit()
    # Of another plan all of it is to be warned of.
    other = make.project(planned_start_on=MARCH, planned_finish_on=MARCH)
    make.reporting_month(other.programme, SEPTEMBER)
    assert in_force(other.programme)

    assert in_force(plan) == set()
