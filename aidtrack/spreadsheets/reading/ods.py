"""Reads an ODS workbook that was vetted.

Our own reader, as calamine's gives neither merged cells nor errors nor percent signs of this
format. It is one pass over content.xml by a parser, and counts what is repeated before it repeats.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

from aidtrack.spreadsheets.guard.archives import Archive
from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.spreadsheets.reading.books import (
    NO_VALUE,
    Broken,
    Percent,
    ReadBook,
    ReadSheet,
    Value,
    marks_of,
)
from aidtrack.spreadsheets.reading.ods_formats import OASIS, OpenFormats, parse

STYLES = "styles.xml"
TABLE, TEXT, OFFICE, STYLE = (
    f"{OASIS}{name}:1.0 " for name in ("table", "text", "office", "style")
)
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
VALUE_TYPE = f"{OFFICE}value-type"
# LibreOffice's own word for an error, under the namespace that it uses for its extensions.
ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S")
ERROR_TEXT = re.compile(r"#[A-Z0-9/]+[!?]?|Err:[0-9]+")
# LibreOffice keeps what it last saw of another workbook as a sheet: 'file:///c/plan.xls'#$Sheet1.
LINKED_SHEET = re.compile(r"'.+'#.+", re.DOTALL)
DEFAULT_STYLE = f"{TABLE}default-cell-style-name"
# How a row is hidden, by the field of Sheet.
UNSEEN = {"collapse": "hidden_rows", "filter": "filtered_rows"}
# Not part of what a cell says: a comment, a shape, a note of changes.
ASIDE = ("annotation", "shapes", "tracked-changes", "frame", "custom-shape", "g", "dde-links")


def read_ods(archive: Archive, limits: Limits) -> ReadBook:
    formats = OpenFormats()
    if STYLES in archive.parts:
        parse(archive.xml_stream(STYLES), formats)
    reader = _Content(limits, formats)
    parse(archive.xml_stream("content.xml"), reader)
    return ReadBook(reader.sheets, reader.external_links)


@dataclass
class _Cell:
    attributes: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    covered: bool = False

    def number(self, name: str) -> int:
        """A count that an attribute gives; 1 where there is none."""
        try:
            return max(int(self.attributes.get(f"{TABLE}{name}", "1")), 1)
        except ValueError:
            raise FileRefused("damaged") from None

    def value(self) -> Value:
        if self.covered:
            return None
        kind, text = self.attributes.get(VALUE_TYPE), "\n".join(self.paragraphs)
        formula = f"{TABLE}formula" in self.attributes
        if self.attributes.get(ERROR_TYPE) == "error" or (formula and ERROR_TEXT.fullmatch(text)):
            return Broken(text or "#VALUE!")
        if kind is None:
            # LibreOffice writes the empty text as an empty paragraph without a type.
            return NO_VALUE if formula and not self.paragraphs else text or None
        try:
            return self._typed(kind, text)
        except ValueError:
            raise FileRefused("damaged") from None

    def _typed(self, kind: str, text: str) -> Value:
        attribute = self.attributes.get
        if kind in ("float", "currency"):
            return float(attribute(f"{OFFICE}value", ""))
        if kind == "percentage":
            return Percent(attribute(f"{OFFICE}value", ""))
        if kind == "boolean":
            return attribute(f"{OFFICE}boolean-value") == "true"
        if kind == "date":
            return _date(attribute(f"{OFFICE}date-value", ""))
        if kind == "time":
            return _time(attribute(f"{OFFICE}time-value", ""))
        return attribute(f"{OFFICE}string-value", text) or None


def _date(text: str) -> Value:
    # datetime knows the years 1 to 9999 only: another year stays a text.
    if not re.match(r"[0-9]{4}-", text):
        return text or None
    return datetime.fromisoformat(text[:26]) if "T" in text else date.fromisoformat(text)


def _time(text: str) -> Value:
    duration = DURATION.fullmatch(text)
    if not duration or int(duration[1]) > 23:
        return text or None
    return time(*map(int, duration.groups()))


class _Content:
    """Follows content.xml: sheets, their rows, the cells of a row, the paragraphs of a cell."""

    def __init__(self, limits: Limits, formats: OpenFormats):
        self.limits, self.sheets, self.external_links = limits, [], False
        self.formats = formats
        self.depth = self.aside = 0
        self.style, self.hidden_styles = "", set()
        self.row: list[Value] = []
        self.column = self.row_count = self.blank_rows = self.next_column = 0
        self.unseen: str | None = None
        # The cell style of a column or row, for cells that have none of their own.
        self.column_styles: list[str] = []
        self.row_style = ""
        self.row_formats: list[tuple[int, str]] = []
        self.cell: _Cell | None = None
        self.in_paragraph = False
        self.width = 0

    def start(self, tag: str, attributes: dict[str, str]):
        if self.aside or tag.rpartition(" ")[2] in ASIDE or self._is_linked(tag, attributes):
            self.aside += 1
        elif tag == f"{TABLE}table":
            self.depth += 1
            self._start_sheet(attributes)
        elif self.depth != 1:
            self._start_style(tag, attributes)
        elif tag == f"{TABLE}table-row":
            self.row, self.column, self.row_formats = [], 0, []
            self.row_style = attributes.get(DEFAULT_STYLE, "")
            self.row_count = _Cell(attributes).number("number-rows-repeated")
            self.unseen = UNSEEN.get(attributes.get(f"{TABLE}visibility"))
        elif tag == f"{TABLE}table-column":
            self._start_columns(attributes)
        elif tag in CELLS:
            self.cell = _Cell(attributes, covered=tag == CELLS[1])
        elif self.cell is not None:
            self._start_text(tag, attributes)

    def _is_linked(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag != f"{TABLE}table" or not LINKED_SHEET.fullmatch(attributes.get(f"{TABLE}name", "")):
            return False
        self.external_links = True
        return True

    def _start_style(self, tag: str, attributes: dict[str, str]):
        """Styles stand before the sheets; that of a sheet says whether it is hidden."""
        self.formats.start(tag, attributes)
        if tag == f"{STYLE}style":
            self.style = attributes.get(f"{STYLE}name", "")
        elif tag == f"{STYLE}table-properties" and attributes.get(f"{TABLE}display") == "false":
            self.hidden_styles.add(self.style)

    def _start_columns(self, attributes: dict[str, str]):
        first, count = self.next_column, _Cell(attributes).number("number-columns-repeated")
        self.next_column += count
        room = self.limits.columns - len(self.column_styles)
        self.column_styles += [attributes.get(DEFAULT_STYLE, "")] * min(count, room)
        if attributes.get(f"{TABLE}visibility") in UNSEEN:
            last = min(self.next_column, self.limits.columns)
            self.facts.setdefault("hidden_columns", []).extend(range(first, last))

    def _start_sheet(self, attributes: dict[str, str]):
        if self.depth > 1:
            return
        if len(self.sheets) >= self.limits.sheets:
            raise FileRefused("sheets", limit=self.limits.sheets)
        self.blank_rows = self.width = self.next_column = 0
        self.column_styles = []
        sheet = ReadSheet(attributes.get(f"{TABLE}name", ""), [])
        self.rows, self.merges, self.marks = sheet.rows, sheet.merges, sheet.marks
        self.facts = sheet.facts
        self.facts["hidden"] = attributes.get(f"{TABLE}style-name") in self.hidden_styles
        self.sheets.append(sheet)

    def _start_text(self, tag: str, attributes: dict[str, str]):
        if tag == f"{TEXT}p":
            self.in_paragraph = True
            self.cell.paragraphs.append("")
        elif tag == f"{TEXT}s":
            spaces = attributes.get(f"{TEXT}c", "1")
            self.characters(" " * min(int(spaces) if spaces.isdecimal() else 1, 1_000))
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            self.characters("\t" if tag.endswith("tab") else "\n")

    def characters(self, text: str):
        if not self.depth:
            self.formats.characters(text)
        elif self.in_paragraph and not self.aside:
            self.cell.paragraphs[-1] += text
            if len(self.cell.paragraphs[-1]) > self.limits.text:
                raise FileRefused("text", limit=self.limits.text)

    def end(self, tag: str):
        if self.aside:
            self.aside -= 1
        elif tag == f"{TABLE}table":
            self.depth -= 1
        elif self.depth != 1:
            self.formats.end(tag)
        elif tag == f"{TEXT}p":
            self.in_paragraph = False
        elif tag in CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == f"{TABLE}table-row":
            self._end_row()

    def _end_cell(self, cell: _Cell):
        """Counts blank cells and adds them only once a cell with content follows."""
        value, times = cell.value(), cell.number("number-columns-repeated")
        if value is not None:
            if self.column + times > self.limits.columns:
                raise FileRefused("extent", rows=self.limits.rows, columns=self.limits.columns)
            self.row += [None] * (self.column - len(self.row)) + [value] * times
            self._merge(cell)
            if form := self.formats.telling(self._style_of(cell)):
                columns = range(self.column, self.column + times)
                self.row_formats += [(column, form) for column in columns]
        self.column += times

    def _style_of(self, cell: _Cell) -> str:
        if style := cell.attributes.get(f"{TABLE}style-name") or self.row_style:
            return style
        styles = self.column_styles
        return styles[self.column] if self.column < len(styles) else ""

    def _merge(self, cell: _Cell):
        rows, columns = cell.number("number-rows-spanned"), cell.number("number-columns-spanned")
        if rows * columns > 1:
            top, left = len(self.rows) + self.blank_rows, self.column
            self.merges.append((top, left, top + rows - 1, left + columns - 1))
        if len(self.merges) > self.limits.merges:
            raise FileRefused("merges")

    def _end_row(self):
        if not self.row:
            self.blank_rows += self.row_count
            return
        self.width = max(self.width, len(self.row))
        height = len(self.rows) + self.blank_rows + self.row_count
        if height > self.limits.rows:
            raise FileRefused("extent", rows=self.limits.rows, columns=self.limits.columns)
        if height * self.width > self.limits.cells:
            raise FileRefused("cells", limit=self.limits.cells)
        self.rows += [[] for _ in range(self.blank_rows)]
        if self.unseen:
            rows = range(len(self.rows), len(self.rows) + self.row_count)
            self.facts.setdefault(self.unseen, []).extend(rows)
        marks = marks_of(self.row)
        for _ in range(self.row_count):
            self.marks += [(len(self.rows), column, text) for column, text in marks]
            for column, form in self.row_formats:
                forms = self.facts.setdefault("formats", {})
                forms.setdefault(form, []).append((len(self.rows), column))
            self.rows.append(self.row)
        self.blank_rows = 0
