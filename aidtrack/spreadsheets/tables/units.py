"""Headers and units of money as tables write them."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from aidtrack.values.characters import spaced, squeezed

# Yuan in a unit, by its name without spaces.
MONEY = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
    "十亿元": Decimal(1_000_000_000),
    "百亿元": Decimal(10_000_000_000),
    "yuan": Decimal(1),
    "thousandyuan": Decimal(1_000),
    "10,000yuan": Decimal(10_000),
    "millionyuan": Decimal(1_000_000),
    "10millionyuan": Decimal(10_000_000),
    "100millionyuan": Decimal(100_000_000),
    "billionyuan": Decimal(1_000_000_000),
}
# 萬圆 is 万元.
SAME_CHARACTERS = str.maketrans("萬億圆圓仟佰拾", "万亿元元千百十")
# How many yuan go into the unit, as English words and ciphers say it.
SCALES = {
    **dict.fromkeys(
        ("thousand", "thousands", "'000", "’000", "000", "1,000", "1000", "k"), "thousand"
    ),
    **dict.fromkeys(("10,000", "10000", "10k", "tenthousand", "10thousand", "wan"), "10,000"),
    **dict.fromkeys(("million", "millions", "mn", "mln", "mio", "1,000,000"), "million"),
    **dict.fromkeys(("10million", "10mn", "tenmillion"), "10million"),
    **dict.fromkeys(("100million", "100mn", "hundredmillion", "100m"), "100million"),
    **dict.fromkeys(("billion", "billions", "bn"), "billion"),
}
# Scales that say nothing of money without a currency: (10,000) may be people.
BARE_SCALES = {"thousand", "thousands", "million", "millions", "billion", "billions"}
CURRENCIES = ("yuan", "rmb", "cny", "renminbi", "¥")
# What else stands in brackets behind a header and is no part of its name.
MEASURES = {
    *("%", "‰", "百分比", "人", "人次", "人数", "批", "次", "个", "项", "户", "所", "percent"),
    *(
        "公里",
        "千米",
        "km",
        "米",
        "m",
        "平方米",
        "m2",
        "㎡",
        "平方公里",
        "km2",
        "亩",
        "万亩",
        "公顷",
    ),
    *("立方米", "m3", "吨", "套", "座", "栋", "万人", "万人次", "天", "年", "月", "日", "年月"),
    *("年月日", "年-月-日", "年/月/日", "yyyy-mm-dd", "yyyy/mm/dd", "yyyy-mm", "yyyymmdd", "必填"),
    *("选填", "required", "optional"),
}


def _any_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
SCALED = "(?:[十百千]?[万亿]|千)"
ANY_CURRENCY = f"(?:{'|'.join(CURRENCIES)})?"
ENGLISH = f"(?:in)?{ANY_CURRENCY}(?:{_any_of(SCALES)})?{ANY_CURRENCY}"
BARE_UNIT = re.compile(
    rf"(?:(?:计量|金额|货币)?单位)?(?:[/:,]?((?:[十百千]?[万亿])元)|(?:[/:,]|^)({SCALED}?元)|[/:,]({SCALED}))$"
)
BARE_ENGLISH = re.compile(rf"[/:,]({ENGLISH})$")
UNIT_WORD = re.compile(
    "^(?:计量|金额|货币|资金)?(?:单位|units?):?(?:人民币)?|^人民币[:/,]?|人民币$"
)
# 单位 of a unit line, not of 填报单位 and the like.
UNIT_LINE = re.compile(
    "(?<!填报)(?<!报送)(?<!建设)(?<!编制)(?<!编报)(?<!制表)(?<!施工)(?<!主管)"
    "(?<!责任)(?<!实施)(?<!受援)(?<!支援)(?<!援建)(?<!项目)(?<!申报)"
    "(?:单位|units?) ?:? ?(?:人民币|币种)? ?"
)
# A unit of a list of units, at its beginning; 万 only where nothing follows it, as in 万州.
LINE_UNIT = re.compile(
    rf"(?P<money>{SCALED}? ?元|{SCALED}(?![^\s、,;/)\]】〕。])|人民币(?:元)?)"
    rf"|(?:{_any_of(MEASURES)})"
    r"(?![^\s、,;/)\]】〕。和及与或])"
    r"|(?P<english>(?:[a-z0-9'’¥ ]|,(?=[0-9]))+)"
)
BETWEEN_UNITS = re.compile(r" ?[、,;/和及与或] ?")
# Marks around a header: a star for "required", a colon, a question mark of a note.
MARKS = "*:?.。"


def normalised(text) -> str:
    """A header as labels are matched: without width, spaces, case, and its unit in brackets."""
    text = BRACKETS.sub(lambda match: "" if _units_in(match[1]) else match[0], squeezed(text))
    text = text.strip(MARKS)
    if unit := BARE_UNIT.search(text.translate(SAME_CHARACTERS)):
        return text[: unit.start()].strip(MARKS)
    unit = BARE_ENGLISH.search(text)
    return text[: unit.start()].strip(MARKS) if unit and unit_of(unit[1]) else text


def unit_of(text: str) -> str:
    """The unit of money, as MONEY has it, that a squeezed text is: 万 → 万元; "" for another."""
    text = text.translate(SAME_CHARACTERS)
    if text in MONEY:
        return text
    if text and f"{text}元" in MONEY and not text.endswith("元"):
        return f"{text}元"
    return _english_unit(text)


def _english_unit(text: str) -> str:
    """RMB 10,000, in 10,000 yuan, CNY million, thousand; without a currency only a word is one."""
    scale = bare = text.removeprefix("in")
    for currency in CURRENCIES:
        scale = scale.removeprefix(currency).removesuffix(currency)
    if scale == bare and scale not in BARE_SCALES:
        return ""
    if not scale:
        return "yuan"
    return f"{SCALES[scale]}yuan" if scale in SCALES else ""


def _units_in(bracketed: str) -> list[str]:
    """The units that a text in brackets names; empty where it says something else."""
    bare = UNIT_WORD.sub("", UNIT_WORD.sub("", bracketed))
    candidates = [bare, *re.split("[,、;/和及]", bare)]
    units = [unit_of(text) or (text if text in MEASURES else "") for text in candidates]
    return [unit for unit in units if unit]


def money_unit(header) -> str:
    """The unit of money in a header: 计划资金(万元) → 万元; "" where there is none."""
    text = squeezed(header)
    for match in BRACKETS.finditer(text):
        for unit in _units_in(match[1]):
            if unit in MONEY:
                return unit
    text = text.translate(SAME_CHARACTERS).strip(MARKS)
    if match := BARE_UNIT.search(text):
        return unit_of(match[1] or match[2] or match[3])
    match = BARE_ENGLISH.search(text)
    return unit_of(match[1]) if match else ""


def line_units(text) -> list[str]:
    """The units of money that a line above a table names: 单位:万元, or (万元) in its title."""
    squeezed_text = squeezed(text)
    bracketed = [unit for part in BRACKETS.findall(squeezed_text) for unit in _units_in(part)]
    stated_units = list(_stated_units(spaced(text)))
    return [unit for unit in dict.fromkeys(stated_units + bracketed) if unit in MONEY]


def _stated_units(text: str) -> Iterator[str]:
    """The units behind 单位, up to the first word that is none."""
    text = text.translate(SAME_CHARACTERS)
    for line in UNIT_LINE.finditer(text):
        place = line.end()
        while unit := LINE_UNIT.match(text, place):
            yield unit_of(squeezed(unit["money"] or unit["english"] or ""))
            between = BETWEEN_UNITS.match(text, unit.end())
            if not between:
                break
            place = between.end()
