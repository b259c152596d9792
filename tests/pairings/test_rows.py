import re

import pytest
from django.conf import settings

from pairings.models import Organisation, Pairing
from pairings.querysets import row_organisation
from tests import make

pytestmark = pytest.mark.django_db

# Where the row of a party may be spelled out: its one home.
HOMES = {"pairings/querysets.py", "pairings/models/organisations.py"}
SPELLED = re.compile(
    r"reported_under(_id)? or |Coalesce\(\s*\S*reported_under|Q\(\S*reported_under="
)


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

    rows_by_query = Pairing.objects.values_list("recipient", row_organisation("recipient"))

    assert dict(rows_by_query) == {
        o.pk: o.row_organisation_id
        for o in Organisation.objects.filter(pairings_as_recipient__isnull=False)
    }


def test_a_row_has_the_pairings_of_its_prefecture_and_of_what_is_reported_under_it(row):
    own = make.pairing(recipient=row)
    below = make.pairing(recipient=make.county("COUNTY", reported_under=row))
    make.pairing(recipient=make.county("OTHER", reported_under=make.prefecture("OTHER-ROW")))

    assert set(Pairing.objects.of_recipient(row)) == {own, below}


def test_the_row_of_a_party_is_spelled_out_in_one_place():
    spelled = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("aidtrack", "pairings", "projects", "reports")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if SPELLED.search(path.read_text("utf-8"))
    }

    assert spelled - HOMES == set()
