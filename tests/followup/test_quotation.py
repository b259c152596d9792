"""A warning quoted by its address or by a task: computed on the server, or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.models import Programme, Project
from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.quotation import figure_now, quotation
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.wording import fraction_words, sentence, value_words
from reports.models import WarningLevel
from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office

pytestmark = pytest.mark.django_db
JUNE, TODAY = date(2011, 6, 30), date(2011, 7, 20)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    """An office with a project that should have started on 1 June, of which no money arrived."""
    office = Office(code="LATE", name="甲项目", planned_start_on=date(2011, 6, 1))
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue")
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30, code="W1", name_en="Money behind")
    supporter = office.project.lead_pairing.supporter
    make.reporting_unit(make.reporting_row(office.prefecture), supporter)
    office.leader = make.member("leader", office.prefecture)
    office.params = {
        "kind": "project",
        "ref": "LATE",
        "rule": "W2",
        "programme": "2011-plan",
        "scope": "local",
        "as_of": "2011-06-30",
    }
    return office


def test_a_quotation_has_the_numbers_of_the_warning_of_that_day(office):
    quoted = quotation(office.leader, office.params)

    assert (quoted.subject, quoted.rule.code) == (office.project, "W2")
    assert (quoted.programme.code, quoted.scope, quoted.as_of) == ("2011-plan", "local", JUNE)
    assert (quoted.level, quoted.numerator, quoted.denominator) == ("yellow", Decimal(29), None)
    assert quoted.sentence == (
        "Start overdue, LATE 甲项目: 29 days; yellow as of 30 June 2011, since 2 June 2011."
    )


def test_a_row_is_quoted_with_its_money(office):
    params = {**office.params, "kind": "row", "ref": office.prefecture.ref, "rule": "W1"}

    quoted = quotation(office.leader, params)

    assert (quoted.subject.prefecture, quoted.level) == (office.prefecture, WarningLevel.RED)
    assert quoted.denominator == 900 * WAN
    assert "short, of CNY 9 m planned" in quoted.sentence


@pytest.mark.parametrize(
    "params",
    [
        {"as_of": "2011-05-31"},
        {"as_of": "2010-01-01"},
        {"as_of": ""},
        {"rule": "W9"},
        {"rule": "W1"},
        {"kind": "moon"},
        {"ref": "NONE"},
        {"scope": "xpcc"},
        {"programme": "none"},
    ],
)
def test_what_is_not_in_force_or_named_wrongly_is_no_quotation(office, params):
    assert quotation(office.leader, {**office.params, **params}) is None


def test_out_of_reach_nothing_is_quoted(office):
    assert quotation(make.member("leader", make.prefecture()), office.params) is None


def test_a_rule_that_is_not_in_force_quotes_nothing(office):
    make.warning_rule(WarningTest.START_OVERDUE, 60, 92, scheme=make.scheme(), active=False)

    assert quotation(office.leader, office.params) is None


def task_of(office):
    quoted = quotation(office.leader, office.params)
    return make.task(project=quoted.subject, **quoted.task_fields)


def test_the_figure_now_is_that_of_the_last_day_reported(office):
    task = task_of(office)
    Programme.objects.update(reported_through=date(2011, 9, 30))
    task.refresh_from_db()

    figure = figure_now(task, today=TODAY)

    assert (figure.as_of, figure.level) == (date(2011, 9, 30), WarningLevel.RED)
    assert (figure.numerator, task.numerator) == (121, 29)


def test_the_figure_now_has_no_level_once_the_warning_is_over(office):
    task = task_of(office)
    Project.objects.update(started_on=date(2011, 6, 15))

    figure = figure_now(task, today=TODAY)

    assert (figure.as_of, figure.level, figure.numerator) == (JUNE, None, None)


def test_a_task_that_quotes_no_warning_has_no_figure():
    assert figure_now(make.task(), today=TODAY) is None


def all_tests(office):
    """All warnings of an office that meets most rules."""
    for test, thresholds in {
        WarningTest.START_PACE: (10, 30),
        WarningTest.REPORT_LATE: (1, 3),
        WarningTest.NOT_ACCEPTED: (1, 12),
        WarningTest.FINISH_OVERDUE: (1, 92),
        WarningTest.START_WITHOUT_MONEY: (1, 92),
        WarningTest.ABOVE_PLAN: (0, 10),
        WarningTest.MONEY_HELD: (1, 92),
        WarningTest.RED_AGAIN: (2, 1),
    }.items():
        make.warning_rule(test, *thresholds)
    supporter = office.project.lead_pairing.supporter
    make.in_region(office.project.programme, supporter, office.prefecture, on=date(2011, 2, 1))
    office.another_project(
        started_on=date(2011, 2, 1), completed_on=date(2011, 3, 1), planned_finish_on=JUNE
    )
    paid = office.another_project(started_on=date(2011, 2, 1))
    make.transfer(paid, 1000 * WAN, on=date(2011, 3, 1))
    make.status_report(paid, office.month, state="verified")
    office.another_project(planned_finish_on=date(2011, 6, 1))
    Programme.objects.update(reported_through=date(2011, 7, 31))
    plan = Programme.objects.get()
    return warnings(Standpoint(plan, "local", date(2011, 8, 31), date(2026, 9, 9)))


def test_every_warning_has_words_for_its_value(office):
    in_words = {
        warning.rule.test: (value_words(warning), fraction_words(warning))
        for warning in all_tests(office)
    }

    assert in_words[WarningTest.ABOVE_PLAN] == ("11.1%", "CNY 1 m more than CNY 9 m")
    assert in_words[WarningTest.NOT_ACCEPTED][0] == "6 months"
    assert in_words[WarningTest.REPORT_LATE][1] == "3 of 4 reports missing"
    assert in_words[WarningTest.START_PACE][1].endswith("starts short, of 4 planned")
    assert in_words[WarningTest.START_PACE][0].endswith("percentage points")
    assert in_words[WarningTest.MONEY_HELD][1].endswith("held")


def test_every_sentence_names_rule_subject_level_and_days(office):
    for warning in all_tests(office):
        words = sentence(warning, on=date(2011, 8, 31))
        for part in (warning.rule.label, warning.subject.label, warning.level.label):
            assert str(part) in words
