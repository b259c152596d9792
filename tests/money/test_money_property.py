"""Money counts by two, whatever is done in whatever order; the ledger is kept by hand.

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
from tests.cast.ledger import Ledger, Recorded
from tests.cast.two_sides import TwoSides
from tests.databases.examples import examples

pytestmark = pytest.mark.django_db
DAYS = [date(2011, 7, 20), date(2011, 7, 31), date(2011, 8, 31), date(2011, 9, 30)]
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
    min_size=12,
    max_size=25,
)


# A claim that reaches the older of two transfers, one of August, and a correction of the first.
ROADS = [
    ("record", 1, 0, 0, 20, 3),
    ("record", 1, 0, 0, 3, 4),
    ("record", 1, 0, 0, 35, 8),
    ("enter", 0, 0, 0, 0, 3),
    ("verify", 0, 0, 0, 0, 0),
    ("enter", 0, 0, 1, 0, 4),
    ("verify", 0, 0, 1, 0, 0),
    ("accept", 0, 0, 0, 0, 2),
    ("enter", 0, 0, 0, 0, 2),
    ("verify", 0, 0, 0, 0, 0),
    ("take_back", 0, 0, 1, 0, 0),
]


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
@hypothesis.example(actions=ROADS)
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_what_counts_is_the_last_verified_claim_and_what_was_accepted_since(world, actions):
    world.begin()
    with transaction.atomic():
        for action, *how in actions:
            world.act(action, *how)
        check(world)
        transaction.set_rollback(True)
