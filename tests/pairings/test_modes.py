"""One-to-one … many-to-many follow from the edges of a scheme, at the time of each edge."""

from datetime import date

import pytest
from django.utils.translation import override

from pairings.models import Pairing
from tests import make

pytestmark = pytest.mark.django_db


def modes(**parties):
    """The modes of the pairings, in order of their refs, in English."""
    pairings = Pairing.objects.filter(**parties).with_partners().order_by("ref")
    with override("en"):
        return [str(row.mode) for row in pairings]


def test_one_to_one():
    make.pairing()
    make.pairing()

    assert modes() == ["one-to-one", "one-to-one"]


def test_one_to_many():
    guangdong = make.supporter()
    make.pairing(supporter=guangdong)
    make.pairing(supporter=guangdong)

    assert modes() == ["one-to-many", "one-to-many"]


def test_many_to_one():
    kashgar = make.prefecture()
    make.pairing(recipient=kashgar)
    make.pairing(recipient=kashgar)

    assert modes() == ["many-to-one", "many-to-one"]


def test_many_to_many():
    jiangsu, kizilsu = make.supporter(), make.prefecture()
    make.pairing(ref="A", supporter=jiangsu, recipient=kizilsu)
    make.pairing(ref="B", supporter=jiangsu)
    make.pairing(ref="C", recipient=kizilsu)

    assert modes() == ["many-to-many", "one-to-many", "many-to-one"]


def test_a_supporter_that_moves_on_to_another_recipient_stays_one_to_one():
    beijing = make.supporter()
    make.pairing(supporter=beijing, starts_on=date(2010, 1, 1), ends_on=date(2012, 12, 31))
    make.pairing(supporter=beijing, starts_on=date(2013, 1, 1))

    assert modes() == ["one-to-one", "one-to-one"]


def test_one_day_in_common_makes_it_one_to_many():
    beijing = make.supporter()
    make.pairing(supporter=beijing, starts_on=date(2010, 1, 1), ends_on=date(2013, 1, 1))
    make.pairing(supporter=beijing, starts_on=date(2013, 1, 1))

    assert modes() == ["one-to-many", "one-to-many"]


def test_the_same_partner_twice_is_one_partner():
    beijing, hotan = make.supporter(), make.prefecture()
    make.pairing(supporter=beijing, recipient=hotan, ends_on=date(2012, 12, 31))
    make.pairing(supporter=beijing, recipient=hotan, starts_on=date(2013, 1, 1))

    assert modes() == ["one-to-one", "one-to-one"]


def test_other_schemes_do_not_count():
    beijing = make.supporter()
    make.pairing(supporter=beijing)
    make.pairing(supporter=beijing, scheme=make.scheme("universities"))

    assert modes() == ["one-to-one", "one-to-one"]


def test_a_filtered_list_counts_the_partners_left_out_of_it():
    beijing, hotan = make.supporter(), make.prefecture()
    make.pairing(supporter=beijing, recipient=hotan)
    make.pairing(supporter=beijing)

    assert modes(recipient=hotan) == ["one-to-many"]


def test_a_partner_of_two_periods_is_counted_once():
    beijing, kashgar = make.supporter(), make.prefecture()
    long = make.pairing(supporter=beijing)
    make.pairing(supporter=beijing, recipient=kashgar, ends_on=date(2012, 12, 31))
    make.pairing(supporter=beijing, recipient=kashgar, starts_on=date(2013, 1, 1))

    row = Pairing.objects.with_partners().get(pk=long.pk)

    assert (row.recipients_of_supporter, row.supporters_of_recipient) == (2, 1)
