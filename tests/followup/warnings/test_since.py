"""Since when warnings hold, and which are new, against asking on every day of a small world."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st

from pairings.models import Organisation, Pairing
from projects.models import Programme, Project, Suspension
from reports.followup.warnings.catalogue import TESTS, new_keys, warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule
from reports.thresholds import WarningTest
from tests import make
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db

FIRST, LAST, TODAY = date(2011, 1, 1), date(2011, 3, 12), date(2011, 3, 20)
MONTHS = [date(2011, 1, 1), date(2011, 2, 1), date(2011, 3, 1)]
PLACES, SUPPORTERS = 3, 2
# Short, so that few days are enough to cross them.
THRESHOLDS = {
    WarningTest.MONEY_PACE: (10, 30),
    WarningTest.START_PACE: (10, 30),
    WarningTest.START_OVERDUE: (1, 9),
    WarningTest.REPORT_LATE: (1, 3),
    WarningTest.MONEY_HELD: (9, 18),
    WarningTest.NOT_ACCEPTED: (1, 2),
    WarningTest.FINISH_OVERDUE: (0, 9),
    WarningTest.MONEY_WITHOUT_START: (1, 9),
    WarningTest.START_WITHOUT_MONEY: (5, 9),
    WarningTest.STOPPED: (4, 9),
    WarningTest.PROGRESS_FELL: ("0.01", 10),
    WarningTest.ABOVE_PLAN: (0, 10),
    WarningTest.ABOVE_TOTAL: (0, 0),
    WarningTest.RED_AGAIN: (2, 1),
}


def day(n):
    return FIRST + timedelta(days=n)


@dataclass(frozen=True)
class Payment:
    amount: Decimal
    on: date
    reversed_on: date | None = None


@dataclass(frozen=True)
class Arrival:
    supporter: int
    place: int
    payment: Payment


@dataclass(frozen=True)
class Drawn:
    """What one project is; ``reports``: of each month its state and the progress."""

    supporter: int = 0
    place: int = 0
    is_off_plan: bool = False
    aid: Decimal = Decimal(2)
    investment: Decimal | None = None
    dates: dict = field(default_factory=dict)
    stops: list = field(default_factory=list)
    payments: list = field(default_factory=list)
    reports: list = field(default_factory=lambda: [("", None)] * len(MONTHS))


@dataclass(frozen=True)
class World:
    projects: list
    arrivals: list
    opened: list
    curve: list | None


@dataclass(frozen=True)
class Ground:
    """What every world stands on: parties, their pairings, and the rules."""

    plan: Programme
    places: list[Organisation]
    supporters: list[Organisation]
    pairings: dict[tuple[int, int], Pairing]


@pytest.fixture
def ground():
    """Two rows and a place outside both; the second row has one supporter."""
    plan = make.programme(starts_on=FIRST, ends_on=LAST, reported_through=None)
    places = [make.county() for _n in range(PLACES)]
    supporters = [make.supporter() for _n in range(SUPPORTERS)]
    for place, givers in zip(places[:2], (supporters, supporters[:1]), strict=True):
        row = make.reporting_row(place.reported_under)
        for supporter in givers:
            make.reporting_unit(row, supporter)
    pairings = {
        (s, p): make.pairing(supporter=supporter, recipient=place)
        for s, supporter in enumerate(supporters)
        for p, place in enumerate(places)
    }
    for test, (yellow, red) in THRESHOLDS.items():
        make.warning_rule(test, yellow, red)
    return Ground(plan, places, supporters, pairings)


def store(ground, world):
    ground.plan.target_curve = world.curve
    ground.plan.save()
    months = {n: make.reporting_month(ground.plan, MONTHS[n]) for n in world.opened}
    for n, row in enumerate(world.projects):
        project = Project.objects.create(
            code=f"DRAWN-{n}",
            name=f"项目{n}",
            programme=ground.plan,
            lead_pairing=ground.pairings[row.supporter, row.place],
            delivery_mode=Project.DeliveryMode.TURNKEY,
            is_off_plan=row.is_off_plan,
            planned_aid=row.aid,
            total_investment=row.investment,
            **row.dates,
        )
        Suspension.objects.bulk_create(
            Suspension(project=project, starts_on=start, ends_on=end, reason="weather")
            for start, end in row.stops
        )
        for payment in row.payments:
            pay(payment, lambda project=project, **money: make.transfer(project, **money))
        for month, (state, progress) in zip(range(len(MONTHS)), row.reports, strict=True):
            if state and month in months:
                report(project, months[month], state, progress)
    for arrival in world.arrivals:
        parties = {
            "programme": ground.plan,
            "supporter": ground.supporters[arrival.supporter],
            "receiver": ground.places[arrival.place].reported_under,
        }
        pay(arrival.payment, lambda parties=parties, **money: make.in_region(**parties, **money))


def pay(payment, record):
    row = record(amount=payment.amount, on=payment.on)
    if payment.reversed_on:
        record(amount=-payment.amount, on=payment.reversed_on, reverses=row, reason="录入有误")


def report(project, month, state, progress):
    values = {"state": state, "physical_progress": progress}
    make.status_report(project, month, entered_by=SOMEBODY[0], **values)


# Who enters every report, made once a world.
SOMEBODY = [None]


def standpoint(ground, on, today=TODAY):
    return Standpoint(ground.plan, "local", on, today=today)


def in_force(ground, on, today=TODAY):
    return {warning.key: warning for warning in warnings(standpoint(ground, on, today))}


def check(ground, last, first=FIRST):
    """Each warning of each day from ``first`` through ``last`` holds since the first day of its
    run; the new ones are those of the day that were none at the end of the month before.

    Returns the tests that were met.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    by_day = {on: in_force(ground, on) for on in days}
    for on, of_day in by_day.items():
        for key, warning in of_day.items():
            if not TESTS[key[0]].follows_calendar:
                assert warning.since == first_of_run(by_day, key, on), (key, on)
    for on in {last, *(d for d in by_day if d.day in (1, 9))}:
        before = by_day.get(on.replace(day=1) - timedelta(days=1), {})
        fresh = new_keys(standpoint(ground, on), list(by_day[on].values()))
        assert fresh == by_day[on].keys() - before.keys(), on
    return {key[0] for of_day in by_day.values() for key in of_day}


def first_of_run(by_day, key, on):
    while key in by_day.get(on - timedelta(days=1), {}):
        on -= timedelta(days=1)
    return on


# Only the first project is reported on; each test is met by some day.
FULL = World(
    projects=[
        Drawn(
            dates={"planned_start_on": day(3), "planned_finish_on": day(9)},
            aid=Decimal(1),
            investment=Decimal(2),
            payments=[Payment(Decimal("0.1"), day(2)), Payment(Decimal("2.9"), day(40), day(50))],
            reports=[("verified", Decimal(50)), ("verified", Decimal(45)), ("verified", None)],
        ),
        Drawn(place=1, dates={"started_on": day(4), "completed_on": day(20)}),
        Drawn(place=1, dates={"started_on": day(4)}, stops=[(day(10), day(30))]),
        Drawn(place=1, aid=Decimal(9), dates={"planned_start_on": day(60)}),
    ],
    arrivals=[
        Arrival(0, 0, Payment(Decimal(9), day(5))),
        Arrival(0, 0, Payment(Decimal(2), day(30))),
    ],
    opened=[0, 1, 2],
    curve=None,
)


def test_every_declared_test_is_met_by_some_day_of_a_world(ground):
    SOMEBODY[0] = make.user()
    store(ground, FULL)

    assert check(ground, LAST) == set(TESTS)


@pytest.mark.parametrize(
    ("yellow", "red"), [(0, 0), (1, 0), (3, 1)], ids=["from nothing", "red at once", "red first"]
)
def test_so_it_is_whatever_the_thresholds(ground, yellow, red):
    SOMEBODY[0] = make.user()
    store(ground, FULL)
    WarningRule.objects.update(params={"yellow": yellow, "red": red})

    check(ground, day(40))


# From the 20th of January, through the end of that month.
SHORTLY = day(19)


days = st.integers(-40, 75).map(day)
money = st.integers(1, 40).map(lambda n: Decimal(n) / 10)


@st.composite
def payments(draw):
    on, back = draw(days), draw(st.none() | days)
    return Payment(draw(money), on, back and max(back, on))


@st.composite
def facts(draw):
    reached = sorted([draw(days), draw(days), draw(days)])
    fate = draw(st.integers(0, 3))
    dates = dict(zip(("started_on", "completed_on", "accepted_on"), reached[:fate], strict=False))
    if fate < 2 and draw(st.booleans()):
        dates["cancelled_on"] = reached[2]
    planned = sorted([draw(days), draw(days)])
    names = draw(st.sets(st.sampled_from([0, 1])))
    return dates | {("planned_start_on", "planned_finish_on")[n]: planned[n] for n in names}


@st.composite
def stops(draw):
    """Stops one after another, the last perhaps without an end."""
    ends = sorted(draw(st.sets(days, max_size=4)))
    return [(ends[n], ends[n + 1] if n + 1 < len(ends) else None) for n in range(0, len(ends), 2)]


reports = st.tuples(
    st.sampled_from(["", "submitted", "verified", "verified", "verified"]),
    st.none() | st.sampled_from([Decimal(n) for n in (20, 25, 50)]),
)


@st.composite
def projects(draw):
    aid, more = draw(money | st.just(Decimal(0))), draw(st.none() | money)
    return Drawn(
        supporter=draw(st.integers(0, SUPPORTERS - 1)),
        place=draw(st.integers(0, PLACES - 1)),
        is_off_plan=draw(st.sampled_from([False, False, True])),
        aid=aid,
        investment=more and aid + more,
        dates=draw(facts()),
        stops=draw(stops()),
        payments=draw(st.lists(payments(), max_size=3)),
        reports=draw(st.tuples(reports, reports, reports)),
    )


arrivals = st.builds(
    Arrival, st.integers(0, SUPPORTERS - 1), st.integers(0, PLACES - 1), payments()
)
curves = st.none() | st.lists(st.integers(0, 10), min_size=3, max_size=3).map(
    lambda tenths: [n / 10 for n in sorted(tenths)]
)
worlds = st.builds(
    World,
    projects=st.lists(projects(), min_size=1, max_size=2),
    arrivals=st.lists(arrivals, max_size=3),
    opened=st.sets(st.integers(0, 2)).map(sorted),
    curve=curves,
)


# All examples stand on the same ground: none changes it, and each takes back what it stored. A
# failing one is not made smaller: that takes minutes.
@settings(
    max_examples=examples(15),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@hypothesis.given(
    world=worlds, last=st.integers(29, 45).map(day), yellow=st.none() | st.integers(0, 3)
)
def test_so_it_is_in_any_world(ground, world, last, yellow):
    ground.plan.starts_on = SHORTLY
    with transaction.atomic():
        SOMEBODY[0] = make.user()
        store(ground, world)
        WarningRule.objects.filter(test=WarningTest.RED_AGAIN).update(
            params={"yellow": 1, "red": 1}
        )
        if yellow is not None:
            WarningRule.objects.update(params={"yellow": yellow, "red": 9})
        check(ground, last, first=SHORTLY)
        transaction.set_rollback(True)
