"""Days that a cell leaves open: what is nothing, what a month's edge is, and what is refused."""

from datetime import date

import pytest
from django.utils.translation import override

from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.values import parser
from reports.loads.kinds.projects.columns import COLUMNS

BY_NAME = {column.name: column for column in COLUMNS}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def read(value, **options):
    return parser(Column("x", ("X",), "day", **options))(value)


def mend_of(value, **options) -> str:
    with pytest.raises(Unclear) as caught:
        read(value, **options)
    return caught.value.mend


UNDECIDED = pytest.mark.parametrize("value", ["待定", "未定", "暂无", "TBD", "ｔｂｄ", " 待 定 "])


@UNDECIDED
def test_an_undecided_day_is_nothing_in_a_plan(value):
    assert read(value, month="first", is_plan=True) is None


@UNDECIDED
def test_an_undecided_day_is_refused_as_a_fact(value):
    assert mend_of(value, month="last") == "Leave the cell blank until the day is known."


def test_the_planned_days_of_a_project_may_be_undecided_and_its_facts_may_not():
    assert parser(BY_NAME["planned_finish_on"])("待定") is None
    with pytest.raises(Unclear):
        parser(BY_NAME["completed_on"])("待定")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2011.2.30", "February 2011 has no day 30: correct it."),
        ("2011-6-31", "June 2011 has no day 31: correct it."),
        ("20110229", "February 2011 has no day 29: correct it."),
        ("2011-13-01", "There is no month 13: correct it."),
        ("2011.13", "There is no month 13: correct it."),
    ],
)
def test_a_day_that_no_calendar_has_is_named(value, sentence):
    assert mend_of(value, month="last") == sentence


def test_a_month_that_no_calendar_has_is_named():
    with pytest.raises(Unclear) as caught:
        parser(Column("x", ("X",), "month"))("2011年13月")
    assert caught.value.mend == "There is no month 13: correct it."


def test_a_day_that_no_calendar_has_is_named_in_chinese():
    with override("zh-hans"):
        assert mend_of("2011.2.30") == "2011年2月没有30日：请改正。"


@pytest.mark.parametrize(
    ("value", "month", "day"),
    [
        ("2011年6月底", "last", date(2011, 6, 30)),
        ("2011.2月末", "last", date(2011, 2, 28)),
        ("2011年底", "last", date(2011, 12, 31)),
        ("2011年7月初", "first", date(2011, 7, 1)),
        ("2011年初", "first", date(2011, 1, 1)),
    ],
)
def test_the_edge_of_a_month_is_a_day_where_the_column_means_that_edge(value, month, day):
    assert read(value, month=month) == day


@pytest.mark.parametrize(
    ("value", "month"),
    [
        *(("2011年6月底", "first"), ("2011年6月底", ""), ("2011年7月初", "last")),
        *(("2011年上半年", "last"), ("2011年第三季度", "first"), ("2011年内", "last")),
        *(("2011年5月中旬", "last"), ("2011年底前", "last"), ("年内", "first"), ("上半年", "last")),
        *(("三季度", "first"), ("2011年底", "first")),
    ],
)
def test_a_period_is_refused_with_what_to_write(value, month):
    mend = mend_of(value, month=month, is_plan=True)

    assert mend.startswith("This names no single day: enter a day as 2011-06-30")
    assert ("month as 2011-06" in mend) == bool(month)


@pytest.mark.parametrize("value", ["6月底", "7月初", "5月", "6月30日", "6.30", "6/30"])
@pytest.mark.parametrize("month", ["", "first", "last"])
def test_a_day_without_a_year_is_asked_for_it(value, month):
    assert mend_of(value, month=month, is_plan=True).startswith("The year is missing")


@pytest.mark.parametrize("value", ["2011.5-2011.10", "2011年5月—10月", "2011年5月1日-5月31日"])
def test_a_range_in_a_column_of_days_is_refused(value):
    assert mend_of(value, month="first", is_plan=True).startswith("This is a range of dates")


@pytest.mark.parametrize("value", ["2011", 2011, "2011年"])
def test_a_year_is_no_day(value):
    assert mend_of(value, month="first", is_plan=True).startswith("This is a year")
