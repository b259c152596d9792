"""How a page is asked for a file: the address, what it refuses, and what links carry along."""

import re

import pytest

from projects.models import Transfer
from tests import make
from tests.exports.files import body
from tests.tools.reading import Page, reader, words

PAGES = (
    "/overview/",
    "/pairings/",
    "/pairings/PAIR/",
    "/pairings/PAIR/history/",
    "/projects/",
    "/projects/OWN/",
    "/projects/OWN/history/",
    "/transfers/",
    "/transfers/{transfer}/",
    "/loads/",
    "/permissions/",
    "/months/",
    "/months/completeness/",
    "/months/2011-plan/2011-07/",
    "/months/2011-plan/2011-07/reports/",
    "/history/",
    "/history/rights/",
    "/follow-up/monday/",
    "/reports/table-1/",
    "/reports/table-3/",
    "/reports/published/",
    "/reports/published/table-3/",
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("made_rows_in_history"),
]


@pytest.fixture
def person(client):
    row = make.prefecture()
    make.reporting_row(row)
    edge = make.pairing(ref="PAIR", recipient=make.county(reported_under=row))
    project = make.project(code="OWN", lead_pairing=edge)
    make.reporting_month(project.programme)
    make.transfer(project)
    make.published_figure(make.published_table("table-3"))
    return reader(client)


@pytest.fixture
def page(request, person):
    """An address of PAGES; a transfer has a new number in each test."""
    return request.param.format(transfer=Transfer.objects.values_list("pk", flat=True).last())


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_each_page_links_to_its_files_and_each_is_one(person, page):
    links = {"".join(text): href for href, text in Page(person.get(page)).links}
    files = {text: href for text, href in links.items() if "format=" in (href or "")}

    # The second where there are several tables.
    assert files.keys() & {"XLSX", "XLSX: all tables of this page"}
    assert len(files) > 1
    for href in files.values():
        response = person.get(f"{page}{href}")
        assert response.headers["Content-Disposition"].startswith("attachment; filename")
        starts = b"PK" if "xlsx" in href else "\ufeff".encode()
        assert body(response).startswith(starts)


@pytest.mark.parametrize("page", PAGES, indirect=True)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("format=pdf", "Choose xlsx or csv as the format."),
        ("format=csv&table=none", "This page has no such table. Choose one of its tables."),
        ("format=xlsx&table=definitions", "A table can be chosen for csv only."),
        ("table=definitions", "A table can be chosen for csv only."),
    ],
)
def test_what_there_is_not_is_refused_with_a_sentence(person, page, query, sentence):
    response = person.get(f"{page}?{query}")

    assert response.status_code == 400
    assert sentence in words(response)


def test_the_projector_saves_no_file(person):
    response = person.get("/wall/?format=xlsx")

    assert response.status_code == 400
    assert "format=" not in person.get("/wall/").content.decode()


def test_an_empty_format_is_the_page(person):
    assert "OWN" in words(person.get("/projects/?format="))


def test_the_link_to_a_file_keeps_the_filter_and_leaves_the_page_number(person):
    text = person.get("/projects/?q=OWN&as_of=2011-05-31&page=1").content.decode()

    (href,) = re.findall(r'href="([^"]*format=xlsx[^"]*)"', text)

    assert sorted(href.strip("?").split("&amp;")) == ["as_of=2011-05-31", "format=xlsx", "q=OWN"]


def test_a_wrong_filter_is_refused_and_mended_without_losing_the_format(person):
    response = person.get("/projects/?format=xlsx&stage=nothing")

    assert response.status_code == 400
    assert '<input type="hidden" name="format" value="xlsx">' in response.content.decode()


@pytest.mark.parametrize("page", ["/projects/", "/overview/", "/reports/table-3/"])
def test_the_name_of_a_file_says_what_and_as_of_when(person, page):
    response = person.get(f"{page}?format=xlsx&as_of=2011-05-31")
    name, _content = response.headers["Content-Disposition"], body(response)

    assert re.search(r'filename="2011-plan-[\w-]+-2011-05-31\.xlsx"', name)


def test_a_chinese_name_reaches_the_browser(person):
    person.cookies["django_language"] = "zh-hans"

    name = person.get("/projects/?format=csv&as_of=2011-05-31").headers["Content-Disposition"]

    assert "filename*=utf-8''2011-plan-%E9%A1%B9%E7%9B%AE-2011-05-31.csv" in name


def test_a_file_speaks_the_language_of_its_reader(person):
    person.cookies["django_language"] = "zh-hans"
    assert "项目" in body(person.get("/projects/?format=csv")).decode()

    person.cookies["django_language"] = "en"
    assert "Project code" in body(person.get("/projects/?format=csv")).decode()


def test_the_last_sheet_says_who_took_it_when_and_from_where(person):
    text = body(person.get("/projects/?q=OWN&format=csv&table=definitions")).decode()

    assert re.search(r"Exported,\"?20\d\d-\d\d-\d\d \d\d:\d\d, \w+", text)
    assert "http://testserver/projects/?q=OWN\r\n" in text
    assert "Planned funds,Planned aid for the planned projects." in text
    assert "Source,《对口支援工作总结》" in text


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/projects/?format=xlsx").status_code == 302
