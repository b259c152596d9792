"""What printed numbers stand for: 80余, 近100, 3800多."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from aidtrack.values.intervals import NOUGHT, Interval, printed, read, stated_in, total, words_for

FEN = Decimal("0.01")
numbers = st.integers(0, 10**6).map(Decimal)
intervals = st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends)))
maybe_open = intervals | numbers.map(lambda low: Interval(low, None))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("182人次", 182, 182),
        ("80余次", 80, 89),
        ("12000余册", 12000, 12999),
        ("12,000余册", 12000, 12999),
        ("３８００多人", 3800, 3899),
        ("200多项", 200, 299),
        ("近100人", 90, 99),
        ("近80人", 72, 79),
        ("十几项", 10, 19),
        ("1.4万余册", 14000, 14999),
        ("二十五名", 25, 25),
        ("一百二十余次", 120, 129),
        ("选派了一名", 1, 1),
        ("不足100户", 0, 99),
        ("100人次以上", 100, None),
        ("不少于12次", 12, None),
        ("≥80", 80, None),
        ("≥ 80 册", 80, None),
        (">=80", 80, None),
        ("超过12次", 13, None),
        ("8至10万册", 80000, 100000),
        ("30-40次", 30, 40),
    ],
)
def test_a_printed_number_stands_for_its_bounds(text, low, high):
    wanted = Interval(Decimal(low), None if high is None else Decimal(high))
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("2万余元", "20000", "29999.99"), ("共计价值70余万元", "700000", "799999.99")],
)
def test_money_ends_a_fen_below_the_next_number(text, low, high):
    assert read(text, smallest=FEN) == Interval(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text", ["约100人", "100人左右", "几十人", "数百人", "5余人", "若干", "", "3位教授、22名干部"]
)
def test_what_has_no_bounds_of_its_own_or_is_several_numbers_is_not_read(text):
    assert read(text) is None


def test_every_number_of_a_sentence_is_stated():
    assert Interval.exactly(45) in stated_in("一级学科博士点达到45个")
    assert Interval.exactly(5) in stated_in("5所高校先后步入211工程院校行列")


@given(st.integers(1, 99), st.integers(1, 5), st.sampled_from("余多"))
def test_more_than_a_round_number_ends_before_the_next_as_round(head, zeros, more):
    number = head * 10**zeros
    place = 10 ** (len(str(number)) - len(str(number).rstrip("0")))
    assert read(f"{number}{more}人") == Interval(Decimal(number), Decimal(number + place - 1))


@given(st.lists(intervals), st.lists(intervals))
def test_intervals_add_end_by_end_in_any_parts(some, others):
    assert total(some) + total(others) == total([*some, *others])
    assert total(some).low == sum(interval.low for interval in some)


@given(st.lists(maybe_open, min_size=1))
def test_a_sum_with_an_open_part_is_open(parts):
    assert (total(parts).high is None) == any(part.high is None for part in parts)
    assert printed(total(parts)).startswith("≥") == (total(parts).high is None)


@given(intervals, intervals)
def test_differences_and_quotients_contain_those_of_the_ends(before, after):
    change = after - before
    assert change.low <= after.low - before.low <= change.high
    multiple = after.over(before)
    if before.low > 0:
        assert multiple.low <= after.high / before.high <= multiple.high
    else:
        assert multiple is None


@given(maybe_open, maybe_open)
def test_one_exceeds_another_only_where_they_cannot_be_the_same(one, other):
    assert not (one.exceeds(other) and one.meets(other))
    assert one.exceeds(other) or other.exceeds(one) or one.meets(other)


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(Decimal(12000), Decimal(12999)), "12,000–12,999"),
        (Interval.exactly(450), "450"),
        (Interval(Decimal(80), None), "≥ 80"),
        (Interval(Decimal(20000), Decimal("29999.99")), "20,000–29,999.99"),
        (NOUGHT, "0"),
        (None, "—"),
    ],
)
def test_an_interval_is_printed_as_its_bounds(interval, text):
    assert printed(interval) == text


@given(st.text() | st.text("0123456789,.余多近约至以上万亿十百几人次-"))
def test_any_text_is_read_or_not_and_low_is_never_above_high(text):
    for interval in stated_in(text):
        assert interval.high is None or interval.low <= interval.high


@pytest.mark.parametrize(
    ("text", "low", "high", "smallest", "words"),
    [
        ("捐赠图书12000余册", 12000, 12999, 1, "12,000余"),
        ("近100人", 90, 99, 1, "近100"),
        ("共计价值70余万元", 700_000, Decimal("799999.99"), Decimal("0.01"), "70余万"),
        ("2013年培训80余次", 80, 89, 1, "80余"),
        ("1234567余人", 1234567, 1234567, 1, ""),
        ("培训80余次", 90, 99, 1, ""),
        ("100人次以上", 100, None, 1, ""),
        ("", 80, 89, 1, ""),
    ],
)
def test_the_words_of_a_text_for_an_interval(text, low, high, smallest, words):
    bounds = Interval(Decimal(low), None if high is None else Decimal(high))

    assert words_for(bounds, text, smallest=Decimal(smallest)) == words


@pytest.mark.parametrize("text", ["{}", "近{}", "{}余", "8至{}", "{}亿"])
def test_a_number_of_thousands_of_digits_is_none(text):
    assert read(text.format("9" * 5000)) is None
