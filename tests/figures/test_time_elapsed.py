"""时间进度: the share of a programme's period that has passed, or its target curve."""

from datetime import date

import pytest

from aidtrack.values.dates import elapsed_share
from projects.models import Programme

APRIL, JUNE = date(2011, 4, 1), date(2011, 6, 30)


def quarter(**fields):
    return Programme(**{"starts_on": APRIL, "ends_on": JUNE, **fields})


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2010, 12, 31), 0),
        (date(2011, 1, 1), 1 / 365),
        (JUNE, 181 / 365),
        (date(2011, 12, 31), 1),
        (date(2012, 1, 1), 1),
    ],
)
def test_a_share_counts_the_day_itself_and_stays_between_0_and_1(on, share):
    assert elapsed_share(date(2011, 1, 1), date(2011, 12, 31), on=on) == share


def test_a_period_of_one_day_passes_on_that_day():
    assert elapsed_share(APRIL, APRIL, on=date(2011, 3, 31)) == 0
    assert elapsed_share(APRIL, APRIL, on=APRIL) == 1


def test_a_period_that_ends_before_it_starts_has_no_share():
    with pytest.raises(ValueError, match="before it starts"):
        elapsed_share(JUNE, APRIL, on=APRIL)


def test_without_a_curve_the_days_count():
    assert quarter().time_elapsed(on=date(2011, 4, 30)) == 30 / 91


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2011, 3, 31), 0),
        (date(2011, 4, 15), 0.05),
        (date(2011, 4, 30), 0.1),
        (date(2011, 5, 31), 0.4),
        (date(2011, 6, 15), 0.6),
        (JUNE, 0.8),
        (date(2011, 7, 1), 0.8),
    ],
)
def test_a_curve_is_met_at_each_month_end_and_rises_evenly_in_between(on, share):
    assert quarter(target_curve=[0.1, 0.4, 0.8]).time_elapsed(on=on) == pytest.approx(share)


def test_a_curve_counts_the_days_of_the_period_in_a_month_cut_short():
    plan = quarter(starts_on=date(2011, 4, 21), target_curve=[0.1, 0.4, 1])

    assert plan.time_elapsed(on=date(2011, 4, 20)) == 0
    assert plan.time_elapsed(on=date(2011, 4, 25)) == pytest.approx(0.05)
