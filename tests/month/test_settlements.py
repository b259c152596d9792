"""What a reviewer reads of the money that a verification will confirm, write and leave waiting."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.models import StatusReport
from projects.month.changes import settlement_words
from projects.month.facts import settlement, settlements
from tests import make
from tests.cast.office import JULY, MONTH, WAN, Office, as_
from tests.exports.files import book, table
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

CLOSED = {"closed_at": datetime(2011, 7, 6, tzinfo=UTC)}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    return Office()


def claim(office, amount: int, *, project=None) -> StatusReport:
    return make.status_report(
        project or office.project,
        office.month,
        state="submitted",
        physical_progress=Decimal(1),
        disbursed_to_date=Decimal(amount * WAN),
    )


def wait(office, amount: int, *, day=10, month=7, project=None):
    return make.transfer(
        project or office.project,
        amount=amount * WAN,
        on=date(2011, month, day),
        accepted=False,
        recorded_side="recipient",
    )


def of(report) -> str:
    return settlement_words(settlements([report])[report.pk])


def test_it_confirms_what_the_claim_covers_writes_the_rest_and_leaves_what_is_beyond(office):
    make.transfer(office.project, amount=100 * WAN, on=date(2011, 7, 1))
    wait(office, 150)
    wait(office, 80, day=20)

    assert of(claim(office, 300)) == (
        "Verifying confirms 1 waiting transfer of CNY 1.5 m, writes a transfer of CNY 500,000. "
        "1 transfer of CNY 800,000 is not covered and stays waiting."
    )


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (300, "Verifying writes a transfer of CNY 2 m."),
        (100, ""),
        (40, "Verifying takes back CNY 600,000."),
    ],
)
def test_where_nothing_waits_it_says_what_is_written(office, amount, sentence):
    make.transfer(office.project, amount=100 * WAN, on=date(2011, 7, 1))

    assert of(claim(office, amount)) == sentence


def test_many_together_are_settled_as_each_alone(office, django_assert_num_queries):
    """By the rule of the verification itself, whatever counts, waits, is late or beyond."""
    make.reporting_month(office.project.programme, date(2011, 6, 1), **CLOSED)
    reports = []
    for n in range(12):
        project = office.another_project()
        make.transfer(project, amount=10 * n * WAN + 1, on=date(2011, 7, 1))
        for i in range(n % 4):
            wait(office, 7 * (1 + (n * 5 + i * 3) % 9), day=5 + i, project=project)
        if n % 3 == 0:
            wait(office, 5, month=6, project=project)
        reports.append(claim(office, 30 + 9 * n, project=project))

    with django_assert_num_queries(3):
        together = settlements(reports)

    fresh = StatusReport.objects.select_related("project", "month")
    assert together == {report.pk: settlement(fresh.get(pk=report.pk)) for report in reports}
    assert any(settled.accepted for settled in together.values())
    assert any(settled.left for settled in together.values())


def test_the_page_and_its_file_say_it_of_each_report(client, office):
    wait(office, 150)
    claim(office, 200)
    sentence = (
        "Verifying confirms 1 waiting transfer of CNY 1.5 m, writes a transfer of CNY 500,000."
    )

    person = as_(client, office.reviewer)

    assert sentence in words(person.get(f"{MONTH}review/"))
    first, *others = table(book(person, f"{MONTH}review/")["Review"], "Project code")
    assert first["Money on verification"] == sentence
    assert not any(line["Money on verification"] for line in others)
    assert office.month.month == JULY
