"""Days, months and shares of a period. "Today" is always a parameter."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta


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
