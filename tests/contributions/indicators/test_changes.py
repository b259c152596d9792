"""What an indicator was before and is by a day: differences, multiples, levels, totals, access."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q
from hypothesis import given, strategies as st

from aidtrack.values.intervals import Interval, multiple, signed
from projects.contributions.changes import (
    change_of,
    last_observed_on,
    observed_changes,
    of_organisation,
    of_pairing,
    of_scheme,
    together,
)
from projects.models import Indicator, Observation
from tests import make

YEAR_END, LATER = date(2001, 12, 31), date(2009, 12, 31)
EVERYTHING = Q()
SCALE = [["三级", "Level 3"], ["二级", "Level 2"], ["一级", "Level 1"]]


def before_and_after(before, after, indicator=None, **subject):
    """Observations of 2001 and 2009; each a number or two bounds."""
    indicator = indicator or make.indicator()
    subject = subject or {"scheme": make.scheme()}
    make.observation(indicator, *before, **subject)
    make.observation(indicator, *after, role="actual", on=LATER, **subject)


def only_change(on=LATER, user=None):
    (change,) = observed_changes(EVERYTHING, on=on, user=user)
    return change


def unsaved(role, low, high):
    return Observation(role=role, low=Decimal(low), high=Decimal(high), on=LATER)


numbers = st.integers(0, 10**6)
bounds = st.tuples(numbers, numbers).map(sorted)


@given(bounds, bounds, st.data())
def test_difference_and_multiple_hold_those_of_any_numbers_within_the_bounds(before, after, drawn):
    rows = [unsaved("baseline", *before), unsaved("actual", *after)]
    for row in rows:
        row.indicator = Indicator(kind="number")
    change = change_of(rows)
    was, became = drawn.draw(st.integers(*before)), drawn.draw(st.integers(*after))

    assert change.difference.low <= became - was <= change.difference.high
    if before[0] == 0:
        assert change.multiple is None
    else:
        lowest, highest = change.multiple.low * was, change.multiple.high * was
        # Each quotient is rounded at its 28th digit.
        assert lowest - Decimal("1e-15") <= became <= highest + Decimal("1e-15")


@pytest.mark.django_db
def test_a_change_is_a_difference_and_a_multiple():
    before_and_after([3800, 3899], [11200, 11299])
    change = only_change()

    assert change.difference == Interval(7301, 7499)
    assert multiple(change.multiple) == "2.87–2.97"


@pytest.mark.django_db
def test_what_may_have_been_nothing_has_a_difference_and_no_multiple():
    before_and_after([0, 9], [45])

    assert only_change().difference == Interval(36, 45)
    assert only_change().multiple is None


@pytest.mark.django_db
def test_without_a_value_from_before_the_change_is_unknown_and_not_nothing():
    make.observation(low=5, role="actual", on=LATER)
    change = only_change()

    assert (change.before, change.difference, change.multiple) == (None, None, None)
    assert change.missing == "没有登记支援前的数。"


@pytest.mark.django_db
def test_before_the_later_value_is_known_there_is_no_change():
    before_and_after([5], [45])
    change = only_change(on=date(2009, 12, 30))

    assert (change.before, change.after) == (Interval.exactly(5), None)
    assert change.missing == "没有登记支援后的数。"


def test_a_value_from_before_without_an_upper_bound_has_neither():
    indicator = Indicator(kind="number")
    first = Observation(indicator=indicator, low=Decimal(5), role="baseline")
    row = Observation(indicator=indicator, low=Decimal(45), high=Decimal(45), role="actual")
    change = change_of([first, row])

    assert (change.difference, change.multiple) == (None, None)


@pytest.mark.django_db
def test_the_latest_value_by_the_day_holds():
    indicator, scheme = make.indicator(), make.scheme()
    before_and_after([5], [45], indicator, scheme=scheme)
    make.observation(indicator, 40, role="actual", on=date(2008, 12, 31), scheme=scheme)

    assert only_change().after == Interval.exactly(45)
    assert only_change(on=date(2008, 12, 31)).after == Interval.exactly(40)


@pytest.mark.django_db
def test_values_of_several_days_add_where_the_indicator_says_so():
    indicator, scheme = make.indicator(across_time="sum"), make.scheme()
    for year, number in ((2008, 3), (2009, 4)):
        on = date(year, 12, 31)
        make.observation(indicator, number, role="actual", on=on, scheme=scheme)

    assert only_change().after == Interval.exactly(7)


@pytest.mark.django_db
def test_a_recorded_value_counts_once_verified_and_until_it_is_replaced():
    make.observation(low=5, provenance="recorded")
    assert observed_changes(EVERYTHING, on=LATER, user=None) == []

    printed = make.observation(low=65)
    make.observation(printed.indicator, 66, scheme=printed.scheme, replaces=printed)
    assert only_change().before == Interval.exactly(66)


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "steps"), [("一级", 2), ("三级", 0)])
def test_a_level_goes_from_one_to_another_on_its_scale(level, steps):
    indicator, scheme = make.indicator(kind="level", levels=SCALE), make.scheme()
    make.observation(indicator, None, level="三级", scheme=scheme)
    make.observation(indicator, None, level=level, role="actual", on=LATER, scheme=scheme)
    change = only_change()

    assert (change.baseline.level, change.actual.level) == ("三级", level)
    assert (change.steps, change.difference, change.multiple) == (steps, None, None)


@pytest.mark.django_db
def test_a_level_without_one_from_before_has_no_steps():
    indicator = make.indicator(kind="level", levels=SCALE)
    make.observation(indicator, None, level="一级", role="actual", on=LATER)

    assert only_change().steps is None


@pytest.mark.django_db
def test_parties_are_summed_as_the_indicator_says():
    summed, apart = make.indicator(across_parties="sum"), make.indicator()
    for n in (5, 7):
        university = make.organisation()
        before_and_after([n], [n * 2, n * 2 + 1], summed, organisation=university)
        before_and_after([n], [n * 2], apart, organisation=university)
    (total,) = together(observed_changes(EVERYTHING, on=LATER, user=None))

    assert (total.indicator, total.subject, len(total.parties)) == (summed, None, 2)
    assert (total.before, total.after) == (Interval.exactly(12), Interval(24, 26))


@pytest.mark.django_db
def test_a_total_of_which_a_part_is_unknown_is_unknown():
    indicator = make.indicator(across_parties="sum")
    before_and_after([5], [45], indicator, organisation=make.organisation())
    make.observation(indicator, 7, role="actual", on=LATER, organisation=make.organisation())
    (total,) = together(observed_changes(EVERYTHING, on=LATER, user=None))

    assert (total.before, total.after) == (None, Interval.exactly(52))
    assert total.difference is None


@pytest.mark.django_db
def test_parties_named_only_together_are_in_no_total():
    indicator = make.indicator(across_parties="sum")
    first = make.organisation()
    before_and_after([5], [45], indicator, organisation=first)
    before_and_after([9], [90], indicator, organisation=make.organisation(is_collective=True))

    assert together(observed_changes(EVERYTHING, on=LATER, user=None)) == []


@pytest.mark.django_db
def test_a_ratio_of_several_parties_is_that_of_their_sums():
    ratio = make.indicator(kind="ratio", unit="%", across_parties="ratio")
    for numerator, denominator in ((1, 10), (30, 90)):
        make.observation(
            ratio,
            100 * numerator // denominator,
            numerator=numerator,
            denominator=denominator,
            role="actual",
            on=LATER,
            organisation=make.organisation(),
        )
    (total,) = together(observed_changes(EVERYTHING, on=LATER, user=None))

    assert (total.before, total.after) == (None, Interval.exactly(31))


@pytest.mark.django_db
def test_a_scheme_a_pairing_and_an_organisation_gather_what_is_of_them():
    scheme = make.scheme("UNI")
    pairing = make.pairing(scheme=scheme)
    group = make.organisation(is_collective=True, scheme=scheme)
    project = make.project(lead_pairing=pairing, programme=make.programme("uni", scheme=scheme))
    of = {
        "scheme": make.observation(scheme=scheme),
        "pairing": make.observation(pairing=pairing),
        "supporter": make.observation(organisation=pairing.supporter),
        "recipient": make.observation(organisation=pairing.recipient),
        "group": make.observation(organisation=group),
        "project": make.observation(project=project),
    }
    make.observation(scheme=make.scheme("OTHER"))
    make.observation(pairing=make.pairing())

    def gathered(where):
        changes = observed_changes(where, on=LATER, user=None)
        rows = {row for change in changes for row in change.observations}
        return {name for name, row in of.items() if row in rows}, len(rows)

    assert gathered(of_scheme(scheme)) == (set(of), 6)
    assert gathered(of_pairing(pairing)) == ({"pairing", "supporter", "recipient", "group"}, 4)
    assert gathered(of_organisation(pairing.supporter)) == ({"supporter"}, 1)
    assert last_observed_on(of_scheme(scheme), user=None) == YEAR_END


@pytest.mark.django_db
def test_a_party_of_two_schemes_shows_each_what_it_asks_for():
    party = make.organisation("BOTH")
    hospitals, universities = (
        make.pairing(recipient=party, scheme=make.scheme(code)) for code in ("H", "U")
    )
    grade, programmes, unclaimed = (make.indicator(code) for code in ("grade", "phd", "other"))
    grade.schemes.add(hospitals.scheme)
    programmes.schemes.add(universities.scheme)
    for indicator in (grade, programmes, unclaimed):
        make.observation(indicator, organisation=party)
    make.observation(grade, scheme=universities.scheme)

    def codes(where):
        return {change.indicator.code for change in observed_changes(where, on=LATER, user=None)}

    assert codes(of_scheme(hospitals.scheme)) == {"grade", "other"}
    assert codes(of_pairing(universities)) == {"phd", "other"}
    # What is of a scheme itself is its own, whoever asks for it.
    assert codes(of_scheme(universities.scheme)) == {"grade", "phd", "other"}


@pytest.mark.django_db
def test_nobody_reads_a_change_of_others():
    pairing, other = make.pairing(), make.pairing()
    before_and_after([5], [45], pairing=pairing)
    before_and_after([6], [46], pairing=other)
    leader = make.member("leader", pairing.recipient)

    (change,) = observed_changes(of_scheme(pairing.scheme), on=LATER, user=leader)
    assert change.subject == pairing


@pytest.mark.django_db
@pytest.mark.parametrize("subjects", [1, 3])
def test_changes_take_one_query(django_assert_num_queries, subjects):
    indicator = make.indicator()
    for _n in range(subjects):
        before_and_after([5], [45], indicator, pairing=make.pairing())

    with django_assert_num_queries(1):
        changes = observed_changes(EVERYTHING, on=LATER, user=None)
        assert [change.subject.label for change in changes]
    assert len(changes) == subjects


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval.exactly(40), "+40"),
        (Interval.exactly(0), "±0"),
        (Interval.exactly(-3), "-3"),
        (Interval(Decimal(7301), Decimal(7499)), "+7,301至+7,499"),
        (Interval(Decimal(-3), Decimal(5)), "-3至+5"),
        (Interval(Decimal(5), None), "≥ +5"),
        (None, "—"),
    ],
)
def test_a_difference_is_printed_with_its_sign(interval, words):
    assert signed(interval) == words
