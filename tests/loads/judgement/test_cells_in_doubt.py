"""Shares of 1, days with a time, rows that are hidden: asked by column, once a file."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from reports.loads.examining import examine
from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.projects.plan import PROJECTS
from tests.cast.loading import HEAD, World
from tests.cast.office import Office
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    office = Office(code="ONE", started_on="2011-05-01")
    office.another_project(code="TWO", started_on="2011-05-01")
    return office


def reports(office, *values, heading="形象进度", **answers):
    rows = [["项目编号", heading], *zip(("ONE", "TWO"), values, strict=False)]
    choices = {"month": "2011-07-01", "answers": answers.get("answers", {})}
    return examine(STATUS, book(rows), "a.xlsx", user=office.recorder, choices=choices)


def book(rows, *, hidden=(), filtered=(), formats=(), columns=()) -> bytes:
    workbook, out = openpyxl.Workbook(), BytesIO()
    sheet = workbook.active
    sheet.title = "表"
    for row in rows:
        sheet.append(row.split(",") if isinstance(row, str) else list(row))
    for number in (*hidden, *filtered):
        sheet.row_dimensions[number].hidden = True
    for letter in columns:
        sheet.column_dimensions[letter].hidden = True
    if filtered:
        sheet.auto_filter.ref = sheet.dimensions
        sheet.auto_filter.add_filter_column(0, ["A-1"])
    for cell, form in formats:
        sheet[cell].number_format = form
    workbook.save(out)
    return out.getvalue()


def codes(preview) -> list[str]:
    return [question.code for question in preview.questions]


def progress(preview) -> list[Decimal]:
    (batch,) = preview.plan.batches
    return [row["physical_progress"] for row in batch.rows()]


SHARE = "share:表:physical_progress"


def test_shares_up_to_one_are_asked_about_by_column(office):
    preview = reports(office, 0.35, 0.4)

    (question,) = preview.questions
    assert (question.code, question.where) == (SHARE, "表 B")
    assert [r.comes_to for r in question.readings] == ["0.35 is 35%", "0.35 is 0.35%"]
    for answer, expected in (
        ("fraction", [35, 40]),
        ("percent", [Decimal("0.35"), Decimal("0.4")]),
    ):
        answered = reports(office, 0.35, 0.4, answers={SHARE: answer})
        assert answered.can_be_accepted
        assert progress(answered) == expected


@pytest.mark.parametrize(
    ("values", "heading", "is_asked"),
    [
        ((35, 40), "形象进度", False),
        ((0, 0), "形象进度", False),
        ((1, 0), "形象进度", True),
        ((1, 0), "形象进度(%)", False),
        ((0.5, 1), "形象进度(%)", True),
        ((0.5, 40), "形象进度", False),
        (("50%", 0.4), "形象进度", True),
    ],
)
def test_shares_are_asked_about_where_a_person_would_hesitate(office, values, heading, is_asked):
    assert codes(reports(office, *values, heading=heading)) == ([SHARE] if is_asked else [])


WORDS = "words:表:physical_progress"


def test_words_for_a_progress_become_the_note_with_what_they_state(office):
    preview = reports(office, "主体封顶，完成80%", "主体三层施工")

    (question,) = preview.questions
    assert (question.code, preview.problems) == (WORDS, [])
    assert "of which 1 state" in question.readings[0].comes_to
    noted = reports(office, "主体封顶，完成80%", "主体三层施工", answers={WORDS: "note"})
    assert noted.can_be_accepted
    rows = list(noted.plan.batches[0].rows())
    assert [(row["physical_progress"], row["note"]) for row in rows] == [
        (80, "主体封顶，完成80%"),
        (None, "主体三层施工"),
    ]
    left = reports(office, "主体封顶", 40, answers={WORDS: "leave"})
    assert [(row["physical_progress"], row["note"]) for row in left.plan.batches[0].rows()] == [
        (40, "")
    ]


def test_words_that_the_note_cannot_hold_are_a_problem(office):
    (problem,) = reports(office, "砌" * 301, 40, answers={WORDS: "note"}).problems

    assert problem.cell == "B2" and "shorten" in problem.mend


ROW = "A-1,小学,北京,和田,交钥匙,100"
TIME = "time:表:planned_start_on"


def projects(world, content, **answers):
    choices = {**world.choices, "answers": answers.get("answers", {})}
    return examine(PROJECTS, content, "a.xlsx", user=world.user, choices=choices)


@pytest.mark.parametrize(
    ("answer", "day"), [("day", date(2011, 4, 30)), ("next", date(2011, 5, 1))]
)
def test_days_with_a_time_are_asked_about_with_the_next_day(answer, day):
    world = World()
    rows = [f"{HEAD},计划开工", [*ROW.split(","), datetime(2011, 4, 30, 16)]]
    content = book([rows[0], rows[1]])

    assert codes(projects(world, content)) == [TIME]
    preview = projects(world, content, answers={TIME: answer})
    assert preview.can_be_accepted
    assert next(preview.plan.batches[0].rows())["planned_start_on"] == day


def test_a_day_at_midnight_is_a_day():
    content = book([f"{HEAD},计划开工", [*ROW.split(","), datetime(2011, 5, 1)]])

    assert codes(projects(World(), content)) == []


HIDDEN = "hidden:表"
TWO = "A-2,医院,北京,和田,交钥匙,250"


@pytest.mark.parametrize("how", ["hidden", "filtered"])
def test_rows_that_the_sheet_does_not_show_are_asked_about(how):
    world, content = World(), book([HEAD, ROW, TWO], **{how: [3]})

    preview = projects(world, content)

    (question,) = preview.questions
    assert (question.code, question.where, question.rows) == (HIDDEN, "表 3", 1)
    assert question.readings[0].comes_to == "1 row, CNY 2.5 m"
    read = projects(world, content, answers={HIDDEN: "read"})
    assert [row["code"] for row in read.plan.batches[0].rows()] == ["A-1", "A-2"]
    left = projects(world, content, answers={HIDDEN: "leave"})
    assert [row["code"] for row in left.plan.batches[0].rows()] == ["A-1"]
    assert [(part.what, part.where, part.rows) for part in left.unread] == [
        ("hidden_rows", "表 3–3", 1)
    ]


def test_columns_that_the_sheet_does_not_show_are_asked_about():
    world, head = World(), f"{HEAD},建设规模"
    content = book([head, f"{ROW},三层", f"{TWO},五层"], columns=["G"])
    code = "hidden:表:columns"

    preview = projects(world, content)

    (question,) = preview.questions
    assert (question.code, question.where, question.rows) == (code, "表 G", 2)
    assert [reading.comes_to for reading in question.readings] == [
        "“建设规模”", "1 column is not loaded",
    ]  # fmt: skip
    assert question.sample[1:] == (
        ("1", "项目名称", "建设规模"),
        ("2", "小学", "三层"),
        ("3", "医院", "五层"),
    )
    read = projects(world, content, answers={code: "read"})
    assert [row["scale"] for row in read.plan.batches[0].rows()] == ["三层", "五层"]
    left = projects(world, content, answers={code: "leave"})
    assert [row["scale"] for row in left.plan.batches[0].rows()] == ["", ""]
    assert [(part.what, part.where, part.rows) for part in left.unread] == [
        ("column", "表 G “建设规模”", 2)
    ]


def test_a_hidden_column_that_is_needed_is_missing_where_it_is_left_out():
    content = book([HEAD, ROW], columns=["B"])

    preview = projects(World(), content, answers={"hidden:表:columns": "leave"})

    assert not preview.can_be_accepted and preview.problems


def test_hidden_columns_without_cells_or_with_row_numbers_ask_nothing():
    content = book([f"序号,{HEAD},建设规模,记号", f"1,{ROW},,"], columns=["A", "H", "I"])

    preview = projects(World(), content, answers={})

    assert codes(preview) == []
    assert [part.where for part in preview.unread] == ["表 I “记号”"]


def test_a_csv_has_nothing_hidden():
    world = World()

    assert codes(projects(world, csv_file(HEAD, ROW, TWO))) == []


def test_numbers_written_as_texts_are_named_in_the_question_about_shares(office):
    (question,) = reports(office, "0.35", "0.4").questions

    assert "such as 0.35, 0.4, or they stand" in question.sentence
    assert question.readings[0].comes_to == "0.35 is 35%"
