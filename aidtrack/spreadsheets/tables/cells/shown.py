"""What a person sees in a cell whose number format says more than its value."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from aidtrack.spreadsheets.reading.books import Percent, Sheet, Value
from aidtrack.spreadsheets.reading.formats import (
    Token,
    is_padded,
    scale,
    sections,
    shows_day,
    thousands,
    tokens,
)
from aidtrack.spreadsheets.tables.units import MONEY

CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
COMPARE = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
# Kinds of columns that hold numbers; in any other a cell is read as the text that it shows.
NUMBERS = ("amount", "whole", "number", "share")
UNIT = re.compile(r"[(（\[]?(?:人民币)?((?:[十百千]?[万亿]|[百千])?元|[十百千]?[万亿])整?[)）\]]?")
# A unit of anything: 万人, 亿立方米.
MULTIPLE = re.compile("[百千万亿]")
KEPT_DIGITS = 15


class Scaled(float):
    """A number whose cell shows it divided by ``factor`` without saying in which unit."""

    factor: int

    def __str__(self) -> str:
        return _plain(self)


def shown(value: Value, form: str, kind: str) -> Value:
    """The value as a column of the kind reads it: a text where the format says more.

    A date that shows no day is the text 2011年11月 or 2011年; a code has its zeros and its text;
    an amount has the unit that is shown and the digits that are stored, for a format may round.
    """
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, date):
        return value if kind == "code" else _shown_date(value, form)
    if isinstance(value, time) or type(value) is Percent:
        return value
    section = _section(form, value)
    if kind not in NUMBERS:
        return _shown_code(value, section) if kind == "code" else _shown_text(value, section)
    return _shown_number(value, section, kind)


def time_of_day(value: Value) -> time | None:
    """The time of a day that has one; None at midnight, where programs put a day without time."""
    if isinstance(value, datetime):
        return value.time() if value.time() != time() else None
    return value if isinstance(value, time) else None


def formats_of(sheet: Sheet) -> dict[int, dict[int, str]]:
    """{row: {column: format}}; that of a merged cell holds for all its cells, as its value does."""
    formats: dict[int, dict[int, str]] = {}
    for (row, column), form in sheet.formats.items():
        formats.setdefault(row, {})[column] = form
    for merge in sheet.merges if formats else ():
        if form := sheet.formats.get((merge.top, merge.left)):
            for row in range(merge.top, merge.bottom + 1):
                columns = range(merge.left, merge.right + 1)
                formats.setdefault(row, {}).update(dict.fromkeys(columns, form))
    return formats


# Dates


def _shown_date(value: date, form: str) -> Value:
    section = _tokens(sections(form)[0])
    letters = {text[0].lower() for kind, text in section if kind == "date"}
    if shows_day(section) or any(kind == "clock" for kind, _ in section):
        return value
    year = f"{value.year}年" if letters & {"y", "e"} else ""
    month = f"{value.month}月" if "m" in letters else ""
    return year + month or value


# Numbers


def _section(form: str, value: float) -> list[Token]:
    """The part of a format that a number is shown by."""
    parts = sections(form)[:3]
    conditions = [CONDITION.search(part) for part in parts]
    if any(conditions):
        holding = (
            part
            for part, condition in zip(parts, conditions, strict=True)
            if not condition or COMPARE[condition[1]](value, float(condition[2]))
        )
        return _tokens(next(holding, parts[-1]))
    number = 1 if value < 0 else 2 if value == 0 else 0
    return _tokens(parts[number] if number < len(parts) else parts[0])


@lru_cache(1_000)
def _tokens(section: str) -> list[Token]:
    return tokens(section)


def _shown_number(value: float, section: list[Token], kind: str) -> Value:
    """The value itself, the value with its unit, or Scaled where its unit is not known."""
    if not _has_digits(section):
        return value
    before, behind = _around(section)
    factor, behind = scale(section), "".join((behind or before).split())
    if kind != "amount":
        multiplied = factor == 1 and MULTIPLE.match(behind)
        return f"{_plain(value)}{behind}" if multiplied else _scaled(value, factor, behind)
    unit_match = UNIT.fullmatch(behind)
    if not unit_match:
        is_money = "元" in behind or MULTIPLE.match(behind)
        return f"{_plain(value)}{behind}" if is_money else _scaled(value, factor, "")
    unit = unit_match[1]
    if factor not in (1, MONEY.get(unit.removesuffix("元") + "元")):
        return _scaled(value, factor, "")
    return f"{_plain(value, factor)}{unit}"


def _scaled(value: float, factor: int, behind: str) -> Value:
    """A text behind the digits says what they are divided by: 0!.0,"万人"."""
    if factor == 1 or MULTIPLE.match(behind):
        return value
    scaled = Scaled(value)
    scaled.factor = factor
    return scaled


def _shown_text(value: float, section: list[Token]) -> str:
    if not _has_digits(section):
        return "".join(text for kind, text in section if kind == "text").strip()
    if is_padded(section):
        return str(_shown_code(value, section))
    before, behind = _around(section)
    # The part for negative numbers has a sign of its own.
    value = abs(value) if before.endswith("-") else value
    return f"{before}{_plain(value, scale(section))}{behind}".strip()


def _shown_code(value: float, section: list[Token]) -> Value:
    """The digits put where the format has room for them, from the right; the first takes the rest.

    A number that is negative or not whole is no code.
    """
    if value < 0 or value != int(value) or thousands(section):
        return value
    digits, parts = list(str(int(value))), []
    if all(kind != "digit" for kind, _ in section):
        return "".join(str(int(value)) if kind == "general" else text for kind, text in section)
    first = next(number for number, (kind, _) in enumerate(section) if kind == "digit")
    for number, (kind, text) in reversed([*enumerate(_without_places(section))]):
        if kind == "digit":
            parts.append(digits.pop() if digits else "0" if text == "0" else "")
            if number == first:
                parts += reversed(digits)
        elif kind == "text":
            parts.append(text)
    return "".join(reversed(parts)).strip()


def _without_places(section: list[Token]) -> list[Token]:
    """Without a point and the digits behind it: a code has none."""
    behind = [number for number, (kind, _) in enumerate(section) if kind == "point"]
    return [
        token
        for number, token in enumerate(section)
        if not behind or number < behind[0] or token[0] == "text"
    ]


def _has_digits(section: list[Token]) -> bool:
    return any(kind in ("digit", "general") for kind, _ in section)


def _around(section: list[Token]) -> tuple[str, str]:
    """The texts before the digits and behind them."""
    places = [number for number, (kind, _) in enumerate(section) if kind in ("digit", "general")]

    def text(part: list[Token]) -> str:
        return "".join(text for kind, text in part if kind == "text")

    return text(section[: places[0]]), text(section[places[-1] + 1 :])


def _plain(value: float, factor: int = 1) -> str:
    """All digits that are stored, divided exactly."""
    number = value if isinstance(value, int) else Decimal(f"{value:.{KEPT_DIGITS}g}")
    text = f"{Decimal(number) / factor:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
