"""Tables 1 to 3 as files: the official layout, whatever program opens them."""

from datetime import date

import pytest

from pairings.models import Organisation
from tests import make
from tests.exports.files import book, lines, rows
from tests.tools.reading import reader

pytestmark = pytest.mark.django_db
ON = date(2011, 6, 30)
HEAVY, THIN = "medium", "thin"


@pytest.fixture
def person(client):
    row_of = make.prefecture("ROW", name="甲州", short_name="甲州")
    giver = make.supporter("GIVER", name="乙省", short_name="乙省")
    row = make.reporting_row(row_of, title_in_table_1="甲州及所属")
    make.reporting_unit(row, giver)
    for name in ("丙县", "丁县"):
        county = make.county(reported_under=row_of, name=name, short_name=name)
        edge = make.pairing(supporter=giver, recipient=county)
        make.project(lead_pairing=edge, planned_aid=150_000_000, started_on=date(2011, 3, 1))
    for number in (2, 3):
        make.published_table(f"table-{number}", as_of=ON, title="情况表", notes="按拨付计算。")
    return reader(client)


def sheet_of(person, number):
    return book(person, f"/reports/table-{number}/").worksheets[0]


def merges(sheet) -> set[str]:
    return {str(area) for area in sheet.merged_cells.ranges}


def test_table_3_has_a_title_in_the_middle_and_two_rows_of_headings(person):
    sheet = sheet_of(person, 3)

    assert {"A1:H1", "A2:H2", "A3:H3"} <= merges(sheet)
    assert {"A4:A5", "B4:B5", "C4:E4", "F4:H4"} <= merges(sheet)
    assert [cell.value for cell in sheet[4]][2::3] == ["Projects", "Funds"]
    assert sheet["A1"].value == "Table 3  情况表"
    assert sheet["A1"].alignment.horizontal == "center"


def test_its_unit_stands_at_the_right_over_the_table(person):
    sheet = sheet_of(person, 3)

    assert sheet["A3"].value == "Unit: projects, 100 million yuan, %"
    assert sheet["A3"].alignment.horizontal == "right"


def test_its_rows_are_numbers_as_the_page_prints_them(person):
    assert rows(sheet_of(person, 3))[5] == [
        "乙省", "甲州", "2", "2", "100.0", "3.00", "0.00", "0.0"
    ]  # fmt: skip


def test_the_total_is_last_with_one_label_and_heavy_rules_close_the_table(person):
    sheet = sheet_of(person, 3)

    assert "A7:B7" in merges(sheet)
    assert (sheet["A7"].value, sheet["C7"].value, sheet["C7"].font.bold) == ("Total", 2, True)
    assert {cell.border.top.style for cell in sheet[4]} == {HEAVY}
    assert {cell.border.bottom.style for cell in sheet[7]} == {HEAVY}
    assert {cell.border.bottom.style for cell in sheet[6]} == {THIN}


def test_its_sides_are_open(person):
    sheet = sheet_of(person, 3)

    for row in (4, 5, 6, 7):
        assert sheet.cell(row, 1).border.left.style is None
        assert sheet.cell(row, 8).border.right.style is None
        assert sheet.cell(row, 3).border.right.style == THIN


def test_notes_and_source_stand_below(person):
    sheet = sheet_of(person, 3)

    below = [cell.value for cell in sheet["A"][7:]]
    assert below[-2] == "按拨付计算。"
    assert below[-1].startswith("Source: 《对口支援工作总结")
    assert {f"A{8 + n}:H{8 + n}" for n in range(len(below))} <= merges(sheet)


def test_table_2_has_one_row_of_headings(person):
    sheet = book(person, "/reports/table-2/?as_of=2011-06-30").worksheets[0]

    assert [cell.value for cell in sheet[4]] == [
        "Supporter",
        "Recipient",
        "Pilot projects",
        "Completed projects",
        "Completion rate (%)",
    ]
    assert not [area for area in merges(sheet) if area.startswith("A4")]


def test_table_1_has_the_title_of_each_prefecture_across_it(person):
    person.cookies["django_language"] = "zh-hans"

    sheet = sheet_of(person, 1)

    printed_rows = rows(sheet)
    at = next(n for n, row in enumerate(printed_rows, 1) if row[0] == "甲州及所属")
    assert f"A{at}:B{at}" in merges(sheet)
    assert printed_rows[at] == ["乙省", "丙县、丁县"]


def test_table_1_as_csv_names_the_prefecture_in_each_line(person):
    person.cookies["django_language"] = "zh-hans"

    assert ["甲州及所属", "乙省", "丙县、丁县"] in lines(person, "/reports/table-1/")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_printed_table_fits_the_width_of_upright_paper(person, number):
    sheet = sheet_of(person, number)

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows in ("$4:$5", "$4:$4", "$3:$3")


def test_a_reader_of_a_part_is_told_under_the_table(person, client):
    make.project(name="别处")
    organisation = Organisation.objects.get(ref="ROW")
    client.force_login(make.member("leader", organisation))
    client.cookies["django_language"] = "en"

    text = "\n".join(cell.value or "" for cell in sheet_of(client, 3)["A"])

    assert "You see your organisation's projects only" in text
