"""The panel of what calls for attention on the pages of rows, units, pairings and projects."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
# With a threshold for every test none is left out.
EVERY_TEST = dict.fromkeys(WarningTest, (1, 92)) | {WarningTest.RED_AGAIN: (2, 1)}
TODAY = timezone.localdate


@pytest.fixture
def office():
    """A row of one unit and one pairing with a late project, beside a row with another."""
    office = Office(code="LATE", name="甲项目", planned_start_on=date(2011, 6, 1))
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue")
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30, code="W1", name_en="Money behind time")
    row = make.reporting_row(office.prefecture)
    office.unit = make.reporting_unit(row, office.project.lead_pairing.supporter)
    make.project(code="OTHER", name="乙项目", planned_start_on=date(2011, 6, 1))
    office.reader = make.administrator("all-seeing")
    return office


def pages(office) -> dict[str, str]:
    """The pages of the row, the unit, the pairing and the project by kind."""
    pairing = office.project.lead_pairing
    refs = {"row": office.prefecture.ref, "unit": office.unit.ref, "pairing": pairing.ref}
    addresses = {kind: f"/pairings/{ref}/" for kind, ref in refs.items()}
    return addresses | {"project": "/projects/LATE/"}


def panel(client, office, kind):
    """The page, and the addresses of its panel by their words."""
    page = as_(client, office.reader).get(pages(office)[kind])
    links = {" ".join("".join(text).split()): href for href, text in Page(page).links}
    return page, {text: href.replace("&amp;", "&") for text, href in links.items()}


def listed(client, address) -> set[tuple[str, str]]:
    groups = client.get(address).context["groups"]
    lines = [line.warning for group in groups for line in group.lines]
    return {(warning.rule.code, f"{warning.subject}") for warning in lines}


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("row", {"row", "unit", "pairing", "project"}),
        ("unit", {"unit", "pairing", "project"}),
        ("pairing", {"pairing", "project"}),
        ("project", {"project"}),
    ],
)
def test_a_page_names_its_warnings_and_leads_to_exactly_these(client, office, kind, kinds):
    page, links = panel(client, office, kind)

    in_list = listed(client, links["Their list"])
    assert {subject.partition(":")[0] for _rule, subject in in_list} == kinds
    assert ("W2", "project:LATE") in in_list
    assert not any("OTHER" in subject for _rule, subject in in_list)
    text = words(page)
    verb = "warning calls" if len(in_list) == 1 else "warnings call"
    assert f"{len(in_list)} {verb} for attention" in text
    assert "甲项目: Start overdue since 2 June 2011, 29 days" in text
    assert "乙项目" not in text


def test_each_count_opens_its_rule_of_the_page(client, office):
    _page, links = panel(client, office, "pairing")

    pairing = office.project.lead_pairing.ref
    assert listed(client, links["Start overdue: 1"]) == {("W2", "project:LATE")}
    assert listed(client, links["Money behind time: 1"]) == {("W1", f"pairing:{pairing}")}


def test_open_tasks_stand_with_their_office_and_the_due_day_in_force(client, office):
    task = make.task(project=office.project, title="说明原因", responsible=office.prefecture)
    day = task.due_on + timedelta(days=9)
    granted = {"decided_at": timezone.now(), "decided_by": make.user(), "granted": True}
    make.extension(task, until=day, **granted)

    own, _links = panel(client, office, "project")
    above, _links = panel(client, office, "pairing")

    due = f"{task.number} {office.prefecture.label} due {day.day} {day:%B %Y}"
    assert f"说明原因 since then {due}" in words(own)
    assert due in words(above)


def test_a_task_issued_after_the_day_of_the_page_stands_as_since_then(client, office):
    earlier = datetime(2011, 6, 1, tzinfo=UTC)
    make.task(project=office.project, title="当时已交办", issued_at=earlier)
    make.task(project=office.project, title="后来交办")

    page, _links = panel(client, office, "project")

    then, later = words(page).split("后来交办")
    assert later.startswith(" since then ")
    assert "since then" not in then


def test_what_is_waived_is_counted_apart(client, office):
    make.response(office.project, kind="waived", text="冬季停工", until=TODAY() + timedelta(days=9))

    page, links = panel(client, office, "project")

    assert "0 warnings call for attention" in words(page)
    assert listed(client, links["1 waived"]) == {("W2", "project:LATE")}


def test_a_page_of_which_nothing_is_in_force_has_no_panel(client, office):
    office.another_project(code="CALM", planned_start_on=None)

    page = as_(client, office.reader).get("/projects/CALM/")

    assert "attention" not in words(page)


def test_where_only_a_task_is_open_the_panel_says_that_no_warning_is(client, office):
    punctual = office.another_project(code="PUNCTUAL", planned_start_on=date(2012, 6, 1))
    task = make.task(project=punctual)

    page = as_(client, office.reader).get("/projects/PUNCTUAL/")

    text = words(page)
    assert "No warning calls for attention" in text
    assert task.title in text
    assert "Their list" not in text


@pytest.mark.parametrize("within", ["moon:1", "project:NONE", "project", "row:LATE", ":"])
def test_a_subject_that_is_none_is_a_wrong_address(client, office, within):
    page = as_(client, office.reader).get(f"/follow-up/warnings/?within={within}")

    assert page.status_code == 400
    assert "There is no such row, unit, pairing or project" in words(page)


def test_the_list_is_not_narrowed_to_what_is_out_of_reach(client, office):
    stranger = make.member("recorder", make.prefecture())

    page = as_(client, stranger).get("/follow-up/warnings/?within=project:LATE")

    assert page.status_code == 400


def test_who_sees_a_part_of_a_row_gets_no_warning_of_the_whole(client, office):
    giver = office.project.lead_pairing.supporter
    office.another_project(code="OF-OTHERS", name="丙项目", planned_aid=WAN)
    office.reader = make.member("recorder", giver)

    _page, links = panel(client, office, "row")

    in_list = listed(client, links["Their list"])
    assert "row" not in {subject.partition(":")[0] for _rule, subject in in_list}
    assert ("W2", "project:LATE") in in_list


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("row", 101), ("pairing", 71), ("project", 45)])
def test_queries_grow_with_the_rules_and_not_with_the_warnings(
    client, office, django_assert_max_num_queries, number, kind, queries
):
    for test, (yellow, red) in EVERY_TEST.items():
        if test not in ("start_overdue", "money_pace"):
            make.warning_rule(test, yellow, red)
    for _n in range(number):
        pairing = make.pairing(recipient=make.county(reported_under=office.prefecture))
        make.project(lead_pairing=pairing, planned_start_on=date(2011, 6, 1), planned_aid=WAN)
    person, address = as_(client, office.reader), pages(office)[kind]
    person.get(address)

    with django_assert_max_num_queries(queries):
        assert person.get(address).status_code == 200
