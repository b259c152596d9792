"""What an office answered about a heading comes again with who and when, never in silence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.models import HeaderName, Load
from tests import make
from tests.cast.loading import HEAD, ONE, World
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db

CONTENT = csv_file(f"{HEAD},体量", f"{ONE},三层")


@pytest.fixture
def world(client):
    world = World()
    make.membership(user=world.user, role="administrator")
    world.client = client
    client.force_login(world.user)
    client.cookies["django_language"] = "en"
    return world


def uploaded(world, content=CONTENT) -> str:
    form = {"kind": "projects", "file": SimpleUploadedFile("计划.csv", content)}
    return world.client.post("/loads/", form | {"programme": "2011-plan"})["Location"]


@pytest.fixture
def answered(world):
    """The preview of a second file with a heading that was answered for the first."""
    world.client.post(uploaded(world), {"question-0": "scale"})
    HeaderName.objects.update(chosen_at="2011-03-18T09:00:00+08:00")
    return uploaded(world)


def test_an_answer_for_an_earlier_file_stands_with_who_and_when(world, answered):
    page = words(world.client.get(answered))

    assert "What is the column “体量”? scale as answered on 18 March 2011 by admin" in page
    assert "1 row can be saved" in page


def test_it_is_changed_for_this_file_and_later_ones(world, answered):
    world.client.post(answered, {"question-0": "leave"})

    assert HeaderName.objects.get().column == ""
    assert "leave this column out change" in words(world.client.get(answered))


def test_it_stays_as_it_was_where_other_answers_are_saved(world, answered):
    world.client.post(answered, {"question-0": "scale"})

    assert "as answered on 18 March 2011" in words(world.client.get(answered))
    assert "headers" not in Load.objects.first().choices


def test_it_is_forgotten_and_asked_about_again(world, answered):
    page = words(
        world.client.post(answered, {"question-0": "scale", "forget-0": "on"}, follow=True)
    )

    assert "1 question; nothing has been saved yet" in page
    assert not HeaderName.objects.exists()


@pytest.mark.parametrize(("amount", "is_asked"), [("120", False), ("1000000", True)])
def test_it_is_asked_anew_where_amounts_are_far_from_the_stored_ones(world, amount, is_asked):
    world.load(world.file(ONE))
    head, row = HEAD.replace("计划资金", "盘子"), ONE.replace(",100", f",{amount}")
    make.header_name(organisation=world.user.memberships.get().organisation, header="盘子",
                     column="planned_aid", kind="projects")  # fmt: skip

    page = words(world.client.get(uploaded(world, csv_file(head, row))))

    assert ("1 question; nothing has been saved yet" in page) == is_asked
    assert ("Its amounts are 100 times those" in page) == is_asked
    assert (
        "planned aid as answered before" in page or "as answered before change" in page
    ) != is_asked
