"""Which programme a page shows where the address names none."""

from datetime import date

import pytest

from tests import make
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """The plan of 2011, reported through June, with a project, after others in the order."""
    plan = make.programme(position=5)
    make.project(programme=plan)
    return plan


def in_preparation(code="2012-plan", **fields):
    values = {"starts_on": date(2012, 1, 1), "ends_on": date(2012, 12, 31), **fields}
    return make.programme(code, reported_through=values.pop("reported_through", None), **values)


def shown(client, address="/overview/") -> str:
    return client.get(address).context["view"].programme.code


@pytest.mark.parametrize("reported_through", [None, date(2012, 1, 31)])
@pytest.mark.parametrize(
    "address", ["/overview/", "/wall/", "/projects/", "/pairings/", "/transfers/"]
)
def test_a_programme_in_preparation_is_not_shown_by_itself(client, plan, address, reported_through):
    in_preparation(reported_through=reported_through)

    assert shown(reader(client), address) == plan.code


def test_the_latest_reports_decide_then_the_later_start(client, plan):
    pilot = in_preparation("2010-pilot", starts_on=date(2010, 1, 1), ends_on=date(2010, 12, 31))
    make.project(programme=pilot)
    person = reader(client)

    for reported_through, code in [
        (None, plan.code),
        (plan.reported_through, plan.code),
        (date(2011, 7, 31), pilot.code),
    ]:
        pilot.reported_through = reported_through
        pilot.save()
        assert shown(person) == code


def test_a_programme_with_published_figures_only_is_shown_where_there_is_no_other(client):
    in_preparation()
    published = in_preparation("12th-plan", starts_on=date(2011, 1, 1), position=9)
    make.published_figure(make.published_table(programme=published))

    assert shown(reader(client)) == published.code


def test_a_programme_in_preparation_is_shown_where_there_is_no_other(client):
    assert in_preparation().code == shown(reader(client))


def test_the_programme_chosen_on_the_overview_is_remembered(client, plan):
    pilot = make.programme("2010-pilot", name="2010年试点", position=7, starts_on=date(2010, 1, 1))
    make.project(programme=pilot)
    person = reader(client)

    person.get(f"/overview/?programme={pilot.code}")

    assert shown(person) == shown(person, "/projects/") == pilot.code
    assert "2010年试点" in words(person.get("/overview/"))
    person.get(f"/overview/?programme={plan.code}")
    assert shown(person) == plan.code


def test_a_chosen_programme_that_is_gone_or_empty_is_forgotten(client, plan):
    in_preparation()
    person = reader(client)

    for code in ("gone", "2012-plan"):
        person.cookies["programme"] = code
        assert shown(person) == plan.code


def test_a_project_is_shown_under_its_own_programme_whatever_was_chosen(client, plan):
    pilot = make.programme("2010-pilot", name="2010年试点", starts_on=date(2010, 1, 1))
    project = make.project(programme=pilot)
    person = reader(client)
    person.cookies["programme"] = plan.code

    assert shown(person, project.get_absolute_url()) == pilot.code
