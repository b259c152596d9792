"""Pairings compared: worst first, not reported last, with the figures that every page prints."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest

from projects.figures.progress import programme_projects, progress, progress_by
from projects.measures import MEASURES
from reports.figures.compare.export import compared_fields
from reports.figures.compare.rows import LEVELS, ROWS, UNITS
from reports.pairings.compare.two import count_words, money_words, points_words
from tests import make
from tests.cast.july import JULY
from tests.exports.files import book
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db

ADDRESS, TWO = "/pairings/compare/", "/pairings/compare/two/"
JUNE, MAY = date(2011, 6, 30), date(2011, 5, 31)


@pytest.fixture
def person(client):
    client.force_login(make.auditor())
    return client


def ref_of(name):
    return f"EDGE-{name.encode().hex()}"


def edge(name, disbursed, *, aid=1000, row=None, started=False, **fields):
    """A pairing of a county of its own, with one project."""
    county = make.county(reported_under=row, name=name, short_name=name)
    unit_row = row.reporting_row if row else make.reporting_row(county.reported_under)
    pairing = make.pairing(ref=ref_of(name), recipient=county)
    make.reporting_unit(unit_row, supporter=pairing.supporter)
    project = make.project(
        lead_pairing=pairing, planned_aid=aid, started_on=MAY if started else None, **fields
    )
    if disbursed:
        make.transfer(project, amount=disbursed, on=date(2011, 2, 1))
    return project


@pytest.fixture
def edges(db):
    """Of the same plan: much lacking, little lacking, ahead, and one without a plan."""
    little, ahead = edge("乙县", 400), edge("丙县", 900, started=True)
    much, nothing = edge("甲县", 100), edge("丁县", 0, aid=0)
    return much, little, ahead, nothing


def shown(person, query=""):
    response = person.get(f"{ADDRESS}{query}")
    assert response.status_code == 200, response.content.decode()
    return [
        row.named.label.split("→")[-1] for row, _spark, _bar in response.context["table"]["lines"]
    ]


def test_the_largest_shortfall_comes_first_and_what_is_unknown_last(person, edges):
    assert shown(person) == ["甲县", "乙县", "丙县", "丁县"]
    assert shown(person, "?sort=shortfall") == ["丙县", "乙县", "甲县", "丁县"]
    assert shown(person, "?sort=-start_rate")[0] == "丙县"


def test_the_column_that_is_sorted_by_says_so_and_leads_to_the_other_direction(person, edges):
    page = person.get(ADDRESS).content.decode()

    assert page.count('aria-sort="descending"') == 1
    assert "?sort=shortfall" in page
    assert "?sort=-start_rate" in page


@pytest.mark.parametrize("sort", ["", "sort=shortfall", "sort=-months", "sort=name"])
def test_a_pairing_that_has_not_reported_comes_last_whatever_is_sorted_by(person, edges, sort):
    july = make.reporting_month()
    for project in edges[1:]:
        make.status_report(project, july, state="verified")

    assert shown(person, f"{JULY}&{sort}")[-1] == "甲县"
    page = person.get(f"{ADDRESS}{JULY}&{sort}").content.decode()
    assert 'data-s="unreported"' in page
    assert "1个2011-07未报，不计入落后" in page


def test_a_total_says_what_of_it_is_of_rows_ahead_and_of_rows_that_have_not_reported(person, edges):
    july = make.reporting_month()
    for project in edges[1:]:
        make.status_report(project, july, state="verified")

    page = person.get(f"{ADDRESS}{JULY}").content.decode()

    assert "超前的抵减319元" in page
    assert "其中未报的481元" in page


@pytest.mark.parametrize("level", LEVELS)
def test_the_figures_are_those_of_progress(person, edges, level):
    plan = make.programme()
    projects = programme_projects(plan, scope="local")

    response = person.get(f"{ADDRESS}?level={level}")

    rows = [row for row, _spark, _bar in response.context["table"]["lines"]]
    total, whole = response.context["table"]["total"].progress, progress(projects, on=JUNE)
    for name in ("planned", "started", "planned_aid", "disbursed"):
        assert sum(getattr(row.progress, name) for row in rows) == getattr(whole, name)
        assert getattr(total, name) == getattr(whole, name)
    if level == "pairings":
        by_pairing = progress_by("pairing", projects, plan, scope="local", on=JUNE, user=None)
        assert {(row.ref, row.progress.disbursed) for row in rows} == {
            (row.group.params["pairing"], row.disbursed) for row in by_pairing
        }


def test_every_count_leads_to_exactly_its_projects(person, edges):
    edge("戊县", 0, planned_start_on=date(2011, 3, 1))
    response = person.get(ADDRESS)
    page = response.content.decode()

    for row, _spark, _bar in response.context["table"]["lines"]:
        view = "programme=2011-plan&as_of=2011-06-30&scope=local"
        for what, count in (
            ("counted=planned", row.progress.planned),
            ("counted=started", row.progress.started),
            ("overdue=start", row.delays.overdue),
            ("stage=suspended", row.delays.suspended),
        ):
            address = f"/projects/?{view}&pairing={row.ref}&{what}"
            assert address.replace("&", "&amp;") in page
            assert person.get(address).context["filter"].rows().count() == count


def test_counties_add_their_pairings_up(person, edges):
    much = edges[0]
    second = make.pairing(recipient=much.lead_pairing.recipient)
    make.transfer(make.project(lead_pairing=second, planned_aid=500), amount=50)

    response = person.get(f"{ADDRESS}?level=counties")

    (row,) = [r for r, *_rest in response.context["table"]["lines"] if r.named.label == "甲县"]
    assert (row.progress.planned, row.progress.planned_aid) == (2, 1500)
    assert row.named.params == {"recipient": much.lead_pairing.recipient.ref}


def test_a_row_published_jointly_marks_its_units_and_pairings_as_split(person, edges):
    row = make.prefecture(name="和田地区", short_name="和田")
    make.reporting_row(row)
    edge("己县", 1, row=row, provenance="illustrative")
    edge("庚县", 1, row=row)

    for level in ("units", "pairings"):
        lines = person.get(f"{ADDRESS}?level={level}").context["table"]["lines"]
        split = [r for r, *_rest in lines if r.named.is_split]
        assert {r.named.row for r in split} == {row.ref}
        assert len(split) == 2


def test_filters_narrow_the_rows_and_the_total_is_of_what_is_shown(person, edges):
    ahead = edges[2].lead_pairing.recipient

    assert shown(person, f"?row={ahead.reported_under.ref}") == ["丙县"]
    assert shown(person, "?state=ok") == ["丙县"]
    assert shown(person, "?q=甲") == ["甲县"]
    response = person.get(f"{ADDRESS}?q=甲")
    assert response.context["table"]["total"].progress.disbursed == 100
    assert "没有符合条件的行" in person.get(f"{ADDRESS}?q=无此县").content.decode()


SEARCHES = ("Hotan", "hotan beijing", "和田", "和田地区", "北京市", "653200", "Khotan")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_search_finds_names_in_both_languages_and_references(client, edges, language, level):
    row = make.prefecture("653200", name="和田地区", short_name="和田", name_en="Hotan")
    make.designation(row, name="和阗专区", name_en="Khotan")
    make.reporting_row(row)
    supporter = edge("己县", 1, row=row).lead_pairing.supporter
    supporter.name, supporter.short_name, supporter.name_en = "北京市", "北京", "Beijing"
    supporter.save()
    person = reader(client, language)

    for searched in SEARCHES:
        table = person.get(ADDRESS, {"level": level, "q": searched}).context["table"]
        assert [line.named.row for line, *_rest in table["lines"]] == ["653200"], searched


def test_a_search_does_not_find_what_a_reader_may_not_see(client, edges):
    much, little, *_rest = edges
    client.force_login(make.member(organisation=much.lead_pairing.supporter))

    assert shown(client, f"?q={little.lead_pairing.supporter.ref}") == []


def july_of(reported, due):
    """July with so many of as many projects reported, all of one pairing."""
    july = make.reporting_month()
    first = edge("己县", 1)
    pairing = first.lead_pairing
    projects = [first, *(make.project(lead_pairing=pairing) for _n in range(due - 1))]
    for project in projects[:reported]:
        make.status_report(project, july, state="verified")
    return projects[reported:]


@pytest.mark.parametrize(("reported", "flags"), [(1, 2), (2, 0), (3, 0)])
def test_a_row_and_the_total_say_that_less_than_two_thirds_are_reported(person, reported, flags):
    july_of(reported, 3)

    page = person.get(f"{ADDRESS}{JULY}").content.decode()

    assert page.count('<span class="status" data-s="warn">33.3</span>') == flags


@pytest.mark.parametrize("reported", [0, 1, 2])
def test_the_reported_share_leads_to_the_projects_that_are_not_reported(person, reported):
    missing = july_of(reported, 3)
    edge("庚县", 1, cancelled_on=JUNE)

    page = person.get(f"{ADDRESS}{JULY}").content.decode()

    addresses = set(re.findall(r'href="(/projects/\?[^"]*report=missing)"', page))
    assert len(addresses) == 2
    for address in addresses:
        listed = person.get(address.replace("&amp;", "&")).context["filter"].rows()
        assert {project.code for project in listed} == {project.code for project in missing}


def test_what_is_reported_in_full_leads_nowhere(person):
    july_of(3, 3)

    assert "report=missing" not in person.get(f"{ADDRESS}{JULY}").content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?level=province", "只能比较报表行、报送单元、结对或县。"),
        ("?sort=colour", "请按表中的一列排序。"),
        ("?state=bad", "没有这种状态"),
        ("?row=nowhere", "没有这个编号的报表行"),
        ("?page=9", "列表没有这一页"),
        ("?colour=red", "colour"),
        ("?as_of=yesterday", "请"),
        ("?format=pdf", "xlsx"),
    ],
)
def test_a_wrong_address_is_told_in_a_sentence(person, edges, query, sentence):
    response = person.get(f"{ADDRESS}{query}")

    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_pages_have_forty_rows(person, edges):
    for n in range(40):
        edge(f"第{n}县", 10)

    assert (len(shown(person)), len(shown(person, "?page=2"))) == (40, 4)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("level", LEVELS)
def test_a_comparison_takes_as_many_queries_for_one_row_as_for_three(
    person, level, count, django_assert_num_queries
):
    for n in range(count):
        edge(f"第{n}县", 10, planned_start_on=MAY)

    # The groups of pairings alone are read apart from those that name the lines.
    with django_assert_num_queries(18 if level in (ROWS, UNITS) else 19):
        person.get(f"{ADDRESS}?level={level}")


def test_a_reader_sees_their_own_pairings_only(client, edges):
    much, little, *_rest = edges
    client.force_login(make.member(organisation=much.lead_pairing.supporter))

    assert shown(client) == ["甲县"]
    assert "乙县" not in client.get(ADDRESS).content.decode()
    refused = client.get(f"{TWO}?left={much.lead_pairing.ref}&right={little.lead_pairing.ref}")
    assert refused.status_code == 400


def ticked(*projects):
    return "&".join(f"subject={project.lead_pairing.ref}" for project in projects)


def test_two_ticked_rows_stand_side_by_side(person, edges):
    much, little, *_rest = edges

    response = person.get(f"{ADDRESS}?together=yes&{ticked(much, little)}", follow=True)

    page = response.content.decode()
    assert response.request["PATH_INFO"] == TWO
    assert "的缺口多300元" in page
    assert "低30.0个百分点" in page


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_other_number_of_ticks_is_told_on_the_same_page_and_the_ticks_stay(
    person, edges, count
):
    response = person.get(f"{ADDRESS}?together=yes&{ticked(*edges[:count])}")

    page = response.content.decode()
    assert f"已选{count}个：请恰好选两个" in page
    assert len(re.findall(r'value="EDGE-\w+"\s+checked', page)) == count


def test_a_tick_of_another_page_stays(person, edges):
    for n in range(40):
        edge(f"第{n}县", 450)

    page = person.get(f"{ADDRESS}?page=2&{ticked(edges[0])}").content.decode()

    assert f'<input type="hidden" name="subject" value="{edges[0].lead_pairing.ref}">' in page


def test_ticks_of_rows_that_are_not_compared_are_told(person, edges):
    assert "所选的有些不在本次比较中" in person.get(f"{ADDRESS}?subject=NONE").content.decode()


def test_one_row_stands_beside_itself_on_another_day(person, edges):
    ref = edges[0].lead_pairing.ref

    response = person.get(f"{TWO}?left={ref}&other_day=2011-01-31")

    pair = response.context["pair"]
    assert [side.row.progress.disbursed for side in pair.sides] == [100, 0]
    assert len(response.context["curve"]["data"]) == 2


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (f"left={ref_of('甲县')}&right={ref_of('乙县')}&other_day=2011-01-31", "不能两样都选"),
        (f"left={ref_of('甲县')}&other_day=2010-01-31", "请选更晚的日期"),
        ("left=NOBODY", "这里没有这一行"),
        ("colour=red", "colour"),
    ],
)
def test_a_wrong_choice_of_two_is_told_in_a_sentence(person, edges, query, sentence):
    response = person.get(f"{TWO}?{query}")

    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_without_a_choice_the_page_asks_for_one(person, edges):
    assert "请选两个比较对象" in person.get(TWO).content.decode()


def test_differences_are_said_in_words_and_equal_ones_too():
    assert points_words(Decimal("0.0101")) == "高1.0个百分点"
    assert points_words(Decimal("-0.0001")) == "相同"
    assert money_words(Decimal(-18_000_000)) == "少1,800万元"
    assert (count_words(3), count_words(-3), count_words(0)) == ("多3", "少3", "相同")
    assert (points_words(None), money_words(None), count_words(None)) == ("", "", "")


def test_a_file_has_every_row_that_is_shown_in_its_order(person, edges):
    response = person.get(f"{ADDRESS}?format=csv&sort=shortfall&q=县")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(text.splitlines()))
    labels = [line[0].split("→")[-1] for line in lines if line[1:] and "EDGE-" in line[1]]
    assert labels == ["丙县", "乙县", "甲县", "丁县"]
    assert lines[-1][0] == "合计4个"
    assert "比较4个" in text
    (sheet, _about) = book(person, f"{ADDRESS}?q=县").worksheets
    assert sheet.max_row > 4


@pytest.mark.parametrize("other", [f"right={ref_of('乙县')}", "other_day=2011-03-31"])
def test_two_rows_side_by_side_are_a_file_of_both_and_their_months(person, edges, other):
    address = f"{TWO}?left={ref_of('甲县')}&{other}"

    sides, months, _about = book(person, address).worksheets

    pair = person.get(address).context["pair"]
    cells = [cell for line in sides.iter_rows(values_only=True) for cell in line]
    for side in pair.sides:
        assert side.row.named.label in cells
    assert months.max_row >= len(pair.months_told)
    assert "format=xlsx" in person.get(address).content.decode()


def test_the_list_of_pairings_leads_to_the_comparison(person, edges):
    assert (
        '<a href="/pairings/compare/?programme=2011-plan'
        in person.get("/pairings/").content.decode()
    )


@pytest.mark.parametrize(("scope", "count"), [("local", 4), ("all", 5)])
def test_the_overview_leads_to_as_many_pairings_as_are_compared(person, edges, scope, count):
    make.pairing(recipient=make.county(scope="xpcc"))

    page = Page(person.get(f"/overview/?as_of=2011-06-30&scope={scope}"))

    [(address, text)] = [link for link in page.links if "/compare/" in (link[0] or "") and link[1]]
    assert f"{count}个结对" in "".join(text)
    assert "level=pairings" in address
    counts = {name: n for name, _label, n in person.get(address).context["levels"]}
    assert counts["pairings"] == count


def test_the_file_defines_the_shortfall_in_the_words_of_the_page(person, edges):
    definition = f"{MEASURES['shortfall'].definition}"

    assert definition in words(person.get(ADDRESS))
    assert definition in words(person.get("/overview/?as_of=2011-06-30"))
    assert any(definition in f"{field.definition}" for field in compared_fields("pairings"))
