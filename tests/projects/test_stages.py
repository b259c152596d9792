"""The stage of a project follows from its dates, on any day, each day inclusive."""

from datetime import date, timedelta

import pytest

from projects.models import Project
from tests import make

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
APRIL, MAY, JUNE, JULY = (date(2011, month, 1) for month in (4, 5, 6, 7))


def stage(row, on):
    return Project.objects.with_stage(on=on).get(pk=row.pk).stage


def test_a_project_goes_from_stage_to_stage():
    row = make.project(started_on=APRIL, completed_on=MAY, accepted_on=JUNE, handed_over_on=JULY)

    assert stage(row, APRIL - ONE_DAY) == "not_started"
    assert stage(row, APRIL) == "under_construction"
    assert stage(row, MAY - ONE_DAY) == "under_construction"
    assert stage(row, MAY) == "completed"
    assert stage(row, JUNE - ONE_DAY) == "completed"
    assert stage(row, JUNE) == "accepted"
    assert stage(row, JULY - ONE_DAY) == "accepted"
    assert stage(row, JULY) == "handed_over"


def test_what_has_no_date_has_not_happened():
    assert stage(make.project(started_on=None), date(2030, 1, 1)) == "not_started"
    assert stage(make.project(started_on=APRIL), date(2030, 1, 1)) == "under_construction"


def test_a_cancelled_project_is_cancelled_from_that_day():
    row = make.project(started_on=APRIL, cancelled_on=MAY)

    assert stage(row, MAY - ONE_DAY) == "under_construction"
    assert stage(row, MAY) == "cancelled"


def test_a_stop_lasts_from_its_first_day_through_its_last():
    row = make.project(started_on=APRIL)
    make.suspension(row, starts_on=MAY, ends_on=JUNE)

    assert stage(row, MAY - ONE_DAY) == "under_construction"
    assert stage(row, MAY) == "suspended"
    assert stage(row, JUNE) == "suspended"
    assert stage(row, JUNE + ONE_DAY) == "under_construction"


def test_a_stop_without_a_last_day_lasts_until_the_project_is_completed_or_cancelled():
    completed = make.project(started_on=APRIL, completed_on=JUNE)
    cancelled = make.project(started_on=APRIL, cancelled_on=JUNE)
    for row in (completed, cancelled):
        make.suspension(row, starts_on=MAY, ends_on=None)

    assert stage(completed, JUNE - ONE_DAY) == "suspended"
    assert stage(completed, JUNE) == "completed"
    assert stage(cancelled, JUNE) == "cancelled"


def test_a_stop_of_another_project_stops_only_that():
    row = make.project(started_on=APRIL)
    make.suspension(make.project(started_on=APRIL), starts_on=MAY)

    assert stage(row, MAY) == "under_construction"
