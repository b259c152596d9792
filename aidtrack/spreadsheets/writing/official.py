"""A table in the layout of official statistics: title in the middle, unit at the right, heavy rules
above and below, open sides, totals last, notes and source under it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language

from aidtrack.spreadsheets.writing.cells import CellStyles, put, spelled
from aidtrack.spreadsheets.writing.kinds import lines_of, plain
from aidtrack.spreadsheets.writing.sheets import Field, Page, SheetSpec

THIN, HEAVY = 1, 2
# Points of the letters, unless said otherwise, and of a line.
SIZE = 11
LINE_HEIGHT = 18
# Body and headings, where the reader's language is Chinese and where it is not.
FONTS = {True: ("宋体", "黑体"), False: ("Times New Roman", "Arial")}


@dataclass(frozen=True)
class OfficialSheet(SheetSpec):
    """``label_fields`` leading columns are words; the total's label stands across all of them.

    ``is_banded``: the first field is no column but a line across the table, over the rows that
    share its value. Such tables are short: they are drawn at once, so that cells can be merged.
    """

    unit: str = ""
    label_fields: int = 1
    is_banded: bool = False
    is_streamed: bool = False

    @property
    def unit_line(self) -> str:
        return str(self.unit)

    @property
    def columns(self) -> Sequence[Field]:
        """The fields that are columns of the table."""
        return self.fields[1:] if self.is_banded else self.fields

    def write(self, page: Page):
        Drawing(self, page).draw()


class Drawing:
    """One official table on its way to a sheet."""

    def __init__(self, spec: OfficialSheet, page: Page):
        self.spec, self.page, self.sheet = spec, page, page.sheet
        self.body, self.head = FONTS[(get_language() or "").startswith("zh")]
        self.last = len(spec.columns) - 1
        for column, field in enumerate(spec.columns):
            self.sheet.set_column(column, column, field.kind.width)

    def draw(self):
        self.across(self.spec.title, font_name=self.head, font_size=16, bold=True, align="center")
        for note in self.spec.notes:
            self.across(note, font_name=self.body, align="center")
        self.across(self.spec.unit_line, font_name=self.body, align="right")
        self.heading()
        self.rows()
        self.totals()
        for text in self.spec.below:
            self.across(text, font_name=self.body, align="left", text_wrap=True)

    def style(self, **properties):
        return self.page.styles(valign="vcenter", **properties)

    def across(self, text, **properties):
        """A line over the whole width of the table; nothing where there are no words."""
        if not text:
            return
        row, style = self.page.row, self.style(**properties)
        if self.last:
            self.sheet.merge_range(row, 0, row, self.last, "", style)
        self.sheet.write_string(row, 0, spelled(str(text)), style)
        self.sheet.set_row(row, self.height(str(text), properties.get("font_size", SIZE)))
        self.page.row += 1

    def height(self, text: str, size: int) -> float:
        """Points that a text needs: programs do not fit the height of merged cells themselves."""
        width = sum(field.kind.width for field in self.spec.columns) * SIZE // size
        return LINE_HEIGHT * size / SIZE * lines_of(plain(text), width)

    def heading(self):
        """One row of headings, or two where neighbours share a group."""
        first = self.page.row
        is_double = any(field.group for field in self.spec.columns)
        last, column = first + is_double, 0
        for group, fields in groupby(self.spec.columns, key=lambda field: str(field.group)):
            fields = list(fields)
            if group and is_double:
                self.block(first, first, column, column + len(fields) - 1, group)
                first_row = last
            else:
                first_row = first
            for field in fields:
                self.block(first_row, last, column, column, str(field.label))
                column += 1
        for row in range(first, last + 1):
            self.sheet.set_row(row, LINE_HEIGHT)
        self.sheet.repeat_rows(first, last)
        self.page.row = last + 1
        self.sheet.freeze_panes(self.page.row, 0)

    def block(self, top: int, bottom: int, left: int, right: int, text: str):
        """A heading over one or several cells."""
        style = self.style(
            font_name=self.head,
            bold=True,
            align="center",
            text_wrap=True,
            **self.rules(left, right, top=HEAVY if top == self.page.row else THIN),
        )
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", style)
        self.sheet.write_string(top, left, spelled(text[:1].upper() + text[1:]), style)

    def rules(self, left: int, right: int, *, top: int = THIN, bottom: int = THIN) -> dict:
        """Lines around cells: none at the open sides of the table."""
        sides = {"left": THIN} if left else {}
        if right < self.last:
            sides["right"] = THIN
        return {"top": top, "bottom": bottom, **sides}

    def rows(self):
        lines = list(self.spec.values())
        ends_here = not list(self.spec.totals())
        band = object()
        for n, values in enumerate(lines):
            if self.spec.is_banded:
                if values[0] != band:
                    band = values[0]
                    self.across(
                        band,
                        font_name=self.head,
                        bold=True,
                        align="center",
                        top=THIN,
                        bottom=THIN,
                    )
                values = values[1:]
            is_last = ends_here and n == len(lines) - 1
            self.cells(values, bottom=HEAVY if is_last else THIN)

    def cells(self, values: Sequence, *, bottom: int, first: int = 0, **properties):
        """A row of the table from the column ``first`` on."""
        widths = [field.kind.width - 1 for field in self.spec.columns]
        texts = zip(values, widths, strict=True)
        lines = [lines_of(text, width) for text, width in texts if isinstance(text, str)]
        self.sheet.set_row(self.page.row, LINE_HEIGHT * max(lines, default=1))
        for column in range(first, len(values)):
            kind = self.spec.columns[column].kind
            align = "left" if self.spec.is_banded and column else "center"
            more = {"font_name": self.body, "align": align, "valign": "vcenter", **properties}
            rules = self.rules(column, column, bottom=bottom)
            styled = CellStyles(self.page.styles, kind, **more, **rules)
            put(self.sheet, self.page.row, column, values[column], styled)
        self.page.row += 1

    def totals(self):
        """The last rows, bold, their label across the columns of words."""
        totals = list(self.spec.totals())
        for n, values in enumerate(totals):
            bottom, row = HEAVY if n == len(totals) - 1 else THIN, self.page.row
            across = self.spec.label_fields - 1
            rules = self.rules(0, across, bottom=bottom)
            style = self.style(font_name=self.body, bold=True, align="center", **rules)
            if across:
                self.sheet.merge_range(row, 0, row, across, "", style)
            self.sheet.write_string(row, 0, spelled(str(values[0])), style)
            self.cells(values, bottom=bottom, first=across + 1, bold=True)
