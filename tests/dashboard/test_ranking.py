"""The ranking by shortfall, what moved since last month's end, and the first sentences."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from projects.figures.groupings import Group
from projects.figures.progress import Progress
from reports.dashboard.ranking import Movement, moved, ranked_groups, worst
from reports.dashboard.sentences import lede
from reports.figures.pace import Pace, ranked
from reports.figures.trends import RateChange, Stand, Trend
from tests import make
from tests.exports.files import book, table
from tests.tools.reading import Page, reader, words

YI = Decimal(100_000_000)
MAY, JUNE = date(2011, 5, 31), date(2011, 6, 30)
ADDRESS = "/overview/?as_of=2011-06-30"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def row(label, disbursed, *, aid=100, started=1, on=JUNE) -> Progress:
    money = {"planned_aid": aid * YI, "disbursed": disbursed * YI}
    return Progress(Group((label,), label), on, planned=10, started=started, **money)


def trend_of(progress) -> Trend:
    return Trend(Stand(Pace(progress, 0.5)), [])


def test_in_each_group_the_largest_shortfall_comes_first_and_one_ahead_has_no_bar():
    rows = [row("A", 40), row("B", 10), row("C", 90), row("D", 0, aid=20)]
    paces = ranked(rows, 0.5, sort="shortfall")

    (both, behind), (one, ahead) = ranked_groups(paces, map(trend_of, rows))

    assert (both, [line.pace.group.label for line in behind]) == ("lag", ["B", "A", "D"])
    assert [line.share for line in behind] == [1, Decimal("0.25"), Decimal("0.25")]
    assert (one, ahead[0].share, ahead[0].ahead) == ("warn", 0, 40 * YI)
    assert [line.pace.group.label for line in worst([(both, behind)], 2)] == ["B", "A"]


def test_what_moved_is_unknown_over_a_month_that_nobody_told():
    before, now = row("A", 10, on=MAY), row("A", 30, started=4)
    told = Trend(Stand(Pace(now, 0.5)), [Stand(Pace(before, 0.4))])
    silent = Trend(Stand(Pace(now, 0.5)), [Stand(Pace(before, 0.4), has_reports=False)])

    assert (moved(told).started, moved(told).disbursed, moved(told).day) == (3, 20 * YI, MAY)
    assert moved(silent) is None


def change(*, disbursed, distance) -> Movement:
    fund = None if distance is None else RateChange(Decimal(0), Decimal(distance))
    return Movement(MAY, 0, 0, disbursed * YI, None, fund)


@pytest.mark.parametrize(
    ("disbursed", "moved", "sentences"),
    [
        (10, None, "disbursement is CNY 4 bn short. All"),
        (60, None, "Starts are behind; disbursement is on schedule. No prefecture"),
        (
            10,
            change(disbursed=1, distance="0.012"),
            "Since 31 May 2011, CNY 100 m more has been disbursed. "
            "Money fell 1.2 points further behind time elapsed. All",
        ),
        (
            10,
            change(disbursed=0, distance="-0.02"),
            "nothing more has been disbursed. Money came 2.0 points closer to time elapsed. All",
        ),
        (10, change(disbursed=-1, distance="0.0001"), "has fallen by CNY 100 m. All"),
        (10, change(disbursed=1, distance=None), "more has been disbursed. All"),
    ],
)
def test_each_first_sentence_is_left_out_where_it_does_not_hold(disbursed, moved, sentences):
    pace = Pace(row("A", disbursed), 0.5)

    assert sentences in lede(pace, [pace], moved)


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        ("start", "2 fewer started"),
        ("fund", "CNY 100 m less disbursed"),
        ("done", "1 fewer completed since 31 May 2011"),
    ],
)
def test_a_tile_says_that_something_became_less(of, sentence):
    fallen = Movement(MAY, -2, -1, -YI, None, None)

    text = render_to_string("dashboard/_moved.html", {"moved": fallen, "of": of})

    assert sentence in " ".join(text.split())


@pytest.fixture
def lagging(db):
    """A row with a tenth of its plan since January."""
    county = make.county()
    pairing = make.pairing(recipient=county)
    make.reporting_unit(make.reporting_row(county.reported_under), supporter=pairing.supporter)
    project = make.project(lead_pairing=pairing, planned_aid=1000 * 10_000)
    make.transfer(project, amount=100 * 10_000, on=date(2011, 1, 5))
    return project


def test_the_page_and_the_file_say_how_a_row_came_to_where_it_stands(client, lagging):
    person = reader(client)
    page = Page(person.get(ADDRESS))
    (line,) = table(book(person, ADDRESS)["Rates by prefecture"], "Recipient")

    (cells,) = [cells for cells in page.lines() if len(cells) == 7 and "grew" in cells[5]]
    assert cells[4] == "0.04"
    assert cells[5].startswith("grew 8.2")
    assert cells[6].startswith("5 months")
    assert line["Months in a row behind with money"] == 5
    assert round(line["Shortfall against time (100 million yuan)"], 2) == 0.04


def test_no_link_is_named_by_a_bare_number(client, lagging):
    html = reader(client).get(ADDRESS).content.decode()
    cells = html.split('<table class="ranking')[1].split("</table>")[0]

    assert 'aria-label="' in cells
    assert "disbursed 0.01 100 million yuan" in cells


@pytest.mark.parametrize("sort", ["shortfall", "start_rate", "disbursement_rate"])
def test_the_ranking_is_sorted_by_link(client, lagging, sort):
    assert reader(client).get(f"{ADDRESS}&sort={sort}").status_code == 200


def test_the_wall_names_the_rows_to_look_at(client, lagging):
    text = words(reader(client).get("/wall/?as_of=2011-06-30"))

    assert "Largest shortfalls against time behind on both rates" in text
    assert "CNY 3.96 m distance grew by 8.2 behind for 5 months in a row" in text
