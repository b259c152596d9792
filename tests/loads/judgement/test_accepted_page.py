"""The page of an accepted file leads to its rows, says what comes next and what was answered."""

import html
import re

import pytest

from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, choose
from tests.cast.loading import HEAD, ONE, World
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db


def page_of(client, load, user) -> str:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(load.get_absolute_url())


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


def test_the_link_lists_the_projects_of_the_file_and_no_others(client):
    world = World()
    world.load(world.file(ONE.replace("A-1,小学", "B-9,医院")))
    load = world.load(world.file(ONE))
    page = page_of(client, load, world.user).content.decode()

    link = re.search(r'href="(/projects/[^"]*)"', page.partition("next-steps")[2])[1]
    listed = words(client.get(html.unescape(link)))

    assert "小学" in listed and "医院" not in listed
