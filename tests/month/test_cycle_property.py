"""Whatever is claimed, returned and corrected, the facts are those of the last verified claims."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from projects.figures.progress import progress
from projects.models import FACT_DATES, StatusReport, Transfer
from projects.month.due import due_row
from projects.month.facts import recorded_amount
from projects.month.review import send_back, verify
from projects.month.saving import ImpossibleClaim, Refused, save_claim, submit
from tests import make
from tests.cast.office import Office

MONTHS = (date(2011, 7, 1), date(2011, 8, 1), date(2011, 9, 1))
AMOUNTS = st.integers(0, 9).map(lambda n: Decimal(n * 10_000))
STAGES = {
    "not_started": (),
    "under_construction": ("started_on",),
    "completed": ("started_on", "completed_on"),
    "accepted": ("started_on", "completed_on", "accepted_on"),
    "cancelled": ("cancelled_on",),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(["enter", "submit", "return", "verify", "pay", "round"]),
        st.integers(0, 2),
        st.sampled_from(sorted(STAGES)),
        st.integers(1, 28),
        AMOUNTS,
    ),
    min_size=4,
    max_size=30,
)


class World(Office):
    """One project over three open months, and somebody who tries whatever comes."""

    def __init__(self):
        super().__init__()
        plan = self.project.programme
        self.months = [self.month, *(make.reporting_month(plan, month) for month in MONTHS[1:])]

    def act(self, step):
        action, i, stage, day, amount = step
        with suppress(Refused, ImpossibleClaim):
            getattr(self, f"{action}_one")(self.months[i], stage, day, amount)

    def enter_one(self, month, stage, day, amount):
        row = due_row(month, self.project, self.recorder)
        on = month.month.replace(day=day)
        values = dict.fromkeys(FACT_DATES) | dict.fromkeys(STAGES[stage], on)
        values |= {"stage": stage, "physical_progress": Decimal(day), "is_correction": True}
        save_claim(
            user=self.recorder,
            month=month,
            project=self.project,
            values=values | {"disbursed_to_date": amount},
            seen_version=row.report.version if row.report else 0,
        )

    def round_one(self, *how):
        for act in (self.enter_one, self.submit_one, self.verify_one):
            act(*how)

    def submit_one(self, month, *_rest):
        report = self.open_report(month)
        submit(
            user=self.recorder,
            month=month,
            seen_versions={self.project.code: report.version if report else 0},
        )

    def return_one(self, month, *_rest):
        if report := self.open_report(month):
            send_back(
                user=self.reviewer, seen_versions={report.pk: report.version}, reason="请核对"
            )

    def verify_one(self, month, *_rest):
        if report := self.open_report(month):
            verify(user=self.reviewer, seen_versions={report.pk: report.version})

    def pay_one(self, month, _stage, day, amount):
        """Money at another level, which no claim speaks of."""
        make.transfer(self.project, amount + 1, on=month.month.replace(day=day), level="paid")

    def open_report(self, month):
        return StatusReport.objects.filter(month=month).exclude(state="verified").first()


@pytest.mark.django_db
@hypothesis.given(steps)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_facts_are_the_last_verified_claims(actions):
    with transaction.atomic():
        world = World()
        for step in actions:
            world.act(step)
        check(world)
        transaction.set_rollback(True)


def check(world):
    verified = list(StatusReport.objects.holding().order_by("month__month"))
    project = type(world.project).objects.get(pk=world.project.pk)
    last = verified[-1] if verified else None

    for name in FACT_DATES:
        assert getattr(project, name) == (getattr(last, name) if last else None)
    for report in verified:
        assert recorded_amount(project, on=report.month.ends_on) == report.disbursed_to_date
    end = world.months[-1].ends_on
    everything = type(project).objects.filter(pk=project.pk)
    if not project.cancelled_on:
        assert progress(everything, on=end).disbursed == (last.disbursed_to_date if last else 0)
    check_transfers()


def check_transfers():
    """Only transfers count: each comes from a verified report, or takes one back whole."""
    transfers = Transfer.objects.filter(level="at_project")
    assert all(t.report.state == "verified" for t in transfers.select_related("report"))
    assert all(t.amount > 0 or t.amount == -t.reverses.amount for t in transfers)
