"""Figures computed to check the sources by, and the changes that the sources print."""

from datetime import date
from decimal import Decimal

import pytest

from aidtrack.values.intervals import Interval, multiple, signed
from pairings.models import Organisation, Scheme
from projects.contributions.changes import observed_changes, of_organisation, of_scheme
from projects.contributions.cross_checks import (
    parts_of_indicators,
    shares_of_wholes,
    times_given,
)
from projects.models import Contribution
from tests import make

YEAR_END = date(2013, 12, 31)
pytestmark = pytest.mark.usefixtures("drawn", "db")


def changes_of_scheme(code, on=YEAR_END):
    return observed_changes(of_scheme(Scheme.objects.get(code=code)), on=on, user=None)


def contributions_of(code):
    return Contribution.objects.filter(scheme__code=code)


def test_what_changed_at_the_first_universities():
    group = Organisation.objects.get(ref="UNI-2001-FIRST-13")
    changes = observed_changes(of_organisation(group), on=YEAR_END, user=None)

    assert [
        (change.indicator.code, signed(change.difference), multiple(change.multiple))
        for change in changes
    ] == [
        ("phd_first_level", "+40", "9.0"),
        ("phd_second_level", "+223", "4.4"),
        ("master_programmes", "+1,005", "3.1"),
        ("faculty_postgraduate", "+7,301至+7,499", "2.87–2.97"),
        ("in_211", "—", "—"),
    ]
    assert group in {change.subject for change in changes_of_scheme("UNI-2001")}


def test_what_hospitals_reached_is_known_and_what_they_were_is_not():
    changes = changes_of_scheme("HOSPITALS-2012")

    assert {(change.subject.label, change.actual.level, change.steps) for change in changes} == {
        ("县镇中心卫生院", "一级甲等", None),
        ("社区卫生服务中心", "达到验收标准", None),
    }


def test_supporters_and_recipients_are_held_against_all_parties():
    (check,) = parts_of_indicators(changes_of_scheme("UNI-2001"))

    assert [part.after.low for part in check.parts] == [94, 67]
    assert (check.sum, check.whole.after) == (Interval.exactly(161), Interval(160, 169))
    assert check.adds_up


def test_parts_that_come_to_something_else_do_not_add_up():
    whole = make.indicator()
    scheme = make.scheme("OTHER")
    for number, fields in ((10, {}), (4, {"part_of": whole}), (5, {"part_of": whole})):
        indicator = make.indicator(**fields) if fields else whole
        make.observation(indicator, number, role="actual", scheme=scheme)
    (check,) = parts_of_indicators(changes_of_scheme("OTHER"))

    assert (check.sum, check.adds_up) == (Interval.exactly(9), False)


def test_income_per_household_times_the_households_given_to():
    (product,) = times_given(changes_of_scheme("SX-UNIONS"), on=YEAR_END, user=None)

    assert (product.change.after.low, product.given) == (5000, Interval.exactly(782))
    assert product.product == Interval.exactly(3_910_000)


def test_before_anything_was_given_there_is_nothing_to_multiply():
    changes = changes_of_scheme("SX-UNIONS")

    assert times_given(changes, on=date(2013, 6, 30), user=None) == []


def test_households_of_two_contributions_do_not_add_so_there_is_no_product():
    make.given(5, unit="household", scheme=Scheme.objects.get(code="SX-UNIONS"))

    assert times_given(changes_of_scheme("SX-UNIONS"), on=YEAR_END, user=None) == []


def test_a_reader_multiplies_only_what_they_see():
    changes = changes_of_scheme("SX-UNIONS")

    assert times_given(changes, on=YEAR_END, user=make.member("leader")) == []


def test_how_much_of_a_contribution_its_part_is(django_assert_num_queries):
    with django_assert_num_queries(3):
        (share,) = shares_of_wholes(contributions_of("SX-UNIONS"), on=YEAR_END)

    assert (share.part.done, share.whole.done) == (Interval.exactly(126), Interval.exactly(782))
    assert share.percentage == "16.1%"
    assert shares_of_wholes(contributions_of("SX-UNIONS"), on=date(2013, 6, 30)) == []


def test_a_part_of_which_nothing_is_known_is_no_share():
    whole = make.given(10, scheme=make.scheme("OTHER")).contribution
    part = make.contribution(state="verified", scheme=whole.scheme, part_of=whole)
    make.quantity(part, low=None, planned=Decimal(5))

    assert shares_of_wholes(contributions_of("OTHER"), on=YEAR_END) == []
