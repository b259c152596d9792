import pytest

from pairings.models import Organisation, Pairing
from pairings.querysets import row_organisation
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return make.prefecture("ROW")


def test_a_party_is_printed_in_the_row_that_it_is_reported_under_else_in_its_own(row):
    county = make.county("COUNTY", reported_under=row)

    assert (county.row_organisation, county.row_organisation_id) == (row, row.pk)
    assert (row.row_organisation, row.row_organisation_id) == (row, row.pk)


def test_a_query_says_the_same_as_the_organisation_at_hand(row):
    for recipient in (row, make.county("COUNTY", reported_under=row), make.county("ALONE")):
        make.pairing(recipient=recipient)

    asked = Pairing.objects.values_list("recipient", row_organisation("recipient"))

    assert dict(asked) == {
        o.pk: o.row_organisation_id
        for o in Organisation.objects.filter(pairings_as_recipient__isnull=False)
    }


def test_a_row_has_the_pairings_of_its_prefecture_and_of_what_is_reported_under_it(row):
    own = make.pairing(recipient=row)
    below = make.pairing(recipient=make.county("COUNTY", reported_under=row))
    make.pairing(recipient=make.county("OTHER", reported_under=make.prefecture("OTHER-ROW")))

    assert set(Pairing.objects.of_recipient(row)) == {own, below}
