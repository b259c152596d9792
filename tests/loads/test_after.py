"""The page of an accepted file leads to its rows, says what comes next and what was answered."""

import pytest

from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, choose, preview
from tests.cast.loading import HEAD, ONE, World
from tests.cast.office import Office
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db


def page_of(client, load, user) -> str:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(load.get_absolute_url())


def test_drafts_lead_to_the_month_where_they_are_submitted(client):
    office = Office(code="OWN")
    content = csv_file(
        "项目编号,状态,开工日期,形象进度(%),累计到位资金(万元)", "OWN,在建,2011-07-05,20,300"
    )
    choices = {"month": "2011-07-01"}
    load, _seen = preview(STATUS, content, "七月.csv", user=office.recorder, choices=choices)
    load = accept(STATUS, load, user=office.recorder)

    page = page_of(client, load, office.recorder)

    assert "1 draft: July 2011 Check and submit" in words(page)
    assert "/2011-07/entry/" in page.content.decode()


def test_projects_lead_to_their_list_and_the_answers_stand_on_record(client):
    world = World()
    content = csv_file(f"{HEAD},体量".replace("(万元)", ""), f"{ONE},三层")
    load, _seen = world.preview(content)
    answers = {"answers": {"unit": "万元"}, "headers": {"体量": "scale"}}
    choose(PROJECTS, load, user=world.user, choices=answers)
    load = accept(PROJECTS, load, user=world.user)

    page = page_of(client, load, world.user)

    assert "1 project: " in words(page) and "See the projects" in words(page)
    assert "/projects/?programme=2011-plan" in page.content.decode()
    assert "Answers given admin unit 万元 体量 scale" in words(page)
