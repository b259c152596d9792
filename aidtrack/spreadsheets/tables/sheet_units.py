"""The units of money of a sheet, row by row: a line between rows or a heading may change them."""

from collections.abc import Iterable, Mapping

from aidtrack.spreadsheets.reading.books import Value
from aidtrack.spreadsheets.tables.headers import SheetHeader
from aidtrack.spreadsheets.tables.units import line_units, money_unit


class SheetUnits:
    """``line`` is the unit of the last line that states one; a heading goes before it."""

    def __init__(self, header: SheetHeader, places: Iterable[int], line: str):
        self.line = line
        self.by_heading = {place: header.units.get(place, "") for place in places}
        self.is_deep = header.bottom > header.top
        self.follows_line = False
        self.may_differ = False
        # The columns whose unit changes from one row to the next.
        self.mixed: set[int] = set()

    def of(self, place: int) -> str:
        return self.by_heading.get(place) or self.line

    def all(self) -> dict[int, str]:
        return {place: self.of(place) for place in self.by_heading}

    def state_line(self, row: list[Value]) -> list[str]:
        """Takes the unit of a line between rows; gives all that it names."""
        texts = [cell for cell in row if isinstance(cell, str)]
        units = list(dict.fromkeys(unit for text in texts for unit in line_units(text)))
        if len(units) == 1:
            self.line, self.follows_line, self.may_differ = units[0], True, True
        return units

    def state_headings(self, row: list[Value], former: Mapping[int, str]):
        """Takes the units of a heading that comes again; ``former`` is that of the table.

        Where it no longer states its unit, that of a line just above it holds.
        """
        filled = [column for column, cell in enumerate(row) if cell is not None]
        for column, following in zip(filled, [*filled[1:], len(row)], strict=True):
            unit, before = money_unit(row[column]), money_unit(former.get(column, ""))
            if unit or (before and self.follows_line):
                end = following if self.is_deep else column + 1
                for place in self.by_heading.keys() & set(range(column, end)):
                    self.by_heading[place] = unit
        self.may_differ = True

    def settle(self):
        """Rows follow: what comes next is no longer just below a line."""
        self.follows_line = self.may_differ = False
