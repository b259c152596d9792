"""What a report says that it would move is what verifying it moves, on each closed day."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import hypothesis
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st

from projects.figures.progress import progress_on_days
from projects.models import FACT_DATES, Project
from projects.month.closing.moves import FIGURES, moves
from projects.month.due import due_row
from projects.month.saving import ImpossibleClaim, Refused
from projects.month.statements import pasts
from tests import make
from tests.cast.office import Office
from tests.databases.examples import examples

MONTHS = (date(2011, 7, 1), date(2011, 8, 1), date(2011, 9, 1))
DAYS = [date(2011, 6, 15) + timedelta(days=n) for n in range(120)]
STAGES = {"not_started": [], "under_construction": ["started_on"]}
STAGES |= {"completed": ["started_on", "completed_on"], "cancelled": ["started_on", "cancelled_on"]}
days = st.dates(date(2011, 6, 10), date(2011, 9, 30))
steps = st.lists(
    st.tuples(
        st.sampled_from(["round", "round", "round", "close", "pay"]),
        st.integers(0, 2),
        st.sampled_from(sorted(STAGES)),
        st.tuples(days, days),
        st.sampled_from([0, 100, 250, 400]),
    ),
    min_size=3,
    max_size=12,
)


def figures() -> list[dict]:
    """Each figure as of each day."""
    rows = progress_on_days(Project.objects.all(), DAYS)
    return [{name: getattr(row, name) for name in FIGURES} for row in rows]


class World(Office):
    """A project, and leave to correct each of three months after the close."""

    def __init__(self, is_off_plan):
        super().__init__(is_off_plan=is_off_plan)
        plan = self.project.programme
        make.loaded_month(plan, date(2011, 6, 1))
        self.months = [self.month, *(make.reporting_month(plan, month) for month in MONTHS[1:])]
        for month in self.months:
            make.exemption(month, self.recorder, [self.project], until=date(2099, 1, 1))

    def close(self, i, *_rest):
        """Together with what comes before it: later months stay open."""
        for month in self.months[: i + 1]:
            type(month).objects.filter(pk=month.pk).update(closed_at=timezone.now())

    def pay(self, i, _stage, _days, amount):
        month = self.months[i]
        month.refresh_from_db()
        if amount and not month.is_closed:
            make.transfer(self.project, amount, month.month.replace(day=9), accepted=False)

    def round(self, i, stage, days, amount):
        month = self.months[i]
        month.refresh_from_db()
        values = dict.fromkeys(FACT_DATES) | dict(zip(STAGES[stage], days, strict=False))
        amounts = {"physical_progress": Decimal(50), "disbursed_to_date": Decimal(amount)}
        answers = {"progress before work": "50", "work after completion": "50", "jump": "50"}
        note = {"note": "更正", "is_correction": True}
        self.enter(month=month, stage=stage, answers=answers, **note, **amounts, **values)
        row = due_row(month, self.project, self.recorder)
        preview = moves([row], self.administrator).get(row.report.pk, [])
        before = figures()
        self.verify(self.submit(month=month))
        self.compare(month, preview, before)

    def compare(self, month, preview, before):
        closed = pasts(month.programme, [self.project])[self.project.pk].closed
        for day, old, new in zip(DAYS, before, figures(), strict=True):
            moved = {name: new[name] - old[name] for name in FIGURES if new[name] != old[name]}
            foretold = {move.name: move.by for move in preview if move.first <= day <= move.last}
            assert foretold == (moved if closed.include(day) else {})


@pytest.mark.django_db
@hypothesis.given(steps, st.booleans())
@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
def test_the_preview_names_each_closed_day_that_verifying_moves_and_no_other(actions, is_off_plan):
    with transaction.atomic():
        world = World(is_off_plan)
        for action, *how in actions:
            with suppress(Refused, ImpossibleClaim), transaction.atomic():
                getattr(world, action)(*how)
        transaction.set_rollback(True)
