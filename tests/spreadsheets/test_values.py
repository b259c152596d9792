"""What a cell means in a column of a kind, and what is asked about instead of guessed."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from aidtrack.spreadsheets.reading.books import NO_VALUE, Broken, Percent
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.units import line_units, money_unit, normalised
from aidtrack.spreadsheets.tables.values import Unclear, parser
from aidtrack.values.dates import read_day, read_month
from aidtrack.values.numbers import NumberError, plain_width, read_number

CHOICES = {"交钥匙": "turnkey", "交支票": "cheque", "Turnkey": "turnkey"}


def read(kind: str, value, *, unit: str = "", **options):
    return parser(Column("x", ("X",), kind, **options), unit)(value)


def mend_of(kind: str, value, **options) -> str:
    """What a person is asked to do about a value that is not taken."""
    with pytest.raises(Unclear) as caught:
        read(kind, value, **options)
    assert caught.value.expected.endswith(".")
    return caught.value.mend


@pytest.mark.parametrize(
    ("value", "unit", "yuan"),
    [
        (1260, "万元", "12600000"),
        (1260.5, "万元", "12605000"),
        (0.1 + 0.2, "万元", "3000"),
        (1.4136, "亿元", "141360000"),
        ("1,260.5", "万元", "12605000"),
        ("１，２６０．５", "万元", "12605000"),
        ("1 234", "元", "1234"),
        ("1\u00a0234.50", "", "1234.50"),
        ("1，234，567", "", "1234567"),
        ("1。5", "", "1.5"),
        ("1.2亿元", "万元", "120000000"),
        ("300万", "元", "3000000"),
        ("300元整", "万元", "300"),
        ("￥1,234.00", "", "1234"),
        ("人民币 5 万元", "", "50000"),
        ("(1,234.5)", "", "-1234.5"),
        ("（12）", "万元", "-120000"),
        ("-12.5", "", "-12.5"),
        ("−12.5", "", "-12.5"),
        (Decimal("12.34"), "", "12.34"),
        ("0", "亿元", "0"),
    ],
)
def test_an_amount_comes_out_in_yuan(value, unit, yuan):
    amount = read("amount", value, unit=unit)

    assert amount == Decimal(yuan)
    assert amount.as_tuple().exponent >= -2


@pytest.mark.parametrize(
    "value",
    [
        *("NaN", "1e5", "Infinity", "0x10", "1,5", "12,34", "1.2.3", "约1200", "10²", "①", "一百"),
        *("1_000", "٣", "--5", "5-", "12 万 元 左右", "10%", True, Percent(0.1), date(2011, 6, 30)),
        time(8, 30),
    ],
)
def test_what_is_no_amount_is_asked_about(value):
    assert mend_of("amount", value)


def test_an_amount_that_does_not_fit_is_not_rounded():
    assert "round it" in mend_of("amount", 0.123)
    assert "round it" in mend_of("amount", "1.234")
    assert "round it" in mend_of("amount", 1.2345678, unit="万元")
    assert read("amount", 1.234567, unit="万元") == Decimal("12345.67")
    assert "check the unit" in mend_of("amount", "1000000", unit="亿元")
    assert "check the unit" in mend_of("amount", 10**14)


@pytest.mark.parametrize(
    "kind", ["amount", "share", "whole", "number", "day", "month", "names", "code"]
)
@pytest.mark.parametrize("value", ["-", "—", "——", "/", "无", " ", "　"])
def test_a_dash_in_a_cell_means_that_there_is_nothing(kind, value):
    assert read(kind, value) is None


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        (Percent(0.315), "31.5"),
        (Percent(792 / 1183), "66.95"),
        (Percent(1), "100"),
        ("31.5%", "31.5"),
        ("３１．５％", "31.5"),
        ("31.5 %", "31.5"),
        (31.5, "31.5"),
        (100, "100"),
        (0.315, "0.32"),
        ("0.315", None),
    ],
)
def test_a_share_comes_out_in_percent(value, percent):
    if percent is None:
        assert "round it" in mend_of("share", value)
    else:
        assert read("share", value) == Decimal(percent)


def test_a_bare_fraction_is_taken_as_it_stands():
    assert read("share", 0.315, places=4) == Decimal("0.315")
    assert read("share", Percent(0.315), places=4) == Decimal("31.5")


def test_whole_numbers_and_numbers():
    assert read("whole", 12) == 12
    assert read("whole", "1,200") == 1200
    assert type(read("whole", "12")) is int
    assert mend_of("whole", 1.5)
    assert mend_of("whole", "1.5")
    assert read("number", 1.5) == Decimal("1.5")
    assert "round it" in mend_of("number", 1.555)


@pytest.mark.parametrize(
    "value",
    [
        *("2011年6月30日", "2011年6月30号", "2011.6.30", "2011/6/30", "2011-06-30", "20110630"),
        *("２０１１年６月３０日", "2011年 6月 30日", "2011／6／30", 20110630, date(2011, 6, 30)),
        *("2011-06-30 00:00:00", "2011-06-30T08:30", datetime(2011, 6, 30, 8, 30)),
    ],
)
def test_a_day_as_people_and_programs_write_it(value):
    assert read("day", value) == date(2011, 6, 30)


@pytest.mark.parametrize(
    "value",
    [
        *("2011年6月", "2011.6", "2011/6", "2011-06", "201106", 201106, 2011.6, "2011.06"),
        *("2011年6月30日", date(2011, 6, 30), datetime(2011, 6, 1)),
    ],
)
def test_a_month_comes_out_as_its_first_day(value):
    assert read("month", value) == date(2011, 6, 1)


def test_a_month_that_may_be_another_is_asked_about():
    assert "2011-10" in mend_of("month", 2011.1)
    assert read("month", "2011.10") == date(2011, 10, 1)
    assert read("month", "2011.1") == date(2011, 1, 1)


@pytest.mark.parametrize("kind", ["day", "month"])
@pytest.mark.parametrize("value", [True, time(8, 30)])
def test_yes_and_clock_times_are_no_days(kind, value):
    assert mend_of(kind, value)


MONTHS = pytest.mark.parametrize("value", ["2011年6月", "2011.6", "2011/6", "2011-06", 201106])


@MONTHS
def test_a_month_is_no_day(value):
    assert "enter the day too" in mend_of("day", value)


@MONTHS
def test_a_month_stands_for_its_first_or_last_day_where_the_column_says_so(value):
    assert read("day", value, month="first") == date(2011, 6, 1)
    assert read("day", value, month="last") == date(2011, 6, 30)


def test_a_month_that_may_be_another_is_asked_about_in_a_column_of_days_too():
    assert "2011-10" in mend_of("day", 2011.1, month="first")


@pytest.mark.parametrize("value", ["30.6.2011", "6.30", "soon", 40724, 40724.5, "2011"])
def test_what_is_no_day_is_asked_about(value):
    assert "2011-06-30" in mend_of("day", value)


def test_a_day_written_in_english_is_read_unless_day_and_month_may_change_places():
    assert read("day", "15/07/2011") == read("day", "Jul 15, 2011") == date(2011, 7, 15)
    assert "2011-08-07 or 2011-07-08" in mend_of("day", "7/8/2011", month="first")


def test_a_code_is_a_text_whatever_the_spreadsheet_made_of_it():
    assert read("code", 653201) == "653201"
    assert read("code", 653201.0) == "653201"
    assert read("code", "００１２３") == "00123"
    assert read("code", " XPCC-06 ") == "XPCC-06"
    assert "date" in mend_of("code", date(2011, 6, 1))
    assert "last digits" in mend_of("code", 65320119900101123)


def test_a_text_keeps_what_it_says():
    assert read("text", "　第一 小学 ") == "第一 小学"
    assert read("text", "—") == "—"
    assert read("text", 12) == "12"
    assert read("text", date(2011, 6, 30)) == "2011-06-30"
    assert "Too long by 2" in mend_of("text", "1234567", longest=5)
    assert "type it again" in mend_of("text", "a\0b")


def test_names_are_told_apart():
    assert read("names", "浙江、杭州") == ("浙江", "杭州")
    assert read("names", "江苏,上海;天津；河北，浙江/ 山东\n安徽") == (
        *("江苏", "上海", "天津", "河北", "浙江", "山东", "安徽"),
    )
    assert read("names", "浙江、、浙江") == ("浙江",)


def test_a_choice_is_known_by_its_label_or_its_value():
    assert read("choice", " 交 钥匙", choices=CHOICES) == "turnkey"
    assert read("choice", "TURNKEY", choices=CHOICES) == "turnkey"
    assert read("choice", "cheque", choices=CHOICES) == "cheque"
    assert read("choice", "—", choices=CHOICES) is None
    assert mend_of("choice", "共建", choices=CHOICES)
    with pytest.raises(Unclear, match="交钥匙, 交支票, Turnkey"):
        read("choice", "共建", choices=CHOICES)


@pytest.mark.parametrize("value", ["是", "√", "Yes", "Ｙ", 1, "1", True])
def test_yes(value):
    assert read("flag", value) is True


@pytest.mark.parametrize("value", ["否", "×", "No", 0, "0", False, "—"])
def test_no(value):
    assert read("flag", value) is False


def test_an_unclear_flag_is_asked_about():
    assert mend_of("flag", "perhaps")
    assert read("flag", " ") is None


@pytest.mark.parametrize("kind", ["text", "code", "amount", "share", "day", "choice", "flag"])
def test_an_error_cell_is_a_problem_of_every_column(kind):
    assert "shows an error" in mend_of(kind, Broken("#REF!"))
    assert "without its result" in mend_of(kind, NO_VALUE)


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("计划资金（万元）", "计划资金", "万元"),
        ("计划 资金\n(单位：亿元)", "计划资金", "亿元"),
        ("计划资金／万元", "计划资金", "万元"),
        ("计划资金万元", "计划资金", "万元"),
        ("* 计划资金：", "计划资金", ""),
        ("资金(万元、不含税)", "资金", "万元"),
        ("形象进度(%)", "形象进度", ""),
        ("投资(其中：援疆资金)", "投资(其中:援疆资金)", ""),
        ("Planned funds (10,000 yuan)", "plannedfunds", "10,000yuan"),
        ("人数（人）", "人数", ""),
        ("美元", "美元", ""),
    ],
)
def test_a_header_is_matched_without_its_unit(header, name, unit):
    assert (normalised(header), money_unit(header)) == (name, unit)


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单位：万元", ["万元"]),
        ("（单位:元）", ["元"]),
        ("金额单位：人民币 亿元", ["亿元"]),
        ("Unit: 10,000 yuan", ["10,000yuan"]),
        ("对口支援资金表(万元)", ["万元"]),
        ("单位：亿元、%", ["亿元"]),
        ("填报单位：财政局", []),
        ("建设单位", []),
    ],
)
def test_a_line_above_a_table_names_its_unit(line, units):
    assert line_units(line) == units


def test_what_forms_and_files_share():
    assert read_number("1,234.50") == Decimal("1234.5")
    with pytest.raises(NumberError):
        read_number("1e5")
    assert plain_width("１／２％") == "1/2%"
    assert read_day("6.30", year=2011) == date(2011, 6, 30)
    with pytest.raises(ValueError, match="not a day"):
        read_day("6.30")
    assert read_month("2011年6月") == date(2011, 6, 1)
