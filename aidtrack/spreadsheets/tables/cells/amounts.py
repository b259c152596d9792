"""Amounts of money in cells: a number in the unit of its column or of its own, exact in yuan."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Percent, Value
from aidtrack.spreadsheets.tables.cells.days import UNDECIDED
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.numerals import (
    KEPT_DIGITS,
    MORE_SIGNS,
    Parser,
    decimal_in,
    fitting,
)
from aidtrack.spreadsheets.tables.units import MONEY, SAME_CHARACTERS, unit_of
from aidtrack.values.characters import squeezed
from aidtrack.values.numbers import NumberError, plain_width

CURRENCY = re.compile(r"^(?:¥|人民币|RMB|CNY)\s*", re.IGNORECASE)
# 千 alone is none: 1.2千 may be in 千元 or, where the column is in 万元, in 千万元.
IN_CELL = re.compile(r"([十百千]?[万亿]元?|千?元)整?$|(?<=[0-9.\s])\s*([A-Za-z][A-Za-z ]*)$")
# As many digits as nobody types; a formula gives them: =1000/3.
COMPUTED_DIGITS = 12
# Why a text is no amount, in the order of asking, by the squeezed text.
FOREIGN = re.compile(r"美元|美金|欧元|港元|港币|日元|英镑|usd|us\$|hk\$|eur|[$€£]")
BRACKETED = re.compile(r"[0-9].*(\(.+\))|(\(.+\)).*[0-9]")
RANGE = re.compile(r"[0-9][^0-9]{0,3}(?:-|~|～|至|到)[^0-9]{0,2}[0-9]")
ESTIMATE = re.compile(
    "[约近余多≈≥≤><±]|左右|上下|以[上下内]|不足|超过|预计|暂估|估[计算]?|不低于|不超过"
)
CALCULATION = re.compile(r"[0-9].*[+*×÷=/].*[0-9]")


class Rounded(Decimal):
    """An amount that a formula gave with more digits than are kept, rounded to the last kept."""


def expected_amount() -> str:
    return _t("An amount, e.g. 1,234,567.89.")


def amount_parser(column: Column, factor: Decimal) -> Parser:
    """In yuan; a unit in the cell goes before that of the column.

    Exact: an amount that is not whole in the smallest part kept is asked about; only what a
    formula gave, with digits that nobody types, comes out Rounded.
    """

    places_in_column = column.places + int(factor.log10())

    def parse(value: Value) -> Decimal | None:
        number, times, places = value, factor, places_in_column
        if type(value) is str:
            number, own_factor = _without_unit(value)
            if own_factor:
                times, places = own_factor, column.places + int(own_factor.log10())
        try:
            number = decimal_in(number, digits=column.digits, places=places)
            return None if number is None else fitting(number * times, column.digits, column.places)
        except NumberError as error:
            if error.code == "places" and type(value) is float:
                return _rounded(value, times, column)
            if error.code == "invalid" and type(value) is str and (mend := _mend(squeezed(value))):
                raise Unclear(expected_amount(), mend) from None
            raise

    return parse


def _without_unit(text: str) -> tuple[str, Decimal | None]:
    """The text without currency and unit, and the yuan in its unit if it has one."""
    text = CURRENCY.sub("", plain_width(text).translate(MORE_SIGNS))
    written = IN_CELL.search(text.translate(SAME_CHARACTERS))
    unit = unit_of(squeezed(written[1] or written[2])) if written else ""
    return (text[: written.start()], MONEY[unit]) if unit else (text, None)


def has_own_unit(text: str) -> bool:
    """Whether the text of an amount ends in a unit of its own: 500万元."""
    return _without_unit(text)[1] is not None


def _rounded(value: float, factor: Decimal, column: Column) -> Rounded:
    """
    Raises  NumberError for a number that somebody may have typed, or too large a one.
    """
    number = Decimal(f"{value:.{KEPT_DIGITS}g}")
    if len(number.normalize().as_tuple().digits) < COMPUTED_DIGITS or type(value) is Percent:
        raise NumberError("places")
    smallest = Decimal(1).scaleb(-column.places)
    amount = (number * factor).quantize(smallest, rounding=ROUND_HALF_UP)
    return Rounded(fitting(amount, column.digits, column.places))


def _mend(text: str) -> str:
    """What to do about a text that is no amount; "" where nothing more can be said of it."""
    if text in UNDECIDED:
        return _t("Leave the cell blank until the amount is known.")
    if FOREIGN.search(text):
        return _t("Only yuan can be entered: convert the amount.")
    if part := BRACKETED.search(text):
        return _t("Move “%(part)s” to another cell: only one amount can stand here.") % {
            "part": part[1] or part[2]
        }
    if RANGE.search(text):
        return _t("This is a range of amounts: enter a single one.")
    if ESTIMATE.search(text):
        return _t("This is an estimate: enter the exact amount, without words.")
    if CALCULATION.search(text):
        return _t("This is more than one number: enter the result only.")
    return ""
