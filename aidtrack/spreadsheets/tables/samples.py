"""A piece of a sheet, as a question shows it: a few rows, the columns by their letters."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from aidtrack.spreadsheets.reading.books import Percent, Sheet, Value, address, column_letters
from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.values.numbers import plain

# Rows below a heading that are shown, columns in all, and characters of a cell.
ROWS, COLUMNS, LONGEST = 3, 5, 24
Sample = tuple[tuple[str, ...], ...]


def sample_of(sheet: Sheet, rows: Iterable[int], columns: Iterable[int]) -> Sample:
    """The cells of rows and columns, both counted from 0; see ``Question.sample``."""
    columns = sorted(set(columns))[:COLUMNS]
    cells = [(f"{n + 1}", *(_text(sheet, n, column) for column in columns)) for n in rows]
    return (("", *map(column_letters, columns)), *cells)


def heading_sample(sheet: Sheet, table: Table, column: int) -> tuple[Sample, tuple[str, ...]]:
    """The heading and the first rows of a column beside its neighbours, with its own cells."""
    headed = {header.column for header in table.headers}
    beside = {column - 1, column + 1} & headed
    rows = [*_heading_rows(sheet, table), *_first_rows(sheet, table, {column})]
    odd = tuple(address(row, column) for row in rows if _text(sheet, row, column))
    return sample_of(sheet, rows, {*_naming(table), *beside, column}), odd


def beyond_sample(sheet: Sheet, table: Table) -> tuple[Sample, tuple[str, ...]]:
    """The first rows with cells beyond the heading, and those cells."""
    headed = {header.column for header in table.headers}
    width = max((len(row) for row in sheet.rows[table.header_row + 1 :]), default=0)
    beyond = [c for c in range(width) if c not in headed and _first_rows(sheet, table, {c})]
    rows = _first_rows(sheet, table, set(beyond))
    first = beyond[: COLUMNS - 2]
    columns = [*_naming(table), *(column - 1 for column in first[:1] if column), *first]
    odd = tuple(address(row, column) for row in rows for column in first)
    return sample_of(sheet, [*_heading_rows(sheet, table), *rows], columns), odd


def columns_sample(
    sheet: Sheet, table: Table, columns: list[int]
) -> tuple[Sample, tuple[str, ...]]:
    """The heading and the first rows of some columns, with their own cells."""
    rows = [*_heading_rows(sheet, table), *_first_rows(sheet, table, set(columns))]
    odd = tuple(address(row, c) for row in rows for c in columns if _text(sheet, row, c))
    return sample_of(sheet, rows, [*_naming(table), *columns[: COLUMNS - 1]]), odd


def rows_sample(sheet: Sheet, table: Table, rows: list[int]) -> tuple[Sample, tuple[str, ...]]:
    """The heading and the first of some rows, all of their cells."""
    columns = sorted(table.columns.values())
    shown_columns = list(dict.fromkeys([*_naming(table), *columns]))[:COLUMNS]
    odd = tuple(address(row, column) for row in rows[:ROWS] for column in shown_columns)
    return sample_of(sheet, [*_heading_rows(sheet, table), *rows[:ROWS]], shown_columns), odd


def _naming(table: Table) -> list[int]:
    """The column by which a person knows a row."""
    known = [table.columns[name] for name in ("name", "code") if name in table.columns]
    return (known or sorted(table.columns.values()))[:1]


def _heading_rows(sheet: Sheet, table: Table) -> list[int]:
    """Those of the heading, with a row of groups over it."""
    top = table.header_top
    above = {str(cell) for cell in sheet.rows[top - 1] if cell is not None} if top else ()
    return [*([top - 1] if len(above) > 1 else []), *range(top, table.header_row + 1)]


def _first_rows(sheet: Sheet, table: Table, columns: set[int]) -> list[int]:
    """The first rows below the heading in which one of the columns holds something."""
    rows = range(table.header_row + 1, len(sheet.rows))
    return [row for row in rows if any(_text(sheet, row, column) for column in columns)][:ROWS]


def value_at(sheet: Sheet, row: int, column: int) -> Value:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column] if column < len(cells) else None


def _text(sheet: Sheet, row: int, column: int) -> str:
    text = _written(value_at(sheet, row, column))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Percent):
        return f"{value * 100:g}%"
    if isinstance(value, float | Decimal):
        return plain(Decimal(str(value)))
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else " ".join(str(value).split())
