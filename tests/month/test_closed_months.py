"""What a closed month still says: where each report stood, and what was never reported."""

import pytest

from projects.models import Project
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import MONTH, Office, as_
from tests.exports.files import lines
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

LABELS = {
    "verified": "verified",
    "returned": "returned",
    "draft": "draft",
    "nothing": "not reported",
}


@pytest.fixture
def office():
    """An office whose month is closed, with a project in each state that a report can have."""
    office = Office(name="项目verified")
    for state in ("returned", "draft", "nothing"):
        office.another_project(name=f"项目{state}")
    for project in Project.objects.exclude(name="项目nothing"):
        make.status_report(project, office.month, state=project.name.removeprefix("项目"))
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    return office


@pytest.mark.parametrize("address", [MONTH, f"{MONTH}entry/"])
def test_a_closed_month_shows_where_each_report_stands(client, office, address):
    page = words(as_(client, office.recorder).get(address))

    for state, label in LABELS.items():
        assert label in page.split(f"项目{state} ")[1].split("项目")[0]
    assert "month closed" not in page


def test_the_file_of_a_closed_month_shows_where_each_report_stands(client, office):
    rows = lines(as_(client, office.recorder), MONTH)

    states = {row[1].removeprefix("项目"): row[4] for row in rows if row[1:] and "项目" in row[1]}
    assert states == LABELS


def test_the_page_of_a_project_shows_where_its_report_stands(client, office):
    page = words(as_(client, office.recorder).get(f"{MONTH}entry/{office.project.code}/"))

    assert "· verified" in page
    assert "ask an administrator for an exemption" in page


def test_the_board_says_of_a_closed_month_what_was_not_reported(client, office):
    page = words(as_(client, office.administrator).get("/months/completeness/"))

    assert "not reported 1" in page
    assert "not started" not in page
