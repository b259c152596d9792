"""Numbers, amounts of money and shares in cells, exact in decimals."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from aidtrack.spreadsheets.reading.books import Percent, Value
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.numbers import NumberError, plain_width, read_number

Parser = Callable[[Value], object]
# How tables write that there is nothing.
NOTHING = {"-", "--", "—", "——", "–", "/", "\\", "无", "…", "……"}
MORE_SIGNS = str.maketrans("（）￥", "()¥")
CURRENCY = re.compile(r"^(?:¥|人民币|RMB|CNY)\s*", re.IGNORECASE)
IN_CELL = re.compile(r"((?:千|百)?[万亿]元?|千?元)整?$")
IN_BRACKETS = re.compile(r"\((.*)\)")
# Digits of a number that a spreadsheet keeps; those behind are lost.
KEPT_DIGITS = 15


def _decimal(value: Value, *, digits: int, places: int) -> Decimal | None:
    """A number cell or a text; a spreadsheet's own numbers are good to fifteen digits."""
    if type(value) is int:
        return _fitting(Decimal(value), digits, 0)
    if type(value) is float:
        return _fitting(Decimal(f"{value:.{KEPT_DIGITS}g}"), digits, places)
    if type(value) is Decimal:
        return _fitting(value, digits, places)
    if type(value) is not str:
        raise NumberError("invalid")
    text = plain_width(value).translate(MORE_SIGNS)
    if text in NOTHING:
        return None
    if bracketed := IN_BRACKETS.fullmatch(text):
        text = f"-{bracketed[1]}"
    return read_number(text, digits=digits, places=places)


def _fitting(number: Decimal, digits: int, places: int) -> Decimal:
    """The number, without zeros behind the places that are kept."""
    if not number.is_finite():
        raise NumberError("invalid")
    if abs(number) >= 10**digits:
        raise NumberError("digits")
    if number.as_tuple().exponent >= -places:
        return number
    smallest = Decimal(1).scaleb(-places)
    if number % smallest:
        raise NumberError("places")
    return number.quantize(smallest)


def number_in(value: Value, column: Column) -> Decimal | None:
    return _decimal(value, digits=column.digits, places=column.places)


def whole_in(value: Value, column: Column) -> int | None:
    number = _decimal(value, digits=column.digits, places=0)
    return None if number is None else int(number)


def amount_parser(column: Column, factor: Decimal) -> Parser:
    """In yuan; a unit in the cell goes before that of the column.

    Exact: an amount that is not whole in the smallest part kept is asked about, not rounded.
    """
    shift = int(factor.log10())

    def parse(value: Value) -> Decimal | None:
        times, places = factor, column.places + shift
        if type(value) is str:
            value = CURRENCY.sub("", plain_width(value).translate(MORE_SIGNS))
            if unit_match := IN_CELL.search(value):
                times = MONEY[unit_match[1].removesuffix("元") + "元"]
                places = column.places + int(times.log10())
                value = value[: unit_match.start()]
        number = _decimal(value, digits=column.digits, places=places)
        return None if number is None else _fitting(number * times, column.digits, column.places)

    return parse


def has_own_unit(text: str) -> bool:
    """Whether the text of an amount ends in a unit of its own: 500万元."""
    return bool(IN_CELL.search(plain_width(text).translate(MORE_SIGNS)))


def share_in(value: Value, column: Column) -> Decimal | None:
    """In percent; a number cell, shown rounded anyway, is rounded to what is kept."""
    if type(value) in (float, Percent):
        number = Decimal(f"{value:.{KEPT_DIGITS}g}")
        number = number * 100 if type(value) is Percent else number
        value = number.quantize(Decimal(1).scaleb(-column.places), rounding=ROUND_HALF_UP)
    elif type(value) is str:
        value = plain_width(value).removesuffix("%").rstrip()
    return _decimal(value, digits=column.digits, places=column.places)
