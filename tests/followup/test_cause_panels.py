"""Why, by money, on panels and the Monday list: the figures of the page of problems."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.figures.export import filter_words
from projects.models import ReportingMonth
from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.exports.files import body
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
PROBLEMS = "/follow-up/problems/?month=2011-07"
OVERDUE = {"planned_start_on": date(2011, 6, 1)}
JULY_END = "as_of=2011-07-31"
# Of each kind of cause a project, with its planned funds in 万元.
OF_ROW = {
    "land": 900,
    "funding": 500,
    "unclassified": 400,
    "unexplained": 300,
    "unhindered": 200,
    "waiting": 100,
    "unreported": 50,
}
CLAIMS = {
    "land": {"problem_type": "land", "problem": "六户未搬"},
    "funding": {"problem_type": "funding", "problem": "第二批未到"},
    "unclassified": {"problem": "等批复"},
    "unexplained": {},
    "unhindered": {"answers": {"obstacle": "2011-06-01"}},
    "waiting": {"state": "submitted", "problem_type": "land", "problem": "未核实"},
}


@pytest.fixture
def office():
    """A row with a project of each kind of cause, beside a row with land alone."""
    office = Office(code="LAND", planned_aid=900 * WAN, **OVERDUE)
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue")
    make.warning_rule(WarningTest.MONEY_PACE, 10, 30, code="W1", name_en="Money behind time")
    row = make.reporting_row(office.prefecture)
    office.unit = make.reporting_unit(row, office.project.lead_pairing.supporter)
    report(office, office.project, "land")
    for kind, wan in list(OF_ROW.items())[1:]:
        project = office.another_project(code=kind.upper(), planned_aid=wan * WAN, **OVERDUE)
        report(office, project, kind)
    other = make.prefecture()
    other_row = make.reporting_row(other)
    county = make.county(reported_under=other)
    elsewhere = make.project(code="OTHER", recipient=county, planned_aid=700 * WAN, **OVERDUE)
    make.reporting_unit(other_row, elsewhere.lead_pairing.supporter)
    report(office, elsewhere, "land")
    office.reader = make.administrator("all-seeing")
    return office


def report(office, project, kind):
    if kind in CLAIMS:
        make.status_report(project, office.month, **{"state": "verified", **CLAIMS[kind]})


def on_problems_page(client, person, office=None) -> dict[str, int]:
    """{kind: 万元} of the page of problems, of one office or of all."""
    board = as_(client, person).get(PROBLEMS).context["board"]
    offices = [row.ref for row in board.offices]
    lines = {line.code: line for line in [*board.lines, *board.apart]}
    money = {
        code: line.cells[offices.index(office.ref)].money if office else line.total.money
        for code, line in lines.items()
    }
    return {code: amount / WAN for code, amount in money.items() if amount}


def in_wan(causes) -> dict[str, int]:
    return {cause.code: cause.money / WAN for cause in causes}


def panel(client, person, address):
    return as_(client, person).get(f"{address}?{JULY_END}")


def addresses(office) -> dict[str, str]:
    pairing = office.project.lead_pairing
    refs = {"row": office.prefecture.ref, "unit": office.unit.ref, "pairing": pairing.ref}
    return {kind: f"/pairings/{ref}/" for kind, ref in refs.items()} | {
        "project": "/projects/LAND/",
        "dashboard": reverse("reports:dashboard"),
    }


def test_the_dashboard_has_the_causes_of_the_page_of_problems(client, office):
    page = panel(client, office.reader, addresses(office)["dashboard"])

    causes = in_wan(page.context["attention"].causes)
    assert causes == OF_ROW | {"land": 1600}
    assert causes == on_problems_page(client, office.reader)


def test_the_panel_of_a_row_has_those_of_its_office(client, office):
    page = panel(client, office.reader, addresses(office)["row"])

    causes = in_wan(page.context["attention"].causes)
    assert causes == OF_ROW
    assert causes == on_problems_page(client, office.reader, office.prefecture)


@pytest.mark.parametrize("kind", ["unit", "pairing", "project"])
def test_the_panels_below_a_row_have_those_of_their_projects(client, office, kind):
    page = panel(client, office.reader, addresses(office)[kind])

    assert in_wan(page.context["attention"].causes) == {"land": 900}


def listed(client, cause) -> dict:
    """How many projects the address of a cause lists, and their planned funds."""
    page = client.get(cause.address)
    assert page.status_code == 200, cause.address
    rows = page.context["rows"]
    return {"count": len(rows), "money": sum(row.project.planned_aid for row in rows)}


@pytest.mark.parametrize("kind", ["dashboard", "row", "unit", "pairing", "project"])
def test_every_cause_of_a_panel_opens_its_projects(client, office, kind):
    page = panel(client, office.reader, addresses(office)[kind])

    for cause in page.context["attention"].causes:
        assert listed(client, cause) == {"count": cause.count, "money": cause.money}, cause
        assert cause.address.replace("&", "&amp;") in page.content.decode()


def test_every_cause_of_a_row_of_the_monday_list_opens_its_projects(client, office):
    page = as_(client, office.reader).get(f"/follow-up/monday/?{JULY_END}")

    for row in page.context["agenda"].rows:
        for cause in row.causes:
            assert listed(client, cause) == {"count": cause.count, "money": cause.money}, cause


def test_the_page_of_problems_says_to_what_it_is_narrowed_and_keeps_to_it(client, office):
    unit = f"unit:{office.unit.ref}"

    page = as_(client, office.reader).get(f"{PROBLEMS}&within={unit}")

    assert {row.project.code for row in page.context["rows"]} == {"LAND"}
    text = words(page)
    assert "Only of this reporting unit and what lies in it" in text
    assert page.context["board"].total.total.params["within"] == unit
    assert f'name="within" value="{unit}"' in page.content.decode()
    file = body(client.get(f"{PROBLEMS}&within={unit}&format=csv&table=problems")).decode()
    assert "LAND" in file and "FUNDING" not in file
    label = f"{office.unit.supporter.label}→{office.prefecture.label}"
    assert ("Within", f"reporting unit {label}") in filter_words(page.context["form"])


@pytest.mark.parametrize("within", ["row:NOWHERE", "region:XJ", "row"])
def test_a_subject_that_does_not_exist_is_refused(client, office, within):
    page = as_(client, office.reader).get(f"{PROBLEMS}&within={within}")

    assert page.status_code == 400
    assert "There is no such row, unit, pairing or project" in words(page)


def test_a_month_that_offices_do_not_report_on_names_no_causes(client, office):
    loaded = ReportingMonth.Origin.LOADED
    ReportingMonth.objects.update(
        origin=loaded, opened_at=None, due_on=None, closed_at=timezone.now()
    )

    page = panel(client, office.reader, addresses(office)["row"])

    assert page.context["attention"].causes == []


def test_what_is_named_stands_before_what_is_not_said_and_each_is_called_what_it_is(client, office):
    page = panel(client, office.reader, addresses(office)["row"])

    assert [cause.code for cause in page.context["attention"].causes] == list(OF_ROW)
    assert (
        "land CNY 9 m · funding CNY 5 m · unclassified CNY 4 m · no reason given CNY 3 m"
        " · nothing in the way CNY 2 m · awaiting review CNY 1 m · not reported CNY 500,000"
    ) in words(page)


def test_the_monday_list_names_the_most_money_of_a_row_and_all_that_is_not_said(client, office):
    page = as_(client, office.reader).get(f"/follow-up/monday/?{JULY_END}")

    rows = {row.trend.group.label: row.causes for row in page.context["agenda"].rows}
    causes = in_wan(rows[office.prefecture.label])
    of_office = on_problems_page(client, office.reader, office.prefecture)
    assert causes == {code: wan for code, wan in of_office.items() if code != "unclassified"}
    text = words(page)
    assert "no reason given CNY 3 m" in text
    assert "not reported CNY 500,000" in text


def test_a_named_row_of_the_dashboard_has_the_same_causes_as_on_monday(client, office):
    dashboard = panel(client, office.reader, addresses(office)["dashboard"])
    monday = as_(client, office.reader).get(f"/follow-up/monday/?{JULY_END}")

    named = dashboard.context["attention"].by_row[office.prefecture.ref]
    rows = {row.trend.group.label: row.causes for row in monday.context["agenda"].rows}
    assert named.causes == rows[office.prefecture.label]


def test_who_sees_a_part_of_a_row_gets_the_causes_of_that_part(client, office):
    giver = make.member("recorder", office.project.lead_pairing.supporter)

    for kind in ("dashboard", "row", "unit"):
        page = panel(client, giver, addresses(office)[kind])
        assert in_wan(page.context["attention"].causes) == {"land": 900}, kind
        assert page.context["attention"].by_row == {}
    assert on_problems_page(client, giver) == {"land": 900}
    monday = as_(client, giver).get(f"/follow-up/monday/?{JULY_END}")
    assert [row.causes for row in monday.context["agenda"].rows] in ([], [[]])


def test_two_rows_of_one_name_keep_their_own_causes(client, office):
    namesake = make.prefecture(short_name=office.prefecture.short_name)
    assert namesake.label == office.prefecture.label
    row = make.reporting_row(namesake)
    county = make.county(reported_under=namesake)
    project = make.project(recipient=county, planned_aid=600 * WAN, **OVERDUE)
    make.reporting_unit(row, project.lead_pairing.supporter)
    make.status_report(project, office.month, state="verified", problem_type="weather")

    by_row = (
        panel(client, office.reader, addresses(office)["dashboard"]).context["attention"].by_row
    )

    assert in_wan(by_row[namesake.ref].causes) == {"weather": 600}


def test_a_day_of_a_month_that_nobody_reports_on_has_no_unreported_money(client, office):
    page = as_(client, office.reader).get(f"{addresses(office)['row']}?as_of=2011-06-30")

    assert page.context["attention"].causes == []
    assert "What stands in the way" not in words(page)
