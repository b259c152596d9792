"""What is read out of a file: plain values, each where it stands."""

import hashlib
from datetime import date, datetime, time
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from aidtrack.spreadsheets.reading.books import Broken, Merge, Percent, address
from aidtrack.spreadsheets.reading.packing import read_and_packed, unpacked
from aidtrack.spreadsheets.reading.process import read_book
from tests.tools.sheets import csv_file
from tests.tools.workbooks import MAIN, ods, parts_of, raw_xlsx, xlsx, zipped

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%%"/>'
    '<numFmt numFmtId="165" formatCode="0&quot;%%&quot;"/></numFmts><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="9"/></cellXfs>'
    "</styleSheet>"
).replace("%%", "%")


def rows_of(content: bytes, name: str = "book.xlsx") -> list[list]:
    return read_book(content, name).sheets[0].rows


def row_of(cells: str, *, styles: str = STYLES) -> list:
    return rows_of(raw_xlsx(f'<row r="1">{cells}</row>', **{"xl/styles.xml": styles}))[0]


def types_of(row: list) -> list[type]:
    return [type(cell) for cell in row]


def test_values_come_with_their_types():
    written = ["学校", 653201, 1.5, True, date(2011, 6, 30), None, "00123", " x "]

    row = rows_of(xlsx([written]))[0]

    assert row == written
    assert types_of(row)[1:4] == [int, float, bool]


def test_the_book_knows_its_name_and_its_digest():
    content = xlsx([["a"]])

    book = read_book(content, "计划.xlsx")

    assert (book.name, book.sha256) == ("计划.xlsx", hashlib.sha256(content).hexdigest())


def test_cells_stand_where_they_stand_in_the_sheet():
    content = xlsx([[], [], [None, None, "a"], [], [None, 1, None, "b"]])

    rows = rows_of(content)

    assert rows == [[], [], [None, None, "a"], [], [None, 1, None, "b"]]
    assert [address(2, 2), address(4, 3), address(0, 25), address(0, 26), address(9, 702)] == [
        *("C3", "D5", "Z1", "AA1", "AAA10")
    ]


def test_all_sheets_are_read_hidden_ones_too():
    file = BytesIO()
    with Workbook(file) as workbook:
        for name in ("一", "空", "隐藏"):
            sheet = workbook.add_worksheet(name)
            if name != "空":
                sheet.write(1, 1, name)
            if name == "隐藏":
                sheet.hide()
                sheet.set_row(1, options={"hidden": True})

    book = read_book(file.getvalue(), "x.xlsx")

    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [
        ("一", [[], [None, "一"]]),
        ("空", []),
        ("隐藏", [[], [None, "隐藏"]]),
    ]


def test_merged_ranges_are_named_within_what_is_filled():
    rows = [["对口支援项目", None, None], ["浙江", 1, 2], [None, 3, 4]]

    sheet = read_book(xlsx(rows, merges=[(0, 0, 0, 250), (1, 0, 2, 0)]), "x.xlsx").sheets[0]

    assert sheet.merges == [Merge(0, 0, 0, 2), Merge(1, 0, 2, 0)]
    assert sheet.rows == [["对口支援项目"], ["浙江", 1, 2], [None, 3, 4]]


@pytest.mark.parametrize(
    "number_format", [14, 27, 31, 57, 58, "yyyy年m月", '[$-804]yyyy"年"m"月"d"日"']
)
def test_a_number_shown_as_a_date_is_a_date(number_format):
    file = BytesIO()
    with Workbook(file) as workbook:
        look = workbook.add_format()
        look.set_num_format(number_format)
        workbook.add_worksheet().write_number(0, 0, 40724, look)

    assert rows_of(file.getvalue()) == [[date(2011, 6, 30)]]


@pytest.mark.parametrize("before", ["", "<!-- -->"])
def test_a_day_that_is_stored_as_a_text_is_a_day(before):
    """As SheetJS writes it."""
    texts = ["2011-05-01T00:00:00.000Z", "2011-05-01", "2011-05-01T16:00:00", "soon", "12:30"]
    cells = "".join(
        f'<c r="{letter}1" s="1" t="d"><v>{text}</v></c>'
        for letter, text in zip("BCDEF", texts, strict=True)
    )

    row = rows_of(raw_xlsx(f'{before}<row r="1">{cells}<c r="G1" t="d"/></row>'))[0]

    day = date(2011, 5, 1)
    assert row == [None, day, day, datetime(2011, 5, 1, 16), "soon", time(12, 30)]
    assert types_of(row)[1:4] == [date, date, datetime]


def test_dates_counted_from_1904_are_the_same_dates():
    file = BytesIO()
    with Workbook(file, {"date_1904": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        workbook.add_worksheet().write_datetime(0, 0, datetime(2011, 6, 30))

    assert rows_of(file.getvalue()) == [[date(2011, 6, 30)]]


def test_an_error_cell_is_an_error_and_no_empty_cell():
    row = row_of(
        '<c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="D1" s="1" t="e"><f t="shared" si="0"/><v>#N/A</v></c>'
    )

    assert row == ["#REF!", "#DIV/0!", None, "#N/A"]
    assert types_of(row) == [Broken, Broken, type(None), Broken]


def test_a_formula_gives_its_stored_value_and_without_one_is_broken():
    row = row_of(
        '<c r="A1"><f>B1*2</f><v>4</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f><v/></c>'
        '<c r="D1"><f>A1</f><v></v></c><c r="E1" t="str"><f>""</f><v></v></c>'
        '<c r="F1" t="str"><f>A1</f><v>text</v></c>'
    )

    assert row == [4, "=…", "=…", "=…", None, "text"]
    assert types_of(row)[1:4] == [Broken] * 3


def test_a_formula_that_no_program_has_calculated_has_no_value():
    file = BytesIO()
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [0, 2])
        sheet.write_formula(0, 2, "=A1+B1")
        sheet.write_formula(0, 3, "=A1+B1", None, 2)

    row = rows_of(file.getvalue())[0]

    assert row == [0, 2, "=…", 2]
    assert types_of(row) == [int, int, Broken, int]


def test_a_fraction_shown_as_a_percentage_says_so():
    row = row_of(
        '<c r="A1" s="1"><v>0.315</v></c><c r="B1"><v>0.315</v></c><c r="C1" s="2"><v>31.5</v></c>'
        '<c r="D1" s="3"><v>1</v></c><c r="E1" s="1"/><c r="F1" s="1" t="str"><v>a</v></c>'
    )

    assert row == [0.315, 0.315, 31.5, 1.0, None, "a"]
    assert types_of(row) == [Percent, float, float, Percent, type(None), str]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b'"', b"'"),
        lambda xml: xml.replace(b"<c r=", b"<c\n  r = "),
        lambda xml: b"<!-- a comment -->" + xml,
        lambda xml: (
            xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
        ),
        lambda xml: xml.replace(b' t="e"', b"").replace(b"<c r=", b'<c t="e" r=', 1),
    ],
)
def test_errors_formulas_and_percentages_are_found_however_the_xml_is_written(change):
    cells = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" s="1"><v>0.5</v></c></row>'
        '<row r="3"><c r="C3"><f>A1</f></c><c r="D3"><v>7</v></c></row>'
    )
    parts = parts_of(raw_xlsx(cells, **{"xl/styles.xml": STYLES}))
    plain = rows_of(zipped(parts))
    parts["xl/worksheets/s.xml"] = change(parts["xl/worksheets/s.xml"])

    rows = rows_of(zipped(parts))

    assert rows == plain == [["#REF!", 0.5], [], [None, None, "=…", 7]]
    assert [types_of(row) for row in rows] == [types_of(row) for row in plain]
    assert types_of(rows[0]) == [Broken, Percent]


def test_cells_without_places_follow_one_another():
    cells = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><f>A1</f></c></row>"

    assert rows_of(raw_xlsx(cells)) == [[1, 2], ["=…"]]


def test_an_ods_gives_the_same_values():
    rows = """
      <table:table-header-rows><table:table-row>
        <table:table-cell office:value-type="string"><text:p>项目<text:s text:c="2"/>名称</text:p>
          <office:annotation><text:p>a comment</text:p></office:annotation>
          <draw:frame><draw:text-box><text:p>a shape</text:p></draw:text-box></draw:frame>
        </table:table-cell>
        <table:table-cell office:value-type="string"><text:p>one</text:p><text:p>two</text:p>
        </table:table-cell>
      </table:table-row></table:table-header-rows>
      <table:table-row table:number-rows-repeated="2"/>
      <table:table-row table:number-rows-repeated="2">
        <table:table-cell office:value-type="float" office:value="653201"/>
        <table:table-cell table:number-columns-repeated="2"
          office:value-type="percentage" office:value="0.315"/>
        <table:table-cell office:value-type="date" office:date-value="2011-06-30"/>
        <table:table-cell office:value-type="date" office:date-value="2011-06-30T12:30:00"/>
        <table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
        <table:table-cell office:value-type="currency" office:value="1.5"/>
        <table:table-cell table:number-columns-repeated="16000"/>
      </table:table-row>
      <table:table-row>
        <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""
          calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=[.A1]"/>
        <table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/>
        <table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"
          office:value-type="string"><text:p>merged</text:p></table:table-cell>
        <table:covered-table-cell office:value-type="string"><text:p>hidden</text:p>
        </table:covered-table-cell>
        <table:table-cell office:value-type="string"><text:p>last</text:p></table:table-cell>
      </table:table-row>
    """

    sheet = read_book(ods(rows), "x.ods").sheets[0]

    day, clock = date(2011, 6, 30), datetime(2011, 6, 30, 12, 30)
    repeated = [653201, 0.315, 0.315, day, clock, time(8, 30), True, 1.5]
    assert sheet.rows[:5] == [["项目  名称", "one\ntwo"], [], [], repeated, repeated]
    assert sheet.rows[5] == ["#DIV/0!", "=…", 1, "merged", None, "last"]
    assert types_of(sheet.rows[4])[:3] == [int, Percent, Percent]
    assert types_of(sheet.rows[5])[:3] == [Broken, Broken, int]
    assert sheet.merges == [Merge(5, 3, 5, 4)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_and_separators_in_use(encoding, separator):
    lines = [
        ["对口支援项目表"],
        ["项目名称", "计划资金", "支援方"],
        ["第一小学", '"1,260.5"', "浙江、杭州"],
        ['"两\n行"', "", '"他说""好"""'],
    ]
    text = "\r\n".join(separator.join(line) for line in lines)

    sheet = read_book(text.encode(encoding), "计划.csv").sheets[0]

    assert sheet.name == "计划"
    assert sheet.rows == [
        ["对口支援项目表"],
        ["项目名称", "计划资金", "支援方"],
        ["第一小学", "1,260.5", "浙江、杭州"],
        ["两\n行", None, '他说"好"'],
    ]


def test_what_a_csv_guards_or_breaks_is_understood():
    row = rows_of(b"""="00123",'=1+1,'-2,'tis,#REF!,#1\n""", "x.csv")[0]

    assert row == ["00123", "=1+1", "-2", "'tis", "#REF!", "#1"]
    assert types_of(row) == [str, str, str, str, Broken, str]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c"])
def test_a_break_within_a_cell_or_of_a_page_is_a_space(sign):
    text = f"编号,名称{sign}\n1,小学{sign}二期\n{sign}2,医院\n"

    rows = rows_of(text.encode(), "x.csv")

    assert rows == [["编号", "名称 "], ["1", "小学 二期"], [" 2", "医院"]]


def test_the_name_of_a_file_says_nothing_about_its_kind():
    assert rows_of(b"a,b\n1,2\n", "table.xlsx") == [["a", "b"], ["1", "2"]]
    assert rows_of(xlsx([["a", 1]]), "table.csv") == [["a", 1]]


PACKED_ROWS = (
    ("计划表",),
    ("编号", "名称", "万元", "开工"),
    ("001", "小学 🏫", 12.5, date(2011, 3, 1)),
    (None, 'a\n"b"', -3, datetime(2011, 3, 1, 8, 30)),
    (True, "", 10**15, "9"),
)


def test_a_workbook_is_the_same_packed_and_unpacked():
    content = xlsx(PACKED_ROWS, merges=[(0, 0, 0, 3)], formats={2: "0.00%"})

    book, packed = read_and_packed(content, "计划.xlsx")

    assert book == read_book(content, "计划.xlsx")
    again = unpacked(packed, "计划.xlsx", hashlib.sha256(content).hexdigest())
    assert again == book
    assert type(again.sheets[0].rows[2][2]) is Percent


def test_the_sheet_of_a_text_has_the_name_of_the_file():
    content = csv_file("编号,名称", "1,小学")

    book, packed = read_and_packed(content, "计划.csv")

    assert book.sheets[0].name == "计划"
    assert unpacked(packed, "计划.csv", hashlib.sha256(content).hexdigest()) == book


def test_the_book_of_another_file_is_not_taken():
    _book, packed = read_and_packed(csv_file("编号", "1"), "计划.csv")

    assert unpacked(packed, "计划.csv", hashlib.sha256(b"another file").hexdigest()) is None
