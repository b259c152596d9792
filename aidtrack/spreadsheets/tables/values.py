"""What a cell means in a column of a kind: one parser a kind; what is unclear is asked about."""

import re
from collections.abc import Callable
from datetime import date, datetime, time

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import NO_VALUE, Broken, Value
from aidtrack.spreadsheets.tables.cells.amounts import amount_parser, expected_amount
from aidtrack.spreadsheets.tables.cells.choices import expected_choice, word_parser
from aidtrack.spreadsheets.tables.cells.days import (
    day_in,
    expected_day,
    expected_month,
    expected_period,
    month_in,
    period_in,
)
from aidtrack.spreadsheets.tables.cells.shares import expected_share, share_in
from aidtrack.spreadsheets.tables.cells.shown import Scaled
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.numerals import (
    KEPT_DIGITS,
    NOTHING,
    Parser,
    number_in,
    whole_in,
)
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.characters import (
    INVISIBLE_SIGNS,
    plain_code,
    squeezed,
    strange_character,
    visible,
)
from aidtrack.values.numbers import NumberError, plain_width

# What no database here stores in a text: NUL, and half of a pair that makes one character.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
BETWEEN_NAMES = re.compile(r"[、,，;；/／\n\r]")
# Kinds whose texts come again and again, and how many texts of a column are remembered.
REPEATED = ("day", "month", "period", "names", "flag")
REMEMBERED = 10_000
YES = {"是", "有", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "✅", "对", "已", "属于"}
NO = {"否", "无", "没有", "n", "no", "false", "f", "0", "×", "x", "✗", "✘", "✕", "✖", "❌", "☒"}
NO |= {"不是", "未", "不属于", *NOTHING}

# Marks for "as above"; as people type it and as input methods for Chinese do.
DITTO = {"同上", "〃", '"', "“", "”", "＂", "″", "''", "′′", "同前", "同上行", "ditto", "do."}
LONGEST_DITTO = 8
# A quick test that rules out most cells.
DITTO_STARTS = {mark[0] for mark in DITTO} | {"D", " ", "\u3000", "\u00a0", *INVISIBLE_SIGNS}


def is_ditto(value: Value) -> bool:
    """Whether a cell only says that it holds what the cell above holds."""
    if type(value) is not str or value[:1] not in DITTO_STARTS or len(value) > LONGEST_DITTO:
        return False
    return value in DITTO or squeezed(value).rstrip(".。") in DITTO


def parser(column: Column, unit: str = "") -> Parser:
    """Reads a cell of the column; ``unit`` is that of its amounts, yuan where it is "".

    The parser gives None for a cell that says there is nothing, and raises Unclear.
    """
    if column.kind == "amount":
        return _checked(amount_parser(column, MONEY[unit or "元"]), expected_amount)
    if column.kind == "choice":
        return _remembered(_checked(_choice(column), lambda: expected_choice(column)))
    parse = {
        "text": lambda value: _text(value, column.longest),
        "code": lambda value: _code(value, column.longest),
        "share": lambda value: share_in(value, column),
        "whole": lambda value: whole_in(value, column),
        "number": lambda value: number_in(value, column),
        "day": lambda value: day_in(value, column),
        "month": month_in,
        "period": period_in,
        "names": _names,
        "flag": _flag,
    }[column.kind]
    checked = _checked(parse, EXPECTED[column.kind])
    return _remembered(checked) if column.kind in REPEATED else checked


EXPECTED = {
    "text": lambda: _t("Text."),
    "code": lambda: _t("A code, stored as text."),
    "share": expected_share,
    "whole": lambda: _t("A whole number."),
    "number": lambda: _t("A number, e.g. 1,234.5."),
    "day": expected_day,
    "month": expected_month,
    "period": expected_period,
    "names": lambda: _t("Names separated by 、."),
    "flag": lambda: _t("Yes or no."),
}


def _checked(parse: Parser, expected: Callable[[], str]) -> Parser:
    """Wraps the parser of a kind: handles error cells and blanks, turns errors into Unclear."""

    def checked(value: Value) -> object:
        if type(value) is Broken:
            raise Unclear(expected(), mend_broken(value))
        if type(value) is str:
            if not value.isascii():
                value = visible(value)
            if not value or value.isspace():
                return None
        if type(value) is Scaled:
            raise Unclear(expected(), _mend_scaled(value))
        try:
            return parse(value)
        except Unclear:
            raise
        except NumberError as error:
            raise Unclear(expected(), _mend_number(error.code)) from None
        except (ValueError, TypeError, ArithmeticError):
            raise Unclear(expected(), _t("Use this format.")) from None

    return checked


def _remembered(parse: Parser) -> Parser:
    """Wraps a parser so that it parses a repeated text only once."""
    parsed_texts: dict[str, object] = {}

    def remembering(value: Value) -> object:
        if type(value) is not str:
            return parse(value)
        if value in parsed_texts:
            return parsed_texts[value]
        parsed = parse(value)
        if len(parsed_texts) < REMEMBERED:
            parsed_texts[value] = parsed
        return parsed

    return remembering


def mend_broken(value: Broken) -> str:
    if value == NO_VALUE:
        return _t(
            "The formula was saved without its result: open the file, save it and upload it again."
        )
    return _t("The cell shows an error: correct its formula, or enter the value itself.")


def _mend_scaled(value: Scaled) -> str:
    return _t(
        "The cell shows the number divided by %(factor)s: enter it as it is meant, in a plain "
        "number format."
    ) % {"factor": f"{value.factor:,}"}


def _mend_number(code: str) -> str:
    if code == "places":
        return _t("It has too many decimal places: round it.")
    if code == "digits":
        return _t("It is too large to be stored: check the unit.")
    return _t("Enter the number only, with “.” as the decimal point.")


# Texts


def _text(value: Value, longest: int | None) -> str | None:
    text = value.strip() if type(value) is str else _as_text(value)
    if UNSTORABLE.search(text):
        raise Unclear(
            _t("Text."), _t("It contains a character that cannot be stored: type it again.")
        )
    if longest is not None and len(text) > longest:
        expected = _t("Text of at most %(longest)d characters.") % {"longest": longest}
        raise Unclear(
            expected, _t("Too long by %(count)d: shorten it.") % {"count": len(text) - longest}
        )
    return text or None


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat(*(" ",) if isinstance(value, datetime) else ())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _code(value: Value, longest: int | None) -> str | None:
    if isinstance(value, date | time):
        mend = _t(
            "The spreadsheet turned this into a date: format the cell as text and enter it again."
        )
        raise Unclear(_t("A code, stored as text."), mend)
    if isinstance(value, int | float) and abs(value) >= 10**KEPT_DIGITS:
        mend = _t(
            "The spreadsheet dropped the last digits: format the cell as text and enter it again."
        )
        raise Unclear(_t("A code, stored as text."), mend)
    text = _text(value, longest)
    if text is None or text in NOTHING:
        return None
    if text.isascii() and text.isprintable():
        return text
    code = plain_code(plain_width(text))
    if strange := strange_character(code):
        mend = _t("It contains %(character)s: type the code again.") % {"character": strange}
        raise Unclear(_t("A code, stored as text."), mend)
    return code


def _names(value: Value) -> tuple[str, ...] | None:
    text = _text(value, None) or ""
    names = dict.fromkeys(name.strip() for name in BETWEEN_NAMES.split(text))
    return tuple(name for name in names if name and name not in NOTHING) or None


def _choice(column: Column) -> Parser:
    parse = word_parser(column)
    return lambda value: parse(_as_text(value))


def _flag(value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    text = squeezed(value)
    if text in YES or text in NO:
        return text in YES
    raise Unclear(_t("Yes or no."), _t("Enter yes or no."))
