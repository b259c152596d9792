"""The period that cells state, as exactly as they state it: 2013年, 2013年5月, 截至2013年底."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t

from aidtrack.values.characters import squeezed
from aidtrack.values.dates import (
    ImpossibleDay,
    month_end,
    read_day,
    read_month,
    read_range,
    reads_range_by,
)
from projects.models import Precision

YEAR = re.compile(r"((?:19|20)[0-9]{2})年?度?")
# Done by a day: 截至2013年底, 2013年底前, by 2013-12-31.
BY_BEFORE = re.compile(r"(?:截至|截止到?|至|到|by)(.+)")
BY_BEHIND = re.compile(r"(.+?)(?:之?前|为?止|以前)")
END = re.compile(r"(.+[年月])(?:底|末)")
CLOCK = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")
UNKNOWN = {"不详", "未知", "不明", "unknown", "-", "—", "——", "/", "无"}


@dataclass(frozen=True)
class ShownPeriod:
    """First and last day; None where that end is not known."""

    starts_on: date | None
    ends_on: date | None
    precision: str


NOT_KNOWN = ShownPeriod(None, None, Precision.UNKNOWN)


def read_period(text: str) -> ShownPeriod:
    """The period that a text names.

    Raises  ValueError; ImpossibleDay, whose text says what is wrong.
    """
    plain = squeezed(CLOCK.sub("", text))
    if plain in UNKNOWN:
        return NOT_KNOWN
    if match := BY_BEFORE.fullmatch(plain) or BY_BEHIND.fullmatch(plain):
        return ShownPeriod(None, read_period(match[1]).ends_on, Precision.BY)
    if match := END.fullmatch(plain):
        month = date(int(match[1][:4]), 12, 1) if match[1].endswith("年") else read_month(match[1])
        return ShownPeriod(month, month_end(month), Precision.MONTH)
    if match := YEAR.fullmatch(plain):
        year = int(match[1])
        return ShownPeriod(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    return _single(plain) or _range(plain)


def _range(text: str) -> ShownPeriod:
    precision = reads_range_by(text)
    try:
        return ShownPeriod(*read_range(text), Precision(precision))
    except ImpossibleDay:
        raise
    except ValueError:
        if not precision:
            raise
        raise ImpossibleDay(
            _t("It ends before it starts, or one end names a month and the other none: correct it.")
        ) from None


def _single(text: str) -> ShownPeriod | None:
    try:
        day = read_day(text)
        return ShownPeriod(day, day, Precision.DAY)
    except ImpossibleDay:
        raise
    except ValueError:
        pass
    try:
        month = read_month(text)
        return ShownPeriod(month, month_end(month), Precision.MONTH)
    except ImpossibleDay:
        raise
    except ValueError:
        return None


def period_of(values: Mapping) -> tuple[ShownPeriod, str]:
    """What the cells of a row say together, and the column of the last one that was read.

    Raises  ValueError (column) where a cell says no period
    """
    try:
        column = "period"
        if values.get(column):
            return _as_precise(read_period(values[column]), values), column
        column = "year"
        if values.get(column):
            text = values["year"].removesuffix("度")
            column = "month" if values.get("month") else column
            return _as_precise(read_period(_with_month(text, values.get("month"))), values), column
        column = "starts_on"
        start = read_period(values[column]) if values.get(column) else None
        column = "ends_on"
        end = read_period(values[column]) if values.get(column) else None
    except ImpossibleDay as sentence:
        raise ValueError(column, str(sentence)) from None
    except ValueError:
        raise ValueError(column, "") from None
    return _as_precise(_between(start, end), values), column


def _with_month(year: str, month: str | None) -> str:
    if not month:
        return year
    number = squeezed(month).removesuffix("月份").removesuffix("月")
    return f"{year.removesuffix('年')}年{int(number)}月"


def _between(start: ShownPeriod | None, end: ShownPeriod | None) -> ShownPeriod:
    if start is None and end is None:
        return NOT_KNOWN
    if start is None:
        return ShownPeriod(None, end.ends_on, Precision.BY)
    if end is None:
        return ShownPeriod(start.starts_on, None, start.precision)
    exact = [p for p in (Precision.BY, Precision.DAY, Precision.MONTH, Precision.YEAR)
             if p in (start.precision, end.precision)]  # fmt: skip
    return ShownPeriod(start.starts_on, end.ends_on, exact[0])


def _as_precise(period: ShownPeriod, values: Mapping) -> ShownPeriod:
    """With the precision that a column of its own states."""
    stated = values.get("precision")
    if not stated:
        return period
    if stated == Precision.UNKNOWN:
        return NOT_KNOWN
    return ShownPeriod(period.starts_on, period.ends_on, Precision(stated))
