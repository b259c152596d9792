"""Files of projects: what they are planned under, and which of their cells are refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.models import Project
from reports.loads.examining import examine
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


def problems(world, *rows, head=HEAD):
    preview = world.preview(world.file(*rows, head=head))[1]
    return [(problem.cell, problem.mend) for problem in preview.problems]


def test_all_that_a_file_says_of_a_project_is_kept(world):
    make.category(make.category_scheme(), code="edu", name="教育")
    head = (
        "项目编号,项目名称,结对编号,类别,援建方式,建设性质,民生,总投资(万元),计划资金(万元),"
        "建设规模,计划开工,计划完工"
    )
    row = f"A-1,小学,{world.edge.ref},教育,共建,续建,是,200,100,三层,2011年3月1日,2011.10.31"

    world.load(world.file(row, head=head))

    project = Project.objects.get()
    assert (project.category.code, project.delivery_mode, project.nature) == (
        "edu",
        "co_built",
        "continuing",
    )
    assert (project.is_livelihood, project.total_investment, project.scale) == (
        True,
        2_000_000,
        "三层",
    )
    assert (project.planned_start_on, project.planned_finish_on) == (
        date(2011, 3, 1),
        date(2011, 10, 31),
    )


def test_a_planned_month_is_its_first_day_to_start_and_its_last_to_finish(world):
    world.load(world.file(f"{ONE},2011年3月,2011/10", head=f"{HEAD},计划开工,计划完工"))

    project = Project.objects.get()
    assert project.planned_start_on == date(2011, 3, 1)
    assert project.planned_finish_on == date(2011, 10, 31)


@pytest.mark.parametrize("column", ["开工日期", "完工日期", "验收日期", "移交日期", "取消日期"])
def test_a_date_of_what_happened_is_refused_unless_empty_or_known(world, column):
    head = f"{HEAD},{column}"

    ((cell, mend),) = problems(world, f"{ONE},2011-05-01", head=head)

    assert cell == "G2"
    assert "comes from the monthly report" in mend
    assert problems(world, f"{ONE},", head=head) == []


def test_the_day_of_approval_comes_with_the_plan(world):
    world.load(world.file(f"{ONE},2011-02-28", head=f"{HEAD},批复日期"))

    assert Project.objects.get().approved_on == date(2011, 2, 28)


def test_a_known_date_of_what_happened_may_stand_there(world):
    make.project(code="A-1", lead_pairing=world.edge, started_on=date(2011, 5, 1))

    assert problems(world, f"{ONE},2011-05-01", head=f"{HEAD},开工日期") == []
    assert problems(world, f"{ONE},2011-05-02", head=f"{HEAD},开工日期")


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("A-1,小学,北京,和田,交钥匙,200,100,,", "G2"),  # aid above the total
        ("A-1,小学,北京,和田,交钥匙,100,,2011-05-01,2011-03-01", "H2"),
        ("A-1,小学,北京,和田,交钥匙,100,,1211-05-01,", "H2"),
    ],
)
def test_the_rules_of_the_database_are_told_beside_the_cell(world, row, cell):
    head = f"{HEAD},总投资(万元),计划开工,计划完工"

    row_problems = problems(world, row, head=head)

    assert [place for place, _mend in row_problems] == [cell]


def test_two_parties_that_are_not_paired_are_told(world):
    make.supporter("SH", name="上海市", short_name="上海")

    ((cell, mend),) = problems(world, "A-1,小学,上海,和田,交钥匙,100")

    assert (cell, "import the pairing first" in mend) == ("C2", True)


def test_a_pairing_of_another_scheme_is_told(world):
    union_pairing = make.pairing(scheme=make.scheme("unions", name="工会"))

    ((cell, _mend),) = problems(
        world,
        f"A-1,小学,{union_pairing.ref},共建,1",
        head="项目编号,项目名称,结对编号,援建方式,计划资金",
    )

    assert cell == "C2"


def test_a_class_of_another_list_is_told_and_a_reserve_line_too(world):
    make.category(make.category_scheme("other"), name="教育")
    make.category(make.category_scheme(), name="预留", is_reserve=True)
    head = f"{HEAD},类别"

    assert [cell for cell, _ in problems(world, f"{ONE},教育", head=head)] == ["G2"]
    assert [cell for cell, _ in problems(world, f"{ONE},预留", head=head)] == ["G2"]


def test_without_a_programme_it_is_asked_for(world):
    world.choices = {}

    preview = world.preview(world.file(ONE))[1]

    assert [question.code for question in preview.questions] == ["missing:programme"]
    assert preview.problems == []


def test_a_project_with_transfers_keeps_its_programme_and_supporter(world):
    world.load(world.file(ONE))
    make.transfer(Project.objects.get())
    shanghai = make.pairing(
        recipient=world.edge.recipient, supporter=make.supporter("SH", name="上海市")
    )

    ((cell, mend),) = problems(world, "A-1,小学,上海市,和田,交钥匙,100")

    assert shanghai.pk and cell == "A2"
    assert "Transfers have been recorded" in mend


def test_a_project_without_transfers_may_move(world):
    world.load(world.file(ONE))
    shanghai = make.pairing(
        recipient=world.edge.recipient, supporter=make.supporter("SH", name="上海市")
    )

    content = world.file("A-1,小学,上海市,和田,交钥匙,100")
    (question,) = world.preview(content)[1].questions
    assert (question.code, question.where) == ("identity", "项目 C2")
    assert "A-1 belongs to 北京, beside it stands “上海市”." in question.sentence
    by_code, _leave = question.readings
    assert by_code.comes_to == "1 project comes to another pairing"
    world.load(content, identity="code")

    assert Project.objects.get().lead_pairing == shanghai


def test_a_new_project_needs_what_the_database_needs(world):
    row_problems = problems(world, "A-1,,北京,和田,,")

    assert [cell for cell, _mend in row_problems] == ["B2", "F2"]


def test_a_code_that_lost_its_zeros_is_the_project_that_has_them(world):
    make.project(code="00123", lead_pairing=world.edge, planned_aid=50)

    preview = world.preview(world.file("123,小学,北京,和田,交钥匙,100"))[1]

    assert preview.plan.batches[0].counts["created"] == 0
    (changed,) = preview.plan.batches[0].changed
    assert changed.words.startswith("00123 ")


@pytest.mark.parametrize("others", [("123", "00123"), ("00123", "0123")])
def test_a_code_is_taken_as_it_stands_where_it_is_known_or_could_be_two(world, others):
    for code in others:
        make.project(code=code, lead_pairing=world.edge)

    preview = world.preview(world.file("123,小学,北京,和田,交钥匙,100"))[1]

    batch = preview.plan.batches[0]
    assert [row.words.split()[0] for row in batch.changed] + [r["code"] for r in batch.rows()] == [
        "123"
    ]


def test_the_preview_names_an_amount_that_it_rounded(world):
    row = ["A-1", "小学", "北京", "和田", "交钥匙工程", 1000 / 3]

    load, preview = world.preview(xlsx_file(项目=[HEAD, row]))

    (note,) = preview.plan.notes
    assert (note.sheet, note.cell) == ("项目", "F2")
    assert "3,333,333.33 yuan" in note.expected
    assert preview.problems == []
    accept(PROJECTS, load, user=world.user)
    assert Project.objects.get(code="A-1").planned_aid == Decimal("3333333.33")


def test_a_party_beside_a_code_that_is_not_known_is_asked_about_once(world):
    world.load(world.file(ONE))

    _load, preview = world.preview(world.file("A-1,小学,上海啊,和田,交钥匙,100"))

    assert (preview.questions, len(preview.plan.unknown)) == ([], 1)
    _load, named = world.preview(
        world.file("A-1,小学,上海啊,和田,交钥匙,100"), organisations={"上海啊": "BJ"}
    )
    assert named.is_nothing


@pytest.mark.parametrize("word", ["改扩建", "扩建", "改建", "迁建", "代建", "重建"])
def test_kinds_of_works_in_place_of_new_or_continuing_are_asked_about(world, word):
    content = world.file(f"{ONE},{word}", head=f"{HEAD},建设性质")

    def look(**answers):
        choices = {**world.choices, "answers": answers}
        return examine(PROJECTS, content, "a.csv", user=world.user, choices=choices)

    (question,) = look().questions

    assert (question.code, question.rows) == ("value:nature", 1)
    assert [r.value for r in question.readings] == ["new", "continuing"]
    for answer in ("continuing", "new"):
        (row,) = look(**{"value:nature": answer}).plan.batches[0].rows()
        assert row["nature"] == answer
