"""A copy of a file with its bad cells coloured and commented, for whoever mends it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO

from django.utils.translation import gettext as _t
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.utility import xl_cell_to_rowcol

from aidtrack.spreadsheets.reading.books import Book, Broken, Percent, Sheet, Value
from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.writing.cells import safe_workbook, sheet_name

# What Excel takes for a note.
NOTE = 32_000
BAD_PAPER, BAD_EDGE = "#F9C7C2", "#B42318"
Marks = dict[tuple[int, int], list[Problem]]


def marked_copy(book: Book, problems: Sequence[Problem]) -> bytes:
    """The cells of the file, whatever its format was, as a workbook; then a list of the problems.

    Values alone, as they were read: no formula, no merged range, nothing that runs.
    """
    out = BytesIO()
    workbook = safe_workbook(out, is_streamed=True)
    names: set[str] = set()
    for sheet in book.sheets:
        own = [problem for problem in problems if problem.sheet == sheet.name and problem.cell]
        _write_sheet(workbook, sheet_name(sheet.name, names), sheet, by_cell(own))
    _write_list(workbook, sheet_name(_t("Problems"), names), problems)
    workbook.close()
    return out.getvalue()


def by_cell(problems: Iterable[Problem]) -> Marks:
    marks: Marks = {}
    for problem in problems:
        marks.setdefault(xl_cell_to_rowcol(problem.cell), []).append(problem)
    return marks


def _write_sheet(workbook, name: str, sheet: Sheet, marks: Marks):
    formats = _Formats(workbook)
    page = workbook.add_worksheet(name)
    page.set_column(0, 60, 14)
    last = max((row for row, _column in marks), default=-1)
    for number, row in enumerate([*sheet.rows, *[[]] * (last + 1 - len(sheet.rows))]):
        for column in range(max(len(row), 1 + _last_mark(marks, number))):
            value = row[column] if column < len(row) else None
            cell_problems = marks.get((number, column))
            _write_cell(page, number, column, value, formats.of(value, is_bad=bool(cell_problems)))
            if cell_problems:
                page.write_comment(
                    number, column, note_of(cell_problems), {"x_scale": 2, "y_scale": 2}
                )


def _last_mark(marks: Marks, number: int) -> int:
    return max((column for row, column in marks if row == number), default=-1) if marks else -1


class _Formats:
    def __init__(self, workbook):
        number_formats = {
            "day": "yyyy-mm-dd",
            "instant": "yyyy-mm-dd hh:mm",
            "time": "hh:mm",
            "%": "0.##%",
        }
        bad = {"bg_color": BAD_PAPER, "border": 1, "border_color": BAD_EDGE}
        kinds = {"": "General"} | number_formats
        self.plain = {k: workbook.add_format({"num_format": v}) for k, v in kinds.items()}
        self.bad = {k: workbook.add_format({"num_format": v, **bad}) for k, v in kinds.items()}

    def of(self, value: Value, *, is_bad: bool):
        kind = ""
        if isinstance(value, datetime):
            kind = "instant"
        elif isinstance(value, date):
            kind = "day"
        elif isinstance(value, time):
            kind = "time"
        elif isinstance(value, Percent):
            kind = "%"
        return (self.bad if is_bad else self.plain)[kind]


def _write_cell(page, row: int, column: int, value: Value, form):
    try:
        if value is None:
            page.write_blank(row, column, None, form)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, form)
        elif isinstance(value, datetime | date | time):
            page.write_datetime(row, column, value, form)
        elif isinstance(value, Broken | str):
            page.write_string(row, column, value[:NOTE], form)
        else:
            page.write_number(row, column, value, form)
    except (TypeError, ValueError, XlsxWriterException):
        page.write_string(row, column, str(value)[:NOTE], form)


def note_of(problems: list[Problem]) -> str:
    return "\n".join(f"{problem.expected} {problem.mend}" for problem in problems)[:NOTE]


def list_heads() -> tuple[str, ...]:
    """The headings of the list of problems."""
    return _t("sheet"), _t("cell"), _t("value"), _t("expected"), _t("how to fix it")


def _write_list(workbook, name: str, problems: Sequence[Problem]):
    page = workbook.add_worksheet(name)
    page.set_column(0, 1, 14)
    page.set_column(2, 4, 50)
    bold = workbook.add_format({"bold": True})
    for column, head in enumerate(list_heads()):
        page.write_string(0, column, head, bold)
    for row, problem in enumerate(problems, 1):
        texts = (problem.sheet, problem.cell, problem.value, problem.expected, problem.mend)
        for column, text in enumerate(texts):
            page.write_string(row, column, text[:NOTE])
    page.freeze_panes(1, 0)
