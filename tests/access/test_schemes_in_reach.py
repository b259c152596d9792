"""Who sees which schemes: those of their pairings, and a region those of what lies in it."""

import pytest

from pairings.models import Organisation, Pairing, Role, Scheme
from projects.models import Contribution, Observation
from tests import make

pytestmark = [pytest.mark.usefixtures("drawn", "db"), pytest.mark.once]
HERE = "UNI-2001-10001-10759 UNI-2001-10698-10755"


def member(ref, role=Role.LEADER):
    return make.member(role=role, organisation=Organisation.objects.get(ref=ref))


def offered(user) -> set[str]:
    return {scheme.code for scheme in Scheme.objects.offered_to(user)}


def test_the_leader_of_a_region_sees_its_universities_and_its_unions():
    leader = member("650000")

    seen = Pairing.objects.visible_to(leader).order_by().values_list("ref", flat=True)

    assert set(HERE.split()) == {ref for ref in seen if ref.startswith("UNI-2001")}
    assert offered(leader) == {"XJ-19", "SX-UNIONS", "UNI-2001"}


def test_the_leader_of_a_province_sees_the_universities_that_it_supports_with():
    leader = member("110000")
    seen = Pairing.objects.visible_to(leader).filter(scheme__code="UNI-2001")
    assert {pairing.supporter.name for pairing in seen} == {
        "北京大学",
        "清华大学",
        "中国农业大学",
        "北京师范大学",
    }


@pytest.mark.parametrize(
    ("ref", "schemes"),
    [
        ("653200", {"XJ-19"}),
        ("UNI-10755", {"UNI-2001"}),
        ("HEALTH-BUREAU", {"HOSPITALS-2012"}),
        ("UNION-SX", {"SX-UNIONS"}),
    ],
)
def test_a_member_sees_the_schemes_of_their_pairings_and_no_contribution_of_others(ref, schemes):
    user = member(ref)

    assert offered(user) == schemes
    assert not Contribution.objects.visible_to(user).exclude(scheme__code__in=schemes).exists()


def test_what_the_parties_of_a_scheme_became_together_is_seen_with_the_scheme():
    together = Observation.objects.filter(organisation__ref="UNI-2001-FIRST-13")

    assert together.visible_to(member("UNI-10755")).count() == together.count() == 9
    assert not together.visible_to(member("653200")).exists()


def test_auditors_are_offered_all_schemes():
    assert len(offered(member("653200", Role.AUDITOR))) == 4
