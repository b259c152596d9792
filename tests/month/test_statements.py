"""A report states the dates that it sets or changes; what it repeats is no statement."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils.translation import override

from projects.figures.progress import progress
from projects.models import Project, StatusReport
from projects.month.review.decisions import verify
from projects.month.rounds import close_month
from projects.month.saving import ImpossibleClaim, Refused
from projects.month.statements import pasts
from projects.month.withdrawal import take_back
from tests import make
from tests.cast.office import MONTH, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2011, 4, 10), date(2011, 5, 10)
AUGUST = date(2011, 8, 1)
NOTHING = {
    "stage": "not_started",
    "started_on": None,
    "physical_progress": Decimal(0),
    "disbursed_to_date": Decimal(0),
}
STOPPED = {"stage": "suspended", "stopped_on": date(2011, 7, 9), "delay_reason": "funds"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def august(office):
    return make.reporting_month(office.project.programme, AUGUST)


def close(office, month):
    close_month(user=office.administrator, month=month, reason="已到上报日")


def stops(office):
    return list(office.project.suspensions.values_list("starts_on", "ends_on", "reason"))


def test_a_date_that_is_set_is_stated_and_one_that_is_repeated_is_not():
    office = Office(started_on=MAY)

    row = office.enter(stage="completed", started_on=MAY, completed_on=date(2011, 7, 20))

    assert row.report.stated == {"completed_on": None}


def test_what_is_repeated_stays_so_though_the_fact_changes_meanwhile():
    office = Office()
    office.whole_round()
    row = office.enter(month=august(office))
    assert row.report.stated == {}

    office.whole_round(started_on=date(2011, 7, 9))
    report = office.enter(month=row.month, physical_progress=Decimal(25)).report
    office.verify(office.submit(month=row.month))

    assert report.stated == {}
    assert office.project.started_on == date(2011, 7, 9)


def test_a_date_that_is_put_back_is_stated_no_more():
    office = Office()
    office.enter()

    row = office.enter(stage="not_started", started_on=None)

    assert row.report.stated == {}


def test_july_corrected_by_exemption_after_august_was_verified_is_what_holds():
    office = Office()
    office.whole_round(started_on=MAY)
    office.whole_round(month=august(office), started_on=MAY)
    close(office, office.month)
    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    everything = Project.objects.all()
    days = [date(2011, 4, 9), APRIL, MAY]
    assert [progress(everything, on=day).started for day in days] == [0, 0, 1]

    with pytest.raises(ImpossibleClaim, match="Enter why you change a date of a closed month"):
        office.enter(started_on=APRIL)
    office.whole_round(started_on=APRIL, note="开工日期有误")

    assert office.project.started_on == APRIL
    assert [progress(everything, on=day).started for day in days] == [0, 1, 1]


def test_an_ordinary_report_moves_no_start_of_a_month_before_the_programmes_first():
    office = Office(started_on=APRIL)

    with pytest.raises(ImpossibleClaim) as refused:
        office.enter(started_on=date(2011, 7, 5), is_correction=True, note="更正")

    (finding,) = refused.value.findings
    assert finding.field == "started_on"
    assert finding.sentence == (
        "The start date 10 April 2011 counts in a closed month, so this report cannot change it: "
        "correct the report for 2011-04, by exemption where it is closed."
    )


@pytest.mark.parametrize("correction", [False, True])
def test_a_date_that_was_stated_in_a_closed_month_changes_in_its_report_only(correction):
    office = Office()
    office.whole_round()
    close(office, office.month)
    month = august(office)
    if correction:
        office.whole_round(month=month)

    with pytest.raises(ImpossibleClaim, match="correct the report for 2011-07"):
        office.enter(month=month, started_on=date(2011, 8, 2), note="更正")


def test_a_date_of_an_open_month_changes_in_a_later_report():
    office = Office()
    office.whole_round()

    office.whole_round(month=august(office), started_on=date(2011, 7, 9))

    assert office.project.started_on == date(2011, 7, 9)


def test_a_change_that_was_entered_before_the_close_is_not_verified_after_it():
    office = Office()
    office.whole_round()
    month = august(office)
    office.enter(month=month, started_on=date(2011, 7, 9))
    report = office.submit(month=month)
    close(office, office.month)

    with pytest.raises(Refused, match="correct the report for 2011-07"):
        office.verify(report)

    office.project.refresh_from_db()
    assert office.project.started_on == date(2011, 7, 5)


def test_an_empty_date_of_a_closed_month_is_entered_and_marked_as_late():
    office = Office()
    office.whole_round(**NOTHING)
    close(office, office.month)
    month = august(office)

    row = office.enter(month=month, started_on=date(2011, 7, 28))

    assert [str(mark) for mark in row.marks] == ["late entry: start date 2011-07-28"]


KINDS = {
    "opening": {},
    "late": {"verified": True},
    "ordinary": {"day": date(2011, 7, 28), "verified": True},
    "correction": {"day": date(2011, 7, 28), "corrected": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_how_a_report_comes_to_state_a_date(kind):
    case = {"day": APRIL, "verified": False, "corrected": False} | KINDS[kind]
    office = Office()
    report = make.status_report(office.project, office.month, started_on=case["day"])
    if case["corrected"]:
        make.status_report(office.project, office.month, state="verified")
    elif case["verified"]:
        june = make.reporting_month(office.project.programme, date(2011, 6, 1))
        make.status_report(office.project, june, state="verified")

    past = pasts(office.project.programme, [office.project])[office.project.pk]

    assert past.kind(report, "started_on") == kind


def test_a_correction_that_moves_a_date_into_a_closed_month_is_a_late_entry():
    office = Office()
    office.whole_round()

    row = office.enter(started_on=date(2011, 6, 28), note="开工日期有误")

    assert [str(mark) for mark in row.marks] == ["late entry: start date 2011-06-28"]


def test_what_is_marked_when_it_is_verified_stays_so_whatever_is_closed_later():
    office = Office()
    office.whole_round(**NOTHING)
    report = office.whole_round(month=august(office), started_on=date(2011, 7, 28))
    close(office, office.month)

    past = pasts(office.project.programme, [office.project])[office.project.pk]

    assert past.kind(report, "started_on") == "ordinary"


def test_grid_review_and_project_name_the_true_day_of_what_is_opening(client):
    office = Office()
    office.enter(started_on=APRIL)
    person, code = as_(client, office.recorder), office.project.code
    mark = "opening: start date 2011-04-10"

    assert mark in words(person.get(f"{MONTH}entry/"))
    office.submit()
    assert mark in words(person.get(f"{MONTH}entry/"))
    assert mark in words(as_(client, office.reviewer).get(f"{MONTH}review/"))
    assert mark in words(client.get(f"/projects/{code}/?as_of=2011-07-31"))


def test_a_date_after_the_month_is_not_taken_away_by_a_report_on_it():
    office = Office(started_on=MAY)
    completed = {"stage": "completed", "started_on": MAY, "completed_on": date(2011, 8, 10)}
    office.whole_round(month=august(office), physical_progress=Decimal(100), **completed)

    office.whole_round(started_on=MAY)

    assert office.project.completed_on == date(2011, 8, 10)


def test_statements_that_contradict_each_other_are_not_verified():
    office = Office(started_on=MAY)
    completed = {"stage": "completed", "started_on": MAY, "completed_on": date(2011, 8, 10)}
    office.whole_round(month=august(office), physical_progress=Decimal(100), **completed)
    office.enter(stage="cancelled", started_on=MAY, cancelled_on=date(2011, 7, 20))
    report = office.submit()

    with pytest.raises(Refused, match=r"A completed project .* cancel"):
        verify(user=office.reviewer, seen_versions={report.pk: report.version})

    office.project.refresh_from_db()
    assert office.project.cancelled_on is None


def test_taking_back_restores_what_was_overwritten_and_nothing_else():
    office = Office()
    office.whole_round()
    completed = {"stage": "completed", "completed_on": date(2011, 7, 20)}
    office.whole_round(physical_progress=Decimal(100), answers={"jump": "100"}, **completed)
    Project.objects.update(started_on=date(2011, 7, 2))

    take_back(user=office.reviewer, report=StatusReport.objects.holding().get())

    office.project.refresh_from_db()
    assert (office.project.started_on, office.project.completed_on) == (date(2011, 7, 2), None)


def test_a_correction_says_that_there_was_no_stop_and_is_taken_back():
    office = Office()
    office.whole_round(**STOPPED)
    office.whole_round(stopped_on=None, delay_reason="")
    assert stops(office) == []

    take_back(user=office.reviewer, report=StatusReport.objects.holding().get())

    assert stops(office) == [(date(2011, 7, 9), None, "funds")]


def test_a_correction_of_a_stop_changes_it_though_it_has_ended_since():
    office = Office()
    office.whole_round(**STOPPED)
    office.whole_round(month=august(office), resumed_on=date(2011, 8, 20))

    office.whole_round(**STOPPED | {"stopped_on": date(2011, 7, 12)})

    assert stops(office) == [(date(2011, 7, 12), date(2011, 8, 19), "funds")]


def test_a_correction_of_a_resumption_moves_the_end_or_takes_it_away():
    office = Office()
    office.whole_round(**STOPPED)
    month = august(office)
    office.whole_round(month=month, resumed_on=date(2011, 8, 20))

    office.whole_round(month=month, resumed_on=date(2011, 8, 25))
    assert stops(office) == [(date(2011, 7, 9), date(2011, 8, 24), "funds")]

    office.whole_round(month=month, resumed_on=None, **STOPPED)
    assert stops(office) == [(date(2011, 7, 9), None, "funds")]


def test_a_stop_that_is_repeated_is_no_statement():
    office = Office()
    office.whole_round(**STOPPED)

    row = office.enter(month=august(office), **STOPPED)

    assert row.report.stated == {}


MIGRATION = import_module("projects.migrations.0012_what_a_report_states")


def test_reports_that_were_there_state_what_they_wrote_and_no_figure_moves():
    office = Office()
    office.whole_round()
    completed = {"stage": "completed", "completed_on": date(2011, 8, 20)}
    month = august(office)
    finished = {"physical_progress": Decimal(100), "answers": {"jump": "100"}, **completed}
    office.whole_round(month=month, **finished)
    office.enter(month=make.reporting_month(office.project.programme, date(2011, 9, 1)), **finished)
    waiting = make.status_report(
        office.another_project(started_on=MAY), month, state="submitted", started_on=APRIL
    )
    reports = StatusReport.objects.order_by("pk")
    entered = list(reports.values_list("stated", flat=True))
    claimed = progress(Project.objects.all(), on=month.ends_on, with_claims=True)

    reports.update(stated={})
    MIGRATION.state(apps, None)

    assert list(reports.values_list("stated", flat=True)) == entered
    assert entered[-1] == {"started_on": f"{MAY}"} == reports.get(pk=waiting.pk).stated
    assert progress(Project.objects.all(), on=month.ends_on, with_claims=True) == claimed


def test_a_report_verified_after_a_later_month_had_written_nothing_before():
    office = Office()
    month = august(office)
    office.whole_round(month=month)
    make.status_report(office.project, office.month, state="verified", started_on=MAY, stated={})

    MIGRATION.state(apps, None)

    assert StatusReport.objects.get(month=office.month).stated == {}
