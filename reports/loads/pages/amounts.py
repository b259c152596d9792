"""The amounts of a preview, each in the unit in which the file states it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.formats import DASH, exact_in, exact_money
from reports.loads.asking import unit_in_words
from reports.loads.examining import Preview
from reports.loads.plans import FileKind, Sum
from reports.loads.questions.cells import without_unit

# A column of amounts whose unit is asked for, and one that is in several units.
OPEN, MIXED = "open", "mixed"


@dataclass(frozen=True)
class FileUnits:
    """``by_column`` are the units of the columns of amounts, OPEN and MIXED among them; ``names``
    are all amounts of the kind, those that the file does not state among them.
    """

    by_column: Mapping[str, str]
    names: frozenset[str] = frozenset()

    def amount(self, column: str, yuan: Decimal | None) -> str:
        """An amount of the file with the unit of its column.

        While that is open its cells were read as yuan: the number is the one in the file.
        """
        if yuan is None:
            return DASH
        unit = self.by_column.get(column, MIXED)
        if unit == MIXED:
            return exact_money(yuan)
        if unit == OPEN:
            return without_unit(yuan)
        words = {"amount": exact_in(yuan, MONEY[unit]), "unit": unit_in_words(unit)}
        return _t("%(amount)s (%(unit)s)") % words

    def stored_amount(self, column: str, yuan: Decimal | None) -> str:
        """An amount that is stored, in the unit of its column; its unit is known in any case."""
        is_open = self.by_column.get(column) == OPEN
        return exact_money(yuan) if is_open else self.amount(column, yuan)


def file_units(preview: Preview) -> FileUnits:
    by_column: dict[str, str] = {}
    for table in preview.tables:
        for name, unit in _units(preview.kind, table):
            both = {by_column.get(name, unit), unit}
            by_column[name] = unit if len(both) == 1 else MIXED
    columns = preview.kind.columns.values()
    names = frozenset(column.name for column in columns if column.kind == "amount")
    return FileUnits(by_column, names | by_column.keys())


def _units(kind: FileKind, table: Table) -> Iterator[tuple[str, str]]:
    """Columns of tranches beside their project are all called "amount", as in a sheet of theirs."""
    for name, place in table.columns.items():
        column = kind.columns.get(name)
        if column and column.kind == "amount":
            yield "amount" if column.dated else name, _unit(table, name, place)


def _unit(table: Table, name: str, place: int) -> str:
    doubts = table.doubts
    if place in doubts.units.mixed:
        return MIXED
    if doubts.is_unit_open(name):
        return OPEN
    return doubts.units.of(place) or doubts.unit or MIXED


@dataclass(frozen=True)
class SumInWords:
    """A sum beside the total that the file prints, in the unit of the file."""

    label: str
    rows: int
    amount: str
    printed: str
    verdict_label: str


def sums_in_words(sums: list[Sum], units: FileUnits) -> list[SumInWords]:
    return [
        SumInWords(
            total.label,
            total.rows,
            units.amount(total.column, total.amount),
            units.amount(total.column, total.printed),
            total.verdict_label,
        )
        for total in sums
    ]
