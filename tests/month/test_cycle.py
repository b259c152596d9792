"""The month's cycle: enter, submit, return, correct, verify, close, correct by exemption."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from projects.evidence.files import add_evidence
from projects.evidence.removal import remove_evidence
from projects.models import Project, StatusReport, Transfer
from projects.month.due import due_projects
from projects.month.facts import recorded_amount
from projects.month.review.decisions import send_back, verify
from projects.month.rounds import close_month, grant_exemption, open_month
from projects.month.saving import ImpossibleClaim, Refused, ReportChanged
from tests import make
from tests.cast.office import END, JULY, WAN, Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_a_verified_claim_becomes_the_facts_and_one_transfer():
    office = Office()

    office.whole_round()

    assert office.project.started_on == date(2011, 7, 5)
    (transfer,) = office.project.transfers.all()
    assert (transfer.on, transfer.amount, transfer.level) == (END, 300 * WAN, "at_project")
    assert transfer.report.project == office.project


def test_nothing_of_a_claim_is_a_fact_before_it_is_verified():
    office = Office()

    office.enter()
    office.submit()

    office.project.refresh_from_db()
    assert office.project.started_on is None
    assert not Transfer.objects.exists()


def test_the_transfer_is_the_difference_to_what_is_recorded_by_the_end_of_the_month():
    office = Office()
    make.transfer(office.project, 100 * WAN, on=date(2011, 6, 10))
    make.transfer(office.project, 50 * WAN, on=date(2011, 7, 20))

    office.whole_round()

    assert office.project.transfers.latest("pk").amount == 150 * WAN
    assert recorded_amount(office.project, on=END) == 300 * WAN


def test_a_claim_of_what_is_recorded_makes_no_transfer():
    office = Office()
    make.transfer(office.project, 300 * WAN, on=date(2011, 6, 10))

    office.whole_round()

    assert office.project.transfers.count() == 1


def test_a_fall_is_refused_unless_it_is_a_correction():
    office = Office()
    make.transfer(office.project, 500 * WAN, on=date(2011, 6, 10))

    with pytest.raises(ImpossibleClaim, match="cannot be below last month's CNY 5 m"):
        office.enter()

    assert not StatusReport.objects.exists()


def test_a_correction_that_falls_reverses_and_records_the_rest_anew():
    office = Office()
    make.transfer(office.project, 200 * WAN, on=date(2011, 5, 10))
    wrong = make.transfer(office.project, 300 * WAN, on=date(2011, 6, 10))

    office.whole_round(is_correction=True, note="多记一笔")

    assert recorded_amount(office.project, on=END) == 300 * WAN
    assert Transfer.objects.get(reverses=wrong).reason == "2011-07: 多记一笔"
    assert [t.amount for t in office.project.transfers.filter(report__isnull=False)] == [
        -300 * WAN,
        100 * WAN,
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"physical_progress": Decimal(101)}, "must be between 0 and 100"),
        ({"physical_progress": Decimal(-1)}, "must be between 0 and 100"),
        ({"started_on": date(2011, 8, 1)}, "is after the month's end"),
        ({"started_on": None}, "enter the start date"),
        ({"stage": "completed"}, "enter the completion date"),
        (
            {"stage": "completed", "completed_on": date(2011, 7, 4)},
            "cannot be before the start date",
        ),
        ({"completed_on": date(2011, 7, 9)}, "change one of them"),
        ({"stage": "suspended", "stopped_on": date(2011, 7, 9)}, "Choose why work stopped"),
        ({"stage": "suspended", "delay_reason": "funds"}, "on which work stopped"),
        ({"disbursed_to_date": Decimal(-1)}, "cannot be negative"),
    ],
)
def test_what_is_impossible_is_refused_with_a_sentence(values, sentence):
    office = Office()

    with pytest.raises(ImpossibleClaim) as refused:
        office.enter(**values)

    assert sentence in " ".join(f.sentence for f in refused.value.findings)
    assert not StatusReport.objects.exists()


def test_a_jump_is_asked_about_and_submitted_only_when_answered():
    office = Office()

    row = office.enter(physical_progress=Decimal(65))
    (question,) = row.questions

    assert [reading.value for reading in question.readings] == ["65", "6.5"]
    with pytest.raises(Refused, match="answer the questions"):
        office.submit()

    office.enter(physical_progress=Decimal(65), answers={"jump": "65"})
    assert office.submit().state == "submitted"


def test_an_answer_holds_for_its_own_value_only():
    office = Office()
    office.enter(physical_progress=Decimal(65), answers={"jump": "65"})

    row = office.enter(physical_progress=Decimal(75))

    assert row.questions


def test_an_amount_ten_thousand_times_the_last_is_read_both_ways():
    office = Office()
    make.transfer(office.project, 100 * WAN, on=date(2011, 6, 10))

    row = office.enter(disbursed_to_date=Decimal(120) * WAN * WAN)
    (question,) = row.questions

    assert [Decimal(reading.value) for reading in question.readings] == [
        120 * WAN,
        120 * WAN * WAN,
    ]


def test_more_at_projects_than_arrived_is_a_warning_with_the_carry_over():
    office = Office()
    pairing = office.project.lead_pairing
    make.in_region(office.project.programme, pairing.supporter, office.prefecture, amount=200 * WAN)

    row = office.enter()

    (warning,) = row.findings
    assert "balance CNY 2 m, newly reported CNY 3 m" in warning.sentence
    assert row.is_ready


def test_more_paid_than_at_the_project_is_a_warning():
    office = Office()
    make.transfer(office.project, 400 * WAN, on=date(2011, 6, 10), level="paid")

    assert "CNY 4 m has been paid out" in office.enter().findings[0].sentence


def test_a_suspension_begins_and_ends_by_claims():
    office = Office(started_on=date(2011, 3, 1))
    stop = {"stage": "suspended", "stopped_on": date(2011, 7, 9), "delay_reason": "funds"}
    started = {"started_on": date(2011, 3, 1)}
    office.whole_round(**started, **stop)
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))

    with pytest.raises(ImpossibleClaim, match="has been stopped since 9 July 2011"):
        office.enter(month=august, **started)
    office.whole_round(month=august, **started, resumed_on=date(2011, 8, 20))

    (stop,) = office.project.suspensions.all()
    assert (stop.starts_on, stop.ends_on, stop.reason) == (
        date(2011, 7, 9),
        date(2011, 8, 19),
        "funds",
    )


def test_a_returned_report_says_why_and_is_submitted_again():
    office = Office()
    office.enter()
    report = office.submit()

    (returned,) = send_back(
        user=office.reviewer, seen_versions={report.pk: report.version}, reason="开工日期不符"
    )
    office.enter(started_on=date(2011, 7, 6))
    office.verify(office.submit())

    assert (returned.state, returned.return_reason) == ("returned", "开工日期不符")
    assert office.project.started_on == date(2011, 7, 6)


def test_a_return_without_a_reason_is_refused():
    office = Office()
    office.enter()
    report = office.submit()

    with pytest.raises(Refused, match="Enter a reason"):
        send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason="  ")


def test_nobody_reviews_what_they_ever_entered():
    office = Office()
    both = make.member("reviewer", office.prefecture)
    make.membership(user=both, organisation=office.prefecture, role="recorder")
    office.enter(both)
    office.enter(office.colleague, physical_progress=Decimal(25))
    report = office.submit(office.colleague)

    with pytest.raises(Refused, match="you cannot review your own entry"):
        verify(user=both, seen_versions={report.pk: report.version})


@pytest.mark.parametrize("deed", ["submits", "adds a file"])
@pytest.mark.parametrize("decide", [verify, partial(send_back, reason="不符")])
def test_nobody_reviews_what_they_submitted_or_added_a_file_to(deed, decide):
    office = Office()
    both = make.member("reviewer", office.prefecture)
    make.membership(user=both, organisation=office.prefecture, role="recorder")
    report = office.enter().report
    if deed == "adds a file":
        upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
        remove_evidence(add_evidence(owner=report, upload=upload, by=both, key=uuid4()), by=both)
    report = office.submit(both if deed == "submits" else office.recorder)

    with pytest.raises(Refused, match="you cannot review your own entry"):
        decide(user=both, seen_versions={report.pk: report.version})
    decide(user=office.reviewer, seen_versions={report.pk: report.version})


def test_a_recorder_does_not_verify_and_a_reviewer_does_not_enter():
    office = Office()
    office.enter()
    report = office.submit()

    with pytest.raises(Refused, match="only a reviewer"):
        verify(user=office.colleague, seen_versions={report.pk: report.version})
    with pytest.raises(Refused):
        office.enter(office.reviewer)


def test_many_are_verified_all_or_none():
    office = Office()
    office.enter()
    good = office.submit()
    draft = make.status_report(office.another_project(), office.month)

    with pytest.raises(Refused, match="not awaiting review"):
        verify(user=office.reviewer, seen_versions={good.pk: good.version, draft.pk: draft.version})

    assert not Transfer.objects.exists()
    assert StatusReport.objects.get(pk=good.pk).state == "submitted"


def test_verifying_twice_counts_once():
    office = Office()
    report = office.whole_round()

    with pytest.raises(Refused, match="already verified it"):
        verify(user=office.reviewer, seen_versions={report.pk: report.version})

    assert office.project.transfers.count() == 1


def test_a_report_that_changed_since_it_was_looked_at_is_not_decided():
    office = Office()
    office.enter()
    report = office.submit()

    with pytest.raises(ReportChanged):
        verify(user=office.reviewer, seen_versions={report.pk: report.version - 1})


def test_the_second_of_two_editors_is_told_of_the_first():
    office = Office()
    office.enter(version=0)

    with pytest.raises(ReportChanged) as change:
        office.enter(office.colleague, version=0, physical_progress=Decimal(30))

    assert change.value.report.physical_progress == 20
    assert StatusReport.objects.get().physical_progress == 20


def test_the_same_values_twice_are_no_conflict():
    office = Office()
    first = office.enter(version=0)

    again = office.enter(version=0)

    assert again.report.version == first.report.version == 1


def test_a_submitted_report_is_not_edited():
    office = Office()
    office.enter()
    office.submit()

    with pytest.raises(Refused, match="is awaiting review"):
        office.enter(physical_progress=Decimal(30))


def test_a_closed_month_is_read_only_and_moves_what_is_reported_through():
    office = Office()
    office.enter()

    close_month(user=office.administrator, month=office.month, reason="已到上报日")

    office.project.programme.refresh_from_db()
    assert office.project.programme.reported_through == END
    with pytest.raises(Refused, match="2011-07 is closed"):
        office.enter(physical_progress=Decimal(30))


def test_a_month_is_not_closed_while_reports_wait():
    office = Office()
    office.enter()
    office.submit()

    with pytest.raises(Refused, match="awaiting review: 1"):
        close_month(user=office.administrator, month=office.month, reason="已到上报日")


def exempt(office):
    office.month.refresh_from_db()
    return grant_exemption(
        user=office.administrator,
        month=office.month,
        to=office.recorder,
        projects=[office.project],
        until=date(2099, 1, 1),
        reason="多记",
        key="4f9c2b8e-3c1a-4a53-9b4f-0f3f3f3f3f3f",
    )


def test_a_late_correction_needs_an_exemption_and_leaves_both_versions():
    office = Office()
    first = office.whole_round()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    exempt(office)

    second = office.whole_round(disbursed_to_date=Decimal(250 * WAN), note="改正")

    assert recorded_amount(office.project, on=END) == 250 * WAN
    reports = StatusReport.objects.filter(project=office.project).order_by("pk")
    assert [r.disbursed_to_date for r in reports] == [300 * WAN, 250 * WAN]
    assert list(StatusReport.objects.holding()) == [second]
    assert (first.exemption, second.exemption.user) == (None, office.recorder)


@pytest.mark.parametrize("who", ["colleague", "late", "other project"])
def test_an_exemption_is_for_one_person_and_its_projects_until_its_day(who):
    office = Office()
    office.whole_round()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    make.exemption(
        office.month,
        office.colleague if who == "colleague" else office.recorder,
        [office.another_project() if who == "other project" else office.project],
        until=date(2020, 1, 1) if who == "late" else date(2099, 1, 1),
    )

    with pytest.raises(Refused, match="is closed"):
        office.enter(disbursed_to_date=Decimal(250 * WAN))


def test_the_same_exemption_form_counts_once():
    office = Office()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")

    assert exempt(office) == exempt(office)


def test_a_correction_of_an_early_month_leaves_the_money_of_the_later_one_as_claimed():
    office = Office()
    office.whole_round()
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))
    office.whole_round(month=august, disbursed_to_date=Decimal(500 * WAN))

    office.whole_round(disbursed_to_date=Decimal(400 * WAN), started_on=date(2011, 7, 9))

    assert recorded_amount(office.project, on=END) == 400 * WAN
    assert recorded_amount(office.project, on=date(2011, 8, 31)) == 500 * WAN
    assert office.project.started_on == date(2011, 7, 9)


def test_only_an_administrator_opens_a_month_and_only_a_later_one():
    office = Office()
    plan = office.project.programme
    month_fields = {"programme": plan, "due_on": date(2011, 9, 5)}

    with pytest.raises(Refused):
        open_month(user=office.reviewer, month=date(2011, 8, 1), **month_fields)
    with pytest.raises(ValidationError, match="reported through 30 June 2011"):
        open_month(user=office.administrator, month=date(2011, 6, 1), **month_fields)
    with pytest.raises(ValidationError, match="already open or closed"):
        open_month(user=office.administrator, month=JULY, **month_fields)

    assert open_month(user=office.administrator, month=date(2011, 8, 1), **month_fields).pk


def test_what_is_over_before_the_month_is_not_due():
    office = Office()
    office.another_project(cancelled_on=date(2011, 6, 30))
    office.another_project(handed_over_on=date(2011, 6, 30))
    late = office.another_project(handed_over_on=date(2011, 7, 1))

    assert set(due_projects(office.month, office.recorder)) == {office.project, late}


def test_what_is_due_from_an_office_is_its_own():
    office, stranger = Office(), make.member("recorder", make.prefecture())

    assert list(due_projects(office.month, office.recorder)) == [office.project]
    assert not due_projects(office.month, stranger).exists()
    assert Project.objects.count() == 1


def test_of_two_months_verified_at_once_each_writes_what_it_states():
    office = Office()
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))
    office.enter(stage="cancelled", started_on=None, cancelled_on=date(2011, 7, 11))
    reports = [office.submit()]
    nothing = {"physical_progress": Decimal(0), "disbursed_to_date": Decimal(0)}
    office.enter(
        month=august,
        stage="not_started",
        started_on=None,
        is_correction=True,
        note="更正",
        **nothing,
    )
    reports.append(office.submit(month=august))

    verify(user=office.reviewer, seen_versions={report.pk: report.version for report in reports})

    office.project.refresh_from_db()
    assert (office.project.started_on, office.project.cancelled_on) == (None, date(2011, 7, 11))
