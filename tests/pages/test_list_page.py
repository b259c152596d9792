"""The list of projects: what narrows it, what sorts it, and what it refuses to show."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from tests import make
from tests.tools.reading import Page, reader, words

LIST = "/projects/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    return reader(client)


def codes(response):
    """The codes of the projects on the page, in its order."""
    hrefs = [href for href, _text in Page(response).links]
    return [match[1] for href in hrefs if (match := re.match(r"/projects/([\w-]+)/", href))]


def codes_of(client, query=""):
    """The same as one text: rows A, B and C are ABC."""
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return "".join(codes(response))


def of_row(prefecture, **fields):
    return make.county(reported_under=prefecture, parent=prefecture, **fields)


@pytest.fixture
def three():
    """A is done, B under way, C neither begun nor paid for; each differs from the others in all."""
    kashgar, hotan = make.prefecture("653100"), make.prefecture("653200")
    make.reporting_row(kashgar, region=make.region("south"))
    make.reporting_row(make.prefecture("650500"), region=make.region("east"))
    classes = [make.category(code="housing"), make.category(code="water")]
    shared = make.supporter("110000")
    a = make.project(
        code="A",
        name="和田县 抗震安居房",
        supporter=make.supporter("310000"),
        recipient=of_row(kashgar, ref="653101", name="1甲市"),
        category=classes[0],
        delivery_mode=Project.DeliveryMode.CHEQUE,
        planned_aid=1000,
        started_on=date(2011, 4, 1),
        completed_on=date(2011, 5, 1),
    )
    b = make.project(
        code="B",
        name="和田县 病房楼",
        supporter=shared,
        recipient=of_row(hotan, ref="653201", name="2乙市"),
        category=classes[1],
        planned_aid=2000,
        started_on=date(2011, 5, 1),
    )
    make.project(
        code="C",
        name="墨玉县 病房楼",
        name_en="Ward block",
        supporter=shared,
        recipient=of_row(hotan, ref="653222", name="3丙县"),
        planned_start_on=date(2011, 4, 1),
        planned_aid=0,
    )
    make.transfer(a, amount=100)
    make.transfer(b, amount=1000)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABC"),
        ("counted=planned", "ABC"),
        ("counted=started", "AB"),
        ("counted=completed", "A"),
        ("counted=started&as_of=2011-04-30", "A"),
        ("counted=completed&as_of=2011-04-30", ""),
        ("stage=completed", "A"),
        ("stage=under_construction", "B"),
        ("stage=not_started", "C"),
        ("stage=under_construction&as_of=2011-04-30", "A"),
        ("stage=handed_over", ""),
        ("category=housing", "A"),
        ("category=none", "C"),
        ("mode=cheque", "A"),
        ("mode=turnkey", "BC"),
        ("supporter=110000", "BC"),
        ("supporter=110000&recipient=653201", "B"),
        ("recipient=653201", "B"),
        ("recipient=653100", "A"),
        ("region=south", "A"),
        ("region=east", ""),
        ("overdue=start", "C"),
        ("counted=started&month=2011-04", "A"),
        ("counted=started&month=2011-05", "B"),
        ("counted=completed&month=2011-05", "A"),
        ("counted=completed&month=2011-04", ""),
        ("q=" + quote("病房楼"), "BC"),
        ("q=" + quote("病房楼 和田"), "B"),
        ("q=" + quote("楼　墨玉"), "C"),
        ("q=" + quote("乙市"), "B"),
        ("q=WARD", "C"),
        ("q=" + quote("没有"), ""),
        ("q=%25", ""),
        ("q=_", ""),
        ("q=" + quote("'\""), ""),
        ("q=", "ABC"),
        ("stage=&category=&month=&page=&sort=", "ABC"),
        ("stage=completed&stage=not_started", "C"),
        ("scope=xpcc", ""),
    ],
)
def test_each_filter_shows_its_rows_and_no_others(person, query, expected):
    assert codes_of(person, query) == expected


def test_a_prefecture_takes_in_what_is_reported_under_it_and_its_own(person):
    hotan = make.prefecture("653200")
    make.reporting_row(hotan)
    make.project(code="A", recipient=hotan)
    make.project(code="B", recipient=of_row(hotan))
    make.project(code="C")

    assert codes_of(person, "recipient=653200") == "AB"


def test_off_plan_and_cancelled_projects_are_listed_and_can_be_told_apart(person):
    make.project(code="A", is_off_plan=True)
    make.project(code="B", cancelled_on=date(2011, 5, 9))
    make.project(code="C")

    assert codes_of(person) == "ABC"
    assert codes_of(person, "counted=planned") == "C"
    assert codes_of(person, "counted=off_plan") == "A"
    assert codes_of(person, "counted=cancelled") == "B"
    assert codes_of(person, "counted=cancelled&month=2011-05") == "B"
    assert codes_of(person, "counted=cancelled&month=2011-04") == ""
    assert codes_of(person, "counted=planned&as_of=2011-05-08") == "BC"


def test_only_the_projects_of_the_programme_and_population_are_listed(person):
    make.project(code="A")
    make.project(code="B", recipient=make.organisation(kind="xpcc_division", scope="xpcc"))
    make.project(make.programme("2010-pilot", starts_on=date(2010, 4, 1), position=1), code="C")

    assert codes_of(person) == "A"
    assert codes_of(person, "scope=xpcc") == "B"
    assert codes_of(person, "scope=all") == "AB"
    assert codes_of(person, "programme=2010-pilot") == "C"


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("column", "upwards", "downwards"),
    [
        ("name", "ABC", "CBA"),
        ("recipient", "ABC", "CBA"),
        ("category", "ABC", "BAC"),
        ("stage", "CBA", "ABC"),
        ("planned_aid", "CAB", "BAC"),
        ("disbursed", "CAB", "BAC"),
        ("rate", "ABC", "BAC"),
        ("started_on", "ABC", "BAC"),
        ("completed_on", "ABC", "ABC"),
    ],
)
def test_each_column_sorts_both_ways_and_puts_what_is_unknown_last(
    person, column, upwards, downwards
):
    assert codes_of(person, f"sort={column}") == upwards
    assert codes_of(person, f"sort=-{column}") == downwards


def test_headings_lead_to_the_other_order_and_keep_the_filters(person):
    make.project(code="A")

    hrefs = {href for href, _text in Page(person.get(f"{LIST}?q=A&sort=stage")).links}

    assert "?q=A&sort=-stage" in hrefs
    assert "?q=A&sort=planned_aid" in hrefs


def many(number):
    pair = make.pairing()
    for n in range(1, number + 1):
        make.project(code=f"P-{n:02}", lead_pairing=pair, planned_aid=10_000 * (n % 2))


def test_rows_that_are_alike_keep_their_order_over_all_pages(person):
    many(53)
    odd, even = range(1, 54, 2), range(2, 54, 2)

    first, second = (codes(person.get(f"{LIST}?sort=-planned_aid&page={n}")) for n in (1, 2))

    assert len(first) == 50
    assert first + second == [f"P-{n:02}" for n in (*odd, *even)]


def test_totals_are_of_all_rows_that_match_and_not_of_the_page(person):
    many(53)
    make.transfer(Project.objects.get(code="P-53"), amount=20_000)
    make.transfer(Project.objects.get(code="P-52"), amount=20_000, on=date(2011, 7, 1))

    first, second = (Page(person.get(f"{LIST}?page={n}")) for n in (1, 2))
    some = Page(person.get(f"{LIST}?q=P-5"))

    for page in (first, second):
        assert page.lines()[-1][0] == "All 53 projects"
        assert page.lines()[-1][4:6] == ["27", "2"]
    assert "1–50 of 53" in first.text
    assert "51–53 of 53" in second.text
    assert some.lines()[-1][:6] == ["All 4 projects", "", "", "", "2", "2"]


def test_a_row_prints_what_was_known_on_the_day(person):
    project = make.project(
        name="病房楼", planned_aid=200_000, started_on=date(2011, 4, 1), completed_on="2011-06-01"
    )
    make.transfer(project, amount=50_000, on=date(2011, 5, 20))

    def row(day):
        return Page(person.get(f"{LIST}?as_of={day}")).lines()[1][3:]

    assert row("2011-06-30") == ["completed", "20", "5", "25.0", "2011-04-01", "2011-06-01"]
    assert row("2011-04-30") == ["under construction", "20", "0", "0.0", "2011-04-01", "—"]
    assert row("2011-03-31") == ["not started", "20", "0", "0.0", "—", "—"]


def test_the_page_says_of_when_and_of_whom_it_is(person):
    make.project(name="病房楼", provenance="illustrative")

    text = words(person.get(f"{LIST}?as_of=2011-05-31"))

    assert "2011年计划 · as of 31 May 2011 · excluding the XPCC (Xinjiang Production" in text
    assert "last updated" in text
    assert "No project list was published" in text
    assert "· illustrative" in text


def test_days_after_the_last_report_are_marked(person):
    make.project()

    assert "Nothing has been reported after 30 June 2011" in words(
        person.get(f"{LIST}?as_of=2011-07-01")
    )
    assert "Nothing has been reported after" not in words(person.get(f"{LIST}?as_of=2011-06-30"))


def test_a_list_without_rows_says_so_and_offers_the_way_back(person):
    make.project(code="A")

    response = person.get(f"{LIST}?q=B")

    assert "No matching projects" in words(response)
    assert (LIST, ["Show all projects"]) in Page(response).links


def test_without_a_programme_there_is_no_list_and_no_error(person):
    response = person.get(LIST)

    assert response.status_code == 200
    assert "No programme has been imported" in words(response)


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "Unknown parameter: colour. Remove it from the address."),
        ("Stage=completed", "Unknown parameter: Stage"),
        ("per_page=1000", "Unknown parameter: per_page"),
        ("counted=all", "Select a valid choice"),
        ("stage=finished", "Select a valid choice"),
        ("category=unknown", "Select a valid choice"),
        ("mode=barter", "Select a valid choice"),
        ("region=west", "Select a valid choice"),
        ("overdue=finish", "Select a valid choice"),
        ("supporter=999999", "No organisation has this reference. Choose one from the list."),
        ("recipient=<svg>", "No organisation has this reference. Choose one from the list."),
        ("recipient=%00", "Null characters are not allowed."),
        (
            "recipient=" + "6" * 5000,
            "No organisation has this reference. Choose one from the list.",
        ),
        ("month=2011-13&counted=started", "Enter the month as 2011-06."),
        ("month=2011-6&counted=started", "Enter the month as 2011-06."),
        ("month=0000-01&counted=started", "Enter the month as 2011-06."),
        ("month=" + quote("２０１１-06") + "&counted=started", "Enter the month as 2011-06."),
        ("month=2011-05", "A month can be combined only with started, completed or cancelled"),
        (
            "month=2011-05&counted=planned",
            "A month can be combined only with started, completed or cancelled",
        ),
        ("q=" + "a" * 10_000, "at most 100 characters"),
        ("q=" + "a+" * 5_000, "at most 100 characters"),
        ("q=%00", "Null characters are not allowed."),
        ("page=0", "This list has no such page. Start from page 1."),
        ("page=-1", "This list has no such page"),
        ("page=2", "This list has no such page"),
        ("page=1.5", "This list has no such page"),
        ("page=1e9", "This list has no such page"),
        ("page=last", "This list has no such page"),
        ("page=" + "9" * 5000, "This list has no such page"),
        ("page=1&page=2", "This list has no such page"),
        ("sort=colour", "Sort by one of: name, recipient,"),
        ("sort=--name", "Sort by one of"),
        ("sort=code", "Sort by one of"),
        ("sort=name&sort=colour", "Sort by one of"),
        ("as_of=banana", "Enter the date as 2011-06-30."),
        ("as_of=2011-02-30", "Enter the date as 2011-06-30."),
        ("as_of=%00", "Enter the date as 2011-06-30."),
        ("as_of=2011-06-30&as_of=banana", "Enter the date as 2011-06-30."),
        (
            "as_of=2010-12-31",
            "2011年计划 begins on 1 January 2011: choose that date or a later one.",
        ),
        ("as_of=0001-01-01", "2011年计划 begins on 1 January 2011"),
        ("programme=2012-plan", "There is no such programme: choose one from the list."),
        ("programme=%00", "Null characters are not allowed."),
        ("scope=zz", "There is no such coverage: choose one from the list."),
    ],
)
def test_what_cannot_be_listed_is_refused_in_a_sentence_with_a_form(person, query, sentence):
    make.project(code="A")

    response = person.get(f"{LIST}?{query}")

    assert response.status_code == 400
    assert sentence in words(response)
    assert "<form" in response.content.decode()
    assert (LIST, ["Start again"]) in Page(response).links
    assert codes(response) == []


@pytest.mark.parametrize(
    "query",
    [
        "as_of=9999-12-31",
        "as_of=" + quote("２０１１-06-30"),
        "q=%ff%fe",
        "q=" + quote("a" * 50 + " ") + quote("b " * 24),
        "q=" + quote("% _ \\ ' \" ; --"),
        "month=9999-12&counted=started",
        "month=0001-01&counted=started",
        "sort=name&sort=name&sort=-stage",
        "q=A&q=B",
    ],
)
def test_what_is_odd_but_can_be_asked_is_answered(person, query):
    make.project(code="A")

    assert person.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_rows(person, django_assert_num_queries, number):
    for _ in range(number):
        category = make.category()
        project = make.project(category=category)
        make.transfer(project)
        make.designation(project.lead_pairing.recipient)

    with django_assert_num_queries(19):
        assert len(codes(person.get(LIST))) == number


@pytest.mark.parametrize("page", ["", "?q=A", "?as_of=banana", "A/", "B/"])
def test_a_stranger_is_sent_to_sign_in_whatever_is_asked(client, page):
    make.project(code="A", name="病房楼")

    response = client.get(f"{LIST}{page}", follow=True)

    assert response.redirect_chain[0][0].startswith("/sign-in/?next=/projects/")
    assert "病房楼" not in words(response)


def test_stages_sort_in_the_order_of_a_projects_life(person):
    day = date(2011, 5, 1)
    make.project(name="三", completed_on=day)
    make.project(name="二", started_on=day)
    make.project(name="一")

    page = words(person.get("/projects/?sort=stage"))

    assert page.index("一") < page.index("二") < page.index("三")


@pytest.mark.parametrize("sort", ["", "sort=-stage", "sort=-disbursed", "sort=-planned_aid"])
def test_the_pages_of_a_list_have_every_project_once_in_one_order(person, sort):
    for n in range(60):
        make.project(code=f"P-{n:03}", planned_aid=n % 7)

    pages = [codes(person.get(f"{LIST}?{sort}&page={page}")) for page in (1, 2)]

    listed = [code for page in pages for code in dict.fromkeys(page)]
    assert [len(dict.fromkeys(page)) for page in pages] == [50, 10]
    assert len(set(listed)) == 60
    if not sort:
        assert listed == sorted(listed)


def test_the_columns_of_a_list_are_computed_for_the_rows_of_its_page(person):
    for n in range(51):
        make.project(code=f"P-{n:03}")

    with CaptureQueriesContext(connection) as queries:
        person.get(LIST)

    (rows,) = [q["sql"] for q in queries if '"disbursed_share"' in q["sql"] and "LIMIT" in q["sql"]]
    _columns, condition = rows.rsplit(" WHERE ", 1)
    assert "LIMIT" in condition
    assert "LIMIT 50)" in rows
