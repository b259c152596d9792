"""The value of an observation as people state it: a number or a text of one, a fraction, a level.

The same for a form and for a file.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _t

from aidtrack.values.characters import squeezed
from aidtrack.values.intervals import Interval, read, stated_in
from aidtrack.values.numbers import NumberError, plain_width, read_number
from projects.models import Indicator, Observation
from projects.models.amounts import FEN, TOO_LARGE

KIND = Indicator.Kind
YES_NO = {"是": 1, "有": 1, "yes": 1, "否": 0, "无": 0, "没有": 0, "no": 0}
LONGEST = Observation._meta.get_field("printed").max_length
# The fields that hold a value.
VALUES = ("low", "high", "numerator", "denominator", "level")
EMPTY = {**dict.fromkeys(("low", "high", "numerator", "denominator")), "level": ""}


class ValueRefused(Exception):
    """A value that is not taken: the field it is about, what was expected, how to mend it."""

    def __init__(self, field: str, expected: str, mend: str):
        super().__init__(expected)
        self.field, self.expected, self.mend = field, expected, mend


def value_of(indicator: Indicator, stated_values: Mapping) -> dict:
    """The fields of an observation that hold its value, and the text as printed.

    ``stated_values`` are texts by ``value``, ``level`` and ``printed``, and the numbers of a
    fraction by ``numerator`` and ``denominator``; what is missing says nothing.
    Raises  ValueRefused
    """
    if indicator.kind == KIND.LEVEL:
        return EMPTY | {
            "level": _level(indicator, stated_values),
            "printed": stated_values.get("printed") or "",
        }
    if indicator.kind == KIND.RATIO:
        return EMPTY | _ratio(indicator, stated_values)
    return EMPTY | _number(indicator, stated_values)


def _number(indicator: Indicator, stated_values: Mapping) -> dict:
    text = stated_values.get("value") or ""
    if not text:
        raise ValueRefused("value", _t("A number."), _t("Fill in the cell."))
    if indicator.kind == KIND.YES_NO and squeezed(text) in YES_NO:
        interval = Interval.exactly(YES_NO[squeezed(text)])
    else:
        interval = _bounds(text)
    printed = stated_values.get("printed") or ""
    if indicator.kind != KIND.YES_NO and printed and interval not in stated_in(printed):
        sentence = _t("The text “%(printed)s” does not say %(done)s: correct either.")
        words = {"printed": printed, "done": interval}
        raise ValueRefused("value", _t("The number that the text says."), sentence % words)
    return {
        "low": interval.low,
        "high": interval.high,
        "printed": printed or _own_text(text),
    }


def _bounds(text: str) -> Interval:
    interval = exact(text) or read(text)
    if interval is None:
        expected = _t("A single number with its bounds, e.g. 45, 3800多 or 160余.")
        raise ValueRefused("value", expected, _t("Enter one number; say what is meant."))
    _refuse_large("value", interval.high or interval.low)
    if any(bound is not None and bound % FEN for bound in (interval.low, interval.high)):
        sentence = _t("Enter at most %(places)d decimal places.") % {"places": 2}
        raise ValueRefused("value", _t("A number."), sentence)
    return interval


def _refuse_large(field: str, number: Decimal):
    """Before anything is computed of it: of more than 28 digits Decimal computes nothing."""
    if number >= TOO_LARGE:
        raise ValueRefused(field, _t("A number."), _t("It is too large to be stored."))


def exact(text: str) -> Interval | None:
    """A plain number; one below zero is none that texts state."""
    try:
        return Interval.exactly(read_number(plain_width(text)))
    except NumberError:
        return None


def _own_text(text: str) -> str:
    """What was stated, where it says more than a number."""
    return "" if exact(text) else text[:LONGEST]


def _ratio(indicator: Indicator, stated_values: Mapping) -> dict:
    """Percent where that is the unit of the indicator."""
    numerator, denominator = (stated_values.get(n) for n in ("numerator", "denominator"))
    if numerator is None or denominator is None:
        field = "numerator" if numerator is None else "denominator"
        expected = _t("A numerator and a denominator.")
        raise ValueRefused(field, expected, _t("Enter what the ratio is of."))
    if denominator <= 0:
        expected = _t("A denominator above zero.")
        mend = _t("Nothing is a share of zero: correct it.")
        raise ValueRefused("denominator", expected, mend)
    scale = 100 if "%" in indicator.unit else 1
    _refuse_large("numerator", numerator / denominator * scale)
    ratio = (numerator / denominator * scale).quantize(FEN)
    printed = stated_values.get("printed") or _own_text(stated_values.get("value") or "")
    fraction = {"numerator": numerator, "denominator": denominator}
    return {"low": ratio, "high": ratio, **fraction, "printed": printed}


def _level(indicator: Indicator, stated_values: Mapping) -> str:
    field = "level" if stated_values.get("level") else "value"
    text = stated_values.get(field) or ""
    by_word = {squeezed(word): level[0] for level in indicator.levels for word in level if word}
    if level := by_word.get(squeezed(text)):
        return level
    names = _t(", ").join(nearest_first(text, [level[0] for level in indicator.levels]))
    sentence = _t("A level of this indicator: %(names)s.") % {"names": names}
    raise ValueRefused(field, sentence, _t("Enter one of these."))


def nearest_first(text: str, names: Iterable[str]) -> list[str]:
    """The names, those most like the text first."""
    names = list(names)
    alike = get_close_matches(text, names, n=len(names) or 1, cutoff=0.3)
    return list(dict.fromkeys([*alike, *names]))
