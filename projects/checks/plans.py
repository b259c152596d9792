"""Says what is unlikely of a project's plan: an amount in another unit, days of other years.

One home for whatever enters many projects at once. The amounts of a programme lie within a few
hundred times of each other; one that fits only 10,000 times larger or smaller has another unit.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from statistics import median

from aidtrack.values.formats import WAN
from projects.checks.amounts import are_apart
from projects.models.amounts import to_fen

# Amounts from which on a usual one can be told; how far the next one is from one that slipped.
FEWEST, GAP = 3, 10
# How many times what a pairing's other projects come to one project may be.
OF_PAIRING = 10
# Years by which works may begin before their programme, and end after it.
YEARS = 5


class UsualAmounts:
    """The amounts that others have, in yuan, and whether one more is like them."""

    def __init__(self, amounts: Iterable[Decimal]):
        amounts = [amount for amount in amounts if amount]
        self.median = median(amounts) if len(amounts) >= FEWEST else None
        alike = [a for a in amounts if self.median and not are_apart(a, self.median)]
        self.least, self.most = min(alike, default=None), max(alike, default=None)

    def in_other_unit(self, amount: Decimal) -> Decimal | None:
        """The amount as it would be like the others; None where it is, or where nothing helps."""
        if not (amount and self.median and self._stands_alone(amount)):
            return None
        return corrected(amount, self.median)

    def _stands_alone(self, amount: Decimal) -> bool:
        return amount >= GAP * self.most or amount * GAP <= self.least


def corrected(amount: Decimal, usual: Decimal) -> Decimal | None:
    """The amount 10,000 times larger or smaller, if only so it comes near the usual one."""
    if not are_apart(amount, usual):
        return None
    other = to_fen(amount * WAN if amount < usual else amount / WAN)
    return None if are_apart(other, usual) else other


def aid_in_other_unit(planned_aid: Decimal, total_investment: Decimal) -> Decimal | None:
    """Planned aid that is less than 1 of 10,000 yuan of the investment, as it would be 万元."""
    larger = planned_aid * WAN
    return larger if 0 < larger <= total_investment else None


def exceeds_pairing(planned_aid: Decimal, others: int, their_aid: Decimal) -> bool:
    """Whether a project alone is many times what the pairing's other projects come to."""
    return others >= FEWEST and planned_aid > OF_PAIRING * their_aid


def outside_years(name: str, day: date, starts_on: date, ends_on: date) -> bool:
    """Whether a planned day cannot well belong to a programme of these days.

    Works may begin before the programme and end after it, but not begin after its end.
    """
    if name == "planned_start_on":
        return day > ends_on or day.year < starts_on.year - YEARS
    return day < starts_on or day.year > ends_on.year + YEARS
