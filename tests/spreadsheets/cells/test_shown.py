"""Cells that show more than their value: units, zeros before a code, a month without its day."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import example, given, strategies as st

from aidtrack.spreadsheets.reading.books import Book, Broken, Merge, Percent, Sheet
from aidtrack.spreadsheets.reading.formats import is_telling, sections
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.cells.shown import Scaled, shown, time_of_day
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.spreadsheets.tables.values import Unclear, parser
from tests.tools.workbooks import MAIN, ods, raw_xlsx, xlsx

MONTH = 'yyyy"年"m"月"'
NOVEMBER = date(2011, 11, 1)
COLUMNS = (
    Column("code", ("项目编码",), "code", required=True, filled=True),
    Column("planned", ("计划资金",), "amount", required=True),
    Column("start", ("计划开工",), "day", month="first"),
    Column("finish", ("计划完工",), "day", month="last"),
    Column("paid_on", ("拨付日期",), "day"),
)


@pytest.mark.parametrize(
    "form",
    [
        *("General", "0", "0.00", "#,##0", "#,##0.00", "0%", "0.0%", "0.00E+00", "@", "# ?/?", ""),
        *(
            "yyyy-mm-dd",
            "yyyy/m/d",
            "yyyymmdd",
            'yyyy"年"m"月"d"日"',
            "m/d/yy",
            'm"月"d"日"',
            "d-mmm",
        ),
        *(
            "[$-F800]dddd, mmmm dd, yyyy",
            "yyyy/m/d;@",
            "[$￥-804]#,##0.00",
            '"¥"#,##0',
            "_(* #,##0_)",
        ),
        '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        "#,##0.00_);[Red](#,##0.00)",
        '0.0"%"',
        '0"元' + "x" * 300,
    ],
)
def test_an_ordinary_format_tells_nothing(form):
    assert not is_telling(form)


@pytest.mark.parametrize(
    "form",
    [
        *(
            '0.0"亿"',
            '#,##0"元"',
            "0\\元",
            "0元",
            'General"元"',
            'G/通用格式"万元"',
            '"HT-2011-"000',
        ),
        *("0000", "00-00", "#,##0.00,,", "#,##0,", "0.0,", "0!.0,", '0"."0000', '0;-0;"无"'),
        *(MONTH, "yyyy年m月", "yyyy", "yyyymm", "mmm-yy", "[$-804]yyyy年m月", 'm"月"'),
        *("yyyy-mm-dd hh:mm", "h:mm:ss", "[h]:mm", "上午/下午hh时"),
    ],
)
def test_a_format_with_a_unit_a_code_or_half_a_date_tells_something(form):
    assert is_telling(form)


@pytest.mark.parametrize(
    ("value", "form", "kind", "expected"),
    [
        (5.04, '0.0"亿"', "amount", "5.04亿"),
        (500, '#,##0"元"', "amount", "500元"),
        (500, '#,##0.00" 万元 "', "amount", "500万元"),
        (500, '"人民币"#,##0"元整"', "amount", "500元"),
        # The scale is that of the unit: the digits stored are yuan.
        (123_456, '0!.0,"万元"', "amount", "12.3456万元"),
        (5_000_000, '0.00,,"百万元"', "amount", "5百万元"),
        (20_000, '[>=10000]0!.0,"万";0"元"', "amount", "2万"),
        (200, '[>=10000]0!.0,"万";0"元"', "amount", "200元"),
        (-5, '#,##0"元";-#,##0"元"', "amount", "-5元"),
        (5, '0"万美元"', "amount", "5万美元"),
        (7, '0"批"', "amount", 7),
        (0, '0;-0;"无"', "amount", 0),
        (42, "000000", "code", "000042"),
        (42.0, '"HT-2011-"000', "code", "HT-2011-042"),
        (4_242, '"HT-"000', "code", "HT-4242"),
        (1_234_567, "000-0000", "code", "123-4567"),
        (1_234, '00"."00', "code", "12.34"),
        (7, 'General"号"', "code", "7号"),
        (4.5, "000", "code", 4.5),
        (-4, "000", "code", -4),
        (NOVEMBER, MONTH, "code", NOVEMBER),
        (1_234.5, '#,##0"平方米"', "text", "1234.5平方米"),
        (-3, '0"层";-0"层"', "text", "-3层"),
        (0, '0;-0;"无"', "text", "无"),
        # A measure is no part of a number, but a multiple of it would be lost.
        (500, '0"人"', "whole", 500),
        (5, '0"万人"', "whole", "5万人"),
        (52_000, '0!.0,"万人"', "whole", 52_000),
        (NOVEMBER, MONTH, "day", "2011年11月"),
        (datetime(2011, 11, 3, 16), "yyyy年m月", "day", "2011年11月"),
        (NOVEMBER, "mmm-yy", "month", "2011年11月"),
        (NOVEMBER, "yyyy", "day", "2011年"),
        (NOVEMBER, 'm"月"', "day", "11月"),
        (datetime(2011, 11, 3, 16), "yyyy-mm-dd hh:mm", "day", datetime(2011, 11, 3, 16)),
        ("500", '0"元"', "amount", "500"),
        (Broken("#REF!"), '0"元"', "amount", "#REF!"),
        (Percent(0.5), "0.0%", "share", 0.5),
        (True, '0"元"', "amount", True),
    ],
)
def test_a_value_is_read_as_it_is_shown(value, form, kind, expected):
    value_shown = shown(value, form, kind)

    assert value_shown == expected
    assert type(value_shown) is (type(value) if value == expected else str)


@pytest.mark.parametrize(
    ("form", "factor"),
    [("#,##0.00,,", 1_000_000), ("0.0,", 1_000), ("0!.0000", 10_000), ('0.0,"万元"', 1_000)],
)
@pytest.mark.parametrize("kind", ["amount", "whole", "number"])
def test_a_scale_without_its_unit_is_asked_about(form, factor, kind):
    if kind != "amount" and "元" in form:
        return
    value = shown(5_000_000, form, kind)

    assert (type(value), value.factor) == (Scaled, factor)
    with pytest.raises(Unclear) as caught:
        parser(Column("x", ("x",), kind))(value)
    assert f"divided by {factor:,}:" in caught.value.mend


def test_a_time_of_day_is_one_that_is_not_midnight():
    assert time_of_day(datetime(2011, 7, 3, 16)) == time(16)
    assert time_of_day(datetime(2011, 7, 3)) is None
    assert time_of_day(date(2011, 7, 3)) is None
    assert time_of_day("16:00") is None


cents = st.integers(-(10**12), 10**12)
UNITS = ["元", "千元", "万元", "百万元", "千万元", "亿元"]


@given(cents, st.sampled_from(UNITS), st.sampled_from(["", *UNITS]), st.sampled_from(["0", "0.0"]))
def test_an_amount_is_worth_what_is_shown_with_the_digits_that_are_stored(value, unit, own, digits):
    """Whatever the unit of the column is."""
    column = Column("planned", ("计划资金",), "amount", places=2, digits=30)

    amount = parser(column, own)(shown(value / 100, f'{digits}"{unit}"', "amount"))

    assert amount == Decimal(value) / 100 * MONEY[unit]


@given(st.integers(0, 10**14), st.integers(2, 9), st.sampled_from(["", "HT-2011-", "水", "2011"]))
def test_a_code_has_its_text_and_at_least_so_many_digits(value, digits, text):
    code = shown(value, f'"{text}"{"0" * digits}', "code")

    assert code == f"{text}{value:0{digits}}"


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_a_month_is_the_month_of_the_day(day):
    text = shown(day, MONTH, "day")

    assert (
        parser(COLUMNS[2])(text) == parser(Column("m", ("m",), "month"))(text) == day.replace(day=1)
    )
    assert parser(COLUMNS[3])(text).month == day.month
    with pytest.raises(Unclear):
        parser(COLUMNS[4])(text)
    with pytest.raises(Unclear):
        parser(COLUMNS[2])(shown(day, "yyyy", "day"))


numbers = st.integers(-(10**15), 10**15) | st.floats(-1e12, 1e12) | st.booleans() | st.none()
FORMAT = st.text('0#?.,;"\\!_*[]<>=1$-@%E+ymdhseagAM/P年月万元亿G通用格式 ', max_size=20)


@given(numbers | st.dates() | st.datetimes(), FORMAT, st.sampled_from(["amount", "code", "text"]))
@example(5, '"' * 99 + ";" * 99, "amount")
@example(5, "\\" * 255 + '"', "amount")
def test_no_format_is_too_odd(value, form, kind):
    assert isinstance(is_telling(form), bool)
    assert sections(form)
    shown(value, form, kind)


def workbooks() -> list[Sheet]:
    """XLSX by the patterns and by the parser."""
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts>'
        '<numFmt numFmtId="164" formatCode="0.0&quot;亿&quot;"/><numFmt numFmtId="165" '
        'formatCode="0000"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="57"/><xf numFmtId="2"/></cellXfs>'
        "</styleSheet>"
    )
    cells = '<row r="1"><c r="A1" s="1"><v>5</v></c><c r="B1" s="2"><v>42</v></c>'
    cells += '<c r="C1" s="3"><v>40848</v></c><c r="D1" s="4"><v>1</v></c><c r="E1" s="1"/></row>'
    return [
        read_book(raw_xlsx(text, **{"xl/styles.xml": styles}), "x.xlsx").sheets[0]
        for text in (cells, f"<!-- -->{cells}")
    ]


def test_telling_formats_are_read_and_no_others():
    for sheet in workbooks():
        assert sheet.formats == {(0, 0): '0.0"亿"', (0, 1): "0000", (0, 2): MONTH}


def test_ordinary_files_have_no_formats():
    rows = [["a", 1, 2.5, date(2011, 6, 30)]]

    assert read_book(xlsx(rows, formats={1: "#,##0", 2: "0.00"}), "x").sheets[0].formats == {}


def test_the_formats_of_an_ods_are_those_of_its_styles():
    names = 'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    names += 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    styles = (
        f"<a {names}><number:number-style style:name='N1'><number:number "
        "number:min-integer-digits='4'/></number:number-style><style:style style:name='base' "
        "style:data-style-name='N1'/></a>"
    )
    own = (
        f"<a {names}><number:number-style style:name='N2'><number:number number:decimal-places='1' "
        "number:display-factor='1000'/><number:text>亿</number:text></number:number-style>"
        "<style:style style:name='own' style:data-style-name='N2'/>"
        "<style:style style:name='child' style:parent-style-name='base'/></a>"
    )
    cell = "<table:table-cell %s office:value-type='float' office:value='5'/>"
    rows = (
        "<table:table-column/><table:table-column table:default-cell-style-name='child'/>"
        "<table:table-row table:number-rows-repeated='2'>"
        + cell % "table:style-name='own'"
        + cell % ""
        + cell % ""
        + "</table:table-row>"
        "<table:table-row table:default-cell-style-name='base'>" + cell % "" + "</table:table-row>"
    )
    content = ods(rows, **{"styles.xml": styles}, before=own)

    sheet = read_book(content, "x.ods").sheets[0]

    expected = {(0, 0): '0.0,"亿"', (1, 0): '0.0,"亿"', (0, 1): "0000", (1, 1): "0000"}
    assert sheet.formats == expected | {(2, 0): "0000"}


def test_a_table_holds_what_its_cells_show():
    header = ["项目编码", "计划资金（万元）", "计划开工", "计划完工", "拨付日期"]
    rows = [
        header,
        [1, 5, NOVEMBER, NOVEMBER, NOVEMBER],
        [2, 500, NOVEMBER, None, date(2011, 11, 3)],
        [3, 5_000_000, None, NOVEMBER, None],
    ]
    formats = {(row, 0): '"HT-"000' for row in (1, 2, 3)}
    formats |= {(1, 1): '0.0"亿"', (2, 1): '0"元"', (3, 1): "0.00,,"}
    formats |= {(1, column): MONTH for column in (2, 3, 4)} | {(3, 3): "yyyy"}
    sheet = Sheet("表", rows, [Merge(1, 2, 2, 2)], formats=formats)

    (table,) = find_tables(Book("b", "", [sheet]), COLUMNS)

    first, second, third = (record.values for record in table.records)
    assert (first["code"], first["planned"]) == ("HT-001", 500_000_000)
    assert (first["start"], first["finish"]) == (NOVEMBER, date(2011, 11, 30))
    assert (second["code"], second["planned"], second["start"]) == ("HT-002", 500, NOVEMBER)
    assert second["paid_on"] == date(2011, 11, 3)
    assert (third["planned"], third["finish"]) == (None, None)
    assert [problem.cell for problem in table.all_problems()] == ["E2", "B4", "D4"]
    assert [problem.value for problem in table.all_problems()] == [
        "2011年11月",
        "5000000",
        "2011年",
    ]
    assert table.all_problems()[0].mend == "This is a month: enter the day too."
