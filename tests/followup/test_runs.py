"""Since when something holds, against asking of every day."""

from datetime import date, timedelta

from hypothesis import given, strategies as st

from reports.followup.warnings.runs import run_start

FIRST = date(2011, 1, 1)
# Within each stretch it begins to hold after so many days, or never; the stretches are of few days.
STRETCHES = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=8)


@given(STRETCHES)
def test_a_run_starts_on_the_first_of_the_days_on_which_it_held_throughout(stretches):
    breaks, days, day = [], [], FIRST
    for length, delay in stretches:
        breaks.append(day)
        days += [(day + timedelta(days=n), n >= delay) for n in range(length)]
        day += timedelta(days=length)
    days = days[: max((n + 1 for n, (_day, holds) in enumerate(days) if holds), default=0)]
    if not days:
        return
    by_day = dict(days)
    expected = days[-1][0]
    while by_day.get(expected - timedelta(days=1)):
        expected -= timedelta(days=1)

    start = run_start(by_day.__getitem__, breaks, first=FIRST, on=days[-1][0])

    assert start == expected
