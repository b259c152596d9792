"""A recorded observation counts once a second person has verified it."""

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from pairings.models import Role
from projects.models import Observation
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
REVIEW = "/contributions/review/"


@pytest.fixture
def pairing():
    return make.pairing()


def recorded(edge, **fields):
    return make.observation(
        provenance="recorded",
        entered_by=make.member(Role.RECORDER, organisation=edge.recipient),
        **(fields or {"pairing": edge}),
    )


def verify(client, user, row):
    client.force_login(user)
    return client.post(reverse("indicators:verification"), {"observation": row.pk}, follow=True)


def test_a_reviewer_of_a_party_verifies_it_and_the_history_says_so(client, pairing):
    row = recorded(pairing)
    reviewer = make.member(Role.REVIEWER, organisation=pairing.supporter)
    client.force_login(reviewer)
    assert row.indicator.name in client.get(REVIEW).content.decode()

    page = verify(client, reviewer, row)

    assert "已核实1条观测值。" in page.content.decode()
    assert list(Observation.objects.counting()) == [row]
    entry = LogEntry.objects.get_for_object(row).latest("pk")
    assert (entry.actor, set(entry.changes)) == (reviewer, {"reviewed_by", "reviewed_at"})
    assert row.indicator.name not in client.get(REVIEW).content.decode()


@pytest.mark.parametrize("name", ["organisation", "scheme", "project"])
def test_it_waits_for_the_reviewers_of_whatever_it_is_of(client, pairing, name):
    subjects = {
        "organisation": lambda: pairing.recipient,
        "scheme": lambda: pairing.scheme,
        "project": lambda: make.project(lead_pairing=pairing),
    }
    row = recorded(pairing, **{name: subjects[name]()})

    verify(client, make.member(Role.REVIEWER, organisation=pairing.recipient), row)

    assert Observation.objects.counting().filter(pk=row.pk).exists()


def send_back(client, user, row, reason="口径不符"):
    client.force_login(user)
    values = {"observation": row.pk, "do": "return", "reason": reason}
    return client.post(reverse("indicators:verification"), values, follow=True)


def test_a_reviewer_returns_it_with_a_reason_and_the_history_says_so(client, pairing):
    row = recorded(pairing)
    reviewer = make.member(Role.REVIEWER, organisation=pairing.supporter)

    page = send_back(client, reviewer, row)

    assert "已退回1条观测值。" in page.content.decode()
    assert not Observation.objects.counting().exists()
    assert not Observation.objects.awaiting_review().exists()
    entry = LogEntry.objects.get_for_object(row).latest("pk")
    assert entry.changes["return_reason"] == ["", "口径不符"]
    assert "已核实0条" in verify(client, reviewer, row).content.decode()


def test_it_is_not_returned_without_a_reason(client, pairing):
    row = recorded(pairing)
    reviewer = make.member(Role.REVIEWER, organisation=pairing.supporter)

    page = send_back(client, reviewer, row, reason=" ")

    assert "请填写退回观测值的原因。" in page.content.decode()
    assert list(Observation.objects.awaiting_review()) == [row]


def test_whoever_enters_it_reads_why_and_corrects_it(client, pairing):
    row = recorded(pairing)
    send_back(client, make.member(Role.REVIEWER, organisation=pairing.supporter), row)
    client.force_login(row.entered_by)

    page = client.get(row.indicator.get_absolute_url()).content.decode()

    assert "口径不符" in page and f"?replaces={row.ref}" in page
    later = recorded(pairing, pairing=pairing, indicator_=row.indicator, low=7, replaces=row)
    page = client.get(row.indicator.get_absolute_url()).content.decode()
    assert "口径不符" not in page and f"?replaces={later.ref}" in page


def test_a_value_counts_until_a_correction_is_verified_however_many_were_returned(client, pairing):
    reviewer = make.member(Role.REVIEWER, organisation=pairing.supporter)
    rows = [recorded(pairing)]
    verify(client, reviewer, rows[0])
    for low in (6, 7, 8):
        fields = {"pairing": pairing, "indicator_": rows[0].indicator, "replaces": rows[-1]}
        rows.append(recorded(pairing, low=low, **fields))
        if low < 8:
            send_back(client, reviewer, rows[-1])
    assert list(Observation.objects.counting()) == [rows[0]]

    verify(client, reviewer, rows[-1])

    assert list(Observation.objects.counting()) == [rows[-1]]


def test_it_is_not_corrected_for_ever_without_a_review(pairing):
    row = recorded(pairing)
    for low in range(Observation.CORRECTED_AT_MOST - 1):
        row = recorded(pairing, pairing=pairing, indicator_=row.indicator, low=low, replaces=row)
    fields = {"pairing": pairing, "indicator": row.indicator, "on": row.on, "role": row.role}
    next_row = Observation(**fields, ref="NEXT", low=1, high=1, replaces=row)

    with pytest.raises(ValidationError, match=r"核实|verified"):
        next_row.full_clean()


@pytest.mark.parametrize("decide", [verify, send_back])
def test_nobody_else_decides_on_it(client, pairing, decide):
    row = recorded(pairing)
    others = [
        make.member(Role.REVIEWER),
        make.member(Role.LEADER, organisation=pairing.recipient),
        make.member(Role.RECORDER, organisation=pairing.recipient),
        make.auditor(),
    ]
    for user in others:
        page = decide(client, user, row)
        assert page.status_code in (200, 403)
        assert list(Observation.objects.awaiting_review()) == [row]


@pytest.mark.parametrize("decide", [verify, send_back])
def test_one_does_not_decide_on_ones_own(client, pairing, decide):
    row = recorded(pairing)
    make.membership(user=row.entered_by, organisation=pairing.recipient, role=Role.REVIEWER)

    decide(client, row.entered_by, row)

    assert list(Observation.objects.awaiting_review()) == [row]
