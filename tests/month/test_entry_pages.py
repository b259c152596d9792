"""The pages where a month is entered: the grid, the page of one row, the answers."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from projects.models import Project, StatusReport
from projects.month.due import due_row, due_rows
from projects.month.review.decisions import send_back
from projects.month.rounds import close_month
from tests import make
from tests.cast.grid import GRID, posted
from tests.cast.office import MONTH, WAN, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
ANSWERS = f"{MONTH}answers/"
ROWS_ONLY = {"X-Rows-Only": "1"}


def test_the_grid_shows_the_month_before_beside_the_new_values(client):
    office = Office(name="双语幼儿园", planned_aid=900 * WAN)

    page = words(as_(client, office.recorder).get(GRID))
    row_page = words(as_(client, office.recorder).get(f"{GRID}{office.project.code}/"))

    assert "双语幼儿园" in page
    assert "planned 900 (10,000 yuan)" in page
    assert "project stage Date Progress (%) Disbursed to date (10,000 yuan) Added" in page
    assert "last month 0, planned 900 (10,000 yuan)" in row_page
    assert "not started yet" in page


def test_a_row_is_saved_and_comes_back_as_it_stands(client):
    office = Office()
    person = as_(client, office.recorder)

    page = words(person.post(GRID, posted(office), headers=ROWS_ONLY))

    report = StatusReport.objects.get()
    assert (report.started_on, report.physical_progress) == (date(2011, 7, 5), 20)
    assert report.disbursed_to_date == 300 * WAN
    assert "saved" in page


def test_full_width_digits_and_signs_are_understood(client):
    office = Office()
    cells = {"physical_progress": "１９．５％", "disbursed_to_date": "１，２６０。５万元"}

    as_(client, office.recorder).post(
        GRID, posted(office, **cells, started_on="2011年7月5日"), headers=ROWS_ONLY
    )

    report = StatusReport.objects.get()
    assert report.physical_progress == Decimal("19.5")
    assert report.disbursed_to_date == Decimal("12605000")
    assert report.started_on == date(2011, 7, 5)


def test_the_same_row_posted_twice_is_saved_once(client):
    office = Office()
    person = as_(client, office.recorder)

    for _twice in range(2):
        person.post(GRID, posted(office), headers=ROWS_ONLY)

    assert StatusReport.objects.get().version == 1


def test_a_second_editor_is_shown_both_values_and_decides(client):
    office = Office()
    office.enter(office.colleague, note="甲")
    person = as_(client, office.recorder)

    page = words(person.post(GRID, posted(office, note="乙"), headers=ROWS_ONLY))
    assert "yours 乙, theirs 甲" in page
    assert StatusReport.objects.get().note == "甲"

    form = posted(office, note="乙", theirs=1, choice="mine")
    person.post(GRID, form, headers=ROWS_ONLY)
    assert StatusReport.objects.get().note == "乙"


def test_taking_the_other_values_leaves_them(client):
    office = Office()
    office.enter(office.colleague, note="甲")

    form = posted(office, note="乙", theirs=1, choice="theirs")
    page = words(as_(client, office.recorder).post(GRID, form, headers=ROWS_ONLY))

    assert StatusReport.objects.get().note == "甲"
    assert "yours" not in page


def test_a_wrong_row_does_not_keep_the_others_from_being_saved(client):
    office = Office()
    right_project = office.another_project()
    rows = posted(office, physical_progress="101") | posted(office, right_project)

    page = words(as_(client, office.recorder).post(GRID, rows))

    assert "1 row was not saved" in page
    assert "Physical progress must be between 0 and 100." in page
    assert StatusReport.objects.get().project == right_project


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"version": "x"}, "reload the page"),
        ({"version": ""}, "reload the page"),
        ({"stage": "flying"}, "flying is not one of the available choices"),
        ({"started_on": "yesterday"}, "Enter the date as 2011-06-30 (or 6.30 for 30 June)."),
        ({"started_on": "7/8/2011"}, "7/8/2011 may be 2011-08-07 or 2011-07-08"),
        ({"disbursed_to_date": "NaN"}, "Enter the amount in 10,000 yuan"),
        ({"disbursed_to_date": "1e5"}, "Enter the amount in 10,000 yuan"),
        ({"physical_progress": "-5"}, "Enter zero or a positive number."),
        ({"note": "长" * 301}, "at most 300 characters"),
        ({"stage": "completed", "completed_on": "2011-07-01"}, "cannot be before"),
        ({"started_on": "2011-08-01"}, "is after the month's end"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, cells, sentence):
    office = Office()

    page = words(
        as_(client, office.recorder).post(GRID, posted(office, **cells), headers=ROWS_ONLY)
    )

    assert sentence in page
    assert not StatusReport.objects.exists()


def test_rows_of_others_are_not_saved(client):
    office, foreign_project = Office(), make.project()

    as_(client, office.recorder).post(GRID, posted(office, foreign_project), headers=ROWS_ONLY)

    assert not StatusReport.objects.exists()


def test_an_unlikely_value_is_kept_or_replaced_by_a_button(client):
    office = Office()
    person = as_(client, office.recorder)

    page = words(person.post(GRID, posted(office, physical_progress="65"), headers=ROWS_ONLY))
    assert "Progress jumps from 0% to 65% in one month. Is this correct?" in page

    answer = {f"{office.project.code}-version": 1, f"{office.project.code}-answer": "jump:6.5"}
    person.post(f"{GRID}{office.project.code}/", answer)
    assert StatusReport.objects.get().physical_progress == Decimal("6.5")
    assert due_row(office.month, office.project, office.recorder).is_ready


def test_an_answer_that_nobody_offered_changes_nothing(client):
    office = Office()
    office.enter(physical_progress=Decimal(65))
    answer = {f"{office.project.code}-version": 1, f"{office.project.code}-answer": "jump:99"}

    as_(client, office.recorder).post(f"{GRID}{office.project.code}/", answer)

    assert StatusReport.objects.get().physical_progress == 65


def test_no_change_is_a_whole_answer(client):
    office = Office()

    as_(client, office.recorder).post(GRID, posted(office, no_change="on"), headers=ROWS_ONLY)

    report = StatusReport.objects.get()
    assert report.no_change
    assert (report.stage, report.disbursed_to_date) == ("not_started", 0)


def test_only_what_changes_is_listed_before_it_is_submitted(client):
    office = Office(name="双语幼儿园")
    office.enter()
    person = as_(client, office.recorder)

    page = words(person.get(ANSWERS))
    assert "1 report is ready" in page
    assert "Disbursed to date (10,000 yuan): from 0 → to 300" in page

    person.post(ANSWERS, {"seen": f"{office.project.code}:1"})
    assert StatusReport.objects.get().state == "submitted"


def test_a_returned_report_is_not_ticked_before_it_was_changed_and_its_reason_stands_there(client):
    office = Office()
    office.enter()
    report = office.submit()
    send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason="缺照片")
    person = as_(client, office.recorder)

    page = person.get(ANSWERS)
    assert "Returned: 缺照片" in words(page)
    assert "Not changed since" in words(page)
    assert ticked(page) == []

    office.enter(physical_progress=Decimal(18))
    page = person.get(ANSWERS)
    assert "Returned: 缺照片" in words(page)
    assert "Not changed since" not in words(page)
    assert ticked(page) == [f"{office.project.code}:4"]


def test_a_returned_report_that_is_not_ready_shows_its_reason_too(client):
    office = Office()
    office.enter()
    report = office.submit()
    send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason="缺照片")
    office.enter(physical_progress=Decimal(65))

    page = words(as_(client, office.recorder).get(ANSWERS))

    assert "1 row is not ready" in page
    assert "Returned: 缺照片" in page


def ticked(page) -> list[str]:
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page.content.decode())
    return [re.search(r'value="([^"]*)"', box)[1] for box in boxes if "checked" in box]


@pytest.mark.parametrize(
    "versions", ["", "x", "NONE-1:1", "{code}:0", "{code}:x", "{code}:9" + "9" * 30]
)
def test_a_hostile_submission_submits_nothing(client, versions):
    office = Office()
    office.enter()

    response = as_(client, office.recorder).post(
        ANSWERS, {"seen": versions.format(code=office.project.code)}, follow=True
    )

    assert response.status_code == 200
    assert StatusReport.objects.get().state == "draft"


def test_a_closed_month_is_read_only_and_says_why(client):
    office = Office()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    person = as_(client, office.recorder)

    assert "This month is closed" in words(person.get(GRID))
    assert "ask an administrator for an exemption" in words(
        person.get(f"{GRID}{office.project.code}/")
    )
    person.post(GRID, posted(office), headers=ROWS_ONLY)
    assert not StatusReport.objects.exists()


def test_a_verified_report_is_corrected_on_the_page_of_its_row(client):
    office = Office()
    office.whole_round()
    person = as_(client, office.recorder)
    address = f"{GRID}{office.project.code}/"

    assert "What you save here is a correction" in words(person.get(address))
    person.post(address, posted(office, disbursed_to_date="250", is_correction="on"))

    assert StatusReport.objects.count() == 2
    assert StatusReport.objects.latest("pk").disbursed_to_date == 250 * WAN


@pytest.mark.parametrize("rows", [1, 3])
def test_the_grid_takes_the_same_queries_for_one_row_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    for _n in range(rows - 1):
        office.another_project()
    person = as_(client, office.recorder)

    with django_assert_num_queries(15):
        person.get(GRID)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_answers_take_the_same_queries_for_one_row_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    projects = [office.project, *(office.another_project() for _n in range(rows - 1))]
    for project in projects:
        office.enter(project=project)
    person = as_(client, office.recorder)

    with django_assert_num_queries(15):
        person.get(ANSWERS)


def test_a_project_that_is_deleted_while_rows_are_read_is_left_out():
    office = Office()
    gone = office.another_project()
    projects = Project.objects.filter(pk__in=[office.project.pk, gone.pk])

    def delete_first(execute, sql, params, many, context):
        if "progress_before" in sql and Project.objects.filter(pk=gone.pk).exists():
            Project.objects.filter(pk=gone.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(delete_first):
        rows = due_rows(office.month, projects, office.recorder)

    assert [row.project for row in rows] == [office.project]


def test_saving_a_row_takes_so_many_queries(client, django_assert_num_queries):
    office = Office()
    person = as_(client, office.recorder)

    # The kind of row that the history is about is asked for once in the life of a process.
    ContentType.objects.get_for_models(StatusReport, Project)
    # PostgreSQL locks the month by a query of its own. The last counts the files of the row.
    with django_assert_num_queries(32 if connection.vendor == "postgresql" else 31):
        person.post(GRID, posted(office), headers=ROWS_ONLY)


def test_what_is_entered_is_exact_wherever_somebody_checks_it(client):
    office = Office()
    make.transfer(office.project, Decimal("5925000"), on=date(2011, 6, 10))
    office.enter(physical_progress=Decimal("20.5"), disbursed_to_date=Decimal("7125000"))
    recorder = as_(client, office.recorder)
    addresses = [GRID, f"{GRID}{office.project.code}/", f"{MONTH}answers/"]
    pages = [words(recorder.get(address)) for address in addresses]
    assert "from 592.5 → to 712.5" in pages[-1]
    office.submit()
    pages.append(words(as_(client, office.reviewer).get(f"{MONTH}review/")))
    assert "from 592.5 → to 712.5" in pages[-1]
    pages.append(words(client.get(MONTH)))

    for page in pages:
        # A rounded amount; not the number in a name or a code.
        assert not re.search(r"(?<![\w-])(713|593)(?![\w.])", page)
    assert "20.5" in pages[-2]


def test_a_refusal_names_the_amount_as_exactly_as_the_grid(client):
    office = Office()
    make.transfer(office.project, Decimal("2034000"), on=date(2011, 6, 10))
    form = posted(office, disbursed_to_date="203")

    page = words(as_(client, office.recorder).post(GRID, form))

    assert "cannot be below last month's CNY 2.034 m" in page
