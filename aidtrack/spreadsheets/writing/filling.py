"""A sheet to be filled in and loaded again: what is known stands in it, what is fixed is locked.

Under each column to fill in lies a hidden one with the value that was given out: a changed cell
changes its colour, and the loaded file tells what was changed from what was left as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _t
from xlsxwriter.utility import xl_rowcol_to_cell

from aidtrack.spreadsheets.writing.cells import CellStyles, put, spelled
from aidtrack.spreadsheets.writing.kinds import MONEY, ValueFormat
from aidtrack.spreadsheets.writing.sheets import Field, Page, SheetSpec

# Anybody may widen a column or sort by it, and nobody may write over what is locked.
ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
# What stands between the numbers of a day.
BETWEEN = "年月日号.-/"
# Excel takes no longer title and no longer message, and no longer list of choices.
TITLE, MESSAGE, LIST = 32, 255, 255
# Inches at either side of a printed form.
MARGIN = 0.4
PAPER, LOCKED, CHANGED = "#FFFFFF", "#E8E8E8", "#FFF2B3"


@dataclass(frozen=True)
class FieldToFill(Field):
    """A column of a sheet to fill in; without ``name`` it is locked.

    ``name`` is the column that loading calls so; ``note`` says what may stand in it; ``choices``
    are offered in a list, or stand in the cells ``choices_at``; ``bounds`` are the lowest and
    highest number; ``is_day`` asks for a day, however it is written.
    """

    name: str = ""
    note: str = ""
    choices: Sequence[str] = ()
    choices_at: str = ""
    bounds: tuple = ()
    is_day: bool = False
    longest: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class SheetToFill(SheetSpec):
    """``fields`` are entries, ``as_given`` the label of the hidden column for one of them;
    ``printed`` is how many of the fields are printed, all where it is 0.

    Such a table is not streamed: the checks of its cells need its number of rows.
    """

    fields: Sequence[FieldToFill]
    as_given: Callable[[FieldToFill], str] = str
    frozen: int = 0
    printed: int = 0
    is_streamed: bool = False

    def write(self, page: Page):
        entries = [*self.fields, *(self._given_out(e) for e in self.fields if e.name)]
        title, *notes = self.above
        page.line(title, bold=True, font_size=14)
        for note in notes:
            page.line(note, font_color="#555555")
        page.header(entries)
        page.sheet.freeze_panes(page.row, self.frozen)
        first = page.row
        columns = _styled(page, entries)
        texts = [
            (n, f.kind.width) for n, f in enumerate(self.fields) if f.kind.is_text and not f.is_day
        ]
        for record in self.records():
            values = [entry.value(record) for entry in entries]
            page.fit(values, texts)
            for column, (value, styles) in enumerate(zip(values, columns, strict=True)):
                _cell(page.sheet, page.row, column, value, styles)
            page.row += 1
        _checks(page, entries, first, page.row - 1)
        self._sign(page, len(self.fields))
        page.sheet.protect("", ALLOWED)

    def _sign(self, page: Page, columns: int):
        """Lines to sign on below the table, and a page that is no wider than the paper."""
        page.row += 1
        for text in self.below:
            page.line(text)
        page.sheet.set_margins(left=MARGIN, right=MARGIN, top=0.5, bottom=0.6)
        page.sheet.print_area(0, 0, page.row - 1, (self.printed or columns) - 1)

    def _given_out(self, entry: FieldToFill) -> FieldToFill:
        return FieldToFill(self.as_given(entry), entry.kind, entry.value, is_hidden=True)


def _styled(page: Page, entries: Sequence[FieldToFill]) -> list[CellStyles]:
    column_styles = []
    for entry in entries:
        look = {"bg_color": PAPER, "locked": False} if entry.name else {"bg_color": LOCKED}
        edge = {"border": 1, "border_color": "#BFBFBF"}
        column_styles.append(CellStyles(page.styles, entry.kind, **look, **edge))
    return column_styles


def _cell(sheet, row: int, column: int, value, styles: CellStyles):
    """Writes one cell; leaves an unknown value empty, to be filled in."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, styles.values)
    else:
        put(sheet, row, column, value, styles)


def _checks(page: Page, entries: Sequence[FieldToFill], first: int, last: int):
    """Adds notes to the headers and validation to the cells below."""
    columns_to_fill = [column for column, entry in enumerate(entries) if entry.name]
    changed = page.styles(bg_color=CHANGED)
    for column, entry in enumerate(entries):
        if entry.is_hidden:
            page.sheet.set_column(column, column, entry.kind.width, None, {"hidden": True})
    write_notes(page, entries, first - 1)
    for place, column in enumerate(columns_to_fill):
        entry, beside = entries[column], len(entries) - len(columns_to_fill) + place
        if last < first:
            continue
        here, original = xl_rowcol_to_cell(first, column), xl_rowcol_to_cell(first, beside)
        if rule := rule_of(entry, here):
            page.sheet.data_validation(first, column, last, column, rule)
        page.sheet.conditional_format(
            first,
            column,
            last,
            column,
            {"type": "formula", "criteria": f"={here}<>{original}", "format": changed},
        )


def write_notes(page: Page, entries: Sequence[FieldToFill], row: int):
    for column, entry in enumerate(entries):
        if entry.note:
            page.sheet.write_comment(
                row, column, spelled(entry.note), {"x_scale": 1.6, "author": "aidtrack"}
            )


def has_room(choices: Sequence[str]) -> bool:
    """Whether the rule of a cell can hold the choices itself."""
    return len(",".join(choices)) <= LIST and not any("," in choice for choice in choices)


def rule_of(entry: FieldToFill, cell: str) -> dict:
    """The validation of a cell in a spreadsheet program; {} where any value is allowed.

    It warns and lets pass: reading takes more than a program can check (90万元, 正在施工), and says
    itself what it does not take. Only a text that is too long is stopped.
    """
    title = _t("Please check this value")[:TITLE]
    words = {"error_title": title, "error_message": entry.note[:MESSAGE], "error_type": "warning"}
    if entry.choices and (entry.choices_at or has_room(entry.choices)):
        return {"validate": "list", "source": entry.choices_at or list(entry.choices), **words}
    if entry.is_day:
        return {"validate": "custom", "value": _is_day(cell), **words}
    if entry.bounds:
        between = dict(zip(("minimum", "maximum"), entry.bounds, strict=True))
        return {"validate": "decimal", "criteria": "between", **between, **words}
    if entry.longest:
        stop = {"error_title": _t("Not allowed here")[:TITLE], "error_type": "stop"}
        return {"validate": "length", "criteria": "<=", "value": entry.longest, **words, **stop}
    return {}


def _is_day(cell: str) -> str:
    """A formula that is true of 2011-07-06, 7.6, 7月6日 and of a cell that holds a date."""
    digits = cell
    for sign in BETWEEN:
        digits = f'SUBSTITUTE({digits},"{sign}","")'
    return f"=ISNUMBER(VALUE({digits}))"


def bounds_of(kind: ValueFormat, is_share: bool = False) -> tuple:
    """The lowest and highest number that a cell of the kind takes; () where there is none."""
    if is_share:
        return (0, 100)
    return (0, 10**12) if kind in MONEY else ()
