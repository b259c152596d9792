"""Lines among and below the rows of a table that are no rows: notes, signatures, headings between.

Only rows without a code are looked at; see bodies.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aidtrack.spreadsheets.reading.books import Value
from aidtrack.values.characters import squeezed

SIGNERS = (
    "填表|填报|上报|报送|制表|编制|审核|审批|复核|核对|校对|签发|签字|签名|签章|盖章|公章|负责|经办|联系|"
    "领导|主管|主任|组长|局长|会计|出纳|单位|部门|科室|电话|手机|传真|邮箱|邮编|地址|日期|时间"
)
REMARK = re.compile(
    r"[*※★]?(?:附?注[0-9一二三四五六七八九十]*|备注|说明|资料来源|数据来源|来源|note|source)[^:]{0,12}[:.、].*"
)
# A text that begins with such a word and a colon; after 注 any text may follow.
NOTE = re.compile(
    REMARK.pattern + rf"|[^:、,.。;]{{0,8}}(?:{SIGNERS})[^:、,.。;]{{0,12}}:.*"
    r"|(?:preparedby|checkedby)[^:]{0,12}:.*"
    r"|[*※★].+|(?:以上|本表|截至|截止).{4,}|第[0-9]+页.*|共[0-9]+页.*|.{0,30}\((?:盖章|公章|签章|签字|章)\)"
    r"|\(续(?:表|上表|前表)?\)|续表.{0,12}|接(?:上|下)(?:页|表)"
)
EMPTY_LABEL = re.compile(r"[^:]{1,20}:")
LABEL = re.compile(r"[^:0-9]{1,12}:.{0,40}")
BARE_LABEL = re.compile(
    r"(?:填表|填报|制表|编制|审核|复核|经办|联系|负责|单位负责)人|(?:填表|填报|制表|上报)(?:日期|时间|单位)|联系电话"
)
LIKE_LABEL = re.compile(r"[:：]|[人期间位话]\s*$")
LONGEST_NAME = 20
DAY = re.compile(r"(?:19|20)[0-9]{2}[-年./][0-9]{1,2}(?:[-月./](?:[0-9]{1,2}日?)?)?[填制报]?表?")
# A sentence of notes that are numbered: 2. 资金为计划数。
CONTINUED = re.compile(r"\s*[(（]?[0-9]{1,2}[.、．)）]\s*[^0-9\s.]")

ORDINAL = re.compile(
    r"(?P<ordinal>\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+(?=[、.,:)])|第[一二三四五六七八九十]+(?:部分|类|批)|[0-9]{1,2}(?=[、.]))"
    r"[、.,:)]?(?P<name>.*)"
)
BARE_ORDINAL = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.,]?|[ivx]+[、.]?")
PLACE = re.compile(
    "[\u4e00-\u9fff]{1,14}(?:市|县|区|州|盟|旗|师|团|团场|兵团|镇|乡)|兵团|[\u4e00-\u9fff]{2,12}地区"
)
COUNT = re.compile(r"(?:\([^()]*\)|共?[0-9]+个?(?:项目|个|项|所|户))+:?|:")
SHEET = "sheet"
BEHIND = re.compile(rf"(?:{COUNT.pattern})$")


def is_aside(cells: Sequence[Value], *, in_notes: bool, may_be_day: bool) -> bool:
    """Whether each cell is a note, a label, what a label asks for, or the day of signing.

    ``in_notes``: one text below notes continues them. ``may_be_day``: a day alone is an aside.
    """
    continues = in_notes and len(cells) == 1 and isinstance(cells[0], str)
    is_certain, awaits_value = continues, False
    for cell in cells:
        text = squeezed(cell)
        if NOTE.fullmatch(text) or EMPTY_LABEL.fullmatch(text):
            is_certain, awaits_value = True, text.endswith(":")
        elif isinstance(cell, str) and BARE_LABEL.fullmatch(text):
            is_certain, awaits_value = is_certain or len(cells) > 1, True
        elif isinstance(cell, date) or DAY.fullmatch(text):
            is_certain, awaits_value = is_certain or may_be_day, False
        elif awaits_value and len(text) <= LONGEST_NAME:
            awaits_value = False
        elif not (continues or LABEL.fullmatch(text)):
            return False
    return is_certain


def may_be_labels(first: Value) -> bool:
    """A quick test of the first of many cells: signatures begin with a label."""
    return isinstance(first, str) and bool(LIKE_LABEL.search(first))


def is_note(cell: Value) -> bool:
    return isinstance(cell, str) and bool(NOTE.fullmatch(squeezed(cell)))


def is_remark(cell: str) -> bool:
    """Whether it is a note, and no signature, unit or number of a page."""
    return bool(REMARK.fullmatch(squeezed(cell)))


@dataclass(frozen=True)
class Section:
    """A heading between rows: 一、和田市（12个）. ``place`` is "" where it names no place.

    ``style`` tells headings of one level from those of another: "一", "(一)", "" without a number.
    """

    text: str
    style: str
    place: str


def section_in(words: Sequence[str]) -> Section | None:
    """The heading in the texts of a row: one, or a number and one; counts behind it aside."""
    words = [word for word in words if not COUNT.fullmatch(squeezed(word)) or _is_ordinal(word)]
    if len(words) == 2 and BARE_ORDINAL.fullmatch(squeezed(words[0])):
        return _section(words[1].strip(), squeezed(words[0]), squeezed(words[1]))
    if len(words) != 1:
        return None
    text = squeezed(words[0])
    match = ORDINAL.fullmatch(text)
    return _section(words[0].strip(), *((match["ordinal"], match["name"]) if match else ("", text)))


def _is_ordinal(word: str) -> bool:
    return bool(BARE_ORDINAL.fullmatch(squeezed(word)))


def _section(text: str, ordinal: str, name: str) -> Section | None:
    name = BEHIND.sub("", name)
    place = name if PLACE.fullmatch(name) else ""
    # What is numbered 1. 2. 3. may be the next sentence of a note, or a row.
    if ordinal.isdecimal():
        return Section(text, "1", place) if place else None
    style = ("(一)" if "(" in ordinal else "一") if ordinal else ""
    return Section(text, style, place)


class SectionsOver:
    """The headings that hold for the next rows, the outermost first; the sheet may be one."""

    def __init__(self):
        self.sections: list[Section] = []

    def begin(self, sheet: str):
        """A sheet that is called like a place (和田市) is about it."""
        if PLACE.fullmatch(squeezed(sheet)):
            self.sections = [Section("", SHEET, squeezed(sheet))]

    def enter(self, section: Section):
        styles = [outer.style for outer in self.sections]
        if section.style in styles:
            del self.sections[styles.index(section.style) :]
        self.sections.append(section)

    def leave(self):
        self.sections.clear()

    @property
    def text(self) -> str:
        return self.sections[-1].text if self.sections else ""

    @property
    def place(self) -> str:
        return next((section.place for section in reversed(self.sections) if section.place), "")
