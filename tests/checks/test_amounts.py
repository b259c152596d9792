"""Amounts that are asked about, because yuan may have been typed for 10,000 yuan."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from projects.checks.amounts import AmountBesidePlan, amount_question
from projects.checks.findings import open_questions
from projects.models import Project, StatusReport, Transfer
from projects.month.due import due_rows
from projects.month.review.decisions import verify
from projects.month.saving import Refused
from tests import make
from tests.cast.office import WAN, Office

NOTHING = Decimal(0)
UNSTARTED = {"stage": "not_started", "started_on": None}
COMPLETED = {"stage": "completed", "completed_on": date(2011, 7, 20)}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def asked(now, *, before=0, plan=900, due=900, total=None):
    """The question about a total of ``now``; all in 万元."""
    amount = AmountBesidePlan(
        Decimal(before * WAN),
        Decimal(now * WAN),
        Decimal(plan * WAN),
        Decimal(due * WAN),
        None if total is None else Decimal(total * WAN),
    )
    return amount_question(amount, "amount", entered=amount.now, least=amount.before)


@pytest.mark.parametrize(
    ("now", "beside", "sentence"),
    [
        (1350, {"due": 1350}, None),
        (1351, {"due": 1350}, "150.1% of planned funds"),
        (450, {"due": 0}, None),
        (451, {"due": 0}, "more than half of planned funds"),
        (600, {"due": 600}, None),
        (600, {"due": 599}, "more than the tranches due by then (CNY 5.99 m)"),
        (600, {"due": 100, "before": 200}, None),
        (2000, {"total": 2000, "plan": 2000, "due": 2000}, None),
        (2001, {"total": 2000, "plan": 2000}, "more than the total investment (CNY 20 m)"),
        (1, {"plan": 0}, "No funds are planned"),
        (5000, {"before": 5000}, None),
        (4000, {"before": 5000}, None),
    ],
)
def test_an_amount_is_asked_about_beside_its_plan_its_tranches_and_its_total(now, beside, sentence):
    question = asked(now, **beside)

    assert (question is None) == (sentence is None)
    assert sentence is None or sentence in question.sentence


def test_both_readings_are_offered_in_yuan_and_in_ten_thousand_yuan():
    question = asked(300_000, plan=469, due=0)

    assert [reading.value for reading in question.readings] == ["300000", "3000000000"]
    assert [reading.label for reading in question.readings] == ["Yes, CNY 300,000", "No, CNY 3 bn"]


def test_a_total_that_yuan_would_bring_below_the_last_is_offered_as_it_was():
    question = asked(1000, before=400, plan=500)

    assert [reading.value for reading in question.readings] == ["4000000", "10000000"]


def test_more_than_the_total_investment_takes_a_reason():
    question = asked(2001, plan=2000, total=2000)

    answered = {question.code: question.value}
    assert open_questions([question], answered) == [question]
    assert open_questions([question], answered, "增补投资") == []


@given(
    now=st.decimals(min_value="0.01", max_value="99999999.99", places=2),
    before=st.decimals(min_value=0, max_value="99999999.99", places=2),
    plan=st.decimals(min_value=0, max_value="99999999.99", places=2),
)
def test_each_reading_can_be_entered_in_its_turn(now, before, plan):
    amount = AmountBesidePlan(before, now, plan, NOTHING)

    if question := amount_question(amount, "amount", entered=now, least=before):
        values = [Decimal(reading.value) for reading in question.readings]
        assert values[1] == now
        assert before <= values[0] < now
        assert values[0].as_tuple().exponent >= -2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ({**UNSTARTED, "disbursed_to_date": NOTHING}, "progress before work"),
        ({**UNSTARTED, "physical_progress": NOTHING}, "money before work"),
        ({**COMPLETED, "physical_progress": Decimal(60)}, "work after completion"),
        ({"physical_progress": Decimal(100)}, "completion"),
    ],
)
def test_a_stage_that_goes_badly_with_progress_or_money_is_asked_about(claim, code):
    office = Office()

    row = office.enter(**claim)

    assert [question.code for question in row.questions] == [code]


@pytest.mark.django_db
def test_money_before_work_is_not_asked_about_where_a_tranche_was_due():
    office = Office()
    make.tranche(office.project, amount=300 * WAN, planned_on=date(2011, 7, 31))

    row = office.enter(**UNSTARTED, physical_progress=NOTHING)

    assert row.findings == []


@pytest.mark.django_db
def test_what_was_so_in_the_month_before_is_not_asked_about_again():
    office = Office()
    office.whole_round(physical_progress=Decimal(100), answers={"completion": "100"})
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))

    row = office.enter(month=august, physical_progress=Decimal(100))

    assert row.questions == []


@pytest.mark.django_db
def test_a_warning_needs_money_that_is_new_in_this_row():
    office = Office()
    make.transfer(office.project, 950 * WAN, on=date(2011, 6, 10))
    make.transfer(office.project, 990 * WAN, on=date(2011, 6, 10), level="paid")
    Transfer.objects.create(
        programme=office.project.programme,
        supporter=office.project.lead_pairing.supporter,
        receiver=office.prefecture,
        level="in_region",
        on=date(2011, 6, 1),
        amount=1 * WAN,
    )

    row = office.enter(disbursed_to_date=Decimal(950 * WAN))

    assert row.findings == []


@pytest.mark.django_db
def test_an_unlikely_amount_is_never_verified_along_with_others():
    office = Office()
    report = slipped(office)
    versions = {report.pk: report.version}

    with pytest.raises(Refused, match="check this value, then verify it by itself"):
        verify(user=office.reviewer, seen_versions=versions)
    assert not office.project.transfers.exists()

    verify(user=office.reviewer, seen_versions=versions, checked={report.pk})
    assert office.project.transfers.count() == 1


def slipped(office) -> StatusReport:
    """A submitted report with yuan for 10,000 yuan, to which the recorder said: it is right."""
    amount = Decimal(300_000 * WAN)
    office.enter(disbursed_to_date=amount, answers={"yuan": f"{amount}"})
    return office.submit()


def test_at_most_one_in_a_hundred_illustrative_months_is_asked_about(drawn, db):
    programme = Project.objects.get(code="HT-2011-014").programme
    # As months that were opened: on a loaded one a report begins with what it holds.
    programme.months.all().delete()
    person, asked_about, rows = make.administrator(), 0, 0
    for number in (2, 4, 6):
        month = make.reporting_month(programme, date(2011, number, 1))
        projects = Project.objects.filter(programme=programme)
        facts = projects.with_stage(on=month.ends_on).with_disbursed(on=month.ends_on).in_bulk()
        for row in due_rows(month, projects, person):
            rows += 1
            asked_about += bool(row.with_report(as_it_is(row, facts[row.project.pk])).unlikely)

    assert rows > 3000
    assert 0 < asked_about <= rows / 100


def as_it_is(row, facts) -> StatusReport:
    """A claim of the facts of the month as they are."""
    dates = {n: day for n, day in row.before.dates.items() if day and day <= row.month.ends_on}
    return StatusReport(
        month=row.month,
        stage=facts.stage,
        disbursed_to_date=Decimal(facts.disbursed),
        delay_reason="other",
        stopped_on=facts.started_on if facts.stage == "suspended" else None,
        resumed_on=None if facts.stage == "suspended" else row.before.stopped_on,
        **dates,
    )
