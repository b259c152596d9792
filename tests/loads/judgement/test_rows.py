"""Which rows of a file are loaded, and which are listed as lines that are no rows."""

import pytest
from django.utils.translation import override

from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.kinds.published.plan import PUBLISHED
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.loading import preview
from tests import make
from tests.cast.loading import HEAD, World
from tests.cast.office import Office
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db

NO_RECIPIENT = HEAD.replace("受援方,", "")
ONE = "A-1,小学,北京,交钥匙,100"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


def aside(where: str) -> tuple:
    return ("aside", where, 1)


def unread(preview) -> list[tuple]:
    return [(part.what, part.where, part.rows) for part in preview.unread]


def test_the_county_in_a_heading_between_rows_is_the_recipient(world):
    content = xlsx_file(计划表=[NO_RECIPIENT, "一,和田市", ONE, "填表人：某某,,审核人：某某"])

    _load, preview = world.preview(content)

    assert (preview.is_sound, preview.problems) == (True, [])
    (project,) = preview.plan.batches[0].rows()
    assert project["lead_pairing_id"] == world.edge.pk
    assert unread(preview) == [aside("计划表 A2"), aside("计划表 A4")]


def test_a_heading_that_names_an_unknown_place_is_asked_about(world):
    content = xlsx_file(计划表=[NO_RECIPIENT, "一、某某县", ONE])

    _load, preview = world.preview(content)

    assert [unknown.name for unknown in preview.plan.unknown] == ["某某县"]


def test_the_preview_says_from_which_row_on_another_unit_holds(world):
    head = HEAD.replace("(万元)", "")
    one = "A-1,小学,北京,和田,交钥匙,100"
    content = xlsx_file(
        计划表=["单位：万元", head, one, "续表 单位：元", head, one.replace("A-1", "A-2")]
    )

    _load, preview = world.preview(content)

    assert [row["planned_aid"] for row in preview.plan.batches[0].rows()] == [1_000_000, 100]
    (note,) = preview.plan.notes
    assert (note.cell, note.expected) == ("F6", "From row 6 on, “计划资金” is in 元.")


STATUS_HEAD, STATUS_ROW = "项目编号,状态,形象进度(%)", "OWN,在建,20"
TRANSFER_HEAD = "资金环节,项目编号,日期,金额(万元)"
TRANSFER_ROW = "到位,OWN,2011-07-15,100"
PUBLISHED_HEAD = "表代码,行代码,行名称,指标,列名称,印刷值,单位,口径,定义"
PUBLISHED_ROW = "T-1,AKS,阿克苏,开工率,开工率,90.30,%,不含兵团,开工/计划"


@pytest.mark.parametrize(
    ("kind", "head", "row", "cell"),
    [
        (PROJECTS, HEAD, "A-1,小学,北京,和田,交钥匙,100", "A2"),
        (STATUS, STATUS_HEAD, STATUS_ROW, "A2"),
        (TRANSFERS, TRANSFER_HEAD, TRANSFER_ROW, "D2"),
        (PUBLISHED, PUBLISHED_HEAD, PUBLISHED_ROW, "F2"),
    ],
)
def test_a_row_that_is_there_twice_names_the_other_by_its_sheet(kind, head, row, cell):
    office = Office(code="OWN")
    make.published_table("T-1")
    user = office.recorder if kind in (STATUS, TRANSFERS) else make.administrator("loader")
    content = xlsx_file(六月=[head, row], 七月=[head, row])
    choices = {"programme": "2011-plan", "month": "2011-07-01"}

    _load, seen_preview = preview(kind, content, "a.xlsx", user=user, choices=choices)

    sentences = [problem.expected for problem in seen_preview.problems]
    assert [sentence for sentence in sentences if f"六月 {cell}" in sentence], sentences


def test_contacts_and_sums_beside_the_sheets_of_counties_neither_block_nor_load(world):
    content = xlsx_file(
        汇总=["汇总表", "序号,县市,项目个数,援疆资金(万元)", "1,和田市,1,100", "合计,,1,100"],
        和田市=["和田市项目表", NO_RECIPIENT, ONE],
        联系人=["序号,姓名,电话", "1,某某,0903-0000000"],
    )

    _load, seen_preview = world.preview(content)

    assert seen_preview.problems == []
    assert [question.code for question in seen_preview.questions] == ["sheet:汇总"]
    assert seen_preview.plan.batches[0].counts["created"] == 1
    assert unread(seen_preview) == [("sheet", "汇总", 4), ("sheet", "联系人", 2)]
