"""The copy of a workbook with its bad cells marked is the same workbook."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font

from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.writing.marking_in_place import marked_file
from tests.cast.office import Office
from tests.cast.workbook import Filled
from tests.exports.files import body
from tests.tools import libreoffice
from tests.tools.sheets import csv_file

ADDRESS = "/months/2011-plan/2011-07/workbook/"
RED = "FFF9C7C2"


def problem(cell, sheet="项目", expected="An amount."):
    return Problem(sheet, cell, "", expected, "Correct it.")


def workbook(*rows, **dimensions) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = "项目"
    for row in rows:
        book.active.append(row)
    return book


def content_of(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def marked(content: bytes, *problems, name="a.xlsx") -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        BytesIO(marked_file(content, read_book(content, name), problems)), rich_text=True
    )


def test_what_a_person_put_into_the_workbook_stays():
    book = workbook(["编号", "金额"], ["A-1", "=1+1"], ["A-2", "很多"])
    sheet = book.active
    sheet["A2"].font = Font(name="仿宋", italic=True)
    sheet["B2"].value = "=SUM(1,2)"
    sheet["A3"].value, sheet["A3"].data_type = "=1+1", "s"
    sheet.column_dimensions["A"].width = 40
    sheet.column_dimensions["C"].hidden = True
    sheet.freeze_panes = "B2"
    sheet.merge_cells("A5:B6")

    copy = marked(content_of(book), problem("B3"), problem("B6"))

    sheet = copy["项目"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=SUM(1,2)", "f")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert (sheet["A2"].font.name, sheet["A2"].font.italic) == ("仿宋", True)
    assert sheet.column_dimensions["A"].width == 40
    assert sheet.column_dimensions["C"].hidden
    assert sheet.freeze_panes == "B2"
    assert sheet["B3"].fill.fgColor.rgb.endswith("F9C7C2")
    assert sheet["B3"].comment.text == sheet["A5"].comment.text == "An amount. Correct it."


def test_the_list_of_problems_holds_texts_only():
    copy = marked(content_of(workbook(["编号"], ["A"])), problem("A2", expected="=1+1"))

    cell = copy.worksheets[-1]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_an_earlier_note_stays_before_the_problem():
    book = workbook(["编号"], ["A"])
    book.active["A2"].comment = openpyxl.comments.Comment("问过了", "王")

    assert marked(content_of(book), problem("A2"))["项目"]["A2"].comment.text == (
        "问过了\nAn amount. Correct it."
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_openpyxl_cannot_take_is_marked_in_a_copy_of_the_values(name, monkeypatch):
    monkeypatch.setattr("aidtrack.spreadsheets.writing.marking_in_place.CELLS", 1)
    content = csv_file("编号,金额", "A-1,很多")
    if name == "a.xlsx":
        content = content_of(workbook(["编号", "金额"], ["A-1", "很多"]))
    sheet = read_book(content, name).sheets[0].name

    copy = marked(content, problem("B2", sheet), name=name)

    assert copy.worksheets[0]["B2"].comment
    assert copy.worksheets[0]["B2"].fill.fgColor.rgb == RED


def _marked_month(client) -> tuple[Filled, bytes]:
    office = Office(code="OWN")
    client.force_login(office.recorder)
    client.cookies["django_language"] = "zh-hans"
    book = Filled(body(client.get(ADDRESS))).write(physical_progress=130, note="=1+1")
    book.cell("note").data_type = "s"
    cell = book.cell("physical_progress").coordinate
    content = book.content
    bad = Problem(book.sheet.title, cell, "130", "0–100", "更正")
    return book, marked_file(content, read_book(content, "a.xlsx"), [bad])


def _is_the_workbook(copy: Filled, original: Filled):
    ranges = [str(rule.sqref) for rule in original.sheet.data_validations.dataValidation]
    assert copy.sheet.protection.sheet
    assert sorted(str(r.sqref) for r in copy.sheet.data_validations.dataValidation) == sorted(
        ranges
    )
    assert not copy.cell("physical_progress").protection.locked
    assert copy.cell("code").protection.locked
    assert copy.cell("physical_progress").comment.text.strip() == "0–100 更正"
    assert copy.cell("note").value == "=1+1"
    hidden = [letter for letter, c in original.sheet.column_dimensions.items() if c.hidden]
    assert hidden
    assert all(copy.sheet.column_dimensions[letter].hidden for letter in hidden)


@pytest.mark.django_db
def test_the_marked_copy_of_the_months_workbook_is_that_workbook(client):
    original, content = _marked_month(client)

    copy = Filled(content)

    _is_the_workbook(copy, original)
    assert copy.sheet.freeze_panes == original.sheet.freeze_panes == "C6"
    first = min(
        (rule for own in copy.sheet.conditional_formatting for rule in own.rules),
        key=lambda rule: rule.priority,
    )
    assert (first.formula, first.stopIfTrue) == (["TRUE"], True)


@libreoffice.needed
@pytest.mark.django_db
def test_the_marked_copy_survives_libreoffice(client, tmp_path):
    original, content = _marked_month(client)
    (tmp_path / "out.xlsx").write_bytes(content)

    saved = libreoffice.saved(tmp_path / "out.xlsx", tmp_path, "xlsx")

    # Converted without a window it keeps no frozen panes, of the original neither.
    _is_the_workbook(Filled(saved.read_bytes()), original)
