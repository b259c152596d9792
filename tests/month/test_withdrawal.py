"""A verification taken back by its reviewer, a submission by its office."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from django.utils.translation import override

from projects.models import Programme, Project, StatusReport, Transfer
from projects.month.facts import recorded_amount
from projects.month.rounds import close_month
from projects.month.saving import Refused, ReportChanged
from projects.month.withdrawal import take_back, withdraw
from tests import make
from tests.cast.grid import GRID
from tests.cast.office import END, MONTH, WAN, Office, as_, submitted
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def facts(office) -> dict:
    """All that verifying writes."""
    project = Project.objects.get(pk=office.project.pk)
    stops = project.suspensions.order_by("pk").values("starts_on", "ends_on", "reason")
    return {
        "dates": [project.started_on, project.completed_on, project.cancelled_on],
        "stops": list(stops),
        "money": recorded_amount(project, on=END),
    }


STOPPED = {"stage": "suspended", "stopped_on": date(2011, 7, 9), "delay_reason": "funds"}
RESUMED = {"resumed_on": date(2011, 7, 20), "stopped_on": date(2011, 6, 1)}
CLAIMS = [
    {},
    STOPPED,
    {"disbursed_to_date": Decimal(200 * WAN), "is_correction": True, "note": "多记"},
    {"stage": "cancelled", "cancelled_on": date(2011, 7, 30)},
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_report_waits_again_and_the_facts_are_as_before(claim):
    office = Office()
    make.transfer(office.project, 100 * WAN, on=date(2011, 6, 10))
    make.transfer(office.project, 150 * WAN, on=date(2011, 7, 2))
    before = facts(office)
    office.whole_round(**claim)
    report = StatusReport.objects.get()
    assert facts(office) != before

    take_back(user=office.reviewer, report=report)

    assert facts(office) == before
    report.refresh_from_db()
    assert (report.state, report.reviewed_by) == ("submitted", None)
    assert office.verify(report).state == "verified"


@pytest.mark.parametrize(
    "claim",
    [STOPPED, {**RESUMED, "started_on": date(2011, 5, 1)}, {**STOPPED, "delay_reason": "land"}],
)
def test_a_stop_that_was_there_before_is_as_it_was(claim):
    office = Office(started_on=date(2011, 5, 1))
    # June is open: in a closed month only its own report moves a stop.
    Programme.objects.update(reported_through=date(2011, 5, 31))
    office.project.suspensions.create(starts_on=date(2011, 6, 1), reason="design")
    before = facts(office)
    office.whole_round(**{"started_on": date(2011, 5, 1), **claim})
    assert facts(office)["stops"] != before["stops"]

    take_back(user=office.reviewer, report=StatusReport.objects.get())

    assert facts(office) == before


def test_each_row_of_money_is_taken_back_on_its_own_day_by_a_row():
    office = Office()
    office.whole_round()
    (written,) = office.project.transfers.all()

    take_back(user=office.reviewer, report=StatusReport.objects.get())

    reversal = Transfer.objects.get(reverses=written)
    assert (reversal.on, reversal.amount) == (written.on, -written.amount)
    assert reversal.reason == "verification taken back"


def test_the_history_has_one_entry():
    office = Office()
    office.whole_round()
    number = LogEntry.objects.count()

    take_back(user=office.reviewer, report=StatusReport.objects.get())

    entry = LogEntry.objects.latest("pk")
    assert LogEntry.objects.count() == number + 1
    assert entry.actor == office.reviewer
    assert entry.changes["state"] == ["verified", "submitted"]
    assert entry.changes["started_on"] == ["2011-07-05", "None"]


def test_only_its_reviewer_takes_it_back_and_only_for_ten_minutes():
    office = Office()
    report = office.whole_round()
    colleague = make.member("reviewer", office.prefecture)
    later = timezone.now() + timedelta(minutes=11)

    with pytest.raises(Refused, match="only its reviewer"):
        take_back(user=colleague, report=report)
    with pytest.raises(Refused, match="more than 10 minutes ago"):
        take_back(user=office.reviewer, report=report, now=later)

    office.project.refresh_from_db()
    assert office.project.started_on == date(2011, 7, 5)


def test_it_is_not_taken_back_where_something_stands_on_it():
    office = Office()
    report = office.whole_round()
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))
    office.enter(month=august, physical_progress=Decimal(30))
    office.submit(month=august)
    with pytest.raises(Refused, match="a later report stands on it"):
        take_back(user=office.reviewer, report=report)

    StatusReport.objects.filter(month=august).delete()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    with pytest.raises(Refused, match="2011-07 is closed"):
        take_back(user=office.reviewer, report=report)


def test_what_others_changed_since_is_not_overwritten():
    office = Office()
    report = office.whole_round()
    Project.objects.filter(pk=office.project.pk).update(started_on=date(2011, 7, 6))

    with pytest.raises(Refused, match="has been changed since"):
        take_back(user=office.reviewer, report=report)


def test_taking_back_twice_is_taking_back_once():
    office = Office()
    report = office.whole_round()

    for _twice in range(2):
        take_back(user=office.reviewer, report=report)

    assert office.project.transfers.count() == 2


def test_the_reviewer_finds_it_on_the_review_page(client):
    office = Office()
    office.whole_round()
    report = StatusReport.objects.get()
    person = as_(client, office.reviewer)

    assert "Verified by you in the last 10 minutes" in words(person.get(f"{MONTH}review/"))
    form = {"seen": f"{report.pk}:{report.version}", "do": "take back"}
    page = words(person.post(f"{MONTH}review/", form, follow=True))

    assert "1 report was taken back: it waits again" in page
    assert "1 report awaits your review" in page
    assert "in the last 10 minutes" not in page


def test_a_submitted_report_is_withdrawn_in_the_grid_until_it_is_reviewed(client):
    office = Office()
    report = submitted(office)
    code = office.project.code
    person = as_(client, office.recorder)
    form = {f"{code}-withdraw": f"{report.version}"}

    assert "Withdraw" in words(person.get(GRID))
    person.post(GRID, form)

    report.refresh_from_db()
    assert report.state == "draft"
    assert 'name="' + code + '-physical_progress"' in person.get(GRID).content.decode()
    office.verify(office.submit())
    page = words(person.post(GRID, form))
    assert "The report has been reviewed meanwhile: it cannot be withdrawn." in page


def test_nobody_else_withdraws_and_nobody_what_they_have_not_seen():
    office = Office()
    report = submitted(office)
    fields = {"month": office.month, "project": office.project}

    with pytest.raises(Refused):
        withdraw(user=office.reviewer, seen_version=report.version, **fields)
    with pytest.raises(ReportChanged):
        withdraw(user=office.recorder, seen_version=report.version - 1, **fields)

    report.refresh_from_db()
    assert report.state == "submitted"


def test_after_the_close_nothing_is_withdrawn_that_could_not_be_entered_again(client):
    office = Office()
    report = submitted(office)
    type(office.month).objects.update(closed_at=timezone.now())
    fields = {"month": office.month, "project": office.project, "seen_version": report.version}

    with pytest.raises(Refused, match="could not be entered again"):
        withdraw(user=office.recorder, **fields)
    assert "Withdraw" not in words(as_(client, office.recorder).get(GRID))

    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    withdraw(user=office.recorder, **fields)

    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.parametrize("what", ["money", "date"])
def test_what_reaches_into_a_month_closed_since_is_not_taken_back(what):
    """Leaders have seen the figures of July, to which the report of August added."""
    office, administrator = Office(), make.administrator()
    july = office.month
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))
    if what == "money":
        make.transfer(office.project, 300 * WAN, on=date(2011, 7, 5), accepted=False)
        office.whole_round(month=august, started_on=date(2011, 8, 2))
    else:
        office.whole_round(month=august, disbursed_to_date=Decimal(0))
    before = facts(office)
    close_month(user=administrator, month=july, reason="已到上报日")

    with pytest.raises(Refused, match="2011-07 is closed"):
        take_back(user=office.reviewer, report=StatusReport.objects.get())

    assert facts(office) == before
