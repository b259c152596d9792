"""Since when something has held, without a break, up to a day."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def run_start(
    holds: Callable[[date], bool], breaks: Iterable[date], *, first: date, on: date
) -> date:
    """The first day of the run of days through ``on`` on which ``holds``; it holds on ``on``.

    ``breaks``: the days on which it may cease to hold. Between two of them it may begin, and then
    lasts. Nothing is asked of days before ``first``.
    """
    starts = sorted({first, *(day for day in breaks if first < day <= on)})
    ends = [*(day - ONE_DAY for day in starts[1:]), on]
    for start, end in zip(reversed(starts), reversed(ends), strict=True):
        if not holds(end):
            return end + ONE_DAY
        if not holds(start):
            return _first_in(holds, start, end)
    return first


def _first_in(holds: Callable[[date], bool], start: date, end: date) -> date:
    """Where it begins to hold in a stretch on whose last day it does."""
    days = range((end - start).days + 1)
    place = bisect_left(days, True, key=lambda n: holds(start + timedelta(days=n)))
    return start + timedelta(days=place)
