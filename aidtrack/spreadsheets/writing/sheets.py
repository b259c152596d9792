"""Tables written as XLSX and as CSV, row by row: memory does not grow with the number of rows.

A cell never runs: texts are written as texts, whatever they begin with.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice

from django.utils.translation import gettext as _t
from xlsxwriter import Workbook

from aidtrack.spreadsheets.guard.formulas import could_run
from aidtrack.spreadsheets.writing.cells import (
    CellStyles,
    Styles,
    put,
    safe_workbook,
    sheet_name,
    spelled,
)
from aidtrack.spreadsheets.writing.kinds import MONEY, TEXT, ValueFormat, comma_text, lines_of

# Rows that a sheet can have, less room for what stands above and below the table.
ROWS_A_SHEET = 1_048_576 - 100
LINES_AT_ONCE = 500
A4 = 9
# Points.
LINE_HEIGHT, HIGHEST_ROW = 15, 400


@dataclass(frozen=True)
class Field:
    """A column of a file: its label, its kind, and how its value is read from a record.

    ``definition`` is printed on the sheet of definitions; ``group`` stands over neighbours that
    share it.
    """

    label: str
    kind: ValueFormat
    value: Callable
    definition: str = ""
    group: str = ""

    def heading(self, *, is_commas: bool = False) -> str:
        """The label with its unit, as in: planned funds (10,000 yuan)."""
        label, unit = str(self.label), self.kind.unit_for(is_commas)
        return f"{label[:1].upper()}{label[1:]} ({unit})" if unit else label[:1].upper() + label[1:]


@dataclass(frozen=True)
class SheetSpec:
    """A table of a file. ``name`` tells it in an address; ``notes`` stand between title and table.

    ``records`` are asked for once, when the sheet is written; ``totals`` are lists of values, one a
    field; ``below`` stands under the table.
    """

    name: str
    title: str
    fields: Sequence[Field]
    records: Callable[[], Iterable]
    notes: Sequence[str] = ()
    # Behind the title, as in: Projects (illustrative).
    mark: str = ""
    totals: Callable[[], Iterable[Sequence]] = tuple
    below: Sequence[str] = ()
    is_landscape: bool = True
    is_streamed: bool = True
    # Whether it describes the other sheets instead of being a table of the page.
    is_about: bool = False

    def values(self) -> Iterator[list]:
        """The values of each record, in the order of the fields."""
        readers = [field.value for field in self.fields]
        return ([read(record) for read in readers] for record in self.records())

    @property
    def above(self) -> list[str]:
        """The lines over the table, its title first."""
        title = f"{self.title} ({self.mark})" if self.mark else str(self.title)
        return [title, *(str(line) for line in (*self.notes, self.unit_line) if line)]

    @property
    def unit_line(self) -> str:
        """Unit: 10,000 yuan; empty for a table without money."""
        units = dict.fromkeys(str(f.kind.unit) for f in self.fields if f.kind in MONEY)
        return _t("Unit: %(units)s") % {"units": _t(", ").join(units)} if units else ""

    def write(self, page: "Page"):
        """Draws the whole sheet; more rows than one can hold go on in further sheets."""
        rest = self.values()
        page.table(self, islice(rest, ROWS_A_SHEET))
        while (first := next(rest, None)) is not None:
            page = page.another(self)
            page.table(self, chain([first], islice(rest, ROWS_A_SHEET - 1)))
        page.end(self)


def write_xlsx(out, sheets: Iterable[SheetSpec]) -> None:
    """Writes the sheets, in their order, as XLSX into a binary file."""
    sheets = list(sheets)
    book = safe_workbook(out, is_streamed=all(sheet.is_streamed for sheet in sheets))
    names: set[str] = set()
    styles = Styles(book)
    for sheet in sheets:
        sheet.write(Page(book, styles, names, sheet))
    book.close()


class Page:
    """A sheet of a workbook while a table is drawn on it from the top."""

    def __init__(self, book: Workbook, styles: Styles, names: set[str], spec):
        self.book, self.styles, self.names = book, styles, names
        self.sheet = book.add_worksheet(sheet_name(str(spec.title), names))
        self.row = 0
        self.set_up(spec.is_landscape)

    def another(self, spec) -> "Page":
        """The sheet after this one, for rows that have no room here."""
        return Page(self.book, self.styles, self.names, spec)

    def set_up(self, is_landscape: bool):
        """Sets up printing: A4, fitted to its width, with page numbers."""
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C— &P —")
        if is_landscape:
            self.sheet.set_landscape()

    def line(self, text: str, **properties):
        """A line of words; it may run over the cells beside it."""
        text = spelled(str(text))
        if could_run(text):
            properties["quote_prefix"] = True
        self.sheet.write_string(self.row, 0, text, self.styles(**properties))
        self.row += 1

    def table(self, spec: SheetSpec, rows: Iterable[Sequence]):
        """Title, notes, unit, header and rows."""
        title, *notes = spec.above
        self.line(title, bold=True, font_size=14)
        for note in notes:
            self.line(note, font_color="#555555")
        self.header(spec.fields)
        head, styled = self.row - 1, [CellStyles(self.styles, f.kind) for f in spec.fields]
        texts = [(n, f.kind.width) for n, f in enumerate(spec.fields) if f.kind.is_text]
        for values in rows:
            self.fit(values, texts)
            for column, value in enumerate(values):
                put(self.sheet, self.row, column, value, styled[column])
            self.row += 1
        if self.row - 1 > head:
            self.sheet.autofilter(head, 0, self.row - 1, len(spec.fields) - 1)

    def fit(self, values: Sequence, texts: Sequence[tuple[int, int]]):
        """Makes the row high enough for its texts: not every program does so by itself.

        ``texts`` are the columns of words, each with its width.
        """
        lines = 1
        for column, width in texts:
            value = values[column]
            # Most texts are short enough whatever their letters.
            if isinstance(value, str) and (len(value) * 2 > width or "\n" in value):
                lines = max(lines, lines_of(value, width - 2))
        if lines > 1:
            self.sheet.set_row(self.row, min(LINE_HEIGHT * lines, HIGHEST_ROW))

    def header(self, fields: Sequence[Field]):
        """The headings: they stay in sight, and stand on every page of paper."""
        look = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "top": 1}
        for column, field in enumerate(fields):
            self.sheet.set_column(column, column, field.kind.width)
        headings = [field.heading() for field in fields]
        self.fit(headings, [(n, field.kind.width) for n, field in enumerate(fields)])
        for column, field in enumerate(fields):
            side = {"align": "left", "indent": 1} if field.kind.is_text else {"align": "right"}
            style = self.styles(bg_color="#EEEEEE", **look, **side)
            self.sheet.write_string(self.row, column, spelled(headings[column]), style)
        self.sheet.repeat_rows(self.row)
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)

    def end(self, spec: SheetSpec):
        """Totals and what stands below the table."""
        styled = [CellStyles(self.styles, f.kind, bold=True, top=1) for f in spec.fields]
        for values in spec.totals():
            for column, value in enumerate(values):
                put(self.sheet, self.row, column, value, styled[column])
            self.row += 1
        for text in spec.below:
            self.line(text, font_color="#555555")


def csv_lines(spec: SheetSpec) -> Iterator[str]:
    """The table as CSV text, some hundred lines at a time: title, notes, header, rows, totals.

    Begins with the mark by which spreadsheet programs tell UTF-8.
    """
    out = StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerows([comma_text(line, TEXT)] for line in spec.above)
    kinds = [field.kind for field in spec.fields]
    writer.writerow(map(comma_text, (f.heading(is_commas=True) for f in spec.fields), kinds))
    rows = chain(spec.values(), spec.totals())
    while lines := list(islice(rows, LINES_AT_ONCE)):
        writer.writerows(map(comma_text, values, kinds) for values in lines)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    writer.writerows([comma_text(str(line), TEXT)] for line in spec.below if line)
    yield out.getvalue()
