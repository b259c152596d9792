"""Headings say what the figures say and no more."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.figures.groupings import Group
from projects.figures.progress import Progress, add
from reports.dashboard.attention import Attention, Concern
from reports.dashboard.sentences import attention_finding, regions_finding
from reports.figures.curves import MoneyMonth
from reports.figures.pace import Pace
from reports.figures.sentences import curve_finding, flow_finding, lede, names, ranking_finding
from reports.pairings.sentences import panels_finding

LAG, WARN, TRACK = (1, 10), (1, 90), (9, 90)
NOTHING, UNFUNDED_LATE, UNFUNDED = (0, 0, 0, 0), (1, 0, 10, 0), (9, 0, 10, 0)
BOTH_KEEP_UP = "Starts and money both keep up with time elapsed."
BOTH_LAG = "Starts and money both lag behind time elapsed."
YI = Decimal(100_000_000)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def rows(*figures):
    """Standings called A, B, C …, halfway; ten projects and a hundred yuan each."""
    return [Pace(row(chr(65 + n), *given), 0.5) for n, given in enumerate(figures)]


def row(label, started, disbursed, planned=10, aid=100):
    return Progress(
        Group(label=label), planned=planned, started=started, planned_aid=aid, disbursed=disbursed
    )


def said(*figures):
    """The lede over these rows and their sum."""
    paces = rows(*figures)
    return lede(Pace(add(None, [s.progress for s in paces]), 0.5), paces)


@pytest.mark.parametrize(
    ("figures", "pace"),
    [
        ((9, 90), BOTH_KEEP_UP),
        ((5, 50), BOTH_KEEP_UP),
        ((9, 10), "Starts keep up with time elapsed; money lags behind it."),
        ((1, 90), "Starts lag behind time elapsed; money keeps up with it."),
        ((1, 10), BOTH_LAG),
    ],
)
def test_the_lede_holds_both_rates_against_time(figures, pace):
    assert said(figures).startswith(pace)


@pytest.mark.parametrize(
    ("figures", "who"),
    [
        ([TRACK, TRACK], "No row lags on either."),
        ([TRACK, WARN], "No row lags on both."),
        ([LAG], "All rows lag on both."),
        ([LAG, LAG, LAG], "All rows lag on both."),
        ([LAG, TRACK], "A lags on both."),
        ([LAG, TRACK, WARN, LAG], "A, D lag on both."),
        ([LAG] * 4 + [TRACK], "A, B, C, D lag on both."),
        ([LAG] * 5 + [TRACK], "5 of 6 rows lag on both."),
        ([(5, 50)], "No row lags on either."),
    ],
)
def test_the_lede_names_who_lags_on_both(figures, who):
    assert said(*figures).endswith(f" {who}")


@pytest.mark.parametrize(
    ("figures", "who"),
    [
        ([LAG, NOTHING], "A lags on both."),
        ([LAG] * 5 + [NOTHING], "5 of 6 rows lag on both."),
        ([TRACK, NOTHING], "No row lags on either."),
        ([TRACK, UNFUNDED], "No row lags on either."),
        ([TRACK, UNFUNDED_LATE], "No row lags on both."),
    ],
)
def test_the_lede_does_not_speak_for_rows_that_cannot_be_measured(figures, who):
    assert said(*figures).endswith(f" {who}")


def test_over_nothing_there_is_nothing_to_measure():
    nothing = "There is nothing to measure yet: no project is in the plan on this day."

    assert said() == nothing
    assert said(NOTHING, NOTHING) == nothing


def test_projects_without_money_are_not_called_no_projects():
    assert said(UNFUNDED_LATE) == "No money is planned in this population"


def test_without_rows_the_total_speaks_alone():
    total = Pace(row("", *TRACK), 0.5)

    assert lede(total, []) == BOTH_KEEP_UP
    assert lede(total, rows(NOTHING)) == BOTH_KEEP_UP


def test_names_are_joined_as_the_language_does():
    assert names(rows(LAG, LAG)) == "A, B"
    with override("zh-hans"):
        assert names(rows(LAG, LAG)) == "A、B"


@pytest.mark.parametrize(
    ("figures", "finding"),
    [
        ([], "No row has anything to measure"),
        ([NOTHING, UNFUNDED], "No row has anything to measure"),
        ([LAG], "1 row lags on both rates"),
        ([LAG, LAG], "2 rows lag on both rates"),
        ([WARN], "1 row lags on one"),
        ([WARN, WARN], "2 rows lag on one"),
        ([TRACK], "1 row is on track"),
        ([TRACK, NOTHING], "1 row is on track"),
        (
            [TRACK, TRACK, WARN, LAG, LAG, LAG],
            "3 rows lag on both rates, 1 row lags on one, 2 rows are on track",
        ),
    ],
)
def test_a_ranking_is_told_by_how_many_lag(figures, finding):
    assert ranking_finding(rows(*figures)) == finding


def month(planned, disbursed, number=6):
    progress = None if disbursed is None else Progress(disbursed=disbursed * YI)
    return MoneyMonth(date(2011, number, 30), planned * YI, progress, progress is None)


@pytest.mark.parametrize(
    ("disbursed", "finding"),
    [
        ("1.5", "By 2011-06-30 disbursement is 0.50 (100 million yuan) short of the plan"),
        ("2.25", "By 2011-06-30 disbursement is 0.25 (100 million yuan) ahead of the plan"),
        ("2", "By 2011-06-30 disbursement is on the plan curve"),
        ("2.004", "By 2011-06-30 disbursement is on the plan curve"),
        ("1.996", "By 2011-06-30 disbursement is on the plan curve"),
    ],
)
def test_money_is_told_on_the_last_month_that_has_facts(disbursed, finding):
    months = [month(1, 0, 5 - 1), month(2, Decimal(disbursed)), month(4, None, 9)]

    assert curve_finding(months) == finding


def test_without_planned_money_there_is_no_curve():
    nothing = "No money is planned in this population"

    assert curve_finding([]) == nothing
    assert curve_finding([month(0, 0)]) == nothing
    assert curve_finding([month(4, None)]) == "No disbursement has been reported yet"


@pytest.mark.parametrize(
    ("figures", "finding"),
    [
        ([(9, 90), (1, 10)], "A leads in both starts and money"),
        ([(9, 10), (1, 90)], "A leads in starts, B in money"),
        ([(9, 10), (1, 10)], "A leads in starts"),
        ([(5, 10), (5, 90)], "B leads in money"),
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
        ([], "There are no planned funds to follow"),
        ([(0, 0)], "There are no planned funds to follow"),
        ([(2, 2), (3, 4)], "All planned funds have been disbursed"),
        ([(2, 1)], "Not yet disbursed: 1.00 (100 million yuan), all in A"),
        ([(2, 1), (3, 3)], "Not yet disbursed: 1.00 (100 million yuan), all in A"),
        (
            [(2, 1), (9, 3), (3, 1)],
            "Not yet disbursed: 9.00 (100 million yuan), 89% of it in B, C",
        ),
        # More than planned in one row makes up for nothing in another.
        ([(2, 1), (3, 9)], "Not yet disbursed: 1.00 (100 million yuan), all in A"),
    ],
)
def test_the_flow_says_where_the_money_is_missing(funds, sentence):
    found = [
        row(chr(65 + n), 0, disbursed * YI, aid=aid * YI)
        for n, (aid, disbursed) in enumerate(funds)
    ]

    assert flow_finding(found) == sentence


def test_what_calls_for_attention_is_counted_with_every_project_behind_it():
    suspended = Concern("stop", "suspended", 8, [], {})

    assert attention_finding(Attention([], [])) == "Nothing calls for attention"
    assert attention_finding(Attention(rows(LAG), [])) == "1 matter calls for attention"
    assert attention_finding(Attention(rows(LAG), [suspended])) == "9 matters call for attention"


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ([], "No reporting unit has anything to measure"),
        ([NOTHING], "No reporting unit has anything to measure"),
        ([TRACK, WARN], "None of the 2 reporting units lags on both rates"),
        ([LAG, TRACK, NOTHING], "1 of 3 reporting units lag on both rates"),
    ],
)
def test_the_small_multiples_count_the_units_behind_on_both(figures, sentence):
    assert panels_finding(rows(*figures)) == sentence
