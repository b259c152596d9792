"""Previews, conflicts and refusals name rows as people do, never by their numbers."""

import re

import pytest
from django.utils.translation import override

from projects.models import Project, Tranche
from reports.loads.batches import Batch, New
from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import preview
from reports.loads.pages.amounts import FileUnits, file_units
from reports.loads.plans import Plan
from reports.loads.undoing import why_not_undo
from reports.loads.words import changes_by_model
from tests import make
from tests.cast.loading import ONE, World
from tests.cast.office import Office
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_the_preview_of_a_report_names_its_project_and_month():
    office = Office(code="OWN")
    content = csv_file(
        "项目编号,状态,开工日期,形象进度(%),累计到位资金(万元)", "OWN,在建,2011-07-05,20,300"
    )
    choices = {"month": "2011-07-01"}

    _load, seen = preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)
    (reports,) = changes_by_model(seen.plan, file_units(seen))

    project = Project.objects.get(code="OWN")
    ((words, fields),) = reports.created
    assert words == f"OWN {project.name} 2011-07"
    assert dict(fields)["project"] == f"{project.label} (OWN)"
    assert "2011-07" in dict(fields).values()


def test_a_row_that_refers_to_a_stored_or_a_new_project_names_it():
    project = make.project(code="A-1", name="小学")
    batch = Batch(Tranche, ("project_id", "number"), lambda row: f"{row['number']}")
    batch.create({"project_id": project.pk, "number": 1})
    batch.create({"project_id": New(Project, "A-2"), "number": 1})
    batch.change(
        5, {"project_id": make.project(code="B-1").pk, "number": 1}, {"project_id": project.pk}
    )

    (tranches,) = changes_by_model(Plan([batch]), FileUnits({}))

    assert [dict(fields)["project"] for _words, fields in tranches.created] == ["小学 (A-1)", "A-2"]
    ((_words, ((_name, old, new),)),) = tranches.changed
    assert old.endswith("(B-1)")
    assert new == "小学 (A-1)"


def test_why_an_import_stays_names_what_hangs_on_it():
    world = World()
    load = world.load(world.file(ONE))
    project = Project.objects.get(code="A-1")
    make.tranche(project, number=7)

    sentence = why_not_undo(PROJECTS, load, world.user)

    assert re.search(r"Tranches 1: A-1 / 7", sentence)
