"""The uploaded workbook itself with its bad cells coloured and commented.

What a person put into it stays: protection, lists to choose from, frozen panes, widths, formulas.
"""

from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _t
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from aidtrack.spreadsheets.reading.books import Book
from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.writing.cells import sheet_name
from aidtrack.spreadsheets.writing.kinds import plain
from aidtrack.spreadsheets.writing.marking import (
    BAD_EDGE,
    BAD_PAPER,
    NOTE,
    Marks,
    by_cell,
    list_heads,
    marked_copy,
    note_of,
)

# A larger workbook would take too much memory: its copy has the values alone. Cells, and bytes
# of its parts once inflated.
CELLS, INFLATED = 200_000, 40_000_000
EDGE = Side(style="thin", color=BAD_EDGE[1:])
FILL = PatternFill("solid", start_color=BAD_PAPER[1:], end_color=BAD_PAPER[1:])
# Points.
NOTE_WIDTH, NOTE_HEIGHT = 260, 120


def marked_file(content: bytes, book: Book, problems: Sequence[Problem]) -> bytes:
    """``content`` is the file that ``book`` was read from, so it was vetted.

    Where the workbook itself cannot be marked, a copy of its values is.
    """
    marked = _marked_in_place(content, problems) if _is_small(content, book) else b""
    return marked or marked_copy(book, problems)


def _is_small(content: bytes, book: Book) -> bool:
    """Whether it is an XLSX that openpyxl may take; links to others would be cut."""
    try:
        parts = ZipFile(BytesIO(content)).infolist()
    except BadZipFile:
        return False
    is_xlsx = any(part.filename == "[Content_Types].xml" for part in parts)
    cells = sum(len(row) for sheet in book.sheets for row in sheet.rows)
    inflated = sum(part.file_size for part in parts)
    return is_xlsx and not book.external_links and cells <= CELLS and inflated <= INFLATED


def _marked_in_place(content: bytes, problems: Sequence[Problem]) -> bytes:
    """The marked workbook; empty where openpyxl cannot read or write it."""
    try:
        workbook = openpyxl.load_workbook(BytesIO(content), rich_text=True)
        for sheet in {problem.sheet for problem in problems if problem.cell}:
            own = [problem for problem in problems if problem.sheet == sheet and problem.cell]
            _mark(workbook[sheet], by_cell(own))
        _add_list(workbook, problems)
        out = BytesIO()
        workbook.save(out)
    except Exception:
        # Whatever the many parts of a foreign workbook raise.
        return b""
    return out.getvalue()


def _mark(sheet: Worksheet, marks: Marks):
    cells = []
    for (row, column), cell_problems in marks.items():
        cell = _written_cell(sheet, sheet.cell(row + 1, column + 1))
        former = f"{cell.comment.text}\n" if cell.comment else ""
        cell.fill = FILL
        cell.border = Border(EDGE, EDGE, EDGE, EDGE)
        note = plain(former + note_of(cell_problems))[:NOTE]
        cell.comment = Comment(note, "aidtrack", height=NOTE_HEIGHT, width=NOTE_WIDTH)
        cells.append(cell.coordinate)
    _colour_first(sheet, cells)


def _written_cell(sheet: Worksheet, cell: Cell | MergedCell) -> Cell:
    """The cell, or the one that holds the value of its merged range."""
    if not isinstance(cell, MergedCell):
        return cell
    merge = next(m for m in sheet.merged_cells.ranges if cell.coordinate in m)
    return sheet.cell(merge.min_row, merge.min_col)


def _colour_first(sheet: Worksheet, cells: list[str]):
    """The colour of a mark before those that the sheet gives to cells on conditions."""
    rules = [rule for own in sheet.conditional_formatting for rule in own.rules]
    if not rules or not cells:
        return
    for rule in rules:
        rule.priority += 1
    marking = FormulaRule(["TRUE"], fill=PatternFill(bgColor=BAD_PAPER[1:]), stopIfTrue=True)
    marking.priority = 1
    sheet.conditional_formatting.add(" ".join(cells), marking)


def _add_list(workbook: Workbook, problems: Sequence[Problem]):
    """A last sheet with all problems."""
    names = {name.casefold() for name in workbook.sheetnames}
    page = workbook.create_sheet(sheet_name(_t("Problems"), names))
    for column, width in zip("ABCDE", (14, 14, 50, 50, 50), strict=True):
        page.column_dimensions[column].width = width
    for column, head in enumerate(list_heads(), 1):
        _put_text(page.cell(1, column), head)
        page.cell(1, column).font = Font(bold=True)
    for row, problem in enumerate(problems, 2):
        texts = (problem.sheet, problem.cell, problem.value, problem.expected, problem.mend)
        for column, text in enumerate(texts, 1):
            _put_text(page.cell(row, column), str(text))
    page.freeze_panes = "A2"


def _put_text(cell: Cell, text: str):
    """A text, never a formula, whatever it begins with."""
    cell.value = plain(text)[:NOTE]
    cell.data_type = "s"
