"""What the navigation offers each role, where it leads, and how it says where one is."""

import pytest
from django.contrib.auth import get_user

from pairings.access import navigation
from pairings.models import Organisation, Role
from tests import make
from tests.tools.navigating import marked, navigations
from tests.tools.reading import reader

READING = [
    *("Overview", "Follow-up", "Pairings", "Projects and money", "Monthly reports", "Tables"),
]
WORKING = [
    *("For you to do", "Monthly reports", "Follow-up", "Projects and money"),
    *("Overview", "Pairings", "Tables"),
]
MONEY = ["Projects", "Transfers"]
# Role: its groups in their order, the pages of projects and money, the menu of its account.
OFFERED = {
    Role.RECORDER: (WORKING, [*MONEY, "Import files"], ["My account", "Permissions"]),
    Role.REVIEWER: (WORKING, MONEY, ["My account", "Permissions"]),
    Role.LEADER: (READING, MONEY, ["My account", "Permissions"]),
    Role.AUDITOR: ([*READING, "History"], [*MONEY, "Import files"], ["My account", "Permissions"]),
    Role.ADMINISTRATOR: (
        [*WORKING, "History"],
        [*MONEY, "Import files"],
        ["My account", "Permissions", "People and roles", "Administration"],
    ),
}

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def signed_in(client):
    """The client of somebody in a role for the region."""
    region = make.organisation(kind=Organisation.Kind.PROVINCE)
    make.project()
    for code in ("table-2", "table-3"):
        make.published_figure(make.published_table(code))

    def signed_in(role):
        client.force_login(make.member(role, region))
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def texts(links):
    return [link.text for link in links]


@pytest.fixture
def front():
    city = make.organisation(kind=Organisation.Kind.CITY)
    return make.organisation(kind=Organisation.Kind.HEADQUARTERS, parent=city)


def test_headquarters_at_the_front_are_offered_money_and_no_months(client, front):
    client.force_login(make.member(Role.RECORDER, front))
    client.cookies["django_language"] = "en"

    offered = texts(navigations(client.get("/to-do/"))["Main"])

    # They attend joint meetings, so they follow up as well.
    assert offered[:3] == ["For you to do", "Follow-up", "Projects and money"]
    assert "Monthly reports" not in offered


@pytest.mark.parametrize("role", Role)
def test_of_those_at_the_front_whoever_sees_everything_has_months(client, front, role):
    client.force_login(make.member(role, front))
    client.cookies["django_language"] = "en"

    offered = texts(navigations(client.get("/overview/"))["Main"])

    has_months = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert ("Monthly reports" in offered) == has_months


@pytest.mark.parametrize("role", OFFERED)
def test_each_role_is_offered_its_groups_and_pages(signed_in, role):
    groups, money, account = OFFERED[role]

    offered = navigations(signed_in(role).get("/projects/"))

    assert texts(offered["Main"]) == groups
    assert texts(offered["Projects and money"]) == money
    assert texts(offered["Account"]) == account


def test_every_role_has_an_expectation():
    assert set(OFFERED) == set(Role)


def test_several_roles_are_offered_what_each_of_them_uses(signed_in):
    client = signed_in(Role.LEADER)
    make.membership(user=get_user(client), role=Role.RECORDER)

    offered = navigations(client.get("/projects/"))

    assert texts(offered["Main"]) == WORKING
    assert "Import files" in texts(offered["Projects and money"])


@pytest.mark.parametrize("role", OFFERED)
def test_every_link_of_the_navigation_opens_and_says_where_one_is(signed_in, role):
    client = signed_in(role)
    start = navigations(client.get("/overview/"))
    rows = [navigations(client.get(group.href)).get(group.text, []) for group in start["Main"]]
    links = [*start["Main"], *start["Account"], *(page for row in rows for page in row)]

    assert len(links) >= 14
    for link in links:
        response = client.get(link.href)
        assert response.status_code == 200, link
        if link.text != "Administration":
            assert link.href in [mark.href for mark in marked(response, "page")], link


def test_a_group_leads_to_the_first_of_its_pages(signed_in):
    offered = navigations(signed_in(Role.LEADER).get("/reports/published/"))

    tables = offered["Main"][-1]
    assert (tables.href, tables.current) == (offered["Tables"][0].href, "true")
    assert [(page.text, page.current) for page in offered["Tables"]] == [
        ("Table 1", ""),
        ("Table 2", ""),
        ("Table 3", ""),
        ("Published figures", "page"),
    ]


def test_a_group_of_one_page_has_no_second_row(signed_in):
    response = signed_in(Role.LEADER).get("/overview/")

    assert list(navigations(response)) == ["Main", "Account"]
    assert [mark.text for mark in marked(response, "page")] == ["Overview"]


def test_a_page_under_another_is_marked_as_lying_there(client):
    project = make.project()

    response = reader(client).get(project.get_absolute_url())

    assert marked(response, "page") == []
    assert [mark.text for mark in marked(response, "true")] == ["Projects and money", "Projects"]


def test_a_wrong_address_keeps_its_place(client):
    make.project()

    response = reader(client).get("/projects/?as_of=yesterday")

    assert response.status_code == 400
    assert [mark.text for mark in marked(response, "page")] == ["Projects"]


def test_signed_out_there_is_only_the_language(client):
    response = client.get("/sign-in/")

    assert navigations(response) == {}
    assert "English" in response.content.decode()


@pytest.mark.parametrize("role", OFFERED)
def test_it_takes_no_query_once_the_reach_is_known(rf, django_assert_num_queries, role):
    request = rf.get("/projects/")
    request.user, request.resolver_match = make.member(role), None
    navigation.links(request)

    with django_assert_num_queries(0):
        navigation.links(request)
