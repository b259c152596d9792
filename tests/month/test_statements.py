"""A report states the dates that it sets or changes; what it repeats is no statement."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils.translation import override

from projects.figures.progress import progress
from projects.models import Project, StatusReport
from projects.month.review import verify
from projects.month.saving import Refused
from projects.month.withdrawal import take_back
from tests import make
from tests.cast.office import Office

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2011, 4, 10), date(2011, 5, 10)
AUGUST = date(2011, 8, 1)
STOPPED = {"stage": "suspended", "stopped_on": date(2011, 7, 9), "delay_reason": "funds"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def august(office):
    return make.reporting_month(office.project.programme, AUGUST)


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


def test_july_corrected_after_august_was_verified_is_what_holds():
    office = Office()
    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    office.whole_round(started_on=MAY)
    office.whole_round(month=august(office), started_on=MAY)

    office.whole_round(started_on=APRIL, note="开工日期有误")

    assert office.project.started_on == APRIL
    everything = Project.objects.all()
    assert [progress(everything, on=day).started for day in (date(2011, 4, 9), APRIL)] == [0, 1]


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


MIGRATION = import_module("projects.migrations.0020_what_a_report_states")


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
