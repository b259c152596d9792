"""Whatever is claimed, returned, corrected and taken back, each fact is as last stated."""

from copy import deepcopy
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
from projects.month.review.decisions import send_back, verify
from projects.month.saving import ImpossibleClaim, Refused, save_claim, submit
from projects.month.withdrawal import take_back
from tests import make
from tests.cast.office import Office
from tests.databases.examples import examples

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
        st.sampled_from(["enter", "submit", "return", "verify", "take_back", "pay", "round"]),
        st.integers(0, 2),
        st.sampled_from(sorted(STAGES)),
        st.integers(1, 28),
        AMOUNTS,
    ),
    min_size=4,
    max_size=30,
)


class Oracle:
    """What each report states, and what the dates are after it, kept by hand."""

    def __init__(self):
        self.facts = dict.fromkeys(FACT_DATES)
        self.open, self.stated, self.holding = {}, {}, {}
        self.before, self.taken_back = [], set()

    def enter(self, month, values):
        known = self.holding.get(month) or {
            name: day if day and day <= month.ends_on else None for name, day in self.facts.items()
        }
        last, stated = self.open.get(month), self.stated.setdefault(month, {})
        for name in FACT_DATES:
            if last is None or last[name] != values[name]:
                stated.pop(name, None)
                if values[name] != known[name]:
                    stated[name] = values[name]
        self.open[month] = values

    def verify(self, month):
        self.before.append((month, dict(self.facts), self.holding.get(month), self.stated[month]))
        self.facts |= self.stated.pop(month)
        self.holding[month] = self.open.pop(month)

    def take_back(self, month):
        """Only what was verified last of a month, and what it stated is as it was."""
        i = max(i for i, (verified, *_rest) in enumerate(self.before) if verified == month)
        self.taken_back.add(month)
        _month, facts, holding, stated = self.before.pop(i)
        self.facts |= {name: facts[name] for name in stated}
        self.open[month], self.stated[month] = self.holding.pop(month), stated
        if holding:
            self.holding[month] = holding


class World(Office):
    """One project over three open months, and somebody who tries whatever comes."""

    def __init__(self):
        super().__init__()
        self.oracle = Oracle()
        plan = self.project.programme
        self.months = [self.month, *(make.reporting_month(plan, month) for month in MONTHS[1:])]

    def act(self, step):
        action, i, stage, day, amount = step
        before = deepcopy(self.oracle)
        try:
            with transaction.atomic():
                getattr(self, f"{action}_one")(self.months[i], stage, day, amount)
        except (Refused, ImpossibleClaim):
            self.oracle = before

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
        self.oracle.enter(month, values)

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
            self.oracle.verify(month)

    def take_back_one(self, month, *_rest):
        if report := StatusReport.objects.holding().filter(month=month).first():
            take_back(user=self.reviewer, report=report)
            self.oracle.take_back(month)

    def pay_one(self, month, _stage, day, amount):
        """Money at another level, which no claim speaks of."""
        make.transfer(self.project, amount + 1, on=month.month.replace(day=day), level="paid")

    def open_report(self, month):
        return StatusReport.objects.filter(month=month).exclude(state="verified").first()


@pytest.mark.django_db
@hypothesis.given(steps)
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
def test_each_date_is_as_last_stated_and_the_money_as_last_claimed(actions):
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
        assert getattr(project, name) == world.oracle.facts[name]
    for report in verified:
        assert recorded_amount(project, on=report.month.ends_on) == report.disbursed_to_date
    end = world.months[-1].ends_on
    everything = type(project).objects.filter(pk=project.pk)
    if not project.cancelled_on:
        assert progress(everything, on=end).disbursed == (last.disbursed_to_date if last else 0)
    check_transfers(world.oracle.taken_back)


def check_transfers(taken_back):
    """Only transfers count: each comes from a verified report, or takes one back whole; those of
    a verification that was taken back stay, with what takes them back.
    """
    transfers = Transfer.objects.filter(level="at_project")
    of_others = transfers.exclude(report__month__in=taken_back).select_related("report")
    assert all(t.report.state == "verified" for t in of_others)
    assert all(t.amount > 0 or t.amount == -t.reverses.amount for t in transfers)
