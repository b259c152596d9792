"""Which rows of the grid an address shows, and what a row says and keeps beside its figures."""

from datetime import date

import pytest

from projects.models import StatusReport
from tests import make
from tests.cast.grid import GRID, posted
from tests.cast.office import WAN, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
ROWS_ONLY = {"X-Rows-Only": "1"}


@pytest.fixture
def office():
    """An office with 甲 of Shufu, reported, and 乙 of Shule, not yet."""
    office = Office(name="甲", planned_aid=900 * WAN)
    office.second_project = office.another_project(name="乙")
    office.enter()
    return office


def rows(client, office, query: str) -> str:
    page = as_(client, office.recorder).get(f"{GRID}?{query}").content.decode()
    names = {"甲": office.project, "乙": office.second_project}
    return "".join(name for name, project in names.items() if f'id="row-{project.code}"' in page)


def test_the_states_of_the_month_stand_above_with_their_counts(client, office):
    page = words(as_(client, office.recorder).get(GRID))

    assert "all 2 not started 1 draft 1" in page
    assert "submitted" not in page


def test_an_address_names_a_state_a_county_and_words(client, office):
    county = office.second_project.lead_pairing.recipient.ref

    assert rows(client, office, "") == "甲乙"
    assert rows(client, office, "state=draft") == "甲"
    assert rows(client, office, "state=nothing") == "乙"
    assert rows(client, office, f"county={county}") == "乙"
    assert rows(client, office, "q=甲") == "甲"
    assert rows(client, office, f"q={office.second_project.code.lower()}") == "乙"
    assert rows(client, office, f"q=甲&county={county}") == ""
    assert rows(client, office, "state=flying") == ""


def test_a_refused_row_is_shown_whatever_the_address_says(client, office):
    form = posted(office, office.second_project, physical_progress="120")

    page = as_(client, office.recorder).post(f"{GRID}?state=draft", form)

    assert "Physical progress must be between 0 and 100." in words(page)
    assert f'id="row-{office.second_project.code}"' in page.content.decode()


def test_beside_the_amount_stand_what_it_adds_and_its_share_of_plan(client, office):
    assert "+300 33.3%" in words(as_(client, office.recorder).get(f"{GRID}?state=draft"))


def test_a_known_date_is_text_and_a_planned_start_is_overdue(client, office):
    project = office.another_project(
        started_on=date(2011, 4, 25), planned_start_on=date(2011, 4, 20)
    )
    late_project = office.another_project(planned_start_on=date(2011, 6, 21))
    person = as_(client, office.recorder)

    assert "Start date 2011-04-25" in words(person.get(f"{GRID}?q={project.code}"))
    assert "Planned start 2011-06-21 ▼ 40 days overdue" in words(
        person.get(f"{GRID}?q={late_project.code}")
    )


def test_problem_and_measure_are_saved_with_the_row_and_with_no_change(client, office):
    cells = {"problem": "缺料", "measure_taken": "已订货", "no_change": "on"}

    as_(client, office.recorder).post(
        GRID, posted(office, office.second_project, **cells), headers=ROWS_ONLY
    )

    report = StatusReport.objects.get(project=office.second_project)
    assert report.no_change
    assert (report.problem, report.measure_taken) == ("缺料", "已订货")


def test_lines_that_a_form_ends_otherwise_are_no_edit(client, office):
    office.enter(problem="一\n二")
    person = as_(client, office.recorder)
    page = person.get(f"{GRID}?state=draft")
    row = page.context["entries"][0].form
    form = {f"{office.project.code}-{name}": text for name, text in row.texts().items()}
    form |= {row.add_prefix("version"): 2, row.add_prefix("was"): row.digest}

    person.post(GRID, form | {row.add_prefix("problem"): "一\r\n二"})

    assert StatusReport.objects.get().version == 2


def test_the_script_is_answered_on_a_row_that_was_not_edited(client, office):
    person = as_(client, office.recorder)
    row = person.get(f"{GRID}?state=nothing").context["entries"][0].form
    form = {row.add_prefix(name): text for name, text in row.texts().items()}
    form |= {row.add_prefix("version"): 0, row.add_prefix("was"): row.digest}

    page = words(person.post(GRID, form, headers=ROWS_ONLY))

    assert "乙" in page
    assert "not started yet" in page
    assert StatusReport.objects.count() == 1


def test_files_are_counted_beside_the_row(client, office):
    report = StatusReport.objects.get()
    make.evidence(report=report)

    assert "1 file" in words(as_(client, office.recorder).get(GRID))
