"""When a contribution was given, as exactly as it is known: in words, and as people type it."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from aidtrack.values.dates import month_end, read_day, read_month
from aidtrack.values.numbers import plain_width
from projects.models import Contribution, Precision
from projects.models.days import FIRST, LAST, SENTENCE

YEAR = re.compile(r"([0-9]{4})年?")


def period_words(contribution: Contribution) -> str:
    """2013, 2013-09, 2012-04-01 – 2012-09-30, by 2013; empty where no date is known."""
    start, end, precision = contribution.starts_on, contribution.ends_on, contribution.precision
    if precision == Precision.UNKNOWN:
        return ""
    if precision == Precision.BY:
        return _t("by %(day)s") % {"day": _by_words(end)}
    first = _as_known(start, precision)
    if end is None:
        return _t("from %(day)s on") % {"day": first}
    last = _as_known(end, precision)
    if start is None or first == last:
        return last
    return f"{first} – {last}"


def typed(contribution: Contribution) -> dict[str, str]:
    """The two ends as a form shows them."""
    start, end, precision = contribution.starts_on, contribution.ends_on, contribution.precision
    if precision == Precision.BY:
        return {"starts": "", "ends": _by_words(end)}
    return {
        "starts": _as_known(start, precision) if start else "",
        "ends": _as_known(end, precision) if end else "",
    }


def _as_known(day: date, precision: str) -> str:
    lengths = {Precision.YEAR: 4, Precision.MONTH: 7}
    return f"{day}"[: lengths.get(precision, 10)]


def _by_words(day: date) -> str:
    """The year alone for its last day."""
    return f"{day.year}" if (day.month, day.day) == (12, 31) else f"{day}"


def read_end(text: str) -> tuple[date, date, str] | None:
    """First and last day of what was typed, and how exact it is; None for an empty text.

    Raises  ValidationError.
    """
    text = plain_width(text).strip()
    if not text:
        return None
    first, last, precision = _read_end(text)
    if first < FIRST or last > LAST:
        raise ValidationError(SENTENCE)
    return first, last, precision


def _read_end(text: str) -> tuple[date, date, str]:
    if year := YEAR.fullmatch(text):
        if int(year[1]) < 1:
            raise ValidationError(_t("Enter a date as 2013-09-02, a month as 2013-09, or a year."))
        return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31), Precision.YEAR
    try:
        day = read_day(text)
    except ValueError as error:
        return _read_month_end(text, error)
    return day, day, Precision.DAY


def _read_month_end(text: str, why_no_day: ValueError) -> tuple[date, date, str]:
    try:
        month = read_month(text)
    except ValueError:
        sentence = _t("Enter a date as 2013-09-02, a month as 2013-09, or a year.")
        is_sentence = type(why_no_day) is not ValueError
        raise ValidationError(str(why_no_day) if is_sentence else sentence) from None
    return month, month_end(month), Precision.MONTH


def read_period(starts: str, ends: str) -> dict:
    """``starts_on``, ``ends_on`` and ``precision`` of a period as it was typed.

    A year or month alone is all of it; an end alone is something done by then.
    Raises  ValidationError by the field ``starts`` or ``ends``.
    """
    first, last = _read_at("starts", starts), _read_at("ends", ends)
    if first is None and last is None:
        return {"starts_on": None, "ends_on": None, "precision": Precision.UNKNOWN}
    if first is None:
        return {"starts_on": None, "ends_on": last[1], "precision": Precision.BY}
    if last is None:
        is_day = first[2] == Precision.DAY
        return {
            "starts_on": first[0],
            "ends_on": None if is_day else first[1],
            "precision": first[2],
        }
    if first[2] != last[2]:
        raise ValidationError(
            {"ends": _t("Give both ends alike: both as a day, as a month or as a year.")}
        )
    if last[1] < first[0]:
        raise ValidationError({"ends": _t("A contribution cannot end before the day it starts.")})
    return {"starts_on": first[0], "ends_on": last[1], "precision": first[2]}


def _read_at(name: str, text: str) -> tuple[date, date, str] | None:
    try:
        return read_end(text)
    except ValidationError as error:
        raise ValidationError({name: error}) from None


def day_count(contribution: Contribution) -> int | None:
    """Days of a period known by the day; None for any other."""
    start, end = contribution.starts_on, contribution.ends_on
    if contribution.precision != Precision.DAY or start is None or end is None:
        return None
    return (end - start).days + 1
