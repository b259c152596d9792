"""The page of warnings: what it lists, in which order, how it narrows, sums and pages them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from reports.thresholds import WarningTest
from tests import make
from tests.cast.office import WAN, Office, as_
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db
WARNINGS = "/follow-up/warnings/"
# With a threshold for every test none is left out.
EVERY_TEST = dict.fromkeys(WarningTest, (1, 92)) | {WarningTest.RED_AGAIN: (2, 1)}


@pytest.fixture
def office():
    """An office with a project of 9 million yuan that should have started on 1 June."""
    office = Office(code="LATE", name="甲项目", planned_start_on=date(2011, 6, 1))
    office.rule = make.warning_rule(
        WarningTest.START_OVERDUE, 1, 92, code="W2", name_en="Start overdue"
    )
    office.leader = make.member("leader", office.prefecture)
    return office


def late(office, day, **fields):
    return office.another_project(planned_start_on=day, **fields)


def refs(response) -> list[str]:
    """The subjects that a page lists, in its order."""
    return [
        line.warning.subject.ref for group in response.context["groups"] for line in group.lines
    ]


def get(client, office, query="", person=None):
    return as_(client, person or office.leader).get(f"{WARNINGS}?{query}")


def test_a_warning_says_what_since_when_how_much_and_by_what_rule(client, office):
    page = get(client, office)

    (group,) = page.context["groups"]
    (line,) = group.lines
    assert (line.warning.since, line.days, line.value) == (date(2011, 6, 2), 29, "29 days")
    text = words(page)
    assert "1 warning: 0 red, 1 yellow; 1 new since last month, 0 waived." in text
    assert "Days since the planned start of a planned project" in text
    assert "Yellow from 1, red beyond 92 days · 办公室规定" in text
    assert "甲项目 new project" in text
    assert "yellow 29 days CNY 9 m 2011-06-02 for 29 days" in text


def test_red_comes_before_yellow_and_what_is_new_before_what_is_old(client, office):
    late(office, date(2011, 5, 2), code="OLD", planned_aid=5000 * WAN)
    late(office, date(2011, 6, 3), code="LARGE", planned_aid=5000 * WAN)
    late(office, date(2011, 1, 3), code="RED", planned_aid=WAN)

    page = get(client, office)

    assert refs(page) == ["RED", "LARGE", "LATE", "OLD"]
    assert [line.is_new for line in page.context["groups"][0].lines] == [False, True, True, False]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("rule=W2", {"LATE", "RED", "OLD"}),
        ("rule=W-other", set()),
        ("kind=project", {"LATE", "RED", "OLD"}),
        ("kind=row", set()),
        ("level=red", {"RED"}),
        ("level=yellow", {"LATE", "OLD"}),
        ("new=1", {"LATE"}),
        ("response=none", {"LATE", "RED"}),
        ("response=waived", {"OLD"}),
        ("row={row}", {"LATE", "RED", "OLD"}),
        ("row={other}", set()),
        ("scope=xpcc", set()),
        ("as_of=2011-05-31", {"RED", "OLD"}),
    ],
)
def test_the_page_is_narrowed(client, office, query, listed):
    old = late(office, date(2011, 5, 2), code="OLD")
    late(office, date(2011, 1, 3), code="RED")
    make.warning_rule(WarningTest.STOPPED, 1, 92, code="W-other")
    until = timezone.localdate() + timedelta(days=9)
    make.response(old, kind="waived", text="冬季停工", until=until)
    other = make.project(code="OTHER", planned_start_on=None).lead_pairing.recipient
    offices = {"row": office.prefecture.ref, "other": other.row_organisation.ref}

    page = get(client, office, query.format(**offices), person=make.administrator("all-seeing"))

    assert set(refs(page)) - {"OTHER"} == listed


@pytest.mark.parametrize(
    "query",
    [
        "rule=W99",
        "kind=moon",
        "level=blue",
        "row=x",
        "response=x",
        "new=x",
        "as_of=x",
        "colour=red",
    ],
)
def test_a_wrong_address_is_refused(client, office, query):
    assert get(client, office, query).status_code == 400


def test_what_the_filter_leaves_out_is_not_computed(client, office, django_assert_max_num_queries):
    for test, (yellow, red) in EVERY_TEST.items():
        if test != WarningTest.START_OVERDUE:
            make.warning_rule(test, yellow, red)
    person = as_(client, office.leader)
    person.get(WARNINGS)

    with django_assert_max_num_queries(25):
        person.get(f"{WARNINGS}?rule=W2")


def test_the_warnings_of_others_are_hidden(client, office):
    stranger = make.member("recorder", make.prefecture())

    page = get(client, office, person=stranger)

    assert refs(page) == []
    assert "No warning is in force" in words(page)


def test_what_is_waived_is_grey_and_listed_with_its_words_and_its_day(client, office):
    until = timezone.localdate() + timedelta(days=9)
    make.response(office.project, kind="waived", text="冬季停工", until=until)

    page = get(client, office)

    assert refs(page) == ["LATE"]
    assert "<tr data-waived>" in page.content.decode()
    assert f"waived until {until} 冬季停工" in words(page)
    assert "0 red, 1 yellow; 1 new since last month, 1 waived" in words(page)


def test_a_long_rule_is_cut_and_a_link_opens_all_of_it(client, office):
    for n in range(120):
        make.project(
            lead_pairing=office.project.lead_pairing,
            code=f"P{n:03}",
            planned_start_on=date(2011, 6, 2),
        )

    cut = get(client, office)
    whole = as_(client, office.leader).get(WARNINGS + address_of("All 121", cut))

    assert len(listed_rows(cut)) == 8
    assert len(listed_rows(whole)) == 100
    assert "1–100 of 121" in words(whole)
    assert len(listed_rows(get(client, office, "rule=W2&page=2"))) == 21


def address_of(text, page) -> str:
    return next(href for href, (label,) in Page(page).links if label.startswith(text))


def listed_rows(page) -> list:
    return [line for line in Page(page).lines() if any("Respond" in cell for cell in line)]


def test_sums_by_row_count_money_once_although_two_rules_warn_of_it(client, office):
    make.warning_rule(WarningTest.START_WITHOUT_MONEY, 1, 92)
    office.another_project(planned_aid=500 * WAN, started_on=date(2011, 5, 1))
    late(office, date(2011, 6, 3), planned_aid=100 * WAN)

    page = get(client, office)

    (row,) = page.context["rows"]
    assert (row.label, row.sum.count) == (office.prefecture.label, 3)
    assert row.sum.stake == Decimal(1000 * WAN)


def test_each_line_leads_to_its_subject_its_response_and_a_task(client, office):
    page = get(client, office)

    links = {label: href for href, (label,) in Page(page).links}
    named = "kind=project&ref=LATE&rule=W2&programme=2011-plan&scope=local&as_of=2011-06-30"
    assert links["Respond: LATE 甲项目"] == f"/follow-up/warnings/response/?{named}"
    assert links["Make a task: LATE 甲项目"] == f"/follow-up/tasks/new/?{named}"
    assert links["LATE 甲项目"].startswith("/projects/LATE/?")


def test_an_office_responds_and_makes_no_task_an_auditor_reads(client, office):
    office_page = words(get(client, office, person=office.recorder))
    read_page = words(get(client, office, person=make.auditor()))

    assert ("Respond" in office_page, "Make a task" in office_page) == (True, False)
    assert ("Respond" in read_page, "Make a task" in read_page) == (False, False)


def test_the_rules_stand_at_the_foot_with_thresholds_and_origin(client, office):
    make.warning_rule(WarningTest.MONEY_HELD, 90, 180, source_en="not from an aid office")

    page = words(get(client, office))

    foot = page.partition("Rules and thresholds")[2]
    assert "yellow from 90, red beyond 180 days not from an aid office" in foot


def test_the_file_lists_what_the_page_says(client, office):
    answer = get(client, office, "format=csv&table=warnings")

    text = b"".join(answer.streaming_content).decode()

    assert "W2 Start overdue,project,LATE,LATE 甲项目" in text
    assert "yellow,29 days" in text


def test_the_workbook_has_the_sums_by_rule_and_by_row(client, office):
    for table in ("rules", "rows"):
        answer = get(client, office, f"format=csv&table={table}")
        assert "0,1,1,0,0.09" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_row_and_for_three(
    client, office, django_assert_num_queries, rows
):
    for test, (yellow, red) in EVERY_TEST.items():
        if test != WarningTest.START_OVERDUE:
            make.warning_rule(test, yellow, red)
    for project in [office.project, *(late(office, date(2011, 6, 1)) for _n in range(rows - 1))]:
        make.response(project)
    person = as_(client, office.leader)
    person.get(WARNINGS)

    # All tests, and those with something begun since then at the end of last month; one for the
    # projects of no group, which may be of a row without a unit.
    with django_assert_num_queries(38):
        person.get(WARNINGS)
