"""What new projects need and a file leaves out is derived where one value will do, else asked."""

import pytest
from django.utils.translation import override

from projects.models import Project
from reports.loads.examining import examine
from reports.loads.kinds.projects.plan import PROJECTS
from tests import make
from tests.cast.loading import ONE, World
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db
ROWS = ["A-1,小学,北京,和田,100", "A-2,医院,北京,和田,200"]
HEAD = "项目编号,项目名称,支援方,受援方,计划资金(万元)"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


def look(world, *rows, head=HEAD, **answers):
    return world.preview(world.file(*rows, head=head), answers=answers)[1]


def codes(preview):
    return [question.code for question in preview.questions]


def column(preview, name):
    return [row[name] for row in preview.plan.batches[0].rows()]


def test_the_delivery_is_asked_for_once_and_holds_for_all_rows(world):
    preview = look(world, *ROWS)

    (question,) = preview.questions
    assert (question.code, question.rows, preview.problems) == ("missing:delivery_mode", 2, [])
    assert [reading.value for reading in question.readings] == ["turnkey", "cheque", "co_built"]
    answered = look(world, *ROWS, **{"missing:delivery_mode": "cheque"})
    assert answered.is_sound
    assert column(answered, "delivery_mode") == ["cheque", "cheque"]


@pytest.fixture
def county(world):
    county = make.county("MY", name="墨玉县", short_name="墨玉")
    make.pairing(supporter=world.edge.supporter, recipient=county)
    return county


def test_the_delivery_may_differ_by_recipient(world, county):
    rows = [*ROWS, "A-3,公路,北京,墨玉,300"]

    (question,) = look(world, *rows).questions

    by_recipient = question.readings[-1]
    assert (by_recipient.value, by_recipient.comes_to) == (
        "by:recipient",
        "2 questions more: 和田, 墨玉",
    )
    answers = {"missing:delivery_mode": "by:recipient"}
    preview = look(world, *rows, **answers)
    assert [question.label for question in preview.questions if not question.choice] == [
        "delivery mode: which one for 2 rows of “和田”?",
        "delivery mode: which one for 1 row of “墨玉”?",
    ]
    assert not preview.is_sound and preview.problems == []
    answers |= {
        "missing:delivery_mode:recipient:和田": "cheque",
        "missing:delivery_mode:recipient:墨玉": "turnkey",
    }
    answered = look(world, *rows, **answers)
    assert answered.is_sound
    assert column(answered, "delivery_mode") == ["cheque", "cheque", "turnkey"]


def test_the_delivery_may_differ_by_sheet(world):
    head = HEAD.split(",")
    content = xlsx_file(一批=[head, ROWS[0].split(",")], 二批=[head, ROWS[1].split(",")])

    answers = {
        "missing:delivery_mode": "by:sheet",
        "missing:delivery_mode:sheet:一批": "cheque",
        "missing:delivery_mode:sheet:二批": "turnkey",
    }
    preview = examine(
        PROJECTS,
        content,
        "项目.xlsx",
        user=world.user,
        choices={"programme": "2011-plan", "answers": answers},
    )

    assert preview.is_sound
    assert column(preview, "delivery_mode") == ["cheque", "turnkey"]


def test_the_supporter_may_differ_by_recipient(world, county):
    shanghai = make.supporter("SH", name="上海市")
    pairings = [
        make.pairing(recipient=r, supporter=shanghai) for r in (world.edge.recipient, county)
    ]
    rows = ["A-1,小学,和田,交钥匙,1", "A-2,公路,墨玉,交钥匙,1"]
    answers = {
        "missing:supporter": "by:recipient",
        "missing:supporter:recipient:和田": "BJ",
        "missing:supporter:recipient:墨玉": "SH",
    }

    preview = look(world, *rows, head="项目编号,项目名称,受援方,援建方式,计划资金(万元)", **answers)

    assert preview.is_sound
    assert column(preview, "lead_pairing_id") == [world.edge.pk, pairings[1].pk]


def test_an_answer_fills_empty_cells_only_and_wrong_ones_stay_problems(world):
    rows = ["A-1,小学,北京,和田,交钥匙,1", "A-2,医院,北京,和田,,1", "A-3,公路,北京,和田,天上掉,1"]
    head = "项目编号,项目名称,支援方,受援方,援建方式,计划资金(万元)"

    preview = look(world, *rows, head=head, **{"missing:delivery_mode": "cheque"})

    assert column(preview, "delivery_mode") == ["turnkey", "cheque"]
    assert [problem.cell for problem in preview.problems] == ["E4"]


def test_stored_projects_need_nothing_more(world):
    make.project(code="A-1", name="小学", lead_pairing=world.edge)

    preview = look(world, "A-1,小学,5", head="项目编号,项目名称,计划资金(万元)")

    assert preview.is_sound and preview.plan.notes == []


def test_the_programme_is_asked_for_once(world):
    world.choices = {}
    make.programme("other", name="试点")

    preview = look(world, ONE, head="项目编号,项目名称,支援方,受援方,援建方式,计划资金(万元)")

    assert (codes(preview), preview.problems) == (["missing:programme"], [])
    assert {reading.value for reading in preview.questions[0].readings} == {"2011-plan", "other"}
    world.choices = {"answers": {"missing:programme": "other"}}
    preview = world.preview(world.file(ONE))[1]
    assert preview.is_sound
    assert column(preview, "programme_id") == [make.programme("other").pk]


def test_a_supporter_is_derived_where_each_recipient_has_one_only(world):
    preview = look(
        world, "A-1,小学,和田,交钥匙,1", head="项目编号,项目名称,受援方,援建方式,计划资金(万元)"
    )

    assert preview.is_sound
    assert column(preview, "lead_pairing_id") == [world.edge.pk]
    (note,) = preview.plan.notes
    assert "1 row" in note.expected


def test_a_supporter_is_asked_for_where_a_recipient_has_several(world):
    shanghai = make.pairing(
        recipient=world.edge.recipient, supporter=make.supporter("SH", name="上海市")
    )
    make.pairing(supporter=make.supporter("TJ", name="天津市"))
    head = "项目编号,项目名称,受援方,援建方式,计划资金(万元)"

    preview = look(world, "A-1,小学,和田,交钥匙,1", head=head)

    assert (codes(preview), preview.problems) == (["missing:supporter"], [])
    assert {reading.value for reading in preview.questions[0].readings} == {"BJ", "SH"}
    answered = look(world, "A-1,小学,和田,交钥匙,1", head=head, **{"missing:supporter": "SH"})
    assert column(answered, "lead_pairing_id") == [shanghai.pk]


def test_a_recipient_is_derived_or_asked_for_too(world):
    head, row = "项目编号,项目名称,支援方,援建方式,计划资金(万元)", "A-1,小学,北京,交钥匙,1"

    assert column(look(world, row, head=head), "lead_pairing_id") == [world.edge.pk]

    moyu = make.county("MY", name="墨玉县")
    pairing = make.pairing(supporter=world.edge.supporter, recipient=moyu)
    assert codes(look(world, row, head=head)) == ["missing:recipient"]
    answered = look(world, row, head=head, **{"missing:recipient": "MY"})
    assert column(answered, "lead_pairing_id") == [pairing.pk]


@pytest.mark.parametrize(
    ("head", "row"),
    [("受援方", "A-1,小学,和田啊,交钥匙,1"), ("支援方", "A-1,小学,北京啊,交钥匙,1")],
)
def test_nothing_is_missing_beside_an_organisation_that_is_asked_about(world, head, row):
    preview = look(
        world,
        row,
        row.replace("A-1", "A-2"),
        head=f"项目编号,项目名称,{head},援建方式,计划资金(万元)",
    )

    assert preview.problems == []
    assert [(unknown.name, unknown.rows) for unknown in preview.plan.unknown] == [(row[7:10], 2)]


def test_both_parties_are_asked_for_one_after_the_other(world):
    make.pairing(recipient=world.edge.recipient, supporter=make.supporter("SH", name="上海市"))
    head, row = "项目编号,项目名称,援建方式,计划资金(万元)", "A-1,小学,交钥匙,1"

    preview = look(world, row, head=head)

    assert "missing:supporter" in codes(preview) and preview.problems == []
    answered = look(world, row, head=head, **{"missing:supporter": "BJ"})
    assert answered.is_sound
    assert column(answered, "lead_pairing_id") == [world.edge.pk]


def test_all_answers_given_the_file_is_written(world):
    world.choices |= {"answers": {"missing:delivery_mode": "cheque"}}

    world.load(world.file(*ROWS, head=HEAD))

    assert set(Project.objects.values_list("delivery_mode", flat=True)) == {"cheque"}
