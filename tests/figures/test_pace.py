"""Where a row stands against time elapsed: behind on both rates, on one, on none, or unknown."""

from datetime import date
from decimal import Decimal

import pytest

from aidtrack.values.dates import elapsed_share
from projects.figures.groupings import Group
from projects.figures.progress import Progress
from reports.figures.pace import Pace, gap, grouped, ranked


def row(label, started=0, disbursed=0, *, planned=10, aid=100):
    """A row of progress; by default ten projects and a hundred yuan are planned."""
    return Progress(
        Group(label=label), planned=planned, started=started, planned_aid=aid, disbursed=disbursed
    )


def labels(paces):
    return [pace.group.label for pace in paces]


@pytest.mark.parametrize(
    ("started", "disbursed", "status"),
    [
        (4, 40, "lag"),
        (4, 60, "warn"),
        (6, 40, "warn"),
        (6, 60, "ok"),
        (5, 50, "ok"),
        (5, 49, "warn"),
    ],
)
def test_a_row_stands_by_how_many_of_its_two_rates_are_behind(started, disbursed, status):
    pace = Pace(row("和田地区", started, disbursed), 0.5)

    assert pace.status == status
    assert pace.start_gap == (Decimal(started) - 5) / 10
    assert pace.fund_gap == (Decimal(disbursed) - 50) / 100


@pytest.mark.parametrize("fields", [{"planned": 0}, {"aid": 0}, {"planned": 0, "aid": 0}])
def test_a_row_with_an_unknown_rate_is_behind_on_nothing(fields):
    pace = Pace(row("和田地区", **fields), 0.5)

    assert pace.status == "none"
    assert None in (pace.start_gap, pace.fund_gap)


@pytest.mark.parametrize("day", [date(2011, month, 28) for month in range(1, 13)])
def test_a_rate_exactly_equal_to_time_elapsed_is_on_time(day):
    starts_on, ends_on = date(2011, 1, 1), date(2011, 12, 31)
    passed = (day - starts_on).days + 1

    pace = Pace(
        row("和田地区", passed, passed, planned=365, aid=365),
        elapsed_share(starts_on, ends_on, on=day),
    )

    assert pace.status == "ok"
    assert (pace.start_gap, pace.fund_gap) == (0, 0)


def test_a_target_of_one_tenth_is_met_by_one_tenth():
    assert gap(row("和田地区", 1).start_rate, 0.1) == 0
    assert gap(row("和田地区", 999_999, planned=10_000_000).start_rate, 0.1) < 0


def test_a_rate_past_100_percent_is_ahead():
    assert Pace(row("和田地区", 10, 250), 1.0).fund_gap == Decimal("1.5")


def test_the_lowest_rate_comes_first_and_the_unknown_last():
    rows = [row("甲", 9, 10), row("乙", planned=0, aid=0), row("丙", 1, 90), row("丁", 0, 0)]

    assert labels(ranked(rows, 0.5, sort="start_rate")) == ["丁", "丙", "甲", "乙"]
    assert labels(ranked(rows, 0.5, sort="disbursement_rate")) == ["丁", "甲", "丙", "乙"]


def test_equal_rates_stay_in_the_order_of_the_rows():
    rows = [row("乙", 3), row("甲", 3), row("丁", planned=0), row("丙", planned=0)]

    assert labels(ranked(rows, 0.5, sort="start_rate")) == ["乙", "甲", "丁", "丙"]


def test_groups_come_by_seriousness_and_none_is_empty():
    rows = [
        row("甲", 9, 90),
        row("乙", 1, 1),
        row("丙", planned=0),
        row("丁", 1, 90),
        row("戊", 2, 2),
    ]

    groups = grouped(ranked(rows, 0.5, sort="start_rate"))

    assert [(status, labels(inside)) for status, inside in groups] == [
        ("lag", ["乙", "戊"]),
        ("warn", ["丁"]),
        ("ok", ["甲"]),
        ("none", ["丙"]),
    ]


@pytest.mark.parametrize(
    ("rows", "statuses"),
    [
        ([], []),
        ([row("甲", 1, 1)], ["lag"]),
        ([row("甲", 9, 90), row("乙", 9, 90)], ["ok"]),
        ([row("甲", planned=0, aid=0)], ["none"]),
    ],
)
def test_only_groups_with_rows_are_told(rows, statuses):
    groups = grouped(ranked(rows, 0.5, sort="start_rate"))

    assert [status for status, _inside in groups] == statuses
    assert sum(len(inside) for _status, inside in groups) == len(rows)
