"""Days and months in cells: a cell of a date, or a text as people write one."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Value
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.numerals import NOTHING
from aidtrack.values.characters import squeezed
from aidtrack.values.dates import (
    MONTH_AND_DAY,
    AmbiguousDay,
    ImpossibleDay,
    month_end,
    read_day,
    read_month,
    read_range,
)
from aidtrack.values.numbers import plain_width

MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0*)?)?$")
CLOCK = re.compile(r"(?<=[0-9日])[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?$")
# What stands for a day that is not decided: nothing in a plan, no answer for a fact.
UNDECIDED = {"待定", "未定", "暂定", "待确定", "未确定", "暂无", "暂未确定", "tbd", "tba", "tbc"}
YEAR = re.compile("[0-9]{4}年?")
FIRST_DAYS = re.compile("(.*月)初|(.*年)初")
LAST_DAYS = re.compile("(.*月)(?:底|末)|(.*年)(?:底|末)")
# Longer or vaguer than a month: 上半年, 第三季度, 6月中旬.
PERIOD = re.compile(
    "[上下]半年|季度?|年[内中初底末前后]|月[内初底末前后中]|[上中下]旬|q[1-4]|h[12]"
)
WITHOUT_YEAR = re.compile("[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?[初底末]?|[0-9]{1,2}[-./][0-9]{1,2}")


@dataclass(frozen=True)
class ShortDay:
    """A day without its year, 7.6 or 7月6日, which the month of its row completes."""

    text: str

    def in_year(self, year: int) -> date:
        """
        Raises  ImpossibleDay.
        """
        return read_day(self.text, year=year)


def expected_day() -> str:
    return _t("A date, e.g. 2011-06-30.")


def expected_short_day() -> str:
    return _t("Enter the date as 2011-06-30 (or 6.30 for 30 June).")


def expected_month() -> str:
    return _t("A month, e.g. 2011-06.")


def expected_period() -> str:
    return _t("A period, e.g. 2011.3-2012.6.")


def day_in(value: Value, column: Column) -> date | None:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = _day_text(value)
    if text in NOTHING:
        return None
    if column.takes_short_days and MONTH_AND_DAY.fullmatch(squeezed(text)):
        return _short_day(value, text)
    try:
        return read_day(text)
    except (AmbiguousDay, ImpossibleDay) as unclear:
        raise Unclear(expected_day(), str(unclear)) from None
    except ValueError:
        return _day_of_month(value, text, column)


def month_in(value: Value) -> date | None:
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return day.replace(day=1)
    text = _day_text(value)
    if text in NOTHING:
        return None
    _refuse_lost_zero(value, text)
    try:
        return read_month(text)
    except ImpossibleDay as unclear:
        raise Unclear(expected_month(), str(unclear)) from None


def period_in(value: Value) -> tuple[date, date] | None:
    """The first and last day of a period; a year alone is all of it."""
    text = _day_text(value)
    if text in NOTHING or squeezed(text) in UNDECIDED:
        return None
    if YEAR.fullmatch(text):
        year = int(text[:4])
        return date(year, 1, 1), date(year, 12, 31)
    try:
        return read_range(text)
    except ImpossibleDay as unclear:
        raise Unclear(expected_period(), str(unclear)) from None
    except ValueError:
        raise Unclear(expected_period(), _t("Enter its start and its finish.")) from None


def _day_of_month(value: Value, text: str, column: Column) -> date | None:
    """The day that a month stands for: its first day in a plan, its last day for a fact."""
    if column.is_plan and squeezed(text) in UNDECIDED:
        return None
    try:
        first = read_month(text)
    except ImpossibleDay as unclear:
        raise Unclear(expected_day(), str(unclear)) from None
    except ValueError:
        if day := _edge_of_month(squeezed(text), column.month):
            return day
        raise Unclear(expected_day(), _mend(squeezed(text), column.month)) from None
    if not column.month:
        raise Unclear(expected_day(), _t("This is a month: enter the day too.")) from None
    _refuse_lost_zero(value, text)
    return first if column.month == "first" else month_end(first)


def _edge_of_month(text: str, month: str) -> date | None:
    """2011年6月底, 2011年底 where a month stands for its last day; 2011年7月初 for its first."""
    pattern = {"first": FIRST_DAYS, "last": LAST_DAYS}.get(month)
    written = pattern and pattern.fullmatch(text)
    if not written:
        return None
    named = written[1] or f"{written[2]}{'1' if month == 'first' else '12'}月"
    try:
        first = read_month(named)
    except ValueError:
        return None
    return first if month == "first" else month_end(first)


def _mend(text: str, month: str) -> str:
    """What a person should write in place of a text that names no day."""
    if text in UNDECIDED:
        return _t("Leave the cell blank until the day is known.")
    if _is_range(text):
        return _t("This is a range of dates: enter only the one that the column asks for.")
    if YEAR.fullmatch(text):
        return _t("This is a year: enter the month and day too, e.g. 2011-06-30.")
    if WITHOUT_YEAR.fullmatch(text):
        return _t("The year is missing: enter it as 2011-06-30.")
    if PERIOD.search(text) and month:
        return _t("This names no single day: enter a day as 2011-06-30 or a month as 2011-06.")
    if PERIOD.search(text):
        return _t("This names no single day: enter a day as 2011-06-30.")
    return _t("Enter it as 2011-06-30, or format the cell as a date.")


def _is_range(text: str) -> bool:
    try:
        return bool(read_range(text))
    except ValueError:
        return False


def _short_day(value: Value, text: str) -> ShortDay:
    """7.6; not the number 7.1 or 7.2, which may be all that is left of 7.10 and 7.20."""
    if isinstance(value, float) and text.endswith((".1", ".2", ".3")):
        mend = _t("A zero may have been dropped (7.10): format the cell as text and enter 7-10.")
        raise Unclear(expected_day(), mend)
    return ShortDay(squeezed(text))


def _refuse_lost_zero(value: Value, text: str):
    """Refuses 2011.1: a spreadsheet drops the zero of 2011.10."""
    if isinstance(value, float) and text.endswith(".1"):
        mend = _t("This may be January or October: format the cell as text and enter 2011-10.")
        raise Unclear(expected_month(), mend)


def _day_text(value: Value) -> str:
    if isinstance(value, bool | time):
        raise ValueError("no day")
    return CLOCK.sub("", plain_width(value))


def has_clock(value: Value) -> bool:
    """Whether a cell of days holds a time, too: some programs put the evening before for a day."""
    if isinstance(value, datetime):
        return value.time() != time()
    if type(value) is not str or ":" not in value:
        return False
    text = plain_width(value)
    return bool(CLOCK.search(text) and not MIDNIGHT.search(text))
