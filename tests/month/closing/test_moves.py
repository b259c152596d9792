"""Before a report is verified it says which figures of past, closed days it would move."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.month.closing.moves import moves
from projects.month.due import due_row
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_, submitted
from tests.exports.files import book
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
AUGUST = date(2011, 8, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def exempt(office, month):
    make.exemption(month, office.recorder, [office.project], until=date(2099, 1, 1))


def close(office, month):
    close_month(user=office.administrator, month=month, reason="已到上报日")


def previewed(office, month=None):
    month = month or office.month
    row = due_row(month, office.project, office.recorder)
    return moves([row], office.administrator).get(row.report.pk, [])


def sentences(office, month=None):
    return [str(move) for move in previewed(office, month)]


def loaded(started_on=date(2011, 4, 10)):
    """An office whose project was loaded with its start, and leave to correct that month."""
    office = Office(started_on=started_on)
    make.reporting_unit(make.reporting_row(office.prefecture))
    month = make.loaded_month(office.project.programme, started_on.replace(day=1))
    exempt(office, month)
    return office, month


def test_an_april_start_corrected_to_another_april_day_moves_the_days_between():
    office, april = loaded()
    make.project(started_on=date(2011, 4, 1))
    amount = {"disbursed_to_date": Decimal(0), "note": "日期有误"}

    office.enter(month=april, started_on=date(2011, 4, 2), **amount)

    label = office.prefecture.label
    assert sentences(office, april) == [
        f"As of 2011-04-02 to 2011-04-09: started, {label} 0/1 → 1/1 (0.0 → 100.0%); "
        "the whole programme 1/2 → 2/2 (50.0 → 100.0%)"
    ]


def test_a_start_moved_over_months_is_told_month_by_month():
    office, june = loaded(date(2011, 6, 3))
    office.enter(month=june, started_on=date(2011, 4, 20), disbursed_to_date=Decimal(0), note="误")

    spans = [(move.name, move.first, move.last, move.by) for move in previewed(office, june)]

    assert spans == [
        ("started", date(2011, 4, 20), date(2011, 4, 30), 1),
        ("started", date(2011, 5, 1), date(2011, 5, 31), 1),
        ("started", date(2011, 6, 1), date(2011, 6, 2), 1),
    ]


def test_money_of_a_closed_month_moves_until_the_next_report_holds():
    office = Office()
    office.whole_round()
    august = make.reporting_month(office.project.programme, AUGUST)
    office.whole_round(month=august, disbursed_to_date=Decimal(500 * WAN))
    close(office, office.month)
    close(office, august)
    exempt(office, office.month)

    office.enter(disbursed_to_date=Decimal(400 * WAN), note="少报")

    spans = [(move.name, move.first, move.last, move.by) for move in previewed(office)]
    assert spans == [
        ("disbursed", date(2011, 7, 31), date(2011, 7, 31), 100 * WAN),
        ("disbursed", date(2011, 8, 1), date(2011, 8, 30), 100 * WAN),
    ]


def test_money_that_waits_in_the_corrected_month_counts_from_its_own_day():
    office = Office()
    office.whole_round()
    make.transfer(office.project, 50 * WAN, on=date(2011, 7, 9), accepted=False)
    close(office, office.month)
    exempt(office, office.month)

    office.enter(disbursed_to_date=Decimal(400 * WAN), note="少报")

    spans = [(move.first, move.last, move.by) for move in previewed(office)]
    assert spans == [
        (date(2011, 7, 9), date(2011, 7, 30), 50 * WAN),
        (date(2011, 7, 31), date(2011, 7, 31), 100 * WAN),
    ]


def test_a_report_that_touches_no_closed_day_moves_nothing_and_asks_nothing(
    django_assert_num_queries,
):
    office = Office()
    office.enter()
    row = due_row(office.month, office.project, office.recorder)

    with django_assert_num_queries(0):
        assert moves([row], office.administrator) == {}


@pytest.mark.parametrize("reports", [1, 3])
def test_previews_take_the_same_queries_for_one_report_and_for_three(
    django_assert_num_queries, reports
):
    office, april = loaded()
    projects = [office.project]
    while len(projects) < reports:
        projects.append(office.another_project(started_on=date(2011, 4, 10)))
    make.exemption(april, office.recorder, projects, until=date(2099, 1, 1))
    rows = []
    for project in projects:
        values = {"started_on": date(2011, 4, 2), "disbursed_to_date": Decimal(0), "note": "误"}
        office.enter(month=april, project=project, **values)
        rows.append(due_row(april, project, office.recorder))

    with django_assert_num_queries(8):
        assert len(moves(rows, office.administrator)) == reports


MOVED = "As of 2011-04-02 to 2011-04-09: started, "
WARNING = "Once verified, this report moves figures of closed months:"


def corrected():
    """A submitted correction of a loaded April start."""
    office, april = loaded()
    values = {"started_on": date(2011, 4, 2), "disbursed_to_date": Decimal(0), "note": "日期有误"}
    office.enter(month=april, **values)
    return office, april


def test_reviewer_and_recorder_read_what_a_correction_moves(client):
    office, april = corrected()
    path = april.get_absolute_url()
    row = f"{path}entry/{office.project.code}/"
    recorder = as_(client, office.recorder)
    for address in (row, f"{path}answers/"):
        page = words(recorder.get(address))
        assert WARNING in page
        assert MOVED in page

    office.submit(month=april)
    reviewer = as_(client, office.reviewer)
    page = words(reviewer.get(f"{path}review/"))
    (sheet, *_rest) = book(reviewer, f"{path}review/").worksheets

    assert WARNING in page
    assert page.index(MOVED) < page.index("Reason for return")
    assert any(MOVED in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_whoever_sees_one_row_reads_of_that_row_only(client):
    office, april = corrected()
    make.project(started_on=date(2011, 4, 1))
    office.submit(month=april)

    page = words(as_(client, office.reviewer).get(f"{april.get_absolute_url()}review/"))

    assert f"{MOVED}{office.prefecture.label} 0/1 → 1/1 (0.0 → 100.0%)" in page
    assert "the whole programme" not in page


def test_a_report_that_moves_no_closed_figure_says_nothing_of_it(client):
    office = Office()
    submitted(office)

    page = words(as_(client, office.reviewer).get(f"{MONTH}review/"))

    assert office.project.label in page
    assert WARNING not in page
