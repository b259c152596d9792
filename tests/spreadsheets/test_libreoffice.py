"""Files that LibreOffice has saved are read as the ones they were made from."""

from datetime import date, datetime
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from aidtrack.spreadsheets.reading.books import Broken, Merge, Percent
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.cells.shown import shown
from aidtrack.spreadsheets.tables.layouts import find_tables
from tests.spreadsheets.test_layouts import COLUMNS
from tests.tools import libreoffice

pytestmark = libreoffice.needed
ROWS = [
    ["对口支援项目表"],
    ["单位：万元"],
    ["项目编码", "项目名称", "支援方", "形象进度(%)", None, "计划资金", "开工日期"],
    [None, None, None, "上期", "本期", None, None],
    ["00123", "第一 小学", "浙江、杭州", 0.315, 0.4, 1260.5, date(2011, 6, 30)],
    ["HT-2", "医院\n二期", None, None, 1, 250, None],
    ["合计", None, None, None, None, 1510.5, None],
]
MERGES = [
    *(Merge(2, 0, 3, 0), Merge(2, 1, 3, 1), Merge(2, 2, 3, 2), Merge(2, 3, 2, 4)),
    *(Merge(2, 5, 3, 5), Merge(2, 6, 3, 6), Merge(4, 2, 5, 2), Merge(6, 0, 6, 2)),
]

SHOWN = {
    '"HT-2011-"000': (42, "HT-2011-042"),
    "000000": (42, "000042"),
    '0.0"亿"': (5.04, "5.04亿"),
    '#,##0"元";-#,##0"元"': (-1500, "-1500元"),
    "#,##0.00,,": (5_000_000, "5"),
    '[>=10000]0.00,"千元";0"元"': (12_500, "12.5千元"),
    'yyyy"年"m"月"': (date(2011, 11, 1), "2011年11月"),
    "yyyy": (date(2011, 11, 1), "2011年"),
    "yyyy-mm-dd hh:mm": (datetime(2011, 11, 1, 12, 30), datetime(2011, 11, 1, 12, 30)),
}


def workbook() -> bytes:
    file = BytesIO()
    with Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        percent, moment = ({"num_format": form} for form in ("0.0%", "yyyy-mm-dd hh:mm"))
        percent, moment = book.add_format(percent), book.add_format(moment)
        sheet, second_sheet = book.add_worksheet("计划"), book.add_worksheet("其他")
        for number, row in enumerate(ROWS):
            for column, value in enumerate(row):
                is_share = column in (3, 4) and isinstance(value, float | int)
                if value is not None:
                    sheet.write(number, column, value, percent if is_share else None)
        for merge in MERGES:
            place = (merge.top, merge.left, merge.bottom, merge.right)
            sheet.merge_range(*place, ROWS[merge.top][merge.left])
        # LibreOffice does not calculate anew what another program has stored.
        second_sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
        second_sheet.write_formula("C2", "=1+1", None, 2)
        second_sheet.write_formula("D2", '=A2&""', None, "")
        second_sheet.write_boolean("E2", True)
        second_sheet.write_datetime("F2", datetime(2011, 6, 30, 12, 30), moment)
        second_sheet.write_string("G2", "=1+1")
        second_sheet.write_formula("H2", "=0.5", percent, 0.5)
        second_sheet.hide()
        third_sheet = book.add_worksheet("隐藏的行")
        for number in range(6):
            third_sheet.write_row(number, 0, ["项目编码" if not number else f"HT-{number}", number])
        third_sheet.autofilter(0, 0, 3, 1)
        third_sheet.filter_column("A", "x != HT-2")
        third_sheet.set_row(2, options={"hidden": True})
        third_sheet.set_row(5, options={"hidden": True})
        third_sheet.set_column(1, 1, options={"hidden": True})
        fourth_sheet = book.add_worksheet("格式")
        for number, (form, value) in enumerate(SHOWN.items()):
            fourth_sheet.write(number, 0, value[0], book.add_format({"num_format": form}))
        # LibreOffice gives such cells the style of their column.
        code = book.add_format({"num_format": '"A-"000'})
        fourth_sheet.set_column(2, 2, None, code)
        for number in range(3):
            fourth_sheet.write(number, 2, number, code)
    return file.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """{ending: what LibreOffice saves of the workbook in that format}."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "in.xlsx").write_bytes(workbook())
    return {
        ending: libreoffice.saved(folder / "in.xlsx", folder, ending).read_bytes()
        for ending in ("ods", "xlsx")
    }


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_values_and_merges_come_back_equal(saved, ending):
    sheet = read_book(saved[ending], f"in.{ending}").sheets[0]

    assert sheet.name == "计划"
    assert sheet.rows == [
        [*row[: len(row_read)]] for row, row_read in zip(ROWS, sheet.rows, strict=True)
    ]
    assert sorted(sheet.merges, key=lambda merge: (merge.top, merge.left)) == MERGES
    assert type(sheet.rows[4][3]) is Percent
    assert type(sheet.rows[5][5]) is int


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_errors_and_formulas_come_with_what_was_calculated(saved, ending):
    row = read_book(saved[ending], f"in.{ending}").sheets[1].rows[1]

    assert row == [None, "#DIV/0!", 2, None, True, datetime(2011, 6, 30, 12, 30), "=1+1", 0.5]
    assert [type(row[1]), type(row[6]), type(row[7])] == [Broken, str, Percent]


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_the_table_is_the_same_table(saved, ending):
    def tables(content):
        (table,) = find_tables(read_book(content, "in"), COLUMNS)
        return [record.values for record in table.records], table.all_problems(), table.unit

    assert tables(saved[ending]) == tables(workbook())
    assert tables(saved[ending])[0][1]["supporters"] == ("浙江", "杭州")


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_what_is_hidden_or_filtered_stays_so(saved, ending):
    for content in (workbook(), saved[ending]):
        first, second, third, _ = read_book(content, "in").sheets

        assert [first.hidden, second.hidden, third.hidden] == [False, True, False]
        assert not (first.hidden_rows or first.filtered_rows or first.hidden_columns)
        assert (third.hidden_rows, third.filtered_rows, third.hidden_columns) == ({5}, {2}, {1})


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_cells_still_show_what_they_showed(saved, ending):
    for content in (workbook(), saved[ending]):
        first, _, _, fourth = read_book(content, "in").sheets
        texts = [
            shown(fourth.rows[number][0], fourth.formats[number, 0], "text")
            for number in range(len(SHOWN))
        ]

        assert texts == [text for _, text in SHOWN.values()]
        assert {fourth.formats[number, 2] for number in range(3)} == {'"A-"000'}
        assert first.formats == {}
