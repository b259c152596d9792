"""Sheets, rows and columns that a person does not see, hidden by hand or by a filter."""

from dataclasses import replace
from io import BytesIO

import hypothesis
import pytest
from hypothesis import strategies as st
from xlsxwriter import Workbook

from aidtrack.spreadsheets.guard.limits import LIMITS
from aidtrack.spreadsheets.reading.books import Sheet
from aidtrack.spreadsheets.reading.overlays import NumberStyles, overlay_of
from aidtrack.spreadsheets.reading.process import read_book
from tests.tools.workbooks import MAIN, ods, raw_parts, zipped

ROWS = "".join(
    f'<row r="{n}"{more}><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>1</v></c></row>'
    for n, more in enumerate(["", ' hidden="1"', ' ht="0" customHeight="1"', "", ' hidden="true"'])
    if n
)
FILTERED = '<autoFilter ref="A1:C3"><filterColumn colId="0"><filters/></filterColumn></autoFilter>'


def sheet_of(before: str = "", after: str = "", rows: str = ROWS, **more: str) -> Sheet:
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    parts = raw_parts("") | {"xl/worksheets/s.xml": sheet, **more}
    return read_book(zipped(parts), "x.xlsx").sheets[0]


# A comment makes the XML one that only the parser reads.
@pytest.mark.parametrize("before", ["", "<!-- -->"])
@pytest.mark.parametrize(
    ("after", "hidden", "filtered"),
    [
        ("", {0, 1, 3}, set()),
        (FILTERED, {3}, {0, 1}),
        (FILTERED.replace("A1:C3", "A2"), {0, 3}, {1}),
        # A filter that filters nothing: rows were hidden by hand.
        ('<autoFilter ref="A1:C9"/>', {0, 1, 3}, set()),
        (FILTERED.replace("><filters/></filterColumn>", ' hiddenButton="1"/>'), {0, 1, 3}, set()),
        (f"<customSheetViews>{FILTERED}</customSheetViews>", {0, 1, 3}, set()),
    ],
)
def test_hidden_rows_are_told_from_filtered_ones(before, after, hidden, filtered):
    sheet = sheet_of(before, after)

    assert (sheet.hidden_rows, sheet.filtered_rows) == (hidden, filtered)


@pytest.mark.parametrize("before", ["", "<!-- -->"])
def test_hidden_columns_are_those_with_content(before):
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="2" width="0"/>'
    columns += '<col min="3" max="16384" width="9" hidden="1"/></cols>'

    assert sheet_of(before + columns).hidden_columns == {1, 2}
    assert sheet_of(before).hidden_columns == set()


def test_a_table_has_its_filter_in_a_part_of_its_own():
    rels = (
        '<Relationships><Relationship Id="rId1" Type="http://x/relationships/table" '
        'Target="../tables/table1.xml"/></Relationships>'
    )
    parts = {"xl/worksheets/_rels/s.xml.rels": rels, "xl/tables/table1.xml": f"<t>{FILTERED}</t>"}

    sheet = sheet_of(**parts)

    assert (sheet.hidden_rows, sheet.filtered_rows) == ({3}, {0, 1})


def test_hidden_and_very_hidden_sheets_are_hidden():
    file = BytesIO()
    with Workbook(file) as workbook:
        workbook.add_worksheet("看得见")
        workbook.add_worksheet("隐藏").hide()
        workbook.add_worksheet("深藏").very_hidden()

    sheets = read_book(file.getvalue(), "x.xlsx").sheets

    assert [sheet.hidden for sheet in sheets] == [False, True, True]


def test_rows_and_columns_beyond_what_is_filled_hide_nothing():
    blank = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'

    sheet = sheet_of(rows=f'{blank}<row r="3"><c r="A3"><v>1</v></c></row><row r="9" hidden="1"/>')

    assert sheet.hidden_rows == set()


def test_an_ods_says_the_same():
    row = "<table:table-row%s><table:table-cell office:value-type='float' office:value='%d'/>"
    row += "<table:table-cell table:number-columns-repeated='1023'/></table:table-row>"
    collapsed = " table:visibility='collapse' table:number-rows-repeated='2'"
    columns = "<table:table-column table:visibility='collapse'/>"
    columns += "<table:table-column table:visibility='collapse' "
    columns += "table:number-columns-repeated='1023'/>"
    rows = [row % ("", 1), row % (collapsed, 2), row % (" table:visibility='filter'", 3)]
    rows += ["<table:table-row table:visibility='collapse' table:number-rows-repeated='1000000'/>"]

    sheet = read_book(ods(columns + "".join(rows)), "x.ods").sheets[0]

    assert sheet.rows == [[1], [2], [2], [3]]
    assert (sheet.hidden_rows, sheet.filtered_rows, sheet.hidden_columns) == ({1, 2}, {3}, {0})


@pytest.mark.parametrize("attribute", ['min="x"', 'max="99999999999999"', f'min="{"9" * 9_999}"'])
@pytest.mark.parametrize("before", ["", "<!-- -->"])
def test_a_column_of_no_number_hides_nothing_and_breaks_nothing(before, attribute):
    sheet = sheet_of(f'{before}<cols><col {attribute} hidden="1"/></cols>')

    assert len(sheet.rows) == 4


flags = st.sampled_from(["", ' hidden="1"', ' hidden="0"', ' ht="0"', ' ht="0.75"', ' ht="15"'])
ranges = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: "A{}:C{}".format(*ends))


@hypothesis.given(st.lists(flags, max_size=8), ranges, st.booleans(), st.booleans(), flags)
def test_the_patterns_and_the_parser_agree(rows, range_, has_filter, is_active, column):
    data = "".join(
        f'<row r="{n}" spans="1:1"{flag} x="y"><c r="A{n}"><v>1</v></c></row>'
        for n, flag in enumerate(rows, start=1)
    )
    condition = FILTERED.replace("A1:C3", range_) if is_active else f'<autoFilter ref="{range_}"/>'
    xml = (
        f'<worksheet><cols><col min="2" max="4"{column}/></cols><sheetData>{data}</sheetData>'
        f"{condition if has_filter else ''}</worksheet>"
    )

    def facts(text: str) -> dict:
        read = {"styles": NumberStyles(), "recalculated": False, "limits": replace(LIMITS)}
        return overlay_of(text.encode(), **read).hidden.facts()

    assert facts(xml) == facts(f"<!-- -->{xml}")
