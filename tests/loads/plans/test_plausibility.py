"""Planned amounts and days that are unlikely are asked about, once for all rows of a file."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.models import Project
from tests import make
from tests.cast.loading import HEAD, World

pytestmark = pytest.mark.django_db
WAN = 10_000
WITH_TOTAL = f"{HEAD},总投资(万元)"
WITH_DAYS = f"{HEAD},计划开工,计划完工"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    world = World()
    for number, planned_aid in enumerate((80, 300, 700, 1500), start=1):
        amount = planned_aid * WAN
        make.project(code=f"S-{number}", name=f"项目S-{number}", lead_pairing=world.edge,
                     planned_aid=amount, total_investment=2 * amount)  # fmt: skip
    return world


def row(code, amount, *more):
    return ",".join((code, f"项目{code}", "北京", "和田", "交钥匙", f"{amount}", *map(str, more)))


def look(world, *rows, head=HEAD, **answers):
    content = world.file(*rows, head=head)
    return world.preview(content, answers={f"value:{c}": a for c, a in answers.items()})[1]


def amounts(preview):
    return [row["planned_aid"] for row in preview.plan.batches[0].rows()]


def test_amounts_of_the_size_of_others_ask_nothing(world):
    preview = look(world, row("A-1", 10, 30), row("A-2", 20000, 20000), head=WITH_TOTAL)

    assert preview.is_sound and preview.plan.notes == []


def test_yuan_under_ten_thousand_yuan_is_one_question_for_all_rows(world):
    rows = [row("A-1", 100), row("A-2", 3_000_000), row("A-3", 5_500_000)]

    (question,) = look(world, *rows).questions

    assert (question.code, question.where) == ("value:smaller", "项目 F3, 项目 F4")
    assert [reading.comes_to for reading in question.readings] == [
        "2 amounts, total CNY 85 bn",
        "2 amounts, total CNY 8.5 m",
    ]
    assert amounts(look(world, *rows, smaller="smaller"))[1:] == [3_000_000, 5_500_000]
    assert amounts(look(world, *rows, smaller="read"))[1:] == [3_000_000 * WAN, 5_500_000 * WAN]


def test_a_whole_file_in_another_unit_is_told_by_the_stored_projects(world):
    (question,) = look(world, row("A-1", 0.01), row("A-2", 0.03)).questions

    assert (question.code, question.rows) == ("value:larger", 2)


def test_where_nothing_is_stored_the_rows_are_compared_with_each_other(world):
    Project.objects.all().delete()
    rows = [row("A-1", 100), row("A-2", 300), row("A-3", 500), row("A-4", 4_000_000)]

    (question,) = look(world, *rows).questions

    assert question.where == "项目 F5"


def test_aid_that_is_next_to_nothing_of_the_investment_is_asked_about(world):
    (question,) = look(world, row("A-1", 0.08, 900), head=WITH_TOTAL).questions

    assert question.code == "value:larger"


def test_while_it_is_asked_no_rule_about_amounts_is_broken(world):
    rows = [row("A-1", 5_000_000, 900)]

    preview = look(world, *rows, head=WITH_TOTAL)

    assert (len(preview.questions), preview.problems) == (1, [])
    assert look(world, *rows, head=WITH_TOTAL, smaller="smaller").is_sound
    assert look(world, *rows, head=WITH_TOTAL, smaller="read").problems != []


def test_a_stored_project_is_compared_with_itself(world):
    (question,) = look(world, row("S-1", 0.008)).questions
    assert question.code == "value:larger"

    assert look(world, row("S-1", 80)).questions == []


def test_days_of_other_years_are_asked_about(world):
    rows = [row("A-1", 100, "2012-03-01", "2013-05-31"), row("A-2", 100, "2010-03-01", "2012-05")]

    (question,) = look(world, *rows, head=WITH_DAYS).questions

    assert (question.code, question.where, question.rows) == ("value:years", "项目 G2", 1)
    left_out, _other = look(world, *rows, head=WITH_DAYS, years="leave").plan.batches[0].rows()
    assert left_out["planned_start_on"] is None and left_out["planned_finish_on"] is not None
    assert look(world, *rows, head=WITH_DAYS, years="read").is_sound


def test_while_days_are_asked_about_their_order_is_no_problem(world):
    preview = look(world, row("A-1", 100, "2031-03", "2011-11"), head=WITH_DAYS)

    assert (len(preview.questions), preview.problems) == (1, [])


def test_a_project_many_times_the_plan_of_its_pairing_is_noted(world):
    preview = look(world, row("A-1", Decimal(28_000)))

    (note,) = preview.plan.notes
    assert note.expected == "CNY 280 m is 11 times what the pairing's other projects come to."
    assert preview.can_be_accepted
