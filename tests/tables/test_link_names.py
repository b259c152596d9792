"""Every link says to the ear what it leads to: no name of a link is a bare number."""

import re

import pytest

from tests import make
from tests.tools.reading import reader

pytestmark = pytest.mark.django_db

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
BARE = re.compile(r"[\d.,%\s]+")


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
