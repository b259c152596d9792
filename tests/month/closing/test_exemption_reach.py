"""What an exemption covers: projects, a pairing or an office, and the money paid to them."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.evidence.files import add_evidence
from projects.evidence.removal import removable
from projects.models import Acceptance, Exemption, LateEntry, Transfer
from projects.money.acceptance import accept_transfers
from projects.money.transfers import record_transfer, reverse_transfer
from projects.month.due import due_row
from projects.month.rounds import close_month, grant_exemption, withdraw_exemption
from reports.todo.reminders import remind
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

TODAY, LATER, IN_JULY = date(2011, 8, 20), date(2099, 1, 1), date(2011, 7, 15)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    """An office whose July is closed, nothing reported."""
    office = Office(name="双语幼儿园")
    office.prefecture.short_name = "和田地区"
    office.prefecture.save()
    office.pairing = office.project.lead_pairing
    office.month = close_month(user=office.administrator, month=office.month, reason="已到上报日")
    office.project.programme.refresh_from_db()
    return office


@pytest.fixture
def elsewhere():
    """Another prefecture with a project of the same programme."""
    prefecture = make.prefecture(short_name="别处")
    project = make.project(code="FAR-1", recipient=make.county(reported_under=prefecture))
    return SimpleNamespace(prefecture=prefecture, project=project, pairing=project.lead_pairing)


def granted(world, /, **fields) -> Exemption:
    values = {
        "user": world.administrator,
        "month": world.month,
        "to": world.recorder,
        "until": LATER,
        "reason": "多记",
        "key": uuid4(),
        **fields,
    }
    return grant_exemption(**values)


def is_exempted(office, project=None) -> bool:
    return due_row(office.month, project or office.project, office.recorder).is_exempted


@pytest.mark.parametrize("name", ["pairing", "office"])
def test_an_exemption_covers_every_project_of_a_pairing_or_an_office(office, elsewhere, name):
    reach = {"pairing": office.pairing, "office": office.prefecture}
    another = make.project(code="NEW-1", lead_pairing=office.pairing)

    granted(office, **{name: reach[name]})

    assert is_exempted(office)
    assert is_exempted(office, another)
    assert not is_exempted(office, elsewhere.project)
    assert is_exempted(office, office.another_project()) == (name == "office")


def test_an_exemption_covers_no_project_of_another_programme(office):
    other = make.programme("2012-plan", name="2012年计划")
    project = make.project(other, lead_pairing=office.pairing)
    make.reporting_month(other, closed_at=timezone.now())

    exemption = granted(office, office=office.prefecture)

    assert list(Exemption.objects.covering(office.project)) == [exemption]
    assert not Exemption.objects.covering(project).exists()


def test_a_report_names_the_exemption_that_covers_its_project(office, elsewhere):
    make.exemption(office.month, office.recorder, until=date(2099, 2, 1), pairing=elsewhere.pairing)
    exemption = granted(office, office=office.prefecture)

    office.enter()

    assert office.submit().exemption == exemption


def test_a_file_is_removed_from_a_report_by_an_exemption_of_its_office_alone(office, elsewhere):
    exemption = granted(office, office=office.prefecture)
    report = office.enter().report
    upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF")
    evidence = add_evidence(owner=report, upload=upload, by=office.recorder, key=uuid4())

    assert removable([evidence], office.recorder) == {evidence.pk}
    Exemption.objects.filter(pk=exemption.pk).update(office=elsewhere.prefecture)
    assert removable([evidence], office.recorder) == set()


@pytest.mark.parametrize("names", [(), ("projects", "pairing"), ("pairing", "office")])
def test_an_exemption_covers_exactly_one_kind(office, names):
    reach = {"pairing": office.pairing, "office": office.prefecture, "projects": [office.project]}

    with pytest.raises(ValidationError, match="Choose exactly one"):
        granted(office, **{name: reach[name] for name in names})

    assert not Exemption.objects.exists()


@pytest.mark.parametrize("covers_money", [False, True])
@pytest.mark.parametrize("name", ["pairing", "office"])
def test_an_exemption_is_for_what_the_person_enters(office, elsewhere, name, covers_money):
    reach = {"pairing": elsewhere.pairing, "office": elsewhere.prefecture}

    with pytest.raises(ValidationError, match=f"does not enter the projects of this {name}"):
        granted(office, covers_money=covers_money, **{name: reach[name]})


def test_a_pairing_of_another_scheme_is_refused(office):
    edge = make.pairing(scheme=make.scheme("other"), recipient=office.pairing.recipient)

    with pytest.raises(ValidationError, match="projects of this pairing"):
        granted(office, pairing=edge)


@pytest.mark.parametrize("name", ["pairing", "office"])
def test_an_administrator_grants_it_on_the_page_and_withdraws_it(client, office, name):
    person = as_(client, office.administrator)
    refs = {"pairing": office.pairing.ref, "office": office.prefecture.ref}
    form = {"key": uuid4(), "to": office.recorder.username, "until": "2099-01-01"}
    form |= {"reason": "多记", name: refs[name], "covers_money": "on"}

    page = words(person.post(f"{MONTH}exemptions/", form, follow=True))

    exemption = Exemption.objects.get()
    assert f"all projects of {getattr(exemption, name).label}" in page
    assert "money paid in the month as well" in page
    withdraw_exemption(user=office.administrator, exemption=exemption)
    assert not is_exempted(office)


def test_the_form_asks_for_exactly_one_kind(client, office):
    person = as_(client, office.administrator)
    form = {"key": uuid4(), "to": office.recorder.username, "until": "2099-01-01"}
    form |= {"reason": "多记", "projects": office.project.code, "office": office.prefecture.ref}

    assert "Choose exactly one" in words(person.post(f"{MONTH}exemptions/", form))
    assert not Exemption.objects.exists()


@pytest.mark.parametrize("name", ["pairing", "office"])
def test_the_recorder_and_the_reviewers_hear_of_it_and_nobody_else(client, office, name):
    stranger = make.member("reviewer", make.prefecture())
    people = (office.recorder, office.reviewer, office.colleague, stranger)
    for person in people:
        person.email = f"{person.username}@aidtrack.example"
        person.save()
    reach = {"pairing": office.pairing, "office": office.prefecture}
    granted(office, covers_money=True, reason="数字多记", **{name: reach[name]})

    remind(on=TODAY)

    seen = ["数字多记" in words(as_(client, person).get(MONTH)) for person in people]
    assert seen == [True, True, False, False]
    assert {message.to[0] for message in mail.outbox} == {person.email for person in people[:2]}
    for message in mail.outbox:
        assert f"{reach[name].label}的全部项目" in message.body
        assert "当月拨款" in message.body


def pay(
    office, person=None, *, project=None, on=IN_JULY, level="at_project", document_number=""
) -> Transfer:
    project = project or office.project
    in_project = {"project": project} if level == "at_project" else {}
    return record_transfer(
        user=person or office.recorder,
        key=uuid4(),
        programme=office.project.programme,
        supporter=project.lead_pairing.supporter,
        receiver=project.lead_pairing.recipient,
        level=level,
        on=on,
        amount=Decimal(100 * WAN),
        document_number=document_number,
        answers={"yuan": f"{100 * WAN}"},
        today=TODAY,
        **in_project,
    )


def counts(office, transfer) -> bool:
    """Whether it counts once a reviewer has accepted it; else it waits as a late entry."""
    accept_transfers(user=office.reviewer, pks=[transfer.pk])
    is_accepted = Acceptance.objects.filter(transfer=transfer).exists()
    assert is_accepted != LateEntry.objects.filter(transfer=transfer).exists()
    return is_accepted


@pytest.mark.parametrize("name", ["projects", "pairing", "office"])
@pytest.mark.parametrize("is_verified", [False, True])
def test_money_in_a_closed_month_counts_by_an_exemption_for_it(name, is_verified):
    office = Office()
    if is_verified:
        office.whole_round()
    office.month = close_month(user=office.administrator, month=office.month, reason="上报日")
    pairing = office.project.lead_pairing
    reach = {"projects": [office.project], "pairing": pairing, "office": office.prefecture}
    assert not counts(office, pay(office))

    granted(office, covers_money=True, **{name: reach[name]})

    assert counts(office, pay(office, document_number="2"))


@pytest.mark.parametrize(
    "why", ["no money", "colleague", "past", "withdrawn", "other project", "other month"]
)
def test_money_in_a_closed_month_waits_for_release_beyond_the_exemption(office, why):
    person = office.colleague if why == "colleague" else office.recorder
    until = date(2020, 1, 1) if why == "past" else LATER
    named = office.another_project() if why == "other project" else office.project
    exemption = make.exemption(
        office.month, person, [named], until=until, covers_money=why != "no money"
    )
    if why == "withdrawn":
        withdraw_exemption(user=office.administrator, exemption=exemption)

    make.loaded_month(office.project.programme, date(2011, 6, 1))
    paid = pay(office, on=date(2011, 6, 15) if why == "other month" else IN_JULY)

    assert not counts(office, paid)


def test_money_of_a_loaded_month_counts_by_an_exemption(office):
    april = make.loaded_month(office.project.programme)
    granted(office, month=april, office=office.prefecture, covers_money=True)

    assert counts(office, pay(office, on=date(2011, 4, 20)))


def test_an_exemption_for_money_reverses_nothing(office):
    transfer = make.transfer(office.project, WAN, on=IN_JULY)
    for person in (office.recorder, office.reviewer):
        make.exemption(office.month, person, [office.project], until=LATER, covers_money=True)

    with pytest.raises(Refused, match="is closed"):
        reverse_transfer(
            user=office.reviewer, key=uuid4(), transfer=transfer, on=IN_JULY, reason="录入有误"
        )


@pytest.mark.parametrize("name", ["projects", "pairing"])
def test_the_supporters_recorder_may_have_one_for_money_alone(office, name):
    front = make.member("recorder", office.pairing.supporter)
    reach = {"projects": [office.project], "pairing": office.pairing}
    with pytest.raises(ValidationError, match="does not enter"):
        granted(office, to=front, **{name: reach[name]})

    granted(office, to=front, covers_money=True, **{name: reach[name]})

    assert pay(office, front).recorded_side == "supporter"
    with pytest.raises(Refused, match="Only a recorder of the project's own office"):
        office.enter(front)


@pytest.mark.parametrize("name", ["pairing", "office"])
def test_money_that_has_no_project_counts_by_an_exemption_for_its_parties(office, name):
    assert not counts(office, pay(office, level="in_region"))
    reach = {"pairing": office.pairing, "office": office.prefecture}
    granted(office, covers_money=True, **{name: reach[name]})

    assert counts(office, pay(office, level="in_region", document_number="2"))


def test_the_reviewers_hear_of_it_where_there_is_no_project_yet(office):
    edge = make.pairing(recipient=make.county(reported_under=make.prefecture()))
    prefecture = edge.recipient.reported_under
    of_office = make.member("reviewer", prefecture)
    of_supporter = make.member("reviewer", edge.supporter)
    for_office = make.exemption(office.month, office=prefecture)
    for_reports = make.exemption(office.month, pairing=edge)
    for_money = make.exemption(office.month, pairing=edge, covers_money=True)

    assert set(Exemption.objects.visible_to(of_office)) == {for_office, for_reports, for_money}
    assert set(Exemption.objects.visible_to(of_supporter)) == {for_money}
