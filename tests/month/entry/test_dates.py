"""The date cell of the grid: what is known or planned of a date, as the cell's description."""

import re
from datetime import date

import pytest

from projects.models import Project
from tests import make
from tests.cast.grid import GRID
from tests.cast.office import Office, as_

pytestmark = pytest.mark.django_db
PLANNED = {"planned_start_on": date(2011, 4, 15), "planned_finish_on": date(2011, 12, 1)}
OVERDUE = "Planned start 2011-04-15, 107 days overdue"


def hints(page, project) -> dict[str, str]:
    """{name of a date: its description} of the cells of a row that have one."""
    text = page.content.decode()
    described = {}
    for name in ("started_on", "completed_on", "since"):
        pattern = rf'id="id_{project.code}-{name}_hint">([^<]*)<'
        if match := re.search(pattern, text):
            assert f'aria-describedby="id_{project.code}-{name}_hint"' in text
            described[name] = match[1]
    return described


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        (
            {"planned_start_on": date(2011, 8, 15)},
            {"started_on": "Planned start 2011-08-15"},
        ),
        (
            PLANNED,
            {"started_on": OVERDUE, "completed_on": "Planned finish 2011-12-01"},
        ),
        (
            PLANNED | {"started_on": date(2011, 5, 2)},
            {"started_on": "Last month 2011-05-02", "completed_on": "Planned finish 2011-12-01"},
        ),
        (
            PLANNED | {"started_on": date(2011, 5, 2), "completed_on": date(2011, 6, 3)},
            {"started_on": "Last month 2011-05-02", "completed_on": "Last month 2011-06-03"},
        ),
    ],
    ids=["nothing planned", "before its start", "overdue", "under way", "completed"],
)
def test_a_date_cell_is_described_by_what_is_known_else_planned(client, fields, expected):
    office = Office(**fields)

    page = as_(client, office.recorder).get(GRID)

    assert hints(page, office.project) == expected


def test_a_stopped_project_says_since_when(client):
    office = Office(started_on=date(2011, 5, 2))
    make.suspension(office.project, starts_on=date(2011, 6, 5))

    page = as_(client, office.recorder).get(GRID)

    assert hints(page, office.project)["since"] == "Stopped since 2011-06-05"


def test_a_date_of_the_month_itself_is_not_called_last_month_s(client):
    office = Office(**PLANNED)
    office.whole_round()
    office.enter(stage=Project.Stage.UNDER_CONSTRUCTION, is_correction=True)

    page = as_(client, office.recorder).get(GRID)

    assert hints(page, office.project)["started_on"] == "This month 2011-07-05"


@pytest.mark.parametrize(
    ("planned_start_on", "hint"),
    [
        (date(2011, 7, 11), "Planned start 2011-07-11"),
        (date(2011, 7, 3), "Planned start 2011-07-03, 2 days overdue"),
    ],
    ids=["before its plan", "after it"],
)
def test_a_start_that_is_reported_is_overdue_by_the_days_until_it(client, planned_start_on, hint):
    office = Office(planned_start_on=planned_start_on)
    office.enter()

    page = as_(client, office.recorder).get(GRID)

    assert hints(page, office.project)["started_on"] == hint
