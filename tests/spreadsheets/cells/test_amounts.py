"""Amounts in cells: units of money however they are written, and what is refused and why."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.utils.translation import override
from hypothesis import assume, given, strategies as st

from aidtrack.spreadsheets.reading.books import Book, Sheet
from aidtrack.spreadsheets.tables.cells.amounts import Rounded
from aidtrack.spreadsheets.tables.columns import Column, Unclear
from aidtrack.spreadsheets.tables.layouts import find_tables
from aidtrack.spreadsheets.tables.units import MONEY, line_units, money_unit, normalised
from aidtrack.spreadsheets.tables.values import parser

AMOUNT = Column("x", ("X",), "amount")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def read(value, unit=""):
    return parser(AMOUNT, unit)(value)


def mend_of(value, unit="万元") -> str:
    with pytest.raises(Unclear) as caught:
        read(value, unit)
    return caught.value.mend


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("万元", "万 萬元 万圆 萬 人民币万元 人民币：万元 万元人民币 单位：万元 亩、万元 万元/亩"),
        ("十万元", "十万 十万元"),
        ("百万元", "百万 百万元 佰万元"),
        ("千万元", "千万 千万元"),
        ("亿元", "亿 億元"),
        ("千元", "千 千元 仟元"),
        ("元", "元 人民币元 圆"),
        ("10,000yuan", "RMB10,000 CNY10000 in10,000yuan tenthousandyuan"),
        ("millionyuan", "CNYmillion RMBmn million yuanmillion"),
        ("thousandyuan", "thousand RMB'000 thousandyuan"),
        ("100millionyuan", "100millionyuan hundredmillionRMB"),
        ("yuan", "yuan RMB CNY"),
    ],
)
def test_a_header_names_its_unit_in_brackets_however_it_is_written(unit, written):
    for words in written.split():
        assert (money_unit(f"总投资（{words}）"), normalised(f"总投资（{words}）")) == (
            unit,
            "总投资",
        )


@pytest.mark.parametrize(
    "words", ["万人", "万美元", "USD million", "10,000", "million persons", "百"]
)
def test_what_is_no_unit_of_yuan_stays_in_the_header(words):
    header = f"投入（{words}）"

    assert money_unit(header) == ""


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("单位：万", ["万元"]),
        ("单位：亩、万元", ["万元"]),
        ("单位：万元、亩", ["万元"]),
        ("计量单位:万元", ["万元"]),
        ("金额单位：人民币万元", ["万元"]),
        ("（单位: 万元/亩）", ["万元"]),
        ("单位：万元    制表：张三", ["万元"]),
        ("单位：平方米、萬元", ["万元"]),
        ("units: km2, million yuan", ["millionyuan"]),
        ("Unit: RMB million", ["millionyuan"]),
        ("Unit: in 10,000 yuan", ["10,000yuan"]),
        ("单位：元、万元", ["元", "万元"]),
        ("填报单位：万州区财政局", []),
        ("填报单位：亿元集团", []),
        ("单位：万州区", []),
        ("Unit: USD million", []),
    ],
)
def test_a_line_names_its_unit_of_money_among_others(line, units):
    assert line_units(line) == units


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        *(("500万", 5_000_000), ("5百万", 5_000_000), ("5十万元", 500_000), ("0.12亿", 12_000_000)),
        *(
            ("500萬元", 5_000_000),
            ("500万圆", 5_000_000),
            ("500元", 500),
            ("5 million yuan", 5_000_000),
        ),
        *(("CNY 5 million", 5_000_000), ("RMB 500 thousand", 500_000), ("500 yuan", 500)),
    ],
)
def test_a_unit_in_the_cell_goes_before_that_of_the_column(value, yuan):
    assert read(value, "万元") == yuan


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ("约500 约500万元 500左右 ≥500 近500 500多万元 500余", "This is an estimate"),
        ("500-600 500-600万 500～600 500至600万元 500万-600万", "This is a range"),
        ("500（含自筹100）", "Move “(含自筹100)” to another cell"),
        ("500万元（其中援疆300万）", "Move “(其中援疆300万)” to another cell"),
        ("500(暂估)", "Move “(暂估)” to another cell"),
        ("500+200 500*1.1 1200/800", "This is more than one number"),
        ("500万美元 US$500 €500", "Only yuan can be entered"),
        ("待定 未定 TBD", "Leave the cell blank until the amount is known."),
        ("五百 500人 1.2千 500% 500k", "Enter the number only"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(values, sentence):
    for value in values.split():
        assert mend_of(value).startswith(sentence)


def test_a_computed_third_is_rounded_to_the_fen_and_says_so():
    amount = read(1000 / 3, "万元")

    assert type(amount) is Rounded
    assert amount == Decimal("3333333.33")


@pytest.mark.parametrize("value", [1.2345678, "1.2345678", "333.33333333333", "333.3333333333333"])
def test_what_was_typed_with_too_many_places_is_not_rounded(value):
    assert "round it" in mend_of(value)


def test_a_table_lists_what_it_rounded():
    rows = [["项目编号", "资金(万元)"], ["A-1", 1000 / 3], ["A-2", 12.5], ["合计", 1000 / 3 + 12.5]]
    columns = [Column("code", ("项目编号",), "code"), Column("aid", ("资金",), "amount")]

    (table,) = find_tables(Book("b", "", [Sheet("s", rows)]), columns)

    (note,) = table.all_notes()
    assert (note.cell, note.value) == ("B2", str(1000 / 3))
    assert note.expected.startswith("Rounded to 3,333,333.33 yuan")
    assert type(table.records[0].values["aid"]) is Decimal
    assert not table.all_problems()


@given(
    fen=st.integers(-(10**11), 10**11),
    unit=st.sampled_from(sorted(MONEY)),
    is_text=st.booleans(),
)
def test_an_exact_amount_is_never_rounded(fen, unit, is_text):
    yuan = Decimal(fen) / 100
    number = yuan / MONEY[unit]
    amount = read(f"{number:f}" if is_text else number, unit)

    assert amount == yuan
    assert type(amount) is Decimal


@given(
    whole=st.integers(1, 10**6),
    parts=st.integers(3, 97),
    unit=st.sampled_from(["元", "万元", "亿元"]),
)
def test_a_computed_part_is_exact_or_rounded_to_the_fen_or_refused(whole, parts, unit):
    number = whole / parts
    try:
        amount = read(number, unit)
    except Unclear as unclear:
        assume("check the unit" not in unclear.mend)
        # A number that somebody may have typed.
        assert len(f"{number:.15g}".replace(".", "").strip("0")) < 12
        return
    exact = Decimal(whole) / parts * MONEY[unit]
    assert abs(amount - exact) <= Decimal("0.005") + abs(exact) * Decimal("1e-14")
    assert amount == amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
