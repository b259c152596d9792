"""Who may change what: every cell of the table, against what the program lets through."""

from datetime import date
from decimal import Decimal

import pytest

from projects.claiming import Refused, due_row, save_claim, submit
from projects.closing import close_month, grant_exemption, open_month
from projects.models import StatusReport
from projects.permissions import RULES, TABLE, Role, Standing, may
from projects.verifying import verify
from tests import make
from tests.cast.office import STARTED, Office
from tests.reading import reader, words

pytestmark = pytest.mark.django_db
ROLES = list(Role)
# What the table says, written out a second time: action → standing → the one role, else nobody.
SAID = {
    "enter": dict.fromkeys(["nothing", "draft", "returned", "exempted"], "recorder"),
    "attach": dict.fromkeys(["nothing", "draft", "returned", "exempted"], "recorder"),
    "submit": dict.fromkeys(["draft", "returned", "exempted"], "recorder"),
    "correct": dict.fromkeys(["verified", "exempted"], "recorder"),
    "review": {"submitted": "reviewer"},
    "open": dict.fromkeys(Standing.values, "administrator"),
    "exempt": dict.fromkeys(["closed", "exempted"], "administrator"),
    "plan": dict.fromkeys(Standing.values, "administrator"),
    "write facts": {},
    "record": dict.fromkeys(Standing.values, "recorder"),
    "confirm": dict.fromkeys(Standing.values, "recorder"),
    "reverse": dict.fromkeys(Standing.values, "reviewer"),
    "change transfers": {},
    "appoint": dict.fromkeys(Standing.values, "administrator"),
    "load": dict.fromkeys(Standing.values, "administrator"),
    "change history": {},
}


@pytest.mark.parametrize("action", RULES)
@pytest.mark.parametrize("standing", Standing.values)
@pytest.mark.parametrize("role", ROLES)
def test_each_cell_lets_through_its_own_role_alone(action, standing, role):
    organisation = make.prefecture()
    person = make.member(role, organisation)

    let_through = may(person, action, standing=standing, organisations=[organisation.pk])

    assert let_through == (SAID[action].get(standing) == role)


@pytest.mark.parametrize("action", [action for action in RULES if action in SAID])
def test_a_role_counts_for_its_own_organisation(action):
    person = make.member("recorder", make.prefecture())
    elsewhere = make.prefecture()

    assert not may(person, action, standing="draft", organisations=[elsewhere.pk])


def test_the_table_has_a_rule_once_for_each_action():
    assert len(TABLE) == len(RULES) == len(SAID)


def brought_to(standing) -> Office:
    """An office whose project's report stands there."""
    office = Office()
    if standing not in ("nothing", "closed"):
        office.enter()
    if standing in ("submitted", "returned", "verified", "exempted"):
        office.submit()
    report = StatusReport.objects.first()
    if standing == "returned":
        StatusReport.objects.update(state="returned", return_reason="请核对")
    if standing in ("verified", "exempted"):
        verify(user=office.reviewer, seen={report.pk: report.version})
    if standing in ("closed", "exempted"):
        office.month = close_month(user=office.administrator, month=office.month)
    if standing == "exempted":
        for person in people(office).values():
            exempt(office, person)
    return office


def people(office):
    """One of each role at the office."""
    if not hasattr(office, "people"):
        office.people = {role: make.member(role, office.prefecture) for role in ROLES}
    return office.people


def exempt(office, person):
    grant_exemption(
        user=office.administrator,
        month=office.month,
        to=person,
        projects=[office.project],
        until=date(2099, 1, 1),
        reason="多记",
        key=f"00000000-0000-4000-8000-{person.pk:012d}",
    )


def enter(office, person):
    row = due_row(office.month, office.project, person)
    version = row.report.version if row.report else 0
    values = {**STARTED, "physical_progress": Decimal(21)}
    save_claim(
        user=person,
        month=office.month,
        project=office.project,
        values=values,
        seen_version=version,
    )


def submit_it(office, person):
    row = due_row(office.month, office.project, person)
    if row.report is None or row.report.state == "submitted":
        raise Refused
    submit(user=person, month=office.month, seen={office.project.code: row.report.version})


def review_it(office, person):
    report = StatusReport.objects.latest("pk") if StatusReport.objects.exists() else None
    verify(user=person, seen={report.pk: report.version} if report else {0: 0})


def open_it(office, person):
    open_month(
        user=person,
        programme=office.project.programme,
        month=date(2011, 8, 1),
        due_on=date(2011, 9, 5),
    )


ATTEMPTS = {"enter": enter, "submit": submit_it, "review": review_it, "open": open_it}


@pytest.mark.parametrize("action", ATTEMPTS)
@pytest.mark.parametrize("standing", Standing.values)
def test_the_program_does_what_the_table_says(action, standing):
    office = brought_to(standing)
    allowed = {SAID[action].get(standing)}
    if action == "enter":
        # Beside a verified report, entering begins its correction.
        allowed.add(SAID["correct"].get(standing))
    if action == "submit" and standing == "exempted":
        enter(office, people(office)[Role.RECORDER])

    for role, person in people(office).items():
        if role in allowed:
            continue
        with pytest.raises(Refused):
            ATTEMPTS[action](office, person)
    for role in allowed - {None}:
        ATTEMPTS[action](office, people(office)[role])


def test_the_page_prints_the_table(client):
    page = words(reader(client).get("/permissions/"))

    for rule in TABLE:
        assert str(rule.label).lower() in page.lower()
