"""Headings say what the figures say and no more."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.figures.groupings import Group
from projects.figures.progress import Progress, add
from reports.dashboard.sentences import attention_finding, regions_finding
from reports.figures.charts import money_curve
from reports.figures.curves import MoneyMonth
from reports.figures.pace import Pace
from reports.figures.sentences import curve_finding, flow_finding, lede, names, ranking_finding
from reports.followup.warnings.pages.attention import Attention
from reports.followup.warnings.pages.lines import WarningLine
from reports.pairings.sentences import panels_finding

LAG, WARN, TRACK = (1, 10), (1, 90), (9, 90)
NOTHING, UNFUNDED_LATE, UNFUNDED = (0, 0, 0, 0), (1, 0, 10, 0), (9, 0, 10, 0)
BOTH_KEEP_UP = "Starts and disbursement are both on schedule."
BOTH_LAG = "Starts and disbursement are both behind schedule."
YI = Decimal(100_000_000)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def rows(*figures):
    """Standings called A, B, C …, halfway; ten projects and a hundred yuan each."""
    return [Pace(row(chr(65 + n), *numbers), 0.5) for n, numbers in enumerate(figures)]


def row(label, started, disbursed, planned=10, aid=100):
    return Progress(
        Group(label=label), planned=planned, started=started, planned_aid=aid, disbursed=disbursed
    )


def lede_over(*figures):
    """The lede over these rows and their sum."""
    paces = rows(*figures)
    return lede(Pace(add(None, [s.progress for s in paces]), 0.5), paces)


@pytest.mark.parametrize(
    ("figures", "pace"),
    [
        ((9, 90), BOTH_KEEP_UP),
        ((5, 50), BOTH_KEEP_UP),
        ((9, 10), "Starts are on schedule; disbursement is behind."),
        ((1, 90), "Starts are behind; disbursement is on schedule."),
        ((1, 10), BOTH_LAG),
    ],
)
def test_the_lede_holds_both_rates_against_time(figures, pace):
    assert lede_over(figures).startswith(pace)


@pytest.mark.parametrize(
    ("figures", "who"),
    [
        ([TRACK, TRACK], "No prefecture is behind on either."),
        ([TRACK, WARN], "No prefecture is behind on both."),
        ([LAG], "All prefectures are behind on both."),
        ([LAG, LAG, LAG], "All prefectures are behind on both."),
        ([LAG, TRACK], "A is behind on both."),
        ([LAG, TRACK, WARN, LAG], "A and D are behind on both."),
        ([LAG] * 4 + [TRACK], "A, B, C and D are behind on both."),
        ([LAG] * 5 + [TRACK], "5 of 6 prefectures are behind on both."),
        ([(5, 50)], "No prefecture is behind on either."),
    ],
)
def test_the_lede_names_who_lags_on_both(figures, who):
    assert lede_over(*figures).endswith(f" {who}")


@pytest.mark.parametrize(
    ("figures", "who"),
    [
        ([LAG, NOTHING], "A is behind on both."),
        ([LAG] * 5 + [NOTHING], "5 of 6 prefectures are behind on both."),
        ([TRACK, NOTHING], "No prefecture is behind on either."),
        ([TRACK, UNFUNDED], "No prefecture is behind on either."),
        ([TRACK, UNFUNDED_LATE], "No prefecture is behind on both."),
    ],
)
def test_the_lede_does_not_speak_for_rows_that_cannot_be_measured(figures, who):
    assert lede_over(*figures).endswith(f" {who}")


def test_over_nothing_there_is_nothing_to_measure():
    nothing = "There is nothing to measure yet: no project is in the plan on this date."

    assert lede_over() == nothing
    assert lede_over(NOTHING, NOTHING) == nothing


def test_projects_without_money_are_not_called_no_projects():
    assert lede_over(UNFUNDED_LATE) == "No funds are planned within this coverage"


def test_without_rows_the_total_speaks_alone():
    total = Pace(row("", *TRACK), 0.5)

    assert lede(total, []) == BOTH_KEEP_UP
    assert lede(total, rows(NOTHING)) == BOTH_KEEP_UP


def test_names_are_joined_as_the_language_does():
    assert names(rows(LAG, LAG)) == "A and B"
    with override("zh-hans"):
        assert names(rows(LAG, LAG)) == "A、B"


@pytest.mark.parametrize(
    ("figures", "finding"),
    [
        ([], "No prefecture has anything to measure"),
        ([NOTHING, UNFUNDED], "No prefecture has anything to measure"),
        ([LAG], "1 prefecture is behind on both rates"),
        ([LAG, LAG], "2 prefectures are behind on both rates"),
        ([WARN], "1 is behind on one"),
        ([WARN, WARN], "2 are behind on one"),
        ([TRACK], "1 is behind on neither"),
        ([TRACK, NOTHING], "1 is behind on neither"),
        (
            [TRACK, TRACK, WARN, LAG, LAG, LAG],
            "3 prefectures are behind on both rates, 1 is behind on one, 2 are behind on neither",
        ),
    ],
)
def test_a_ranking_is_told_by_how_many_lag(figures, finding):
    assert ranking_finding(rows(*figures)) == finding


def month(planned, disbursed, number=6):
    progress = None if disbursed is None else Progress(disbursed=disbursed * YI)
    planned = None if planned is None else planned * YI
    return MoneyMonth(date(2011, number, 30), planned, progress, progress is None)


@pytest.mark.parametrize(
    ("disbursed", "finding"),
    [
        ("1.5", "At 30 June 2011, disbursement was CNY 50 m below plan"),
        ("2.25", "At 30 June 2011, disbursement was CNY 25 m above plan"),
        ("2", "At 30 June 2011, disbursement was on the plan curve"),
        ("2.004", "At 30 June 2011, disbursement was on the plan curve"),
        ("1.996", "At 30 June 2011, disbursement was on the plan curve"),
    ],
)
def test_money_is_told_on_the_last_month_that_has_facts(disbursed, finding):
    months = [month(1, 0, 5 - 1), month(2, Decimal(disbursed)), month(4, None, 9)]

    assert curve_finding(months) == finding


def test_without_tranches_there_is_no_verdict():
    months = [month(None, 1), month(2, None, 9)]

    unknown = "No tranches are planned: what was due by 30 June 2011 is unknown"
    assert curve_finding(months) == unknown
    assert money_curve(months)["data"][0]["y"] == [None, 2]


def test_without_planned_money_there_is_no_curve():
    nothing = "No funds are planned within this coverage"

    assert curve_finding([]) == nothing
    assert curve_finding([month(0, 0)]) == nothing
    assert curve_finding([month(4, None)]) == "No disbursement has been reported yet"


@pytest.mark.parametrize(
    ("figures", "finding"),
    [
        ([(9, 90), (1, 10)], "A leads in both starts and disbursement"),
        ([(9, 10), (1, 90)], "A leads in starts, B in disbursement"),
        ([(9, 10), (1, 10)], "A leads in starts"),
        ([(5, 10), (5, 90)], "B leads in disbursement"),
        ([(5, 50), (5, 50), (1, 10)], "No region stands out"),
        ([(9, 90)], "No region stands out"),
        ([(9, 90), NOTHING], "No region stands out"),
        ([], "No region stands out"),
    ],
)
def test_a_region_leads_where_no_other_is_level_with_it(figures, finding):
    assert regions_finding([s.progress for s in rows(*figures)]) == finding


@pytest.mark.parametrize(
    ("funds", "sentence"),
    [
        ([], "There are no planned funds to track"),
        ([(0, 0)], "There are no planned funds to track"),
        ([(2, 2), (3, 4)], "All planned funds have been disbursed"),
        ([(2, 1)], "Still to be disbursed: CNY 100 m, all of it for A"),
        ([(2, 1), (3, 3)], "Still to be disbursed: CNY 100 m, all of it for A"),
        (
            [(2, 1), (9, 3), (3, 1)],
            "Still to be disbursed: CNY 900 m, 89% of it for B and C",
        ),
        # More than planned in one row makes up for nothing in another.
        ([(2, 1), (3, 9)], "Still to be disbursed: CNY 100 m, all of it for A"),
    ],
)
def test_the_flow_says_where_the_money_is_missing(funds, sentence):
    flow_rows = [
        row(chr(65 + n), 0, disbursed * YI, aid=aid * YI)
        for n, (aid, disbursed) in enumerate(funds)
    ]

    assert flow_finding(flow_rows) == sentence


def test_what_calls_for_attention_is_counted_with_what_is_new():
    def finding(*are_new):
        lines = [WarningLine(None, is_new, None, None, {}) for is_new in are_new]
        return attention_finding(Attention(lines, None, [], [], [], {}), [])

    assert finding() == "Nothing needs attention"
    assert finding(False) == "1 warning, 0 new"
    assert finding(*[False] * 8, True) == "9 warnings, 1 new"


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ([], "No reporting unit has anything to measure"),
        ([NOTHING], "No reporting unit has anything to measure"),
        ([TRACK, WARN], "None of the 2 reporting units is behind on both rates"),
        ([LAG, TRACK, NOTHING], "1 of 3 reporting units are behind on both rates"),
    ],
)
def test_the_small_multiples_count_the_units_behind_on_both(figures, sentence):
    assert panels_finding(rows(*figures)) == sentence
