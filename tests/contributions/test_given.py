"""Sums of what was given: by day, by group, and only where the units add."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from aidtrack.values.intervals import NOUGHT, Interval, total
from projects.contributions.given import GROUPINGS, in_post, lines, quantities
from projects.models import Contribution, CountingUnit, Quantity
from tests import make

pytestmark = pytest.mark.django_db
JUNE, YEAR_END = date(2013, 6, 30), date(2013, 12, 31)


def exactly(number):
    return Interval.exactly(number)


def only_line(on=YEAR_END):
    (line,) = lines(quantities(Contribution.objects.all(), on=on), GROUPINGS["counting-unit"])
    return line


def test_what_is_known_by_the_year_is_under_way_until_its_last_day():
    make.given(80, 89, precision="year")
    assert (only_line(JUNE).done, only_line(JUNE).under_way) == (NOUGHT, Interval(80, 89))
    assert (only_line().done, only_line().under_way) == (Interval(80, 89), NOUGHT)


def test_what_has_not_begun_is_neither_done_nor_under_way():
    make.given(80)
    line = only_line(date(2012, 12, 31))
    assert (line.done, line.under_way, line.rows) == (NOUGHT, NOUGHT, 1)


def test_what_is_known_to_be_done_by_a_day_is_under_way_from_the_start_of_the_scheme():
    make.given(4, precision="by", starts_on=None)
    assert only_line(JUNE).under_way == exactly(4)
    assert only_line(date(2009, 1, 1)).under_way == NOUGHT
    assert only_line().done == exactly(4)


def test_what_has_no_date_counts_on_no_day():
    make.given(1, precision="unknown", starts_on=None, ends_on=None)
    line = only_line()
    assert (line.done, line.under_way, line.rows) == (NOUGHT, NOUGHT, 1)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_what_is_not_verified_does_not_count(state):
    make.quantity(make.contribution(state=state))
    assert quantities(Contribution.objects.all(), on=YEAR_END) == []


def test_a_part_does_not_add_to_its_whole():
    whole = make.given(782, unit="household").contribution
    make.given(126, unit="household", scheme=whole.scheme, part_of=whole)
    assert (only_line().done, only_line().rows) == (exactly(782), 1)


def test_people_do_not_add_but_one_number_of_them_stands():
    first = make.given(22, unit="person")
    assert only_line().done == exactly(22)

    make.given(39, unit="person", scheme=first.contribution.scheme)
    assert only_line().done is None
    assert only_line(JUNE).under_way is None


def test_person_times_add():
    first = make.given(182, unit="person_time")
    make.given(268, unit="person_time", scheme=first.contribution.scheme, form="visit")
    assert only_line().done == exactly(450)


def test_seconded_people_count_while_they_are_in_post_and_do_add():
    period = {"starts_on": date(2012, 4, 1), "ends_on": date(2012, 9, 30)}
    make.given(90, 99, unit="person", form="secondment", **period)
    make.given(3, unit="person", form="secondment", **period)
    contributions = Contribution.objects.all()

    assert in_post(contributions, on=date(2012, 3, 31)) == NOUGHT
    assert in_post(contributions, on=date(2012, 9, 30)) == Interval(93, 102)
    assert only_line(date(2012, 9, 30)).under_way == Interval(93, 102)
    assert in_post(contributions, on=date(2012, 10, 1)) == NOUGHT
    assert only_line(date(2012, 10, 1)).done == NOUGHT


def test_what_was_kept_of_a_promise_is_a_fraction_with_bounds():
    make.given(80, 89, planned=100)
    assert only_line().kept_rate == Interval(Decimal("0.8"), Decimal("0.89"))
    assert only_line().planned == 100


def test_a_promise_is_to_be_kept_once_what_was_planned_has_ended():
    first = make.given(80, planned=100, ends_on=JUNE)
    make.given(30, planned=50, scheme=first.contribution.scheme)

    line = only_line(JUNE)

    assert (line.promised, line.kept_rate, line.planned) == (100, exactly(Decimal("0.8")), 150)
    assert (only_line().promised, only_line().kept_rate) == (150, exactly(Decimal(110) / 150))


def test_people_promised_are_those_in_post_on_the_day():
    period = {"starts_on": date(2013, 4, 1), "ends_on": date(2013, 9, 30)}
    make.given(9, unit="person", form="secondment", planned=10, **period)
    assert only_line(date(2013, 3, 31)).promised is None
    assert (only_line(JUNE).promised, only_line(JUNE).kept_rate) == (10, exactly(Decimal("0.9")))
    assert only_line().kept_rate is None


def test_nothing_promised_is_no_rate():
    make.given(80)
    assert (only_line().planned, only_line().kept_rate) == (None, None)


def test_a_sum_with_an_open_part_has_no_upper_bound():
    make.given(80)
    Quantity.objects.create(
        contribution=make.contribution(state="verified"),
        counting_unit=CountingUnit.objects.get(code="session"),
        low=Decimal(20),
    )
    assert only_line().done == Interval(Decimal(100), None)


drawn_contributions = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from(["person", "person_time", "session", "household"]),
            "form": st.sampled_from(Contribution.Form.values),
            "ends_on": st.dates(date(2012, 1, 1), date(2014, 12, 31)),
            "low": st.integers(0, 500),
            "more": st.integers(0, 50),
        }
    ),
    max_size=12,
)


@pytest.mark.once
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=drawn_contributions, on=st.dates(date(2011, 6, 1), date(2015, 1, 1)))
def test_the_sum_over_any_partition_equals_the_whole_for_units_that_add(drawn, on, db):
    Quantity.objects.all().delete()
    for row in drawn:
        low = row.pop("low")
        high = low + row.pop("more")
        make.given(low, high, starts_on=date(2011, 1, 1), **row)
    rows = quantities(Contribution.objects.all(), on=on)

    for whole in lines(rows, GROUPINGS["counting-unit"]):
        if not whole.counting_unit.adds:
            continue
        for by in GROUPINGS.values():
            parts = [part for part in lines(rows, by) if part.counting_unit == whole.counting_unit]
            assert total(part.done for part in parts) == whole.done
            assert total(part.under_way for part in parts) == whole.under_way
            assert sum(part.rows for part in parts) == whole.rows
