"""What was given by a day: quantities of verified contributions, summed where they add.

The one place that sums them: pages, files and the command ``given`` read it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aidtrack.values.intervals import Interval, total
from projects.models import Contribution, CountingUnit, Quantity

Timing = Contribution.Timing
# The group of people in post, where groups are counting units.
IN_POST = "in_post"


@dataclass(frozen=True)
class GivenLine:
    """One counting unit of one group.

    ``planned`` is the plan as it stands now, whenever it is for; None: nothing was planned, or it
    does not add. ``done`` and ``under_way`` None: there are several and they do not add.
    ``quantities`` are the rows behind it.
    """

    group: Hashable
    counting_unit: CountingUnit
    planned: Decimal | None
    done: Interval | None
    under_way: Interval | None
    quantities: list[Quantity]

    @property
    def rows(self) -> int:
        return len(self.quantities)

    @property
    def counting(self) -> list[Quantity]:
        """Those that count on the day: of what had ended, and of people in post."""
        return [row for row in self.quantities if _timing(row) == _counted_as(row)]

    @property
    def promised(self) -> Decimal | None:
        """What was planned of those that count on the day; None: nothing, or it does not add.

        What is due later is no promise yet to be kept, so nothing that is entered once the month
        of the day is closed moves it.
        """
        return _sum_planned(self.counting_unit, self.counting)

    @property
    def kept_rate(self) -> Interval | None:
        """What was given over what was promised, as fraction of 1; None where either is unknown."""
        given = _sum(self.counting_unit, self.counting)
        if self.promised is None or given is None:
            return None
        return given.over(Interval.exactly(self.promised))

    @property
    def is_stock(self) -> bool:
        """Whether it counts people in post and nothing else."""
        return all(row.contribution.is_stock for row in self.quantities)


def _month(quantity: Quantity) -> str:
    """The month in which it counts; "" where no end is known."""
    ends_on = quantity.contribution.ends_on
    return "" if ends_on is None else f"{ends_on:%Y-%m}"


def _pairing(quantity: Quantity) -> str:
    """Its reference; "" for a contribution of the scheme as a whole."""
    pairing = quantity.contribution.pairing
    return "" if pairing is None else pairing.ref


def _category(quantity: Quantity) -> str:
    category = quantity.contribution.category
    return "" if category is None else category.code


def _unit(quantity: Quantity) -> str:
    return IN_POST if _stands_apart(quantity) else quantity.counting_unit.code


def _stands_apart(quantity: Quantity) -> bool:
    """People in post add, other people do not: they are on a line of their own, once dated."""
    contribution = quantity.contribution
    is_dated = contribution.timing != Timing.UNDATED
    return contribution.is_stock and is_dated and not quantity.counting_unit.adds


GROUPINGS: dict[str, Callable[[Quantity], str]] = {
    "counting-unit": _unit,
    "form": lambda quantity: quantity.contribution.form,
    "category": _category,
    "pairing": _pairing,
    "scheme": lambda quantity: quantity.contribution.scheme.code,
    "month": _month,
}


def quantities(contributions, *, on: date) -> list[Quantity]:
    """The quantities of those that count, parts left out; each contribution has its ``timing``.

    ``contributions`` is a QuerySet of them. Two queries.
    """
    return _quantities(contributions.counting().tops(), on=on)


def quantities_and_parts(contributions, *, on: date) -> tuple[list[Quantity], list[Quantity]]:
    """The same, and beside them those of the parts. Two queries."""
    rows = _quantities(contributions.counting(), on=on)
    parts = [row for row in rows if row.contribution.part_of_id]
    return [row for row in rows if not row.contribution.part_of_id], parts


def _quantities(counting, *, on: date) -> list[Quantity]:
    related = counting.with_timing(on=on).select_related("scheme", "pairing", "category")
    rows = {row.pk: row for row in related}
    found = Quantity.objects.filter(contribution__in=list(rows)).select_related("counting_unit")
    found = list(found.order_by("counting_unit__position", "contribution", "of_whom"))
    for quantity in found:
        quantity.contribution = rows[quantity.contribution_id]
    return found


def lines(rows: Iterable[Quantity], by: Callable[[Quantity], Hashable]) -> list[GivenLine]:
    """The quantities by group and counting unit, groups in the order in which they come.

    A counting unit of people may have a second line in its group: people in post.
    """
    grouped: dict[tuple, list[Quantity]] = {}
    for row in rows:
        key = by(row), row.counting_unit, _stands_apart(row)
        grouped.setdefault(key, []).append(row)
    return [given_line(group, unit, found) for (group, unit, _apart), found in grouped.items()]


def given_line(group: Hashable, unit: CountingUnit, rows: list[Quantity]) -> GivenLine:
    done = [row for row in rows if _timing(row) == Timing.DONE and not row.contribution.is_stock]
    under_way = [row for row in rows if _timing(row) == Timing.UNDER_WAY]
    return GivenLine(
        group,
        unit,
        planned=_sum_planned(unit, rows),
        done=_sum(unit, done),
        under_way=_sum(unit, under_way),
        quantities=rows,
    )


def adds(unit: CountingUnit, rows: list[Quantity]) -> bool:
    """Whether the numbers may be summed: one is its own sum, and people in post on a day add."""
    return unit.adds or len(rows) < 2 or all(row.contribution.is_stock for row in rows)


def in_post(contributions, *, on: date) -> Interval:
    """Seconded people in post on a day."""
    rows = quantities(contributions.filter(form__in=Contribution.STOCKS), on=on)
    return total(row.done for row in rows if row.done and _timing(row) == Timing.UNDER_WAY)


def _sum(unit: CountingUnit, rows: list[Quantity]) -> Interval | None:
    counted = [row for row in rows if row.done]
    return total(row.done for row in counted) if adds(unit, counted) else None


def _sum_planned(unit: CountingUnit, rows: list[Quantity]) -> Decimal | None:
    planned = [row for row in rows if row.planned is not None]
    return sum(row.planned for row in planned) if planned and adds(unit, planned) else None


def _counted_as(quantity: Quantity) -> str:
    """The timing with which it counts: people in post while they are, all else once it ended."""
    return Timing.UNDER_WAY if quantity.contribution.is_stock else Timing.DONE


def _timing(quantity: Quantity) -> str:
    return quantity.contribution.timing
