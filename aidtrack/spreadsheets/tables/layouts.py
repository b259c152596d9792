"""Finds the table in a sheet, however it is laid out, and parses its rows."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Book, Sheet, Value, address, column_letters
from aidtrack.spreadsheets.tables.asides import SectionsOver
from aidtrack.spreadsheets.tables.bodies import (
    AGAIN,
    OTHER,
    RECORD,
    TOTAL,
    UNITS as UNIT_LINE,
    Body,
)
from aidtrack.spreadsheets.tables.cells.amounts import Rounded
from aidtrack.spreadsheets.tables.cells.shares import is_in_words
from aidtrack.spreadsheets.tables.cells.shown import formats_of, shown
from aidtrack.spreadsheets.tables.columns import AS_GIVEN, UNMAPPED, Column, Problem
from aidtrack.spreadsheets.tables.doubts import TO_NOTE, Doubts
from aidtrack.spreadsheets.tables.headers import (
    LONGEST,
    Header,
    SheetHeader,
    find_header,
    rows_without_merges,
    units_above,
)
from aidtrack.spreadsheets.tables.hidden_columns import HiddenColumns, hidden_columns
from aidtrack.spreadsheets.tables.questions import NO_ANSWERS, Unread
from aidtrack.spreadsheets.tables.sheet_units import SheetUnits
from aidtrack.spreadsheets.tables.units import normalised
from aidtrack.spreadsheets.tables.values import DITTO_STARTS, Parser, Unclear, is_ditto, parser

__all__ = ["Header", "Record", "Table", "find_tables", "normalised"]
# A value merged over several rows holds for each of them, but not a sum: it would count again.
SUMMED = ("amount", "whole", "number")


class Cells(Mapping):
    """The cells of a row by column name, as they were read."""

    __slots__ = ("columns", "row")

    def __init__(self, row: list[Value], columns: dict[str, int]):
        self.row, self.columns = row, columns

    def __getitem__(self, name: str) -> Value:
        column = self.columns[name]
        return self.row[column] if column < len(self.row) else None

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(slots=True)
class Record:
    """A row, 0-based: parsed values by column name (None where there is nothing), cells as read.

    ``section`` is the heading between rows that holds for it, "" where there is none.
    """

    row: int
    values: dict[str, object]
    raw: Mapping[str, Value]
    problems: list[Problem] = field(default_factory=list)
    # What was read otherwise than it stands in the cell, and how.
    notes: list[Problem] = field(default_factory=list)
    section: str = ""


@dataclass
class Table:
    """The table of a sheet. ``header_top`` and ``header_row`` are the first and last row of its
    header, 0-based.

    ``problems`` are those of the whole sheet; those of a row lie with its record. ``notes`` say
    what a person should know of it. A total is no record: a value in it that does not parse is no
    problem. ``above`` are the texts over the heading, ``unit`` is that of the line there, "" where
    there is none. ``doubtful``: unknown headings, by sheet column, that may stand for a column;
    ``rivals``: those of a column that another heading names, too.
    """

    sheet: str
    header_row: int
    columns: dict[str, int]
    doubts: Doubts
    headers: list[Header] = field(default_factory=list)
    unknown: list[Header] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)
    doubtful: dict[int, str] = field(default_factory=dict)
    rivals: dict[int, str] = field(default_factory=dict)
    hidden: HiddenColumns = field(default_factory=HiddenColumns)
    unit: str = ""
    stated_units: dict[int, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    totals: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    header_top: int = 0

    def column_address(self, column: int) -> str:
        """What a person calls a column of the sheet: 计划表 F."""
        return f"{self.sheet} {column_letters(column)}".strip()

    def cell(self, record: Record, name: str) -> str:
        """Where a value stands, such as "C7"; "" where the table has no such column."""
        column = self.columns.get(name)
        return "" if column is None else address(record.row, column)

    def place(self, record: Record, name: str) -> str:
        """The cell with its sheet, as sentences name it: 计划表 C7."""
        return f"{self.sheet} {self.cell(record, name)}".strip()

    def may_hold(self, name: str) -> bool:
        """Whether a heading that is still asked about may be this column."""
        return name not in self.columns and bool(self.unknown)

    def problem(self, record: Record, name: str, expected: str, mend: str) -> Problem:
        return Problem(
            self.sheet, self.cell(record, name), _cell_text(record, name), expected, mend
        )

    def all_problems(self) -> list[Problem]:
        """Those of the sheet and of its records, in order."""
        return self.problems + [problem for record in self.records for problem in record.problems]

    def all_notes(self) -> list[Problem]:
        """What was read otherwise than it stands in a cell, in order."""
        return self.notes + [note for record in self.records for note in record.notes]


def _cell_text(record: Record, name: str) -> str:
    value = record.raw.get(name)
    return "" if value is None else str(value)


def find_tables(
    book: Book,
    columns: Sequence[Column],
    *,
    mapped: Mapping[str, str] = UNMAPPED,
    answers: Mapping[str, str] = NO_ANSWERS,
    wanted: Container[str] = (),
    has_nearest: bool = True,
) -> list[Table]:
    """One table for each sheet that holds one of these columns; other sheets are left out.

    ``mapped`` is {normalised header: column name} as a person chose it, "" for "leave out";
    ``answers`` are those to questions, ``wanted`` the sheets that a person wants read. Where no
    sheet has most of what is required, with ``has_nearest`` the one that comes nearest is given,
    so that its headers can be mapped.
    """
    headed_sheets = []
    for sheet in book.sheets:
        rows = rows_without_merges(sheet)
        if header := find_header(rows, sheet.merges, columns, mapped):
            headed_sheets.append((sheet, rows, header))
    likely = [
        place for place in headed_sheets if place[2].has_most(columns) or place[0].name in wanted
    ]
    if not likely and headed_sheets and has_nearest:
        likely = [max(headed_sheets, key=lambda place: len(place[2].columns))]
    return [_Reading(*place, columns, answers).table() for place in likely]


class _Reading:
    """Reads one sheet whose header is known."""

    def __init__(
        self, sheet: Sheet, rows: list[list[Value]], header: SheetHeader, columns, answers
    ):
        self.sheet, self.rows, self.header, self.all = sheet, rows, header, columns
        self.answers = answers
        header.leave_out(header.remarks(columns))
        self.hidden = hidden_columns(sheet, header, columns, answers)
        self.columns = [c for c in columns if c.is_read and c.name in header.columns]
        self.places = {column.name: header.columns[column.name] for column in self.columns}
        self.stated_above = units_above(rows, header.top)
        self.formats = formats_of(sheet)

    def table(self) -> Table:
        header = self.header
        unit = self.stated_above[0] if self.stated_above else ""
        amounts = [self.places[c.name] for c in self.columns if c.kind == "amount"]
        self.units = SheetUnits(header, amounts, unit)
        table = Table(
            doubts=Doubts(self.sheet, header, self.columns, self.units, self.answers),
            sheet=self.sheet.name,
            header_row=header.bottom,
            header_top=header.top,
            columns=self.places,
            headers=header.headers,
            missing=[column for column in self.all if column.is_missing(self.places)],
            doubtful={c: n for c, n in header.doubtful.items() if n not in self.places},
            rivals=header.rivals,
            hidden=self.hidden,
            unit=unit,
            stated_units={column: unit for column, unit in header.units.items() if unit},
        )
        table.above = [
            cell for row in self.sheet.rows[: header.top] for cell in row if _is_title(cell)
        ]
        self._add_rows(table)
        header.leave_out(self._empty_columns(table))
        table.unknown = header.unknown
        self._add_sheet_problems(table)
        return table

    def _empty_columns(self, table: Table) -> set[int]:
        """The unknown columns without a value: there is nothing to ask about."""
        below = range(self.header.bottom + 1, len(self.sheet.rows))
        numbers = [record.row for record in table.records] or below
        return {
            heading.column
            for heading in self.header.unknown
            if not any(self._has_value((number, heading.column)) for number in numbers)
        }

    def _add_sheet_problems(self, table: Table):
        # A heading that is asked about may be the column.
        for column in () if self.header.asked else table.missing:
            expected = _t("A column “%(label)s”.") % {"label": column.label}
            mend = _t("Add it, or choose which of the other columns it is.")
            table.problems.append(Problem(table.sheet, "", "", expected, mend))
        for header in self.header.doubled:
            cell = address(self.header.bottom, header.column)
            expected = _t("Each column only once.")
            mend = _t("Two columns have the same name: rename or delete one.")
            table.problems.append(Problem(table.sheet, cell, header.text, expected, mend))
        if len(self.stated_above) > 1 and self._needs_unit():
            units, expected = ", ".join(self.stated_above), _t("A single currency unit.")
            mend = _t("State the unit of each amount in its column header.")
            table.problems.append(Problem(table.sheet, "", units, expected, mend))

    def _needs_unit(self) -> bool:
        amounts = [c for c in self.columns if c.kind == "amount"]
        return any(not self.header.units.get(self.places[c.name]) for c in amounts)

    def _add_rows(self, table: Table):
        parsers, self.units_read = self._parsers(table), self.units.all()
        summed = self._summed_cells()
        by_section = [column for column in self.all if column.by_section]
        targets = {column.name: column for column in self.all}
        moved = (name for name, cells in table.doubts.words.items() if cells.choice == TO_NOTE)
        worded = [targets[name] for name in moved]
        labels = {normalised(label) for column in self.all for label in column.labels}
        body = Body(self.sheet.rows, self.sheet.merges, self.header, self.columns, labels)
        sections_over = body.sections_over
        if not any(column.name in self.places for column in by_section):
            sections_over.begin(table.sheet)
        for number, kind in body:
            if kind not in (RECORD, TOTAL):
                self._pass_by(table, body, number, kind)
                continue
            if self.units.may_differ:
                self._note_units(table, number)
                parsers = self._parsers(table)
            is_total = kind == TOTAL
            if table.doubts.is_left_out(number):
                continue
            record = self._record(table, number, parsers, summed, is_total=is_total)
            (table.totals if is_total else table.records).append(record)
            if is_total:
                continue
            if sections_over.sections:
                _put_section(record, sections_over, by_section)
            table.doubts.look_at(number, record.values, record.raw)
            for column in worded:
                _move_words(table, record, column, targets[column.words_to])
        table.unread += [
            Unread("total", f"{table.sheet} {address(total.row, 0)}".strip(), 1)
            for total in table.totals
        ]
        table.unread += table.doubts.unread()

    def _record(self, table: Table, number: int, parsers, summed, *, is_total: bool) -> Record:
        """One row with its parsed values; ``summed`` are merged cells that would count twice."""
        # A total is read without merges: a word merged over its cells is no value.
        row = self.sheet.rows[number] if is_total else self.rows[number]
        if number in self.formats:
            row = self._as_shown(row, self.formats[number])
        record = Record(number, {}, Cells(row, self.places))
        for column, place, parse in parsers:
            value = row[place] if place < len(row) else None
            if value is None and not column.filled:
                record.values[column.name] = None
            elif (
                type(value) is str
                and value[:1] in DITTO_STARTS
                and is_ditto(value)
                and not self._was_given(record, column, value)
            ):
                _repeat(table, record, column, is_total=is_total)
            elif summed and not is_total and (number, place) in summed:
                record.values[column.name] = None
                record.problems.append(_merged_problem(table, record, column))
            else:
                _put(table, record, column, parse, value, is_total=is_total)
        return record

    def _was_given(self, record: Record, column: Column, value: str) -> bool:
        """Whether the workbook was given out with that text, so that it repeats nothing."""
        as_given = column.name if column.name.endswith(AS_GIVEN) else f"{column.name}{AS_GIVEN}"
        return as_given in self.places and record.raw.get(as_given) == value

    def _parsers(self, table: Table) -> list[tuple[Column, int, Parser]]:
        """(column, its place, what reads its cells) from the row at hand on."""
        places = [(column, self.places[column.name]) for column in self.columns]
        return [(c, place, self._parser(c, place, table)) for c, place in places]

    def _parser(self, column: Column, place: int, table: Table) -> Parser:
        parse = parser(column, self.units.of(place) or table.doubts.unit)
        return table.doubts.parser_of(column, parse)

    def _as_shown(self, row: list[Value], formats: dict[int, str]) -> list[Value]:
        row = list(row)
        for column in self.columns:
            place = self.places[column.name]
            if place in formats and place < len(row):
                row[place] = shown(row[place], formats[place], column.kind)
        return row

    def _pass_by(self, table: Table, body: Body, number: int, kind: str):
        """Takes what a line between rows says of the rows below it; lists it if it is new."""
        row = self.sheet.rows[number]
        column, cell = next((n, cell) for n, cell in enumerate(row) if cell is not None)
        at = address(number, column)
        if kind == AGAIN:
            self.units.state_headings(row, body.former)
        elif kind == OTHER:
            expected = _t("One table in a sheet, with the same columns to its end.")
            mend = _t("Another table begins here: put it on a sheet of its own.")
            table.problems.append(Problem(table.sheet, at, str(cell), expected, mend))
        elif kind == UNIT_LINE and len(units := self.units.state_line(row)) > 1:
            mend = _t("State the unit of each amount in its column header.")
            text = _t(", ").join(units)
            expected = _t("A single currency unit.")
            table.problems.append(Problem(table.sheet, at, text, expected, mend))
        elif not (kind == UNIT_LINE and body.comes_again(row)):
            table.unread.append(Unread("aside", f"{table.sheet} {at}".strip(), 1))

    def _note_units(self, table: Table, number: int):
        """Says from which row on which amounts are in another unit than those above."""
        before, self.units_read = self.units_read, self.units.all()
        self.units.settle()
        places_by_unit: dict[str, list[int]] = {}
        for place, unit in self.units_read.items():
            if unit != before[place] and (before[place] or table.records):
                places_by_unit.setdefault(unit, []).append(place)
        headers = {header.column: header.text for header in self.header.headers}
        for unit, places in places_by_unit.items():
            self.units.mixed.update(places)
            sentence = _t("From row %(row)d on, “%(headers)s” is in %(unit)s.") % {
                "row": number + 1,
                "headers": _t(", ").join(headers[place] for place in places),
                "unit": unit,
            }
            at = address(number, places[0])
            table.notes.append(Problem(table.sheet, at, unit, sentence, ""))

    def _summed_cells(self) -> set[tuple[int, int]]:
        """Merged cells that would be summed more than once: each of them is a problem."""
        summed = sorted(
            self.places[c.name] for c in self.columns if c.counts_once or c.kind in SUMMED
        )
        cells = set()
        for merge in self.sheet.merges:
            columns = [column for column in summed if merge.left <= column <= merge.right]
            rows = range(max(merge.top, self.header.bottom + 1), merge.bottom + 1)
            if columns and len(rows) * len(columns) > 1:
                cells |= {(row, column) for row in rows for column in columns}
        return {cell for cell in cells if self._has_value(cell)}

    def _has_value(self, cell: tuple[int, int]) -> bool:
        row = self.rows[cell[0]] if cell[0] < len(self.rows) else []
        return cell[1] < len(row) and row[cell[1]] is not None


def _is_title(cell: Value) -> bool:
    return isinstance(cell, str) and len(cell) <= LONGEST


def _move_words(table: Table, record: Record, column: Column, target: Column):
    """Puts the words of a cell behind the text of the column that takes them."""
    words = record.raw[column.name]
    if not is_in_words(words):
        return
    texts = [record.values.get(target.name), words.strip()]
    text = "；".join(dict.fromkeys(filter(None, texts)))
    if target.longest and len(text) > target.longest:
        expected = _t("Text of at most %(longest)d characters.") % {"longest": target.longest}
        mend = _t("Too long by %(count)d: shorten it.") % {"count": len(text) - target.longest}
        record.problems.append(table.problem(record, column.name, expected, mend))
    else:
        record.values[target.name] = text


def _put_section(record: Record, sections_over: SectionsOver, columns: list[Column]):
    """Fills what the row itself leaves open; a bad cell of its own is no open one."""
    record.section = sections_over.text
    if sections_over.place and not record.problems:
        for column in columns:
            if record.values.get(column.name) is None:
                record.values[column.name] = parser(column)(sections_over.place)


def _merged_problem(table: Table, record: Record, column: Column) -> Problem:
    mend = _t("This is a merged cell: unmerge it and fill in each cell separately.")
    return table.problem(record, column.name, _t("A value for this cell only."), mend)


def _repeat(table: Table, record: Record, column: Column, *, is_total: bool):
    """Takes the value of the record above for a mark that says so; a total repeats nothing."""
    record.values[column.name] = None
    if is_total:
        return
    if table.records:
        record.values[column.name] = table.records[-1].values[column.name]
        return
    mend = _t("There is no row above that this mark could repeat: enter the value itself.")
    record.problems.append(table.problem(record, column.name, _t("A value."), mend))


def _rounding_note(table: Table, record: Record, column: Column, amount: Decimal) -> Problem:
    sentence = _t("Rounded to %(amount)s yuan: the formula in the cell gives more decimal places.")
    return table.problem(record, column.name, sentence % {"amount": f"{amount:,f}"}, "")


def _put(table, record: Record, column: Column, parse: Parser, value: Value, *, is_total: bool):
    """Parses one cell into the record, or notes what is wrong with it."""
    parsed = None
    if value is not None:
        try:
            parsed = parse(value)
        except Unclear as unclear:
            record.values[column.name] = None
            if not is_total:
                problem = table.problem(record, column.name, unclear.expected, unclear.mend)
                record.problems.append(problem)
            return
    if type(parsed) is Rounded:
        parsed = Decimal(parsed)
        if not is_total:
            record.notes.append(_rounding_note(table, record, column, parsed))
    record.values[column.name] = parsed
    if parsed is None and column.filled and not is_total:
        problem = table.problem(record, column.name, _t("A value."), _t("Fill in the cell."))
        record.problems.append(problem)
