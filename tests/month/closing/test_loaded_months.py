"""Months that came with their programme: closed, never opened here; corrected by an exemption."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import override

from aidtrack.store.fixtures import load_fixtures
from aidtrack.values.refusals import Refused
from projects.figures.progress import progress
from projects.models import Programme, Project, ReportingMonth
from projects.month.due import due_row
from projects.month.rounds import close_month, next_month, open_month, reopen_month
from reports.todo.reminders import months_to_remind_of
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.exports.files import lines
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

APRIL, JUNE, FAR = date(2011, 4, 1), date(2011, 6, 1), date(2099, 1, 1)
FIRST_HALF = ["2011-01", "2011-02", "2011-03", "2011-04", "2011-05", "2011-06"]
APRIL_PAGE = "/months/2011-plan/2011-04/"
BEGUN = {"stage": "under_construction", "physical_progress": Decimal(20)}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def plan():
    """A programme that was loaded with its first half year."""
    plan = make.programme()
    plan.follow_loading()
    return plan


@pytest.fixture
def office():
    """An office with a loaded April, whose project was loaded as begun in that month."""
    office = Office(name="双语幼儿园", started_on=date(2011, 4, 10))
    office.april = make.loaded_month(office.project.programme)
    return office


@pytest.fixture
def exempted(office):
    """The same office, whose recorder may correct April."""
    make.exemption(office.april, office.recorder, [office.project], until=FAR)
    return office


def loaded(programme) -> list[str]:
    return [month.label for month in programme.months.loaded().order_by("month")]


def test_a_programme_arrives_with_its_months_closed(plan):
    assert loaded(plan) == FIRST_HALF
    for month in plan.months.all():
        month.full_clean()
        assert (month.is_closed, month.opened_at, month.due_on) == (True, None, None)


def test_a_programme_that_is_loaded_from_a_file_has_its_months(tmp_path):
    scheme = make.scheme()
    fields = {"code": "2010-pilot", "scheme": [scheme.code], "name": "试点"}
    fields |= {"starts_on": "2010-11-15", "ends_on": "2010-12-31", "reported_through": "2011-02-27"}
    path = tmp_path / "programmes.json"
    path.write_text(json.dumps([{"model": "projects.programme", "fields": fields}]), "utf-8")

    for _twice in range(2):
        load_fixtures([path])

    # February is not over on the 27th.
    assert loaded(Programme.objects.get()) == ["2010-11", "2010-12", "2011-01"]


def test_a_programme_without_a_reported_day_has_no_months():
    programme = make.programme(reported_through=None)

    programme.follow_loading()

    assert not programme.months.exists()


def test_months_follow_the_day_that_an_administrator_enters_until_one_is_opened(client, plan):
    person = as_(client, make.administrator())
    address = f"/admin/projects/programme/{plan.pk}/change/"
    form = {"code": plan.code, "scheme": plan.scheme_id, "name": plan.name, "position": 0}
    form |= {"starts_on": "2011-01-01", "ends_on": "2011-12-31", "target_curve": "null"}
    form |= {"category_scheme": plan.category_scheme_id}

    for through, months in [("2011-02-28", FIRST_HALF[:2]), ("2011-03-31", FIRST_HALF[:3])]:
        plan.refresh_from_db()
        seen = person.get(address).context["adminform"].form
        version = {name: seen[name].value() for name in seen.fields if name.startswith("seen")}
        response = person.post(address, {**form, **version, "reported_through": through})
        assert response.status_code == 302, response.context["adminform"].form.errors
        assert loaded(plan) == months

    make.reporting_month(plan, APRIL)
    plan.reported_through = date(2011, 2, 28)
    plan.follow_loading()
    assert loaded(plan) == FIRST_HALF[:3]


def test_a_loaded_month_that_somebody_may_correct_stays(plan):
    make.exemption(plan.months.get(month=JUNE))
    plan.reported_through = None

    plan.follow_loading()

    assert loaded(plan) == ["2011-06"]


@pytest.mark.parametrize("closed", [(), ("2011-07",), ("2011-07", "2011-09")])
def test_programmes_that_exist_get_the_months_with_which_they_arrived(closed):
    office = Office()
    programme = office.project.programme
    for label in closed:
        first = date.fromisoformat(f"{label}-01")
        month = programme.months.filter(month=first).first() or make.reporting_month(
            programme, first
        )
        close_month(user=office.administrator, month=month, reason="已到上报日")
    add_months = import_module("projects.migrations.0010_months_that_were_loaded")

    add_months.add_loaded_months(apps, connection.schema_editor())

    assert loaded(programme) == FIRST_HALF
    assert [month.label for month in programme.months.opened().order_by("month")] == sorted(
        {"2011-07", *closed}
    )


def test_the_month_after_the_loaded_ones_is_opened_next(plan):
    administrator, due_on = make.administrator(), date(2011, 8, 5)

    assert next_month(plan) == date(2011, 7, 1)
    with pytest.raises(ValidationError, match="already open or closed"):
        open_month(user=administrator, programme=plan, month=APRIL, due_on=due_on)
    open_month(user=administrator, programme=plan, month=date(2011, 7, 1), due_on=due_on)


def test_a_loaded_month_is_not_reopened(client, plan):
    person = as_(client, make.administrator())
    june = plan.months.get(month=JUNE)

    page = person.post(f"{june.get_absolute_url()}reopening/", {"reason": "漏报"}, follow=True)

    assert "never open here" in words(page)
    assert "Reopen 2011-06" not in words(page)
    with pytest.raises(Refused, match="never open here"):
        reopen_month(user=make.administrator(), month=june, reason="漏报")
    plan.refresh_from_db()
    assert plan.reported_through == date(2011, 6, 30)


def test_the_first_month_is_reopened_to_the_day_with_which_the_programme_arrived(plan):
    administrator = make.administrator()
    july = make.reporting_month(plan)
    july = close_month(user=administrator, month=july)

    reopen_month(user=administrator, month=july, reason="漏报")

    plan.refresh_from_db()
    assert plan.reported_through == date(2011, 6, 30)


def test_nobody_is_reminded_of_a_loaded_month(office):
    days = [date(2011, 4, 1), date(2011, 5, 9), datetime.now(UTC).date()]

    months = [month for day in days for month in months_to_remind_of(on=day)]

    assert office.april not in months


def test_the_board_counts_the_months_that_were_opened(client, office):
    page = words(as_(client, office.administrator).get("/months/completeness/"))

    assert "2011-07" in page
    assert "2011-04" not in page


def test_the_list_of_months_names_those_that_were_loaded(client, office):
    person = as_(client, office.recorder)

    page = words(person.get("/months/"))
    rows = lines(person, "/months/")

    assert "2011-04" in page.split("Loaded months")[1]
    assert [row[2] for row in rows if "2011-04" in row] == ["loaded"]


@pytest.mark.parametrize("months", [1, 3])
def test_the_list_takes_the_same_queries_for_one_loaded_month_and_for_three(
    client, django_assert_num_queries, months
):
    programme = make.programme()
    for n in range(months):
        make.loaded_month(programme, date(2011, n + 1, 1))
    person = as_(client, make.auditor())

    with django_assert_num_queries(7):
        page = words(person.get("/months/"))

    assert f"2011-0{months}" in page


@pytest.mark.parametrize("address", [APRIL_PAGE, f"{APRIL_PAGE}entry/"])
def test_a_loaded_month_says_so_in_place_of_states_and_days(client, office, address):
    page = words(as_(client, office.recorder).get(address))

    assert "loaded" in page.split("双语幼儿园")[1]
    for word in ("not reported", "not started", "due", "missing"):
        assert word not in page.replace("no reports were due", "")


def test_the_file_of_a_loaded_month_says_so(client, office):
    rows = lines(as_(client, office.recorder), APRIL_PAGE)

    assert [row[4] for row in rows if row[1:] and row[1] == "双语幼儿园"] == ["loaded"]


def test_a_loaded_month_is_not_entered_without_an_exemption(office):
    with pytest.raises(Refused, match="2011-04 is closed"):
        office.enter(month=office.april, **BEGUN, started_on=date(2011, 4, 2))


def test_the_version_before_is_what_was_loaded_as_of_the_months_end(exempted):
    office = exempted
    Project.objects.update(completed_on=date(2011, 6, 20))
    make.transfer(office.project, amount=100 * WAN, on=date(2011, 4, 15))
    make.transfer(office.project, amount=50 * WAN, on=date(2011, 5, 15))

    before = due_row(office.april, office.project, office.recorder).before

    assert (before.stage, before.disbursed) == ("under_construction", 100 * WAN)
    assert before.dates["started_on"] == date(2011, 4, 10)
    assert before.dates["completed_on"] is None


@pytest.mark.parametrize("started_on", [date(2011, 3, 25), date(2011, 4, 20)])
def test_a_start_in_a_loaded_month_is_corrected_and_moves_the_days_between_alone(
    exempted, started_on
):
    office, days = exempted, [date(2011, 3, 31), date(2011, 4, 15), date(2011, 4, 30)]
    before = figures(days)

    office.enter(
        month=office.april,
        **BEGUN,
        started_on=started_on,
        disbursed_to_date=Decimal(0),
        note="记错",
    )
    report = office.verify(office.submit(month=office.april))

    assert (report.is_correction, report.exemption.user) == (True, office.recorder)
    assert office.project.started_on == started_on
    assert figures(days) == [int(started_on <= day) for day in days]
    assert figures(days) != before


def figures(days) -> list[int]:
    return [progress(Project.objects.all(), on=day).started for day in days]


def test_the_recorder_enters_the_correction_on_the_page_and_sees_what_was_loaded(client, exempted):
    office = exempted
    make.transfer(office.project, amount=100 * WAN, on=date(2011, 4, 15))
    person, address = as_(client, office.recorder), f"{APRIL_PAGE}entry/{office.project.code}/"

    page = person.get(address)
    form = {
        f"{office.project.code}-version": 0,
        f"{office.project.code}-started_on": "2011-04-02",
    } | {f"{office.project.code}-note": "记错"}
    form |= {f"{office.project.code}-stage": "under_construction"}
    saved = words(person.post(address, form, follow=True))
    report = office.verify(office.submit(month=office.april))

    assert "What you save here is a correction" in words(page)
    assert "loaded 100, planned 900" in words(page)
    assert "no change this month" not in words(page)
    assert "from 2011-04-10 → to 2011-04-02" in saved
    # What was loaded and stays; no progress was.
    assert (report.disbursed_to_date, report.physical_progress) == (100 * WAN, None)
    assert office.project.started_on == date(2011, 4, 2)


def test_loaded_months_move_no_figure_and_no_day(plan):
    reported_through = plan.reported_through

    plan.follow_loading()

    plan.refresh_from_db()
    assert plan.reported_through == reported_through
    assert ReportingMonth.objects.count() == 6


def test_a_correction_of_a_loaded_month_keeps_what_happened_after_it(exempted):
    office = exempted
    Project.objects.update(completed_on=date(2011, 6, 20))
    office.project.refresh_from_db()

    start = {"started_on": date(2011, 3, 25), "disbursed_to_date": Decimal(0), "note": "记错"}
    office.enter(month=office.april, **{**BEGUN, **start})
    office.verify(office.submit(month=office.april))

    facts = (office.project.started_on, office.project.completed_on)
    assert facts == (date(2011, 3, 25), date(2011, 6, 20))


def test_the_grid_of_a_loaded_month_stands_beside_what_was_loaded(client, exempted):
    page = words(as_(client, exempted.recorder).get(f"{APRIL_PAGE}entry/"))

    row = page.split("Progress (%)")[1]
    assert "Last month" not in page
    assert "no spending" not in row
