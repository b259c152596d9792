"""Days and months as people write them, and shares of a period. "Today" is always a parameter."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.characters import plain_dashes
from aidtrack.values.numbers import plain_width

WHOLE_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MONTH_AND_DAY = re.compile(r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
# As English speakers write a day, spaces left out: 3July2011, Jul3,2011; 15/07/2011, 7/20/2011.
DAY_AND_NAME = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?([a-z]+)[.,]*([0-9]{4})")
NAME_AND_DAY = re.compile(r"([a-z]+)\.?([0-9]{1,2})(?:st|nd|rd|th)?[, ]?([0-9]{4})")
# 2011 1 2 is not 201112.
SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
YEAR_LAST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
MONTHS = ["january", "february", "march", "april", "may", "june"]
MONTHS += ["july", "august", "september", "october", "november", "december"]
YEAR_AND_MONTH = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})月?|([0-9]{2}))")


def _written(text: str) -> str:
    """The text of a day, its signs as a keyboard types them, without spaces but between digits."""
    return SPACE.sub("", plain_dashes(plain_width(text)))


# From a year, a month or a day to another; behind the dash also 6月, 6月30日, 6.30 or 30日.
IN_FRONT = r"(?P<y>[0-9]{4})(?:年?|[-/.年](?P<m>[0-9]{1,2})(?:月?|[-/.月](?P<d>[0-9]{1,2})[日号]?))"
BEHIND = IN_FRONT.replace("<y>", "<Y>").replace("<m>", "<M>").replace("<d>", "<D>")
SHORT = r"(?P<month>[0-9]{1,2})(?:月|[./月](?P<day>[0-9]{1,2})[日号]?)|(?P<same>[0-9]{1,2})[日号]"
RANGE = re.compile(f"[自从]?{IN_FRONT}起?(?:-{{1,2}}|~|至|到)(?:{BEHIND}|{SHORT})止?")


class AmbiguousDay(ValueError):
    """A day whose day and month cannot be told apart: 7/8/2011. Its text says both readings."""

    def __init__(self, text: str, first: date, second: date):
        super().__init__(
            _t("%(text)s may be %(first)s or %(second)s: enter the one you mean.")
            % {"text": text, "first": first, "second": second}
        )


class ImpossibleDay(ValueError):
    """A day that no calendar has: 2011-02-30. Its text says what is wrong with it."""


def _day_of(year: int, month: int, day: int) -> date:
    """
    Raises  ImpossibleDay; ValueError for a year that no calendar has.
    """
    if not 1 <= month <= 12:
        raise ImpossibleDay(_t("There is no month %(month)d: correct it.") % {"month": month})
    if not 1 <= day <= monthrange(year, month)[1]:
        name = formats.month(date(year, month, 1))
        sentence = _t("%(month)s has no day %(day)d: correct it.") % {"month": name, "day": day}
        raise ImpossibleDay(sentence)
    return date(year, month, day)


def read_day(text: str, *, year: int | None = None) -> date:
    """A day as people write it: 2011-06-30, 2011年6月30日, 2011.6.30, 20110630, 30 Jun 2011.

    ``year`` is that of a day without one, 6.30; where it is None, there is no such day.
    Raises  ValueError; AmbiguousDay where day and month may be either way round.
    """
    text = _written(text)
    written = WHOLE_DAY.fullmatch(text) or EIGHT_DIGITS.fullmatch(text)
    numbers = written.groups() if written else ()
    if year is not None and (written := MONTH_AND_DAY.fullmatch(text)):
        numbers = (year, *written.groups())
    if not numbers:
        return _read_english_day(text)
    return _day_of(*map(int, numbers))


def _read_english_day(text: str) -> date:
    text = text.lower()
    if written := YEAR_LAST.fullmatch(text):
        return _read_either_way(text, *map(int, written.group(3, 1, 2)))
    if written := DAY_AND_NAME.fullmatch(text):
        day, name, year = written.groups()
    elif written := NAME_AND_DAY.fullmatch(text):
        name, day, year = written.groups()
    else:
        raise ValueError(f"not a day: {text}")
    return date(int(year), _month_number(name), int(day))


def _read_either_way(text: str, year: int, first: int, second: int) -> date:
    """15/07/2011 and 7/20/2011: a number beyond 12 is the day."""
    if max(first, second) > 12:
        return date(year, min(first, second), max(first, second))
    if first != second:
        raise AmbiguousDay(text, date(year, second, first), date(year, first, second))
    return date(year, first, second)


def _month_number(name: str) -> int:
    """The number of a month by its English name or the first three letters of it, or Sept."""
    for number, month in enumerate(MONTHS, start=1):
        if name in (month, month[:3], "sept" if number == 9 else month):
            return number
    raise ValueError(f"not a month: {name}")


def read_month(text: str) -> date:
    """The first day of a month as people write it: 2011年6月, 2011.6, 2011/6, 2011-06, 201106.

    A whole day stands for its month.
    Raises  ValueError.
    """
    written = YEAR_AND_MONTH.fullmatch(_written(text))
    if not written:
        return read_day(text).replace(day=1)
    return _day_of(int(written[1]), int(written[2] or written[3]), 1)


def reads_range_by(text: str) -> str:
    """What a range is stated by, its finest part: day, month or year; "" for no range."""
    written = RANGE.fullmatch(_written(text).replace("～", "~"))
    if not written:
        return ""
    parts = {name for name, number in written.groupdict().items() if number}
    if parts & {"d", "D", "day", "same"}:
        return "day"
    return "month" if parts & {"m", "M", "month"} else "year"


def read_range(text: str) -> tuple[date, date]:
    """The first and last day of a range: 2011.3-2012.6, 2011年3月至6月, 2011-2012.

    A month or a year stands for its first day in front and for its last day behind; what stands
    behind may leave out the year, and the month, of what stands in front. Anything else is none,
    a single day or month and 2011.5-10 among it, where 10 may be a month or a day.
    Raises  ValueError; ImpossibleDay.
    """
    written = RANGE.fullmatch(_written(text).replace("～", "~"))
    if not written:
        raise ValueError(f"not a range: {text}")
    numbers = {name: int(number) for name, number in written.groupdict().items() if number}
    first = [numbers[name] for name in ("y", "m", "d") if name in numbers]
    last = _last_of_range(numbers)
    if (len(first) == 1) != (len(last) == 1):
        raise ValueError(f"a year at one end and a month at the other: {text}")
    days = _day_of(*first, *[1] * (3 - len(first))), _last_day(*last)
    if days[0] > days[1]:
        raise ValueError(f"ends before it starts: {text}")
    return days


def _last_of_range(numbers: dict[str, int]) -> list[int]:
    """Year, month and day behind the dash, as far as written; year and month of the front else."""
    if "Y" in numbers:
        return [numbers[name] for name in ("Y", "M", "D") if name in numbers]
    month, day = numbers.get("month"), numbers.get("day") or numbers.get("same")
    if "m" not in numbers or (day and "d" not in numbers):
        raise ValueError("a month or a day behind a year or a month")
    return [numbers["y"], month or numbers["m"], *([day] if day else [])]


def _last_day(year: int, month: int = 12, day: int | None = None) -> date:
    return month_end(_day_of(year, month, 1)) if day is None else _day_of(year, month, day)


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


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_since(day: date, *, on: date) -> tuple[int, int]:
    """Whole months that have passed from one day to a later one, and days beyond them."""
    months = (on.year - day.year) * 12 + on.month - day.month
    if add_months(day, months) > on:
        months -= 1
    return months, (on - add_months(day, months)).days
