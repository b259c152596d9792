"""The Monday list: which rows it asks about, who is on it, what is unreported, new and due."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.exports.files import book, lines, table
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
MONDAY = "/follow-up/monday/"
EVERY_TEST = dict.fromkeys(WarningTest, (1, 92)) | {WarningTest.RED_AGAIN: (2, 1)}
TODAY = timezone.localdate


@pytest.fixture
def office():
    """A row without money at a project of 9 million yuan, by rules of money and of starts."""
    office = Office(code="LATE", name="甲项目", planned_start_on=date(2011, 6, 1))
    row = make.reporting_row(office.prefecture)
    make.reporting_unit(row, office.project.lead_pairing.supporter)
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue")
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30, code="W1", name_en="Money behind time")
    office.administrator = make.administrator("all-seeing")
    return office


def agenda(client, person, query="as_of=2011-06-30"):
    return as_(client, person).get(f"{MONDAY}?{query}")


def another_row(planned_aid, **fields):
    prefecture = make.prefecture()
    row = make.reporting_row(prefecture)
    recipient = make.county(reported_under=prefecture)
    project = make.project(recipient=recipient, planned_aid=planned_aid, **fields)
    make.reporting_unit(row, project.lead_pairing.supporter)
    return project, prefecture


def test_rows_stand_by_their_shortfall_and_a_row_ahead_is_left_out(client, office):
    _large, largest = another_row(5000 * WAN)
    ahead, _prefecture = another_row(100 * WAN)
    make.transfer(ahead, 100 * WAN)

    page = agenda(client, office.administrator)

    rows = page.context["agenda"].rows
    expected = [largest.label, office.prefecture.label]
    assert [row.trend.group.label for row in rows] == expected
    assert "2 of 2 rows behind time" in words(page)


def test_a_row_without_a_task_says_so_and_leads_to_a_new_one(client, office):
    page = agenda(client, office.administrator)

    links = {href.replace("&amp;", "&") for href, _text in Page(page).links}
    (address,) = [href for href in links if href.startswith("/follow-up/tasks/new/")]
    assert {f"ref={office.prefecture.ref}", "kind=row", "rule=W1", "as_of=2011-06-30"} <= set(
        address.split("?")[1].split("&")
    )
    assert "nobody asked" in words(page)
    assert as_(client, office.administrator).get(address).status_code == 200


def test_a_row_with_an_open_task_names_its_office_and_due_day(client, office):
    row = office.prefecture.reporting_row
    task = make.task(row=row, responsible=office.prefecture, title="说明原因")

    page = agenda(client, office.administrator)

    assert f"{task.number} {office.prefecture.label} due" in words(page)
    assert "nobody asked" not in words(page)


def test_a_row_that_has_not_reported_stands_apart(client, office):
    page = agenda(client, office.administrator, "as_of=2011-07-31")

    assert page.context["agenda"].rows == []
    text = words(page)
    assert f"not reported 2011-07 {office.prefecture.label}" in text
    assert "No row that has reported lags behind time elapsed" in text


def test_tasks_overdue_and_due_within_a_week_stand_by_their_day(client, office):
    issued = timezone.now() - timedelta(days=40)
    fields = {"responsible": office.prefecture, "issued_at": issued}
    make.task(title="下周", due_on=TODAY() + timedelta(days=7), **fields)
    make.task(title="以后", due_on=TODAY() + timedelta(days=8), **fields)
    make.task(title="已过", due_on=TODAY() - timedelta(days=2), **fields)
    closed = {"closed_at": timezone.now(), "closed_by": make.user(), "outcome": "A"}
    make.task(title="已办", due_on=TODAY() - timedelta(days=2), **fields, **closed)

    page = agenda(client, office.administrator)

    due = page.context["agenda"].due
    assert [task.title for task, _subject, _standing in due.lines] == ["已过", "下周"]
    assert "2 follow-up tasks are due within a week or overdue, 1 of them overdue." in words(page)


def test_new_warnings_are_counted_by_rule_and_lead_to_their_list(client, office):
    page = agenda(client, office.administrator)

    (rule,) = page.context["agenda"].new_counts
    assert (rule.rule.code, rule.new) == ("W2", 1)
    assert "Warnings of rows and projects new since 31 May 2011: 1" in words(page)
    groups = as_(client, office.administrator).get(rule.new_address).context["groups"]
    assert [line.warning.subject.ref for group in groups for line in group.lines] == ["LATE"]


def test_who_may_not_issue_tasks_is_offered_none(client, office):
    page = agenda(client, office.recorder)

    assert "/follow-up/tasks/new/" not in page.content.decode()


def test_its_file_has_the_rows_the_tasks_and_the_new_warnings_of_the_page(client, office):
    row = office.prefecture.reporting_row
    task = make.task(row=row, responsible=office.prefecture, due_on=TODAY() + timedelta(days=1))
    _large, largest = another_row(5000 * WAN)
    page = agenda(client, office.administrator)

    workbook = book(client, f"{MONDAY}?as_of=2011-06-30")

    rows = table(workbook["Largest shortfalls"], "Reporting row")
    assert [line["Reporting row"] for line in rows] == [largest.label, office.prefecture.label]
    shortfalls = [row.trend.pace.shortfall for row in page.context["agenda"].rows]
    written = [line["Shortfall against time (100 million yuan)"] for line in rows]
    assert written == pytest.approx([float(amount) / 10**8 for amount in shortfalls])
    assert rows[0]["Who is on it"] == "nobody asked"
    assert task.number in rows[1]["Who is on it"]
    (due,) = table(workbook.worksheets[3], "Number")
    assert due["Number"] == task.number
    (rule,) = table(workbook["New warnings"], "Rule")
    assert (rule["Rule"], rule["New since last month"]) == ("W2 Start overdue", 1)
    assert lines(client, f"{MONDAY}?as_of=2011-06-30")[-1][0] == office.prefecture.label


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_rows_and_tasks(
    client, office, django_assert_max_num_queries, number
):
    for test, (yellow, red) in EVERY_TEST.items():
        if test not in ("start_overdue", "money_pace"):
            make.warning_rule(test, yellow, red)
    for _n in range(number):
        project, prefecture = another_row(5000 * WAN, planned_start_on=date(2011, 6, 1))
        make.task(row=prefecture.reporting_row, due_on=TODAY() + timedelta(days=1))
        make.task(project=project, due_on=TODAY() + timedelta(days=1))
    person = as_(client, office.administrator)
    person.get(MONDAY)

    with django_assert_max_num_queries(41):
        person.get(MONDAY)
