"""The pages on what was printed: table 1 whole, tables 2 and 3 beside their printed figures."""

from io import StringIO

import pytest
from django.core.management import call_command

from pairings.models import Pairing
from projects.models import Acceptance, LateEntry, Transfer
from reports.models import PublishedFigure, PublishedTable
from tests.tools.reading import Page, reader, words

TITLES = {
    2: "2010年援疆试点项目情况(不含兵团)",
    3: "2011年1-6月援疆试点项目情况(不含兵团)",
}


@pytest.fixture(autouse=True)
def _database(drawn, db):
    """The fixtures and the drawn rows."""


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture
def chinese(client):
    return reader(client, "zh-hans")


def test_table_1_holds_all_94_pairings(chinese):
    page = Page(chinese.get("/reports/table-1/"))

    linked = [href for href, _text in page.links if href.startswith("/pairings/XJ-")]

    assert len(linked) == len(set(linked)) == 94
    pairings = Pairing.objects.filter(scheme__code="XJ-19")
    assert set(linked) == {pairing.get_absolute_url() for pairing in pairings}
    assert "兵团农六师五家渠市及团场" in page.text


def test_table_1_has_the_names_of_the_day(chinese):
    then = words(chinese.get("/reports/table-1/"))
    later = words(chinese.get("/reports/table-1/?as_of=2020-01-01"))

    assert "吐鲁番市" in then
    assert "高昌区" not in then
    assert "高昌区" in later
    assert "吐鲁番市" not in later


def test_all_pairings_are_listed_by_scheme(chinese):
    page = Page(chinese.get("/pairings/?scheme="))

    for pairing in Pairing.objects.all():
        assert any(pairing.ref in line for line in page.lines())
    assert Pairing.objects.count() == 114


@pytest.mark.parametrize("number", [2, 3])
def test_an_official_table_has_its_printed_title_on_its_own_day_only(chinese, number):
    own = words(chinese.get(f"/reports/table-{number}/"))
    later = words(chinese.get(f"/reports/table-{number}/?as_of=2011-07-31"))
    all_scopes = words(chinese.get(f"/reports/table-{number}/?scope=all"))

    assert TITLES[number] in own
    assert TITLES[number] not in later
    assert TITLES[number] not in all_scopes


def test_the_title_of_another_day_names_its_months(person):
    assert "January to July 2011 (excluding the XPCC)" in words(
        person.get("/reports/table-3/?as_of=2011-07-31")
    )


def test_supporters_in_a_title_are_counted_up_with_and(person):
    page = words(person.get("/pairings/653200/"))

    assert "Beijing, Tianjin and Anhui → Hotan" in page


@pytest.mark.parametrize(("number", "cells"), [(2, 39), (3, 78)])
def test_beside_each_live_figure_stands_the_printed_one_and_both_agree(person, number, cells):
    page = Page(person.get(f"/reports/table-{number}/"))
    printed = PublishedFigure.objects.filter(table__code=f"table-{number}")

    published_cells = [cell for line in page.lines() for cell in line if "published" in cell]
    expected = [f"published {f.printed} ✓matches" for f in printed]

    assert len(published_cells) == cells
    assert sorted(
        "published" + cell.partition("published")[2] for cell in published_cells
    ) == sorted(expected)


@pytest.mark.parametrize(("number", "cells"), [(2, 39), (3, 78)])
def test_both_agree_beside_the_open_month_of_the_demonstration(person, number, cells):
    """What waits for a second person, or for its release, moves nothing of what was printed."""
    for command in ("demo_accounts", "demo_month"):
        call_command(command, stdout=StringIO())
    assert Acceptance.objects.exclude(kind="opening").exists()
    assert Transfer.objects.waiting().exists()
    assert {bool(entry.fact) for entry in LateEntry.objects.waiting()} == {True, False}

    page = Page(person.get(f"/reports/table-{number}/"))

    published = [cell for line in page.lines() for cell in line if "published" in cell]
    assert [cell.endswith("✓matches") for cell in published] == [True] * cells


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize(
    "query", ["as_of=2011-06-29", "as_of=2011-07-01", "scope=all", "scope=xpcc"]
)
def test_beside_another_day_or_population_stands_no_printed_figure(person, number, query):
    page = Page(person.get(f"/reports/table-{number}/?{query}"))

    assert not [cell for line in page.lines() for cell in line if "published" in cell]
    assert "they are not compared with this date and coverage" in page.text


def test_table_3_reads_as_printed(chinese):
    line = next(
        line for line in Page(chinese.get("/reports/table-3/")).lines() if line[1] == "和田地区"
    )
    total = Page(chinese.get("/reports/table-3/")).lines()[-1]

    def live(cells):
        return [cell.partition("公布数")[0].strip() for cell in cells]

    assert line[0] == "北京、天津、安徽"
    assert live(line[2:5]) == ["213", "60", "28.2"]
    assert live(total[1:4]) == ["1,183", "792", "66.9"]


def test_the_dashboard_opens_on_the_last_day_reported_of_the_latest_plan(person):
    text = words(person.get("/overview/"))

    assert "as of 30 June 2011" in text
    assert "792 / 1,183 projects" in text
    assert "Sample data No project list was published, so the projects" in text


def test_the_five_year_plan_has_no_rows_yet_and_no_rates(person):
    text = words(person.get("/overview/?programme=12th-plan"))

    assert "Start rate — unknown" in text
    assert "Only published figures are held for this programme" in text


@pytest.mark.parametrize("code", ["table-2", "table-3"])
def test_a_printed_table_is_laid_out_as_printed(person, code):
    page = Page(person.get(f"/reports/published/{code}/"))
    lines = page.lines()

    for label in ("和田地区", "克州", "合计"):
        figures = PublishedFigure.objects.filter(table__code=code, row_label=label)
        cells = [f.printed for f in figures.order_by("column_position")]
        assert cells in [line[-len(cells) :] for line in lines]
    assert "Internal consistency" in page.text
    assert "Compared with the projects" in page.text


def test_every_published_statement_has_a_page(person):
    page = Page(person.get("/reports/published/"))
    codes = PublishedTable.objects.values_list("code", flat=True)

    assert len(codes) == 9
    for code in codes:
        assert any(href == f"/reports/published/{code}/" for href, _text in page.links)
        assert PublishedTable.objects.get(code=code).label in words(
            person.get(f"/reports/published/{code}/")
        )


def test_what_was_printed_wrongly_is_said_not_mended(person):
    text = words(person.get("/reports/published/classes-2010/"))

    assert "does not add up" in text


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("653200", "北京、天津、安徽 → 和田地区"),
        ("110000-653200", "北京 → 和田地区"),
        ("XJ-110000-653201", "北京 → 和田市"),
        ("ILI-DIRECT", "江苏 → 伊犁州直"),
        ("320000-ILI-DIRECT", "江苏 → 伊犁州直"),
        ("UNI-2001-10001-10759", "石河子大学"),
        ("SX-UNIONS-CITIES", "各团场工会"),
        ("XJ-110000-XPCC-14", "北京 →"),
    ],
)
def test_rows_units_and_pairings_of_every_scheme_have_a_page(chinese, ref, expected):
    response = chinese.get(f"/pairings/{ref}/")

    assert response.status_code == 200
    assert expected in words(response)


@pytest.mark.parametrize("ref", ["320000-ILI", "ILI", "650000", "110000", "XJ-19"])
def test_other_organisations_and_schemes_have_no_page_among_the_pairings(person, ref):
    assert person.get(f"/pairings/{ref}/").status_code == 404
