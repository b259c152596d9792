"""A mark for "as above" stands for the value above, in every column, and is never a text."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from aidtrack.spreadsheets.reading.books import Book, Sheet
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables
from aidtrack.spreadsheets.tables.values import DITTO, is_ditto

COLUMNS = (
    Column("code", ("编号",), "code", required=True, filled=True),
    Column("scale", ("规模",), "text"),
    Column("mode", ("方式",), "choice", choices={"交钥匙": "turnkey"}),
    Column("aid", ("资金",), "amount"),
    Column("on", ("日期",), "day"),
    Column("names", ("支援方",), "names"),
)
HEADER = ["编号", "规模", "方式", "资金", "日期", "支援方"]
FIRST = ["A-1", "三层", "交钥匙", 500, "2011-06-30", "北京、天津"]
MARKS = ["同上", "〃", '"', "″", "同前", "Ditto", " 同 上 ", "同上。", "”", "\u200b同上"]


def table_of(*rows):
    (table,) = find_tables(Book("b", "", [Sheet("s", [HEADER, *rows])]), COLUMNS)
    return table


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_takes_the_value_above_in_every_column(mark):
    table = table_of(FIRST, ["A-2", *[mark] * 5], ["A-3", *[mark] * 5])

    assert table.all_problems() == []
    for record in table.records[1:]:
        assert record.values | {"code": "A-1"} == {
            "code": "A-1",
            "scale": "三层",
            "mode": "turnkey",
            "aid": Decimal(500),
            "on": date(2011, 6, 30),
            "names": ("北京", "天津"),
        }


def test_a_mark_under_the_header_is_refused():
    with override("en"):
        table = table_of(["A-1", "同上", "交钥匙", 500, None, None])

    (problem,) = table.all_problems()
    assert (problem.cell, problem.value) == ("B2", "同上")
    assert problem.mend.startswith("There is no row above")
    assert table.records[0].values["scale"] is None


def test_a_mark_under_an_empty_cell_is_nothing():
    table = table_of(["A-1", None, None, 500, None, None], ["A-2", "同上", "〃", 5, "〃", None])

    assert table.all_problems() == []
    assert [table.records[1].values[name] for name in ("scale", "mode", "on")] == [None] * 3


def test_a_mark_in_a_total_repeats_nothing():
    table = table_of(FIRST, ["合计", "〃", None, 500, None, None])

    assert table.totals[0].values["scale"] is None
    assert table.totals[0].values["aid"] == 500


@pytest.mark.parametrize("text", ["同上一年", "同上海", "同", "“三层”", "dittos", "々", "-", ""])
def test_a_text_that_says_more_is_no_mark(text):
    assert not is_ditto(text)


SIZES = st.lists(st.none() | st.sampled_from(sorted(DITTO)) | st.integers(1, 900), min_size=1)


@given(sizes=SIZES)
def test_no_mark_is_ever_a_value(sizes):
    rows = [[f"A-{number}", size, None, size, None, None] for number, size in enumerate(sizes)]
    table = table_of([*FIRST[:1], "7", None, 7, None, None], *rows)

    expected_sizes = [7]
    for size in sizes:
        expected_sizes.append(expected_sizes[-1] if size in DITTO else size)
    assert [record.values["aid"] for record in table.records] == expected_sizes
    texts = [size and str(size) for size in expected_sizes]
    assert [record.values["scale"] for record in table.records] == texts
