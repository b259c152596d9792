"""What stands in the way, by type and office: what counts, what is apart, since when."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import Project
from reports.followup.problems.causes import causes
from tests import make
from tests.cast.office import JULY, WAN, Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
PROBLEMS = "/follow-up/problems/"
AUGUST = date(2011, 8, 1)
OVERDUE = {"planned_start_on": date(2011, 6, 1)}
STOP = {"stage": "suspended", "started_on": date(2011, 5, 1), "stopped_on": date(2011, 7, 9)}


def report(project, month, *, state="verified", **claim):
    return make.status_report(project, month, state=state, **claim)


def listed(page) -> set[str]:
    return {row.project.name for row in page.context["rows"]}


def csv_of(person, table, more="") -> str:
    answer = person.get(f"{PROBLEMS}?format=csv&table={table}{more}")
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def office():
    return Office(name="甲项目", **OVERDUE)


def of_july(office):
    rows = causes(Project.objects.all(), office.month.programme, JULY)
    return [(cause.code, cause.count, cause.money) for cause in rows]


@pytest.mark.parametrize(
    ("claim", "cause"),
    [
        ({"problem_type": "land", "problem": "未征地"}, "land"),
        ({"problem": "未征地"}, "unclassified"),
        ({**STOP, "delay_reason": "funds"}, "funding"),
        ({**STOP, "delay_reason": "funds", "problem_type": "design"}, "design"),
        (STOP, "unexplained"),
        ({}, "unexplained"),
        ({"answers": {"obstacle": "2011-06-01"}}, "unhindered"),
        ({"problem_type": "land", "answers": {"obstacle": "2011-06-01"}}, "land"),
    ],
)
def test_a_project_counts_once_by_what_its_report_names(office, claim, cause):
    report(office.project, office.month, **claim)

    assert of_july(office) == [(cause, 1, Decimal(900 * WAN))]


def test_a_project_in_its_plan_and_a_report_that_waits_count_for_nothing(office):
    report(office.another_project(), office.month)
    report(office.project, office.month, state="submitted", problem_type="land")

    assert of_july(office) == []


def test_a_project_whose_plan_was_moved_is_not_hindered_by_an_old_answer(office):
    later = office.another_project(planned_start_on=AUGUST)
    report(later, office.month, answers={"obstacle": "2011-06-01"})

    assert of_july(office) == []


def test_that_nothing_stands_in_the_way_is_apart_from_what_is_not_said(client, office):
    report(office.project, office.month, answers={"obstacle": "2011-06-01"})
    report(office.another_project(name="乙项目", **OVERDUE), office.month)
    report(office.another_project(name="丙项目"), office.month, problem="未征地")
    office.another_project(name="丁项目")
    person = as_(client, office.reviewer)

    page = person.get(PROBLEMS)

    board = page.context["board"]
    assert [(line.code, line.total.count) for line in board.lines] == [
        ("unclassified", 1),
        ("unexplained", 1),
    ]
    assert (board.total.total.count, board.unhindered.total.count) == (2, 1)
    text = words(page)
    assert (
        "in the way of 1 project with 0.09 (100 million yuan) of planned funds. No reason" in text
    )
    assert "No reason given: 1 (0.09)." in text
    assert listed(person.get(PROBLEMS)) == {"乙项目", "丙项目"}
    assert listed(person.get(PROBLEMS, board.unhindered.cells[0].params)) == {"甲项目"}
    assert listed(person.get(PROBLEMS, board.named.params)) == {"丙项目"}


def test_the_file_counts_apart_that_nothing_stands_in_the_way(client, office):
    report(office.project, office.month, answers={"obstacle": "2011-06-01"})
    person = as_(client, office.reviewer)

    assert "nothing in the way" in csv_of(person, "types")
    assert "甲项目" not in csv_of(person, "problems")
    assert "nothing in the way" in csv_of(person, "problems", "&type=unhindered")


def test_what_waits_and_what_is_not_reported_open_their_rows_by_office(client, office):
    report(office.project, office.month)
    report(office.another_project(name="乙项目"), office.month, state="submitted", problem="保密")
    office.another_project(name="丙项目")
    make.project(name="丁项目", planned_aid=900 * WAN)
    person = as_(client, office.administrator)
    board = person.get(PROBLEMS).context["board"]
    verified, waiting, unreported = board.standing_lines

    def opened_by(cell):
        page = person.get(PROBLEMS, cell.params)
        assert cell.count == len(page.context["rows"])
        assert "保密" not in words(page)
        return listed(page)

    assert opened_by(verified.total) == {"甲项目"}
    assert opened_by(waiting.total) == {"乙项目"}
    assert opened_by(unreported.total) == {"丙项目", "丁项目"}
    assert opened_by(unreported.cells[0]) == {"丙项目"}
    ((_office, (waits, lacks)),) = board.silent_offices
    assert (waits.count, opened_by(lacks)) == (0, {"丁项目"})
    assert "丁项目" in csv_of(person, "problems", "&type=unreported")
    assert "not reported" in csv_of(person, "types")


def test_every_number_of_the_page_leads_to_rows(client, office):
    june = make.reporting_month(month=date(2011, 6, 1))
    for month in (june, office.month):
        report(office.project, month, problem_type="land", problem="六户未搬")
    report(office.another_project(**OVERDUE), office.month)
    office.another_project()
    person = as_(client, office.administrator)

    page = person.get(PROBLEMS)

    links = {href.replace("&amp;", "&") for href, _text in Page(page).links if "#rows" in href}
    assert len(links) == 12
    for href in links:
        assert person.get(PROBLEMS + href.removesuffix("#rows")).context["rows"], href


def test_of_two_reports_on_a_month_the_correction_counts(office):
    report(office.project, office.month, problem_type="land")
    report(office.project, office.month, problem_type="weather")

    assert of_july(office) == [("weather", 1, Decimal(900 * WAN))]


def test_the_page_says_by_office_what_stands_in_the_way_and_what_is_apart(client, office):
    report(
        office.project, office.month, problem_type="land", problem="六户未搬", measure_taken="协调"
    )
    report(office.another_project(), office.month, state="submitted", problem_type="weather")
    office.another_project()

    page = words(as_(client, office.reviewer).get(PROBLEMS))

    assert "in the way of 1 project with 0.09 (100 million yuan)" in page
    standings = "verified reports 1 (0.09) · awaiting review 1 (0.09) · not reported 1 (0.09)"
    assert standings in page
    assert "六户未搬 协调 2011-07" in page
    assert "change to last month" in page


def test_it_says_since_when_without_a_gap_the_problem_is_named(client, office):
    for first in (date(2011, 4, 1), date(2011, 6, 1), JULY, AUGUST):
        month = office.month if first == JULY else make.reporting_month(month=first)
        report(office.project, month, problem_type="land", problem="六户未搬")

    page = as_(client, office.reviewer).get(f"{PROBLEMS}?month=2011-08")

    assert [row.since for row in page.context["rows"]] == [date(2011, 6, 1)]
    assert [line.change for line in page.context["board"].lines] == [0]


def test_the_form_says_which_month_the_page_is_of(client, office):
    make.reporting_month(month=AUGUST)
    report(office.project, office.month, problem_type="land")

    page = as_(client, office.reviewer).get(PROBLEMS)

    assert '<option value="2011-07" selected>' in page.content.decode()


def test_each_cell_leads_to_its_rows(client, office):
    report(office.project, office.month, problem_type="land", problem="六户未搬")
    report(office.another_project(name="乙项目"), office.month, problem_type="weather")
    person = as_(client, office.reviewer)
    board = person.get(PROBLEMS).context["board"]

    (cell,) = board.lines[0].cells
    page = person.get(PROBLEMS, cell.params)

    assert [row.project for row in page.context["rows"]] == [office.project]


def test_the_problems_of_others_are_hidden(client, office):
    report(office.project, office.month, problem_type="land", problem="六户未搬")
    stranger = make.member("recorder", make.prefecture())

    assert "六户未搬" not in words(as_(client, stranger).get(PROBLEMS))


@pytest.mark.parametrize(
    "query", ["month=2099-01", "type=moon", "office=x", "scope=x", "colour=red"]
)
def test_a_wrong_address_is_refused(client, office, query):
    assert as_(client, office.reviewer).get(f"{PROBLEMS}?{query}").status_code == 400


def test_a_month_that_the_programme_lacks_is_refused_with_those_that_it_has(client, office):
    make.reporting_month(month=AUGUST)
    another = make.programme("next-plan", scheme=office.project.programme.scheme)
    make.reporting_month(another, month=date(2012, 3, 1))
    person = as_(client, office.administrator)

    page = person.get(f"{PROBLEMS}?programme={office.project.programme.code}&month=2012-03")

    assert page.status_code == 400
    text = words(page)
    assert "has no month 2012-03. Choose one of its months: 2011-07, 2011-08." in text
    assert 'value="2012-03"' not in page.content.decode()


def test_a_month_that_was_loaded_is_not_one_that_offices_report_on(client, office):
    june = make.loaded_month(month=date(2011, 6, 1))
    report(office.project, june, problem_type="land")
    person = as_(client, office.administrator)

    assert person.get(f"{PROBLEMS}?month=2011-06").status_code == 400
    assert person.get(PROBLEMS).context["month"] == JULY


def test_a_programme_without_a_month_says_so(client, office):
    bare = make.programme("bare", scheme=office.project.programme.scheme, name_en="Bare plan")
    person = as_(client, office.administrator)

    page = person.get(f"{PROBLEMS}?programme={bare.code}&month=2011-07")

    assert page.status_code == 400
    assert "No month of Bare plan is open yet." in words(page)


def test_the_file_lists_what_the_page_says(client, office):
    report(office.project, office.month, problem_type="land", problem="六户未搬")
    answer = as_(client, office.reviewer).get(f"{PROBLEMS}?format=csv&table=problems")

    text = b"".join(answer.streaming_content).decode()

    assert "甲项目" in text
    assert "land,六户未搬" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_row_and_for_three(
    client, office, django_assert_num_queries, rows
):
    for project in [office.project, *(office.another_project() for _n in range(rows - 1))]:
        report(project, office.month, problem_type="land", problem="六户未搬")
    person = as_(client, office.reviewer)
    person.get(PROBLEMS)

    with django_assert_num_queries(21):
        person.get(PROBLEMS)
