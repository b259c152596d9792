"""What two people changed since the workbook was given out: chosen cell by cell, and told."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from aidtrack.store import history
from projects.models import StatusReport
from reports.loads.kinds.month.plan import STATUS
from reports.loads.loading import accept, choose, preview
from tests.cast.office import WAN, Office, as_
from tests.cast.workbook import Filled
from tests.exports.files import body
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
ADDRESS = "/months/2011-plan/2011-07/workbook/"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    return Office(code="OWN", name="双语幼儿园")


@pytest.fixture
def load(client, office):
    """Two cells that the recorder and a colleague both changed."""
    office.enter(physical_progress=Decimal(20), disbursed_to_date=Decimal(60 * WAN))
    content = body(as_(client, office.recorder).get(ADDRESS))
    book = Filled(content).write(physical_progress=30, disbursed_to_date=95)
    with history.by(office.colleague, through=history.GRID):
        office.enter(
            office.colleague, physical_progress=Decimal(25), disbursed_to_date=Decimal(90 * WAN)
        )
    return preview(STATUS, book.content, "七月.xlsx", user=office.recorder)[0]


def conflicts(load, office, **answers):
    chosen = {f"OWN/2011-07/{name}": choice for name, choice in answers.items()}
    return choose(STATUS, load, user=office.recorder, choices={"conflicts": chosen}).plan.conflicts


def test_each_cell_is_a_question_of_its_own_in_the_unit_of_the_file(office, load):
    progress, amount = conflicts(load, office)

    assert progress.fields == (("physical progress (%)", "20", "25", "30"),)
    assert amount.fields == (("disbursed to date (10,000 yuan)", "60", "90", "95"),)
    assert progress.cell != amount.cell


def test_who_changed_a_cell_and_when_stands_beside_it(client, office, load):
    office.colleague.first_name, office.colleague.last_name = "小明", "王"
    office.colleague.save()
    saved_at = StatusReport.objects.get().saved_at

    page = words(as_(client, office.recorder).get(load.get_absolute_url()))

    assert f"王小明 {saved_at:%Y-}" in page


def test_one_cell_is_taken_from_the_file_and_the_other_left(office, load):
    conflicts(load, office, physical_progress="mine", disbursed_to_date="theirs")
    load.refresh_from_db()

    accept(STATUS, load, user=office.recorder)

    report = StatusReport.objects.get()
    assert (report.physical_progress, report.disbursed_to_date) == (30, 90 * WAN)


def test_the_file_waits_until_each_cell_is_chosen(office, load):
    half = choose(
        STATUS,
        load,
        user=office.recorder,
        choices={"conflicts": {"OWN/2011-07/physical_progress": "mine"}},
    )

    assert not half.can_be_accepted
    assert [conflict.choice for conflict in half.plan.conflicts] == ["mine", ""]


def test_the_page_takes_the_choice_of_each_cell(client, office, load):
    person = as_(client, office.recorder)

    person.post(load.get_absolute_url(), {"conflict-0": "theirs", "conflict-1": "mine"})
    person.post(f"{load.get_absolute_url()}acceptance/")

    report = StatusReport.objects.get()
    assert (report.physical_progress, report.disbursed_to_date) == (25, 95 * WAN)


def test_the_colleague_reads_that_the_report_was_changed_by_a_file(client, office, load):
    assert "by importing a file" not in words(as_(client, office.colleague).get("/to-do/"))
    person = as_(client, office.recorder)
    person.post(load.get_absolute_url(), {"conflict-0": "mine", "conflict-1": "theirs"})
    person.post(f"{load.get_absolute_url()}acceptance/")

    page = words(as_(client, office.colleague).get("/to-do/"))

    assert "changed 1 report of yours by importing a file" in page
    assert "双语幼儿园" in page
    assert "by importing a file" not in words(as_(client, office.recorder).get("/to-do/"))
