"""The task beside a problem: which hang on its project, and the link that issues one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.models import Task
from tests import make
from tests.cast.office import Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
PROBLEMS = "/follow-up/problems/"


@pytest.fixture
def office():
    """A row of one unit, with a project whose report names a problem."""
    office = Office(code="LAND", name="甲项目")
    office.row = make.reporting_row(office.prefecture)
    office.unit = make.reporting_unit(office.row, office.project.lead_pairing.supporter)
    office.report = make.status_report(
        office.project, office.month, state="verified", problem_type="land", problem="六户未搬"
    )
    return office


def beside(page, project="甲项目") -> list[str]:
    rows = {row.project.name: row for row in page.context["rows"]}
    return [f"{task.line.task.title} {task.kind}" for task in rows[project].tasks]


def new_task_links(page) -> list[str]:
    links = [href.replace("&amp;", "&") for href, _text in Page(page).links]
    return [href for href in links if href.startswith("/follow-up/tasks/new/")]


def close(task):
    task.closed_at, task.closed_by, task.outcome = timezone.now(), make.user(), "A"
    task.save()


def test_the_tasks_of_a_project_and_the_open_ones_above_it_stand_beside_its_problem(client, office):
    pairing = office.project.lead_pairing
    make.task(row=office.row, title="地州")
    make.task(unit=office.unit, title="单元")
    make.task(pairing=pairing, title="结对")
    make.task(project=office.project, title="本项目")
    close(make.task(project=office.project, title="已办"))
    close(make.task(row=office.row, title="地州已办"))
    make.task(project=make.project(), title="别的项目")
    make.task(pairing=make.pairing(), title="别的结对")
    make.task(row=make.reporting_row(make.prefecture()), title="别的地州")

    page = as_(client, office.administrator).get(PROBLEMS)

    assert beside(page) == [
        "本项目 project",
        "已办 project",
        "结对 pairing",
        "单元 unit",
        "地州 row",
    ]


def test_a_task_is_named_with_its_state_the_due_day_in_force_and_what_it_is_about(client, office):
    task = make.task(row=office.row, accepted_at=timezone.now(), accepted_by=make.user())
    until = task.due_on + timedelta(days=9)
    granted = {"decided_at": timezone.now(), "decided_by": make.user(), "granted": True}
    make.extension(task, until=until, **granted)
    person = as_(client, office.administrator)

    page = person.get(PROBLEMS)

    assert f"{task.number} accepted due {until} · about its reporting row" in words(page)
    assert any(href == task.get_absolute_url() for href, _text in Page(page).links)
    answer = person.get(f"{PROBLEMS}?format=csv&table=problems")
    text = b"".join(answer.streaming_content).decode()
    assert f"{task.number} accepted {until} (reporting row)" in text


def test_who_may_issue_gets_a_form_filled_in_from_the_report(client, office):
    leader = as_(client, office.administrator)

    (address,) = new_task_links(leader.get(PROBLEMS))
    form = leader.get(address)

    assert {"kind=project", "ref=LAND", "as_of=2011-07-31"} <= set(address.split("?")[1].split("&"))
    assert form.context["form"].initial["title"] == f"land: {office.project}"
    values = {"demand": "说明", "responsible": office.prefecture.pk, "due_on": "2099-01-01"}
    values |= {"title": "征地", "key": form.context["form"]["key"].value()}
    leader.post(address, values)
    task = Task.objects.get()
    assert (task.project, task.origin, task.report) == (office.project, "report", office.report)


def test_nobody_is_offered_a_second_task_on_a_project_or_one_that_they_may_not_issue(
    client, office
):
    assert new_task_links(as_(client, office.recorder).get(PROBLEMS)) == []

    make.task(row=office.row)
    assert len(new_task_links(as_(client, office.administrator).get(PROBLEMS))) == 1

    make.task(project=office.project)
    assert new_task_links(as_(client, office.administrator).get(PROBLEMS)) == []


def test_a_project_without_a_report_leads_to_a_task_of_no_report(client, office):
    office.another_project(code="SILENT")
    leader = as_(client, office.administrator)

    (address,) = new_task_links(leader.get(f"{PROBLEMS}?type=unreported"))

    assert "ref=SILENT" in address
    assert "report=" not in address
    assert leader.get(address).status_code == 200


def test_a_task_on_another_unit_of_the_row_is_not_beside_it(client, office):
    another = make.reporting_unit(office.row, office.another_project().lead_pairing.supporter)
    make.task(unit=another, title="别的单元")
    make.task(pairing=office.project.lead_pairing, title="结对之事")
    giver = make.member("recorder", office.project.lead_pairing.supporter)

    assert beside(as_(client, giver).get(PROBLEMS)) == ["结对之事 pairing"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tasks_take_the_same_queries_for_one_row_and_for_three(
    client, office, django_assert_num_queries, rows
):
    make.task(row=office.row)
    for project in [office.project, *(office.another_project() for _n in range(rows - 1))]:
        make.status_report(project, office.month, state="verified", problem_type="land")
        make.task(project=project)
        make.task(pairing=project.lead_pairing)
    person = as_(client, office.administrator)
    person.get(PROBLEMS)

    with django_assert_num_queries(21):
        person.get(PROBLEMS)
