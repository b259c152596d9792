"""Every link says to the ear what it leads to: no name of a link is a bare number."""

import re

import pytest

from projects.models import Transfer
from tests import make
from tests.tools.reading import reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
# A count, an amount, a rate or a day.
BARE = re.compile(r"[-−+\d.,:/%\s]+")
PAGES = (
    "/overview/",
    "/pairings/",
    "/pairings/compare/",
    "/pairings/compare/?level=counties",
    "/pairings/compare/two/?left=XJ-110000-653201&right=XJ-110000-653222",
    "/pairings/653200/",
    "/pairings/110000-653200/",
    "/pairings/XJ-110000-653201/",
    "/pairings/XJ-110000-653201/history/",
    "/projects/",
    "/projects/?stage=suspended",
    "/projects/{project}/",
    "/projects/{project}/history/",
    "/transfers/",
    "/transfers/{transfer}/",
    "/loads/",
    "/months/",
    "/months/completeness/",
    "/permissions/",
    "/history/",
    "/reports/table-1/",
    "/reports/table-2/",
    "/reports/table-3/",
    "/reports/table-3/?as_of=2011-03-31&scope=all",
    "/reports/published/",
    "/reports/published/table-3/",
    "/reports/published/classes-12th/",
)


def bare_links(response) -> list[str]:
    """The texts of links that are numbers and have no other name."""
    links = [
        (attributes, re.sub(r"<[^>]+>", "", text).strip())
        for attributes, text in LINK.findall(response.content.decode())
    ]
    return [
        text
        for attributes, text in links
        if BARE.fullmatch(text) and "aria-label" not in attributes
    ]


@pytest.mark.parametrize("address", PAGES)
def test_no_link_of_a_page_is_named_by_a_bare_number(client, drawn, address):
    transfer = Transfer.objects.filter(project__isnull=False).first()
    page = reader(client).get(address.format(project=transfer.project.code, transfer=transfer.pk))

    assert page.status_code == 200
    assert bare_links(page) == []


def test_a_figure_of_a_printed_table_is_named_by_its_row_and_column(client, drawn):
    page = reader(client).get("/reports/table-3/")

    assert bare_links(page) == []
    assert 'aria-label="Total disbursed ' in page.content.decode()


def test_a_page_number_is_named_as_one(client):
    for _n in range(51):
        make.project()

    page = reader(client).get("/projects/")

    assert bare_links(page) == []
    assert 'aria-label="page 2"' in page.content.decode()
