"""Money counts by two, whatever is done in whatever order; the ledger below is kept by hand.

The law, of one project:

-   A transfer counts from its day on, once a second person has vouched for it: the other side by
    stating the same, or a reviewer of the side that recorded it. Disputed, refused, withdrawn or
    returned, nothing counts.
-   Verifying a claim makes the sum as of its month's end what it claims. Waiting transfers up to
    that day count, the oldest first, as far as the claim reaches; what is left is one amount on the
    month's end. What counts by the end of a later month with a verified claim stays as it is.
-   What is accepted since adds to it on its own day, what is reversed since leaves it.
-   A verification that is taken back leaves no trace, and what it had accepted waits again.

So at a month's end counts: the last verified claim, and what was accepted since.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import hypothesis
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.refusals import Refused
from projects.figures.progress import progress_on_days
from projects.models import Project
from tests.cast.two_sides import TwoSides

pytestmark = pytest.mark.django_db
DAYS = [date(2011, 7, 20), date(2011, 7, 31), date(2011, 8, 31), date(2011, 9, 30)]
ENDS = [date(2011, 7, 31), date(2011, 8, 31)]
FIRST = date(2011, 7, 1)
RECORDERS = ("front", "office", "everybody")
REVIEWERS = ("reviewer", "second_reviewer", "everybody")
ALL = ("front", "front_reviewer", "office", "everybody", "reviewer", "second_reviewer")
# By whom each deed is tried, and how often.
DEEDS = {
    "record": (RECORDERS, 4),
    "enter": (("office", "everybody"), 2),
    "verify": (REVIEWERS, 2),
    "send_back": (REVIEWERS, 1),
    "take_back": (REVIEWERS, 1),
    "accept": (ALL, 2),
    "confirm": (RECORDERS, 1),
    "dispute": (RECORDERS, 1),
    "refuse": (ALL, 1),
    "reverse": (ALL, 1),
}
steps = st.lists(
    st.tuples(
        st.sampled_from([deed for deed, (_people, times) in DEEDS.items() for _n in range(times)]),
        st.integers(0, 5),
        st.sampled_from([0, 0, 1]),
        st.integers(0, 1),
        st.integers(0, 65),
        st.integers(0, 9),
    ),
    min_size=8,
    max_size=25,
)


@dataclass
class Recorded:
    """A transfer as the ledger knows it."""

    amount: int
    on: date
    recorder: object
    side: str
    standing: str = "waits"


@dataclass
class Ledger:
    """What counts of one project, entry by entry: (day, yuan)."""

    entries: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    claims: dict = field(default_factory=dict)
    # Of each month the verifications that stand, as (claim before, entries, accepted transfers).
    verified: dict = field(default_factory=lambda: {0: [], 1: []})

    def total(self, on) -> int:
        return sum(amount for day, amount in self.entries if day <= on)

    def accept(self, recorded):
        recorded.standing = "counts"
        self.waiting.remove(recorded)
        self.entries.append((recorded.on, recorded.amount))

    def drop(self, recorded, on):
        if recorded.standing == "counts":
            self.entries.append((on, -recorded.amount))
        else:
            self.waiting.remove(recorded)
        recorded.standing = "gone"

    def verify(self, i, claim):
        first, before = len(self.entries), self.claims.get(i)
        later = [(ENDS[month], self.total(ENDS[month])) for month in self.claims if month > i]
        accepted = self.settle(claim, date.min, ENDS[i])
        for end, amount in later:
            accepted += self.settle(amount, ENDS[i], end)
        self.claims[i] = claim
        self.verified[i].append((before, self.entries[first:], accepted))

    def settle(self, claim, after, end) -> list:
        reached = [r for r in self.waiting if after < r.on <= end]
        accepted = []
        for recorded in sorted(reached, key=lambda r: r.on):
            if recorded.amount > claim - self.total(end):
                break
            self.accept(recorded)
            accepted.append(recorded)
        self.entries.append((end, claim - self.total(end)))
        return accepted

    def take_back(self, i):
        before, entries, accepted = self.verified[i].pop()
        self.entries += [(day, -amount) for day, amount in entries]
        del self.claims[i]
        if before is not None:
            self.claims[i] = before
        for recorded in reversed(accepted):
            recorded.standing = "waits"
            self.waiting.append(recorded)


class World(TwoSides):
    """Everybody tries whatever comes; what is not refused is entered in the ledgers."""

    def begin(self):
        self.ledgers, self.recorded, self.claimed = [Ledger(), Ledger()], [[], []], {}

    def act(self, action, who, *how):
        people, _times = DEEDS[action]
        person = getattr(self, people[who % len(people)])
        with suppress(Refused, ValidationError), transaction.atomic():
            getattr(self, action)(person, *how)

    def record(self, person, i, _month, day, size):
        amount = (size + 1) * 1000 + len(self.recorded[0] + self.recorded[1])
        on = FIRST + timedelta(days=day)
        row = self.record_money(person, self.projects[i], on, Decimal(amount))
        recorded = Recorded(amount, on, person, row.recorded_side)
        self.recorded[i].append(recorded)
        self.ledgers[i].waiting.append(recorded)

    def chosen(self, i, size) -> Recorded:
        if not self.recorded[i]:
            raise Refused("nothing was recorded")
        return self.recorded[i][size % len(self.recorded[i])]

    def accept(self, person, i, _month, _day, size):
        recorded = self.chosen(i, size)
        if self.accept_it(person, recorded.amount):
            assert person != recorded.recorder
            self.ledgers[i].accept(recorded)

    def confirm(self, person, i, _month, _day, size):
        recorded = self.chosen(i, size)
        self.state_it(person, recorded.amount, stated=recorded.amount)
        assert person != recorded.recorder
        if recorded.standing == "waits":
            self.ledgers[i].accept(recorded)

    def dispute(self, person, i, _month, _day, size):
        recorded = self.chosen(i, size)
        self.state_it(person, recorded.amount, stated=recorded.amount + 1)

    def refuse(self, person, i, _month, _day, size):
        """The other side says that nothing came; a reviewer of the recording side takes it back."""
        recorded = self.chosen(i, size)
        self.refuse_it(person, recorded.amount)
        assert person != recorded.recorder
        recorders = {"recipient": [self.front], "supporter": [self.office]}[recorded.side]
        if person not in [*recorders, self.everybody]:
            self.ledgers[i].drop(recorded, recorded.on)

    def reverse(self, person, i, _month, day, size):
        recorded = self.chosen(i, size)
        on = max(recorded.on, FIRST + timedelta(days=day))
        counts = recorded.standing == "counts"
        self.reverse_it(person, recorded.amount, on)
        assert not (counts and person == recorded.recorder)
        self.ledgers[i].drop(recorded, on)

    def enter(self, person, i, month, _day, size):
        self.claim(person, self.projects[i], self.months[month], Decimal(size * 2500))
        self.claimed[i, month] = size * 2500

    def verify(self, person, i, month, *_rest):
        if self.verify_it(person, self.projects[i], self.months[month]):
            self.ledgers[i].verify(month, self.claimed[i, month])

    def send_back(self, person, i, month, *_rest):
        self.return_it(person, self.projects[i], self.months[month])

    def take_back(self, person, i, month, *_rest):
        if self.take_back_it(person, self.projects[i], self.months[month]):
            self.ledgers[i].take_back(month)


def check(world):
    for project, ledger in zip(world.projects, world.ledgers, strict=True):
        rows = progress_on_days(Project.objects.filter(pk=project.pk), DAYS)
        assert [row.disbursed for row in rows] == [ledger.total(day) for day in DAYS]


@pytest.fixture
def world():
    return World()


@hypothesis.given(actions=steps)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_counts_is_the_last_verified_claim_and_what_was_accepted_since(world, actions):
    world.begin()
    with transaction.atomic():
        for action, *how in actions:
            world.act(action, *how)
        check(world)
        transaction.set_rollback(True)
