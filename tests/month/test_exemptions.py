"""Exemptions: for whoever enters the projects, until a day to come; told of, and withdrawn."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from auditlog.models import LogEntry
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.evidence.files import add_evidence
from projects.evidence.removal import removable
from projects.models import Exemption
from projects.month.rounds import close_month, grant_exemption, withdraw_exemption
from reports.todo.reminders import remind
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]

TODAY, LATER = date(2011, 8, 20), date(2099, 1, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    """An office whose July is closed, nothing reported."""
    office = Office(name="双语幼儿园")
    office.month = close_month(user=office.administrator, month=office.month, reason="已到上报日")
    return office


def granted(office, **fields) -> Exemption:
    values = {
        "user": office.administrator,
        "month": office.month,
        "to": office.recorder,
        "projects": [office.project],
        "until": LATER,
        "reason": "多记",
        "key": uuid4(),
        **fields,
    }
    return grant_exemption(**values)


def withdrawal_of(exemption) -> str:
    return f"{MONTH}exemptions/{exemption.pk}/withdrawal/"


def test_an_exemption_until_a_day_that_is_past_is_refused(office):
    with pytest.raises(ValidationError, match="The day is past"):
        granted(office, until=date(2011, 8, 19), today=TODAY)

    assert granted(office, until=TODAY, today=TODAY).until == TODAY


@pytest.mark.parametrize("who", ["reviewer", "administrator", "stranger"])
def test_only_a_recorder_is_granted_an_exemption(office, who):
    person = make.user() if who == "stranger" else getattr(office, who)

    with pytest.raises(ValidationError, match="Only a recorder"):
        granted(office, to=person)


def test_an_exemption_is_for_projects_that_the_person_enters(office):
    foreign = make.project(code="FAR-1")

    with pytest.raises(ValidationError, match="does not enter these projects: FAR-1"):
        granted(office, projects=[office.project, foreign])

    assert not Exemption.objects.exists()


def test_the_form_says_which_project_is_not_the_persons(client, office):
    make.project(code="FAR-1")
    form = {"key": uuid4(), "to": office.recorder.username, "projects": "FAR-1"}
    form |= {"until": "2099-01-01", "reason": "多记"}

    page = words(as_(client, office.administrator).post(f"{MONTH}exemptions/", form))

    assert "does not enter these projects: FAR-1" in page


def test_a_withdrawn_exemption_is_not_in_force_and_stays_in_the_history(client, office):
    exemption = granted(office)
    person = as_(client, office.administrator)

    assert "Withdraw" in words(person.get(MONTH))
    for _twice in range(2):
        person.post(withdrawal_of(exemption))

    with pytest.raises(Refused, match="is closed"):
        office.enter()
    page = words(person.get(MONTH))
    assert "withdrawn by" in page
    assert "Withdraw:" not in page
    entry = LogEntry.objects.get_for_object(exemption).latest("pk")
    assert entry.actor == office.administrator
    assert entry.changes["withdrawn_by"] == ["None", str(office.administrator.pk)]


def test_what_was_entered_by_an_exemption_stays_when_it_is_withdrawn(office):
    exemption = granted(office)
    office.enter()
    report = office.submit()

    withdraw_exemption(user=office.administrator, exemption=exemption)

    assert office.verify(report).exemption == exemption
    with pytest.raises(Refused, match="is closed"):
        office.enter(disbursed_to_date=Decimal(310 * WAN))


def test_a_file_is_not_removed_by_a_withdrawn_exemption(office):
    exemption = granted(office)
    report = office.enter().report
    upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
    evidence = add_evidence(owner=report, upload=upload, by=office.recorder, key=uuid4())

    withdraw_exemption(user=office.administrator, exemption=exemption)

    assert removable([evidence], office.recorder) == set()


@pytest.mark.parametrize(("who", "status"), [("recorder", 302), ("colleague", 404)])
def test_nobody_but_an_administrator_withdraws_an_exemption(client, office, who, status):
    exemption = granted(office)

    response = as_(client, getattr(office, who)).post(withdrawal_of(exemption))

    exemption.refresh_from_db()
    assert (response.status_code, exemption.withdrawn_at) == (status, None)


def test_the_month_tells_the_person_and_the_reviewer_of_an_exemption(client, office):
    granted(office, reason="数字多记")
    stranger = make.member("reviewer", make.prefecture())

    for person in (office.recorder, office.reviewer, office.administrator):
        assert "数字多记" in words(as_(client, person).get(MONTH))
    for person in (office.colleague, stranger):
        assert "数字多记" not in words(as_(client, person).get(MONTH))


def test_a_reviewer_reads_only_of_projects_that_they_see(client, office):
    elsewhere = make.prefecture()
    project = make.project(code="FAR-1", recipient=make.county(reported_under=elsewhere))
    make.membership(user=office.recorder, organisation=elsewhere, role="recorder")
    granted(office, projects=[office.project, project])

    page = words(as_(client, office.reviewer).get(MONTH))

    assert office.project.code in page
    assert "FAR-1" not in page


def test_the_person_and_the_reviewer_are_mailed_once(office):
    for person in (office.recorder, office.reviewer, office.colleague):
        person.email = f"{person.username}@aidtrack.example"
        person.save()
    granted(office, until=date(2099, 1, 1))

    for _twice in range(2):
        remind(on=TODAY)

    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [office.recorder.email, office.reviewer.email]
    )
    (body, _same) = [message.body for message in mail.outbox]
    assert "双语幼儿园" in body
    assert "2099-01-01" in body
    assert mail.outbox[0].subject == "特许更正已批准"


def test_a_mail_that_was_not_sent_is_sent_the_next_time(office):
    class Broken:
        def send_messages(self, _messages):
            raise OSError("no mail server")

    office.recorder.email = "chen@aidtrack.example"
    office.recorder.save()
    granted(office)

    with pytest.raises(OSError, match="no mail server"):
        remind(on=TODAY, connection=Broken())
    remind(on=TODAY)

    assert len(mail.outbox) == 1


def test_a_withdrawn_or_past_exemption_is_not_mailed(office):
    office.recorder.email = "chen@aidtrack.example"
    office.recorder.save()
    withdraw_exemption(user=office.administrator, exemption=granted(office))
    make.exemption(office.month, office.recorder, [office.project], until=date(2011, 8, 19))

    assert remind(on=TODAY) == []


@pytest.mark.parametrize("is_verified", [False, True])
def test_only_a_report_that_was_verified_is_called_verified(client, is_verified):
    office = Office()
    if is_verified:
        office.whole_round()
    office.month = close_month(user=office.administrator, month=office.month, reason="已到上报日")
    granted(office)

    page = words(as_(client, office.recorder).get(f"{MONTH}entry/{office.project.code}/"))

    assert ("This report is verified." in page) == is_verified
    assert "Save" in page
