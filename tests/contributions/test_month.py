"""A month of a programme without projects: nothing is due, and what was given is listed."""

from datetime import date

import pytest

from tests import make
from tests.exports.files import body
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
URL = "/contributions/months/union-2011-15/2013-11/"
MONTH = "/months/union-2011-15/2013-11/"


@pytest.fixture
def edge():
    return make.pairing()


@pytest.fixture(autouse=True)
def programme(edge):
    fields = {"scheme": edge.scheme, "starts_on": date(2011, 1, 1), "ends_on": date(2015, 12, 31)}
    plan = make.programme("union-2011-15", name="工会援助", **fields)
    make.reporting_month(plan, date(2013, 11, 1), due_on=date(2013, 12, 5))
    return plan


@pytest.fixture
def office(client, edge):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(make.member("recorder", edge.recipient))
    return client


def listed(client) -> set[str]:
    groups = client.get(URL).context["offices"]
    return {row.title for group in groups for row in group.rows}


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [
        ({"starts_on": date(2013, 11, 3), "ends_on": date(2013, 11, 5)}, True),
        ({"starts_on": date(2013, 1, 1), "ends_on": date(2013, 11, 1)}, True),
        ({"starts_on": date(2013, 1, 1), "ends_on": None}, True),
        ({"starts_on": date(2013, 1, 1), "precision": "year"}, True),
        ({"starts_on": date(2013, 11, 30), "ends_on": date(2014, 2, 1)}, True),
        ({"starts_on": date(2013, 1, 1), "ends_on": date(2013, 10, 31)}, False),
        ({"starts_on": date(2013, 12, 1), "ends_on": date(2013, 12, 2)}, False),
        ({"starts_on": None, "ends_on": date(2013, 11, 30), "precision": "by"}, True),
        ({"starts_on": None, "ends_on": date(2013, 12, 31), "precision": "by"}, False),
        ({"starts_on": None, "ends_on": None, "precision": "unknown"}, False),
    ],
)
def test_what_ends_or_runs_in_the_month_is_listed(office, edge, fields, is_listed):
    make.contribution(pairing=edge, title="讲座", **fields)

    assert listed(office) == ({"讲座"} if is_listed else set())


def test_each_stands_under_its_office_with_its_state(office, edge):
    make.contribution(pairing=edge, title="讲座", state="submitted")
    make.given(3, scheme=edge.scheme, title="图书")
    replaced = make.given(4, pairing=edge, title="旧条目").contribution
    make.given(5, pairing=edge, title="新条目", replaces=replaced)

    response = office.get(URL)
    groups = response.context["offices"]

    assert [group.office for group in groups] == [edge.recipient, None]
    assert {row.title for row in groups[0].rows} == {"讲座", "新条目"}
    assert "3 contributions end or run in this month" in words(response)
    assert {(state, n) for state, _label, n in response.context["states"]} == {
        ("submitted", 1),
        ("verified", 2),
    }
    assert "no report is due, and none is late" in words(response)


def test_a_stranger_sees_no_contribution(client, edge):
    make.given(1, pairing=edge, title="讲座")
    client.force_login(make.member("recorder", make.pairing().recipient))

    assert "讲座" not in client.get(URL).content.decode()


def test_an_entry_begins_with_the_pairing_of_the_office(office, edge):
    page = office.get(URL).content.decode()
    entry = office.get(f"/contributions/new/?whose=pairing:{edge.ref}").content.decode()

    assert f"/contributions/new/?whose=pairing%3A{edge.ref}" in page
    assert f'<option value="pairing:{edge.ref}" selected>' in entry


@pytest.mark.parametrize("role", ["recorder", "leader", "administrator", "reviewer"])
@pytest.mark.parametrize("address", ["/months/", MONTH, "/to-do/"])
def test_no_page_of_the_month_calls_anything_due(client, edge, role, address):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(make.member(role, None if role == "administrator" else edge.recipient))

    text = words(client.get(address))

    assert "due 5 December 2013" not in text and "is due on" not in text
    assert "0 reports await" not in text and "0 of 0" not in text


def test_the_month_leads_to_what_was_given_in_it(office):
    for address in ("/months/", MONTH):
        assert URL in office.get(address).content.decode()


def test_a_month_with_projects_is_as_it_was(office, edge, programme):
    make.project(programme=programme, lead_pairing=edge)

    page = office.get(MONTH)

    assert URL not in page.content.decode()
    assert "due 2013-12-05" in words(page) or "due 5 December 2013" in words(page)
    assert "1 report is due from you" in words(page)


def test_the_file_has_the_rows_of_the_page(office, edge):
    make.given(80, 89, "session", pairing=edge, title="学习讲座")

    lines = body(office.get(f"{URL}?format=csv&table=contributions")).decode("utf-8-sig")

    assert "学习讲座" in lines and ",80,89,session," in lines


@pytest.mark.parametrize("month", ["2013-13", "2013", "2013-12", "x"])
def test_there_is_no_page_of_another_month(office, month):
    assert office.get(f"/contributions/months/union-2011-15/{month}/").status_code == 404
    assert office.get(f"{URL}?month=1").status_code == 400


@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_queries_for_three_as_for_one(office, edge, django_assert_num_queries, n):
    for _row in range(n):
        make.given(80, 89, pairing=edge)

    with django_assert_num_queries(QUERIES):
        office.get(URL)


QUERIES = 13
