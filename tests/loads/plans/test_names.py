"""A name beside a known code that is another project's: which of the two is right is asked."""

import pytest
from django.utils.translation import override

from projects.models import Project
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
ROWS = ["A-1,客运站,北京,和田,交钥匙,100", "A-2,中心卫生院,北京,和田,交钥匙,200"]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    world = World()
    for code, name in (("A-1", "中心卫生院"), ("A-2", "客运站")):
        make.project(code=code, name=name, lead_pairing=world.edge, planned_aid=500_000)
    return world


def look(world, *rows, **answers):
    return world.preview(world.file(*rows, head=HEAD), answers=answers)[1]


def changes(preview):
    return {row.words.split()[0]: sorted(row.changes) for row in preview.plan.batches[0].changed}


def test_names_that_were_shifted_are_asked_about_once(world):
    (question,) = look(world, *ROWS).questions

    assert (question.code, question.where, question.rows) == ("identity", "项目 B2, 项目 B3", 2)
    assert question.sentence.startswith("A-1 is “中心卫生院”, but “客运站” beside it is A-2.")
    assert [reading.value for reading in question.readings] == ["code", "name", "leave"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("code", {"A-1": ["name", "planned_aid"], "A-2": ["name", "planned_aid"]}),
        ("name", {"A-1": ["planned_aid"], "A-2": ["planned_aid"]}),
        ("leave", {}),
    ],
)
def test_each_answer_is_carried_out(world, answer, expected):
    preview = look(world, *ROWS, identity=answer)

    assert changes(preview) == expected
    assert preview.problems == []


def test_the_names_decide_which_row_is_whose(world):
    world.choices |= {"answers": {"identity": "name"}}

    world.load(world.file(*ROWS, head=HEAD))

    assert Project.objects.get(code="A-2").planned_aid == 1_000_000


def test_a_name_of_no_project_offers_no_other_code(world):
    (question,) = look(world, "A-1,农村公路,北京,和田,交钥匙,100").questions

    assert question.sentence == "A-1 is “中心卫生院”, the name beside it is “农村公路”."
    assert [reading.value for reading in question.readings] == ["code", "leave"]


@pytest.mark.parametrize("name", ["中心卫生院", "中心卫生院（二期）", "卫生院", ""])
def test_a_name_that_is_alike_is_a_change_at_most(world, name):
    preview = look(world, f"A-1,{name},北京,和田,交钥匙,100")

    assert preview.questions == [] and preview.is_sound


def test_a_title_may_say_whose_new_projects_are():
    world = World()
    shanghai = make.pairing(
        supporter=make.supporter("SH", name="上海市"), recipient=world.edge.recipient
    )
    content = csv_file("上海市对口支援和田地区项目计划表", HEAD, ONE)

    (question,) = world.preview(content)[1].questions

    assert (question.code, question.where) == ("supporter", "项目 C3")
    by_row = world.preview(content, answers={"supporter": "row"})[1]
    assert [r["lead_pairing_id"] for r in by_row.plan.batches[0].rows()] == [world.edge.pk]
    by_title = world.preview(content, answers={"supporter": "title"})[1]
    assert [r["lead_pairing_id"] for r in by_title.plan.batches[0].rows()] == [shanghai.pk]
