"""Money counts by the word of two: who gives the second, one row or many, and who cannot."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from pairings.models import Role
from projects.figures.balances import balances
from projects.figures.progress import progress
from projects.models import Acceptance, Confirmation, Project, StatusReport, Transfer
from projects.money.acceptance import accept_transfers, refuse_transfers, why_not_accept
from projects.month.facts import settlement
from projects.month.review.decisions import verify
from projects.month.saving import Refused
from projects.month.withdrawal import take_back
from tests import make
from tests.cast.sides import JULY, TODAY, Sides

pytestmark = pytest.mark.django_db
Kind = Acceptance.Kind


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def sides():
    sides = Sides()
    make.reporting_month(sides.programme)
    return sides


def denied(match):
    return pytest.raises(Refused, match=match)


def disbursed() -> Decimal:
    return progress(Project.objects.all(), on=TODAY).disbursed


def kinds() -> list[str]:
    return list(Acceptance.objects.order_by("pk").values_list("kind", flat=True))


def test_one_person_alone_moves_no_figure(sides):
    """Whatever the amount, the level and the number of rows, and though they act for both sides."""
    make.membership(user=sides.office, organisation=sides.giver)
    make.membership(user=sides.office, role=Role.REVIEWER, organisation=sides.row)
    row = sides.at_project(amount=Decimal(1_000_000))
    sides.record(sides.office, on=date(2011, 3, 1))

    for act in (accept_transfers, lambda **given: refuse_transfers(reason="误", **given)):
        with denied("You cannot accept what you recorded"):
            act(user=sides.office, pks=[row.pk])
    assert disbursed() == 0
    assert not balances(sides.programme, scope="all", on=TODAY)


def test_the_other_side_counts_it_by_stating_the_same(sides):
    row = sides.at_project()
    sides.state(sides.front, row, amount=Decimal(90))
    assert disbursed() == 0

    sides.state(sides.front, row)

    assert disbursed() == 100
    assert Acceptance.objects.get().kind == Kind.CONFIRMED


def test_it_goes_on_counting_though_the_other_side_states_otherwise_later(sides):
    row = sides.at_project()
    sides.state(sides.front, row)

    sides.state(sides.front, row, amount=Decimal(90))

    assert disbursed() == 100
    assert list(Transfer.objects.differing()) == [row]


def test_a_reviewer_of_the_recording_side_counts_it(sides):
    row = sides.at_project()

    accept_transfers(user=sides.reviewer, pks=[row.pk])

    assert disbursed() == 100
    assert kinds() == [Kind.VERIFIED]
    assert Acceptance.objects.get().accepted_by == sides.reviewer


@pytest.mark.parametrize("who", ["front_reviewer", "stranger"])
def test_nobody_else_counts_it(sides, who):
    row = sides.at_project()

    with denied("Only the other side|cannot be found"):
        accept_transfers(user=getattr(sides, who), pks=[row.pk])


def test_many_are_accepted_together_or_none_of_them(sides):
    mine, other = sides.at_project(), sides.at_project(sides.front)

    with denied("Only the other side"):
        accept_transfers(user=sides.reviewer, pks=[mine.pk, other.pk])
    assert disbursed() == 0

    accept_transfers(user=sides.reviewer, pks=[mine.pk])
    accept_transfers(user=sides.office, pks=[other.pk])
    assert disbursed() == 200


def test_accepting_twice_is_accepting_once(sides):
    row = sides.at_project()
    accept_transfers(user=sides.reviewer, pks=[row.pk])

    assert accept_transfers(user=sides.reviewer, pks=[row.pk]) == []
    with denied("counts already"):
        accept_transfers(user=sides.front, pks=[row.pk])


def test_accepting_for_the_other_side_states_the_same(sides):
    row = sides.at_project()

    accept_transfers(user=sides.front, pks=[row.pk])

    assert Confirmation.objects.get().agrees
    assert list(Transfer.objects.agreed()) == [row]


def test_what_the_other_side_disputes_is_settled_first(sides):
    row = sides.at_project()
    sides.state(sides.front, row, amount=Decimal(90))

    assert not Transfer.objects.acceptable_by(sides.reviewer).exists()
    with denied("states another amount or date"):
        accept_transfers(user=sides.reviewer, pks=[row.pk])


def test_a_recorder_withdraws_their_own_while_it_does_not_count(sides):
    row = sides.at_project()

    sides.reverse(sides.office, row)

    assert disbursed() == 0
    assert not Transfer.objects.waiting().exists()
    with denied("reversed transfer cannot be accepted"):
        accept_transfers(user=sides.reviewer, pks=[row.pk])


def test_what_counts_is_reversed_by_another_and_at_once(sides):
    row = sides.at_project()
    accept_transfers(user=sides.reviewer, pks=[row.pk])

    with denied("Only a reviewer"):
        sides.reverse(sides.office, row)
    sides.reverse(sides.reviewer, row)

    assert disbursed() == 0
    assert kinds() == [Kind.VERIFIED, Kind.VERIFIED]


def test_a_refusal_says_why_and_leaves_the_row_to_its_recorder(sides):
    row, withdrawn = sides.at_project(), sides.at_project()
    with denied("Enter a reason"):
        refuse_transfers(user=sides.front, pks=[row.pk], reason="  ")

    refuse_transfers(user=sides.front, pks=[row.pk], reason="未收到")
    refuse_transfers(user=sides.reviewer, pks=[withdrawn.pk], reason="重复录入")

    stated = Confirmation.objects.get()
    assert (stated.amount, stated.note, stated.agrees) == (0, "未收到", False)
    assert list(Transfer.objects.waiting()) == [row]
    assert Transfer.objects.get(reverses=withdrawn).reason == "重复录入"


def test_the_coordinating_office_verifies_where_a_side_has_no_second_reviewer(sides):
    office = make.administrator()
    row = sides.at_project()
    with denied("Only the other side"):
        accept_transfers(user=office, pks=[row.pk])

    sides.reviewer.memberships.all().delete()
    accept_transfers(user=office, pks=[row.pk])

    assert kinds() == [Kind.VERIFIED]


def test_before_the_first_month_the_coordinating_office_accepts_an_opening_balance(sides):
    row = sides.record()
    sides.programme.months.all().delete()

    accept_transfers(user=make.administrator(), pks=[row.pk])

    assert kinds() == [Kind.OPENING]


def test_the_rows_a_person_may_accept_are_those_of_the_query(sides):
    for who in (sides.front, sides.office):
        sides.record(who), sides.at_project(who), sides.at_project(who, accepted=True)
    sides.state(sides.office, sides.record(), amount=Decimal(9))
    sides.reverse(sides.reviewer, sides.record())

    coordinator = make.administrator()
    offices = (sides.front, sides.office, sides.reviewer, sides.front_reviewer, sides.stranger)
    sides.record(recorded_alone(sides))
    for person in (*offices, coordinator):
        may = {t for t in Transfer.objects.with_sides() if not why_not_accept(person, t)}
        disputed = {t for t in may if t.confirmation}
        assert set(Transfer.objects.acceptable_by(person)) == may - disputed, person
    assert Transfer.objects.acceptable_by(coordinator).count() == 1


def recorded_alone(sides):
    """A recorder of another supporter of the row, where nobody reviews."""
    supporter = make.supporter()
    make.pairing(supporter=supporter, recipient=sides.county)
    sides.giver = supporter
    return make.member("recorder", supporter)


def claimed(sides, amount) -> StatusReport:
    """A submitted report for July on the project, entered in its office."""
    values = {"entered_by": sides.office, "disbursed_to_date": amount, "physical_progress": 10}
    month = sides.programme.months.get()
    return make.status_report(sides.project, month, state="submitted", **values)


def verified(sides, report):
    versions = {report.pk: report.version}
    verify(user=sides.reviewer, seen_versions=versions, checked={report.pk})


def test_a_claim_accepts_waiting_transfers_oldest_first_and_writes_the_rest(sides):
    later = sides.at_project(amount=Decimal(50), on=date(2011, 7, 20))
    first = sides.at_project(amount=Decimal(100), on=date(2011, 7, 3))
    beyond = sides.at_project(amount=Decimal(80), on=date(2011, 7, 25))
    report = claimed(sides, 200)
    asked = settlement(report)
    assert (asked.accepted, asked.written, asked.left) == ([first, later], 50, [beyond])

    verified(sides, report)

    assert disbursed() == 200
    assert kinds() == [Kind.CLAIMED] * 3
    assert list(Transfer.objects.waiting()) == [beyond]
    accept_transfers(user=sides.front, pks=[beyond.pk])
    assert disbursed() == 280


def test_no_word_counts_twice_where_the_reviewer_recorded_what_is_claimed(sides):
    make.membership(user=sides.reviewer, organisation=sides.row)
    sides.at_project(sides.reviewer, amount=Decimal(100))
    report = claimed(sides, 150)

    verified(sides, report)

    for acceptance in Acceptance.objects.select_related("transfer"):
        assert acceptance.accepted_by != acceptance.transfer.recorded_by
    assert disbursed() == 150


def test_taking_a_verification_back_lets_what_it_accepted_wait_again(sides):
    sides.at_project(amount=Decimal(100))
    report = claimed(sides, 150)
    verified(sides, report)

    take_back(user=sides.reviewer, report=StatusReport.objects.get())

    assert disbursed() == 0
    (waiting,) = Transfer.objects.waiting()
    assert (waiting.amount, waiting.on, waiting.recorded_by) == (100, JULY, sides.office)
    report.refresh_from_db()
    verified(sides, report)
    assert disbursed() == 150
