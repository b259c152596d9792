"""After a file of reports: what undoing takes back and leaves, by whom, and the way on."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from aidtrack.store import history
from projects.models import StatusReport
from reports.loads.examining import Refused
from reports.loads.kinds.month.plan import STATUS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo
from tests import make
from tests.cast.office import Office, as_
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
HEAD = "项目编号,状态,开工日期,形象进度(%),累计到位资金(万元)"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office():
    office = Office(code="A-1", name="幼儿园")
    office.second = office.another_project(code="A-2", name="卫生院")
    office.another_project(code="A-3", name="道路")
    return office


@pytest.fixture
def load(office):
    rows = [f"{code},在建,2011-07-05,20,300" for code in ("A-1", "A-2")]
    choices = {"month": "2011-07-01"}
    content = csv_file(HEAD, *rows)
    upload, _preview = preview(STATUS, content, "a.csv", user=office.recorder, choices=choices)
    return accept(STATUS, upload, user=office.recorder)


def test_undoing_leaves_what_was_touched_since_and_lists_it_with_who(client, office, load):
    with history.by(office.colleague, through=history.GRID):
        office.enter(office.colleague, physical_progress=Decimal(25))
    person = as_(client, office.recorder)
    assert "Undoing would leave these" in words(person.get(load.get_absolute_url()))

    page = words(person.post(f"{load.get_absolute_url()}undoing/", follow=True))

    assert [report.project.code for report in StatusReport.objects.all()] == ["A-1"]
    assert "Not undone" in page
    assert f"was changed since the import ({office.colleague.username}" in page
    assert "卫生院" not in page


def test_what_was_submitted_stays_too(office, load):
    office.submit()

    undo(STATUS, load, user=office.recorder)

    assert [report.project.code for report in StatusReport.objects.all()] == ["A-1"]


def test_what_was_commented_on_stays_too(client, office, load):
    make.comment(report=office.project.reports.get())

    undo(STATUS, load, user=office.recorder)

    assert [report.project.code for report in StatusReport.objects.all()] == ["A-1"]
    page = words(as_(client, office.recorder).get(load.get_absolute_url()))
    assert "has comments: it stays." in page


def test_a_colleague_of_the_office_may_undo(client, office, load):
    as_(client, office.colleague).post(f"{load.get_absolute_url()}undoing/")

    load.refresh_from_db()
    assert (load.state, load.undone_by) == ("undone", office.colleague)
    assert not StatusReport.objects.exists()


def test_nobody_of_another_office_may_undo(client, office, load):
    stranger = make.member("recorder", make.prefecture())

    assert as_(client, stranger).get(load.get_absolute_url()).status_code == 404
    with pytest.raises(Refused, match="same office"):
        undo(STATUS, load, user=stranger)
    with pytest.raises(Refused, match="same office"):
        undo(STATUS, load, user=office.reviewer)


def test_the_page_leads_to_what_is_left_of_the_month(client, office, load):
    response = as_(client, office.recorder).get(load.get_absolute_url())

    assert "Report the remaining 1 row as unchanged" in words(response)
    assert "Check and submit 2 drafts" in words(response)
    page = response.content.decode()
    assert 'href="/months/2011-plan/2011-07/unchanged/"' in page
    assert 'href="/months/2011-plan/2011-07/answers/"' in page


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_takes_the_same_queries_whatever_the_number_of_rows(
    client, office, rows, django_assert_num_queries
):
    for n in range(rows):
        office.another_project(code=f"P{n}")
    content = csv_file(HEAD, *(f"P{n},在建,2011-07-05,20,300" for n in range(rows)))
    upload, _preview = preview(
        STATUS, content, "a.csv", user=office.recorder, choices={"month": "2011-07-01"}
    )
    load = accept(STATUS, upload, user=office.recorder)
    person = as_(client, office.recorder)
    person.get(load.get_absolute_url())

    # Which reports have files and which have comments is asked twice.
    with django_assert_num_queries(21):
        person.get(load.get_absolute_url())
