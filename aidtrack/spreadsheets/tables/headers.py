"""Finds the header of a table: below titles and unit lines, in one row or several.

A heading of two rows stands for a column if both say so together. One of its words is enough only
where the rest is neutral (项目情况, a unit); a word that changes the meaning (年度目标 over
形象进度, 6月 over 到位资金) leaves the column in doubt, and it is asked about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from aidtrack.spreadsheets.reading.books import Merge, Sheet, Value
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.units import line_units, money_unit, normalised, squeezed

# Rows in which the header is looked for, and rows that it may have.
LOOKED_AT = 60
DEEPEST = 3
# Characters of a heading; a longer text is none.
LONGEST = 200
# The name of a column of row numbers, as kinds of file declare it: alone it makes no table.
SERIAL_COLUMN = "serial"
# Numbers of the rows: no column of a table, and nothing that a person must map.
OF_WHICH, SUBTOTALS = "其中", {"小计", "合计", "总计", "总额", "total", "subtotal"}
# The rank of a heading that a person said what it is: before all others.
MAPPED = -1
# The rank of a heading of which a word changes the meaning: behind all clear ones.
DOUBTFUL = 9
NEUTRAL = re.compile(
    r"(?:项目|工程|基本|概况|情况|信息|进展|实施|建设|资金|投资|经费|金额|进度|形象|时间|日期|性质|内容|"
    r"地点|单位|双方|各方|支援|受援|援疆|对口|总体|小计|合计|总计|总额|数|其中|[:、,.()一二三四五六七八九十]|"
    r"project|basic|general|information|details|funds|funding|money|investment|dates?|parties)*"
)
CHANGING = re.compile(
    r"计划|规划|目标|任务|预计|拟|应|已|未|本月|上月|当月|本期|上期|本年|上年|当年|去年|今年|年初|年末|年度|累计|"
    r"其中|结转|结余|剩余|(?:19|20)[0-9]{2}|[0-9]{1,2}月|季度|planned|target|this|last|of which"
)
# A day or a month in a heading: 第一批(2011年6月).
DATED = re.compile(
    r"[(\[【]?((?:19|20)[0-9]{2}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)?)[)\]】]?"
)
# A column of remarks; one that is of no kind's own columns is not read, and nobody is asked.
REMARKS = re.compile(
    r".*(?:备注|附注|备考)|(?:其他|其它|有关|补充|备注)?说明|附记|注|"
    r"(?:other)?(?:remarks?|notes?|comments?)"
)
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
    # What a column might be, by sheet column: a word of its heading changes the meaning.
    doubtful: dict[int, str] = field(default_factory=dict)
    # The column that another heading names as clearly (金额 and 拨付金额), by sheet column.
    rivals: dict[int, str] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    doubled: list[Header] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)
    has_row_of_units: bool = False

    @property
    def unknown(self) -> list[Header]:
        """Headings that stand for no column and were not left out."""
        settled_columns = {*self.columns.values(), *self.left_out}
        return [header for header in self.headers if header.column not in settled_columns]

    @property
    def asked(self) -> list[Header]:
        """The unknown headings that a question is about: not those that stand twice."""
        doubled = {normalised(header.text) for header in self.doubled}
        return [header for header in self.unknown if normalised(header.text) not in doubled | {""}]

    def leave_out(self, places: Set[int]):
        """Takes sheet columns for such as are not read."""
        self.left_out |= places
        self.columns = {name: at for name, at in self.columns.items() if at not in places}

    def remarks(self, columns: Sequence[Column]) -> set[int]:
        """The unknown sheet columns of remarks, if none of ``columns`` takes remarks."""
        labels = (normalised(label) for column in columns for label in column.labels)
        if any(map(REMARKS.fullmatch, labels)):
            return set()
        return {
            heading.column
            for heading in self.unknown
            if REMARKS.fullmatch(normalised(heading.text)) and not self.units[heading.column]
        }

    def has_most(self, columns: Sequence[Column]) -> bool:
        """Whether this is a table of the kind: most of what it must have, and more than a name."""
        names, required = self.known_names, [column for column in columns if column.required]
        present = [column for column in required if not column.is_missing(names)]
        return len(names) >= min(2, len(columns)) and 2 * len(present) >= len(required)

    @property
    def known_names(self) -> set[str]:
        """The columns that headings name, if in doubt; a number of the row is none."""
        return {*self.columns, *self.doubtful.values()} - {SERIAL_COLUMN}


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
    labels = _Labels(columns, mapped)
    merges = [merge for merge in merges if merge.top < LOOKED_AT + DEEPEST]
    best, best_rank = None, (0,)
    for top in range(min(LOOKED_AT, len(rows))):
        if not any(rows[top]):
            continue
        for depth in range(1, DEEPEST + 1):
            linked = _linked(merges, top, depth)
            if linked is None or not _may_head(rows, top, depth):
                continue
            candidate = _header_at(rows, top, depth, labels)
            # Rows that no merge holds together are one heading only if most of it is clear.
            if not linked and len(candidate.columns) < 2:
                candidate.doubtful = {}
            # Merged headings make one header; without a merge prefer one row to two.
            joined = 1 if depth == 1 else 2 * (linked or candidate.has_row_of_units)
            rank = (len(candidate.columns) + len(candidate.doubtful), joined, -depth)
            if rank[0] and rank > best_rank:
                best, best_rank = candidate, rank
    if best and best.top:
        _doubt_below_groups(best, rows, labels)
    return best


def _doubt_below_groups(header: SheetHeader, rows: list[list[Value]], labels: "_Labels"):
    """Leaves columns in doubt over which the row above puts a word that changes the meaning."""
    groups = _groups_over(rows[header.top - 1], header)
    name_by_column = {column: name for name, column in header.columns.items()}
    for heading in header.headers:
        group, name = groups.get(heading.column, ""), name_by_column.get(heading.column)
        if name is None or not CHANGING.search(squeezed(group)):
            continue
        heading.text = f"{group} {heading.text}"
        mapping = labels.mapping(heading)
        if mapping == name or labels.names.get(normalised(heading.text)) == name:
            continue
        del header.columns[name]
        if mapping == "":
            header.left_out.add(heading.column)
        elif mapping and mapping not in header.columns:
            header.columns[mapping] = heading.column
        else:
            header.doubtful[heading.column] = name


def _groups_over(row: list[Value], header: SheetHeader) -> dict[int, str]:
    """The heading of a group over each column; a title or a line of units heads no group."""
    texts = {n: " ".join(str(cell).split()) for n, cell in enumerate(row) if cell is not None}
    spans = [text for text in texts.values() if text]
    # One text alone is a group if it was merged over some of the columns, and else a title.
    is_title = len(set(spans)) < 2 and not 2 <= len(spans) < len(header.headers) - 2
    if is_title or any(len(text) > LONGEST or ":" in squeezed(text) for text in spans):
        return {}
    groups, group = {}, ""
    for heading in header.headers:
        group = texts.get(heading.column, group)
        groups[heading.column] = group
    return groups


class _Labels:
    """What columns are called: {label as it is matched: name}, and what a person mapped.

    The field's own name is a label too.
    """

    def __init__(self, columns: Sequence[Column], mapped: Mapping[str, str]):
        self.mapped = mapped
        self.names = {normalised(column.name): column.name for column in columns}
        for column in columns:
            self.names |= {normalised(label): column.name for label in column.labels}
        self.known = set(self.names.values())
        self.dated = {column.name for column in columns if column.dated}
        self.amounts = {column.name for column in columns if column.kind == "amount"}

    def mapping(self, header: Header) -> str | None:
        """The column that a person chose, "" for leaving it out, None where nobody chose."""
        name = self.mapped.get(normalised(header.text))
        return name if name == "" or name in self.known else None

    def name(self, label: str, unit: str) -> str:
        """The column of a label; with a unit of money (年度计划(万元)) only a column of amounts."""
        name = self.names.get(label, "")
        if not name and self.dated:
            undated_name = self.names.get(DATED.sub("", label), "")
            name = undated_name if undated_name in self.dated else ""
        return "" if unit and name not in self.amounts else name


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


def _header_at(rows, top: int, depth: int, labels: _Labels) -> SheetHeader:
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
        unit = next(filter(None, map(money_unit, reversed(texts))), "")
        sheet_header.units[column] = unit
        mapping = labels.mapping(header)
        if mapping == "" or normalised(header.text) in SERIAL:
            sheet_header.left_out.add(column)
        alone = groups.count(texts[0]) == 1
        for rank, label, rest in _labels(texts, alone):
            name = mapping or labels.name(label, unit)
            if mapping != "" and name:
                own_rank = rank if NEUTRAL.fullmatch(rest) else DOUBTFUL
                matches.append((MAPPED if mapping else own_rank, column, name, header))
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


def _labels(texts: list[str], alone: bool) -> Iterable[tuple[int, str, str]]:
    """What the column may be called, the most telling first, and what is left of its heading.

    资金 over 计划 is 计划资金 too. ``alone``: the upper heading stands over this column only, so it
    will do by itself.
    """
    plain = [label for label in map(normalised, texts) if label]
    for start in range(len(plain)):
        rank, rest = 2 if start and start == len(plain) - 1 else 0, "".join(plain[:start])
        yield rank, "".join(plain[start:]), rest
        yield rank, "".join(reversed(plain[start:])), rest
    if alone and plain:
        yield 1, plain[0], "".join(plain[1:])
    if plain and plain[-1].startswith(OF_WHICH):
        yield 2, plain[-1].removeprefix(OF_WHICH).lstrip(":"), "".join(plain[:-1])
    if len(plain) > 1 and plain[-1] in SUBTOTALS:
        yield 0, "".join(plain[:-1]), ""


def _assign(sheet_header: SheetHeader, matches):
    """Each column of ours to one of the sheet; the more telling heading goes first."""
    ranks, assigned_columns = {}, set()
    for rank, column, name, header in matches:
        if column in assigned_columns:
            continue
        if rank == DOUBTFUL:
            sheet_header.doubtful.setdefault(column, name)
        elif name not in sheet_header.columns:
            sheet_header.columns[name], ranks[name] = column, rank
            assigned_columns.add(column)
        elif ranks[name] == rank:
            _set_beside(sheet_header, header, name)
            assigned_columns.add(column)
        elif ranks[name] == MAPPED:
            sheet_header.left_out.add(column)


def _set_beside(sheet_header: SheetHeader, header: Header, name: str):
    """Notes a heading that names a column as clearly as another one does, or stands twice."""
    place = sheet_header.columns[name]
    text = next(other.text for other in sheet_header.headers if other.column == place)
    if normalised(text) == normalised(header.text):
        sheet_header.doubled.append(header)
    else:
        sheet_header.rivals[header.column] = name


def units_above(rows: list[list[Value]], top: int) -> list[str]:
    """The units of money that the lines above a header name."""
    texts = [cell for row in rows[:top] for cell in row if isinstance(cell, str)]
    units = [unit for text in texts if len(text) <= LONGEST for unit in line_units(text)]
    return list(dict.fromkeys(units))
