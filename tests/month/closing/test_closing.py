"""Closing asks: what is missing, what waits, what is unusual; and the last month opens again."""

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.models import ReportingMonth
from projects.month.rounds import close_month, open_month, reopen_month
from tests import make
from tests.cast.office import END, MONTH, WAN, Office, as_, submitted
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]

CLOSING, REOPENING = f"{MONTH}closing/", f"{MONTH}reopening/"
WITH_GAPS = {"reason": "自治区须上报", "typed": "2011-07"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def closed(office) -> Office:
    office.month = close_month(user=office.administrator, month=office.month, reason="已到上报日")
    return office


def test_a_month_with_gaps_is_closed_for_a_reason_that_everybody_reads(client):
    office = Office()

    as_(client, office.administrator).post(CLOSING, WITH_GAPS)

    page = words(as_(client, office.recorder).get(MONTH))
    assert "This month is closed" in page
    assert "Closed with gaps: 自治区须上报" in page


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "This field is required"),
        ({"reason": "自治区须上报"}, "This field is required"),
        ({"typed": "2011-07"}, "This field is required"),
        ({"reason": "自治区须上报", "typed": "2011-08"}, "Type 2011-07 to close it."),
    ],
)
def test_a_month_with_gaps_stays_open_without_a_reason_and_its_name(client, posted, sentence):
    office = Office()

    page = words(as_(client, office.administrator).post(CLOSING, posted))

    assert sentence in page
    assert not ReportingMonth.objects.get().is_closed


def test_closing_with_gaps_is_refused_without_a_reason_however_it_is_asked():
    office = Office()

    with pytest.raises(ValidationError, match="Enter why you close the month with gaps"):
        close_month(user=office.administrator, month=office.month)


def test_a_month_without_gaps_is_closed_by_one_button(client):
    office = Office()
    office.whole_round()
    person = as_(client, office.administrator)

    page = person.get(CLOSING)
    person.post(CLOSING)

    assert list(page.context["form"].fields) == []
    assert "Close 2011-07, " not in words(page)
    assert ReportingMonth.objects.get().is_closed


def test_the_page_names_what_is_missing_by_office(client):
    office = Office()
    office.prefecture.short_name = office.prefecture.name = "喀什地区"
    office.prefecture.save()
    office.enter()
    office.another_project()
    other = make.prefecture(short_name="和田地区", name="和田地区")
    project = make.project(recipient=make.county(reported_under=other))
    make.status_report(project, office.month, state="verified")

    page = words(as_(client, office.administrator).get(CLOSING))

    assert "3 reports are due; 2 not verified." in page
    assert "喀什地区 2 0 0 1 1" in page
    assert "1 further office is complete" in page
    assert "和田地区" not in page
    assert "Close 2011-07, 2 missing" in page


def test_the_page_says_what_waits_and_does_not_close(client):
    office = Office()
    submitted(office)
    person = as_(client, office.administrator)

    page = words(person.get(CLOSING))
    refused = words(person.post(CLOSING, WITH_GAPS))

    assert "1 report awaits review: it is verified or returned first." in page
    assert "Close 2011-07, " not in page
    assert "Verify or return them first" in refused


def test_the_page_names_unlikely_values_of_what_was_verified(client):
    office = Office(name="双语幼儿园")
    office.whole_round(physical_progress=Decimal(65), answers={"jump": "65"})

    page = words(as_(client, office.administrator).get(CLOSING))

    assert "1 unlikely value" in page
    assert "双语幼儿园" in page.split("1 unlikely value")[1]


@pytest.mark.parametrize("projects", [1, 3])
def test_closing_takes_the_same_queries_for_one_project_and_for_three(
    client, django_assert_num_queries, projects
):
    office = Office()
    office.whole_round()
    for _n in range(1, projects):
        make.status_report(office.another_project(), office.month, state="verified")
    person = as_(client, office.administrator)

    with django_assert_num_queries(22):
        person.get(CLOSING)


def test_what_closing_does_is_said_in_five_sentences_at_most(client):
    office = Office()

    page = words(as_(client, office.administrator).get(CLOSING))

    said = page.split("What closing does")[1].split("Close the month")[0]
    assert 0 < said.count(".") <= 5


def test_a_closed_month_is_not_closed_again(client):
    office = closed(Office())

    response = as_(client, office.administrator).get(CLOSING)

    assert response["Location"] == MONTH


def test_a_month_is_not_closed_while_an_earlier_one_is_open():
    """Money of July, still open, would move what leaders see of August, already closed."""
    office = Office()
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))

    with pytest.raises(Refused, match="2011-07 is still open: close it first"):
        close_month(user=office.administrator, month=august, reason="已到上报日")

    closed(office)
    assert close_month(user=office.administrator, month=august, reason="已到上报日").is_closed


def test_the_last_closed_month_is_reopened_with_a_reason_that_the_history_keeps(client):
    office = closed(Office())
    person = as_(client, office.administrator)

    assert "Reopen 2011-07" in words(person.get(MONTH))
    person.post(REOPENING, {"reason": "农六师漏报"})

    month = ReportingMonth.objects.select_related("programme").get()
    assert not month.is_closed
    assert month.programme.reported_through == date(2011, 6, 30)
    assert "opened again: 农六师漏报" in words(person.get(MONTH))
    entry = LogEntry.objects.get_for_object(month).latest("pk")
    assert entry.actor == office.administrator
    assert entry.changes["reopening_reason"] == ["", "农六师漏报"]
    assert entry.changes["closing_reason"] == ["已到上报日", ""]
    office.enter(disbursed_to_date=Decimal(310 * WAN))


def test_a_reopened_month_is_closed_again():
    office = closed(Office())
    reopen_month(user=office.administrator, month=office.month, reason="漏报")

    closed(office)

    office.project.programme.refresh_from_db()
    assert office.project.programme.reported_through == END
    assert office.month.through_before == date(2011, 6, 30)


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_month_is_not_reopened_where_a_later_one_was_opened(client, is_closed):
    office = closed(Office())
    office.project.programme.refresh_from_db()
    august = open_month(
        user=office.administrator,
        programme=office.project.programme,
        month=date(2011, 8, 1),
        due_on=date(2011, 9, 5),
    )
    if is_closed:
        close_month(user=office.administrator, month=august, reason="已到上报日")
    person = as_(client, office.administrator)

    page = words(person.post(REOPENING, {"reason": "漏报"}, follow=True))

    assert "A later month was opened already" in page
    assert "Reopen 2011-07" not in page
    assert ReportingMonth.objects.get(pk=office.month.pk).is_closed


def test_a_month_is_not_reopened_without_a_reason_or_by_somebody_else(client):
    office = closed(Office())

    page = words(as_(client, office.administrator).post(REOPENING, {"reason": " "}, follow=True))

    assert "Enter why you reopen the month." in page
    with pytest.raises(Refused, match="Only an administrator"):
        reopen_month(user=office.reviewer, month=office.month, reason="漏报")
    assert ReportingMonth.objects.get().is_closed


def test_the_closing_page_names_for_whom_the_month_waits_and_the_money_that_would_be_late(client):
    office = Office()
    make.transfer(office.project, on=date(2011, 7, 9), amount=20_000, accepted=False)
    make.transfer(office.project, on=date(2011, 7, 9))
    with override("en"):
        text = words(as_(client, office.administrator).get(f"{MONTH}closing/"))

    assert f"recorder {office.recorder.username}" in text
    assert "1 transfer of the month, 2 (10,000 yuan), still waits to be accepted" in text
