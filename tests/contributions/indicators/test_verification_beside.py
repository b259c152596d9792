"""Verifying an observation and closing its month wait for each other, as do two reviewers."""

from datetime import date

import pytest
from auditlog.models import LogEntry

from projects.contributions.indicators.verification import send_back, verify
from projects.models import Observation, ReportingMonth
from projects.month.rounds import close_month
from tests import make
from tests.contributions.test_closed_months import JULY, SUBJECTS, Office, observed
from tests.month.closing.test_beside_close import beside
from tests.web.parallel import only_on_a_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(only_on_a_server(), reason="threads share no database on SQLite"),
]


@pytest.fixture
def office():
    return Office()


def close_july(office):
    close_month(user=office.administrator, month=office.july, reason="缺报")


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_close_waits_for_a_verification(office, name):
    row = observed(office, on=JULY, **{name: SUBJECTS[name](office)})

    has_waited, refusal = beside(
        lambda: verify([row.pk], user=office.reviewer), lambda: close_july(office)
    )

    assert (has_waited, refusal) == (True, None)
    assert ReportingMonth.objects.get(pk=office.july.pk).is_closed


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_was_entered_during_a_close_is_not_verified_after_it(office, name):
    subject = {name: SUBJECTS[name](office)}
    rows = []

    def enter_and_verify():
        rows.append(observed(office, on=date(2013, 7, 31), **subject))
        verify([rows[0].pk], user=office.reviewer)

    has_waited, refusal = beside(lambda: close_july(office), enter_and_verify)

    assert has_waited
    assert "2013-07" in str(refusal)
    assert Observation.objects.awaiting_review().get() == rows[0]


@pytest.mark.parametrize("second", ["verify", "return"])
def test_of_two_reviewers_the_first_decides(office, second):
    row = observed(office, on=JULY)
    second_reviewer = make.member("reviewer", office.edge.supporter)
    numbers = []

    def decide():
        if second == "verify":
            numbers.append(verify([row.pk], user=second_reviewer))
        else:
            numbers.append(send_back([row.pk], user=second_reviewer, reason="核对"))

    has_waited, refusal = beside(lambda: verify([row.pk], user=office.reviewer), decide)

    assert (has_waited, refusal, numbers) == (True, None, [0])
    row.refresh_from_db()
    assert (row.reviewed_by, row.return_reason) == (office.reviewer, "")
    changes = [set(entry.changes) for entry in LogEntry.objects.get_for_object(row)]
    assert changes.count({"reviewed_by", "reviewed_at"}) == 1
