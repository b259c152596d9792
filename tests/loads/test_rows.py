"""Which rows of a file are loaded, and which are listed as lines that are no rows."""

import pytest
from django.utils.translation import override

from tests.cast.loading import HEAD, World
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
