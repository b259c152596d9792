"""What waits for each of the cast, why, and how many pieces of work the navigation counts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from projects.month.review.decisions import send_back
from projects.month.rounds import close_month
from reports.todo.items import LISTED, sections
from reports.todo.waiting import count_waiting
from reports.todo.work import pieces, summary, work
from tests import make
from tests.cast.office import WAN, Office
from tests.cast.sides import Sides

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
TODAY = date(2011, 8, 1)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def office(db):
    return Office()


def listed(person, on=TODAY):
    """The items of a person; their count in the navigation is always the same."""
    items = work(person, on=on)
    assert count_waiting(person, on=on) == pieces(items)
    return items


def titles(person, on=TODAY):
    return [item.title for item in listed(person, on)]


def test_a_month_to_fill_is_one_piece_with_its_reports_by_state(office):
    office.another_project()
    office.enter()

    (item,) = listed(office.recorder)

    assert (item.title, item.n, item.pieces, item.verb) == (
        "Fill in 2011年计划 2011-07",
        2,
        1,
        "Continue",
    )
    assert item.sentences == ("2 due: draft 1, not started 1.",)
    assert item.address == "/months/2011-plan/2011-07/entry/"
    assert item.due_on == date(2011, 8, 6)


def test_a_month_is_one_item_for_each_office_of_which_something_is_missing(office):
    elsewhere = make.prefecture()
    make.membership(user=office.recorder, organisation=elsewhere, role="recorder")
    make.project(recipient=make.county(reported_under=elsewhere))

    assert len(listed(office.recorder)) == 2
    office.enter()
    office.submit()
    assert titles(office.recorder) == [f"Fill in 2011年计划 2011-07: {elsewhere.label}"]


def test_a_returned_report_stands_in_front_with_all_of_its_reason(office):
    reason = "累计到位 1,240 万元，6月为 1,260 万元，为何减少？" * 3
    office.another_project()
    office.enter()
    report = office.submit()
    send_back(user=office.reviewer, seen_versions={report.pk: report.version}, reason=reason)

    returned, fill = listed(office.recorder)

    assert returned.title == f"Returned: {office.project.label} ({office.project.code})"
    assert returned.quote == reason
    assert str(office.reviewer) in returned.sentences[0]
    assert returned.address == f"/months/2011-plan/2011-07/entry/{office.project.code}/"
    assert (fill.n, listed(office.reviewer)) == (1, [])


@pytest.mark.parametrize(("n", "items"), [(LISTED, LISTED), (LISTED + 1, 1)])
def test_more_than_twelve_returned_reports_are_one_item(office, n, items):
    make.status_report(office.project, office.month, state="submitted")
    for _number in range(n):
        make.status_report(office.another_project(), office.month, state="returned")

    returned = listed(office.recorder)

    assert (len(returned), sum(item.n for item in returned)) == (items, n)
    assert all("请核对" in f"{item.quote}{item.sentences}" for item in returned)


def test_reports_to_review_are_counted_each_and_unusual_ones_stand_alone_in_front(office):
    ordinary = office.another_project()
    make.status_report(ordinary, office.month, state="submitted", physical_progress=0)
    office.enter(disbursed_to_date=300_000 * WAN, answers={})
    make.status_report(
        office.another_project(planned_aid=100),
        office.month,
        state="submitted",
        disbursed_to_date=10_000 * WAN,
    )

    items = [item for item in listed(office.reviewer) if item.kind == "review"]

    assert [(item.place, item.n, item.pieces) for item in items] == [("unusual", 1, 1), ("", 1, 1)]
    assert items[1].title == "Review the others of 2011年计划 2011-07"
    assert items[0].address.startswith("/months/2011-plan/2011-07/review/#r-")


def test_nobody_reviews_what_they_entered_themselves(office):
    make.membership(user=office.recorder, organisation=office.prefecture, role="reviewer")
    office.enter()
    office.submit()

    assert listed(office.recorder) == []
    assert len(listed(office.reviewer)) == 1


def test_an_office_of_another_prefecture_has_nothing_of_it(office):
    office.enter()
    office.submit()
    elsewhere = make.prefecture()

    for role in ("recorder", "reviewer"):
        assert listed(make.member(role, elsewhere)) == []


@pytest.mark.parametrize(("role", "queries"), [("leader", 3), ("auditor", 0)])
def test_who_only_reads_has_nothing_to_do_and_takes_no_query_but_a_leader_for_the_follow_up(
    office, role, queries, django_assert_num_queries
):
    person = make.member(role, office.prefecture)
    count_waiting(person, on=TODAY)

    with django_assert_num_queries(queries):
        assert listed(person) == []


def test_money_waits_for_the_other_side_and_for_a_colleague_who_reviews():
    sides = Sides()
    sides.record(amount=500 * WAN)
    sides.record(amount=WAN)

    (confirm,) = listed(sides.office)
    (verify,) = listed(sides.front_reviewer)

    assert (confirm.title, confirm.n, confirm.pieces) == (
        "Confirm what the other side recorded",
        2,
        2,
    )
    assert "CNY 5.01 m in all" in confirm.sentences[0]
    assert "state=acceptable" in confirm.address
    assert (verify.title, verify.n) == ("Verify what your side recorded", 2)
    assert listed(sides.front) == []


def test_money_that_differs_says_what_each_side_states_and_waits_for_both():
    sides = Sides()
    row = sides.record(amount=5000)
    sides.state(sides.office, row, amount=5000 * WAN, note="凭证为五千万元")

    for person in (sides.front, sides.office, sides.front_reviewer):
        (item,) = listed(person)
        assert item.place == "differing"
        assert item.sentences[0].startswith("supporter: CNY 5,000")
        assert item.sentences[1].startswith("recipient: CNY 50 m")
        assert item.quote == "凭证为五千万元"
    assert listed(sides.stranger) == []


def test_late_entries_wait_for_an_administrator_who_had_no_part_in_them(office):
    row = make.transfer(office.project, accepted=False, recorded_by=office.recorder)
    make.late_entry(row, accepted_by=office.reviewer)
    own = make.late_entry(accepted_by=office.administrator)

    (item,) = [item for item in listed(office.administrator) if item.kind == "late"]

    assert (item.n, item.pieces) == (1, 1)
    assert own.month.label in item.title


def test_an_exemption_waits_with_its_reason_until_it_was_used(office):
    office.month.due_on = date(2011, 8, 6)
    office.whole_round()
    close_month(user=office.administrator, month=office.month)
    leave = make.exemption(office.month, office.recorder, [office.project])

    (item,) = listed(office.recorder)
    make.status_report(
        office.project, office.month, state="submitted", exemption=leave, is_correction=True
    )

    assert (item.quote, item.due_on) == ("数字有误", date(2011, 9, 30))
    assert listed(office.recorder) == []


def test_an_exemption_of_an_office_waits_until_its_first_report(office):
    office.whole_round()
    close_month(user=office.administrator, month=office.month)
    leave = make.exemption(office.month, office.recorder, office=office.prefecture)

    assert len(listed(office.recorder)) == 1
    make.status_report(
        office.project, office.month, state="submitted", exemption=leave, is_correction=True
    )
    assert listed(office.recorder) == []


def test_an_administrator_closes_what_is_open_and_opens_what_comes_next(office):
    (close,) = listed(office.administrator)
    office.whole_round()
    (complete,) = listed(office.administrator)
    close_month(user=office.administrator, month=office.month)

    assert close.title == "Close 2011年计划 2011-07: 1 report is missing"
    assert complete.title == "Close 2011年计划 2011-07: nothing is missing"
    assert listed(office.administrator, on=date(2011, 8, 31)) == []
    assert titles(office.administrator, on=date(2011, 9, 1)) == ["Open 2011年计划 2011-08"]


def test_an_office_that_nobody_reviews_is_named(office):
    alone = make.prefecture(name="孤县")
    make.project(recipient=make.county(reported_under=alone))

    _close, item = listed(office.administrator)

    assert (item.title, item.n, item.pieces) == ("Offices without a reviewer", 1, 0)
    assert alone.label in item.sentences[0]


def test_a_verification_that_can_be_taken_back_is_told_and_not_counted(office):
    office.whole_round()

    (item,) = listed(office.reviewer)

    assert (item.verb, item.pieces, item.place) == ("Take back", 0, "lately")
    assert item.mark == "9 minutes left"
    later = timezone.now() + timedelta(minutes=11)
    assert work(office.reviewer, on=TODAY, now=later) == []


@pytest.mark.parametrize(
    ("day", "title"),
    [(7, "Overdue"), (6, "Due this week"), (1, "Due this week")],
)
def test_items_stand_under_the_day_by_which_they_are_due(office, day, title):
    on = date(2011, 8, day)

    (section,) = sections(listed(office.recorder, on), on=on)

    assert (section.title, section.pieces) == (title, 1)


def test_one_sentence_says_how_many_of_each_kind(office):
    make.status_report(office.project, office.month, state="returned")
    office.another_project()

    assert summary(work(office.recorder, on=TODAY)) == (
        "1 report was returned; 1 report is to be filled in"
    )
    assert summary([]) == ""


@pytest.mark.parametrize("projects", [1, 3])
def test_the_count_takes_one_query_and_one_for_months_whatever_waits(
    office, projects, django_assert_num_queries
):
    for _number in range(projects - 1):
        office.another_project()
    for person, queries in ((office.recorder, 2), (office.reviewer, 1)):
        count_waiting(person, on=TODAY)
        with django_assert_num_queries(queries):
            count_waiting(person, on=TODAY)


def test_each_of_several_people_with_the_same_roles_is_told_of_their_own_work(office):
    elsewhere = make.prefecture()
    stranger = make.member("recorder", elsewhere)
    for _number in range(2):
        project = make.project(recipient=make.county(reported_under=elsewhere))
        make.status_report(project, office.month, state="returned")

    assert [count_waiting(person, on=TODAY) for person in (office.recorder, stranger)] == [1, 2]
    another = make.project(recipient=make.county(reported_under=elsewhere))
    # As the next request asks for it.
    del stranger._reach
    assert count_waiting(stranger, on=TODAY) == 3
    make.status_report(another, office.month, state="submitted")
    assert count_waiting(stranger, on=TODAY) == 2
