"""What the writer makes of values: formats, texts that could run, long tables, names of sheets."""

import csv
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import hypothesis
import openpyxl
import pytest
from hypothesis import strategies as st

from aidtrack.spreadsheets.guard.formulas import guarded, unguarded
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.columns import Column
from aidtrack.spreadsheets.tables.layouts import find_tables
from aidtrack.spreadsheets.writing import sheets as writing
from aidtrack.spreadsheets.writing.cells import sheet_name
from aidtrack.spreadsheets.writing.kinds import (
    AS_PRINTED,
    CODE,
    COUNT,
    DAY,
    LONGEST_TEXT,
    MOMENT,
    RATE,
    TEXT,
    WAN,
    YI,
    YUAN,
)
from aidtrack.spreadsheets.writing.sheets import Field, SheetSpec, csv_lines, write_xlsx
from tests.exports.files import displayed_text, rows

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", '=HYPERLINK("http://x")']


def spec(kinds, records, **more):
    fields = [
        Field(f"column {n}", kind, lambda record, n=n: record[n]) for n, kind in enumerate(kinds)
    ]
    return SheetSpec(
        **{"name": "t", "title": "标题", "fields": fields, **more}, records=lambda: records
    )


def written(*sheets):
    out = BytesIO()
    write_xlsx(out, sheets)
    return openpyxl.load_workbook(out)


def csv_of(sheet) -> list[list[str]]:
    text = "".join(csv_lines(sheet))
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline="")))


def last_row(sheet):
    return list(sheet.iter_rows())[-1]


@pytest.mark.parametrize(
    ("kind", "value", "raw", "on_screen", "in_csv"),
    [
        (COUNT, 1183, 1183, "1,183", "1183"),
        (YI, Decimal("14131600000.00"), 141.316, "141.32", "141.316"),
        (WAN, Decimal("-12345.67"), -1.234567, "-1.23", "-1.234567"),
        (YUAN, Decimal("1260000.50"), 1260000.5, "1,260,000.50", "1260000.5"),
        (RATE, Decimal(792) / 1183, 792 / 1183, "66.9", "66.9"),
        (AS_PRINTED, Decimal("90.0"), 90, "90.0", "90.0"),
        (DAY, date(2011, 6, 30), datetime(2011, 6, 30), "2011-06-30", "2011-06-30"),
        (
            MOMENT,
            datetime(2011, 6, 30, 16, 5, tzinfo=UTC),
            datetime(2011, 7, 1, 0, 5),
            "2011-07-01 00:05",
            "2011-07-01 00:05",
        ),
        (CODE, "0653201", "0653201", "0653201", "0653201"),
        (COUNT, 0, 0, "0", "0"),
        (RATE, None, "—", "—", "—"),
        (YI, "not reported", "not reported", "not reported", "not reported"),
    ],
)
def test_a_value_is_kept_as_what_it_is(kind, value, raw, on_screen, in_csv):
    sheet = spec([kind], [[value]])

    cell = last_row(written(sheet).active)[0]

    assert cell.value == pytest.approx(raw) if isinstance(raw, float) else cell.value == raw
    assert displayed_text(cell) == on_screen
    assert csv_of(sheet)[-1] == [in_csv]


def test_the_unit_is_named_in_the_heading_and_over_the_table():
    sheet = spec([YI, RATE], [[1, 1]])

    (_title, unit, heading, _row) = rows(written(sheet).active)
    assert str(YI.unit) in unit[0]
    assert heading == [f"Column 0 ({YI.unit})", "Column 1"]
    assert csv_of(sheet)[2] == [f"Column 0 ({YI.unit})", "Column 1 (%)"]


@pytest.mark.parametrize("text", RISKY)
def test_no_text_can_run(text):
    sheet = spec([TEXT], [[text]], title=text, notes=[text])

    cells = [row[0] for row in written(sheet).active.iter_rows()]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [bool(cell.quotePrefix) for cell in cells] == [True, True, False, True]
    assert all(line[0][0] in "'C" for line in csv_of(sheet) if line)


def test_a_number_below_zero_stays_a_number_in_both_formats():
    sheet = spec([WAN], [[Decimal(-10000)]])

    assert last_row(written(sheet).active)[0].value == -1
    assert csv_of(sheet)[-1] == ["-1"]


@hypothesis.given(st.text())
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("is_streamed", [True, False])
def test_a_text_that_looks_like_markup_of_the_writer_is_a_text(is_streamed):
    sheet = spec([TEXT], [["<r><t>bold</t></r>"]], is_streamed=is_streamed)

    assert last_row(written(sheet).active)[0].value.strip() == "<r><t>bold</t></r>"


def test_what_xml_cannot_hold_is_dropped_and_a_text_too_long_is_cut_with_a_mark():
    wide = "😀" * 20_000
    sheet = spec([TEXT, TEXT, TEXT], [["a\x00\x0bb\ud800\uffff", "x" * 40_000, wide]])

    clean, cut, in_pairs = (cell.value for cell in last_row(written(sheet).active))

    assert clean == "ab"
    assert (len(cut), cut[-1]) == (LONGEST_TEXT, "…")
    assert in_pairs == "😀" * (LONGEST_TEXT // 2) + "…"


def test_more_rows_than_a_sheet_can_hold_go_on_in_another(monkeypatch):
    monkeypatch.setattr(writing, "ROWS_A_SHEET", 3)
    sheet = spec([COUNT], [[n] for n in range(7)], totals=lambda: [[21]])

    book = written(sheet)

    assert book.sheetnames == ["标题", "标题 (2)", "标题 (3)"]
    assert [[row[0] for row in rows(s)[2:]] for s in book] == [
        ["0", "1", "2"],
        ["3", "4", "5"],
        ["6", "21"],
    ]


@pytest.mark.parametrize("n", [3, 6])
def test_a_table_that_just_fills_its_sheets_begins_no_further_one(monkeypatch, n):
    monkeypatch.setattr(writing, "ROWS_A_SHEET", 3)

    assert len(written(spec([COUNT], [[1]] * n)).sheetnames) == n // 3


def test_a_table_without_rows_has_its_header():
    assert rows(written(spec([COUNT], [])).active)[-1] == ["Column 0"]
    assert csv_of(spec([COUNT], []))[-1] == ["Column 0"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("History", "History 1"),
        ("a/b:c", "a b c"),
        ("'x'", "x"),
        ("表" * 40, "表" * 31),
        ("[]", "1"),
    ],
)
def test_the_name_of_a_sheet_is_one_that_programs_take(title, name):
    assert sheet_name(title, set()) == name


def test_two_sheets_never_have_the_same_name():
    used_names = set()

    assert [sheet_name(t, used_names) for t in ("A" * 40, "a" * 40, "A" * 31)] == [
        "A" * 31,
        "a" * 27 + " (2)",
        "A" * 27 + " (3)",
    ]


def test_the_header_stays_in_sight_and_stands_on_every_page_of_paper():
    sheet = written(spec([TEXT, COUNT], [["a", 1], ["b", 2]], totals=lambda: [["all", 3]])).active

    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.auto_filter.ref == "A2:B4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text


def test_a_file_has_no_formula_and_no_link_anywhere():
    out = BytesIO()
    write_xlsx(out, [spec([TEXT], [[text] for text in (*RISKY, "http://x", "mailto:a@b")])])

    with ZipFile(out) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in content
    assert b"<hyperlink" not in content


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_written_is_read_back_by_our_own_reader(kind):
    sheet = spec(
        [CODE, WAN, DAY],
        [["HT-1", Decimal("12345.67"), date(2011, 6, 30)], ["HT-2", Decimal(-5), None]],
        notes=["2011年计划 · 截至2011-06-30"],
    )
    out = BytesIO()
    if kind == "xlsx":
        write_xlsx(out, [sheet])
    else:
        out.write("".join(csv_lines(sheet)).encode())

    book = read_book(out.getvalue(), f"t.{kind}")
    columns = [
        Column("code", ("column 0",), "code", required=True),
        Column("aid", ("column 1",), "amount", required=True),
        Column("on", ("column 2",), "day", required=True),
    ]
    (table,) = find_tables(book, columns)

    assert [record.values for record in table.records] == [
        {"code": "HT-1", "aid": Decimal("12345.67"), "on": date(2011, 6, 30)},
        {"code": "HT-2", "aid": Decimal("-5.00"), "on": None},
    ]


def peak(n: int, write) -> int:
    """Bytes held at most while a table of ``n`` rows is written."""
    tracemalloc.start()
    write(spec([CODE, COUNT], ([f"HT-{i}", i] for i in range(n))))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak_bytes


def to_disk(tmp_path):
    def write(sheet):
        with (tmp_path / "t.xlsx").open("wb") as out:
            write_xlsx(out, [sheet])

    return write


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_memory_does_not_grow_with_the_rows(tmp_path, kind):
    write = to_disk(tmp_path) if kind == "xlsx" else lambda sheet: sum(map(len, csv_lines(sheet)))
    write(spec([CODE, COUNT], [["warm", 1]]))

    few, many = peak(5_000, write), peak(50_000, write)

    assert many < few * 1.5 + 200_000
