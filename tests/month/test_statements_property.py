"""Whatever months are closed, a report moves no figure of a day before the dates that it states."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import hypothesis
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st

from projects.figures.progress import progress_on_days
from projects.models import FACT_DATES, Project, StatusReport
from projects.month.saving import ImpossibleClaim, Refused
from tests import make
from tests.cast.office import Office
from tests.databases.examples import examples

MONTHS = (date(2011, 7, 1), date(2011, 8, 1), date(2011, 9, 1))
DAYS = [date(2011, 6, 15) + timedelta(days=5 * n) for n in range(22)]
NEEDED = {
    "not_started": 0,
    "under_construction": 1,
    "completed": 2,
}
steps = st.lists(
    st.tuples(
        st.sampled_from(["round", "round", "round", "close"]),
        st.integers(0, 2),
        st.sampled_from(sorted(NEEDED)),
        st.dates(date(2011, 6, 1), date(2011, 9, 30)),
        st.dates(date(2011, 6, 1), date(2011, 9, 30)),
    ),
    min_size=3,
    max_size=15,
)


# What the second round states lies in a loaded month.
FIRST, LAST = date(2011, 6, 1), date(2011, 9, 30)
LATE = [
    ("round", 0, "not_started", FIRST, LAST),
    ("round", 0, "completed", FIRST, FIRST),
]


def dates(project) -> dict:
    return Project.objects.values(*FACT_DATES).get(pk=project.pk)


def counts() -> list:
    """Started and completed as of each day."""
    by_day = progress_on_days(Project.objects.all(), DAYS)
    return [(row.started, row.completed) for row in by_day]


class World(Office):
    """One project; whoever enters has leave to correct each of the months after the close."""

    def __init__(self):
        super().__init__()
        plan = self.project.programme
        self.months = [self.month, *(make.reporting_month(plan, month) for month in MONTHS[1:])]
        make.loaded_month(plan, date(2011, 6, 1))
        for month in self.months:
            make.exemption(month, self.recorder, [self.project], until=date(2099, 1, 1))
        self.claims, self.stated_in, self.closed = {}, {}, set()

    def close(self, i, *_rest):
        type(self.month).objects.filter(pk=self.months[i].pk).update(closed_at=timezone.now())
        self.closed.add(MONTHS[i])

    def round(self, i, stage, first, second):
        month, days = self.months[i], [first, second][: NEEDED[stage]]
        month.refresh_from_db()
        values = dict.fromkeys(FACT_DATES) | dict(zip(FACT_DATES, days, strict=False))
        had_report = StatusReport.objects.verified().filter(month=month).exists()
        before, figures = dates(self.project), counts()
        amounts = {"physical_progress": Decimal(50), "disbursed_to_date": Decimal(0)}
        answers = {"progress before work": "50", "work after completion": "50", "jump": "50"}
        self.enter(month=month, stage=stage, note="更正", answers=answers, **amounts, **values)
        self.verify(self.submit(month=month))
        self.check(MONTHS[i], had_report, before, figures)
        self.note_statements(MONTHS[i], month.ends_on, values, before)

    def check(self, month, had_report, before, figures):
        after = dates(self.project)
        moved = {name for name in FACT_DATES if before[name] != after[name]}
        for name in moved:
            if before[name] is not None:
                own = self.stated_in.get(name, before[name].replace(day=1))
                is_closed = self.is_closed(own) or self.is_closed(before[name].replace(day=1))
                assert not is_closed or (had_report and own == month)
        days = [day for name in moved for day in (before[name], after[name]) if day]
        first = min(days, default=date.max)
        for day, old, new in zip(DAYS, figures, counts(), strict=True):
            assert old == new or day >= first

    def note_statements(self, month, ends_on, values, before):
        known = {name: day if day and day <= ends_on else None for name, day in before.items()}
        known = self.claims.get(month, known)
        stated = [name for name in FACT_DATES if values[name] != known[name]]
        self.stated_in |= dict.fromkeys(stated, month)
        self.claims[month] = values

    def is_closed(self, month):
        return month <= date(2011, 6, 1) or month in self.closed


@pytest.mark.django_db
@hypothesis.given(steps)
@hypothesis.example(LATE)
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_report_moves_no_figure_before_its_dates_and_no_date_of_another_closed_month(actions):
    with transaction.atomic():
        world = World()
        for action, *how in actions:
            with suppress(Refused, ImpossibleClaim), transaction.atomic():
                getattr(world, action)(*how)
        transaction.set_rollback(True)
