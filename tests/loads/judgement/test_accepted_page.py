"""The page of an accepted file leads to its rows, says what comes next and what was answered."""

import html
import re

import pytest

from reports.loads.kinds.projects.plan import PROJECTS
from reports.loads.loading import accept, choose, preview
from reports.loads.pages.after import answers_in_words
from tests import make
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
    assert "In which unit is “计划资金”? 10,000 yuan admin" in words(page)
    assert "What is the column “体量”? scale admin" in words(page)


def test_the_link_lists_the_projects_of_the_file_and_no_others(client):
    world = World()
    world.load(world.file(ONE.replace("A-1,小学", "B-9,医院")))
    load = world.load(world.file(ONE))
    page = page_of(client, load, world.user).content.decode()

    link = re.search(r'href="(/projects/[^"]*)"', page.partition("next-steps")[2])[1]
    listed = words(client.get(html.unescape(link)))

    assert "小学" in listed and "医院" not in listed


def test_answers_are_read_in_the_language_of_the_reader(client):
    world = World()
    content = csv_file(HEAD.replace("(万元)", ""), ONE)
    load, _seen = world.preview(content, answers={"unit": "万元"})
    accept(PROJECTS, load, user=world.user)

    page_of(client, load, world.user)
    client.cookies["django_language"] = "zh-hans"

    assert "“计划资金”的单位是什么？ 万元" in words(client.get(load.get_absolute_url()))


def test_a_colleague_whose_earlier_answer_was_taken_is_named():
    world = World()
    office, colleague = make.county("OF"), make.administrator("li")
    make.membership(user=colleague, organisation=office, role="administrator")
    make.membership(user=world.user, organisation=office, role="administrator")
    content = world.file(f"{ONE},三层", head=f"{HEAD},体量")
    first, _seen = preview(PROJECTS, content, "a.csv", user=colleague, choices=world.choices)
    choose(PROJECTS, first, user=colleague, choices={"headers": {"体量": "scale"}})
    load, _seen = world.preview(content)
    load = accept(PROJECTS, load, user=world.user)

    (answer,) = answers_in_words(load)

    assert "沿用li于" in answer.given


def test_an_answer_that_stays_is_signed_by_who_gave_it_first():
    world = World()
    load, _seen = world.preview(csv_file(HEAD.replace("(万元)", ""), ONE))
    choose(PROJECTS, load, user=world.user, choices={"answers": {"unit": "万元"}})
    second = make.administrator("wang")

    load.refresh_from_db()
    choose(PROJECTS, load, user=second, choices={"answers": {"unit": "万元"}})
    load.refresh_from_db()
    assert load.choices["signatures"]["unit"]["by"] == world.user.pk

    choose(PROJECTS, load, user=second, choices={"answers": {"unit": "元"}})
    load.refresh_from_db()
    assert load.choices["signatures"]["unit"]["by"] == second.pk


def test_an_organisation_that_was_chosen_is_named_on_the_page(client):
    world = World()
    load, _seen = world.preview(world.file("A-1,小学,北京啊,和田,交钥匙,100"))
    choose(PROJECTS, load, user=world.user, choices={"organisations": {"北京啊": "BJ"}})
    load = accept(PROJECTS, load, user=world.user)

    page = words(page_of(client, load, world.user))

    assert "“北京啊”: which organisation is meant? 北京 (BJ) admin" in page


def test_what_was_not_read_stands_folded_on_the_page(client):
    world = World()
    load, _seen = world.preview(world.file(ONE, "合计,,,,,100"))
    load = accept(PROJECTS, load, user=world.user)

    page = words(page_of(client, load, world.user))

    assert "Not read 1 part of the file" in page and "a total, compared only" in page
