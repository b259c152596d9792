"""The sums of many days are those of each day, in two queries."""

from datetime import date, timedelta

import pytest

from projects.figures.progress import progress, progress_on_days
from projects.models import Project
from tests import make

pytestmark = pytest.mark.django_db
DAYS = [date(2010, 12, 1) + timedelta(days=10 * n) for n in range(40)]
DECEMBER, MARCH, JUNE = date(2010, 12, 20), date(2011, 3, 1), date(2011, 6, 1)


@pytest.fixture(autouse=True)
def projects():
    """In the plan, beside it and cancelled; begun and paid before the programme and in it."""
    for fields in (
        {},
        {"started_on": DECEMBER, "completed_on": MARCH, "total_investment": 3000},
        {"started_on": MARCH, "cancelled_on": date(2011, 8, 1)},
        {"started_on": MARCH, "is_off_plan": True},
        {"is_off_plan": True, "cancelled_on": JUNE},
        {"cancelled_on": DECEMBER},
    ):
        project = make.project(**fields)
        for day in (DECEMBER, MARCH, date(2011, 9, 1)):
            make.transfer(project, 70, on=day)


def test_the_totals_of_many_days_are_those_of_each_day():
    everything = Project.objects.all()

    assert progress_on_days(everything, DAYS) == [progress(everything, on=day) for day in DAYS]


def test_the_days_may_come_in_any_order_and_twice():
    everything = Project.objects.all()
    days = [JUNE, MARCH, JUNE]

    assert progress_on_days(everything, days) == [progress(everything, on=day) for day in days]


@pytest.mark.parametrize("number", [3, 400])
def test_no_number_of_days_takes_more_than_two_queries(django_assert_num_queries, number):
    days = [MARCH + timedelta(days=n) for n in range(number)]

    with django_assert_num_queries(2):
        assert len(progress_on_days(Project.objects.all(), days)) == number


def test_no_days_take_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert progress_on_days(Project.objects.all(), []) == []
