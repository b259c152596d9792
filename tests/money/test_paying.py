"""Money between two sides: who records, confirms and reverses it, and what is refused."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import hypothesis
import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, settings, strategies as st

from aidtrack.values.numbers import plain
from projects.figures.balances import add_balances, balances, held_in_region, lines, totals_by_level
from projects.figures.progress import progress
from projects.models import Confirmation, Project, Transfer
from projects.money.transfers import TransferState, difference, state_of, why_not_confirm
from projects.month.saving import Refused
from tests import make
from tests.cast.sides import JULY, JUNE, TODAY, Sides
from tests.databases.examples import examples
from tests.tools.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def sides():
    return Sides()


def denied(match):
    return pytest.raises(Refused, match=match)


def test_each_side_records_for_itself(sides):
    assert sides.record(sides.front).recorded_side == "supporter"
    assert sides.record(sides.office).recorded_side == "recipient"


def test_who_records_for_both_records_for_the_recipient(sides):
    make.membership(user=sides.office, organisation=sides.giver)

    row = sides.record(sides.office)

    assert row.recorded_side == "recipient"
    assert row.recorded_by == sides.office


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_nobody_else_records(sides, who):
    with denied("Only a recorder of one of the two sides"):
        sides.record(getattr(sides, who))


def test_who_merely_received_a_projects_money_does_not_speak_for_the_project(sides):
    builder = make.organisation()

    with denied("one of the two sides"):
        sides.at_project(make.member("recorder", builder), receiver=builder)


def test_the_same_form_twice_makes_one_row(sides):
    key = uuid.uuid4()

    first, again = sides.record(key=key), sides.record(key=key)

    assert first == again
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    "changed", [{"amount": Decimal(200)}, {"document_number": "京〔2011〕1号"}]
)
def test_the_same_form_with_something_else_is_not_taken_for_the_first(sides, changed):
    key = uuid.uuid4()
    sides.record(key=key)

    with refused("already been used to submit something else"):
        sides.record(key=key, **changed)


def test_nobody_gets_a_row_by_the_form_of_another(sides):
    key = uuid.uuid4()
    sides.record(key=key)

    with refused("already been used to submit something else"):
        sides.record(sides.office, key=key)


@pytest.mark.parametrize("day", [JUNE, JULY])
def test_money_of_a_closed_month_is_recorded_with_its_true_day(sides, day):
    make.reporting_month(sides.programme, closed_at=timezone.now())

    assert sides.at_project(on=day).on == day


@pytest.mark.parametrize("level", ["in_region", "at_project"])
def test_money_leaves_no_closed_month(sides, level):
    project = {"project": sides.project} if level == "at_project" else {}
    row = sides.record(level=level, on=JUNE, accepted=True, receiver=sides.county, **project)

    with denied("2011-06 is closed: date the reversal in an open month"):
        sides.reverse(sides.reviewer, row, on=JUNE)


def test_a_verified_report_is_not_undercut_by_money_of_its_month_or_an_earlier_one(sides):
    august = make.reporting_month(sides.programme, date(2011, 8, 1))
    make.status_report(sides.project, august, state="verified")

    for on in (JULY, date(2011, 8, 10)):
        with denied("report for 2011-08 is verified"):
            sides.at_project(on=on)


def test_money_at_a_project_is_recorded_in_an_open_month(sides):
    make.reporting_month(sides.programme)

    row = sides.at_project(on=JULY, accepted=True)

    assert progress(Project.objects.all(), on=TODAY).disbursed == row.amount


@pytest.mark.parametrize("level", ["raised", "in_region"])
def test_other_money_may_be_dated_in_a_month_reported_on(sides, level):
    assert sides.record(level=level, on=JUNE).pk


def test_money_paid_out_may_be_dated_in_a_month_reported_on(sides):
    assert sides.at_project(level="paid", on=JUNE).pk


@pytest.mark.parametrize(
    ("day", "match"),
    [(date(2011, 8, 21), "in the future"), (date(211, 5, 1), "between 1949 and 2099")],
)
def test_a_day_that_cannot_be_is_refused(sides, day, match):
    with refused(match):
        sides.record(on=day)
    with refused(match):
        sides.state(sides.office, sides.record(), on=day)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "0", "1E400", "123456789012345678"])
def test_an_amount_that_cannot_be_is_refused(sides, amount):
    with refused():
        sides.record(amount=Decimal(amount))
    assert not Transfer.objects.exists()


def test_money_goes_where_its_supporter_supports_somebody(sides):
    elsewhere = make.prefecture()
    make.membership(user=sides.front, organisation=elsewhere)

    with refused("does not support this recipient"):
        sides.record(receiver=elsewhere)
    assert sides.record(receiver=sides.county).pk


def test_a_reversal_is_anothers_and_says_why(sides):
    row = sides.record()

    back = sides.reverse(sides.reviewer, row, reason=" 重复录入 ")

    assert (back.amount, back.reason) == (-row.amount, "重复录入")
    assert (back.recorded_by, back.recorded_side) == (sides.reviewer, "recipient")
    with refused("Enter a reason"):
        sides.reverse(sides.front_reviewer, sides.record(), reason="  ")


def test_nobody_reverses_what_they_recorded(sides):
    make.membership(user=sides.front, role="reviewer", organisation=sides.giver)

    with denied("You cannot reverse what you recorded"):
        sides.reverse(sides.front, sides.record(accepted=True))


@pytest.mark.parametrize("who", ["front", "office", "stranger"])
def test_only_a_reviewer_of_either_side_reverses(sides, who):
    with denied("Only a reviewer"):
        sides.reverse(getattr(sides, who), sides.record(accepted=True))


def test_a_transfer_is_reversed_once_and_its_reversal_never(sides):
    row, key = sides.record(), uuid.uuid4()
    back = sides.reverse(sides.reviewer, row, key=key)

    assert sides.reverse(sides.reviewer, row, key=key) == back
    with denied("already been reversed"):
        sides.reverse(sides.reviewer, row)
    with denied("A reversal cannot be reversed"):
        sides.reverse(sides.front_reviewer, back)


def test_what_a_report_made_is_corrected_by_a_report(sides):
    report = make.status_report(sides.project, state="verified")
    row = make.transfer(sides.project, on=JULY, report=report, recorded_side="recipient")

    with denied("correct it in a report"):
        sides.reverse(sides.reviewer, row)


def test_a_reversal_is_not_dated_in_a_month_reported_on(sides):
    row = make.transfer(sides.project, on=JUNE, recorded_side="supporter")

    with denied("2011-06 is closed"):
        sides.reverse(sides.reviewer, row, on=JUNE)
    assert sides.reverse(sides.reviewer, row, on=JULY).on == JULY


def test_the_side_that_did_not_record_it_confirms(sides):
    ours, theirs = sides.record(sides.front), sides.record(sides.office)

    assert sides.state(sides.office, ours).agrees
    assert sides.state(sides.front, theirs).agrees
    with denied("Only a recorder of the other side"):
        sides.state(sides.front, ours)
    with denied("Only a recorder of the other side"):
        sides.state(sides.stranger, ours)
    with denied("Only a recorder of the other side"):
        sides.state(sides.reviewer, ours)


def test_for_a_projects_money_its_lead_recipient_confirms(sides):
    row = sides.at_project(sides.front, receiver=make.organisation())

    assert sides.state(sides.office, row).agrees


def test_nobody_confirms_what_they_recorded_though_they_act_for_both(sides):
    make.membership(user=sides.office, organisation=sides.giver)
    row = sides.record(sides.office)

    with denied("You cannot confirm what you recorded"):
        sides.state(sides.office, row)
    assert not Transfer.objects.awaiting(sides.office).exists()


def test_nobody_is_asked_about_what_neither_side_recorded(sides):
    row = make.in_region(sides.programme, sides.giver, sides.row)

    with denied("no confirmation is needed"):
        sides.state(sides.office, row)
    assert state_of(row) == TransferState.UNASKED


def test_money_taken_back_is_not_confirmed(sides):
    row = sides.record()
    back = sides.reverse(sides.reviewer, row)

    for transfer in (row, back):
        with denied("reversed transfer needs no confirmation"):
            sides.state(sides.front if transfer == back else sides.office, transfer)


def test_a_second_statement_takes_the_place_of_the_first(sides):
    row = sides.record()
    sides.state(sides.office, row, amount=Decimal(90))

    sides.state(sides.office, row, note="已核对")

    assert [stated.amount for stated in Confirmation.objects.all()] == [90, 100]
    assert Confirmation.objects.latest().get().note == "已核对"
    assert list(Transfer.objects.agreed()) == [row]


@pytest.mark.parametrize(
    "statement", [{"amount": Decimal(90)}, {"on": JUNE}, {"amount": Decimal(90), "on": JUNE}]
)
def test_another_amount_or_day_differs_and_makes_no_money(sides, statement):
    row = sides.record(accepted=True)
    sides.state(sides.office, row, **statement)

    assert list(Transfer.objects.differing()) == [row]
    assert not Transfer.objects.agreed().exists()
    assert state_of(Transfer.objects.get()) == TransferState.DIFFERING
    (balance,) = balances(sides.programme, scope="all", on=TODAY).values()
    assert balance.arrived == 100


def test_a_difference_says_how_much_and_how_many_days(sides):
    row = sides.record()
    sides.state(sides.office, row, amount=Decimal(90), on=date(2011, 7, 18))

    gap = difference(Transfer.objects.get(pk=row.pk))

    assert (gap.amount, gap.days) == (-10, 3)


def test_a_difference_is_settled_by_agreeing_or_by_reversing(sides):
    to_agree, to_reverse = sides.record(), sides.record()
    for row in (to_agree, to_reverse):
        sides.state(sides.office, row, amount=Decimal(90))
    assert Transfer.objects.differing().count() == 2

    sides.state(sides.office, to_agree)
    sides.reverse(sides.reviewer, to_reverse)

    assert not Transfer.objects.differing().exists()
    assert list(Transfer.objects.agreed()) == [to_agree]


def test_what_waits_for_a_person_is_what_they_may_confirm(sides):
    make.in_region(sides.programme, sides.giver, sides.row)
    sides.state(sides.office, sides.record())
    sides.reverse(sides.reviewer, sides.record())
    for who in (sides.front, sides.office):
        sides.record(who), sides.at_project(who)
    make.transfer(recorded_side="recipient"), make.transfer(recorded_side="supporter")

    people = [sides.front, sides.office, sides.reviewer, sides.stranger, make.administrator()]
    waiting = {person: set(Transfer.objects.awaiting(person)) for person in people}

    for person in people:
        may = {
            row
            for row in Transfer.objects.all()
            if not why_not_confirm(person, row) and not row.confirmation
        }
        assert waiting[person] == may
    assert [len(waiting[person]) for person in people] == [2, 2, 0, 0, 0]


def test_the_states_in_python_are_those_of_the_queries(sides):
    agreed, differing, back = sides.record(), sides.record(), sides.record()
    sides.state(sides.office, agreed)
    sides.state(sides.office, differing, on=JUNE)
    sides.state(sides.office, back, on=JUNE)
    sides.reverse(sides.reviewer, back)
    open_one = sides.at_project()
    every = Transfer.objects.with_sides()

    states = {row.pk: state_of(row) for row in every}

    assert states[agreed.pk] == TransferState.AGREED
    assert set(every.agreed()) == {r for r in every if states[r.pk] == TransferState.AGREED}
    assert set(every.differing()) == {differing}
    assert set(every.unconfirmed()) == {open_one}
    assert set(every.exclude(reversed_by=None)) == {back}


def test_a_balance_is_what_arrived_less_what_is_at_projects(sides):
    sides.record(amount=Decimal(900), accepted=True)
    sides.record(amount=Decimal(100), receiver=sides.county, accepted=True)
    sides.at_project(amount=Decimal(1200), accepted=True)

    (line,) = lines(sides.programme, scope="all", on=TODAY, user=sides.office)

    assert (line.balance.arrived, line.balance.disbursed, line.balance.held_in_region) == (
        1000,
        1200,
        -200,
    )


def test_a_balance_is_shown_to_whom_sees_all_of_it(sides):
    sides.record()
    mate = make.reporting_unit(sides.unit.row)
    division = make.organisation(scope="xpcc")
    make.in_region(sides.programme, mate.supporter, sides.row)
    make.in_region(sides.programme, sides.giver, division)

    def listed(person, scope="all"):
        return [
            (line.params["supporter"], line.params["recipient"])
            for line in lines(sides.programme, scope=scope, on=TODAY, user=person)
        ]

    own, joint = ("GIVER", "ROW"), (mate.supporter.ref, "ROW")
    assert listed(sides.office) == [own, joint]
    assert listed(sides.front) == [own, ("GIVER", division.ref)]
    assert listed(make.auditor()) == [own, joint, ("GIVER", division.ref)]
    assert listed(make.auditor(), "xpcc") == [("GIVER", division.ref)]
    assert listed(make.member("leader", sides.county)) == []
    assert listed(sides.stranger) == []


def test_no_arrival_is_no_balance(sides):
    sides.at_project()

    (line,) = lines(sides.programme, scope="all", on=TODAY, user=sides.office)

    assert line.balance is None


def test_money_for_the_xpcc_is_no_carry_over_of_the_prefecture(sides):
    division = make.organisation(scope="xpcc", reported_under=sides.row)
    make.in_region(sides.programme, sides.giver, sides.row, 30, on=JULY)
    make.in_region(sides.programme, sides.giver, division, 4, on=JULY)
    local, xpcc = (
        make.pairing(supporter=sides.giver, recipient=recipient)
        for recipient in (sides.row, division)
    )

    carry_over = held_in_region(sides.programme, [local, xpcc], on=TODAY)

    assert carry_over == {local.pk: 30, xpcc.pk: 4}


@dataclass(frozen=True)
class Drawn:
    level: str
    fen: int
    day: int
    is_back: bool
    stated_fen: int | None
    stated_day: int


drawn = st.builds(
    Drawn,
    level=st.sampled_from(["raised", "in_region", "at_project", "paid"]),
    fen=st.integers(1, 10**12),
    day=st.integers(1, 28),
    is_back=st.booleans(),
    stated_fen=st.none() | st.integers(0, 10**12),
    stated_day=st.integers(1, 28),
)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@hypothesis.given(rows=st.lists(drawn, max_size=8))
def test_statements_never_count_and_what_arrived_is_at_projects_or_held(db, rows):
    with transaction.atomic():
        sides = Sides()
        expected = dict.fromkeys(Transfer.Level.values, Decimal(0))
        for row in rows:
            throw_in(sides, row)
            expected[row.level] += 0 if row.is_back else Decimal(row.fen) / 100

        figures = progress(Project.objects.all(), on=TODAY)
        total = add_balances(balances(sides.programme, scope="all", on=TODAY).values())
        levels = {t.level: t.amount for t in totals_by_level(Transfer.objects.all())}

        assert figures.disbursed == expected["at_project"]
        assert (total.arrived if total else 0) == expected["in_region"]
        assert sum(levels.values()) == sum(expected.values())
        if any(row.level == "in_region" for row in rows):
            assert total.arrived == expected["in_region"] == total.disbursed + total.held_in_region
            assert total.disbursed == expected["at_project"]
        transaction.set_rollback(True)


def throw_in(sides, row):
    on, amount = date(2011, 7, row.day), Decimal(row.fen) / 100
    at = sides.at_project if row.level in Transfer.PROJECT_LEVELS else sides.record
    answers = {"yuan": plain(amount)}
    transfer = at(
        sides.front, level=row.level, on=on, amount=amount, answers=answers, accepted=True
    )
    if row.stated_fen is not None:
        statement = {"on": date(2011, 7, row.stated_day), "amount": Decimal(row.stated_fen) / 100}
        sides.state(sides.office, transfer, **statement)
    if row.is_back:
        sides.reverse(sides.reviewer, transfer)
