"""Our files go through LibreOffice and come back equal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl

from aidtrack.spreadsheets.writing.kinds import CODE, COUNT, DAY, MOMENT, NAME, RATE, TEXT, WAN, YI
from aidtrack.spreadsheets.writing.official import OfficialSheet
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec, csv_lines, write_xlsx
from tests.exports.files import rows
from tests.tools import libreoffice

pytestmark = libreoffice.needed
LINES = [
    ["0653201", "和田县 病房楼", Decimal("12345678.91"), Decimal("0.6695"), date(2011, 6, 30), 0],
    ["HT-2", "=1+1", Decimal(-500), None, None, 1183],
    ["+86", "-丙\n<r>a</r>", Decimal("99999999999.99"), Decimal("1.25"), date(2012, 2, 29), -1],
    ["@x", "http://example.org/", Decimal(0), Decimal(0), date(1994, 1, 1), 7],
]
KINDS = [CODE, NAME, WAN, RATE, DAY, COUNT]
WRITTEN = datetime(2011, 6, 30, 16, 5, tzinfo=UTC)


def fields(kinds):
    return [Field(f"column {n}", kind, lambda line, n=n: line[n]) for n, kind in enumerate(kinds)]


def sheets():
    return [
        SheetSpec("t", "表", fields(KINDS), lambda: LINES, notes=["截至2011-06-30"], mark="示例"),
        SheetSpec("m", "=Moments", fields([MOMENT]), lambda: [[WRITTEN]]),
    ]


def written(tmp_path, tables):
    source = tmp_path / "ours.xlsx"
    with source.open("wb") as out:
        write_xlsx(out, tables)
    return source


def values(sheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_values_texts_and_formats_come_back_equal(tmp_path):
    source = written(tmp_path, sheets())

    ours = openpyxl.load_workbook(source)
    theirs = openpyxl.load_workbook(libreoffice.saved(source, tmp_path, "xlsx"))

    assert theirs.sheetnames == ours.sheetnames == ["表", "=Moments"]
    for our_sheet, their_sheet in zip(ours, theirs, strict=True):
        assert values(their_sheet) == values(our_sheet)
        assert rows(their_sheet) == rows(our_sheet)
        types = {cell.data_type for row in their_sheet.iter_rows() for cell in row}
        assert "f" not in types


def test_the_official_layout_comes_back_with_its_merges(tmp_path):
    table = OfficialSheet(
        name="t",
        title="表3  援疆项目情况",
        fields=[
            Field("支援方", TEXT, lambda line: line[0]),
            Field("受援方", TEXT, lambda line: line[1]),
            Field("计划项目", COUNT, lambda line: line[2], group="项目"),
            Field("计划资金", YI, lambda line: line[3], group="资金"),
            Field("到位资金", YI, lambda line: line[3], group="资金"),
        ],
        records=lambda: [["北京", "和田", 213, Decimal(2_870_000_000)]],
        totals=lambda: [["合计", "", 213, Decimal(2_870_000_000), Decimal(2_870_000_000)]],
        unit="单位:个、亿元",
        label_fields=2,
        below=["资料来源"],
    )
    source = written(tmp_path, [table])

    ours = openpyxl.load_workbook(source).active
    theirs = openpyxl.load_workbook(libreoffice.saved(source, tmp_path, "xlsx")).active

    assert {str(area) for area in theirs.merged_cells.ranges} == {
        str(area) for area in ours.merged_cells.ranges
    }
    assert "A3:A4" in {str(area) for area in theirs.merged_cells.ranges}
    assert rows(theirs) == rows(ours)


def test_what_office_shows_is_what_we_meant(tmp_path):
    source = written(tmp_path, sheets()[:1])

    csv_file = libreoffice.saved(source, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76")

    text = csv_file.read_text("utf-8")
    assert '0653201,和田县 病房楼,"1,234.57",67.0%,2011-06-30,0' in text
    assert 'HT-2,=1+1,-0.05,—,—,"1,183"' in text


def test_a_csv_file_opens_with_its_texts_and_numbers(tmp_path):
    source = tmp_path / "ours.csv"
    source.write_text("".join(csv_lines(sheets()[0])), "utf-8", newline="")

    sheet = openpyxl.load_workbook(libreoffice.saved(source, tmp_path, "xlsx")).active

    row = next(row for row in values(sheet) if row[0] == "HT-2")
    assert row[1:3] == ["'=1+1", -0.05]
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
