"""Days and months as people write them, and shares of a period. "Today" is always a parameter."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from aidtrack.numbers import plain_width

WHOLE_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MONTH_AND_DAY = re.compile(r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
YEAR_AND_MONTH = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})月?|([0-9]{2}))")


def read_day(text: str, *, year: int | None = None) -> date:
    """A day as people write it: 2011-06-30, 2011年6月30日, 2011.6.30, 20110630.

    ``year`` is that of a day without one, 6.30; where it is None, there is no such day.
    Raises  ValueError.
    """
    text = re.sub(r"\s", "", plain_width(text))
    written = WHOLE_DAY.fullmatch(text) or EIGHT_DIGITS.fullmatch(text)
    numbers = written.groups() if written else ()
    if year is not None and (written := MONTH_AND_DAY.fullmatch(text)):
        numbers = (year, *written.groups())
    if not numbers:
        raise ValueError(f"not a day: {text}")
    return date(*map(int, numbers))


def read_month(text: str) -> date:
    """The first day of a month as people write it: 2011年6月, 2011.6, 2011/6, 2011-06, 201106.

    A whole day stands for its month.
    Raises  ValueError.
    """
    written = YEAR_AND_MONTH.fullmatch(re.sub(r"\s", "", plain_width(text)))
    if not written:
        return read_day(text).replace(day=1)
    return date(int(written[1]), int(written[2] or written[3]), 1)


def elapsed_share(starts_on: date, ends_on: date, *, on: date) -> float:
    """Share of a period that has passed at the end of day ``on``.

    Unit    fraction, clamped to 0..1
    Raises  ValueError if the period ends before it starts.
    """
    if ends_on < starts_on:
        raise ValueError(f"the period ends ({ends_on}) before it starts ({starts_on})")
    days = (ends_on - starts_on).days + 1
    passed = (on - starts_on).days + 1
    return min(max(passed, 0), days) / days


def month_end(day: date) -> date:
    """The last day of the month that ``day`` lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_ends(starts_on: date, ends_on: date) -> Iterator[date]:
    """The last day of each month of a period, the last one cut off at ``ends_on``."""
    day = starts_on
    # Not past the last day that there is: date.max has no day after it.
    while month_end(day) < ends_on:
        yield month_end(day)
        day = month_end(day) + timedelta(days=1)
    if day <= ends_on:
        yield ends_on


def count_months(starts_on: date, ends_on: date) -> int:
    """How many calendar months a period touches."""
    return (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1
