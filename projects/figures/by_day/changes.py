"""What is added to sums, and taken away again, from day to day."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from django.db.models import F

from projects.querysets.terms import BEGINS, COUNTED, Stretch

# What rows bring along so that ``stretch_of`` can tell on which days they count.
DATES = {"off_plan": F("is_off_plan"), "begins_on": F(BEGINS), "ends_on": F("cancelled_on")}


def stretch_of(row: dict, term: str, **further: date | None) -> Stretch | None:
    """The days on which a row counts under a term, which reads the dates of DATES and further."""
    dates = {BEGINS: row["begins_on"], "cancelled_on": row["ends_on"], **further}
    return COUNTED[term].stretch(dates, is_off_plan=row["off_plan"])


def group_of(row: dict, key: dict) -> tuple:
    return tuple(row[name] for name in key)


@dataclass(frozen=True)
class Timeline:
    """The sums from each day on which one of them changes, ascending."""

    days: list[date] = field(default_factory=list)
    sums: list[Counter] = field(default_factory=list)

    def at(self, day: date) -> Counter:
        """The sums at the end of a day."""
        place = bisect_right(self.days, day)
        return self.sums[place - 1] if place else Counter()


@dataclass
class Changes:
    """What is added to each sum, or taken away again, by day.

    Where ``days`` are given, ascending, the timeline is right on these alone: what comes between
    two of them is noted on the later.
    """

    days: list[date] | None = None
    by_day: dict[date, Counter] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, amounts: dict, first: date, until: date | None):
        """Counts amounts from ``first`` to the day before ``until``, if there are such days."""
        start, end = self._asked(first), self._asked(until)
        if start is not None and (end is None or start < end):
            self.by_day[start].update(amounts)
            if end is not None:
                self.by_day[end].subtract(amounts)

    def _asked(self, day: date | None) -> date | None:
        """The first of ``days`` that is no earlier; None where there is none."""
        if day is None or self.days is None:
            return day
        place = bisect_left(self.days, day)
        return self.days[place] if place < len(self.days) else None

    def timeline(self) -> Timeline:
        days = sorted(self.by_day)
        return Timeline(days, list(accumulate((self.by_day[day] for day in days), _together)))


def _together(total: Counter, change: Counter) -> Counter:
    """Both, sums of nothing and below it, too."""
    both = Counter(total)
    both.update(change)
    return both
