"""Shares in cells: words are refused, and a column of fractions is noticed."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from aidtrack.spreadsheets.reading.books import Percent
from aidtrack.spreadsheets.tables.cells.shares import progress_in_words, shares_look_like_fractions
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.values import parser

read = parser(Column("x", ("X",), "share"))


def mend_of(value: str) -> str:
    with override("en"), pytest.raises(Unclear) as caught:
        read(value)
    return caught.value.mend


@pytest.mark.parametrize("text", ["60%", "60 ％", "６０％", "60", "60.0%"])
def test_a_percentage_as_a_text(text):
    assert read(text) == 60


def test_a_text_with_a_percent_sign_is_no_fraction():
    assert read("0.6%") == Decimal("0.6")


@pytest.mark.parametrize(
    "text", ["主体三层", "主体三层施工", "六成", "6成", "约60%", "装修", "60%左右"]
)
def test_words_are_refused_with_where_to_put_them(text):
    assert mend_of(text).startswith("Enter the percentage only and put words under “Note”")


def test_a_percentage_among_words_is_offered():
    assert mend_of("主体封顶，完成80%") == "Enter 80 here and put the words under “Note”."


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        *(("完成80%", "80"), ("主体封顶，完成80%", "80"), ("已完成 80％。", "80")),
        *(
            ("形象进度达到62.5%；装修", "62.5"),
            ("完成总工程量的45%", "45"),
            ("目前已完成100%", "100"),
        ),
    ],
)
def test_a_percentage_of_the_whole_works_is_read_from_words(text, percent):
    assert progress_in_words(text) == Decimal(percent)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "主体完成80%",
            "完成投资80%",
            "完成约80%",
            "完成80%以上",
            "剩余20%",
            "完成120%",
            "主体三层",
        ),
        *(
            "基础完成100%，主体完成50%",
            "完成80%，完成90%",
            "未完成80%",
            "80",
            "80%",
            "",
            "计划完成80%",
        ),
    ],
)
def test_a_percentage_of_something_else_is_not(text):
    assert progress_in_words(text) is None


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        ([0.35, 0.4, 1, 0.08], True),
        ([0.35, Percent(0.6), 1], True),
        (["0.35", "0.6", ""], True),
        ([0.35, "60%"], True),
        ([1], True),
        ([0.5, 35, Percent(0.6)], True),
        ([0.5, 35], False),
        ([0.02, 0.02, 2], True),
        ([0.5, 30, 40], False),
        ([0, 0, None], False),
        ([0, Percent(0.6)], False),
        ([35, Percent(0.6)], False),
        ([Percent(0.6), Percent(1)], False),
        (["60%", "0.5%"], False),
        ([None, "主体三层", True], False),
        ([], False),
    ],
)
def test_a_column_of_fractions_is_noticed(values, is_asked):
    assert shares_look_like_fractions(values) is is_asked


SHARES = st.lists(st.decimals(0, 100, places=1), max_size=8)


@given(percents=SHARES)
def test_a_column_written_as_fractions_is_always_noticed_unless_all_is_0(percents):
    fractions = [float(percent / 100) for percent in percents]

    assert shares_look_like_fractions(fractions) is any(fractions)


@given(percents=SHARES)
def test_a_column_is_asked_about_where_most_numbers_are_at_most_1_and_two_are(percents):
    numbers = [*map(float, percents), 1.5]
    small = sum(0 < number <= 1 for number in numbers)
    large = sum(number > 1 for number in numbers)

    assert shares_look_like_fractions(numbers) is (small >= 2 and small > large)


@given(percents=SHARES)
def test_a_column_of_percent_cells_is_never_asked_about(percents):
    assert not shares_look_like_fractions([Percent(percent / 100) for percent in percents])
