"""A preview prints amounts with their unit, in that of the file; none while it is asked for."""

from io import BytesIO

import openpyxl
import pytest
from django.utils.translation import override

from reports.loads.pages.amounts import file_units
from tests.cast.loading import HEAD, ONE, World
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db

ASKED = HEAD.replace("(万元)", "")


@pytest.fixture
def world(client):
    world = World()
    client.force_login(world.user)
    client.cookies["django_language"] = "en"
    return world


def page_of(client, world, content, **choices) -> str:
    load, _preview = world.preview(content, **choices)
    return words(client.get(load.get_absolute_url()))


def test_totals_stand_in_the_unit_of_the_file(client, world):
    page = page_of(client, world, world.file(ONE, "合计,,,,,120.5"))

    assert "1 100 (10,000 yuan) 120.5 (10,000 yuan) does not add up" in page
    assert "Planned funds 100 (10,000 yuan)" in page
    assert "1,000,000" not in page


def test_no_amount_is_printed_as_yuan_while_its_unit_is_asked_for(client, world):
    world.load(world.file(ONE))
    page = page_of(client, world, csv_file(ASKED, ONE.replace(",100", ",120")))

    assert "from CNY 1 m → to 120 (unit not yet chosen)" in page
    assert "120 (unit not yet chosen)" in page.partition("Totals")[2]

    page = page_of(client, world, csv_file(ASKED, ONE), answers={"unit": "千元"})
    assert "from 1,000 (1,000 yuan) → to 100 (1,000 yuan)" in page


def test_hidden_rows_come_to_no_amount_in_yuan_while_the_unit_is_asked_for(client, world):
    book = openpyxl.Workbook()
    for row in (ASKED, ONE, ONE.replace("A-1", "A-2")):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(",")])
    book.active.row_dimensions[3].hidden = True
    content = BytesIO()
    book.save(content)

    page = page_of(client, world, content.getvalue())

    assert "read them 1 row, 100 (unit not yet chosen)" in page


def test_each_column_has_its_own_unit(client, world):
    content = csv_file(f"{HEAD},总投资(元)", f"{ONE},3000000")

    page = page_of(client, world, content)

    assert "Planned funds 100 (10,000 yuan)" in page
    assert "Total investment 3,000,000 (yuan)" in page


def test_a_column_in_several_units_is_printed_in_one(client, world):
    content = world.file(
        ONE, "单位：元", HEAD.replace("(万元)", ""), "A-2,中学,北京,和田,交钥匙,500000"
    )
    _load, preview = world.preview(content)

    units = file_units(preview)

    with override("en"):
        assert units.amount("planned_aid", 500_000) == "CNY 500,000"
        assert units.amount("planned_aid", None) == "—"


def test_no_rule_about_amounts_is_broken_while_the_unit_of_one_is_asked_for(world):
    content = csv_file(f"{HEAD},总投资", f"{ONE},900")

    asked, answered = (world.preview(content, answers=a)[1] for a in ({}, {"unit": "元"}))

    assert ([q.code for q in asked.questions], asked.problems) == (["unit"], [])
    assert [problem.cell for problem in answered.problems] == ["G2"]
