"""Cells of XLSX: each kind in its format, no text ever a formula, no name of a sheet refused."""

from datetime import date, datetime

from xlsxwriter import Workbook

from aidtrack.spreadsheets.guard.formulas import could_run
from aidtrack.spreadsheets.writing.kinds import ValueFormat, format_as_given, local, number, plain
from aidtrack.values.formats import DASH

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_NAME = 31
# Excel keeps this name for itself.
RESERVED = "history"


def safe_workbook(out, *, is_streamed: bool) -> Workbook:
    """A workbook in which no text becomes a formula, a link or a number."""
    return Workbook(out, {**SAFE, "constant_memory": is_streamed})


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Workbook):
        self.book = book
        self.formats: dict[tuple, object] = {}

    def __call__(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]


def sheet_name(title: str, names_in_use: set[str]) -> str:
    """A title as the name of a sheet: short, legal, unique; adds it to ``names_in_use``."""
    base = plain(title).translate(FORBIDDEN_IN_NAMES).strip(" '")[:LONGEST_NAME].strip(" '") or "1"
    if base.casefold() == RESERVED:
        base = f"{base} 1"
    name, n = base, 1
    while name.casefold() in names_in_use:
        n += 1
        ending = f" ({n})"
        name = base[: LONGEST_NAME - len(ending)] + ending
    names_in_use.add(name.casefold())
    return name


def put(sheet, row: int, column: int, value, styles: "CellStyles") -> None:
    """One cell, in the styles of its column."""
    if value is None:
        sheet.write_string(row, column, DASH, styles.texts)
    elif isinstance(value, str):
        text = spelled(value)
        sheet.write_string(row, column, text, styles.risky if could_run(text) else styles.texts)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, local(value), styles.values)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.values)
    else:
        sheet.write_number(row, column, number(value, styles.kind), styles.of_number(value))


def spelled(text: str) -> str:
    """A text as xlsxwriter expects it, which reads text from <r> to </r> as its own markup."""
    text = plain(text)
    if text[:1] == "<" and text.startswith("<r>") and text.endswith("</r>"):
        return f"{text} "
    return text


class CellStyles:
    """The formats of a column: of its values, of texts in it, and of texts that could run.

    The last kind keeps such a text a text even when somebody edits the cell.
    """

    def __init__(self, styles: Styles, kind: ValueFormat, **more):
        self.kind, self.styles = kind, styles
        self.align = {"valign": "top", **more}
        words = {"align": "left", "text_wrap": True} if kind.is_text else {"align": "right"}
        if kind.is_text and "align" not in more:
            # Keeps a distance from the number in the column at its left.
            words["indent"] = 1
        if kind.number_format == "@":
            words["num_format"] = "@"
        self.values = styles(num_format=kind.number_format, **self.align)
        self.texts = styles(**{**words, **self.align})
        self.risky = styles(quote_prefix=True, **{**words, **self.align})

    def of_number(self, value):
        if not self.kind.is_as_given:
            return self.values
        return self.styles(num_format=format_as_given(value), **self.align)
