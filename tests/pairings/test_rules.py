"""What spans rows is refused with a sentence: organisations, their names, pairings."""

from datetime import date

import pytest

from pairings.models import Designation, Pairing
from tests import make
from tests.tools.refusing import refused

pytestmark = pytest.mark.django_db
MARCH, MAY = date(2011, 3, 1), date(2011, 5, 1)


def test_a_parent_is_not_below_its_child():
    top = make.prefecture()
    below = make.county(parent=make.county(parent=top))

    top.parent = below

    with refused("not below"):
        top.full_clean()


def test_a_parent_may_be_anywhere_else():
    row = make.county(parent=make.county(parent=make.prefecture()))

    row.parent = make.prefecture()

    row.full_clean()


@pytest.mark.parametrize("ref", ["和田", "6532 00", "-6532", "a/b", "6532\n"])
def test_a_ref_fits_in_an_address(ref):
    with refused("letters, digits and hyphens"):
        make.organisation(ref=ref).full_clean()


@pytest.mark.parametrize("code", ["65210", "6521011", "65210A", "65210\n", "６５２１０１"])
def test_a_code_has_six_digits(code):
    with refused("six digits"):
        Designation(organisation=make.prefecture(), name="吐鲁番市", code=code).full_clean()


def designation_of(organisation, starts_on, ends_on):
    return Designation(
        organisation=organisation, name="高昌区", starts_on=starts_on, ends_on=ends_on
    )


@pytest.mark.parametrize(("starts_on", "ends_on"), [(None, MAY), (MAY, None), (MARCH, date.max)])
def test_one_name_is_in_force_at_a_time(starts_on, ends_on):
    turpan = make.prefecture()
    make.designation(turpan, starts_on=MARCH, ends_on=MAY)

    with refused("in force on the same day"):
        designation_of(turpan, starts_on, ends_on).full_clean()


def test_the_next_name_starts_when_the_last_has_ended():
    turpan = make.prefecture()
    make.designation(turpan, ends_on=date(2015, 4, 11), name="吐鲁番市")

    designation_of(turpan, date(2015, 4, 12), None).full_clean()
    designation_of(make.prefecture(), MARCH, None).full_clean()


def test_the_name_is_that_of_the_day():
    turpan = make.prefecture(name="高昌区")
    make.designation(turpan, ends_on=date(2015, 4, 11), name="吐鲁番市")
    make.designation(turpan, starts_on=date(2015, 4, 12), name="高昌区")

    assert turpan.name_on(date(2015, 4, 11)) == "吐鲁番市"
    assert turpan.name_on(date(2015, 4, 12)) == "高昌区"
    assert turpan.name_now == "高昌区"
    assert make.prefecture(name="和田地区").name_on(MAY) == "和田地区"


def another_period(first, starts_on, ends_on):
    same = {"scheme": first.scheme, "supporter": first.supporter, "recipient": first.recipient}
    return Pairing(ref="again", starts_on=starts_on, ends_on=ends_on, **same)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2011, 3, 2), date(2011, 4, 1)),
        (date(2011, 1, 1), MARCH),
        (MAY, None),
        (date(2010, 1, 1), None),
    ],
)
def test_the_same_two_are_not_paired_twice_at_a_time(starts_on, ends_on):
    first = make.pairing(starts_on=MARCH, ends_on=MAY)

    with refused(f"already paired by {first.ref}"):
        another_period(first, starts_on, ends_on).full_clean()


def test_the_same_two_are_paired_again_after_an_end_or_under_another_scheme():
    first = make.pairing(starts_on=MARCH, ends_on=MAY)
    elsewhere = another_period(first, MARCH, MAY)
    elsewhere.scheme = make.scheme("unions")

    another_period(first, date(2011, 5, 2), None).full_clean()
    another_period(first, date(2010, 1, 1), date(2011, 2, 28)).full_clean()
    elsewhere.full_clean()


def test_a_pairing_without_an_end_leaves_room_only_before_it():
    first = make.pairing(starts_on=MARCH, ends_on=None)

    another_period(first, date(2010, 1, 1), date(2011, 2, 28)).full_clean()
    with refused("already paired"):
        another_period(first, date(2020, 1, 1), None).full_clean()


@pytest.mark.parametrize("field", ["scheme", "supporter", "recipient"])
def test_a_pairing_keeps_its_scheme_and_its_parties(field):
    row = make.pairing()

    setattr(row, field, make.scheme("unions") if field == "scheme" else make.organisation())

    with refused("scheme and parties cannot be changed"):
        row.full_clean()


def test_a_pairing_may_end():
    row = make.pairing(starts_on=MARCH)

    row.ends_on = MAY

    row.full_clean()
