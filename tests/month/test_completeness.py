"""The completeness board: offices by months."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from projects.month.completeness import completeness
from tests import make
from tests.exports.files import book
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db
IN_TIME, LATE = datetime(2011, 8, 1, tzinfo=UTC), datetime(2011, 8, 20, tzinfo=UTC)


def office(*states, **fields):
    """A prefecture with a project for each state, None for nothing entered."""
    prefecture = make.prefecture(**fields)
    for state in states:
        project = make.project(recipient=make.county(reported_under=prefecture))
        if state:
            submitted = {"submitted_at": IN_TIME} if state != "draft" else {}
            make.status_report(project, state=state, **submitted)
    return prefecture


def board(user=None, on=date(2011, 9, 1)):
    from projects.models import ReportingMonth

    return completeness(ReportingMonth.objects.all(), user or make.auditor(), on=on)


def test_an_office_is_counted_by_where_its_reports_stand():
    make.reporting_month()
    prefecture = office(None, None, "draft", "submitted", "returned", "verified")

    (row,) = board()

    assert row.office == prefecture
    assert {str(s.value): n for s, n in row.cells[0].states.items()} == {
        "nothing": 2,
        "draft": 1,
        "submitted": 1,
        "returned": 1,
        "verified": 1,
    }
    assert (row.total.reporting_rate.numerator, row.total.due) == (3, 6)


def test_on_time_goes_by_the_first_submission():
    make.reporting_month(due_on=date(2011, 8, 5))
    prefecture = make.prefecture()
    for moment in (IN_TIME, LATE):
        project = make.project(recipient=make.county(reported_under=prefecture))
        make.status_report(project, state="submitted", submitted_at=moment)

    (row,) = board()

    assert (row.total.reported, row.total.on_time, row.total.late) == (2, 1, 1)


def test_a_correction_is_shown_and_counts_once():
    make.reporting_month()
    project = make.project(recipient=make.county(reported_under=make.prefecture()))
    make.status_report(project, state="verified", submitted_at=IN_TIME)
    make.status_report(project, state="draft")

    (row,) = board()

    assert row.total.due == 1
    assert row.total.states["draft"] == 1
    assert row.total.reported == 1


@pytest.mark.parametrize(
    ("on", "fraction"),
    [
        (date(2011, 8, 5), (0, 0, None)),
        (date(2011, 8, 6), (1, 2, Decimal("0.5"))),
        (date(2011, 9, 5), (1, 2, Decimal("0.5"))),
        (date(2011, 9, 6), (1, 4, Decimal("0.25"))),
    ],
)
def test_the_on_time_rate_is_of_months_whose_due_day_is_over(on, fraction):
    make.reporting_month(due_on=date(2011, 8, 5))
    make.reporting_month(month=date(2011, 8, 1), due_on=date(2011, 9, 5))
    prefecture = make.prefecture()
    for moment in (IN_TIME, LATE):
        project = make.project(recipient=make.county(reported_under=prefecture))
        make.status_report(project, state="submitted", submitted_at=moment)

    (row,) = board(on=on)

    rate = row.total.on_time_rate
    assert (rate.numerator, rate.denominator, rate.value) == fraction


def test_before_the_due_day_the_page_and_its_file_print_the_on_time_rate_as_unknown(client):
    make.reporting_month(due_on=date(2099, 8, 5))
    office(None, "submitted")
    person = reader(client)

    page = Page(person.get("/months/completeness/"))
    sheet = book(person, "/months/completeness/")["Completeness by office"]

    assert page.lines()[1][-2:] == ["50.0% 1 / 2", "— 0 / 0"]
    assert "on time —, late 0" in page.text
    last_rows = [row for row in sheet.iter_rows(values_only=True) if row[1] is not None]
    assert last_rows[-1][-1] in (None, "—")


def test_an_office_sees_its_own_row_alone():
    make.reporting_month()
    own = office(None)
    office(None)

    (row,) = board(make.member("recorder", own))

    assert row.office == own


def test_nothing_due_has_no_rate():
    make.reporting_month()

    assert board() == []


@pytest.mark.parametrize("offices", [1, 3])
def test_the_board_takes_the_same_queries_for_one_office_and_for_three(
    client, django_assert_num_queries, offices
):
    make.reporting_month()
    for _n in range(offices):
        office(None, "draft")
    person = reader(client)

    with django_assert_num_queries(7):
        response = person.get("/months/completeness/")

    assert len(Page(response).rows) > offices
    assert "not started 1" in words(response)
