"""The type of a problem: asked for with the problem, and asked of a project behind its plan."""

from datetime import date

import pytest
from django.utils.translation import override

from aidtrack.values.refusals import Refused
from projects.checks.problem_words import type_in_words
from projects.models import StatusReport
from projects.month.changes import changes
from projects.month.due import due_row
from projects.month.entry.unchanged import unchanged
from tests.cast.grid import GRID, posted
from tests.cast.office import MONTH, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
ANSWERS, UNCHANGED = f"{MONTH}answers/", f"{MONTH}unchanged/"
ROWS_ONLY = {"X-Rows-Only": "1"}
SENTENCE = "Choose the type of the problem."
OVERDUE = {"planned_start_on": date(2011, 6, 21)}
NOT_STARTED = {
    "stage": "not_started",
    "started_on": None,
    "physical_progress": 0,
    "disbursed_to_date": 0,
}
ASKED = "Start 40 days overdue: what stands in the way? Enter the problem and its type."


def row_of(office):
    return due_row(office.month, office.project, office.recorder)


def changed(office) -> list[tuple[str, str]]:
    with override("en"):
        return [(change.label, change.new) for change in changes(row_of(office))]


@pytest.mark.parametrize("address", [GRID, f"{GRID}HT-2011-001/"], ids=["grid", "one"])
def test_a_problem_without_its_type_is_saved_and_asked_beside_the_field(client, address):
    office = Office(code="HT-2011-001")
    person = as_(client, office.recorder)

    person.post(address, posted(office, problem="缺料"))

    page = words(person.get(address))
    assert SENTENCE in page
    assert "Problem type — land funding tender design approval contractor staff" in page
    assert StatusReport.objects.get().problem == "缺料"


def test_it_is_refused_when_submitted_until_the_type_is_chosen(client):
    office = Office()
    office.enter(problem="征地未完成")
    person = as_(client, office.recorder)

    assert SENTENCE in words(person.get(ANSWERS))
    with pytest.raises(Refused, match="choose the type of the problem"):
        office.submit()

    person.post(GRID, posted(office, problem="征地未完成", problem_type="land", version=1))
    assert office.submit().problem_type == "land"


def test_an_older_report_without_a_type_is_verified_as_unclassified():
    office = Office()
    office.enter(problem="征地未完成", problem_type="land")
    report = office.submit()
    StatusReport.objects.update(problem_type="")

    office.verify(report)

    assert ("problem type", "unclassified") in changed(office)


def test_the_type_stands_among_what_a_report_says():
    office = Office()
    office.enter(problem="征地未完成", problem_type="land")

    assert ("problem type", "land") in changed(office)


def test_a_project_overdue_to_start_is_asked_what_stands_in_the_way(client):
    office = Office(**OVERDUE)
    office.enter(**NOT_STARTED)
    person = as_(client, office.recorder)

    assert ASKED in words(person.get(GRID))
    assert ASKED in words(person.get(ANSWERS))
    with pytest.raises(Refused):
        office.submit()

    cells = {"stage": "not_started", "started_on": "", "physical_progress": "0"}
    cells |= {"disbursed_to_date": "0", "version": 1}
    person.post(GRID, posted(office, problem="未征地", problem_type="land", **cells))
    assert not row_of(office).questions
    assert office.submit()


def test_that_nothing_stands_in_the_way_is_an_answer_and_the_reviewer_reads_it(client):
    office = Office(**OVERDUE)
    office.enter(**NOT_STARTED)
    answer = {f"{office.project.code}-version": "1"}
    answer |= {f"{office.project.code}-answer": "obstacle:2011-06-21"}

    as_(client, office.recorder).post(GRID, answer)

    office.submit()
    page = words(as_(client, office.reviewer).get(f"{MONTH}review/"))
    assert "Start 40 days overdue; the office says that nothing stands in the way." in page


@pytest.mark.parametrize(
    ("fields", "claim"),
    [
        ({"planned_start_on": date(2011, 7, 31)}, NOT_STARTED),
        (OVERDUE, {}),
        (
            {"planned_finish_on": date(2011, 7, 20)},
            {"stage": "suspended", "stopped_on": date(2011, 7, 9), "delay_reason": "funds"},
        ),
    ],
    ids=["in time", "started", "stopped for a reason"],
)
def test_nothing_is_asked_of_a_project_in_its_plan_or_with_a_reason(fields, claim):
    office = Office(**fields)
    office.enter(**claim)

    assert row_of(office).questions == []


def test_a_project_past_its_planned_finish_is_asked():
    office = Office(planned_finish_on=date(2011, 7, 30))
    office.enter()

    assert [question.sentence for question in row_of(office).questions] == [
        "完工已逾期1天：受什么问题影响？请填写存在问题和问题类型。"
    ]


def test_a_correction_is_not_asked_again():
    office = Office(**OVERDUE)
    office.enter(**NOT_STARTED, problem="未征地", problem_type="land")
    office.verify(office.submit())

    office.enter(**NOT_STARTED, problem="", problem_type="", is_correction=True)

    assert row_of(office).questions == []


def test_many_unchanged_take_the_type_once(client):
    office = Office(**OVERDUE)
    projects = [office.project, office.another_project(**OVERDUE)]
    keys = [
        unchanged(due_row(office.month, project, office.recorder), office.recorder).key
        for project in projects
    ]
    form = {"unchanged": keys, "reason-overdue": "尚未落实"}
    person = as_(client, office.recorder)

    assert SENTENCE in words(person.post(UNCHANGED, form))
    person.post(UNCHANGED, form | {"type-overdue": "approval"})

    assert set(StatusReport.objects.values_list("problem_type", "problem")) == {
        ("approval", "尚未落实")
    }


@pytest.mark.parametrize(
    ("sentence", "problem_type"),
    [
        ("土地未交付", "land"),
        ("规划许可未批", "approval"),
        ("流标一次", "tender"),
        ("The land is not handed over", "land"),
        ("征地未完成,资金未到位", ""),
        ("landing strip", ""),
        ("尚未落实", ""),
    ],
)
def test_the_words_of_a_reason_name_its_type(sentence, problem_type):
    assert type_in_words(sentence) == problem_type
