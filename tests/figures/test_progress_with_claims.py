"""Figures with the claims that wait are those that there would be were all of them verified."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from auditlog.context import disable_auditlog
from django.db import transaction
from hypothesis import HealthCheck, assume, settings, strategies as st

from projects.figures.progress import progress, progress_by
from projects.models import FACT_DATES, Project, StatusReport
from projects.month.due import due_row
from projects.month.review.decisions import verify
from projects.month.saving import ImpossibleClaim, Refused, save_claim, submit
from tests import make
from tests.cast.office import WAN, Office
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db
MONTHS = [date(2011, 7, 1), date(2011, 8, 1), date(2011, 9, 1)]
DAYS = [date(2011, 7, 31), date(2011, 8, 15), date.max]
JULY, END = date(2011, 7, 10), date(2011, 7, 31)
STAGES = {
    "not_started": (),
    "under_construction": ("started_on",),
    "suspended": ("started_on", "stopped_on"),
    "completed": ("started_on", "completed_on"),
    "accepted": ("started_on", "completed_on", "accepted_on"),
    "cancelled": ("cancelled_on",),
}


def everything(on=END, **more):
    return progress(Project.objects.all(), on=on, **more)


def verify_all(reviewer):
    verify(
        user=reviewer,
        seen_versions=dict(StatusReport.objects.awaiting_review().values_list("pk", "version")),
    )


def test_a_claim_that_cancels_takes_the_projects_money_with_it():
    office = Office(started_on=date(2011, 6, 1))
    make.transfer(office.project, 300 * WAN, on=date(2011, 6, 10))
    office.enter(
        stage="cancelled",
        started_on=date(2011, 6, 1),
        cancelled_on=JULY,
        disbursed_to_date=Decimal(300 * WAN),
        note="取消",
    )
    office.submit()

    verified, claimed = everything(), everything(with_claims=True)
    verify_all(office.reviewer)

    assert (verified.disbursed, claimed.disbursed) == (300 * WAN, 0)
    assert (claimed.planned, claimed.cancelled, claimed.cancelled_disbursed) == (0, 1, 300 * WAN)
    assert claimed == everything()


def test_what_was_recorded_after_the_claimed_month_adds_to_the_claim():
    office = Office()
    make.transfer(office.project, 100 * WAN, on=date(2011, 6, 10))
    office.enter()
    office.submit()
    make.transfer(office.project, 7 * WAN, on=date(2011, 8, 2))

    before, on_the_day, later = (
        everything(on=on, with_claims=True).disbursed
        for on in (date(2011, 7, 30), END, date(2011, 8, 2))
    )

    assert (before, on_the_day, later) == (100 * WAN, 300 * WAN, 307 * WAN)


def test_without_a_claim_the_figures_are_the_verified_ones():
    office = Office()
    office.whole_round()
    make.status_report(office.another_project(), office.month, started_on=JULY)

    assert everything(with_claims=True) == everything()


@pytest.mark.parametrize("count", [1, 3])
def test_claims_cost_no_more_queries(count, django_assert_num_queries):
    office = Office()
    for _n in range(count):
        project = office.another_project()
        make.status_report(project, office.month, state="submitted", disbursed_to_date=5)

    with django_assert_num_queries(2):
        assert everything(with_claims=True).disbursed == 5 * count


steps = st.lists(
    st.tuples(
        st.sampled_from(["claim", "claim", "verified", "pay"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(sorted(STAGES)),
        st.integers(1, 28),
        st.integers(0, 9).map(lambda n: Decimal(n * WAN)),
    ),
    min_size=1,
    max_size=12,
)


class World(Office):
    """Three projects over three open months: one in another row, one off the plan."""

    def __init__(self):
        super().__init__()
        make.reporting_unit(make.reporting_row(self.prefecture))
        plan = self.project.programme
        self.months = [self.month, *(make.reporting_month(plan, month) for month in MONTHS[1:])]
        county = make.county()
        for role, person in (("recorder", self.recorder), ("reviewer", self.reviewer)):
            make.membership(role=role, user=person, organisation=county)
        self.projects = [
            self.project,
            make.project(recipient=county, planned_aid=500 * WAN),
            self.another_project(is_off_plan=True),
        ]

    def act(self, action, project, month, stage, day, amount):
        project, month = self.projects[project], self.months[month]
        if action == "pay":
            make.transfer(project, amount + 1, on=month.month.replace(day=day))
            return
        with suppress(Refused, ImpossibleClaim):
            self.claim(project, month, stage, month.month.replace(day=day), amount)
            if action == "verified":
                self.verify(self.waiting().get(project=project, month=month))

    def claim(self, project, month, stage, on, amount):
        row = due_row(month, project, self.recorder)
        values = dict.fromkeys(FACT_DATES) | dict.fromkeys(STAGES[stage], on)
        values |= {"stage": stage, "physical_progress": Decimal(5), "is_correction": True}
        values |= {"delay_reason": "weather"} if stage == "suspended" else {}
        seen_version = row.report.version if row.report else 0
        save_claim(
            user=self.recorder,
            month=month,
            project=project,
            values=values | {"disbursed_to_date": amount, "note": "更正"},
            seen_version=seen_version,
        )
        version = due_row(month, project, self.recorder).report.version
        submit(user=self.recorder, month=month, seen_versions={project.code: version})

    def waiting(self):
        return StatusReport.objects.awaiting_review()

    def figures(self, **more):
        """The total and the rows of the prefectures on each day."""
        plan = self.project.programme
        every = {"scope": "all", "user": None, **more}
        return {
            on: [
                progress(Project.objects.all(), on=on, **more),
                progress_by("prefecture", Project.objects.all(), plan, on=on, **every),
            ]
            for on in DAYS
        }

    def figures_after_verifying(self):
        """The figures, were all that waits verified; it is not verified after this."""
        with transaction.atomic():
            try:
                verify_all(self.reviewer)
            except Refused:
                hypothesis.reject()
            figures = self.figures()
            transaction.set_rollback(True)
        return figures


@pytest.fixture
def world():
    return World()


# The world is shared by all examples: each takes back what it stored. What can never be verified
# has no figures after it.
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@hypothesis.given(actions=steps)
def test_figures_with_claims_are_those_after_verifying_all_of_them(world, actions):
    with disable_auditlog(), transaction.atomic():
        for step in actions:
            world.act(*step)
        assume(world.waiting().exists())
        verified = world.figures_after_verifying()
        claimed = world.figures(with_claims=True)
        transaction.set_rollback(True)

    assert claimed == verified
