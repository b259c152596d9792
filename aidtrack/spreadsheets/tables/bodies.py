"""Sorts the rows under a header: records, totals, and lines that are no rows.

A row with a code is a record, whatever words stand in its other cells.
"""

import re
from collections.abc import Container, Iterator, Sequence
from datetime import date
from decimal import Decimal

from aidtrack.spreadsheets.reading.books import Merge, Value
from aidtrack.spreadsheets.tables.asides import (
    BARE_ORDINAL,
    CONTINUED,
    Section,
    SectionsOver,
    is_aside,
    is_note,
    is_remark,
    may_be_labels,
    section_in,
)
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.headers import SERIAL, SERIAL_COLUMN, SheetHeader
from aidtrack.spreadsheets.tables.numerals import NOTHING
from aidtrack.spreadsheets.tables.units import line_units, normalised
from aidtrack.values.characters import squeezed

RECORD, TOTAL, ASIDE = "record", "total", "aside"
# A heading that comes again; that of a table like it, and of any other; a line with a unit.
AGAIN, OTHER, FOREIGN, UNITS = "again", "other", "foreign", "units"
HEADINGS = (AGAIN, OTHER, FOREIGN)
TOTAL_WORDS = {"合计", "总计", "小计", "共计", "累计", "总合计", "计"}
TOTAL_TEXT = re.compile(
    r"(?P<whose>.{0,20}?)(?:合计|总计|小计|共计)(?:数|额)?(?:[:(0-9].*)?"
    r"|(?:grand|sub)?-?total(?:s|[:(].*)?"
)
# Cells of a row in which the word for a total is looked for; a note is no such cell.
LEADING = 8
NOTE_HEADINGS = {"备注", "说明", "附注", "注", "存在问题", "remarks", "remark", "note", "notes"}
# A quick test that rules out most cells.
MAYBE_TOTAL = re.compile("计|[tTｔＴ][oOｏＯ][tTｔＴ]")
# A part of a total: 其中：新建项目.
PART = re.compile(r"其中[:,、]?.{0,20}")
# A text that is nothing but a code, typed on a plain keyboard or not.
PLAIN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
CODE = re.compile(r"(?=.*[0-9])[a-z0-9_./-]+|[^:,.。;、]*[0-9]+号")
NUMBER = re.compile(r"-?[0-9][0-9,.]*%?")
FIRST_OF_NUMBER = frozenset("0123456789-０１２３４５６７８９－−")
LETTERS = list("甲乙丙丁戊己庚辛")
# What is added up, and so may stand in a heading between rows, too.
COUNTED = ("amount", "share", "whole", "number")
# Known headings by which another table is told; cells that a line of units has at most.
FEWEST = 3
# Columns over which a lone text is merged if it is a heading between rows.
WIDE = 3


class Body:
    """Tells the rows of one table apart; ``sections_over`` holds the headings over the row at hand.

    ``former`` is the row of the table's heading that came again last: {column: text}.
    """

    def __init__(
        self,
        rows: list[list[Value]],
        merges: Sequence[Merge],
        header: SheetHeader,
        columns: Sequence[Column],
        labels: Container[str] = (),
    ):
        self.rows, self.header, self.labels = rows, header, labels
        places = header.columns
        self.mapped = sorted(at for name, at in places.items() if name != SERIAL_COLUMN)
        self.first_mapped = self.mapped[0] if self.mapped else -1
        coded = [column for column in columns if column.kind == "code"]
        self.keys = [places[column.name] for column in coded]
        needed = [places[column.name] for column in coded if column.required or column.filled]
        self.is_coded = bool(needed)
        self.joined_keys = set(needed or self.keys)
        self.counted = {places[c.name] for c in columns if c.kind in COUNTED}
        self.uncounted = set(self.mapped) - self.counted
        self._look_at_heads()
        self._look_at_merges(merges)
        self.sections_over, self.in_notes = SectionsOver(), False

    def _look_at_heads(self):
        header = self.header
        heads = self.rows[header.top : header.bottom + 1]
        filled = [{n: cell for n, cell in enumerate(row) if cell is not None} for row in heads]
        self.filled_heads, self.former = filled, {}
        self.heads = [{n: normalised(cell) for n, cell in head.items()} for head in filled]
        self.head_texts = {squeezed(cell) for head in filled for cell in head.values()}
        head_words = {text for head in self.heads for text in head.values()}
        self.heading_words = head_words.union(self.labels, SERIAL)
        above = self.rows[: header.top]
        self.above = {squeezed(cell) for row in above for cell in row if cell is not None}
        self.notes = notes = {
            h.column for h in header.headers if squeezed(h.text).strip(":") in NOTE_HEADINGS
        }
        end = min(self.counted, default=LEADING)
        self.leading = [at for at in range(min(end, LEADING)) if at not in notes]
        name = header.columns.get("name", end)
        self.leading += [name] if name > end and name not in notes else []

    def _look_at_merges(self, merges: Sequence[Merge]):
        """Rows whose cells are merged with those above, by column; cells merged to the right."""
        merges = [merge for merge in merges if merge.bottom > self.header.bottom]
        self.joined: dict[int, set[int]] = {}
        for merge in merges:
            for number in range(merge.top + 1, min(merge.bottom + 1, len(self.rows))):
                self.joined.setdefault(number, set()).update(range(merge.left, merge.right + 1))
        self.wide = {(m.top, m.left) for m in merges if m.right - m.left + 1 >= WIDE}

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """(number of the row, its kind), from the row under the header down.

        Below the heading of another table nothing is a record, until the table's own comes again.
        """
        start = self.header.bottom + 1
        if start < len(self.rows) and _numbers_columns(self.rows[start]):
            start += 1
        last_heading = AGAIN
        may_be_numbers = False
        for number in range(start, len(self.rows)):
            row = self.rows[number]
            kind = self._kind(number, row)
            if kind in HEADINGS:
                last_heading, may_be_numbers = kind, True
                yield number, kind
            elif may_be_numbers and _numbers_columns(row):
                continue
            elif last_heading == AGAIN:
                may_be_numbers = False
                if kind:
                    yield number, kind
            elif last_heading == FOREIGN and any(cell is not None for cell in row):
                yield number, ASIDE

    def _kind(self, number: int, row: list[Value]) -> str:
        key = self._key(row)
        if key is not None and self._is_code(key):
            self.in_notes = False
            return RECORD
        if number in self.joined and self._has_joined_code(number):
            return RECORD if self._holds_something(row) else ""
        kind = self._kind_without_code(number, row, key)
        if kind == RECORD:
            self.in_notes = False
        return kind

    def _key(self, row: list[Value]) -> Value:
        """The first cell that may hold a code."""
        for column in self.keys:
            if column < len(row) and row[column] is not None:
                return row[column]
        return None

    def _has_joined_code(self, number: int) -> bool:
        """Whether the code above is merged with that of this row."""
        above = number
        while above in self.joined and not self.joined_keys.isdisjoint(self.joined[above]):
            above -= 1
        key = self._key(self.rows[above]) if above < number else None
        return key is not None and self._is_code(key)

    def _is_code(self, key: Value) -> bool:
        """Whether it is a code for sure: no word for a total, heading, note or day."""
        if type(key) is not str:
            return not isinstance(key, date)
        if PLAIN_CODE.fullmatch(key):
            text = key.casefold()
            return not (MAYBE_TOTAL.search(key) or text in self.head_texts or text in self.labels)
        if self.in_notes and CONTINUED.match(key):
            return False
        return bool(CODE.fullmatch(squeezed(key)))

    def _kind_without_code(self, number: int, row: list[Value], key: Value) -> str:
        cells = [(column, cell) for column, cell in enumerate(row) if cell is not None]
        if not cells:
            return ""
        if kind := self._heading(cells):
            return kind
        if self._states_unit(cells):
            self._section(number, cells)
            return UNITS
        if not self._holds_something(row):
            return self._beside(number, cells)
        if word := self._total_word(row, key):
            self._leave_place(word)
            return TOTAL
        if kind := self._section(number, cells):
            return kind
        if self.is_coded and self._is_part(row):
            return ASIDE
        if self.comes_again(row):
            return ""
        texts = [cell for _column, cell in cells]
        if len(texts) > FEWEST and not may_be_labels(texts[0]):
            return RECORD
        if is_aside(texts, in_notes=self.in_notes, may_be_day=self.is_coded):
            self.in_notes = self.in_notes or any(map(is_note, texts))
            return ASIDE
        return RECORD

    def _holds_something(self, row: list[Value]) -> bool:
        """Whether a cell that the table knows has a value; a number of the row alone is nothing."""
        return any(column < len(row) and row[column] is not None for column in self.mapped)

    def _beside(self, number: int, cells: list[tuple[int, Value]]) -> str:
        """A line in columns that the table does not know, or in that of the numbers."""
        if cells[0][0] <= self.first_mapped and (kind := self._section(number, cells)):
            return kind
        texts = [cell for _column, cell in cells if isinstance(cell, str) and squeezed(cell)]
        if any(map(is_note, texts)):
            self.in_notes = True
        is_new = any(squeezed(t) not in self.above | self.head_texts for t in texts)
        return ASIDE if is_new and not all(map(NUMBER.fullmatch, texts)) else ""

    def _heading(self, cells: list[tuple[int, Value]]) -> str:
        """AGAIN for the table's own heading, in any units; OTHER or FOREIGN for another's."""
        if len(cells) < 2 or not all(isinstance(cell, str) for _column, cell in cells):
            return ""
        # A quick test: most rows begin with no word of a heading.
        if not any(normalised(cell) in self.heading_words for _column, cell in cells[:2]):
            return ""
        texts = {column: normalised(cell) for column, cell in cells}
        for depth, head in enumerate(self.heads):
            if all(head.get(n) == text for n, text in texts.items()):
                self.former = self.filled_heads[depth]
                return AGAIN
        names = [text for text in texts.values() if text in self.labels and text not in SERIAL]
        has_serial = not SERIAL.isdisjoint(texts.values())
        if len(texts) < FEWEST or not (has_serial or len(names) >= max(FEWEST, len(texts) / 2)):
            return ""
        return OTHER if len(names) >= 2 else FOREIGN

    def _states_unit(self, cells: list[tuple[int, Value]]) -> bool:
        """Whether it is a line like those above a table: 续表 单位：元; not a note that has one."""
        if len(cells) > FEWEST or not all(isinstance(cell, str) for _column, cell in cells):
            return False
        texts = [cell for _column, cell in cells if not is_remark(cell)]
        if any(_is_number(text) or _is_total_word(text) for text in texts):
            return False
        return any(map(line_units, texts))

    def comes_again(self, row: list[Value]) -> bool:
        """Whether all of it stands above the table, too."""
        return all(squeezed(cell) in self.above for cell in row if cell is not None)

    def _total_word(self, row: list[Value], key: Value) -> str:
        """The text that says that a row is a total: 合计, 浙江小计; "" where none does."""
        cells = [row[column] for column in self.leading if column < len(row)]
        if key is not None and not _is_nothing(key):
            cells = [key]
        else:
            # The sum itself may stand before its word.
            texts = (
                cell
                for column, cell in enumerate(row)
                if type(cell) is str and column not in self.notes and not _is_number(cell)
            )
            cells.append(next(texts, None))
        for cell in cells:
            if type(cell) is str and MAYBE_TOTAL.search(cell) and _is_total_word(cell):
                return squeezed(cell)
        return ""

    def _is_part(self, row: list[Value]) -> bool:
        """Whether its first word says that it is a part of what stands in other rows."""
        cells = (row[column] for column in self.leading if column < len(row))
        first = next((cell for cell in cells if isinstance(cell, str)), "")
        return bool(PART.fullmatch(squeezed(first)))

    def _leave_place(self, word: str):
        """Below the total of another place, the one in the heading above no longer holds."""
        whose = (match := TOTAL_TEXT.fullmatch(word)) and match["whose"]
        section = section_in([whose]) if whose else None
        if section and section.place and section.place != self.sections_over.place:
            self.sections_over.leave()

    def _section(self, number: int, cells: list[tuple[int, Value]]) -> str:
        """ASIDE for a heading between rows, TOTAL for one with the sums of what is below it."""
        # A quick test: a heading has a number, a name and a count.
        if sum(type(cell) is str and n not in self.counted for n, cell in cells) > FEWEST:
            return ""
        words = [(column, cell) for column, cell in cells if not _is_number(cell)]
        sums = {column for column, cell in cells if _is_number(cell)}
        texts = [cell for _column, cell in words if isinstance(cell, str)]
        section = section_in(texts) if len(texts) == len(words) else None
        if section is None or not sums.isdisjoint(self.uncounted):
            return ""
        has_sums = not sums.isdisjoint(self.counted)
        if not self._is_section(section, number, words[0][0], has_sums=has_sums):
            return ""
        self.sections_over.enter(section)
        return TOTAL if has_sums else ASIDE

    def _is_section(self, section: Section, number: int, column: int, *, has_sums: bool) -> bool:
        """A number before it, a place alone, or a text merged over the row makes it one."""
        if section.style:
            return section.place or squeezed(section.text) not in self.above
        if number in self.joined:
            return False
        if section.place and self.is_coded:
            return True
        is_merged = (number, column) in self.wide and not has_sums
        return is_merged and (section.place or squeezed(section.text) not in self.above)


def _is_total_word(cell: str) -> bool:
    text = squeezed(cell)
    return text in TOTAL_WORDS or bool(TOTAL_TEXT.fullmatch(text))


def _is_number(cell: Value) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, int | float | Decimal)
    # A quick test: most texts begin with no digit.
    return cell.lstrip()[:1] in FIRST_OF_NUMBER and bool(NUMBER.fullmatch(squeezed(cell)))


def _is_nothing(key: Value) -> bool:
    """Whether the cell of a code holds none: a dash, or the number of a heading between rows."""
    text = squeezed(key)
    return not text or text in NOTHING or bool(BARE_ORDINAL.fullmatch(text))


def _numbers_columns(row: list[Value]) -> bool:
    """Whether a row under the header only numbers its columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    texts = [squeezed(cell).strip("()").upper() for cell in row if cell is not None]
    if texts and texts[0] in ("栏次", "行次"):
        texts = texts[1:]
    lettered = [text for text in texts if text in LETTERS]
    numbers = [str(number) for number in range(1, len(texts) + 1)]
    expected = (LETTERS[: len(lettered)] + numbers, numbers)
    return len(texts) >= 3 and any(texts == numbering[: len(texts)] for numbering in expected)
