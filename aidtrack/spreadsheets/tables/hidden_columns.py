"""Columns that the sheet does not show: read or left out, as a person answered.

A workbook that was given out hides columns itself: those are no question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aidtrack.spreadsheets.reading.books import Sheet
from aidtrack.spreadsheets.tables.columns import AS_GIVEN, Column
from aidtrack.spreadsheets.tables.headers import SERIAL_COLUMN, Header, SheetHeader
from aidtrack.spreadsheets.tables.questions import LEAVE, READ, chosen_reading


@dataclass(frozen=True)
class HiddenColumns:
    """The headings of hidden columns that hold something, with the question's code and answer."""

    code: str = ""
    choice: str = ""
    headers: Sequence[Header] = field(default_factory=tuple)


def hidden_columns(
    sheet: Sheet, header: SheetHeader, columns: Sequence[Column], answers: Mapping[str, str]
) -> HiddenColumns:
    """Those that would be read or asked about; they are left out of the header if so answered."""
    if not sheet.hidden_columns or any(name.endswith(AS_GIVEN) for name in header.columns):
        return HiddenColumns()
    names = {column.name for column in columns if column.is_read} - {SERIAL_COLUMN}
    places = {place for name, place in header.columns.items() if name in names}
    places |= {heading.column for heading in header.unknown}
    hidden = [
        heading
        for heading in header.headers
        if heading.column in sheet.hidden_columns & places
        and _is_filled(sheet, header.bottom + 1, heading.column)
    ]
    code = f"hidden:{sheet.name}:columns"
    choice = chosen_reading(answers, code, (READ, LEAVE))
    if choice == LEAVE:
        header.leave_out({heading.column for heading in hidden})
    return HiddenColumns(code, choice, hidden)


def _is_filled(sheet: Sheet, first: int, column: int) -> bool:
    rows = sheet.rows[first:]
    return any(column < len(row) and row[column] is not None for row in rows)
