"""Money on its way through a region: what arrived for a unit, what left, how old the rest is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from projects.figures.balances import arrived_and_spent
from projects.models import Programme


@dataclass(frozen=True)
class Transit:
    """Yuan of a balance by day: what arrived, and what went to projects or was taken back."""

    arrived: dict[date, Decimal] = field(default_factory=dict)
    left: dict[date, Decimal] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return sorted({*self.arrived, *self.left})

    def arrived_by(self, day: date) -> Decimal:
        return sum((amount for on, amount in self.arrived.items() if on <= day), Decimal(0))

    def left_by(self, day: date) -> Decimal:
        return sum((amount for on, amount in self.left.items() if on <= day), Decimal(0))

    def held_on(self, day: date) -> Decimal:
        return self.arrived_by(day) - self.left_by(day)

    def held_for(self, days: int, *, on: date) -> Decimal:
        """Of what is held on a day the part that arrived so many days ago, the first to arrive
        being the first to leave.
        """
        return max(self.arrived_by(on - timedelta(days=days)) - self.left_by(on), Decimal(0))

    def oldest_on(self, day: date) -> date | None:
        """When the oldest of what is held arrived; None where nothing is held."""
        left, arrived = self.left_by(day), Decimal(0)
        for on in sorted(self.arrived):
            arrived += self.arrived[on]
            if on <= day and arrived > left:
                return on
        return None


def transits(programme: Programme, *, scope: str, on: date) -> dict[tuple[int, int], Transit]:
    """{(supporter id, id of the recipient's row): how its balance moved} in two queries.

    Only where money is recorded as arrived, as ``balances``.
    """
    arrived, at_projects = arrived_and_spent(programme, scope, on)
    by_parties: dict[tuple[int, int], Transit] = {}
    for row in arrived.values_list("giver", "row", "on", "amount"):
        transit = by_parties.setdefault(row[:2], Transit())
        _move(transit.arrived if row[3] > 0 else transit.left, row[2], abs(row[3]))
    for giver, row, day, amount in at_projects.values_list("giver", "row", "on", "amount"):
        if transit := by_parties.get((giver, row)):
            _move(transit.left, day, amount)
    return by_parties


def _move(amounts: dict[date, Decimal], day: date, amount: Decimal):
    amounts[day] = amounts.get(day, Decimal(0)) + amount
