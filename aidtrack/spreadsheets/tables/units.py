"""Headers and units of money as tables write them."""

import re
from decimal import Decimal

from aidtrack.values.characters import squeezed

# Yuan in a unit, by its name without spaces.
MONEY = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
    "yuan": Decimal(1),
    "cny": Decimal(1),
    "rmb": Decimal(1),
    "10,000yuan": Decimal(10_000),
    "10000yuan": Decimal(10_000),
    "millionyuan": Decimal(1_000_000),
    "100millionyuan": Decimal(100_000_000),
}
# What else stands in brackets behind a header and is no part of its name.
MEASURES = {
    *("%", "‰", "百分比", "人", "人次", "人数", "批", "次", "个", "项", "户", "所", "percent"),
    *("公里", "千米", "km", "平方米", "m2", "平方公里", "km2", "亩", "年", "月", "日", "年月"),
    *("年月日", "年-月-日", "年/月/日", "yyyy-mm-dd", "yyyy/mm/dd", "yyyy-mm", "yyyymmdd", "必填"),
    *("选填", "required", "optional"),
}
BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
BARE_UNIT = re.compile(r"[/:,]?((?:千|百)?[万亿]元)$|[/:,](千?元|yuan)$")
UNIT_WORD = re.compile("^(?:计量|金额|货币)?(?:单位|units?):?(?:人民币)?|^人民币")
# 填报单位：元阳县 states no unit.
UNIT_LINE = re.compile(
    r"(?:单位|units?):?(?:人民币)?"
    r"((?:千|百)?[万亿]元|千?元(?![谋阳氏江坝宝])|100millionyuan|10,?000yuan|millionyuan|yuan)"
)
# Marks around a header: a star for "required", a colon, a question mark of a note.
MARKS = "*:?.。"


def normalised(text) -> str:
    """A header as labels are matched: without width, spaces, case, and its unit in brackets."""
    text = BRACKETS.sub(lambda match: "" if _units_in(match[1]) else match[0], squeezed(text))
    return BARE_UNIT.sub("", text.strip(MARKS)).strip(MARKS)


def _units_in(bracketed: str) -> list[str]:
    """The units that a text in brackets names; empty where it says something else."""
    bare = UNIT_WORD.sub("", bracketed)
    candidates = [bare, *re.split("[,、;/]", bare)]
    return [unit for unit in candidates if unit in MONEY or unit in MEASURES]


def money_unit(header) -> str:
    """The unit of money in a header: 计划资金(万元) → 万元; "" where there is none."""
    text = squeezed(header)
    for match in BRACKETS.finditer(text):
        for unit in _units_in(match[1]):
            if unit in MONEY:
                return unit
    match = BARE_UNIT.search(text.strip(MARKS))
    return (match[1] or match[2]) if match else ""


def line_units(text) -> list[str]:
    """The units of money that a line above a table names: 单位:万元, or (万元) in its title."""
    text = squeezed(text)
    stated_units = UNIT_LINE.findall(text)
    bracketed = [unit for part in BRACKETS.findall(text) for unit in _units_in(part)]
    return list(dict.fromkeys(stated_units + [unit for unit in bracketed if unit in MONEY]))
