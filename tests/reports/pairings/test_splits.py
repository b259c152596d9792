"""A jointly published row is split between its supporters for illustration, and says so."""

import re

import pytest
from django.utils.translation import override

from projects.figures.progress import progress_by
from projects.models import Project
from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import Page, reader, words

YI = 100_000_000
MARK = " (illustrative split)"

pytestmark = pytest.mark.django_db


def row(name, supporters, **fields):
    """A reporting row with a project of each supporter."""
    prefecture = make.prefecture(name=name, short_name=name)
    reporting = make.reporting_row(prefecture)
    for supporter in supporters:
        make.reporting_unit(reporting, supporter)
        make.project(supporter=supporter, recipient=prefecture, planned_aid=YI, **fields)
    return reporting


@pytest.fixture
def parties():
    return [make.supporter(short_name=name) for name in ("甲省", "乙省", "丙省")]


@pytest.fixture
def rows(parties):
    """Two supporters share a row; a third has one to itself and is behind."""
    joint = row("合州", parties[:2], provenance="illustrative")
    return joint, row("单州", parties[2:], provenance="illustrative")


def labels(name, **fields):
    plan = make.programme()
    projects = Project.objects.all()
    with override("en"):
        rows = progress_by(name, projects, plan, scope="local", on=plan.ends_on, **fields)
    return [row.group.label for row in rows]


def test_units_and_supporters_of_a_joint_row_are_marked(client, rows):
    reader(client)

    assert labels("unit", user=None) == [f"甲省→合州{MARK}", f"乙省→合州{MARK}", "丙省→单州"]
    assert labels("supporter", user=None) == [f"甲省{MARK}", f"乙省{MARK}", "丙省"]
    assert labels("prefecture", user=None) == ["合州", "单州"]


def test_a_supporter_who_sees_only_its_own_unit_sees_the_mark(rows, parties):
    office = make.member("recorder", parties[0])

    assert labels("unit", user=office)[0] == f"甲省→合州{MARK}"


def test_a_row_of_recorded_projects_is_no_illustration(parties):
    row("合州", parties[:2], provenance="recorded")

    assert labels("unit", user=None) == ["甲省→合州", "乙省→合州"]


def test_the_mark_stands_at_the_panel_its_chart_its_tables_and_in_the_file(client, rows):
    page = reader(client).get("/pairings/")
    file = words_of(book(client, "/pairings/")["Reporting units"])
    months = words_of(book(client, "/pairings/")["Reporting units, month by month"])

    label = f"甲省→合州{MARK}"
    lines = [line[0] for line in Page(page).lines() if line]
    assert re.search(rf'aria-label="{re.escape(label)}"', page.content.decode())
    assert lines.count(label) > 3
    assert label in file
    assert label in months


def test_no_unit_of_a_joint_row_is_called_furthest_behind(client, rows):
    page = reader(client).get("/pairings/")

    panels = re.findall(r"(\w+→\w+)", " ".join(re.findall(r"<h3>.*?</h3>", page.content.decode())))
    assert panels == ["丙省→单州", "甲省→合州", "乙省→合州"]
    assert "1 of 1 units with a row of their own are behind on both rates" in words(page)
    assert "units with a row of their own first, furthest behind first" in words(page)


def test_where_every_row_is_joint_no_unit_is_compared(client, parties):
    row("合州", parties[:2], provenance="illustrative")

    assert "Every row is published jointly" in words(reader(client).get("/pairings/"))


def test_the_files_of_a_unit_and_of_a_pairing_say_that_their_figures_are_split(client, rows):
    joint, _own = rows
    unit = joint.units.first()
    pairing = Project.objects.filter(lead_pairing__supporter=unit.supporter).first().lead_pairing
    reader(client)

    for ref in (unit.ref, pairing.ref):
        page = book(client, f"/pairings/{ref}/")
        assert "any split by supporter or county is illustrative" in words_of(
            page["Headline rates"]
        )
    whole = book(client, f"/pairings/{joint.prefecture.ref}/")
    assert "any split by supporter" not in words_of(whole["Headline rates"])


def test_a_balance_of_a_joint_row_is_marked(client, rows, parties):
    for supporter in parties:
        make.in_region(supporter=supporter, receiver=rows[0].prefecture, amount=YI)

    text = words(reader(client).get("/transfers/"))

    assert f"甲省→合州{MARK}" in text
    assert f"甲省→合州{MARK}" in words_of(book(client, "/transfers/")["Balance by reporting unit"])
