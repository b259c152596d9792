"""The ticks "no change" and "no spending" in the month's workbook and in any file of reports."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.models import StatusReport
from projects.month.review.decisions import send_back
from reports.loads.kinds.month.plan import STATUS
from reports.loads.loading import accept, preview
from tests import make
from tests.cast.office import WAN, Office
from tests.cast.workbook import Filled
from tests.exports.files import body
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
ADDRESS = "/months/2011-plan/2011-07/workbook/"
HEAD = "项目编号,本月无变化,本月无拨付,形象进度(%),累计到位资金(万元),存在问题"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    return Office(code="OWN")


def given_out(client, office) -> Filled:
    client.force_login(office.recorder)
    client.cookies["django_language"] = "en"
    return Filled(body(client.get(ADDRESS)))


def look(office, content, name="七月.xlsx", month=None):
    return preview(
        STATUS, content, name, user=office.recorder, choices={"month": month} if month else {}
    )


def look_at_rows(office, *rows):
    return look(office, csv_file(HEAD, *rows), "七月.csv", "2011-07-01")


@pytest.mark.parametrize("tick", ["✓", "是", "1", "yes"])
def test_a_ticked_row_becomes_a_draft_that_says_no_change(office, tick):
    make.transfer(office.project, 150 * WAN, on=date(2011, 6, 10))

    load, seen = look_at_rows(office, f"OWN,{tick},,,,")
    assert seen.can_be_accepted, seen.problems
    accept(STATUS, load, user=office.recorder)

    report = StatusReport.objects.get()
    assert (report.no_change, report.no_spending) == (True, False)
    assert (report.stage, report.physical_progress, report.disbursed_to_date) == (
        "not_started",
        0,
        150 * WAN,
    )
    assert look_at_rows(office, f"OWN,{tick},,,,")[1].is_nothing


def test_a_tick_in_the_workbook_is_taken_back_by_emptying_it(client, office):
    book = given_out(client, office).write(no_change="yes")
    accept(STATUS, look(office, book.content)[0], user=office.recorder)
    book = given_out(client, office)
    assert book.cell("no_change").value == "yes"

    accept(STATUS, look(office, book.write(no_change=None).content)[0], user=office.recorder)

    assert not StatusReport.objects.get().no_change


def test_a_row_that_says_no_change_and_something_else_is_a_problem_of_the_cell(client, office):
    book = given_out(client, office).write(no_change="yes", physical_progress=20)

    (problem,) = look(office, book.content)[1].problems

    assert problem.cell == book.cell("physical_progress").coordinate
    assert "“no change this month” is ticked" in problem.expected


def test_values_that_are_those_from_before_the_month_do_not_contradict_no_change(office):
    make.transfer(office.project, 150 * WAN, on=date(2011, 6, 10))

    assert look_at_rows(office, "OWN,是,,0,150,")[1].can_be_accepted


def test_what_the_check_page_asks_is_asked_of_a_ticked_row(office):
    office.project.planned_start_on = date(2011, 4, 15)
    office.project.save()

    (problem,) = look_at_rows(office, "OWN,是,,,,")[1].problems
    answered = look_at_rows(office, "OWN,是,,,,等待征地")[1]

    assert problem.cell == "F2"
    assert "Overdue to start" in problem.expected and "reason" in problem.mend
    assert answered.can_be_accepted, answered.problems


def test_a_progress_that_nobody_knows_is_asked_of_a_ticked_row(office):
    office.another_project(code="ON", started_on=date(2011, 5, 1))

    (problem,) = look_at_rows(office, "ON,是,,,,")[1].problems
    answered = look_at_rows(office, "ON,是,,35,,")[1]

    assert problem.cell == "D2"
    assert answered.can_be_accepted, answered.problems


def test_no_spending_takes_the_amount_from_before(office):
    make.transfer(office.project, 150 * WAN, on=date(2011, 6, 10))

    load, _preview = look_at_rows(office, "OWN,,是,0,,")
    accept(STATUS, load, user=office.recorder)

    report = StatusReport.objects.get()
    assert (report.no_spending, report.disbursed_to_date) == (True, 150 * WAN)


def test_no_spending_beside_another_amount_is_a_problem(office):
    (problem,) = look_at_rows(office, "OWN,,是,0,20,")[1].problems

    assert problem.cell == "E2"


def test_words_alone_do_not_take_no_change_back(office):
    accept(STATUS, look_at_rows(office, "OWN,是,,,,")[0], user=office.recorder)
    accept(STATUS, look_at_rows(office, "OWN,,,,,雨季")[0], user=office.recorder)

    report = StatusReport.objects.get()
    assert (report.no_change, report.problem) == (True, "雨季")


def test_plan_amounts_and_the_reason_of_a_return_stand_locked_in_the_workbook(client, office):
    office.project.total_investment = 1200 * WAN
    office.project.save()
    office.enter()
    report = office.submit()
    send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason="金额不符")

    book = given_out(client, office)

    values = {n: book.cell(n).value for n in ("total_investment", "planned_aid", "return_reason")}
    assert values == {
        "total_investment": 1200,
        "planned_aid": 900,
        "return_reason": "金额不符",
    }
    assert all(book.cell(name).protection.locked for name in values)


def test_an_amount_that_only_informs_needs_no_unit(office):
    head = "项目编号,总投资,形象进度(%),累计到位资金(万元)"

    seen = look(office, csv_file(head, "OWN,很多,0,0"), "七月.csv", "2011-07-01")[1]

    assert not seen.questions
    assert not seen.problems


def test_a_draft_that_says_something_is_reset_by_a_tick_and_the_preview_shows_it(office):
    office.enter(physical_progress=Decimal(25))

    seen = look_at_rows(office, "OWN,是,,,,")[1]

    (changed,) = seen.plan.batches[0].changed
    assert changed.changes["physical_progress"] == (25, 0)
