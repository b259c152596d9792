"""The query layer against an oracle: plain loops over the rows, for any small set of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from pairings.models import Pairing
from projects.figures.by_day.changes import Timeline
from projects.figures.by_day.timelines import FOLLOWED, movements_of_pairings, timelines_by
from projects.figures.groupings import GROUPINGS, Group
from projects.figures.progress import progress, progress_by, progress_on_days, row_of
from projects.models import Project, Suspension, Tranche
from tests import make
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db
FIRST = date(2011, 1, 1)
PLACES, SUPPORTERS, CLASSES = 3, 2, 2

# Few days, so that dates often fall on the very day that is asked about.
days = st.integers(-2, 6).map(lambda n: FIRST + timedelta(days=n))
money = st.integers(1, 10**7).map(lambda fen: Decimal(fen) / 100)


@dataclass(frozen=True)
class Payment:
    amount: Decimal
    on: date
    level: str
    is_accepted: bool
    reversed_on: date | None


@dataclass(frozen=True)
class Drawn:
    """What one project is: its groups by number, its facts and its money."""

    supporter: int
    place: int
    category: int | None
    mode: str
    is_off_plan: bool
    aid: Decimal
    investment: Decimal | None
    started_on: date | None
    completed_on: date | None
    cancelled_on: date | None
    payments: list[Payment]


@st.composite
def payments(draw):
    on = draw(days)
    back = draw(st.none() | days)
    level = draw(st.sampled_from(["at_project", "at_project", "paid"]))
    return Payment(draw(money), on, level, draw(st.booleans()), back and max(back, on))


@st.composite
def projects(draw):
    aid, more = draw(money | st.just(Decimal(0))), draw(st.none() | money)
    started_on, ended_on = sorted([draw(days), draw(days)])
    fate = draw(st.sampled_from(["waiting", "begun", "completed", "cancelled", "dropped"]))
    return Drawn(
        supporter=draw(st.integers(0, SUPPORTERS - 1)),
        place=draw(st.integers(0, PLACES - 1)),
        category=draw(st.none() | st.integers(0, CLASSES - 1)),
        mode=draw(st.sampled_from(Project.DeliveryMode.values)),
        is_off_plan=draw(st.booleans()),
        aid=aid,
        investment=more and aid + more,
        started_on=None if fate in ("waiting", "dropped") else started_on,
        completed_on=ended_on if fate == "completed" else None,
        cancelled_on=ended_on if fate in ("cancelled", "dropped") else None,
        payments=draw(st.lists(payments(), max_size=3)),
    )


def happened(day, on):
    return day is not None and day <= on


def paid(project, on):
    """What counts as at the project: accepted payments by then, less those taken back by then."""
    total = Decimal(0)
    for payment in project.payments:
        if payment.level == "at_project" and payment.is_accepted and payment.on <= on:
            total += payment.amount
            if happened(payment.reversed_on, on):
                total -= payment.amount
    return total


def count(projects, on):
    """The oracle: every figure of a set of projects on a day."""
    totals = dict.fromkeys(FIGURES, 0)
    for project in projects:
        if happened(project.cancelled_on, on):
            term = "cancelled"
        elif on < FIRST:
            continue
        else:
            term = "off_plan" if project.is_off_plan else "planned"
        totals[term] += 1
        totals[f"{term}_aid"] += project.aid
        totals["disbursed" if term == "planned" else f"{term}_disbursed"] += paid(project, on)
        if term == "planned" and happened(project.started_on, on):
            totals["started"] += 1
        if term == "planned" and happened(project.completed_on, on):
            totals["completed"] += 1
            totals["completed_aid"] += project.aid
            totals["completed_investment"] += project.investment or 0
    return totals


FIGURES = [
    *("planned", "started", "completed", "off_plan", "cancelled"),
    *("planned_aid", "completed_aid", "completed_investment", "off_plan_aid", "cancelled_aid"),
    *("disbursed", "off_plan_disbursed", "cancelled_disbursed"),
]


@dataclass(frozen=True)
class World:
    """Two reporting rows and a place outside both, two supporters, and two classes."""

    places: list
    supporters: list
    pairings: dict
    classes: list

    def keys(self, project):
        """The group of a project, for every grouping."""
        county, supporter = self.places[project.place], self.supporters[project.supporter]
        category = None if project.category is None else self.classes[project.category].pk
        return {
            "prefecture": (county.reported_under_id,),
            "supporter": (supporter.pk,),
            "unit": (county.reported_under_id, supporter.pk),
            "pairing": (self.pairings[project.supporter, project.place].pk,),
            "category": (category,),
            "delivery_mode": (project.mode,),
        }


@pytest.fixture
def world():
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
    return World(places, supporters, pairings, [make.category() for _n in range(CLASSES)])


def store(world, drawn):
    """The rows, with others beside them that no figure may count twice: stops and tranches."""
    plan, stored = make.programme(), []
    for n, row in enumerate(drawn):
        project = Project(
            code=f"DRAWN-{n}",
            name=f"项目{n}",
            programme=plan,
            lead_pairing=world.pairings[row.supporter, row.place],
            category=None if row.category is None else world.classes[row.category],
            delivery_mode=row.mode,
            is_off_plan=row.is_off_plan,
            planned_aid=row.aid,
            total_investment=row.investment,
            started_on=row.started_on,
            completed_on=row.completed_on,
            cancelled_on=row.cancelled_on,
        )
        stored.append(project)
    Project.objects.bulk_create(stored)
    partners = Project.partner_pairings.through
    partners.objects.bulk_create(
        partners(project=project, pairing=pairing)
        for project in stored
        for pairing in Pairing.objects.exclude(pk=project.lead_pairing_id)
    )
    for model, fields in ((Suspension, {"reason": "weather"}), (Tranche, {"amount": 7})):
        day = "starts_on" if model is Suspension else "planned_on"
        model.objects.bulk_create(
            model(project=p, **{day: FIRST + timedelta(days=n)}, **fields, **numbered(model, n))
            for p in stored
            for n in range(2)
        )
    for project, row in zip(stored, drawn, strict=True):
        for payment in row.payments:
            pay(project, payment)


def numbered(model, n):
    return {"number": n} if model is Tranche else {}


def pay(project, payment):
    same = {"level": payment.level, "accepted": payment.is_accepted}
    row = make.transfer(project, payment.amount, payment.on, **same)
    if payment.reversed_on:
        make.transfer(project, -payment.amount, payment.reversed_on, reverses=row, **same)


# The world may be shared by all examples: none changes it, and each takes back what it stored. How
# long one takes is not the question here.
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@hypothesis.given(drawn=st.lists(projects(), max_size=4), on=days)
def test_every_figure_is_what_plain_loops_over_the_rows_give(world, drawn, on):
    with transaction.atomic():
        store(world, drawn)
        plan, stored = make.programme(), Project.objects.filter(code__startswith="DRAWN-")
        total = progress(stored, on=on)
        around = [on + timedelta(days=n) for n in range(-100, 101, 5)]
        on_days = progress_on_days(stored, around)
        rows = {n: progress_by(n, stored, plan, scope="local", on=on, user=None) for n in GROUPINGS}
        transaction.set_rollback(True)

    assert figures_of(total) == count(drawn, on)
    assert [figures_of(row) for row in on_days] == [count(drawn, day) for day in around]
    for name in GROUPINGS:
        listed = {row.group.key for row in rows[name]} - {()}
        for row in rows[name]:
            inside = [p for p in drawn if in_group(world.keys(p)[name], row.group.key, listed)]
            assert figures_of(row) == count(inside, on), f"{name} {row.group.label}"
        assert sum(row.planned for row in rows[name]) == total.planned


def in_group(key, group, listed):
    """``()`` is the row called other: all that is in none of the groups listed."""
    return key not in listed if group == () else key == group


def figures_of(row):
    return {name: getattr(row, name) for name in FIGURES}


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@hypothesis.given(drawn=st.lists(projects(), max_size=4), on=days)
def test_a_timeline_tells_of_every_day_what_plain_loops_give(world, drawn, on):
    with transaction.atomic():
        store(world, drawn)
        stored = Project.objects.filter(code__startswith="DRAWN-")
        timelines = timelines_by("prefecture", stored, on=on)
        movements = movements_of_pairings(stored, on=on)
        transaction.set_rollback(True)

    days_before = [on - timedelta(days=n) for n in range(9)]
    of_all, on_days = movements.timelines()[()], movements.timelines(days=days_before)[()]
    for day in days_before:
        assert figures_of(row_of(Group(), day, of_all.at(day))) == count(drawn, day)
        assert figures_of(row_of(Group(), day, on_days.at(day))) == count(drawn, day)
    by_row = movements.timelines(["row"])
    assert by_row.keys() == timelines.keys()

    for key in {world.keys(project)["prefecture"] for project in drawn}:
        inside = [p for p in drawn if world.keys(p)["prefecture"] == key]
        for day, of_rows in product(days_before, (timelines, by_row)):
            sums, expected = of_rows.get(key, Timeline()).at(day), count(inside, day)
            assert {name: sums[name] for name in FOLLOWED} == {
                name: expected[name] for name in FOLLOWED
            }


def test_timelines_take_two_queries_whatever_they_hold(world, django_assert_num_queries):
    for pairing in world.pairings.values():
        make.transfer(make.project(lead_pairing=pairing))

    with django_assert_num_queries(2):
        timelines = timelines_by("pairing", Project.objects.all(), on=date(2011, 6, 30))
    assert len(timelines) == len(world.pairings)
