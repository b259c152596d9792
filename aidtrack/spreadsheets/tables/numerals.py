"""Numbers in cells, exact in decimals."""

import re
from collections.abc import Callable
from decimal import Decimal

from aidtrack.spreadsheets.reading.books import Value
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.values.numbers import NumberError, plain_width, read_number

Parser = Callable[[Value], object]
# How tables write that there is nothing.
NOTHING = {"-", "--", "—", "——", "–", "/", "\\", "无", "…", "……"}
MORE_SIGNS = str.maketrans("（）￥", "()¥")
IN_BRACKETS = re.compile(r"\((.*)\)")
# Digits of a number that a spreadsheet keeps; those behind are lost.
KEPT_DIGITS = 15


def decimal_in(value: Value, *, digits: int, places: int) -> Decimal | None:
    """A number cell or a text; a spreadsheet's own numbers are good to fifteen digits."""
    if type(value) is int:
        return fitting(Decimal(value), digits, 0)
    if type(value) is float:
        return fitting(Decimal(f"{value:.{KEPT_DIGITS}g}"), digits, places)
    if type(value) is Decimal:
        return fitting(value, digits, places)
    if type(value) is not str:
        raise NumberError("invalid")
    text = plain_width(value).translate(MORE_SIGNS)
    if text in NOTHING:
        return None
    if bracketed := IN_BRACKETS.fullmatch(text):
        text = f"-{bracketed[1]}"
    return read_number(text, digits=digits, places=places)


def fitting(number: Decimal, digits: int, places: int) -> Decimal:
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
    return decimal_in(value, digits=column.digits, places=column.places)


def whole_in(value: Value, column: Column) -> int | None:
    number = decimal_in(value, digits=column.digits, places=0)
    return None if number is None else int(number)
