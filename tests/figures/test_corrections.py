"""What moved figures of a closed month since its close is said where those figures are shown."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from projects.figures.corrections import corrections
from projects.models import LateEntry, Project, ReportingMonth
from projects.month.closing.late import release
from projects.month.closing.moves import moves
from projects.month.rounds import close_month
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.exports.files import book
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
LINE = "1 correction since the month was closed"
END = date(2011, 7, 31)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def closed_july(**fields):
    """An office whose July was verified and closed, with leave to correct it."""
    office = Office(**fields)
    make.reporting_unit(make.reporting_row(office.prefecture))
    office.whole_round()
    close_month(user=office.administrator, month=office.month, reason="已到上报日")
    make.exemption(office.month, office.recorder, [office.project], until=date(2099, 1, 1))
    office.month.refresh_from_db()
    return office


def again(person):
    """The person as a further request finds them: with the projects made since in reach."""
    return type(person).objects.get(pk=person.pk)


def on_day(day, projects=None):
    projects = Project.objects.all() if projects is None else projects
    return corrections(projects, make.programme(), first=day, last=day)


def day_of(n):
    return date(2011, 7, n)


def test_a_corrected_date_is_named_on_the_days_between_and_on_no_other():
    office = closed_july()
    office.whole_round(started_on=day_of(20), note="日期有误")

    named = [n for n in range(1, 32) if on_day(day_of(n))]

    assert named == list(range(5, 20))
    (correction,) = on_day(day_of(12))
    (fact,) = correction.facts
    assert (fact.label, fact.old, fact.new) == ("start date", "2011-07-05", "2011-07-20")
    assert correction.reason == "日期有误"
    assert correction.report.reviewed_by == office.reviewer


def test_corrected_money_is_named_from_the_day_from_which_it_counts():
    office = closed_july()
    office.whole_round(disbursed_to_date=Decimal(400 * WAN), note="少报")

    assert not on_day(day_of(30))
    (correction,) = on_day(END)
    (fact,) = correction.facts
    assert (fact.old, fact.new) == ("300", "400")


def test_what_was_verified_before_the_close_is_no_correction():
    office = closed_july()

    assert not on_day(END)
    assert not on_day(day_of(12))
    assert office.project.started_on == day_of(5)


def test_a_correction_that_moves_no_figure_of_a_closed_month_is_not_named():
    office = closed_july()
    office.whole_round(physical_progress=Decimal(25), note="进度")

    assert not any(on_day(day_of(n)) for n in range(1, 32))


def test_a_start_of_a_project_off_plan_counts_nowhere_and_is_not_named():
    office = closed_july(is_off_plan=True)
    office.whole_round(started_on=day_of(20), note="日期有误")

    assert not on_day(day_of(12))


def test_what_is_named_afterwards_is_what_the_preview_said():
    office = closed_july()
    values = {"started_on": day_of(12), "disbursed_to_date": Decimal(450 * WAN), "note": "两处有误"}
    row = office.enter(**values)
    (foretold,) = moves([row], office.administrator).values()
    office.verify(office.submit())

    for n in range(1, 32):
        expected = {move.name for move in foretold if move.first <= day_of(n) <= move.last}
        facts = [fact.label for correction in on_day(day_of(n)) for fact in correction.facts]
        labels = {"start date": "started", "disbursed to date (10,000 yuan)": "disbursed"}
        assert {labels[label] for label in facts} == expected


def test_where_nothing_was_corrected_it_takes_one_query(django_assert_num_queries):
    closed_july()
    programme = make.programme()

    with django_assert_num_queries(1):
        assert not corrections(Project.objects.all(), programme, first=END, last=END)


@pytest.mark.parametrize("rows", [1, 3])
def test_three_corrections_take_the_queries_of_one(django_assert_num_queries, rows):
    office = closed_july()
    for n in range(rows):
        office.whole_round(started_on=day_of(20 + n), note="日期有误")

    programme = make.programme()

    with django_assert_num_queries(3):
        named = corrections(Project.objects.all(), programme, first=day_of(1), last=END)

    assert len(named) == rows


@pytest.mark.parametrize(
    "address", ["/overview/", "/wall/", "/pairings/", "/pairings/{row}/", "/projects/{code}/"]
)
def test_the_pages_of_a_moved_day_say_so_and_others_do_not(client, address):
    office = closed_july()
    office.whole_round(started_on=day_of(20), note="日期有误")
    person = as_(client, office.administrator)
    page = address.format(row=office.prefecture.ref, code=office.project.code)

    moved = words(person.get(f"{page}?as_of=2011-07-12"))
    still = words(person.get(f"{page}?as_of=2011-07-25"))

    assert LINE in moved
    assert "start date from 2011-07-05 → to 2011-07-20" in moved
    assert "日期有误" in moved
    assert LINE not in still


def test_another_rows_page_and_a_day_of_an_open_month_name_nothing(client):
    office = closed_july()
    office.whole_round(started_on=day_of(20), note="日期有误")
    other = make.prefecture("653200", name="和田地区")
    make.reporting_unit(make.reporting_row(other))
    person = as_(client, office.administrator)

    assert LINE not in words(person.get("/pairings/653200/?as_of=2011-07-12"))
    ReportingMonth.objects.update(closed_at=None)
    assert LINE not in words(person.get("/overview/?as_of=2011-07-12"))


def test_files_carry_the_line(client):
    office = closed_july()
    office.whole_round(started_on=day_of(20), note="日期有误")
    person = as_(client, office.administrator)

    for page in ("/overview/", f"/pairings/{office.prefecture.ref}/"):
        sheet = book(person, f"{page}?as_of=2011-07-12").worksheets[0]
        assert any(cell.value == LINE for row in sheet.iter_rows() for cell in row)


def test_the_month_lists_what_moved_since_its_close(client):
    office = closed_july()
    office.whole_round(started_on=day_of(20), note="日期有误")
    person = as_(client, office.administrator)

    page = words(person.get(office.month.get_absolute_url()))
    sheet = book(person, office.month.get_absolute_url()).worksheets[0]

    assert LINE in page
    assert "start date from 2011-07-05 → to 2011-07-20" in page
    assert any(LINE in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_late_start_is_named_once_it_is_released():
    office = closed_july(started_on=None)
    project = office.another_project()
    august = make.reporting_month(office.project.programme, date(2011, 8, 1))
    make.status_report(project, office.month, state="verified")
    office.project = project
    office.recorder, office.reviewer = map(again, (office.recorder, office.reviewer))
    office.whole_round(month=august, started_on=day_of(28))
    assert not on_day(day_of(30))

    release(user=office.administrator, month=office.month, pks=[LateEntry.objects.get().pk])

    assert not on_day(day_of(27))
    (correction,) = on_day(day_of(30))
    (fact,) = correction.facts
    assert (fact.old, fact.new) == ("—", "2011-07-28")
    assert correction.person == office.administrator.username
