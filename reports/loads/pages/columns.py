"""The sheets of a file and what each heading is taken for; any of it a person may change."""

from collections.abc import Iterator
from dataclasses import dataclass

from aidtrack.spreadsheets.reading.books import column_letters
from aidtrack.spreadsheets.tables.layouts import Table, normalised
from aidtrack.spreadsheets.tables.questions import LEAVE, READ
from reports.loads.asking import HEADER, SHEET, code_of
from reports.loads.examining import Preview


@dataclass(frozen=True)
class SheetHeading:
    """A heading, the code of the choice what it is, and what it is taken for now.

    Without a code it is chosen elsewhere: by a question, or on an earlier sheet.
    """

    letters: str
    text: str
    code: str
    choice: str


@dataclass(frozen=True)
class SheetColumns:
    """A sheet, the code of the choice whether it is read, or "" where a question asks that."""

    name: str
    code: str
    choice: str
    headings: tuple[SheetHeading, ...] = ()


def sheets_of(preview: Preview) -> list[SheetColumns]:
    """Every sheet of the file, those that are read first."""
    asked = {question.code for question in preview.questions}
    seen = {*asked, code_of(HEADER, "")}
    read = [
        _sheet(table.sheet, READ, asked, tuple(_headings(table, seen))) for table in preview.tables
    ]
    unread = [part.where for part in preview.unread if part.what == "sheet"]
    return [*read, *(_sheet(name, LEAVE, asked) for name in unread)]


def _sheet(name: str, choice: str, asked: set[str], headings=()) -> SheetColumns:
    code = code_of(SHEET, name)
    return SheetColumns(name, "" if code in asked else code, choice, headings)


def _headings(table: Table, seen: set[str]) -> Iterator[SheetHeading]:
    names = {column: name for name, column in table.columns.items()}
    for header in table.headers:
        code = code_of(HEADER, normalised(header.text))
        choice = names.get(header.column, LEAVE)
        letters = column_letters(header.column)
        yield SheetHeading(letters, header.text, "" if code in seen else code, choice)
        seen.add(code)
