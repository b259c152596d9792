"""Finds the header of a table: below titles and unit lines, in one row or several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from aidtrack.spreadsheets.reading.books import Merge, Sheet, Value
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.units import line_units, money_unit, normalised

# Rows in which the header is looked for, and rows that it may have.
LOOKED_AT = 60
DEEPEST = 3
# Characters of a heading; a longer text is none.
LONGEST = 200
# Numbers of the rows: no column of a table, and nothing that a person must map.
SERIAL = {"序号", "序", "no", "nr", "#", "编号序", "行号", "行次", "项次"}


@dataclass
class Header:
    """A heading found in the file; that of several rows is joined: 形象进度(%) 本期."""

    column: int
    text: str


@dataclass
class SheetHeader:
    """The header of a sheet, 0-based; ``units`` are those of money by sheet column."""

    top: int
    bottom: int
    headers: list[Header] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    doubled: list[Header] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)
    has_row_of_units: bool = False

    @property
    def unknown(self) -> list[Header]:
        """Headings that stand for no column and were not left out."""
        settled_columns = {*self.columns.values(), *self.left_out}
        return [header for header in self.headers if header.column not in settled_columns]

    def has_most(self, columns: Sequence[Column]) -> bool:
        """Whether this is a table of the kind: most of what it must have, and more than a name."""
        required = [column.name for column in columns if column.required]
        present_names = [name for name in required if name in self.columns]
        return len(self.columns) >= min(2, len(columns)) and 2 * len(present_names) >= len(required)


def rows_without_merges(sheet: Sheet) -> list[list[Value]]:
    """The rows with the value of merged cells in each of them; other rows are not copied."""
    rows = list(sheet.rows)
    own = set()
    for merge in sheet.merges:
        value = _at(sheet.rows, merge.top, merge.left)
        if value is None:
            continue
        for number in range(merge.top, min(merge.bottom + 1, len(rows))):
            if number not in own:
                rows[number] = list(rows[number])
                own.add(number)
            row = rows[number]
            row += [None] * (merge.right + 1 - len(row))
            row[merge.left : merge.right + 1] = [value] * (merge.right + 1 - merge.left)
    return rows


def _at(rows: list[list[Value]], row: int, column: int) -> Value:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def find_header(
    rows: list[list[Value]],
    merges: list[Merge],
    columns: Sequence[Column],
    mapped: Mapping[str, str],
) -> SheetHeader | None:
    """The rows that give most columns, as a header; None where no row gives any."""
    names = _names(columns)
    merges = [merge for merge in merges if merge.top < LOOKED_AT + DEEPEST]
    best, best_rank = None, (0,)
    for top in range(min(LOOKED_AT, len(rows))):
        if not any(rows[top]):
            continue
        for depth in range(1, DEEPEST + 1):
            linked = _linked(merges, top, depth)
            if linked is None or not _may_head(rows, top, depth):
                continue
            candidate = _header_at(rows, top, depth, names, mapped)
            # Merged headings make one header; without a merge prefer one row to two.
            joined = 1 if depth == 1 else 2 * (linked or candidate.has_row_of_units)
            rank = (len(candidate.columns), joined, -depth)
            if candidate.columns and rank > best_rank:
                best, best_rank = candidate, rank
    return best


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """{label as it is matched: column name}; the field's own name is a label too."""
    names = {normalised(column.name): column.name for column in columns}
    for column in columns:
        names |= {normalised(label): column.name for label in column.labels}
    return names


def _linked(merges: list[Merge], top: int, depth: int) -> bool | None:
    """Whether a merge holds all rows of the header together; None where one leads out of them."""
    bottom = top + depth - 1
    starting = [merge for merge in merges if top <= merge.top <= bottom]
    if any(merge.bottom > bottom for merge in starting):
        return None
    return any(merge.top == top and merge.bottom == bottom for merge in starting)


def _may_head(rows: list[list[Value]], top: int, depth: int) -> bool:
    """A row over other headings names at least two things: one alone is the title of the sheet."""
    if top + depth > len(rows):
        return False
    above = rows[top : top + depth - 1]
    texts = all(isinstance(cell, str) for row in above for cell in row if cell is not None)
    return texts and all(len({cell for cell in row if cell is not None}) >= 2 for row in above)


def _header_at(
    rows, top: int, depth: int, names: dict[str, str], mapped: Mapping[str, str]
) -> SheetHeader:
    bottom = top + depth - 1
    sheet_header = SheetHeader(top, bottom)
    block = _spread(rows[top : bottom + 1])
    parts = {column: _parts(block, column) for column in range(max(map(len, block)))}
    parts = {column: texts for column, texts in parts.items() if texts}
    groups = [texts[0] for texts in parts.values()]
    matches = []
    for column, texts in parts.items():
        header = Header(column, " ".join(texts))
        sheet_header.headers.append(header)
        sheet_header.units[column] = next(filter(None, map(money_unit, reversed(texts))), "")
        mapping = mapped.get(normalised(header.text))
        if mapping == "" or normalised(header.text) in SERIAL:
            sheet_header.left_out.add(column)
        alone = groups.count(texts[0]) == 1
        for rank, label in _labels(texts, alone):
            name = mapping or names.get(label)
            if mapping != "" and name in names.values():
                matches.append((rank, column, name, header))
    last = [text for text in block[-1] if isinstance(text, str) and len(text) <= LONGEST]
    sheet_header.has_row_of_units = any(money_unit(text) and not normalised(text) for text in last)
    _assign(sheet_header, sorted(matches, key=lambda match: match[:2]))
    return sheet_header


def _spread(block: list[list[Value]]) -> list[list[Value]]:
    """A heading over several columns stands over each, merged or, as in a text, not."""
    width = max(map(len, block))
    block = [row + [None] * (width - len(row)) for row in block]
    for upper, lower in pairwise(block):
        for column in range(1, width):
            is_open = upper[column] is None and lower[column] is not None
            if is_open and lower[column - 1] not in (None, upper[column - 1]):
                upper[column] = upper[column - 1]
    return block


def _parts(block: list[list[Value]], column: int) -> list[str]:
    """The headings over a column from the top, each once."""
    texts = [str(row[column]) for row in block if row[column] is not None]
    texts = [" ".join(text.split()) for text in texts if len(text) <= LONGEST]
    return [text for text in dict.fromkeys(texts) if text]


def _labels(texts: list[str], alone: bool) -> Iterable[tuple[int, str]]:
    """What the column may be called, the most telling first: 资金 over 计划 is 计划资金 too.

    ``alone``: the upper heading stands over this column only, so it will do by itself.
    """
    plain = [label for label in map(normalised, texts) if label]
    for start in range(len(plain)):
        rank = 2 if start and start == len(plain) - 1 else 0
        yield rank, "".join(plain[start:])
        yield rank, "".join(reversed(plain[start:]))
    if alone and plain:
        yield 1, plain[0]


def _assign(sheet_header: SheetHeader, matches):
    """Each column of ours to one of the sheet; the more telling heading goes first."""
    ranks, assigned_columns = {}, set()
    for rank, column, name, header in matches:
        if column in assigned_columns:
            continue
        if name not in sheet_header.columns:
            sheet_header.columns[name], ranks[name] = column, rank
            assigned_columns.add(column)
        elif ranks[name] == rank:
            sheet_header.doubled.append(header)
            assigned_columns.add(column)


def units_above(rows: list[list[Value]], top: int) -> list[str]:
    """The units of money that the lines above a header name."""
    texts = [cell for row in rows[:top] for cell in row if isinstance(cell, str)]
    units = [unit for text in texts if len(text) <= LONGEST for unit in line_units(text)]
    return list(dict.fromkeys(units))
