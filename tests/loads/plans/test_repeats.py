"""Rows without codes that have one name and one pairing: asked whether they are one project."""

import pytest
from django.utils.translation import override

from projects.models import Project
from tests import make
from tests.cast.loading import World

pytestmark = pytest.mark.django_db
HEAD = "序号,项目名称,支援方,受援方,援建方式,计划资金(万元)"
SCHOOL = "1,和田市小学,北京,和田,交钥匙,100"
AGAIN = SCHOOL.replace("1,", "2,", 1)
LARGER = "3,和田市小学,北京,和田,交钥匙,250"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    world = World()
    world.programme.code_pattern = "HT-2011-001"
    world.programme.save()
    make.project(code="HT-2011-006", name="中心医院", lead_pairing=world.edge)
    return world


def look(world, *rows, **answers):
    answers = {f"repeated:{kind}": answer for kind, answer in answers.items()}
    return world.preview(world.file(*rows, head=HEAD), answers=answers)[1]


def aid(preview):
    return [int(row["planned_aid"]) for row in preview.plan.batches[0].rows()]


def test_equal_rows_are_asked_about_with_what_each_answer_comes_to(world):
    preview = look(world, SCHOOL, AGAIN)

    (question,) = preview.questions
    assert (question.code, question.where) == ("repeated:equal", "项目 B2, 项目 B3")
    assert question.sentence == "“和田市小学” stands in 项目 B2, 项目 B3, with the same values."
    assert [(reading.value, reading.comes_to) for reading in question.readings] == [
        ("apart", "2 projects, total CNY 2 m"),
        ("once", "1 project, total CNY 1 m"),
    ]
    assert preview.problems == [] and not preview.can_be_accepted


@pytest.mark.parametrize(
    ("answer", "expected"), [("once", [1_000_000]), ("apart", [1_000_000, 1_000_000])]
)
def test_either_answer_is_carried_out(world, answer, expected):
    preview = look(world, SCHOOL, AGAIN, equal=answer)

    assert preview.can_be_accepted
    assert aid(preview) == expected


def test_rows_that_differ_are_a_question_of_their_own(world):
    hospital = SCHOOL.replace("小学", "医院")
    rows = [SCHOOL, hospital, hospital, LARGER]

    assert {question.code for question in look(world, *rows).questions} == {
        "repeated:equal",
        "repeated:different",
    }
    answered = look(world, *rows, equal="once", different="apart")
    assert aid(answered) == [1_000_000, 1_000_000, 2_500_000]


@pytest.mark.parametrize("rows", [(SCHOOL, AGAIN), (SCHOOL, LARGER), (LARGER, SCHOOL)])
def test_projects_told_apart_are_the_same_again_from_the_same_file(world, rows):
    world.choices |= {"answers": {"repeated:equal": "apart", "repeated:different": "apart"}}
    world.load(world.file(*rows, head=HEAD))

    assert look(world, *reversed(rows)).is_nothing
    assert Project.objects.filter(name="和田市小学").count() == 2


def test_a_repeated_row_is_nothing_again_by_the_same_answer(world):
    world.choices |= {"answers": {"repeated:equal": "once"}}
    world.load(world.file(SCHOOL, AGAIN, head=HEAD))

    assert not look(world, SCHOOL, AGAIN).is_nothing
    assert look(world, SCHOOL, AGAIN, equal="once").is_nothing


def test_a_second_row_of_a_stored_name_may_be_a_new_project(world):
    make.project(code="HT-2011-007", name="和田市小学", lead_pairing=world.edge)
    rows = [SCHOOL, LARGER]

    content = world.file(*rows, head=HEAD)
    answers = {"repeated:different": "apart", "same:2": "HT-2011-007", "same:3": "new"}
    preview = world.preview(content, answers=answers)[1]

    assert [row["code"] for row in preview.plan.batches[0].rows()] == ["HT-2011-008"]
    assert [change.words.split()[0] for change in preview.plan.batches[0].changed] == [
        "HT-2011-007"
    ]
