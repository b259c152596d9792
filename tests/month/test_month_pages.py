"""The pages of the month's round: start page, opening, closing, exemptions, review."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from projects.models import Exemption, ReportingMonth, StatusReport, Transfer
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_, submitted
from tests.tools.reading import words

pytestmark = pytest.mark.django_db


def test_a_recorder_begins_with_what_is_due_from_them_alone(client):
    office, foreign_project = Office(name="双语幼儿园"), make.project(name="别的工程")
    make.project(recipient=foreign_project.lead_pairing.recipient)

    page = words(as_(client, office.recorder).get("/months/"))

    assert "1 report is due from you" in page
    assert "Enter 1 report" in page


def test_a_month_in_which_nothing_is_due_says_so_once(client):
    office = Office()

    page = words(as_(client, office.administrator).get(MONTH))

    assert page.count("You have no reports to enter this month.") == 1
    assert "0 reports" not in page


def test_the_month_lists_what_is_due_with_its_state(client):
    office = Office(name="双语幼儿园")
    make.project(name="别的工程")
    office.enter()

    page = words(as_(client, office.recorder).get(MONTH))

    assert "双语幼儿园" in page
    assert "draft" in page
    assert "别的工程" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_month_takes_the_same_queries_for_one_project_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    for _n in range(rows - 1):
        office.another_project()
    person = as_(client, office.recorder)

    with django_assert_num_queries(21):
        person.get(MONTH)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_months_takes_the_same_queries_for_one_closed_month_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    for n in range(rows):
        month, on = date(2011, n + 1, 1), datetime(2011, n + 2, 1, tzinfo=UTC)
        make.reporting_month(office.project.programme, month, opened_at=on, closed_at=on)
    for _n in range(rows - 1):
        office.another_project()
    person = as_(client, office.recorder)

    with django_assert_num_queries(14):
        page = words(person.get("/months/"))

    assert f"2011-0{rows}" in page


# What a person has to do is counted for each open month; few are open at once.
@pytest.mark.parametrize(("months", "queries"), [(1, 14), (3, 20)])
def test_the_list_of_months_takes_three_queries_for_each_open_month(
    client, django_assert_num_queries, months, queries
):
    office = Office()
    for n in range(1, months):
        make.reporting_month(office.project.programme, date(2011, 7 + n, 1))
    person = as_(client, office.recorder)

    with django_assert_num_queries(queries):
        page = words(person.get("/months/"))

    assert page.count("Enter 1 report") == months


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(MONTH, 18), (f"{MONTH}exemptions/", 11)])
def test_a_closed_month_takes_the_same_queries_for_one_exemption_and_for_three(
    client, django_assert_num_queries, address, queries, rows
):
    office = Office()
    office.month.closed_at = office.month.opened_at
    office.month.save()
    for n in range(rows):
        recorder = make.member("recorder", office.prefecture, username=f"recorder-{n}")
        make.exemption(office.month, recorder, [office.project, office.another_project()])
    person = as_(client, office.administrator)

    with django_assert_num_queries(queries):
        page = words(person.get(address))

    assert f"recorder-{rows - 1}" in page


def test_signing_in_leads_a_recorder_to_their_work_and_a_leader_to_the_overview(client):
    make.programme()
    for role, page in (
        ("recorder", "/to-do/"),
        ("reviewer", "/to-do/"),
        ("leader", "/overview/"),
    ):
        person = make.member(role, username=role)
        person.set_password("a long password")
        person.save()

        answer = client.post("/sign-in/", {"username": role, "password": "a long password"})

        assert client.get(answer["Location"])["Location"] == page
        client.logout()


def test_an_administrator_opens_a_month(client):
    plan = make.programme()
    form = {"programme": plan.code, "month": "2011-07", "due_on": "2011-08-05"}

    response = as_(client, make.administrator()).post("/months/", form)

    assert response.status_code == 302
    opened = ReportingMonth.objects.get()
    assert (opened.month, opened.due_on) == (date(2011, 7, 1), date(2011, 8, 5))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("month", "July", "Enter the month as 2011-06"),
        ("month", "2011-06", "reported through 30 June 2011"),
        ("due_on", "2011-06-30", "must be after the first day of the month"),
        ("due_on", "soon", "Enter the date as"),
        ("programme", "none", "Select a valid choice"),
    ],
)
def test_a_month_that_cannot_be_opened_says_why(client, field, value, sentence):
    plan = make.programme()
    form = {"programme": plan.code, "month": "2011-07", "due_on": "2011-08-05", field: value}

    response = as_(client, make.administrator()).post("/months/", form)

    assert sentence in words(response)
    assert not ReportingMonth.objects.exists()


def test_an_exemption_is_granted_by_project_codes(client):
    office = Office()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    person = as_(client, office.administrator)
    key = person.get(f"{MONTH}exemptions/").context["form"]["key"].value()
    form = {
        "key": key,
        "to": office.recorder.username,
        "projects": office.project.code,
        "until": "2099-01-01",
        "reason": "多记",
    }

    for _twice in range(2):
        person.post(f"{MONTH}exemptions/", form)

    (granted,) = Exemption.objects.all()
    assert list(granted.projects.all()) == [office.project]


def test_an_exemption_for_an_unknown_project_is_refused_with_its_code(client):
    office = Office()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    form = {
        "key": "00000000-0000-4000-8000-000000000001",
        "to": office.recorder.username,
        "projects": f"{office.project.code}, NONE-1",
        "until": "2099-01-01",
        "reason": "多记",
    }

    page = words(as_(client, office.administrator).post(f"{MONTH}exemptions/", form))

    assert "No such project in this programme: NONE-1." in page
    assert not Exemption.objects.exists()


def test_review_shows_old_beside_new_with_findings(client):
    office = Office(name="双语幼儿园")
    make.in_region(
        office.project.programme,
        office.project.lead_pairing.supporter,
        office.prefecture,
        amount=200 * WAN,
    )
    submitted(office)

    page = words(as_(client, office.reviewer).get(f"{MONTH}review/"))

    assert "1 report awaits your review" in page
    assert "from not started → to under construction" in page
    assert "from 0 → to 300" in page
    assert "balance CNY 2 m, newly reported CNY 3 m" in page


def test_one_report_is_verified_by_its_own_button(client):
    office = Office()
    report = submitted(office)
    person = as_(client, office.reviewer)

    for _twice in range(2):
        person.post(f"{MONTH}review/", {"seen": f"{report.pk}:{report.version}", "do": "verify"})

    assert Transfer.objects.count() == 1
    office.project.refresh_from_db()
    assert office.project.started_on == date(2011, 7, 5)


def test_many_reports_are_returned_with_one_reason(client):
    office = Office()
    reports = [submitted(office)]
    reports[0].refresh_from_db()

    as_(client, office.reviewer).post(
        f"{MONTH}review/",
        {"seen": [f"{r.pk}:{r.version}" for r in reports], "do": "return", "reason": "日期不符"},
    )

    assert StatusReport.objects.get().return_reason == "日期不符"
    page = words(as_(client, office.recorder).get(MONTH))
    assert "日期不符" in page


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"seen": "x"},
        {"seen": "0:0"},
        {"seen": "9999999999999999999999:1", "do": "verify"},
        {"seen": "١:1", "do": "verify"},
        {"seen": "{seen}"},
        {"seen": "{seen}", "do": "return", "reason": " "},
        {"seen": "{seen}", "do": "burn"},
    ],
)
def test_a_hostile_decision_decides_nothing(client, posted):
    office = Office()
    report = submitted(office)
    row_version = f"{report.pk}:{report.version}"
    posted = {name: value.format(seen=row_version) for name, value in posted.items()}

    response = as_(client, office.reviewer).post(f"{MONTH}review/", posted, follow=True)

    assert response.status_code == 200
    assert StatusReport.objects.get().state == "submitted"


@pytest.mark.parametrize("deed", ["entered", "submitted"])
def test_ones_own_entry_has_no_button(client, deed):
    office = Office()
    person = office.recorder if deed == "entered" else office.colleague
    make.membership(user=person, organisation=office.prefecture, role="reviewer")
    office.enter()
    office.submit(office.colleague)

    response = as_(client, person).get(f"{MONTH}review/")

    assert "your own entry" in words(response)
    assert b'name="seen"' not in response.content


@pytest.mark.parametrize("rows", [1, 3])
def test_review_takes_the_same_queries_for_one_report_and_for_three(
    client, django_assert_num_queries, rows
):
    office = Office()
    for n in range(rows):
        project = office.another_project() if n else office.project
        make.status_report(
            project,
            office.month,
            state="submitted",
            physical_progress=Decimal(1),
            disbursed_to_date=Decimal(0),
        )
    person = as_(client, office.reviewer)

    # Three months before and what was reported in them take four; which reports have evidence, one,
    # and one the comments on them.
    with django_assert_num_queries(26):
        person.get(f"{MONTH}review/")


@pytest.mark.parametrize(
    "address", ["/months/2011-plan/2011-13/", "/months/none/2011-07/", "/months/2011-plan/x/"]
)
def test_a_month_that_there_is_not_has_no_page(client, address):
    office = Office()

    assert as_(client, office.recorder).get(address).status_code == 404


def test_an_unlikely_amount_stands_first_in_the_review_and_outside_the_batch(client):
    office = Office(code="Z-1")
    submitted(office)
    slipped = office.another_project(code="Z-2", planned_aid=469 * WAN)
    make.status_report(
        slipped,
        office.month,
        state="submitted",
        stage="under_construction",
        started_on=date(2011, 7, 5),
        physical_progress=Decimal(5),
        disbursed_to_date=Decimal(300_000 * WAN),
        answers={"yuan": "3000000000"},
    )
    report = slipped.reports.get()
    seen = f"{report.pk}:{report.version}"
    person = as_(client, office.reviewer)

    page = person.get(f"{MONTH}review/").content.decode()

    assert page.index("Z-2") < page.index("Z-1")
    assert "CNY 3 bn in all: 640 times planned funds" in words(person.get(f"{MONTH}review/"))
    assert f'type="checkbox" name="seen" value="{seen}"' not in " ".join(page.split())
    for posted, number in (({}, 0), ({"checked": "on"}, 1)):
        person.post(f"{MONTH}review/", {"seen": seen, "do": "verify", **posted})
        assert slipped.transfers.count() == number
