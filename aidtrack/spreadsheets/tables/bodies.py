"""Sorts the rows under a header: records, totals, and rows that are not loaded."""

import re
from collections.abc import Iterator

from aidtrack.spreadsheets.reading.books import Value
from aidtrack.spreadsheets.tables.headers import SheetHeader
from aidtrack.values.characters import squeezed

RECORD, TOTAL = "record", "total"
TOTAL_WORDS = {"合计", "总计", "小计", "共计", "累计", "总合计", "计"}
TOTAL_TEXT = re.compile(
    r"(?P<whose>.{0,20}?)(?:合计|总计|小计|共计)(?:数|额)?(?:[:(].*)?"
    r"|(?:grand|sub)?-?total(?:s|[:(].*)?"
)
# Cells of a row in which the word for a total is looked for.
LEADING = 8
# A quick test that rules out most cells.
MAYBE_TOTAL = re.compile("计|[tTｔＴ][oOｏＯ][tTｔＴ]")
NOTE = re.compile(
    r"\*?(?:附?注|备注|说明|填表|填报|制表|编制|审核|复核|负责人|单位负责人|经办|联系|电话|日期|时间|盖章|"
    r"资料来源|数据来源|来源|note|source|preparedby|checkedby)[^:]{0,12}[:.、].*"
    r"|附?注[0-9]*[:.、].*|第[0-9]+页.*"
)
# Headings between rows: 一、阿克苏地区.
SECTION = re.compile(r"\(?[一二三四五六七八九十]+[)、.].*|\([一二三四五六七八九十]+\).*")
LETTERS = list("甲乙丙丁戊己庚辛")


class Body:
    """Tells the rows of one table apart; ``key_columns`` are sheet columns that hold codes."""

    def __init__(self, rows: list[list[Value]], header: SheetHeader, key_columns: set[int]):
        self.rows, self.header, self.key_columns = rows, header, key_columns
        self.mapped = sorted(header.columns.values())
        heads = rows[header.top : header.bottom + 1]
        self.heads = [{n: squeezed(c) for n, c in enumerate(row) if c is not None} for row in heads]
        self.head_texts = {text for head in self.heads for text in head.values()}
        above = rows[: header.top]
        self.above = {squeezed(cell) for row in above for cell in row if cell is not None}
        self.in_notes = False

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """(number of the row, RECORD or TOTAL), from the row under the header down."""
        start = self.header.bottom + 1
        if start < len(self.rows) and _numbers_columns(self.rows[start]):
            start += 1
        for number in range(start, len(self.rows)):
            if kind := self._kind(self.rows[number]):
                yield number, kind

    def _kind(self, row: list[Value]) -> str:
        if not self._holds_something(row):
            self._look_at_lone(row)
            return ""
        word = self._total_word(row)
        if word and (word == "exact" or not self._has_key(row)):
            return TOTAL
        return "" if self._is_aside(row) else RECORD

    def _holds_something(self, row: list[Value]) -> bool:
        """Whether a cell that the table knows has a value; a number of the row alone is nothing."""
        for column in self.mapped:  # noqa: SIM110 - any() costs three times as much, for each row
            if column < len(row) and row[column] is not None:
                return True
        return False

    def _look_at_lone(self, row: list[Value]):
        """A note may begin in a column that the table does not know."""
        if any(isinstance(cell, str) and NOTE.fullmatch(squeezed(cell)) for cell in row):
            self.in_notes = True

    def _total_word(self, row: list[Value]) -> str:
        """ "exact", "telling" (浙江小计) or ""."""
        for cell in row[:LEADING]:
            if type(cell) is str and MAYBE_TOTAL.search(cell) and (word := _total_word(cell)):
                return word
        return ""

    def _has_key(self, row: list[Value]) -> bool:
        return any(column < len(row) and row[column] is not None for column in self.key_columns)

    def _is_aside(self, row: list[Value]) -> bool:
        """A header or title that comes again on a page, a note or signature, a heading between."""
        cells = [(column, cell) for column, cell in enumerate(row) if cell is not None]
        first = cells[0][1]
        if len(cells) > 1 and not isinstance(first, str):
            return False
        texts = {column: squeezed(cell) for column, cell in cells[:1]}
        # For most rows the first cell decides.
        if texts[cells[0][0]] in self.head_texts or len(cells) <= 4 or self.in_notes:
            texts = {column: squeezed(cell) for column, cell in cells}
            if self._comes_again(texts):
                return True
            if all(NOTE.fullmatch(text) for text in texts.values()):
                self.in_notes = True
                return True
        lone = len(cells) == 1 and isinstance(first, str)
        if lone and len(self.mapped) > 1 and (self.in_notes or SECTION.fullmatch(squeezed(first))):
            return True
        self.in_notes = False
        return False

    def _comes_again(self, texts: dict[int, str]) -> bool:
        if all(text in self.above for text in texts.values()):
            return True
        if len(texts) < 2:
            return False
        return any(all(head.get(n) == text for n, text in texts.items()) for head in self.heads)


def _total_word(cell: str) -> str:
    text = squeezed(cell)
    total_match = TOTAL_TEXT.fullmatch(text)
    if text in TOTAL_WORDS or (total_match and not total_match["whose"]):
        return "exact"
    return "telling" if total_match else ""


def _numbers_columns(row: list[Value]) -> bool:
    """Whether a row under the header only numbers its columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    texts = [squeezed(cell).strip("()").upper() for cell in row if cell is not None]
    if texts and texts[0] in ("栏次", "行次"):
        texts = texts[1:]
    lettered = [text for text in texts if text in LETTERS]
    numbers = [str(number) for number in range(1, len(texts) + 1)]
    expected = (LETTERS[: len(lettered)] + numbers, numbers)
    return len(texts) >= 3 and any(texts == numbering[: len(texts)] for numbering in expected)
