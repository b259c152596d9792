"""The sums of a file's rows beside the totals that the file itself prints."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.plans import DIFFERS, MATCHES, ROUNDED, Sum

SUBTOTAL = re.compile(r"小计|subtotal", re.IGNORECASE)
NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass
class Amounts:
    """A column of amounts with the rows of the sheet in which they stand."""

    rows: list[int] = field(default_factory=list)
    sums: list[Decimal] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, name: str) -> "Amounts":
        cells = [(r.row, r.values[name]) for r in table.records if r.values.get(name) is not None]
        return cls([row for row, _ in cells], list(accumulate(value for _, value in cells)))

    def between(self, above: int, below: int) -> tuple[int, Decimal]:
        """How many amounts stand between two rows, and what they add up to."""
        first, last = bisect_left(self.rows, above + 1), bisect_left(self.rows, below)
        if last <= first:
            return 0, Decimal(0)
        return last - first, self.sums[last - 1] - (self.sums[first - 1] if first else 0)


def totals(tables: Iterable[Table], name: str) -> list[Sum]:
    """Each total that the file prints beside the sum of its rows, for one column of amounts."""
    return [total for table in tables for total in _of_table(table, name)]


def _of_table(table: Table, name: str) -> Iterator[Sum]:
    amounts = Amounts.of(table, name)
    printed = [total for total in table.totals if total.values.get(name) is not None]
    places = [total.row for total in printed]
    for at, total in enumerate(printed):
        before = amounts.between(places[at - 1] if at else -1, total.row)
        after = amounts.between(total.row, places[at + 1] if at + 1 < len(places) else 10**9)
        whole = amounts.between(-1, 10**9)
        label = label_of(total)
        readings = [before, after] if SUBTOTAL.search(label) else [whole, before, after]
        yield compared(label, total, name, [reading for reading in readings if reading[0]])


def label_of(total: Record) -> str:
    words = (value for value in total.raw.values() if isinstance(value, str))
    return next((word for word in words if not NUMBER.fullmatch(word.strip())), _t("total"))


def compared(label: str, total: Record, name: str, readings: list[tuple[int, Decimal]]) -> Sum:
    """The printed total beside the rows that it fits best, else beside the first reading."""
    printed, step = total.values[name], step_of(total.raw.get(name), total.values[name])
    for rows, amount in readings:
        if amount == printed:
            return Sum(label, rows, amount, printed, MATCHES, name)
    for rows, amount in readings:
        if abs(amount - printed) <= step * (rows + 1) / 2:
            return Sum(label, rows, amount, printed, ROUNDED, name)
    rows, amount = readings[0] if readings else (0, Decimal(0))
    return Sum(label, rows, amount, printed, DIFFERS, name)


def step_of(raw, value: Decimal) -> Decimal:
    """The last digit that a total in a larger unit prints, in yuan; 0 for a total in yuan."""
    match = NUMBER.search(str(raw))
    number = Decimal(match[0].replace(",", "")) if match else Decimal(0)
    if not number or abs(value) <= number:
        return Decimal(0)
    return abs(value) / number * Decimal(1).scaleb(number.as_tuple().exponent)
