"""The numbers of a row: each with its counting unit, planned and done."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.numerals import NOTHING
from aidtrack.values.characters import squeezed
from aidtrack.values.intervals import Interval, stated_in
from projects.models import CountingUnit
from projects.models.amounts import TOO_LARGE
from reports.loads.kinds.contributions.columns import COUNTED, HEADED, HEADED_COLUMNS, PLANNED
from reports.loads.kinds.contributions.numbers import (
    CellNumber,
    CountingUnits,
    disagree,
    read_cell,
)

# The columns with numbers.
NUMBERS = ("done", "planned", *(column.name for column in HEADED_COLUMNS))


@dataclass(slots=True)
class Amount:
    """One number of a contribution; ``done`` None: nothing is done yet, or it is vague."""

    table: Table
    record: Record
    column: str
    unit: CountingUnit
    of_whom: str
    planned: Decimal | None
    done: Interval | None
    printed: str
    cell: CellNumber | None = None

    @property
    def place(self) -> str:
        return self.table.place(self.record, self.column)

    @property
    def key(self) -> tuple[int, str]:
        return self.unit.pk, self.of_whom

    @property
    def is_vague(self) -> bool:
        return self.cell is not None and self.done is None


class BadNumber(Exception):
    """A number that is not read, with its problem."""

    def __init__(self, table: Table, record: Record, column: str, expected: str, mend: str):
        super().__init__(expected)
        self.problem = table.problem(record, column, expected, mend)


def columns_of(code: str) -> tuple[str, str]:
    """The columns of a counting unit that heads its own: done, and planned."""
    return f"{COUNTED}{code}", f"{PLANNED}{code}"


class AmountReader:
    """Reads the numbers of rows in the counting units that there are."""

    def __init__(self, units: CountingUnits):
        self.units = units

    def amounts(self, table: Table, record: Record) -> Iterator[Amount]:
        values = record.values
        for name in NUMBERS:
            if squeezed(values.get(name) or "") in NOTHING:
                values[name] = None
        columns = [name for name in ("done", "planned") if values.get(name)]
        if columns:
            stated = values.get("counting_unit") or self._in_heading(table, columns[0])
            yield self._amount(table, record, "done", "planned", stated)
        headed = [code for code in HEADED if any(values.get(name) for name in columns_of(code))]
        for code in headed:
            label = self.units.by_code[code].label if code in self.units.by_code else code
            yield self._amount(table, record, *columns_of(code), label)
        if not (columns or headed):
            raise BadNumber(
                table,
                record,
                "done" if "done" in table.columns else "title",
                _t("How many were given or planned."),
                _t("Enter a number and its counting unit, e.g. 450 person-times."),
            )

    def _in_heading(self, table: Table, column: str) -> str:
        """The unit that the heading of a column states, "" for none."""
        place = table.columns[column]
        texts = (header.text for header in table.headers if header.column == place)
        return self.units.in_heading(next(texts, ""))

    def _amount(
        self, table: Table, record: Record, done_column: str, plan_column: str, stated: str
    ) -> Amount:
        """The number of one or both of two columns; ``stated`` is its unit, "" for none."""
        values = record.values
        column = done_column if values.get(done_column) else plan_column
        cell = self._cell(table, record, column, stated)
        if stated and self.units.called(stated)[0] is None:
            raise BadNumber(table, record, "counting_unit", *self._unknown_unit())
        if cell.unit is None:
            raise BadNumber(table, record, column, *self._without_unit())
        if stated and disagree(cell, cell.unit, self.units):
            raise BadNumber(
                table,
                record,
                column,
                _t("The counting unit that stands beside it: %(unit)s.") % {"unit": cell.unit.name},
                _t("The cell names another unit: correct either."),
            )
        planned, done = None, cell
        if column == plan_column:
            planned, done = cell, None
        elif values.get(plan_column):
            planned = self._cell(table, record, plan_column, stated or cell.unit.label)
        amount = Amount(
            table,
            record,
            column,
            cell.unit,
            values.get("of_whom") or "",
            _exact(table, record, plan_column, planned),
            done and done.interval,
            (values.get("printed") or cell.printed)[:100] if done else "",
            done,
        )
        _check(amount)
        return amount

    def _cell(self, table: Table, record: Record, column: str, stated: str) -> CellNumber:
        try:
            return read_cell(record.values[column], self.units, stated)
        except ValueError:
            raise BadNumber(
                table,
                record,
                column,
                _t("A single number, e.g. 450, 80余 or 12000余册."),
                _t("Enter one number with its counting unit; one row for each number."),
            ) from None

    def _without_unit(self) -> tuple[str, str]:
        return (
            _t("A number with its counting unit."),
            _t("State what is counted, e.g. 人次, in the cell or in a column of counting units."),
        )

    def _unknown_unit(self) -> tuple[str, str]:
        names = _t(", ").join(unit.name for unit in self.units.by_code.values())
        return _t("A counting unit: %(names)s.") % {"names": names}, _t("Enter one of these.")


def _exact(table: Table, record: Record, column: str, cell: CellNumber | None) -> Decimal | None:
    if cell is None:
        return None
    if cell.interval is None or not cell.interval.is_exact:
        expected = _t("An exact number: a plan is no estimate.")
        raise BadNumber(table, record, column, expected, _t("Enter the number that was planned."))
    return cell.interval.low


def _check(amount: Amount):
    """
    Raises  BadNumber where the number does not suit its unit or its printed text
    """
    unit, done = amount.unit, amount.done
    numbers = [amount.planned, done and done.low, done and done.high]
    at = (amount.table, amount.record, amount.column)
    for number in (number for number in numbers if number is not None):
        if number >= TOO_LARGE:
            expected = _t("A number with its counting unit.")
            raise BadNumber(*at, expected, _t("It is too large to be stored: check the unit."))
        if number % unit.smallest:
            sentence = _t("%(unit)s are counted in steps of %(step)s.")
            words = {"unit": unit.name, "step": unit.smallest}
            raise BadNumber(*at, sentence % words, _t("Correct the number or its unit."))
    printed = amount.record.values.get("printed")
    if done and printed:
        smallest = min(unit.smallest, Decimal(1))
        if done not in stated_in(printed, smallest=smallest):
            sentence = _t("The text “%(printed)s” does not say %(done)s: correct either.")
            words = {"printed": printed, "done": done}
            raise BadNumber(*at, _t("The number that the text says."), sentence % words)
