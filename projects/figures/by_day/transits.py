"""Money on its way through a region: what arrived for a unit, what left, how old the rest is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models.functions import Coalesce

from projects.figures.balances import arrived_and_spent
from projects.models import Programme


@dataclass(frozen=True)
class Transit:
    """Yuan of a balance by day: what arrived, and what went to projects.

    An arrival is (the day it arrived, the day from which it counts, yuan). Its reversal, below
    zero, counts from its own day and takes away what arrived on that of the arrival.
    """

    arrivals: list[tuple[date, date, Decimal]] = field(default_factory=list)
    left: dict[date, Decimal] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """On which what is held changes."""
        return sorted({*(counts_from for _on, counts_from, _amount in self.arrivals), *self.left})

    def arrived_by(self, day: date, *, on: date) -> Decimal:
        """What had arrived by a day, as it counts on a day after that."""
        amounts = (
            amount
            for arrived_on, counts_from, amount in self.arrivals
            if arrived_on <= day and counts_from <= on
        )
        return sum(amounts, Decimal(0))

    def left_by(self, day: date) -> Decimal:
        return sum((amount for on, amount in self.left.items() if on <= day), Decimal(0))

    def held_on(self, day: date) -> Decimal:
        return self.arrived_by(day, on=day) - self.left_by(day)

    def held_for(self, days: int, *, on: date) -> Decimal:
        """Of what is held on a day the part that arrived so many days ago, the first to arrive
        being the first to leave.
        """
        arrived = self.arrived_by(on - timedelta(days=days), on=on)
        return max(arrived - self.left_by(on), Decimal(0))

    def oldest_on(self, day: date) -> date | None:
        """When the oldest of what is held arrived; None where nothing is held."""
        left = self.left_by(day)
        days = sorted({arrived_on for arrived_on, _from, _amount in self.arrivals})
        return next((d for d in days if d <= day and self.arrived_by(d, on=day) > left), None)


def transits(programme: Programme, *, scope: str, on: date) -> dict[tuple[int, int], Transit]:
    """{(supporter id, id of the recipient's row): how its balance moved} in two queries.

    Only where money is recorded as arrived, as ``balances``.
    """
    arrived, at_projects = arrived_and_spent(programme, scope, on)
    by_parties: dict[tuple[int, int], Transit] = {}
    columns = ("giver", "row", Coalesce("reverses__on", "on"), "on", "amount")
    for giver, row, *arrival in arrived.values_list(*columns):
        by_parties.setdefault((giver, row), Transit()).arrivals.append(tuple(arrival))
    for giver, row, day, amount in at_projects.values_list("giver", "row", "on", "amount"):
        if transit := by_parties.get((giver, row)):
            transit.left[day] = transit.left.get(day, Decimal(0)) + amount
    return by_parties
