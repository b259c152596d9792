"""The value of an observation: a number or a text of one, a fraction, or a level of the scale."""

from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.values.characters import squeezed
from aidtrack.values.intervals import Interval, read, stated_in
from projects.models import Indicator, Observation
from projects.models.amounts import FEN
from reports.loads.kinds.contributions.amounts import BadNumber

KIND = Indicator.Kind
YES_NO = {"是": 1, "有": 1, "yes": 1, "否": 0, "无": 0, "没有": 0, "no": 0}
LARGEST = Decimal(10) ** 14


def value_of(table: Table, record: Record, indicator: Indicator) -> dict:
    """The fields of an observation that hold its value.

    Raises  BadNumber
    """
    if indicator.kind == KIND.LEVEL:
        return {"level": _level(table, record, indicator), "printed": _printed(record, "level")}
    if indicator.kind == KIND.RATIO:
        return _ratio(table, record)
    text = record.values.get("value")
    if not text:
        raise BadNumber(table, record, "value", _t("A number."), _t("Fill in the cell."))
    if indicator.kind == KIND.YES_NO and squeezed(text) in YES_NO:
        number = Decimal(YES_NO[squeezed(text)])
        return {"low": number, "high": number, "printed": _printed(record, "value")}
    return _bounds(table, record, text)


def _bounds(table: Table, record: Record, text: str) -> dict:
    interval = _exact(text) or read(text)
    if interval is None:
        expected = _t("A single number with its bounds, e.g. 45, 3800多 or 160余.")
        raise BadNumber(
            table, record, "value", expected, _t("Enter one number; say what is meant.")
        )
    if (interval.high or interval.low) >= LARGEST:
        raise BadNumber(
            table, record, "value", _t("A number."), _t("It is too large to be stored.")
        )
    printed = record.values.get("printed")
    if printed and interval not in stated_in(printed):
        sentence = _t("The text “%(printed)s” does not say %(done)s: correct either.")
        words = {"printed": printed, "done": interval}
        raise BadNumber(
            table, record, "value", _t("The number that the text says."), sentence % words
        )
    return {"low": interval.low, "high": interval.high, "printed": _printed(record, "value")}


def _exact(text: str) -> Interval | None:
    """A plain number; one below zero is none that texts state."""
    try:
        return Interval.exactly(Decimal(text.replace(",", "")))
    except ArithmeticError:
        return None


def _printed(record: Record, column: str) -> str:
    """The text of the source, or of the cell where it says more than a number."""
    text = record.values.get(column) or ""
    own = "" if _exact(text) or column == "level" else text
    return (record.values.get("printed") or own)[
        : Observation._meta.get_field("printed").max_length
    ]


def _ratio(table: Table, record: Record) -> dict:
    numerator, denominator = (record.values.get(n) for n in ("numerator", "denominator"))
    if numerator is None or denominator is None:
        column = "numerator" if numerator is None else "denominator"
        expected = _t("A numerator and a denominator.")
        raise BadNumber(table, record, column, expected, _t("Enter what the ratio is of."))
    if denominator <= 0:
        expected = _t("A denominator above zero.")
        mend = _t("Nothing is a share of zero: correct it, or leave the row out.")
        raise BadNumber(table, record, "denominator", expected, mend)
    ratio = (numerator / denominator).quantize(FEN)
    fraction = {"numerator": numerator, "denominator": denominator}
    return {"low": ratio, "high": ratio, **fraction, "printed": _printed(record, "value")}


def _level(table: Table, record: Record, indicator: Indicator) -> str:
    column = "level" if record.values.get("level") else "value"
    text = record.values.get(column) or ""
    by_word = {squeezed(word): level[0] for level in indicator.levels for word in level if word}
    if level := by_word.get(squeezed(text)):
        return level
    names = _t(", ").join(nearest_first(text, [level[0] for level in indicator.levels]))
    sentence = _t("A level of this indicator: %(names)s.") % {"names": names}
    raise BadNumber(table, record, column, sentence, _t("Enter one of these."))


def nearest_first(text: str, names: Iterable[str]) -> list[str]:
    """The names, those most like the text first."""
    names = list(names)
    alike = get_close_matches(text, names, n=len(names) or 1, cutoff=0.3)
    return list(dict.fromkeys([*alike, *names]))
