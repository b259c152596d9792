"""What a spreadsheet holds once it is read: sheets of plain values, no formulas, no styles."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal


class Broken(str):
    """The text of an error cell, e.g. "#REF!"; never an empty cell.

    A formula that was stored without its value is broken too, and reads "=…".
    """


class Percent(float):
    """A fraction that the sheet shows as a percentage: 0.315 where a person sees 31.5%."""


# A cell's stored value.
Value = None | str | bool | int | float | Decimal | date | datetime | time | Broken
NO_VALUE = Broken("=…")


@dataclass(frozen=True)
class Merge:
    """A range of merged cells; 0-based, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def area(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


@dataclass
class Sheet:
    """``rows`` start at row 1 of the sheet and cells at column A, wherever the content begins.

    Of merged cells only the first holds the value, as in the file.
    ``hidden``          a person does not see the sheet at all.
    ``hidden_rows``     rows with content that are hidden by hand or in a closed group, 0-based.
    ``filtered_rows``   those that a filter hides; no row is in both.
    ``hidden_columns``  columns of the rectangle with content.
    ``formats``         by cell, the number formats that say more than the value; see formats.py.
    """

    name: str
    rows: list[list[Value]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    filtered_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class Book:
    """A file: the name that it came under, the SHA-256 of its bytes, and its sheets in order.

    ``external_links``: formulas refer to other workbooks; their values are those stored last.
    """

    name: str
    sha256: str
    sheets: list[Sheet]
    external_links: bool = False


@dataclass
class ReadSheet:
    """A sheet as the process that reads gives it: rows one by one, and marks for some cells.

    A mark is (row, column, text of an error, or None for a number shown as a percentage).
    ``facts`` are what else there is to say, by the names of the fields of Sheet; formats are given
    as {format: cells}.
    """

    name: str
    rows: Iterable[list]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    marks: list[tuple[int, int, str | None]] = field(default_factory=list)
    facts: dict[str, bool | list | dict] = field(default_factory=dict)


@dataclass
class ReadBook:
    """A file as the process that reads gives it; see Book."""

    sheets: Iterable[ReadSheet]
    external_links: bool = False


def marks_of(row: list[Value]) -> list[tuple[int, str | None]]:
    """The cells of a row that are more than their plain value: (column, see ReadSheet)."""
    return [
        (column, str(cell) if type(cell) is Broken else None)
        for column, cell in enumerate(row)
        if type(cell) in (Broken, Percent)
    ]


def column_letters(column: int) -> str:
    """The letters over a column, counted from 0: 0 → A, 26 → AA."""
    letters = ""
    while column >= 0:
        column, last = divmod(column, 26)
        letters = chr(ord("A") + last) + letters
        column -= 1
    return letters


def address(row: int, column: int) -> str:
    """What a person calls the cell, both counted from 0: (6, 1) → B7."""
    return f"{column_letters(column)}{row + 1}"
