"""A recorded observation counts once a second person has verified it."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from pairings.models import Role
from projects.models import Observation
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
REVIEW = "/contributions/review/"


@pytest.fixture
def pairing():
    return make.pairing()


def recorded(pairing, **subject):
    return make.observation(
        provenance="recorded",
        entered_by=make.member(Role.RECORDER, organisation=pairing.recipient),
        **(subject or {"pairing": pairing}),
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


def test_nobody_else_verifies_it(client, pairing):
    row = recorded(pairing)
    others = [
        make.member(Role.REVIEWER),
        make.member(Role.LEADER, organisation=pairing.recipient),
        make.member(Role.RECORDER, organisation=pairing.recipient),
        make.auditor(),
    ]
    for user in others:
        page = verify(client, user, row)
        assert page.status_code in (200, 403)
        assert not Observation.objects.counting().exists()


def test_one_does_not_verify_ones_own(client, pairing):
    row = recorded(pairing)
    make.membership(user=row.entered_by, organisation=pairing.recipient, role=Role.REVIEWER)

    verify(client, row.entered_by, row)

    assert not Observation.objects.counting().exists()
