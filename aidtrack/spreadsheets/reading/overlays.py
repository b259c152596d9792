"""What calamine leaves out of a sheet: error cells, formulas without values, percent signs and
other number formats, rows and columns that are hidden.

calamine gives '' for the first two and a bare fraction for the third. All are found in the XML,
by patterns where it is written as Excel, WPS, LibreOffice and the usual libraries write it, and
else by a parser, more slowly. Both also tell how far the content reaches, before calamine, which
aborts its process over a sheet with one cell at each end.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from aidtrack.spreadsheets.guard.limits import FileRefused, Limits
from aidtrack.spreadsheets.reading.books import NO_VALUE
from aidtrack.spreadsheets.reading.hiding import Hidden, hidden_in

Cell = tuple[int, int]
Mark = tuple[int, int, str | None]
REFERENCE = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,10})")
# The usual way: no prefixes, no comments, the reference as the first attribute.
PLAIN_START = re.compile(rb"<worksheet[ >]")
UNUSUAL = (b"<!", b":c ", b":c>", b":row ", b":row>")
UNUSUAL_ROW = re.compile(rb'<row(?![A-Za-z]| r="[0-9]{1,6}")')
# Of a cell whose reference has more than so many letters or digits, or none.
UNUSUAL_CELL = rb'<c(?![A-Za-z]| r="[A-Z]{1,%d}[0-9]{1,%d}")'
ROWS = re.compile(rb'<row r="([0-9]+)')
CELL = rb'<c(?![A-Za-z]| r="[A-Z]{1,2}[0-9]{1,%d}")'
LETTERS = re.compile(rb'<c r="([A-Z]+)')
ROWS = re.compile(rb'<row r="([0-9]+)')
CELL = rb'<c r="([A-Z]+)([0-9]+)"'
FORMULA = rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)"
ERRORS = re.compile(CELL + rb'[^>]*\bt="e"[^>]*>' + FORMULA + rb"?<v>([^<]*)</v>")
DAYS = re.compile(CELL + rb'[^>]*\bt="d"[^>]*(?<!/)>')
WITHOUT_VALUE = re.compile(CELL + rb"([^>]*)>" + FORMULA + rb"(<v ?/>|<v></v>)?</c>")
NEVER_CALCULATED = re.compile(CELL + rb"([^>]*)>" + FORMULA + rb"(<v ?/>|<v></v>|<v>0</v>)?</c>")
TEXT_RESULT = re.compile(rb'\bt="(?:str|b)"')


@dataclass
class NumberStyles:
    """By their numbers: cell styles that show a percentage, and formats that tell something."""

    percent: set[str] = field(default_factory=set)
    telling: dict[str, str] = field(default_factory=dict)


@dataclass
class Overlay:
    """``marks`` are cells, 0-based: (row, column, text of an error, or None for a percentage).

    ``formats`` are those that tell something, with the cells that have a value and are shown so;
    ``days`` are cells that store a day as a text, 2011-06-30T00:00:00Z, as SheetJS does.
    """

    marks: list[Mark] = field(default_factory=list)
    formats: dict[str, list[Cell]] = field(default_factory=dict)
    days: list[Cell] = field(default_factory=list)
    hidden: Hidden = field(default_factory=Hidden)
    bottom: int = -1
    right: int = -1

    def refuse_beyond(self, limits: Limits):
        """``bottom`` and ``right`` are the last row and column with content."""
        rows, columns = self.bottom + 1, self.right + 1
        if rows > limits.rows or columns > limits.columns:
            raise FileRefused("extent", rows=limits.rows, columns=limits.columns)
        if rows * columns > limits.cells:
            raise FileRefused("cells", limit=limits.cells)


def cell_of(reference: str) -> Cell:
    """B7 → (6, 1)."""
    match = REFERENCE.fullmatch(reference.strip())
    if not match or not int(match[2]):
        raise FileRefused("references")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def overlay_of(xml: bytes, *, styles: NumberStyles, recalculated: bool, limits: Limits) -> Overlay:
    """The overlay of a sheet: what its XML says beside the values.

    ``recalculated``: the workbook asks to be calculated when it is opened, so a formula's 0 is
    what a program wrote that cannot calculate, and no value.
    """
    if not _is_usual(xml, limits):
        return _Parser(styles, recalculated, limits).read(xml)
    marks, formats = [], {}
    if styles.percent:
        marks += [(*_place(match), None) for match in _styled(styles.percent).finditer(xml)]
    for match in _styled(styles.telling).finditer(xml) if styles.telling else ():
        formats.setdefault(styles.telling[match[3].decode()], []).append(_place(match))
    if b't="e"' in xml:
        marks += [(*_place(match), match[3].decode()) for match in ERRORS.finditer(xml)]
    days = [_place(match) for match in DAYS.finditer(xml)] if b't="d"' in xml else []
    if b"<f" in xml:
        pattern = NEVER_CALCULATED if recalculated else WITHOUT_VALUE
        uncalculated = (match for match in pattern.finditer(xml) if not _is_empty_text(match))
        marks += [(*_place(match), str(NO_VALUE)) for match in uncalculated]
    return Overlay(marks, formats, days, hidden_in(xml, limits.columns))


def _is_usual(xml: bytes, limits: Limits) -> bool:
    """Whether patterns can read the sheet and all its cells, blank ones too, are within limits."""
    if not PLAIN_START.search(xml[:4_000]) or any(marker in xml for marker in UNUSUAL):
        return False
    rows = max(map(int, ROWS.findall(xml)), default=0)
    if rows > limits.rows or UNUSUAL_ROW.search(xml):
        return False
    return any(
        columns <= limits.columns
        and columns * rows <= limits.cells
        and not re.search(UNUSUAL_CELL % (letters, len(str(rows))), xml)
        for letters, columns in ((1, 26), (2, 702))
    )


def _styled(styles: Iterable[str]) -> re.Pattern[bytes]:
    any_of = b"|".join(re.escape(style.encode()) for style in sorted(styles))
    return re.compile(CELL + rb'(?: [a-z]+="[^"]*")*? s="(' + any_of + rb')"[^>]*(?<!/)>')


def _place(match: re.Match[bytes]) -> Cell:
    return int(match[2]) - 1, _column(match[1])


@cache
def _column(letters: bytes) -> int:
    return cell_of(f"{letters.decode()}1")[1]


def _is_empty_text(match: re.Match[bytes]) -> bool:
    """A formula whose result is the empty text was calculated."""
    return bool(TEXT_RESULT.search(match[3])) and bool(match[4])


class _Parser:
    """Reads an overlay with an XML parser, however the XML is written."""

    def __init__(self, styles: NumberStyles, recalculated: bool, limits: Limits):
        self.styles, self.recalculated, self.limits = styles, recalculated, limits
        self.overlay = Overlay()
        self.row = self.column = -1
        self.kind = self.style = self.text = ""
        self.in_value = self.has_formula = self.has_value = self.has_content = False
        # The range of the filter that is being read, and whether one of its columns is.
        self.filter, self.in_filter_column, self.in_own_views = "", False, False

    def read(self, xml: bytes) -> Overlay:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.characters
        try:
            parser.Parse(xml, True)
        except expat.ExpatError:
            raise FileRefused("damaged") from None
        return self.overlay

    def start(self, tag: str, attributes: dict[str, str]):
        name = tag.rpartition(" ")[2]
        if name == "row":
            self.row = self._number(attributes.get("r"), self.row)
            self.column = -1
            self.overlay.hidden.add_row(self.row, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self.has_formula = True
        elif name in ("v", "is"):
            self.has_value = self.in_value = self.has_content = True
        elif name == "col":
            self.overlay.hidden.add_columns(attributes, self.limits.columns)
        else:
            self._start_filter(name, attributes)

    def _start_filter(self, name: str, attributes: dict[str, str]):
        if name == "customSheetViews":
            self.in_own_views = True
        elif name == "autoFilter" and not self.in_own_views:
            self.filter = attributes.get("ref", "")
        elif name == "filterColumn":
            self.in_filter_column = True
        elif self.filter and self.in_filter_column:
            self.overlay.hidden.add_filter(self.filter)
            self.filter = ""

    def _number(self, written: str | None, before: int) -> int:
        if written is None:
            return before + 1
        return cell_of(f"A{written}")[0]

    def _start_cell(self, attributes: dict[str, str]):
        if reference := attributes.get("r"):
            self.row, self.column = cell_of(reference)
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
        self.text = ""
        self.has_formula = self.has_value = self.has_content = False

    def characters(self, text: str):
        if self.in_value:
            self.text += text

    def end(self, tag: str):
        name = tag.rpartition(" ")[2]
        if name in ("v", "is"):
            self.in_value = False
        elif name == "c":
            self._end_cell()
        elif name == "filterColumn":
            self.in_filter_column = False
        elif name == "customSheetViews":
            self.in_own_views = False

    def _end_cell(self):
        overlay, place = self.overlay, (self.row, self.column)
        if self.has_content or self.has_formula:
            overlay.bottom = max(overlay.bottom, self.row)
            overlay.right = max(overlay.right, self.column)
            overlay.refuse_beyond(self.limits)
        if self.style in self.styles.percent and self.has_value:
            overlay.marks.append((*place, None))
        if self.has_content and (form := self.styles.telling.get(self.style)):
            overlay.formats.setdefault(form, []).append(place)
        if self.kind == "d" and self.has_value:
            overlay.days.append(place)
        if self.kind == "e" and self.has_value:
            overlay.marks.append((*place, self.text))
        elif self.has_formula and self._is_valueless():
            overlay.marks.append((*place, str(NO_VALUE)))

    def _is_valueless(self) -> bool:
        if self.kind in ("str", "b") and self.has_value:
            return False
        return not self.text or (self.recalculated and self.text == "0")
