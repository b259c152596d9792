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
    read_month,
    read_range,
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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011.3-2012.6", (2011, 3, 1), (2012, 6, 30)),
        ("2011年3月至2012年6月", (2011, 3, 1), (2012, 6, 30)),
        ("2011年3月起至2012年6月止", (2011, 3, 1), (2012, 6, 30)),
        ("自2011年3月到2012年6月", (2011, 3, 1), (2012, 6, 30)),
        ("2011-03-2012-06", (2011, 3, 1), (2012, 6, 30)),
        ("2011/3～2012/6", (2011, 3, 1), (2012, 6, 30)),
        ("2011．3——2012．6", (2011, 3, 1), (2012, 6, 30)),
        ("2011-2012", (2011, 1, 1), (2012, 12, 31)),
        ("2011年—2013年", (2011, 1, 1), (2013, 12, 31)),
        ("2011-2011", (2011, 1, 1), (2011, 12, 31)),
        ("2011年5月-10月", (2011, 5, 1), (2011, 10, 31)),
        ("2011年5-10月", (2011, 5, 1), (2011, 10, 31)),
        ("2011年5月1日-5月31日", (2011, 5, 1), (2011, 5, 31)),
        ("2011年5月1日至31日", (2011, 5, 1), (2011, 5, 31)),
        ("2011.5.1-6.30", (2011, 5, 1), (2011, 6, 30)),
        ("2011.5.1-2012.6.30", (2011, 5, 1), (2012, 6, 30)),
        ("2011.5-2012.6.15", (2011, 5, 1), (2012, 6, 15)),
    ],
)
def test_a_range_as_people_write_it(text, first, last):
    assert read_range(text) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text",
    [
        # A day, a month, a year; 10 is a month or a day.
        *("2011-03-06", "2011-12", "2011年3月", "2011", "2011年", "2011.5-10", "2011.5.1-6"),
        *("2011.3-2012", "2011-2012.6", "2011.5-10.7", "2010/2011", "11.3-12.6", "2011-12-2013"),
        *("2012.6-2011.3", "2011.3-", "-2011.3", "2011.3至", "2011.13-2012.6", "", "待定-待定"),
        *("2011.2.1-2.30", "2011.3-2012.6-2013.1", "2011年3月-6", "2011.1,2012.6"),
    ],
)
def test_what_is_no_range_is_not_read_as_one(text):
    with pytest.raises(ValueError, match=r"\S"):
        read_range(text)


DASHES = st.sampled_from(["-", "—", "——", "～", "~", "至", "到", " - ", "－"])
WRITTEN_DAYS = st.sampled_from(
    ["{0}.{1}.{2}", "{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}年{1}月{2}日"]
)
WRITTEN_MONTHS = st.sampled_from(["{0}.{1}", "{0}-{1:02}", "{0}/{1}", "{0}年{1}月"])


def in_words(pattern: str, day: date) -> str:
    return pattern.format(day.year, day.month, day.day)


@hypothesis.given(period=periods(), dash=DASHES, first=WRITTEN_DAYS, last=WRITTEN_DAYS)
def test_a_range_of_days_is_what_its_ends_are(period, dash, first, last):
    text = f"{in_words(first, period[0])}{dash}{in_words(last, period[1])}"

    assert read_range(text) == period


@hypothesis.given(period=periods(), dash=DASHES, first=WRITTEN_MONTHS, last=WRITTEN_MONTHS)
def test_a_range_of_months_goes_from_a_first_day_to_a_last(period, dash, first, last):
    text = f"{in_words(first, period[0])}{dash}{in_words(last, period[1])}"

    assert read_range(text) == (period[0].replace(day=1), month_end(period[1]))


@hypothesis.given(day=days, written=WRITTEN_DAYS | WRITTEN_MONTHS)
def test_a_single_day_or_month_is_no_range(day, written):
    with pytest.raises(ValueError, match="not a range"):
        read_range(in_words(written, day))


@hypothesis.given(text=st.text("0123456789-.年月日至 ", max_size=24))
def test_a_range_never_ends_before_it_starts(text):
    try:
        first, last = read_range(text)
    except ValueError:
        return
    assert first <= last


@pytest.mark.parametrize("text", ["2011 1 2", "2011 12", "2011 06 30", "2011.1 2"])
def test_digits_apart_are_not_one_number(text):
    with pytest.raises(ValueError, match="not a day"):
        read_month(text)


def test_spaces_beside_words_and_signs_say_nothing():
    assert read_day("July 3 2011") == read_day("3 July 2011") == read_day("2011 . 7. 3")
