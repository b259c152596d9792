"""Money held in the region: how old it is, the first to arrive being the first to leave."""

from datetime import date, timedelta

import pytest

from reports.followup.warnings.catalogue import warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.django_db
FIRST = date(2011, 1, 1)


def day(n):
    return FIRST + timedelta(days=n)


@pytest.fixture
def project():
    """Of the only unit; its warnings are yellow from 90 days, red beyond 180."""
    make.warning_rule(WarningTest.MONEY_HELD, 90, 180)
    place, supporter = make.county(), make.supporter()
    make.reporting_unit(make.reporting_row(place.reported_under), supporter)
    return make.project(supporter=supporter, recipient=place)


def arrive(project, amount, on, **fields):
    pairing = project.lead_pairing
    return make.in_region(
        project.programme,
        pairing.supporter,
        pairing.recipient.reported_under,
        amount,
        on,
        **fields,
    )


def take_back(project, arrival, on):
    arrive(project, -arrival.amount, on, reverses=arrival, reason="录入有误")


def held(project, on):
    """(level, days, yuan held so long, yuan held, since) of the only unit; None without warning."""
    of_day = warnings(Standpoint(project.programme, "local", on, today=on))
    if not of_day:
        return None
    (w,) = of_day
    return str(w.level.value), int(w.value), int(w.numerator), int(w.denominator), w.since


@pytest.mark.parametrize(
    ("age", "level"),
    [(89, None), (90, "yellow"), (180, "yellow"), (181, "red")],
)
def test_money_is_yellow_from_90_days_on_and_red_beyond_180(project, age, level):
    arrive(project, 100, FIRST)

    assert held(project, day(age)) == (level and (level, age, 100, 100, day(90)))


def test_the_first_to_arrive_is_the_first_to_leave(project):
    arrive(project, 100, FIRST)
    arrive(project, 50, day(10))
    make.transfer(project, 100, day(95))

    assert held(project, day(94)) == ("yellow", 94, 100, 150, day(90))
    assert held(project, day(95)) is None
    assert held(project, day(100)) == ("yellow", 90, 50, 50, day(100))


def test_what_came_back_from_a_project_is_as_old_as_before(project):
    arrive(project, 100, FIRST)
    paid = make.transfer(project, 100, day(20))
    make.transfer(project, -100, day(120), reverses=paid)

    assert held(project, day(119)) is None
    assert held(project, day(120)) == ("yellow", 120, 100, 100, day(120))
    assert held(project, day(181)) == ("red", 181, 100, 100, day(120))


def test_an_arrival_that_was_reversed_leaves_the_others_as_old_as_they_are(project):
    arrive(project, 100, FIRST)
    mistaken = arrive(project, 100, day(60))
    take_back(project, mistaken, day(80))

    assert held(project, day(90)) == ("yellow", 90, 100, 100, day(90))
    assert held(project, day(181)) == ("red", 181, 100, 100, day(90))


def test_an_old_arrival_that_was_reversed_is_held_no_more(project):
    mistaken = arrive(project, 100, FIRST)
    arrive(project, 70, day(60))
    take_back(project, mistaken, day(100))

    assert held(project, day(99)) == ("yellow", 99, 100, 170, day(90))
    assert held(project, day(100)) is None
    assert held(project, day(150)) == ("yellow", 90, 70, 70, day(150))


def test_more_spent_than_arrived_is_nothing_held(project):
    arrive(project, 100, FIRST)
    make.transfer(project, 130, day(20))

    assert held(project, day(181)) is None
