"""Which organisations a person reaches, and what it costs to find out."""

import pytest
from django.contrib.auth.models import AnonymousUser

from pairings.access.reach import reach
from pairings.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db
Kind = Organisation.Kind


@pytest.fixture
def xinjiang():
    """A region with a prefecture, its county, the XPCC and a division printed in that row."""
    region = make.organisation("REGION", kind=Kind.PROVINCE)
    row_of = make.prefecture("ROW", parent=region)
    make.county("COUNTY", reported_under=row_of)
    xpcc = make.organisation("XPCC", kind=Kind.XPCC, parent=region)
    make.organisation("DIVISION", kind=Kind.XPCC_DIVISION, parent=xpcc, reported_under=row_of)
    make.prefecture("OTHER-ROW", parent=region)
    return region


def refs(user) -> set[str]:
    organisations = Organisation.objects.filter(pk__in=reach(user).organisations)
    return set(organisations.values_list("ref", flat=True))


def of(ref) -> Organisation:
    return Organisation.objects.get(ref=ref)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("REGION", "REGION ROW COUNTY XPCC DIVISION OTHER-ROW"),
        ("ROW", "ROW COUNTY DIVISION"),
        ("COUNTY", "COUNTY"),
        ("XPCC", "XPCC DIVISION"),
    ],
)
def test_a_member_reaches_the_organisation_and_all_below_it(xinjiang, ref, expected):
    assert refs(make.member(organisation=of(ref))) == set(expected.split())


@pytest.mark.parametrize("kind", [Kind.HEADQUARTERS, Kind.OFFICE])
def test_an_office_or_front_headquarters_acts_for_its_parent(kind):
    giver = make.supporter("GIVER")
    make.organisation("CITY", kind=Kind.CITY, parent=giver)
    acting = make.organisation("ACTING", kind=kind, parent=giver)

    assert refs(make.member(organisation=acting)) == {"GIVER", "CITY", "ACTING"}


def test_an_office_of_a_headquarters_acts_for_the_supporter():
    giver = make.supporter("GIVER")
    front = make.organisation("FRONT", kind=Kind.HEADQUARTERS, parent=giver)
    office = make.organisation("OFFICE", kind=Kind.OFFICE, parent=front)

    assert refs(make.member(organisation=office)) == {"GIVER", "FRONT", "OFFICE"}


def test_a_prefecture_does_not_reach_the_supporter_whose_headquarters_it_reports(xinjiang):
    giver = make.supporter("GIVER")
    make.organisation("FRONT", kind=Kind.HEADQUARTERS, parent=giver, reported_under=of("ROW"))

    assert refs(make.member(organisation=of("ROW"))) == {"ROW", "COUNTY", "DIVISION", "FRONT"}


def test_a_city_does_not_act_for_the_province_above_it():
    city = make.organisation("CITY", kind=Kind.CITY, parent=make.supporter("GIVER"))

    assert refs(make.member(organisation=city)) == {"CITY"}


def test_parents_in_a_circle_end():
    office, upper_office = make.organisation("ONE", kind=Kind.OFFICE), make.organisation("OTHER")
    Organisation.objects.filter(ref="ONE").update(parent=upper_office)
    Organisation.objects.filter(ref="OTHER").update(parent=office, kind=Kind.OFFICE)

    assert refs(make.member(organisation=office)) == {"ONE", "OTHER"}


def test_each_role_covers_the_organisations_it_is_held_for(xinjiang):
    person = make.member(Role.RECORDER, of("COUNTY"))
    make.membership(user=person, organisation=of("ROW"), role=Role.REVIEWER)

    reached = reach(person)

    assert reached.roles == {Role.RECORDER, Role.REVIEWER}
    assert reached.covers(Role.REVIEWER, of("COUNTY").pk)
    assert reached.covers("recorder", of("COUNTY").pk)
    assert not reached.covers(Role.RECORDER, of("ROW").pk)
    assert not reached.covers(Role.LEADER, of("COUNTY").pk)


@pytest.mark.parametrize(
    ("role", "where"), [(Role.AUDITOR, "COUNTY"), (Role.ADMINISTRATOR, "REGION")]
)
def test_auditors_and_administrators_of_a_scheme_see_everything(xinjiang, role, where):
    reached = reach(make.member(role, of(where)))

    assert reached.everything
    assert reached.covers(role, of("OTHER-ROW").pk)
    assert not reached.covers(Role.RECORDER, of("COUNTY").pk)


def test_an_administrator_of_an_office_reads_what_lies_below_it_and_has_no_deed(xinjiang):
    reached = reach(make.member(Role.ADMINISTRATOR, of("ROW")))

    assert not reached.everything
    assert reached.roles == set()
    assert {of("ROW").pk, of("COUNTY").pk} <= reached.administered
    assert of("OTHER-ROW").pk not in reached.administered
    assert reached.organisations == reached.administered
    assert not any(reached.covers(role, of("ROW").pk) for role in Role)


def test_an_administrator_of_a_supporter_is_none_of_the_scheme(xinjiang):
    giver = make.pairing().supporter

    assert reach(make.member(Role.ADMINISTRATOR, giver)).roles == set()


def test_the_office_of_the_region_administers_the_scheme(xinjiang):
    office = make.organisation(kind="office", parent=of("REGION"))

    assert reach(make.member(Role.ADMINISTRATOR, office)).everything


def test_nobody_is_appointed_to_an_office_that_acts_for_somebody_out_of_reach(xinjiang):
    front = make.organisation(
        kind="headquarters", parent=make.supporter(), reported_under=of("ROW")
    )
    reached = reach(make.member(Role.ADMINISTRATOR, of("ROW")))

    assert front.pk not in reached.administered


def test_an_auditor_who_also_records_records_for_that_organisation_only(xinjiang):
    person = make.member(Role.AUDITOR, of("REGION"))
    make.membership(user=person, organisation=of("COUNTY"), role=Role.RECORDER)

    reached = reach(person)

    assert reached.everything
    assert reached.covers(Role.RECORDER, of("COUNTY").pk)
    assert not reached.covers(Role.RECORDER, of("ROW").pk)


def test_a_superuser_is_an_administrator():
    reached = reach(make.administrator())

    assert reached.everything
    assert reached.roles == {Role.ADMINISTRATOR}


def nobody():
    return AnonymousUser()


def gone():
    person = make.member(Role.ADMINISTRATOR)
    person.is_active = False
    return person


def gone_superuser():
    return make.administrator(is_active=False)


@pytest.mark.parametrize("somebody", [nobody, gone, gone_superuser, make.user])
def test_whoever_is_no_member_or_has_left_reaches_nothing(xinjiang, somebody):
    reached = reach(somebody())

    assert (reached.everything, reached.roles, reached.organisations) == (False, set(), set())
    assert not any(reached.covers(role, of("ROW").pk) for role in Role)


@pytest.mark.parametrize(
    ("somebody", "queries"),
    [
        (nobody, 0),
        (make.administrator, 0),
        (make.user, 1),
        (make.auditor, 1),
        (lambda: make.member(Role.ADMINISTRATOR), 1),
        (make.member, 2),
    ],
)
def test_it_is_asked_once(xinjiang, django_assert_num_queries, somebody, queries):
    person = somebody()

    with django_assert_num_queries(queries):
        reach(person)
    with django_assert_num_queries(0):
        reach(person)
