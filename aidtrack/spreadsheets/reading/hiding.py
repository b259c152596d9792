"""What the XML of a sheet says that a person does not see: rows and columns, and filters.

Found by patterns in XML that is written in the usual way; overlays.py has the parser for any other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

HIDDEN_ROW = re.compile(
    rb'<row r="([0-9]+)"[^>]*? (?:hidden="(?:1|true)"|ht="0(?:\.0*)?")(?=[ />])'
)
# Only what stands before the rows, or behind them, is searched for the others.
COLUMN = re.compile(rb"<col ([^>]*)>")
ATTRIBUTE = re.compile(r'([A-Za-z]+)="([^"]*)"')
FILTER = re.compile(rb'<autoFilter [^>]*?ref="([^"]*)"[^>/]*>(.*?)</autoFilter>', re.DOTALL)
# A column of a filter without anything in it only has its button changed.
CONDITION = re.compile(rb"<filterColumn[^>]*[^/]>")
# The views that persons have kept for themselves have filters of their own.
OWN_VIEWS = b"<customSheetViews"
ROWS_OF_RANGE = re.compile(r"\$?[A-Za-z]+\$?([0-9]{1,7})(?::\$?[A-Za-z]+\$?([0-9]{1,7}))?")
TRUE = ("1", "true")


@dataclass
class Hidden:
    """0-based; ``filters`` are the first and last rows of the ranges that are filtered now."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    filters: list[tuple[int, int]] = field(default_factory=list)

    def add_row(self, row: int, attributes: Mapping[str, str]):
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("ht")):
            self.rows.append(row)

    def add_columns(self, attributes: Mapping[str, str], most: int):
        """The columns that a <col> is about, as far as sheets are read."""
        if attributes.get("hidden") in TRUE or _is_zero(attributes.get("width")):
            first, last = (_number(attributes.get(name, "")) for name in ("min", "max"))
            self.columns += range(max(first - 1, 0), min(last, most))

    def add_filter(self, range_: str):
        if match := ROWS_OF_RANGE.fullmatch(range_):
            self.filters.append((int(match[1]) - 1, int(match[2] or match[1]) - 1))

    def facts(self) -> dict[str, list[int]]:
        """By the names of the fields of Sheet."""
        filtered = [row for row in self.rows if any(a <= row <= b for a, b in self.filters)]
        hidden = sorted(set(self.rows) - set(filtered))
        return {
            "hidden_rows": hidden,
            "filtered_rows": filtered,
            "hidden_columns": self.columns,
        }


def hidden_in(xml: bytes, most_columns: int) -> Hidden:
    hidden = Hidden()
    if b' hidden="' in xml or b' ht="0' in xml:
        hidden.rows = [int(match[1]) - 1 for match in HIDDEN_ROW.finditer(xml)]
    for match in COLUMN.finditer(xml, 0, max(xml.find(b"<sheetData"), 0)):
        hidden.add_columns(
            dict(ATTRIBUTE.findall(match[1].decode("ascii", "replace"))), most_columns
        )
    for range_ in active_filters(xml, max(xml.rfind(b"</sheetData>"), 0)) if hidden.rows else ():
        hidden.add_filter(range_)
    return hidden


def active_filters(xml: bytes, start: int = 0) -> Iterator[str]:
    """The ranges of filters that have a condition, in the XML of a sheet or of a table."""
    end = xml.find(OWN_VIEWS, start)
    for match in FILTER.finditer(xml, start, len(xml) if end < 0 else end):
        if CONDITION.search(match[2]):
            yield match[1].decode("ascii", "replace")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _is_zero(size: str | None) -> bool:
    return bool(size) and not size.strip("0.")
