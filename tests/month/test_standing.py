"""Where a report stands in every state, month open or closed, exempted by each kind of reach or
not; who may decide.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.models import StatusReport
from projects.month.due import due_row
from projects.month.review.decisions import send_back, verify
from tests import make
from tests.cast.office import WAN, Office

pytestmark = pytest.mark.django_db

FAR = date(2099, 1, 1)
# What an exemption covers: the project by name, its pairing, its recipient, that one's prefecture.
REACHES = ("projects", "pairing", "county", "office")
STATES = ("nothing", "draft", "submitted", "returned", "verified")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def an_office(state: str, *, is_closed: bool, exempted: str = "") -> Office:
    """An office whose report came into a state while the month was open; ``exempted`` is one of
    REACHES, or empty for no exemption.
    """
    office = Office()
    if state != "nothing":
        office.enter()
    if state in ("submitted", "returned", "verified"):
        report = office.submit()
    if state == "returned":
        versions = {report.pk: report.version}
        send_back(user=office.reviewer, seen_versions=versions, reason="请核对")
    if state == "verified":
        office.verify(report)
    if is_closed:
        office.month.closed_at = timezone.now()
        office.month.save()
    if exempted:
        make.exemption(office.month, office.recorder, until=FAR, **reach_of(office, exempted))
    return office


def reach_of(office, name: str) -> dict:
    pairing = office.project.lead_pairing
    return {
        "projects": {"projects": [office.project]},
        "pairing": {"pairing": pairing},
        "county": {"office": pairing.recipient},
        "office": {"office": office.prefecture},
    }[name]


def standing_in(office) -> str:
    return due_row(office.month, office.project, office.recorder).standing


@pytest.mark.parametrize("exempted", ["", *REACHES])
@pytest.mark.parametrize("state", STATES)
def test_in_an_open_month_a_report_stands_where_its_state_says(state, exempted):
    office = an_office(state, is_closed=False, exempted=exempted)

    assert standing_in(office) == state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("exempted", ["", *REACHES])
def test_in_a_closed_month_only_what_was_submitted_keeps_its_standing(state, exempted):
    office = an_office(state, is_closed=True, exempted=exempted)

    standing = "exempted" if exempted else "closed"
    assert standing_in(office) == ("submitted" if state == "submitted" else standing)


@pytest.mark.parametrize("decision", ["verified", "returned"])
@pytest.mark.parametrize("exempted", ["", *REACHES])
@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_a_reviewer_decides_on_whatever_was_submitted_and_on_nothing_else(
    state, is_closed, exempted, decision
):
    office = an_office(state, is_closed=is_closed, exempted=exempted)
    versions = dict(StatusReport.objects.values_list("pk", "version")) or {0: 0}

    if state == "submitted":
        decide(office, versions, decision)
    else:
        with pytest.raises(Refused):
            decide(office, versions, decision)

    after = decision if state == "submitted" else state
    assert list(StatusReport.objects.values_list("state", flat=True)) == (
        [] if state == "nothing" else [after]
    )


def decide(office, versions, decision):
    if decision == "verified":
        verify(user=office.reviewer, seen_versions=versions, checked=set(versions))
    else:
        send_back(user=office.reviewer, seen_versions=versions, reason="不符")


@pytest.mark.parametrize("decision", ["verified", "returned"])
@pytest.mark.parametrize("state", ["draft", "returned"])
@pytest.mark.parametrize("exempted", REACHES)
def test_what_was_open_at_the_close_is_submitted_untouched_and_decided(exempted, state, decision):
    office = an_office(state, is_closed=True, exempted=exempted)

    report = office.submit()
    decide(office, {report.pk: report.version}, decision)

    report.refresh_from_db()
    assert (report.state, report.exemption.user) == (decision, office.recorder)


def test_what_waits_in_a_closed_month_is_not_changed_by_whoever_is_exempted():
    office = an_office("draft", is_closed=True, exempted="projects")
    office.submit()

    with pytest.raises(Refused, match="awaiting review"):
        office.enter(physical_progress=Decimal(65))

    assert StatusReport.objects.get().physical_progress == 20


def test_a_submission_names_the_exemption_that_is_in_force():
    office = an_office("draft", is_closed=True, exempted="projects")
    other_project = office.another_project()
    make.exemption(office.month, office.recorder, [other_project], until=date(2099, 2, 1))

    report = office.submit()

    assert list(report.exemption.projects.all()) == [office.project]
    assert report.disbursed_to_date == 300 * WAN
