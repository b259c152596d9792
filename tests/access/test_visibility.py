"""Who sees which rows: for every model that we have."""

import pytest
from django.contrib.auth.models import AnonymousUser

from pairings.models import Membership, Organisation, Pairing, ReportingRow, Role
from projects.models import Project, Transfer
from tests import make
from tests.tools.walk import factory, our_models

pytestmark = pytest.mark.django_db

# Seen by every member, whatever their organisation: classes, programmes, what was published.
REFERENCE = {
    "Scheme",
    "Region",
    "Landmark",
    "CategoryScheme",
    "Category",
    "Programme",
    "CountingUnit",
    "Indicator",
    "ReportingMonth",
    "PublishedTable",
    "PublishedFigure",
    "WarningRule",
}
# The organisations whose people see the row: the way from the row to each.
RECIPIENT, SUPPORTER = "lead_pairing__recipient", "lead_pairing__supporter"
OWNERS = {
    "Organisation": ["pk"],
    "Designation": ["organisation"],
    "Membership": [],  # one's own: tested below
    "Preference": [],  # one's own
    "LinkRequest": [],  # nobody's
    "ProviderIdentity": [],  # one's own
    "Pairing": ["supporter", "recipient", "recipient__reported_under"],
    "ReportingRow": ["prefecture"],
    "ReportingUnit": ["supporter", "row__prefecture"],
    "Project": [RECIPIENT, SUPPORTER, f"{RECIPIENT}__reported_under"],
    "Suspension": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
    "Tranche": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
    "Transfer": ["supporter", "receiver"],
    "StatusReport": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
    "Confirmation": ["transfer__supporter", "transfer__receiver"],
    "Acceptance": ["transfer__supporter", "transfer__receiver"],
    "LateEntry": ["transfer__supporter", "transfer__receiver"],
    "Evidence": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
    "Contribution": ["pairing__supporter", "pairing__recipient"],
    "Quantity": ["contribution__pairing__supporter", "contribution__pairing__recipient"],
    "Observation": ["organisation"],
    "Exemption": [],  # one's own
    "Load": [],  # one's own
    "HeaderName": ["organisation"],
    "CalendarFeed": [],  # one's own
    "Response": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
    "Meeting": ["convener"],
    "Item": ["meeting__convener"],
    "Task": ["responsible"],
    "Answer": ["task__responsible"],
    "Extension": ["task__responsible"],
    "Comment": [f"project__{RECIPIENT}", f"project__{SUPPORTER}"],
}
OWNED = [(model, way) for model in our_models() for way in OWNERS.get(model.__name__, ())]


def sees(user, row) -> bool:
    return type(row).objects.visible_to(user).filter(pk=row.pk).exists()


def owner(row, way) -> Organisation:
    pk = type(row).objects.filter(pk=row.pk).values_list(way, flat=True).get()
    return Organisation.objects.get(pk=pk)


def test_each_model_is_reference_data_or_somebodys():
    assert {model.__name__ for model in our_models()} == REFERENCE | OWNERS.keys()
    assert not REFERENCE & OWNERS.keys()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_rows_are_for_members_and_all_rows_for_auditors_and_administrators(model):
    row = factory(model)()

    assert not sees(AnonymousUser(), row)
    assert not sees(make.user(), row)
    assert sees(make.auditor(), row)
    assert sees(make.member(Role.ADMINISTRATOR), row)
    assert sees(make.administrator(), row)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_a_member_of_an_unrelated_organisation_sees_reference_data_alone(model):
    row = factory(model)()

    assert sees(make.member(), row) == (model.__name__ in REFERENCE)


@pytest.mark.parametrize(("model", "way"), OWNED)
def test_a_row_is_seen_by_the_people_of_each_organisation_it_belongs_to(model, way):
    row = factory(model)()
    factory(model)()

    person = make.member(organisation=owner(row, way))

    assert sees(person, row)
    assert [visible_row.pk for visible_row in model.objects.visible_to(person)].count(row.pk) == 1


def test_each_sees_their_own_memberships():
    own, of_stranger = make.membership(), make.membership()

    assert list(Membership.objects.visible_to(own.user)) == [own]
    assert sees(make.auditor(), of_stranger)


def test_the_parties_of_ones_pairings_and_their_rows_can_be_named():
    edge = make.pairing()
    person = make.member(organisation=edge.supporter)
    stranger = make.pairing()

    organisations = set(Organisation.objects.visible_to(person))

    assert organisations == {edge.supporter, edge.recipient, edge.recipient.reported_under}
    assert not sees(person, stranger)


def test_a_supporter_sees_the_row_it_has_a_unit_in_and_not_the_other_units():
    unit = make.reporting_unit()
    second_unit = make.reporting_unit(row=unit.row)
    person = make.member(organisation=unit.supporter)

    assert sees(person, unit.row)
    assert sees(person, unit)
    assert not sees(person, second_unit)


def test_a_supporter_with_two_units_in_a_row_sees_the_row_once():
    row = make.reporting_row()
    giver = make.supporter()
    for _n in range(2):
        make.reporting_unit(row=row, supporter=make.supporter(parent=giver))

    assert list(ReportingRow.objects.visible_to(make.member(organisation=giver))) == [row]


def test_a_partner_sees_the_project_and_its_money_but_not_the_lead_pairing():
    shared, partner = make.project(), make.pairing()
    shared.partner_pairings.add(partner)
    money = make.transfer(shared)
    make.transfer(make.project())

    person = make.member(organisation=partner.supporter)

    assert list(Project.objects.visible_to(person)) == [shared]
    assert list(Transfer.objects.visible_to(person)) == [money]
    assert list(Pairing.objects.visible_to(person)) == [partner]


def test_a_project_with_two_partners_in_reach_is_seen_once():
    shared, giver = make.project(), make.supporter()
    for _n in range(2):
        shared.partner_pairings.add(make.pairing(supporter=giver))

    assert list(Project.objects.visible_to(make.member(organisation=giver))) == [shared]


def test_money_that_has_no_project_yet_is_seen_by_both_sides():
    money = make.in_region()

    assert sees(make.member(organisation=money.supporter), money)
    assert sees(make.member(organisation=money.receiver), money)
    assert not sees(make.member(), money)
