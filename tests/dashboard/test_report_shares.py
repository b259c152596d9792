"""What the dashboard, the wall and their file say of a month that is reported in part, or not."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from tests import make
from tests.cast.july import JULY, closed_july, lagging_row
from tests.exports.files import book, table
from tests.tools.reading import Page, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_months")]

MAY = date(2011, 5, 31)


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def group_of(page: Page, name: str) -> str:
    """The heading of the group of the ranking under which a row stands."""
    heading = ""
    for line in page.lines():
        if len(line) == 1:
            heading = line[0]
        if line[0].startswith(name):
            return heading
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("reported", "group", "words_beside"),
    [
        (0, "not reported 1 known through 30 June 2011", "0 of 44 reported"),
        (1, "behind on both rates 2", "1 of 44 reported"),
        (29, "behind on both rates 2", "29 of 44 reported"),
        (30, "behind on both rates 2", "30 of 44 reported"),
        (44, "behind on both rates 2", ""),
    ],
)
def test_a_row_is_compared_as_far_as_it_is_reported(person, reported, group, words_beside):
    make.warning_rule(name_en="Money behind")
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=reported)
    lagging_row("2000", "乙州", month, reported=1, due=1)

    response = person.get(f"/overview/{JULY}")
    page = Page(response)

    assert group_of(page, "甲州") == group
    assert words_beside in page.text
    assert f"2011-07: {reported + 1} of 45 reported" in page.text
    assert ("甲州 has not reported for 2011-07 and is not judged." in page.text) == (reported == 0)
    listed = "1 prefecture has reported nothing for 2011-07 甲州"
    assert (listed in page.text) == (reported == 0)
    assert ("甲州: Money behind" in page.text) == (reported > 0)
    flagged = f'data-s="warn">{reported} of 44 reported<'
    assert (flagged in response.content.decode()) == (0 < reported < 30)


def test_a_row_that_reported_nothing_is_hatched_on_the_map_with_its_last_figure(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1, place=1)
    lagging_row("2000", "乙州", month, reported=1, due=1, place=2)

    content = person.get(f"/overview/{JULY}").content.decode()

    silent, spoke = content.split('class="tile ')[1:3]
    assert 'data-s="unreported"' in silent
    assert "not reported" in silent
    assert "data-both" not in silent
    assert "below time elapsed" not in silent
    assert "0.0" in silent
    assert "data-both" in spoke
    assert "乙州 is behind on both. 甲州 has not reported for 2011-07 and is not judged." in content


def test_the_wall_hatches_a_row_that_reported_nothing_and_does_not_judge_it(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)
    lagging_row("2000", "乙州", month, reported=1, due=1)

    content = person.get(f"/wall/{JULY}").content.decode()

    spoke, silent = content.split("<tbody>")[1].split("</tbody>")[0].split("<tr ")[1:]
    assert 'data-s="lag"' in spoke
    assert "▼" in spoke
    assert 'data-s="unreported"' in silent
    assert "not reported" in silent
    assert "▼" not in silent
    assert "0.0" in silent
    assert "乙州 is behind on both. 甲州 has not reported for 2011-07 and is not judged." in content


def test_where_nobody_reported_nothing_is_held_against_time(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)

    text = words(person.get(f"/overview/{JULY}"))

    assert "Nothing has been reported for 2011-07: the figures are the last known" in text
    assert "1 has not reported" in text
    assert "percentage points behind" not in text
    assert "behind on both rates" not in text


def test_a_loaded_month_says_so_in_place_of_a_share(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)

    text = words(person.get("/overview/?as_of=2011-06-30"))

    assert text.count("loaded") == 4
    assert "1 of 1" not in text
    assert "not reported" not in text
    assert "甲州" in text.split("All prefectures are behind on both.")[1]


def test_a_region_says_how_much_of_it_is_reported(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=2)
    lagging_row("2000", "乙州", month, reported=1, due=2)

    page = Page(person.get(f"/overview/{JULY}"))
    lines = {line[0].split(" ")[1]: line[0] for line in page.lines()
             if line[0].startswith("region ")}  # fmt: skip

    assert lines["1000"] == "region 1000 0 of 2 reported known through 30 June 2011"
    assert lines["2000"] == "region 2000 1 of 2 reported"


@pytest.mark.parametrize(
    ("reported", "status", "values"),
    [
        (0, "not reported", ("not reported", 0, 44, "2011-06-30")),
        (30, "behind on both rates", ("partly reported", 30, 44, "2011-07-31")),
        (44, "behind on both rates", ("reported", 44, 44, "2011-07-31")),
    ],
)
def test_the_file_says_the_same_as_the_page(person, reported, status, values):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=reported)

    workbook = book(person, f"/overview/{JULY}")

    (of_row,) = table(workbook["Rates by prefecture"], "Recipient")
    assert of_row["Schedule status"] == status
    (of_region,) = table(workbook["Totals by region"], "Region")
    (total,) = table(workbook["Headline rates"], "Planned projects")
    for line in (of_row, of_region, total):
        assert f"{line['Figures known through']:%Y-%m-%d}" == values[3]
        names = ("Reporting", "Reports verified", "Reports due")
        assert tuple(line[name] for name in names) == values[:3]


def test_the_file_calls_a_loaded_month_loaded(person):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=0, due=1)

    (line,) = table(book(person, "/overview/?as_of=2011-06-30")["Rates by prefecture"], "Recipient")

    assert line["Reporting"] == "loaded"
    assert (line["Reports verified"], line["Reports due"]) == ("—", "—")


def test_after_the_last_report_one_notice_says_what_the_open_month_has(person):
    month = make.reporting_month()
    lagging_row("1000", "甲州", month, reported=1, due=3)

    response = person.get(f"/overview/{JULY}")

    notice = (
        "Reports are complete through 30 June 2011 only; those for 2011-07 are still coming in."
    )
    assert notice in words(response)
    assert "Nothing has been reported after" not in words(response)
    assert words(response).count("through 30 June 2011") == 1


def test_a_month_of_which_some_is_reported_is_drawn_though_nothing_moved(person):
    month = make.reporting_month()
    lagging_row("1000", "甲州", month, reported=1, due=3)

    lines = {line[0]: line for line in Page(person.get(f"/overview/{JULY}")).lines()}

    assert lines["2011-07-31"][2] == "0.00"
    assert lines["2011-08-31"][2] == "—"


def test_each_row_names_its_day_where_they_differ(person):
    make.programme().months.filter(month=date(2011, 6, 1)).delete()
    june = make.reporting_month(
        month=date(2011, 6, 1), closed_at=datetime(2011, 7, 6, tzinfo=UTC), through_before=MAY
    )
    july = closed_july()
    spoke = lagging_row("1000", "甲州", july, reported=0, due=1)
    lagging_row("2000", "乙州", july, reported=0, due=1)
    make.status_report(spoke.projects.get(), june, state="verified")

    page = Page(person.get(f"/overview/{JULY}"))

    assert group_of(page, "甲州") == "not reported 2"
    assert page.text.index("known through 30 June 2011") < page.text.index("known through 31 May")


def test_regions_that_did_not_report_lead_in_nothing(person):
    month = closed_july()
    for ref, reported in [("1000", 0), ("2000", 1), ("3000", 1)]:
        pairing = lagging_row(ref, f"第{ref}州", month, reported=reported, due=2)
        if ref == "1000":
            pairing.projects.update(started_on=date(2011, 3, 1))

    assert "No region stands out" in words(person.get(f"/overview/{JULY}"))


def test_the_curve_ends_on_the_last_known_day(person):
    lagging_row("1000", "甲州", closed_july(), reported=0, due=1)

    lines = {line[0]: line for line in Page(person.get(f"/overview/{JULY}")).lines()}

    assert lines["2011-06-30"][2] == "0.00"
    assert lines["2011-07-31"][2] == "not reported"


@pytest.mark.parametrize(
    ("reported", "words_of_tile"),
    [
        (
            [0, 0],
            "Reports for 2011-07 0.0 % 0 of 6 reported 2 have not reported "
            "甲州 (30 June 2011) · 乙州 (30 June 2011)",
        ),
        (
            [1, 0],
            "Reports for 2011-07 16.7 % 1 of 6 reported 1 has not reported 乙州 (30 June 2011)",
        ),
        ([2, 3], "Reports for 2011-07 83.3 % 5 of 6 reported"),
        ([3, 3], "Reports for 2011-07 100.0 % 6 of 6 reported"),
    ],
    ids=["none", "one", "many", "all"],
)
def test_the_tile_says_how_many_reports_came_and_who_sent_none(person, reported, words_of_tile):
    month = closed_july()
    lagging_row("1000", "甲州", month, reported=reported[0], due=3)
    lagging_row("2000", "乙州", month, reported=reported[1], due=3)

    page = person.get(f"/overview/{JULY}")

    # The tile is the last above the ranking.
    heading = page.context["ranking_finding"]
    assert f"not counted in any rate {words_of_tile} {heading}" in words(page)


def test_the_tile_before_anything_was_due(person):
    lagging_row("1000", "甲州", closed_july(), reported=0, due=0)
    make.project()

    assert "Reports — loaded" in words(person.get("/overview/?as_of=2011-05-31"))
