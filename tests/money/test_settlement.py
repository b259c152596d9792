"""What verifying a claim does with money of other months, that of others included."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import Transfer
from projects.month.facts import recorded_amount
from tests.cast.two_sides import TwoSides

pytestmark = pytest.mark.django_db
END_OF_JULY, END_OF_AUGUST = date(2011, 7, 31), date(2011, 8, 31)


class World(TwoSides):
    def __init__(self):
        super().__init__()
        self.july, self.august = self.months

    def money(self, on, amount):
        return self.record_money(self.office, self.project, on, Decimal(amount))

    def verified(self, month, amount):
        self.claim(self.office, self.project, month, Decimal(amount))
        self.verify_it(self.reviewer, self.project, month)

    def amounts(self) -> list:
        return [recorded_amount(self.project, on=on) for on in (END_OF_JULY, END_OF_AUGUST)]


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("corrected", [1500, 500])
def test_a_correction_of_july_leaves_what_was_confirmed_of_august_since_its_claim(world, corrected):
    world.money(date(2011, 8, 5), 9000)
    world.verified(world.july, 1000)
    world.verified(world.august, 5000)
    world.accept_it(world.front, 9000)
    assert world.amounts() == [1000, 14000]

    world.verified(world.july, corrected)

    assert world.amounts() == [corrected, 14000]


def test_a_fall_in_july_lets_august_accept_nothing_of_july(world):
    """What waits beyond the claim goes on waiting, although August has room for it."""
    world.money(date(2011, 7, 5), 90000)
    waiting = world.money(date(2011, 7, 6), 1000)
    world.verified(world.july, 5000)
    world.verified(world.august, 5000)
    world.reverse_it(world.office, 90000, date(2011, 7, 5))

    world.verified(world.july, 0)

    assert world.amounts() == [0, 5000]
    assert list(Transfer.objects.waiting()) == [waiting]


def test_a_fall_in_july_is_made_up_for_by_what_waits_of_august(world):
    world.verified(world.july, 5000)
    world.money(date(2011, 8, 2), 90000)
    world.money(date(2011, 8, 6), 1000)
    world.verified(world.august, 5000)
    world.reverse_it(world.office, 90000, date(2011, 8, 2))

    world.verified(world.july, 2000)

    assert world.amounts() == [2000, 5000]
    assert not Transfer.objects.waiting().exists()
