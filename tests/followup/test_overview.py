"""The follow-up at a glance: warnings by reporting row, and the sentence where there are none."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from aidtrack.values.formats import day
from pairings.models import Role
from reports.models import WarningRule
from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
OVERVIEW = "/follow-up/"
# With a threshold for every test none is left out.
EVERY_TEST = dict.fromkeys(WarningTest, (1, 92)) | {WarningTest.RED_AGAIN: (2, 1)}
JUNE, MAY, JANUARY = date(2011, 6, 1), date(2011, 5, 2), date(2011, 1, 3)


@pytest.fixture
def office():
    """A row with a project of 9 million yuan that should have started on 1 June."""
    office = Office(code="LATE", name="甲项目", planned_start_on=JUNE)
    make.warning_rule(WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue")
    office.reader = make.administrator("all-seeing")
    return office


def another_row(planned_start_on, planned_aid, **fields):
    """The prefecture of a project that should have started then."""
    prefecture = make.prefecture()
    recipient = make.county(reported_under=prefecture)
    make.project(
        recipient=recipient, planned_start_on=planned_start_on, planned_aid=planned_aid, **fields
    )
    return prefecture


def overview(client, office, query="", person=None):
    return as_(client, person or office.reader).get(f"{OVERVIEW}?{query}")


def listed(client, address) -> list:
    groups = client.get(address).context["groups"]
    return [line for group in groups for line in group.lines]


def test_rows_with_new_red_come_first_then_the_most_money(client, office):
    WarningRule.objects.update(params={"yellow": 1, "red": 20})
    another_row(date(2011, 6, 20), 5000 * WAN)
    another_row(JANUARY, 8000 * WAN)

    rows = overview(client, office).context["warned"].rows

    assert [row.new_red for row in rows] == [1, 0, 0]
    assert [row.unwaived.stake for row in rows] == [900 * WAN, 8000 * WAN, 5000 * WAN]


def test_every_number_opens_exactly_its_warnings(client, office):
    office.another_project(planned_start_on=JANUARY)
    waived = office.another_project(planned_start_on=MAY)
    another_row(MAY, 5000 * WAN)
    until = timezone.localdate() + timedelta(days=9)
    make.response(waived, kind="waived", text="冬季停工", until=until)

    warned = overview(client, office).context["warned"]

    for counts in (*warned.rows, warned.total):
        numbers = [
            (counts.unwaived.count, counts.address),
            (counts.unwaived.red, counts.red_address),
            (counts.unwaived.yellow, counts.yellow_address),
            (counts.unwaived.new, counts.new_address),
            (counts.new_red, counts.new_red_address),
            (counts.waived, counts.waived_address),
        ]
        for number, address in numbers:
            assert len(listed(client, address)) == number, address
        at_stake = listed(client, counts.stake_address)
        assert sum(line.warning.stake for line in at_stake) == counts.unwaived.stake
    assert (warned.total.unwaived.count, warned.total.waived) == (3, 1)


def test_a_row_with_money_and_no_project_opens_its_warnings(client, office):
    make.warning_rule(WarningTest.MONEY_HELD, 30, 180, code="W8", name_en="Money held")
    elsewhere = make.reporting_row(make.prefecture())
    unit = make.reporting_unit(elsewhere, make.supporter())
    money = (unit.supporter, elsewhere.prefecture, 900 * WAN, date(2011, 1, 10))
    make.in_region(office.project.programme, *money)

    rows = overview(client, office).context["warned"].rows

    address = next(row.address for row in rows if row.label == elsewhere.prefecture.label)
    assert [line.warning.subject.ref for line in listed(client, address)] == [unit.ref]


def test_the_table_prints_its_numbers_as_links(client, office):
    page = overview(client, office)

    (row,) = page.context["warned"].rows
    links = {href.replace("&amp;", "&") for href, _text in Page(page).links}
    assert {row.address, row.yellow_address, row.new_address, row.stake_address} <= links
    assert not {row.red_address, row.waived_address, row.new_red_address} & links
    text = words(page)
    assert "1 warning calls for attention, 1 new" in text
    assert f"tasks as of {day(timezone.localdate())}, warnings as of 30 June 2011" in text
    assert "as of 30 June 2011 · excluding the XPCC" in text
    assert "new: not in force on 31 May 2011" in text


def test_what_is_waived_is_counted_apart_and_its_row_stays(client, office):
    until = timezone.localdate() + timedelta(days=9)
    make.response(office.project, kind="waived", text="冬季停工", until=until)

    page = overview(client, office)

    (row,) = page.context["warned"].rows
    assert (row.unwaived.count, row.waived) == (0, 1)
    assert "0 warnings call for attention, 0 new" in words(page)


def test_warnings_out_of_reach_are_not_counted(client, office):
    another_row(MAY, 5000 * WAN)

    rows = overview(client, office, person=office.recorder).context["warned"].rows

    assert [row.label for row in rows] == [office.prefecture.label]


def test_of_an_earlier_day_it_counts_what_was_in_force_then(client, office):
    another_row(MAY, 5000 * WAN)

    total = overview(client, office, "as_of=2011-05-31").context["warned"].total

    assert (total.unwaived.count, total.unwaived.new) == (1, 1)


def test_a_wrong_address_is_refused(client, office):
    assert overview(client, office, "as_of=x").status_code == 400


def test_without_a_programme_one_sentence_says_so_and_the_tasks_stay(client):
    recorder = make.member(Role.RECORDER)
    make.task(responsible=recorder.memberships.get().organisation, title="说明原因")

    page = as_(client, recorder).get(OVERVIEW)

    text = words(page)
    assert "No programme that you can see is loaded: nothing to warn of." in text
    assert "说明原因" in text


def test_where_nothing_is_in_force_the_day_is_named(client, office):
    page = overview(client, office, "as_of=2011-01-31")

    assert "No warning is in force on 31 January 2011." in words(page)
    assert "money at stake" not in words(page)


def test_without_a_rule_nothing_is_said_to_be_well(client, office):
    WarningRule.objects.all().delete()

    text = words(overview(client, office))

    assert "No warning rule is in force, so nothing is checked." in text


def test_a_coverage_without_projects_is_not_said_to_be_well(client, office):
    text = words(overview(client, office, "scope=xpcc"))

    assert "You see no project of this programme in this coverage: nothing to warn of." in text


@pytest.mark.parametrize("number", [1, 3])
def test_queries_grow_with_the_rules_and_not_with_the_rows(
    client, office, django_assert_max_num_queries, number
):
    for test, (yellow, red) in EVERY_TEST.items():
        if test != WarningTest.START_OVERDUE:
            make.warning_rule(test, yellow, red)
    for _n in range(number):
        prefecture = another_row(JUNE, WAN)
        row = make.reporting_row(prefecture)
        make.reporting_unit(row)
        make.task(row=row)
    person = as_(client, office.reader)
    person.get(OVERVIEW)

    with django_assert_max_num_queries(56):
        assert person.get(OVERVIEW).status_code == 200
