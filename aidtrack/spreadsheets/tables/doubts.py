"""What a reader of one table would hesitate over while reading its rows.

The unit of amounts, shares that look like fractions, days with a time, rows that are hidden, cells
without a heading. Each is read as a person answered; without an answer the reading is provisional
and the file asks (reports/loads/asking.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from aidtrack.spreadsheets.reading.books import Percent, Sheet, Value, address, column_letters
from aidtrack.spreadsheets.tables.cells.amounts import has_own_unit
from aidtrack.spreadsheets.tables.cells.days import has_clock
from aidtrack.spreadsheets.tables.cells.shares import (
    is_in_words,
    progress_in_words,
    shares_look_like_fractions,
)
from aidtrack.spreadsheets.tables.columns import AS_GIVEN, Column
from aidtrack.spreadsheets.tables.headers import SheetHeader
from aidtrack.spreadsheets.tables.numerals import Parser
from aidtrack.spreadsheets.tables.questions import LEAVE, READ, Unread, chosen_reading
from aidtrack.spreadsheets.tables.sheet_units import SheetUnits
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.characters import squeezed

# Codes of questions, and readings that only these have.
UNIT, SHARE, WORDS, TIME, HIDDEN = "unit", "share", "words", "time", "hidden"
UNITS = ("万元", "元", "千元", "百万元", "亿元")
PERCENT, FRACTION = "percent", "fraction"
SAME_DAY, NEXT_DAY = "day", "next"
TO_NOTE = "note"


@dataclass
class AmountsInDoubt:
    """AmountsInDoubt of a column: how many, what they add up to, and the largest.

    As the cells show them, in whatever unit; ``header`` is the heading, ``column`` its letters.
    """

    header: str
    column: str
    rows: int = 0
    total: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)

    def add(self, amount: Decimal):
        self.rows += 1
        self.total += amount
        self.largest = max(self.largest, abs(amount))


@dataclass
class CellsInDoubt:
    """CellsInDoubt of a column that are in doubt, with the question's code and the answer to it."""

    header: str
    place: int
    code: str
    choice: str
    values: list[Value] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    @property
    def column(self) -> str:
        return column_letters(self.place)

    def add(self, row: int, value: Value):
        self.rows.append(row)
        self.values.append(value)


class Doubts:
    """``columns`` are those that the table has; ``units`` are followed row by row."""

    def __init__(
        self,
        sheet: Sheet,
        header: SheetHeader,
        columns: Sequence[Column],
        units: SheetUnits,
        answers: Mapping[str, str],
    ):
        self.sheet, self.header, self.units, self.answers = sheet, header, units, answers
        self.places = {column.name: header.columns[column.name] for column in columns}
        self.headings = {heading.column: heading.text for heading in header.headers}
        self.unit = chosen_reading(answers, UNIT, UNITS)
        amounts = [column.name for column in columns if column.kind == "amount"]
        self.unitless = {
            name: AmountsInDoubt(*self._heading(name))
            for name in amounts
            if not units.of(self.places[name])
        }
        self.first_amount = amounts[0] if amounts else ""
        # A workbook that was given out says itself what its shares are.
        given = {name.removesuffix(AS_GIVEN) for name in self.places if name.endswith(AS_GIVEN)}
        asked = [c for c in columns if c.name.removesuffix(AS_GIVEN) not in given]
        self.shares = {
            column.name: self._cells(SHARE, column.name, (PERCENT, FRACTION))
            for column in asked
            if column.kind == "share"
        }
        self.words = {
            column.name: self._cells(WORDS, column.name, (TO_NOTE, LEAVE))
            for column in columns
            if column.words_to
        }
        self.times = {
            column.name: self._cells(TIME, column.name, (SAME_DAY, NEXT_DAY))
            for column in columns
            if column.kind == "day"
        }
        self.unseen_rows = sheet.hidden_rows | sheet.filtered_rows
        self.hidden_code = f"{HIDDEN}:{sheet.name}"
        self.hidden_choice = chosen_reading(answers, self.hidden_code, (READ, LEAVE))
        self.hidden_rows: list[int] = []
        self.left_out_rows: list[int] = []
        self.hidden_total = Decimal(0)
        self.beyond = self._columns_without_heading()

    def _heading(self, name: str) -> tuple[str, str]:
        place = self.places[name]
        return self.headings[place], column_letters(place)

    def _cells(self, what: str, name: str, readings: tuple[str, ...]) -> CellsInDoubt:
        code = f"{what}:{self.sheet.name}:{name}"
        place = self.places[name]
        choice = chosen_reading(self.answers, code, readings)
        return CellsInDoubt(self.headings[place], place, code, choice)

    def _columns_without_heading(self) -> dict[int, list[int]]:
        """The columns without a heading, and the rows in which they will hold something."""
        width = max((len(row) for row in self.sheet.rows[self.header.bottom + 1 :]), default=0)
        return {column: [] for column in range(width) if column not in self.headings}

    @property
    def cells_beyond(self) -> list[str]:
        cells = sorted((row, column) for column, rows in self.beyond.items() for row in rows)
        return [address(row, column) for row, column in cells]

    def is_left_out(self, row: int) -> bool:
        """Whether a person chose not to read this row, which the sheet does not show."""
        if self.hidden_choice != LEAVE or row not in self.unseen_rows:
            return False
        self.left_out_rows.append(row)
        return True

    def parser_of(self, column: Column, parse: Parser) -> Parser:
        """The parser of a column as its question was answered."""
        if column.name in self.words:
            parse = _without_words(parse, self.words[column.name].choice)
        if column.name in self.shares and self.shares[column.name].choice == FRACTION:
            return lambda value: parse(_as_fraction(value))
        if column.name in self.times and self.times[column.name].choice == NEXT_DAY:
            return lambda value: _day_after(parse(value)) if has_clock(value) else parse(value)
        return parse

    def look_at(self, row: int, values: Mapping[str, object], raw: Mapping[str, Value]):
        """Notes what is in doubt of a record; ``values`` are parsed, ``raw`` as they were read."""
        factor = MONEY[self.unit or "元"]
        for name, amounts in self.unitless.items():
            if self.units.of(self.places[name]):
                continue
            amount = values[name]
            if amount and not (type(raw[name]) is str and has_own_unit(raw[name])):
                amounts.add(amount / factor)
        for name, cells in self.shares.items():
            if raw[name] is not None:
                cells.add(row, raw[name])
        for name, cells in self.words.items():
            if is_in_words(raw[name]):
                cells.add(row, raw[name])
        for name, cells in self.times.items():
            if has_clock(raw[name]):
                cells.add(row, raw[name])
        if self.unseen_rows and row in self.unseen_rows:
            self.hidden_rows.append(row)
            self.hidden_total += (values.get(self.first_amount) or 0) if self.first_amount else 0
        for column, rows in self.beyond.items():
            cells_of_row = self.sheet.rows[row]
            if column < len(cells_of_row) and cells_of_row[column] is not None:
                rows.append(row)

    def is_unit_open(self, name: str) -> bool:
        """Whether the unit of a column of amounts is asked for, and nobody has answered."""
        in_doubt = self.unitless.get(name)
        return bool(in_doubt and in_doubt.rows and not self.unit)

    @property
    def asked_rows(self) -> list[int]:
        """The hidden rows that would be records, read or left out."""
        return self.hidden_rows or self.left_out_rows

    def fractions(self) -> list[CellsInDoubt]:
        """The columns of shares that may be fractions of 1.

        Under a heading with a percent sign whole numbers are percentages: 1 is 1 %.
        """
        return [
            cells
            for cells in self.shares.values()
            if not ("%" in squeezed(cells.header) and all(map(_is_whole, cells.values)))
            and shares_look_like_fractions(cells.values)
        ]

    def worded(self) -> list[CellsInDoubt]:
        """The columns of shares in which cells hold words."""
        return [cells for cells in self.words.values() if cells.rows]

    def timed(self) -> list[CellsInDoubt]:
        """The columns of days in which cells hold a time of day."""
        return [cells for cells in self.times.values() if cells.rows]

    def unread(self) -> list[Unread]:
        """What is not loaded: cells without a heading, and rows that a person left out."""
        parts = [
            Unread("cells", f"{self.sheet.name} {column_letters(column)}".strip(), len(rows))
            for column, rows in self.beyond.items()
            if rows
        ]
        if rows := self.left_out_rows:
            where = f"{self.sheet.name} {rows[0] + 1}–{rows[-1] + 1}".strip()
            parts.append(Unread("hidden_rows", where, len(rows)))
        return parts


def _without_words(parse: Parser, choice: str) -> Parser:
    """Reads words as what they state of the whole works, where a person wants them in the note."""

    def parsed(value: Value) -> object:
        if not is_in_words(value):
            return parse(value)
        return progress_in_words(value) if choice == TO_NOTE else None

    return parsed


def _is_whole(value: Value) -> bool:
    return type(value) is int or (type(value) is str and value.strip().isdigit())


def _as_fraction(value: Value) -> Value:
    """A number cell as one that shows a percentage: 0.35 is 35 %."""
    return Percent(value) if type(value) in (int, float) else value


def _day_after(day: object) -> object:
    return day + timedelta(days=1) if isinstance(day, date) else day
