"""Reads a spreadsheet in a process of its own, so that no file can take the server down."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import BinaryIO

from aidtrack.spreadsheets.guard.limits import LIMITS, Limits
from aidtrack.spreadsheets.guard.vetting import Unreadable, unreadable, vet
from aidtrack.spreadsheets.reading.books import Book, Broken, Merge, Percent, Sheet, Value
from aidtrack.store.child import output_of

# Files that one process of the server has read at the same time; further ones wait, not for ever.
AT_ONCE = BoundedSemaphore(2)
CHILD = "aidtrack.spreadsheets.reading.child"
# Values that JSON does not have, by the letter that stands for their type.
TYPES = {
    "d": date.fromisoformat,
    "s": datetime.fromisoformat,
    "t": time.fromisoformat,
    "x": str,
}
NUMBERS = (int, float)


def read_book(
    content: bytes, name: str, *, limits: Limits = LIMITS, copy: BinaryIO | None = None
) -> Book:
    """The sheets of an XLSX, ODS or CSV file; ``copy`` is given the lines that they came in.

    Raises  Unreadable, with one sentence, for whatever is too much, not a spreadsheet, or damaged.
    """
    vet(content, limits)
    if not AT_ONCE.acquire(timeout=limits.patience):
        raise unreadable("busy")
    try:
        # Closed as soon as the file is refused: that ends the child.
        with closing(_lines(content, limits)) as lines:
            copied = lines if copy is None else _copied(lines, copy)
            return book_of(copied, name, sha256(content).hexdigest(), limits=limits)
    finally:
        AT_ONCE.release()


def book_of(lines: Iterable[bytes], name: str, checksum: str, *, limits: Limits = LIMITS) -> Book:
    """The book of the lines that the child writes; see child.lines.

    Raises  Unreadable
    """
    sheets, external_links = _sheets(map(json.loads, lines))
    for sheet in sheets:
        # Ranges that do not overlap, as none may, are smaller together than the sheet.
        if sum(merge.area for merge in sheet.merges) > limits.cells:
            raise unreadable("merges")
    # The one sheet of a text has no name of its own.
    for sheet in sheets:
        sheet.name = sheet.name or Path(name).stem
    return Book(name, checksum, sheets, external_links)


def _copied(lines: Iterable[bytes], copy: BinaryIO) -> Iterator[bytes]:
    for line in lines:
        copy.write(line)
        yield line


def _lines(content: bytes, limits: Limits) -> Iterator[bytes]:
    """The lines that the child writes; kills the child on timeout or once no more are read."""
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        argument = json.dumps(asdict(limits))
        with output_of(CHILD, argument, file, patience=limits.patience) as output:
            yield from output


def _sheets(lines: Iterable[dict]) -> tuple[list[Sheet], bool]:
    """The sheets, and whether there are external links."""
    sheets, line = [], {}
    try:
        for line in lines:
            _take(line, sheets)
    except (ValueError, KeyError, IndexError):
        line = {}
    if "end" not in line:
        raise unreadable("crashed")
    return sheets, line["external_links"]


def _take(line: dict, sheets: list[Sheet]):
    if "refused" in line:
        raise unreadable(line["refused"], **line["details"])
    if "sheet" in line:
        sheets.append(Sheet(line["sheet"], []))
    elif "rows" in line:
        sheets[-1].rows += map(_row, line["rows"])
    elif "merges" in line:
        _mark(sheets[-1].rows, line["marks"])
        sheets[-1].merges = _merges(line["merges"], sheets[-1].rows)
        _add_facts(sheets[-1], line["facts"])


def _row(row: list) -> list[Value]:
    cells = [cell if cell and type(cell) is str else _value(cell) for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _value(cell) -> Value:
    """A number that is whole comes as an int; an empty text is no value."""
    kind = type(cell)
    if kind is float:
        return int(cell) if cell.is_integer() else cell
    if kind is list:
        return TYPES[cell[0]](cell[1])
    return None if cell == "" else cell


def _mark(rows: list[list[Value]], marks: list):
    """Marks the cells that hold an error or are shown as a percentage."""
    for number, column, text in marks:
        if text is not None:
            rows += [[] for _ in range(number + 1 - len(rows))]
            rows[number] += [None] * (column + 1 - len(rows[number]))
            rows[number][column] = Broken(text)
        elif number < len(rows) and column < len(rows[number]):
            row = rows[number]
            row[column] = Percent(row[column]) if type(row[column]) in NUMBERS else row[column]


def _add_facts(sheet: Sheet, facts: dict):
    """Sets what the sheet hides, as far as it has content there, and its telling formats."""
    width = max(map(len, sheet.rows), default=0)
    sheet.hidden = facts.get("hidden", False)
    sheet.hidden_rows = _filled_rows(sheet.rows, facts.get("hidden_rows", ()))
    sheet.filtered_rows = _filled_rows(sheet.rows, facts.get("filtered_rows", ()))
    sheet.hidden_columns = {n for n in facts.get("hidden_columns", ()) if n < width}
    for form, cells in facts.get("formats", {}).items():
        sheet.formats |= dict.fromkeys(map(tuple, cells), form)


def _filled_rows(rows: list[list[Value]], numbers: Iterable[int]) -> set[int]:
    return {number for number in numbers if number < len(rows) and rows[number]}


def _merges(ranges: list, rows: list[list[Value]]) -> list[Merge]:
    """Merged ranges within the rectangle that holds values; a title may be merged far beyond."""
    bottom, right = len(rows) - 1, max(map(len, rows), default=0) - 1
    merges = [Merge(top, left, min(b, bottom), min(r, right)) for top, left, b, r in ranges]
    return [merge for merge in merges if merge.top <= merge.bottom and merge.left <= merge.right]


__all__ = ["Unreadable", "book_of", "read_book"]
