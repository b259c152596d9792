"""The dashboard, the pairings, the official tables and the published statements, on made rows."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from pairings.models import Organisation
from projects.models import Project
from tests import make
from tests.tools.reading import Page, reader, words

YI = 100_000_000
START = date(2011, 4, 1)
PAID_ON = date(2011, 5, 20)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture
def person(client):
    return reader(client)


def row(ref, name="甲州", *, projects=1, started=0, paid=0, supporters=1, **fields):
    """A reporting row with its units, each project of 1 亿元; ``paid`` in 亿元 to the first one."""
    prefecture = make.prefecture(ref, name=name, short_name=name)
    reporting = make.reporting_row(prefecture)
    for n in range(supporters):
        supporter = make.supporter(f"{ref}0{n}", short_name=f"{name}友{n}")
        make.reporting_unit(reporting, supporter)
        county = make.county(reported_under=prefecture, parent=prefecture, name=f"{name}县{n}")
        pairing = make.pairing(ref=f"XJ-{ref}-{n}", supporter=supporter, recipient=county)
        for i in range(projects):
            project = make.project(
                lead_pairing=pairing,
                planned_aid=YI,
                started_on=START if i < started else None,
                **fields,
            )
        if paid:
            make.transfer(project, amount=paid * YI, on=PAID_ON)
    return reporting


def tables():
    for number in (2, 3):
        make.published_table(f"table-{number}", as_of=date(2011, 6, 30))


PAGES = [
    "/overview/",
    "/wall/",
    "/projects/",
    "/pairings/",
    "/pairings/653200/",
    "/pairings/65320000-653200/",
    "/pairings/XJ-653200-0/",
    "/reports/table-1/",
    "/reports/table-2/",
    "/reports/table-3/",
    "/reports/published/",
    "/reports/published/table-3/",
]
OF_A_VIEWPOINT = [page for page in PAGES if "table-1" not in page and "published" not in page]


# The dashboard.


def test_the_headline_gives_each_rate_with_its_fraction(person):
    row("653200", projects=3, started=2, paid=1)
    done = Project.objects.filter(started_on=START).first()
    done.started_on, done.completed_on = START, PAID_ON
    done.save()
    make.project(is_off_plan=True, planned_aid=2 * YI)

    text = words(person.get("/overview/"))

    assert "2011年计划: overview" in text
    assert "as of 30 June 2011 · excluding the XPCC (Xinjiang Production" in text
    assert "Construction Corps) · 49.6% of the period has passed" in text
    assert "2 / 3 projects" in text
    assert "Start rate 66.7 %" in text
    assert "1.00 / 3.00 (100 million yuan)" in text
    assert "Disbursement rate 33.3 %" in text
    assert "1 / 3 projects" in text
    assert "Completion rate 33.3 %" in text
    assert "1 off-plan · 2.00" in text
    assert "17.1 percentage points ahead" in text
    assert "16.3 percentage points behind" in text


def lagging_and_leading():
    row("1000", "甲州", projects=4, started=1)
    row("2000", "乙州", projects=5, started=5, paid=0.25)
    row("3000", "丙州", projects=5, started=3, paid=1.25)
    row("4000", "丁州", projects=4, started=4, paid=3)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "甲乙丙丁"),
        ("?sort=disbursement_rate", "甲乙丙丁"),
        ("?sort=start_rate", "甲丙乙丁"),
        ("?sort=", "甲乙丙丁"),
    ],
)
def test_rows_are_ranked_lowest_first_within_the_gravest_group(person, query, expected):
    lagging_and_leading()

    page = Page(person.get(f"/overview/{query}"))
    firsts = [line[0][:1] for line in page.lines() if line[0][1:2] == "州"]

    assert "".join(firsts[:4]) == expected
    assert "behind on both rates 1" in page.text
    assert "behind on one rate 2" in page.text
    assert "on schedule 1" in page.text
    assert "甲州 is behind on both." in page.text


def test_days_after_the_last_report_are_marked(person):
    row("653200")

    assert "Nothing has been reported after 30 June 2011" in words(
        person.get("/overview/?as_of=2011-07-01")
    )
    assert "Nothing has been reported after" not in words(person.get("/overview/"))


@pytest.mark.parametrize("page", ["/overview/", "/pairings/653200/"])
def test_what_is_known_after_the_last_report_is_in_every_panel(person, page):
    row("653200", paid=0.25, started=1)
    paid = Project.objects.get(started_on=START)
    make.transfer(paid, amount=0.5 * YI, on=date(2011, 7, 10))

    read = Page(person.get(f"{page}?as_of=2011-08-31"))
    months = {line[0]: line[2] for line in read.lines() if line[0][:5] == "2011-" and line[3:]}

    assert "0.75 / 1.00 (100 million yuan)" in read.text
    assert (months["2011-06-30"], months["2011-07-31"]) == ("0.25", "0.75")
    assert months["2011-08-31"] == "not reported"
    assert "Reports are complete through 30 June 2011 only" in read.text
    assert "Nothing has been reported after" not in read.text


def test_the_lines_of_the_units_end_on_the_day_of_their_rates_or_the_page_says_why(person):
    row("653200", paid=0.25, started=1)
    make.transfer(Project.objects.get(), amount=0.5 * YI, on=date(2011, 7, 10))

    with_facts, without = (
        Page(person.get(f"/pairings/?as_of={day}")) for day in ("2011-07-10", "2011-09-30")
    )

    for read in (with_facts, without):
        assert "start rate 100.0% · disbursement rate 75.0%" in read.text
        (disbursed,) = [line[2:] for line in read.lines() if line[1:2] == ["disbursed"]]
        assert [share for share in disbursed if share != "—"][-1] == "75.0"
        assert "Reports are complete through 30 June 2011 only" in read.text


def test_a_plan_without_tranches_is_neither_ahead_nor_behind(person):
    row("653200", paid=0.25, started=1)

    read = Page(person.get("/overview/"))
    months = {line[0]: line[1] for line in read.lines() if line[0][:5] == "2011-"}

    assert (months["2011-06-30"], months["2011-12-31"]) == ("—", "1.00 100 million yuan")
    assert "No tranches are planned: what was due by 30 June 2011 is unknown" in read.text
    assert "above plan" not in read.text


def test_a_plan_without_projects_has_no_rates_rather_than_zero(person):
    make.programme("12th-plan", name="十二五规划", reported_through=None)

    text = words(person.get("/overview/"))

    assert "Start rate — unknown" in text
    assert "Disbursement rate — unknown" in text
    assert "Completion rate — 0 / 0" in text
    assert "Nothing has been reported under this programme yet." in text
    assert "There is nothing to measure yet" in text
    assert "no data yet" in text


def test_projects_outside_every_row_are_counted_and_lead_to_their_list(person):
    row("653200", projects=2)
    outside = make.project(planned_aid=3 * YI, started_on=START)
    make.transfer(outside, amount=YI)

    page = Page(person.get("/overview/"))

    assert "other" in page.text
    figures = [f for f in page.figures() if f.row == "other" and f.text in ("1", "3.00")]
    assert len(figures) > 2
    for href in {figure.href for figure in figures}:
        assert list(person.get(href).context["filter"].rows()) == [outside]


def test_a_day_far_ahead_shows_what_was_known_and_is_soon_told(person):
    row("653200", projects=2, started=2, paid=1)

    page = Page(person.get("/pairings/653200/?as_of=2090-12-31"))

    days = [line[0] for line in page.lines() if line[0].startswith(("2011-", "2012-", "2090-"))]
    assert [day for day in days if len(day) == 10] == [
        *(
            f"2011-{month:02}-{day}"
            for month, day in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
        ),
    ]
    assert [line[2] for line in page.lines() if line[0] == "2011-06-30"] == ["1.00"]
    assert [line[2] for line in page.lines() if line[0] == "2011-07-31"] == ["not reported"]
    assert [day for day in days if len(day) == 7] == ["2011-04", "2011-05", "2011-06"]
    assert "100.0% of the period has passed" in page.text


@pytest.mark.parametrize("page", ["/overview/", "/pairings/", "/projects/"])
def test_before_a_programme_is_loaded_the_pages_say_so(person, page):
    response = person.get(page)

    assert response.status_code == 200
    assert "No programme has been imported" in words(response)


# The pairings.


def test_the_pages_of_a_row_a_unit_and_a_pairing_show_their_own_projects(person):
    row("653200", "和田", supporters=2, projects=2, started=1, provenance="illustrative")

    whole, unit, pairing = (
        words(person.get(f"/pairings/{ref}/"))
        for ref in ("653200", "65320000-653200", "XJ-653200-0")
    )

    assert "和田友0 and 和田友1 → 和田" in whole
    assert "2 / 4 projects" in whole
    assert "· reporting row" not in unit
    assert "reporting row · 19省市对口援疆" in whole
    assert "和田友0 → 和田" in unit
    assert "1 / 2 projects" in unit
    assert "reporting unit · 19省市对口援疆" in unit
    assert "和田友0 → 和田县0" in pairing
    assert "1 / 2 projects" in pairing
    assert "any split by supporter or county is illustrative" in unit
    assert "any split by supporter or county is illustrative" in pairing
    assert "any split by supporter or county is illustrative" not in whole


def test_the_page_of_a_row_lists_the_pairing_of_the_prefecture_itself(person):
    row("653200", "和田")
    make.pairing(ref="XJ-ITSELF", recipient=Organisation.objects.get(ref="653200"))

    assert "/pairings/XJ-ITSELF/" in person.get("/pairings/653200/").content.decode()


def test_a_pairing_says_since_when_and_under_what_agreement(person):
    make.programme()
    make.pairing(
        ref="PAIR",
        starts_on=date(2010, 3, 30),
        ends_on=date(2020, 12, 31),
        document="京新协议",
        agreement_number="2010-7",
        signed_on=date(2010, 5, 1),
        printed_as="和田市",
    )
    make.pairing(ref="OTHER")

    text = words(person.get("/pairings/PAIR/"))

    assert "Since 2010-03-30 – 2020-12-31" in text
    assert "Agreement 京新协议 2010-7 signed 1 May 2010" in text
    assert "Mode one-to-one" in text
    assert "As printed 和田市" in text
    assert "Agreement not recorded" in words(person.get("/pairings/OTHER/"))


def test_a_pairing_without_projects_says_so(person):
    make.project()
    make.pairing(ref="PAIR")

    assert "This pairing has no projects in this programme" in words(person.get("/pairings/PAIR/"))


def test_a_pairing_of_a_scheme_without_a_programme_has_parties_and_no_figures(person):
    make.programme()
    scheme = make.scheme("UNI-2001", name="高校对口支援", sector="education")
    make.pairing(
        ref="UNI",
        scheme=scheme,
        supporter=make.organisation(kind="university", name="北京大学", short_name="北大"),
        recipient=make.organisation(kind="university", name="石河子大学"),
    )

    text = words(person.get("/pairings/UNI/"))

    assert "北大 → 石河子大学" in text
    assert "pairing · 高校对口支援" in text
    assert "No programme runs under this scheme" in text
    assert "Start rate" not in text


def refs(response):
    return {line[5] for line in Page(response).lines() if len(line) == 6 and line[5] != "reference"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Of the first scheme alone; a search looks in all of them.
        ("", {"A", "B", "C"}),
        ("scheme=", {"A", "B", "C", "D"}),
        ("scheme=UNI-2001", {"D"}),
        ("supporter=110000", {"A", "B"}),
        ("recipient=653200", {"A", "B"}),
        ("recipient=653201", {"A"}),
        ("scope=xpcc", {"C"}),
        ("scope=local", {"A", "B"}),
        ("scheme=&scope=local", {"A", "B", "D"}),
        ("scheme=&scope=all", {"A", "B", "C", "D"}),
        ("q=" + quote("高昌"), {"B"}),
        ("q=" + quote("吐鲁番"), {"B"}),
        ("q=" + quote("北京 吐鲁番"), {"B"}),
        ("q=" + quote("北京 没有"), set()),
        ("q=beijing", {"A", "B"}),
        ("q=%25", set()),
        ("q=" + quote("北 京 " * 20), {"A", "B"}),
    ],
)
def test_the_list_of_pairings_shows_what_was_asked_for(person, query, expected):
    make.programme()
    beijing = make.supporter("110000", name="北京市", name_en="Beijing")
    hotan = make.prefecture("653200")
    make.reporting_row(hotan)
    under = {"supporter": beijing}
    make.pairing(ref="A", recipient=make.county("653201", reported_under=hotan), **under)
    renamed = make.county("652101", name="吐鲁番市", reported_under=hotan)
    make.designation(renamed, name="吐鲁番市", ends_on=date(2015, 4, 11))
    make.designation(renamed, name="高昌区", starts_on=date(2015, 4, 12))
    make.pairing(ref="B", recipient=renamed, **under)
    make.pairing(ref="C", recipient=make.organisation(kind="xpcc_division", scope="xpcc"))
    make.pairing(ref="D", scheme=make.scheme("UNI-2001"))

    response = person.get(f"/pairings/?{query}")

    assert refs(response) == expected
    if not expected:
        assert "No matching pairings" in words(response)


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("colour=red", "Unknown parameter: colour"),
        ("scheme=none", "None of the schemes that you can see has this code"),
        ("supporter=none", "No organisation has this reference. Choose one from the list."),
        ("recipient=<svg>", "No organisation has this reference. Choose one from the list."),
        ("recipient=%00", "Null characters are not allowed."),
        ("scope=zz", "There is no such coverage"),
        ("q=" + "a" * 101, "at most 100 characters"),
        ("q=%00", "Null characters are not allowed."),
        ("sort=mode", "Sort by one of"),
        ("sort=--ref", "Sort by one of"),
        ("page=2", "This list has no such page"),
        ("page=1e9", "This list has no such page"),
    ],
)
def test_what_the_list_of_pairings_cannot_show_it_refuses(person, query, sentence):
    make.programme()
    make.pairing(ref="A")

    response = person.get(f"/pairings/?{query}")

    assert response.status_code == 400
    assert sentence in words(response)
    assert ("/pairings/", ["Start again"]) in Page(response).links
    assert refs(response) == set()


# The official tables.


def test_table_1_gives_the_pairings_and_names_of_the_day(person):
    renamed = make.county("652101", name="吐鲁番市", reported_under=make.prefecture("652100"))
    make.reporting_row(renamed.reported_under, title_in_table_1="吐鲁番地区")
    make.designation(renamed, name="吐鲁番市", ends_on=date(2015, 4, 11))
    make.designation(renamed, name="高昌区", starts_on=date(2015, 4, 12))
    make.pairing(recipient=renamed, ends_on=date(2020, 12, 31))

    def text(day):
        return words(person.get(f"/reports/table-1/?as_of={day}"))

    assert "吐鲁番市" in text("2015-04-11")
    assert "高昌区" not in text("2015-04-11")
    assert "高昌区" in text("2015-04-12")
    assert "吐鲁番市" not in text("2015-04-12")
    assert "高昌区" not in text("2021-01-01")


@pytest.mark.both
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2010-03-29", "begins on 30 March 2010: choose that date or a later one."),
        ("0001-01-01", "begins on 30 March 2010"),
        ("banana", "Enter the date as 2011-06-30."),
        ("%00", "Enter the date as 2011-06-30."),
    ],
)
def test_table_1_refuses_a_day_that_it_has_no_answer_for(person, day, sentence):
    make.pairing(recipient=make.county(reported_under=make.reporting_row().prefecture))

    response = person.get(f"/reports/table-1/?as_of={day}")

    assert response.status_code == 400
    assert sentence in words(response)
    assert ("/reports/table-1/", ["Start again"]) in Page(response).links


def test_an_official_table_without_projects_is_still_whole(person):
    tables()
    for n in range(3):
        row(f"65{n}000", f"{n}州", projects=0)

    lines = Page(person.get("/reports/table-3/")).lines()

    assert ["0州友0", "0州", "0", "0", "—", "0.00", "0.00", "—"] in lines
    assert lines[-1] == ["Total", "0", "0", "—", "0.00", "0.00", "—"]


def test_an_official_table_is_of_its_own_programme_only(person):
    tables()
    make.programme("2010-pilot", name="2010年试点", starts_on=date(2010, 4, 1), position=1)

    response = person.get("/reports/table-3/?programme=2010-pilot")

    assert response.status_code == 400
    assert "This table covers 2011年计划 only." in words(response)


# The published statements.


def test_a_published_statement_is_shown_as_printed_with_what_it_adds_up_to(person):
    table = make.published_table("totals", title="援疆资金", as_of=date(2011, 6, 30))
    for place, (ref, label, printed) in enumerate(
        [("all", "合计", "646.09"), ("local", "地方", "562.78"), ("xpcc", "兵团", "83.30")]
    ):
        make.published_figure(
            table,
            printed=printed,
            row_ref=ref,
            row_label=label,
            row_position=place,
            scope=ref,
            measure="planned_aid",
            column_label="资金",
            unit="hundred_million_yuan",
        )

    page = Page(person.get("/reports/published/totals/"))

    assert ["合计", "646.09"] in page.lines()
    assert ["兵团", "83.30"] in page.lines()
    assert "562.78 + 83.30" in page.text
    assert "646.080" in page.text
    assert "within rounding" in page.text
    assert "《对口支援工作总结(收集5篇)》" in page.text
    assert "as printed" in page.text


def test_the_list_of_published_statements_names_them_all_or_says_there_are_none(person):
    assert "No published tables have been imported." in words(person.get("/reports/published/"))

    make.published_table("table-3", title="援疆试点项目情况", as_of=date(2011, 6, 30))
    page = Page(person.get("/reports/published/"))

    assert ("/reports/published/table-3/", ["援疆试点项目情况"]) in page.links
    assert "2011-06-30" in page.text


# What no page may do.


@pytest.mark.once
@pytest.mark.parametrize("page", OF_A_VIEWPOINT)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as_of=banana", "Enter the date as 2011-06-30."),
        ("as_of=2011-06-31", "Enter the date as 2011-06-30."),
        ("as_of=2010-12-31", "begins on 1 January 2011: choose that date or a later one."),
        ("programme=2012-plan", "There is no such programme: choose one from the list."),
        ("scope=zz", "There is no such coverage: choose one from the list."),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence_and_a_form_to_mend_it(
    person, page, query, sentence
):
    tables()
    row("653200", "和田")

    response = person.get(f"{page}{'&' if '?' in page else '?'}{query}")

    assert response.status_code == 400
    assert sentence in words(response)
    assert "We cannot show this page with these settings" in words(response)
    assert 'name="as_of"' in response.content.decode()
    assert (page.partition("?")[0], ["Start again"]) in Page(response).links
    assert "和田" not in words(response)


@pytest.mark.both
@pytest.mark.once
@pytest.mark.parametrize("query", ["sort=name", "sort=--start_rate", "view=cinema", "sort=%00"])
def test_the_dashboard_refuses_what_it_does_not_know(person, query):
    make.programme()

    response = person.get(f"/overview/?{query}")

    assert response.status_code == 400
    assert "We cannot show this page with these settings" in words(response)


@pytest.mark.both
@pytest.mark.parametrize(
    "query",
    [
        "as_of=9999-12-31",
        "as_of=2040-02-29",
        "as_of=" + quote("２０１１-０６-30"),
        "as_of=%ff",
        "as_of=%00",
        "as_of=" + "1" * 10_000,
        "as_of=2011-06-30&as_of=2011-05-31",
        "programme=%00",
        "scope=%00&scope=all",
        "scope=all&" + "as_of=&" * 900,
        "as_of=&" * 2000,
        "page=1e9&sort=--name",
        "q=" + quote("' OR 1=1 --"),
        "month=2011-13",
        "recipient=<svg>",
        "%00=1",
        "<svg>=1",
    ],
)
def test_no_page_breaks_under_an_odd_address(person, query):
    tables()
    row("653200", projects=2, started=1, paid=1)

    for page in PAGES:
        response = person.get(f"{page}{'&' if '?' in page else '?'}{query}")

        assert response.status_code in (200, 400), page
        assert "<svg>" not in response.content.decode()


@pytest.mark.both
@pytest.mark.parametrize(
    "address",
    [
        "/reports/table-0/",
        "/reports/table-4/",
        "/reports/table-2/",
        "/reports/table-" + "9" * 5000 + "/overview/",
        "/reports/table-x/",
        "/reports/published/none/",
        "/reports/published/%00/",
        "/reports/published/" + quote("表3") + "/overview/",
        "/pairings/none/",
        "/pairings/%00/",
        "/pairings/%ff%fe/",
        "/pairings/" + "6" * 5000 + "/overview/",
        "/pairings/653200-/",
        "/pairings/PAIR%20/",
        "/pairings/pair/",
        "/pairings/<svg>/",
    ],
)
def test_what_does_not_exist_has_no_page(person, address):
    make.programme()
    make.pairing(ref="PAIR")

    response = person.get(address)

    assert response.status_code == 404
    assert "There is no such page" in words(response)
    assert "<svg>" not in response.content.decode()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_before_a_programme_is_loaded_the_tables_say_so(person, number):
    assert "No programme has been imported" in words(person.get(f"/reports/table-{number}/"))


SCRIPT = "</script><script>alert(1)</script>"


@pytest.mark.once
@pytest.mark.parametrize("page", [*PAGES, "/projects/P/", "/overview/?scope=%3Cscript%3Ealert(1)"])
def test_names_are_text_and_never_markup(client, page):
    reader(client, first_name=SCRIPT)
    make.scheme(name=SCRIPT, source=SCRIPT)
    make.programme(name=SCRIPT)
    tables()
    row("653200", SCRIPT, category=make.category(name=SCRIPT))
    Project.objects.update(code="P", name=SCRIPT, scale=SCRIPT, source=SCRIPT)
    make.published_figure(
        make.published_table("other", title=SCRIPT), row_label=SCRIPT, definition=SCRIPT
    )

    content = client.get(page).content.decode()

    assert "<script>alert" not in content
    assert "alert(1)" in content


# Queries.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/overview/", 24),
        ("/wall/", 16),
        ("/pairings/", 30),
        # Three of each for its warnings: the subject, the rules, its tasks.
        ("/pairings/65000000-650000/", 50),
        # One of them for what changed.
        ("/pairings/XJ-650000-0/", 45),
        ("/reports/table-1/", 9),
        ("/reports/table-2/", 16),
        ("/reports/table-3/", 17),
        ("/reports/published/", 4),
        ("/reports/published/table-3/", 18),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    person, django_assert_num_queries, number, page, queries
):
    tables()
    for n in range(number):
        row(f"65{n}000", supporters=number, projects=number, started=1, paid=0.1)
        # By number, not by code: P-1000 sorts before P-999.
        newest = Project.objects.latest("pk")
        make.designation(newest.lead_pairing.recipient)
        make.category()
        make.published_table()
        make.published_figure(newest.programme.published_tables.last())
        make.suspension(newest)
    # The kinds of rows that a history is about are asked for once in the life of a process.
    ContentType.objects.get_for_models(*apps.get_models())

    with django_assert_num_queries(queries):
        assert person.get(page).status_code == 200


@pytest.mark.parametrize("units", [2, 5])
def test_queries_do_not_grow_with_the_units_of_a_row(person, django_assert_num_queries, units):
    row("650000", supporters=units, projects=units, started=1, paid=0.1)
    ContentType.objects.get_for_models(*apps.get_models())

    with django_assert_num_queries(50):
        assert person.get("/pairings/650000/").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    "page", ["/overview/", "/pairings/653200/", "/reports/table-1/", "/projects/HT-1/"]
)
def test_a_parameter_that_the_page_does_not_know_is_refused(person, page):
    row("653200")
    make.project(code="HT-1")

    answer = person.get(page, {"colour": "red"})

    assert answer.status_code == 400
    assert "Unknown parameter: colour" in words(answer)


@pytest.mark.once
def test_mending_one_parameter_keeps_the_others_that_the_page_knows(person):
    row("653200")

    page = person.get("/projects/", {"as_of": "banana", "q": "学校", "stage": "completed"})

    hidden_fields = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    )
    assert hidden_fields["q"] == "学校"
    assert hidden_fields["stage"] == "completed"
    assert "as_of" not in hidden_fields


@pytest.mark.once
def test_nothing_on_the_wall_can_be_clicked(person):
    row("653200", started=1)

    wall = person.get("/wall/")

    assert "甲州" in words(wall)
    assert Page(wall).links == []
    assert " href=" not in wall.content.decode().partition("<body>")[2]
    assert "<button" not in wall.content.decode()


def test_the_dashboard_leads_to_the_wall_of_the_same_day(person):
    row("653200", started=1)

    links = dict(Page(person.get("/overview/?as_of=2011-05-31")).links)

    [wall] = [href for href in links if href and href.startswith("/wall/")]
    assert "as_of=2011-05-31" in wall
    assert "31 May 2011" in words(person.get(wall))


@pytest.mark.once
def test_the_old_address_of_the_wall_leads_to_the_new_one(person):
    row("653200")

    answer = person.get("/overview/?view=wall&as_of=2011-05-31&sort=start_rate")

    assert (answer.status_code, answer["Location"]) == (
        301,
        "/wall/?as_of=2011-05-31&sort=start_rate",
    )
