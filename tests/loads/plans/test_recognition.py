"""Rows without a code, or with a new one: stored projects by their names, or new ones."""

import pytest
from django.utils.translation import override

from projects.models import Project
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import Moved, accept
from tests import make
from tests.cast.loading import World

pytestmark = pytest.mark.django_db
HEAD = "序号,项目名称,支援方,受援方,援建方式,计划资金(万元)"
SCHOOL = "1,和田市第八小学,北京,和田,交钥匙,100"
CODED = HEAD.replace("序号", "项目编号")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    world = World()
    world.programme.code_pattern = "HT-2011-001"
    world.programme.save()
    return world


def look(world, *rows, head=HEAD, **answers):
    return world.preview(world.file(*rows, head=head), answers=answers)[1]


def codes(preview):
    return [row["code"] for row in preview.plan.batches[0].rows()]


def stored(world, code="HT-2011-006", name="和田市第八小学", planned_aid=1_000_000):
    return make.project(code=code, name=name, lead_pairing=world.edge, planned_aid=planned_aid)


def test_projects_without_codes_are_numbered_on_and_the_same_file_again_is_nothing(world):
    stored(world, name="中心医院")
    rows = [SCHOOL, "2,和田市第九小学,北京,和田,交钥匙,100"]

    assert codes(look(world, *rows)) == ["HT-2011-007", "HT-2011-008"]
    world.load(world.file(*rows, head=HEAD))

    assert look(world, *rows).is_nothing
    assert Project.objects.count() == 3


def test_a_row_without_a_code_changes_the_project_of_its_name(world):
    project = stored(world, name="和田市 第八小学", planned_aid=500_000)

    world.load(world.file(SCHOOL, head=HEAD))

    project.refresh_from_db()
    assert (project.planned_aid, Project.objects.count()) == (1_000_000, 1)


@pytest.mark.parametrize(
    ("name", "planned_aid"),
    [
        ("和田第八小学", 500_000),  # nearly the same name
        ("和田市第八小学教学楼", 995_000),  # a name alike and the same aid
        ("和田市小学", 1_009_000),
    ],
)
def test_a_name_that_is_nearly_stored_is_asked_about(world, name, planned_aid):
    stored(world, name=name, planned_aid=planned_aid)

    preview = look(world, SCHOOL)

    (question,) = preview.questions
    assert (question.code, question.where) == ("same:2", "项目 B2")
    assert [(reading.value, reading.label) for reading in question.readings] == [
        ("HT-2011-006", f"the same: HT-2011-006 {name}"),
        ("new", "another project, numbered HT-2011-007"),
    ]
    assert not preview.is_sound
    assert codes(look(world, SCHOOL, **{"same:2": "new"})) == ["HT-2011-007"]
    answered = look(world, SCHOOL, **{"same:2": "HT-2011-006"})
    assert answered.is_sound and codes(answered) == []
    assert answered.plan.counts["projects.Project"]["changed"] == 1


@pytest.mark.parametrize(
    ("name", "planned_aid"),
    [
        ("和田市第九小学", 1_000_000),  # another number
        ("和田市第八小学（二期）", 500_000),  # a number more, and other aid
        ("农村公路", 1_000_000),
    ],
)
def test_other_projects_are_not_asked_about(world, name, planned_aid):
    stored(world, name=name, planned_aid=planned_aid)

    preview = look(world, SCHOOL)

    assert preview.is_sound and codes(preview) == ["HT-2011-007"]


def test_a_project_of_another_pairing_is_another(world):
    make.project(name="和田市第八小学", code="HT-2011-001")

    assert codes(look(world, SCHOOL)) == ["HT-2011-002"]


@pytest.mark.parametrize("name", ["和田市第八小学", "和田市第八小学教学楼"])
def test_a_new_code_beside_a_stored_name_is_asked_about(world, name):
    stored(world, name=name)
    row = SCHOOL.replace("1,", "HT-2011-006A,", 1)

    (question,) = look(world, row, head=CODED).questions

    assert [reading.value for reading in question.readings] == ["HT-2011-006", "new"]
    assert question.readings[1].label == "another project, numbered HT-2011-006A"
    assert codes(look(world, row, head=CODED, **{"same:2": "new"})) == ["HT-2011-006A"]
    same = look(world, row, head=CODED, **{"same:2": "HT-2011-006"})
    assert same.is_sound and codes(same) == []


def test_a_stored_project_that_the_file_names_itself_is_not_offered(world):
    stored(world, name="和田市第八小学楼")
    rows = ["HT-2011-006,,,,,100", SCHOOL.replace("1,", "HT-2011-010,", 1)]

    assert look(world, *rows, head=CODED).questions == []


def test_a_stored_project_by_its_code_and_by_its_name_is_a_problem_with_both_cells(world):
    stored(world)

    (problem,) = look(world, "HT-2011-006,,,,,100", SCHOOL[1:], head=CODED).problems

    assert "项目 A2" in problem.expected


def test_without_a_pattern_an_administrator_is_asked_for_once(world):
    world.programme.code_pattern = ""
    world.programme.save()

    (problem,) = look(world, SCHOOL, "2,医院,北京,和田,交钥匙,100").problems

    assert "2011" in problem.expected and "administrator" in problem.mend


def test_a_file_with_neither_codes_nor_names_lacks_codes(world):
    (problem,) = look(world, "北京,和田,1", head="支援方,受援方,计划资金(万元)").problems

    assert "project code" in problem.expected


def test_numbers_drawn_meanwhile_are_shown_anew(world):

    load, _preview = world.preview(world.file(SCHOOL, head=HEAD))
    stored(world, code="HT-2011-001", name="医院")

    with pytest.raises(Moved) as moved:
        accept(PROJECTS, load, user=world.user)

    assert codes(moved.value.preview) == ["HT-2011-002"]
