"""Ten equal posts at once: one row, and for nobody an error of the server."""

from collections import Counter
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pairings.models import Membership, Organisation, Pairing, ReportingRow
from projects.models import (
    Category,
    Confirmation,
    Evidence,
    Exemption,
    Project,
    ReportingMonth,
    StatusReport,
    Tranche,
    Transfer,
)
from projects.month.rounds import close_month
from reports.models import Comment
from tests import make
from tests.access.test_admin import address, inline, project_form
from tests.cast.grid import GRID, posted
from tests.cast.loading import ONE, World
from tests.cast.office import MONTH, Office
from tests.cast.sides import Sides
from tests.web.parallel import only_on_a_server, post_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite"),
]


@pytest.fixture
def office():
    return Office()


def assert_one(model, person, url, form, *, before=0):
    """One post makes a row, the others none; each is answered by a page."""
    posts = form if callable(form) else lambda: form
    statuses = Counter(r.status_code for r in post_at_once(person, url, posts))

    assert set(statuses) <= {200, 302}, statuses
    assert statuses[302] >= 1, statuses
    assert model.objects.count() == before + 1


def test_opening_a_month(office):
    form = {"programme": "2011-plan", "month": "2011-08", "due_on": "2011-09-05"}

    assert_one(ReportingMonth, office.administrator, "/months/", form, before=1)


def test_granting_an_exemption(office):
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    form = {"to": office.recorder.username, "projects": office.project.code, "key": uuid4()}
    form |= {"until": "2099-01-01", "reason": "多记"}

    assert_one(Exemption, office.administrator, f"{MONTH}exemptions/", form)


def test_entering_a_report(office):
    row = {name.partition("-")[2]: value for name, value in posted(office).items()}

    assert_one(StatusReport, office.recorder, f"{GRID}{office.project.code}/", posted(office) | row)


def test_submitting_verifying_and_closing(office):
    report = office.enter().report
    submission = {"seen": f"{office.project.code}:{report.version}"}
    decision = {"seen": f"{report.pk}:{report.version + 1}", "do": "verify"}

    for person, part, form in [
        (office.recorder, "answers/", submission),
        (office.reviewer, "review/", decision),
        (office.administrator, "closing/", {}),
    ]:
        responses = post_at_once(person, f"{MONTH}{part}", form.copy)
        assert {response.status_code for response in responses} <= {200, 302}
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("owner", ["report", "project", "pairing"])
def test_adding_a_file(office, owner):
    report = office.enter().report
    owners = {"report": report.pk, "project": office.project.code}
    owners["pairing"] = office.project.lead_pairing.ref
    recorder = make.member("recorder", office.project.lead_pairing.recipient)
    make.membership(user=recorder, organisation=office.prefecture, role="recorder")
    key = uuid4()

    def form():
        return {"file": SimpleUploadedFile("合同.pdf", b"%PDF-1.7 %%EOF"), "key": key}

    assert_one(Evidence, recorder, f"/evidence/new/?{owner}={owners[owner]}", form)


def test_commenting(office):
    form = {"text": "请核对", "key": uuid4()}

    assert_one(
        Comment, office.recorder, f"/follow-up/projects/{office.project.code}/comments/", form
    )


def test_recording_a_transfer():
    sides = Sides()
    form = {"programme": sides.programme.code, "level": "in_region", "supporter": "GIVER"}
    form |= {"receiver": "ROW", "on": "2011-07-15", "amount": "100", "key": uuid4()}
    form |= {"checked": "1000000"}

    assert_one(Transfer, sides.front, "/transfers/new/", form)


def test_confirming_and_reversing_a_transfer():
    sides = Sides()
    transfer = sides.record()
    url, form = f"/transfers/{transfer.pk}/", {"on": "2011-07-15", "amount": "100"}

    assert_one(Confirmation, sides.office, f"{url}confirmation/", form)

    form = {"on": "2011-07-15", "reason": "录入有误", "key": uuid4()}
    assert_one(Transfer, sides.reviewer, f"{url}reversal/", form, before=1)


def test_importing_a_file():
    world = World()
    load, _preview = world.preview(world.file(ONE))

    assert_one(Project, world.user, f"/loads/{load.key}/acceptance/", {})


def test_signing_in():
    make.user("chen", password="known to everybody")
    form = {"username": "chen", "password": "known to everybody"}

    responses = post_at_once(None, reverse("sign-in"), form.copy)

    assert {response.status_code for response in responses} == {302}


def pairing_form():
    form = {"scheme": make.scheme().pk, "supporter": make.supporter().pk, "ref": "BJ-HT"}
    form |= {"recipient": make.county().pk, "starts_on": "2010-03-30", "position": 1}
    return form | {"mode": "province", "source": "《对口支援工作总结》"}


def organisation_form():
    names = inline("designations", {"name": "吐鲁番市"})
    return {"ref": "650402", "name": "高昌区", "kind": "county", "scope": "local", **names}


def project_with_tranche_form():
    tranche = {"number": 1, "planned_on": "2011-06-01", "amount": "900"}
    return project_form(make.pairing()) | inline("tranches", tranche)


def tranche_form():
    row = make.project()
    return {"project": row.pk, "number": 1, "planned_on": "2011-06-01", "amount": "900"}


def category_form():
    return {"scheme": make.category_scheme().pk, "code": "1", "name": "住房", "position": 1}


def reporting_row_form():
    units = inline("units", {"supporter": make.supporter().pk, "position": 1})
    form = {"scheme": make.scheme().pk, "prefecture": make.prefecture().pk, "position": 1, **units}
    form |= {"position_in_table_1": 1, "title_in_table_1": "和田地区"}
    return form | {"region": make.region().pk}


FORMS = {
    Organisation: organisation_form,
    Pairing: pairing_form,
    Project: project_with_tranche_form,
    Tranche: tranche_form,
    Category: category_form,
    ReportingRow: reporting_row_form,
}


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
def test_adding_a_row_in_the_administration(model):
    person, form = make.administrator("admin"), FORMS[model]()
    before = model.objects.count()

    assert_one(model, person, address(model, "add"), form, before=before)


def test_inviting_somebody_and_giving_a_role():
    head, office, person = make.administrator("admin"), make.prefecture(), make.user()
    role = {"organisation": office.pk, "role": "recorder"}
    invitation = role | {"name": "陈静", "username": "chen", "email": "chen@aidtrack.example"}

    # Without a mail server the answer is a page with the link.
    responses = post_at_once(head, "/people/", invitation.copy)

    assert {response.status_code for response in responses} == {200}
    assert get_user_model().objects.filter(username="chen").count() == 1
    assert_one(Membership, head, f"/people/{person.pk}/", role, before=1)


def test_adding_a_part_to_a_row_in_the_administration():
    row, tranche = make.project(), {"number": 1, "planned_on": "2011-06-01", "amount": "900"}
    form = project_form(row.lead_pairing, code=row.code) | inline("tranches", tranche)

    assert_one(Tranche, make.administrator("admin"), address(Project, "change", row.pk), form)


def test_taking_rows_away(office):
    world, file = World(), make.evidence(report=office.enter().report)
    load = world.load(world.file(ONE))
    waiting, _preview = world.preview(world.file(ONE.replace("A-1", "A-2")))
    membership = make.membership()
    taken = f"/people/{membership.user_id}/memberships/{membership.pk}/"

    for person, url, form in [
        (world.user, f"/loads/{load.key}/undoing/", {}),
        (world.user, f"/loads/{waiting.key}/abandonment/", {}),
        (office.recorder, f"/evidence/{file.key}/removal/", {}),
        (make.administrator("chief"), taken, {}),
    ]:
        responses = post_at_once(person, url, form.copy)
        assert {response.status_code for response in responses} <= {200, 302, 404}, url
