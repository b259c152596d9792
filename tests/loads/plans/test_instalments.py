"""Batches of the planned aid in columns of their own become the tranches of their project."""

from datetime import date

import pytest
from django.utils.translation import override

from projects.models import Tranche
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import preview
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db
MARCH, JUNE = "第一批（2011年3月）(万元)", "第2批(2011.6)(万元)"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    "header",
    ["tranche 1 (2011-06)", "第一批 2011年6月", "首批（2011.6）", "第1批资金（2011年6月）"],
)
def test_headings_state_the_month_in_several_ways(world, header):
    preview = look(world, f"{ONE},60", head=f"{HEAD},{header}(万元)")

    assert preview.is_sound
    (row,) = preview.plan.batches[1].rows()
    assert row["planned_on"] == date(2011, 6, 30)


@pytest.fixture
def world():
    return World()


def look(world, *rows, head=f"{HEAD},{MARCH},{JUNE}", **answers):
    return world.preview(world.file(*rows, head=head), answers=answers)[1]


def tranches():
    return list(Tranche.objects.order_by("number").values_list("number", "planned_on", "amount"))


def test_batches_with_a_month_in_the_heading_become_tranches(world):
    content = world.file(
        f"{ONE},60,40", "A-2,医院,北京,和田,交钥匙,5,5,", head=f"{HEAD},{MARCH},{JUNE}"
    )

    world.load(content)

    assert tranches() == [
        (1, date(2011, 3, 31), 600_000),
        (1, date(2011, 3, 31), 50_000),
        (2, date(2011, 6, 30), 400_000),
    ]
    assert world.preview(content)[1].is_nothing


def test_batches_stand_under_the_heading_of_the_aid_beside_their_sum(world):
    upper = [*HEAD.split(",")[:5], "援疆资金(万元)", None, None]
    lower = [None] * 5 + ["小计", "第一批(2011年3月)", "第二批"]
    rows = [upper, lower, f"{ONE},60,40"]

    load_preview = preview(
        PROJECTS, xlsx_file(a=rows), "a.xlsx", user=world.user, choices=world.choices
    )[1]

    (question,) = load_preview.questions
    assert (question.code, question.where, question.rows) == ("tranche:2", "a H", 1)


def test_a_batch_without_a_month_is_asked_about_once(world):
    head = f"{HEAD},第一批(万元)"
    rows = [f"{ONE},60", "A-2,医院,北京,和田,交钥匙,5,5"]

    (question,) = look(world, *rows, head=head).questions

    assert (question.code, question.rows) == ("tranche:1", 2)
    readings = [reading.value for reading in question.readings]
    assert readings[0] == "2011-01-31" and readings[-2:] == ["2011-12-31", "leave"]
    answered = look(world, *rows, head=head, **{"tranche:1": "2011-06-30"})
    assert answered.is_sound
    assert [row["planned_on"] for row in answered.plan.batches[1].rows()] == [date(2011, 6, 30)] * 2
    left_out = look(world, *rows, head=head, **{"tranche:1": "leave"})
    assert left_out.is_sound and len(left_out.plan.batches) == 1


def test_batches_that_do_not_add_up_are_noted(world):
    preview = look(world, f"{ONE},60,30", "A-2,医院,北京,和田,交钥匙,5,4,1")

    assert preview.is_sound
    (note,) = preview.plan.notes
    assert "1 row: 项目 F2" in note.expected


def test_a_negative_batch_is_a_problem(world):
    (problem,) = look(world, f"{ONE},160,-60").problems

    assert problem.cell == "H2"


def test_a_batch_in_a_column_and_on_the_sheet_of_tranches_is_a_problem(world):
    sheets = {
        "项目": [f"{HEAD},{MARCH}", f"{ONE},100"],
        "批次": ["项目编号,批次,计划拨付日期,金额(万元)", "A-1,1,2011-03-01,40"],
    }

    file_preview = preview(
        PROJECTS, xlsx_file(**sheets), "a.xlsx", user=world.user, choices=world.choices
    )[1]

    (problem,) = file_preview.problems
    assert (problem.sheet, problem.cell) == ("项目", "G2")
    assert "批次 B2" in problem.expected


WITHOUT_AID = HEAD.replace(",计划资金(万元)", "")


def test_the_sum_of_the_batches_is_offered_as_planned_aid(world):
    rows = ["A-1,小学,北京,和田,交钥匙,60,40", "A-2,医院,北京,和田,交钥匙,5,"]
    head = f"{WITHOUT_AID},{MARCH},{JUNE}"

    preview = look(world, *rows, head=head)

    (question,) = preview.questions
    assert (question.code, question.rows, preview.problems) == ("missing:planned_aid", 2, [])
    (reading,) = question.readings
    assert (reading.label, reading.comes_to) == ("the sum of the batches", "CNY 1.05 m")
    answered = look(world, *rows, head=head, **{"missing:planned_aid": "batches"})
    assert answered.is_sound and answered.plan.notes == []
    assert [row["planned_aid"] for row in answered.plan.batches[0].rows()] == [1_000_000, 50_000]


def test_a_heading_that_speaks_of_a_batch_offers_the_batches_first(world):
    (question,) = look(world, f"{ONE},60,40", head=f"{HEAD},{MARCH},2011年批次(万元)").questions

    assert question.code == "header:2011年批次"
    readings = [reading.value for reading in question.readings]
    assert readings[:3] == ["leave", "batch_2", "batch_3"] and "batch_1" in readings[7:]
