"""The page of one project and month: its place, the next one, a photograph, hints of its dates."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from projects.models import Evidence, StatusReport
from tests.cast.grid import GRID, posted
from tests.cast.office import MONTH, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db


def address(project) -> str:
    return f"{GRID}{project.code}/"


def photograph() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (64, 48)).save(content, "JPEG")
    return SimpleUploadedFile("现场.jpg", content.getvalue(), "image/jpeg")


def test_saving_leads_to_the_next_row_that_nobody_has_filled_in_and_then_to_the_answers(client):
    office = Office()
    filled, following = office.another_project(), office.another_project()
    office.enter(project=filled)
    person = as_(client, office.recorder)

    assert "of 3, 1 filled in" in words(person.get(address(office.project)))
    first = person.post(address(office.project), posted(office, next="1") | {"next": "1"})
    last = person.post(address(following), posted(office, following) | {"next": "1"})

    assert first["Location"] == address(following)
    assert last["Location"] == f"{MONTH}answers/"


def test_a_refused_row_stays_on_its_page(client):
    office = Office()
    office.another_project()
    form = posted(office, physical_progress="101") | {"next": "1"}

    page = as_(client, office.recorder).post(address(office.project), form)

    assert "Physical progress must be between 0 and 100." in words(page)


def test_a_photograph_is_saved_with_its_row_once(client):
    office = Office()
    key = "6e7f0f3c-5b54-4b6c-9d3f-4f1f5b6a7c8d"

    for version in (0, 1):
        form = posted(office, version=version) | {"photo_key": key, "photo": photograph()}
        as_(client, office.recorder).post(address(office.project), form)

    assert Evidence.objects.get().report == StatusReport.objects.get()


@pytest.mark.parametrize(
    ("fields", "hints"),
    [
        ({"planned_start_on": date(2011, 8, 15)}, ["planned start 2011-08-15"]),
        (
            {"planned_start_on": date(2011, 4, 15)},
            ["planned start 2011-04-15, 107 days overdue"],
        ),
        (
            {
                "planned_start_on": date(2011, 4, 15),
                "planned_finish_on": date(2011, 12, 1),
                "started_on": date(2011, 5, 2),
            },
            ["last month 2011-05-02", "planned finish 2011-12-01"],
        ),
    ],
)
def test_a_date_has_the_hint_of_its_state(client, fields, hints):
    office = Office(**fields)

    page = words(as_(client, office.recorder).get(address(office.project)))

    for hint in hints:
        assert hint in page
    if "started_on" in fields:
        assert "planned start" not in page
