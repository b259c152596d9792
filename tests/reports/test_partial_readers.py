"""What the pages say to somebody who sees a part of the rows, and to somebody who sees none."""

from datetime import date

import pytest

from projects.models import Project
from reports.models import PublishedFigure
from tests import make
from tests.tools.reading import Page, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ON = date(2011, 6, 30)
PARTIAL = "You see your organisation's projects only; totals cover these."
PAGES = (
    "/overview/",
    "/wall/",
    "/pairings/",
    "/pairings/ROW/",
    "/pairings/GIVER-ROW/",
    "/pairings/PAIR/",
    "/projects/",
    "/projects/OWN/",
    "/reports/table-1/",
    "/reports/table-2/",
    "/reports/table-3/",
    "/reports/published/",
    "/reports/published/table-3/",
)
SECRET = "别处"


@pytest.fixture
def world():
    """Two rows with a project each, and tables that print the count of each and of both."""
    region = make.organisation("REGION")
    for ref, code, name in (("ROW", "OWN", "自己的工程"), ("OTHER", "THEIRS", f"{SECRET}的工程")):
        row_of = make.prefecture(ref, parent=region)
        giver = make.supporter("GIVER" if ref == "ROW" else "OTHER-GIVER")
        make.organisation(f"{giver.ref}-HQ", kind="headquarters", parent=giver)
        make.reporting_unit(make.reporting_row(row_of), giver)
        county = make.county(f"{ref}-COUNTY", reported_under=row_of)
        edge = make.pairing(
            ref="PAIR" if ref == "ROW" else "OTHER-PAIR", supporter=giver, recipient=county
        )
        make.project(code=code, name=name, lead_pairing=edge, started_on=date(2011, 3, 1))
    for number in (2, 3):
        table = make.published_table(f"table-{number}", as_of=ON)
        cell = {"measure": "planned", "unit": PublishedFigure.Unit.COUNT}
        for ref, printed in (("ROW", "1"), ("OTHER", "1"), ("total", "2")):
            make.published_figure(table, row_ref=ref, printed=printed, **cell)


def signed_in(client, ref, role="leader"):
    organisation = type(make.organisation()).objects.get(ref=ref)
    client.force_login(make.member(role, organisation))
    client.cookies["django_language"] = "en"
    return client


def verdicts(response) -> list[str]:
    return response.content.decode().split('data-verdict="')[1:]


@pytest.mark.parametrize("ref", ["ROW", "GIVER", "GIVER-HQ", "ROW-COUNTY"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_and_names_nothing_of_another(client, world, page, ref):
    response = signed_in(client, ref).get(page)

    hidden = ref == "ROW-COUNTY" and page in ("/pairings/ROW/", "/pairings/GIVER-ROW/")
    assert response.status_code == (404 if hidden else 200)
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("page", ["/projects/THEIRS/", "/pairings/OTHER/", "/pairings/OTHER-PAIR/"])
def test_what_belongs_to_others_has_no_page(client, world, page):
    assert signed_in(client, "ROW").get(page).status_code == 404


@pytest.mark.parametrize("ref", ["ROW-COUNTY", "GIVER-HQ"])
def test_no_page_links_to_one_that_the_reader_cannot_open(client, world, ref):
    person = signed_in(client, ref)
    pages = [page for page in map(person.get, PAGES) if page.status_code == 200]
    hrefs = {href for page in pages for href, _text in Page(page).links if href and href[0] == "/"}

    assert len(pages) > 10
    assert len(hrefs) > 40
    assert [href for href in sorted(hrefs) if person.get(href).status_code == 404] == []


@pytest.mark.parametrize("page", ["/overview/", "/pairings/", "/projects/", "/reports/table-3/"])
def test_a_page_says_once_that_its_totals_are_of_a_part(client, world, page):
    assert words(signed_in(client, "ROW").get(page)).count(PARTIAL) == 1


@pytest.mark.parametrize(("ref", "role"), [("REGION", "leader"), ("ROW", "auditor")])
def test_it_says_nothing_where_the_reader_sees_every_project(client, world, ref, role):
    assert PARTIAL not in words(signed_in(client, ref, role).get("/overview/"))


@pytest.mark.parametrize(
    ("ref", "checked"), [("REGION", 3), ("ROW", 1), ("GIVER", 0), ("ROW-COUNTY", 0)]
)
@pytest.mark.parametrize("page", ["/reports/table-2/", "/reports/table-3/"])
def test_a_published_figure_stands_beside_a_row_that_is_seen_whole(
    client, world, page, ref, checked
):
    response = signed_in(client, ref).get(page)

    assert [verdict[:7] for verdict in verdicts(response)] == ["matches"] * checked


def test_a_statement_is_compared_with_what_is_seen_whole(client, world):
    def live(ref):
        response = signed_in(client, ref).get("/reports/published/table-3/")
        return [check.figure.row_ref for check in response.context["live"]]

    assert live("REGION") == ["ROW", "OTHER", "total"]
    assert live("ROW") == ["ROW"]
    assert live("GIVER") == []


@pytest.mark.parametrize("page", PAGES)
def test_somebody_without_a_membership_sees_no_row_and_no_broken_page(client, world, page):
    client.force_login(make.user())

    response = client.get(page)

    assert response.status_code in (200, 404)
    assert PARTIAL not in words(response)
    for name in (*Project.objects.values_list("name", flat=True), "援疆项目情况表"):
        assert name not in response.content.decode()


@pytest.mark.parametrize("page", ["/overview/", "/pairings/", "/projects/", "/reports/table-1/"])
def test_somebody_without_a_membership_is_told_what_to_ask_for(client, world, page):
    client.force_login(make.user())
    client.cookies["django_language"] = "en"

    assert "An administrator can add you to an organisation." in words(client.get(page))
