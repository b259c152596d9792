"""Tranches on a second sheet of a file of projects."""

from datetime import date

import pytest
from django.utils.translation import override

from projects.models import Project, Tranche
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.sheets import xlsx_file

pytestmark = pytest.mark.django_db
TRANCHES = "项目编号,批次,计划拨付日期,金额(万元)"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def world():
    return World()


def look(world, projects, tranches):
    sheets = {"项目": [HEAD, *projects], "批次": [TRANCHES, *tranches]}
    return preview(PROJECTS, xlsx_file(**sheets), "a.xlsx", user=world.user, choices=world.choices)


def test_tranches_are_loaded_with_their_new_project(world):
    load, preview = look(world, [ONE], [["A-1", 1, date(2011, 3, 1), 40], "A-1,2,2011-09-01,60"])
    assert preview.can_be_accepted, preview.problems

    accept(PROJECTS, load, user=world.user)

    project = Project.objects.get()
    assert project.untranched() == 0
    assert set(project.tranches.values_list("number", "planned_on", "amount")) == {
        (1, date(2011, 3, 1), 400_000),
        (2, date(2011, 9, 1), 600_000),
    }


def test_the_same_file_again_changes_nothing(world):
    load, _preview = look(world, [ONE], ["A-1,1,2011-03-01,40"])
    accept(PROJECTS, load, user=world.user)

    assert look(world, [ONE], ["A-1,1,2011-03-01,40"])[1].is_nothing


def test_a_tranche_of_a_stored_project_is_changed(world):
    project = make.project(code="B-1")
    make.tranche(project, number=1, amount=5)

    load, preview = look(world, [ONE], ["B-1,1,2011-03-01,40"])
    accept(PROJECTS, load, user=world.user)

    assert preview.plan.counts["projects.Tranche"]["changed"] == 1
    assert project.tranches.get().amount == 400_000


def test_undoing_takes_projects_and_tranches_back(world):
    load, _preview = look(world, [ONE], ["A-1,1,2011-03-01,40"])
    accept(PROJECTS, load, user=world.user)

    undo(PROJECTS, load, user=world.user)

    assert not Project.objects.exists() and not Tranche.objects.exists()


def test_what_is_wrong_with_a_tranche_is_told_with_the_rest(world):
    rows = [
        "A-9,1,2011-03-01,40",
        "A-1,0,2011-03-01,40",
        "A-1,1,2011-03-01,-4",
        "A-1,1,2011-03-01,4",
    ]
    preview = look(world, [ONE], rows)[1]

    assert [(p.sheet, p.cell) for p in preview.problems] == [
        ("批次", "A2"),
        ("批次", "B3"),
        ("批次", "D4"),
        ("批次", "B5"),
    ]
