"""Shares in cells, in percent; and what a column of them looks like."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Percent, Value
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.numerals import KEPT_DIGITS, NOTHING, decimal_in
from aidtrack.values.characters import squeezed
from aidtrack.values.numbers import NumberError, plain_width, read_number

WORDS = re.compile("[㐀-鿿]")
# Numbers of at most 1 that put a column in doubt although others of it are larger.
FEWEST = 2
CLAUSES = re.compile("[,;。:]")
# The whole of the works, not a part of them (主体完成80%) and not their money (完成投资80%).
COMPLETED = re.compile(
    r"(?:目前|现)?(?:已经|已|累计)?(?:完成|完工|形象进度|工程进度|进度)"
    r"(?:总?工程量)?的?(?:达到|达|为|至)?([0-9]{1,3}(?:\.[0-9]+)?)%"
)


def expected_share() -> str:
    return _t("A percentage, e.g. 31.5.")


def share_in(value: Value, column: Column) -> Decimal | None:
    """In percent; a number cell, shown rounded anyway, is rounded to what is kept."""
    number = value
    if type(value) in (float, Percent):
        number = Decimal(f"{value:.{KEPT_DIGITS}g}")
        number = number * 100 if type(value) is Percent else number
        number = number.quantize(Decimal(1).scaleb(-column.places), rounding=ROUND_HALF_UP)
    elif type(value) is str:
        number = plain_width(value).removesuffix("%").rstrip()
    try:
        return decimal_in(number, digits=column.digits, places=column.places)
    except NumberError as error:
        if error.code == "invalid" and type(value) is str and WORDS.search(value):
            raise Unclear(expected_share(), _mend(value)) from None
        raise


def _mend(text: str) -> str:
    percent = progress_in_words(text)
    if percent is None:
        return _t(
            "Enter the percentage only and put words under “Note”; "
            "if the whole column is in words, choose what it stands for, or leave it out."
        )
    return _t("Enter %(percent)s here and put the words under “Note”.") % {"percent": percent}


def is_in_words(value: Value) -> bool:
    """Whether a cell of a share says it in words: 主体封顶, 完成80%."""
    return type(value) is str and bool(WORDS.search(value)) and squeezed(value) not in NOTHING


def progress_in_words(text: str) -> Decimal | None:
    """The percentage of the whole works that a sentence states: 主体封顶，完成80% → 80.

    None where there is none, more than one, or one of a part of the works, of money or about.
    """
    text = squeezed(text)
    clauses = [clause for clause in CLAUSES.split(text) if "%" in clause]
    stated = COMPLETED.fullmatch(clauses[0]) if len(clauses) == 1 else None
    percent = Decimal(stated[1]) if stated else None
    return percent if percent is not None and percent <= 100 else None


def shares_look_like_fractions(values: Iterable[Value]) -> bool:
    """Whether number cells of a column of shares may be fractions of 1: 0.35 for 35 %.

    So where a cell that shows no percent sign is above 0 and at most 1, and either all such cells
    are at most 1, or two of them and most, or others of the column show percent signs. A 0 is 0
    either way.
    """
    numbers, has_percent = [], False
    for value in values:
        number, is_percent = _number_and_sign(value)
        has_percent |= is_percent
        if number is not None and not is_percent:
            numbers.append(number)
    filled = [number for number in numbers if number > 0]
    small = sum(number <= 1 for number in filled)
    is_mixed = small >= FEWEST and 2 * small > len(filled)
    return small > 0 and (has_percent or small == len(filled) or is_mixed)


def numbers_without_sign(values: Iterable[Value]) -> list[Decimal | float]:
    """The numbers of cells that show no percent sign, those written as texts, too."""
    read = map(_number_and_sign, values)
    return [number for number, is_percent in read if number is not None and not is_percent]


def _number_and_sign(value: Value) -> tuple[Decimal | float | None, bool]:
    """The number in a cell, None where there is none; whether it shows a percent sign."""
    if type(value) in (int, float, Decimal):
        return value, False
    if type(value) is Percent:
        return value, True
    text = plain_width(value) if type(value) is str else ""
    try:
        return read_number(text.removesuffix("%").rstrip(), places=KEPT_DIGITS), text.endswith("%")
    except NumberError:
        return None, False
