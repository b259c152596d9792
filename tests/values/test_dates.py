"""Shares of a period and the months in it, for any period."""

from datetime import date, timedelta
from itertools import pairwise

import hypothesis
import pytest
from hypothesis import strategies as st

from aidtrack.values.dates import (
    AmbiguousDay,
    count_months,
    elapsed_share,
    month_end,
    month_ends,
    read_day,
)

ONE_DAY = timedelta(days=1)
days = st.dates(date(1999, 1, 1), date(2031, 12, 31))


@st.composite
def periods(draw):
    starts_on, ends_on = sorted([draw(days), draw(days)])
    return starts_on, ends_on


@hypothesis.given(period=periods(), on=days)
def test_a_share_lies_between_0_and_1_and_never_falls(period, on):
    share, next_day = (elapsed_share(*period, on=day) for day in (on, on + ONE_DAY))

    assert 0 <= share <= next_day <= 1


@hypothesis.given(period=periods())
def test_a_share_begins_on_the_first_day_and_is_whole_on_the_last(period):
    starts_on, ends_on = period

    assert elapsed_share(*period, on=starts_on - ONE_DAY) == 0
    assert elapsed_share(*period, on=starts_on) > 0
    assert elapsed_share(*period, on=ends_on) == 1
    assert starts_on == ends_on or elapsed_share(*period, on=ends_on - ONE_DAY) < 1


def test_a_period_that_ends_before_it_starts_has_no_share():
    with pytest.raises(ValueError, match="before it starts"):
        elapsed_share(date(2011, 2, 1), date(2011, 1, 31), on=date(2011, 1, 31))


@hypothesis.given(period=periods())
def test_month_ends_cover_every_day_once(period):
    starts_on, ends_on = period

    ends = list(month_ends(*period))
    firsts = [starts_on, *(day + ONE_DAY for day in ends[:-1])]

    assert ends[-1] == ends_on
    for first, last in zip(firsts, ends, strict=True):
        assert first <= last
        assert (first.year, first.month) == (last.year, last.month)
    assert all((day + ONE_DAY).day == 1 for day in ends[:-1])
    assert all(earlier < later for earlier, later in pairwise(ends))
    assert len(ends) == count_months(*period)


def test_a_period_that_has_not_begun_has_no_months():
    assert list(month_ends(date(2011, 1, 1), date(2010, 12, 31))) == []
    assert list(month_ends(date(2011, 2, 28), date(2011, 2, 1))) == []


def test_the_last_day_that_there_is_ends_a_month():
    assert list(month_ends(date(9999, 11, 30), date.max)) == [date(9999, 11, 30), date.max]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2011, 2, 1), date(2011, 2, 28)),
        (date(2012, 2, 29), date(2012, 2, 29)),
        (date(2011, 12, 31), date(2011, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(day, last):
    assert month_end(day) == last


# The names are written out: those of strftime follow the computer's language.
NAMES = ["January", "February", "March", "April", "May", "June"]
NAMES += ["July", "August", "September", "October", "November", "December"]


def spellings(day):
    """A day as people type it, without those that may be read either way round."""
    name = NAMES[day.month - 1]
    yield from (f"{day}", f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day:%Y}年{day.month}月{day.day}日")
    for month in (name, name[:3], name.lower(), name.upper(), f"{name[:3]}."):
        yield from (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}")
        yield from (f"{day.day:02} {month}, {day.year}", f"{month} {day.day}th {day.year}")
    if day.day > 12 or day.day == day.month:
        yield f"{day.day}/{day.month}/{day.year}"
        yield f"{day.month:02}/{day.day:02}/{day.year}"


@hypothesis.given(day=days)
def test_every_spelling_of_a_day_is_the_same_day(day):
    assert {read_day(text) for text in spellings(day)} == {day}


@hypothesis.given(day=days.filter(lambda day: day.day <= 12 and day.day != day.month))
def test_day_and_month_that_may_be_either_way_round_are_refused_with_both_readings(day):
    swapped = date(day.year, day.day, day.month)

    for text in (f"{day.day}/{day.month}/{day.year}", f"{day:%m/%d/%Y}"):
        with pytest.raises(AmbiguousDay) as refused:
            read_day(text)
        assert f"{day}" in str(refused.value) and f"{swapped}" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "31 June 2011",
        "Jul 32, 2011",
        "3 Juli 2011",
        "3 Ju 2011",
        "13/13/2011",
        "3/7/11",
        "7/20-2011",
        "30.6.2011",
        "July 2011",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        read_day(text)
