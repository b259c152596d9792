"""Whatever is done after a close, money as of the closed month's end is as it was.

It moves by three things only, each asked for by the coordinating office: the release of a late
entry, by its amount; what is accepted of somebody who has an exemption for the money of the month;
the verification of a correction by exemption, to what it claims, and its being taken back.
"""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import hypothesis
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.refusals import Refused
from projects.figures.progress import progress_on_days
from projects.models import LateEntry, Project, ReportingMonth
from projects.month.closing.late import refuse, release
from projects.month.rounds import close_month, grant_exemption, reopen_month
from projects.month.saving import ImpossibleClaim
from tests import make
from tests.cast.two_sides import TwoSides
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db
FIRST = date(2011, 6, 1)
ENDS = [date(2011, 6, 30), date(2011, 7, 31), date(2011, 8, 31)]
RECORDERS, REVIEWERS = ("office", "front", "everybody"), ("reviewer", "second_reviewer")
# By whom each deed is tried, and how often.
DEEDS = {
    "record": (RECORDERS, 4),
    "accept": (REVIEWERS + RECORDERS, 4),
    "confirm": (RECORDERS, 2),
    "withdraw": (RECORDERS + REVIEWERS, 1),
    "report": (("office",), 2),
    "verify": (REVIEWERS, 2),
    "take_back": (REVIEWERS, 1),
    "close": (("coordinator",), 3),
    "reopen": (("coordinator",), 1),
    "release": (("coordinator",), 2),
    "refuse_late": (("coordinator",), 1),
    "exempt": (("coordinator",), 1),
}
steps = st.lists(
    st.tuples(
        st.sampled_from([deed for deed, (_people, times) in DEEDS.items() for _n in range(times)]),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(0, 80),
        st.integers(0, 9),
    ),
    min_size=12,
    max_size=25,
)


# Every road into a closed month, one after the other.
ROADS = [
    ("record", 0, 0, 10, 1),
    ("accept", 0, 0, 10, 0),
    ("record", 0, 0, 35, 2),
    ("report", 0, 2, 0, 9),
    ("verify", 0, 2, 0, 0),
    ("close", 0, 2, 0, 0),
    ("close", 0, 1, 0, 0),
    ("take_back", 0, 2, 0, 0),
    ("record", 0, 0, 35, 3),
    ("confirm", 1, 0, 35, 0),
    ("release", 0, 0, 0, 0),
]


class World(TwoSides):
    """One project, three months of which June is loaded; every sum is looked at after each deed."""

    def __init__(self):
        super().__init__()
        self.coordinator = make.administrator()
        self.all_months = [self.june, *self.months]

    def begin(self):
        self.recorded, self.exempted, self.now = [], set(), self.sums()

    def sums(self) -> list:
        rows = progress_on_days(Project.objects.filter(pk=self.project.pk), ENDS)
        return [row.disbursed for row in rows]

    def closed(self) -> list[bool]:
        months = {month.month: month.is_closed for month in ReportingMonth.objects.all()}
        return [months[end.replace(day=1)] for end in ENDS]

    def act(self, action, who, i, day, size):
        people, _times = DEEDS[action]
        person, on = getattr(self, people[who % len(people)]), FIRST + timedelta(days=day)
        sums, closed = self.now, self.closed()
        # What may have moved: (amount, from which day on), or the month whose report was corrected.
        self.added, self.corrected = [], None
        with suppress(Refused, ValidationError, ImpossibleClaim), transaction.atomic():
            getattr(self, action)(person, i, on, size)
            self.now = self.sums()
            self.check(sums, closed)

    def check(self, sums, closed):
        now, closed_now = self.now, self.closed()
        for i, end in enumerate(ENDS):
            if not closed[i] or not closed_now[i]:
                continue
            if self.corrected is not None and closed[self.corrected] and i >= self.corrected:
                continue
            added = sum(amount for amount, on in self.added if on <= end)
            assert now[i] == sums[i] + added

    def record(self, person, _i, on, size):
        amount = (size + 1) * 1000 + len(self.recorded)
        self.record_money(person, self.project, on, Decimal(amount))
        self.recorded.append((amount, on, person))

    def chosen(self, size) -> tuple:
        if not self.recorded:
            raise Refused("nothing was recorded")
        return self.recorded[-1 - size % len(self.recorded)]

    def accept(self, person, _i, _on, size):
        amount, on, recorder = self.chosen(size)
        is_exempted = (on.replace(day=1), recorder) in self.exempted
        if self.accept_it(person, amount) and is_exempted:
            self.added = [(amount, on)]

    def confirm(self, person, _i, _on, size):
        amount, on, recorder = self.chosen(size)
        counted = self.transfer(amount).is_accepted
        self.state_it(person, amount, stated=amount)
        if (on.replace(day=1), recorder) in self.exempted and not counted:
            self.added = [(amount, on)] if self.transfer(amount).is_accepted else []

    def withdraw(self, person, _i, on, size):
        amount, recorded_on, _recorder = self.chosen(size)
        self.reverse_it(person, amount, max(on, recorded_on))

    def report(self, _person, i, _on, size):
        self.report_on(self.office, self.project, self.all_months[i], Decimal(size * 2500))

    def verify(self, person, i, *_rest):
        if self.verify_it(person, self.project, self.all_months[i]):
            self.corrected = i

    def take_back(self, person, i, *_rest):
        if self.take_back_it(person, self.project, self.all_months[i]):
            self.corrected = i

    def close(self, _person, i, *_rest):
        close_month(user=self.coordinator, month=self.all_months[i], reason="已到上报日")

    def reopen(self, _person, i, *_rest):
        reopen_month(user=self.coordinator, month=self.all_months[i], reason="漏报")

    def late(self, i) -> dict:
        self.entries = list(LateEntry.objects.waiting().filter(month=self.all_months[i]))
        pks = [entry.pk for entry in self.entries]
        return {"user": self.coordinator, "month": self.all_months[i], "pks": pks}

    def release(self, _person, i, *_rest):
        release(**self.late(i))
        self.added = [(entry.transfer.amount, entry.transfer.on) for entry in self.entries]

    def refuse_late(self, _person, i, *_rest):
        refuse(**self.late(i), reason="无凭证")

    def exempt(self, _person, i, _on, size):
        month = ReportingMonth.objects.get(pk=self.all_months[i].pk)
        grant_exemption(
            user=self.coordinator,
            month=month,
            to=self.office,
            projects=[self.project],
            covers_money=size % 2 == 0,
            until=date(2099, 1, 1),
            reason="补记",
            key=uuid4(),
        )
        if size % 2 == 0:
            self.exempted.add((month.month, self.office))


@pytest.fixture
def world():
    return World()


@hypothesis.given(actions=steps)
@hypothesis.example(actions=ROADS)
@settings(max_examples=examples(18), deadline=None, suppress_health_check=list(HealthCheck))
def test_money_as_of_a_closed_months_end_moves_by_a_release_or_an_exemption_only(world, actions):
    world.begin()
    with transaction.atomic():
        for action, *how in actions:
            world.act(action, *how)
        transaction.set_rollback(True)
