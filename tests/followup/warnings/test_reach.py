"""Whose eyes see which warnings: those of what they see in full, as everybody else sees them."""

from datetime import date

import pytest

from pairings.models import Organisation, Pairing, Role
from projects.models import Programme, Project
from reports.followup.warnings.catalogue import new_keys, warnings
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule
from reports.thresholds import WarningTest
from tests import make

pytestmark = pytest.mark.usefixtures("drawn", "db")
Kind = Organisation.Kind
D, TODAY = date(2011, 12, 31), date(2012, 1, 31)
ROW = "653200"


@pytest.fixture(autouse=True)
def _strict_rules():
    """So strict that something is found of nearly every row, unit, pairing and project."""
    WarningRule.objects.all().update(params={"yellow": 0, "red": 1})


def find(user, scope="local"):
    plan = Programme.objects.get(code="2011-plan")
    at = Standpoint(plan, scope, D, today=TODAY, user=user)
    return at, warnings(at)


def of(ref):
    return Organisation.objects.get(ref=ref)


def county():
    """A county of the row that is the partner of another's project."""
    return Pairing.objects.filter(recipient__reported_under=of(ROW)).order_by("ref")[0].recipient


def share_a_project(recipient):
    """A project of others, in which a pairing of the recipient is a partner."""
    pairing = Pairing.objects.filter(recipient=recipient).first()
    foreign = Project.objects.filter(programme__code="2011-plan").exclude(
        lead_pairing__recipient__reported_under=recipient.reported_under
    )
    warned = foreign.in_scope("local").filter(planned_start_on__lt=D, started_on=None).first()
    warned.partner_pairings.add(pairing)
    return warned


def headquarters(ref):
    return make.organisation(kind=Kind.HEADQUARTERS, parent=of(ref))


def test_a_recorder_of_a_county_sees_its_pairings_and_projects_no_row_and_no_unit():
    place = county()
    shared = share_a_project(place)
    _at, every = find(None)
    _at, own = find(make.member(Role.RECORDER, organisation=place))

    assert own == [w for w in every if is_of_county(w.subject, place, shared)]
    assert {w.subject.kind for w in own} == {"pairing", "project"}
    assert shared.pk in {w.subject.pk for w in own if w.subject.kind == "project"}


def is_of_county(subject, place, shared):
    if subject.kind == "pairing":
        return Pairing.objects.filter(pk=subject.pk, recipient=place).exists()
    if subject.kind == "project":
        of_place = Project.objects.filter(pk=subject.pk, lead_pairing__recipient=place)
        return subject.pk == shared.pk or of_place.exists()
    return False


@pytest.mark.parametrize("scope", ["local", "all"])
def test_a_leader_of_a_prefecture_sees_all_of_its_row_and_of_no_other(scope):
    _at, every = find(None, scope)
    _at, own = find(make.member(Role.LEADER, organisation=of(ROW)), scope)

    label = of(ROW).label
    assert own == [w for w in every if w.subject.row == label]
    assert {w.subject.kind for w in own} == {"row", "unit", "pairing", "project"}


def test_a_headquarters_sees_what_its_supporter_gives_and_no_row():
    giver = of("110000")
    _at, every = find(None)
    _at, own = find(make.member(Role.RECORDER, organisation=headquarters("110000")))

    assert own == [w for w in every if w.subject.supporter == giver.label]
    assert {w.subject.kind for w in own} == {"unit", "pairing", "project"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.LEADER])
def test_an_auditor_and_the_leader_of_the_region_see_all_of_them(role):
    at, every = find(None)
    own_at, own = find(make.member(role, organisation=of("650000")))

    assert own == every
    assert {w.subject.kind for w in own} == {"row", "unit", "pairing", "project"}
    assert new_keys(own_at, own) == new_keys(at, every)


def test_a_stranger_sees_none():
    _at, own = find(make.user())

    assert own == []


def test_what_is_new_to_a_reader_is_new_to_all():
    at, every = find(None)
    own_at, own = find(make.member(Role.LEADER, organisation=of(ROW)))

    assert new_keys(own_at, own) == new_keys(at, every) & {w.key for w in own}


def test_reports_are_late_of_whole_rows_to_those_who_see_them():
    make.reporting_month(Programme.objects.get(code="2011-plan"), date(2011, 12, 1), due_on=D)

    def late(user):
        return [w for w in find(user)[1] if w.rule.test == WarningTest.REPORT_LATE]

    every = late(None)
    assert len(every) == 12
    leader = make.member(Role.LEADER, organisation=of(ROW))
    assert late(leader) == [w for w in every if w.subject.ref == ROW]
    assert late(make.member(Role.RECORDER, organisation=county())) == []
    assert late(make.member(Role.RECORDER, organisation=headquarters("110000"))) == []
