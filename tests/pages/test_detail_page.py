"""The page of a project, as it was known on a day."""

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from auditlog.context import disable_auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from projects.models import Project
from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import Page, reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]


@pytest.fixture
def person(client):
    return reader(client)


def page(client, project, day="2011-06-30"):
    response = client.get(f"/projects/{project.code}/?as_of={day}")
    assert response.status_code == 200
    return Page(response)


def test_the_facts_are_there(person):
    hotan = make.prefecture("653200", name="和田地区")
    project = make.project(
        code="HT-2011-014",
        name="和田市人民医院病房楼",
        supporter=make.supporter(short_name="北京"),
        recipient=make.county(reported_under=hotan, name="和田市"),
        category=make.category(name="社会事业"),
        delivery_mode="cheque",
        nature="continuing",
        scale="2.3万平方米",
        planned_aid=12_340_000,
        total_investment=20_000_000,
        planned_start_on=date(2011, 4, 1),
        planned_finish_on=date(2011, 10, 31),
        is_livelihood=True,
    )
    project.partner_pairings.add(make.pairing(supporter=make.supporter(short_name="天津")))

    text = page(person, project).text

    for fact in [
        "HT-2011-014",
        "和田市人民医院病房楼",
        "北京 → 和田市",
        "天津 →",
        "社会事业",
        "cheque",
        "continuing project",
        "2.3万平方米",
        "0 / 1,234 (10,000 yuan)",
        "2,000",
        "planned start 1 April 2011",
        "31 October 2011",
        "construction · livelihoods",
        "2011年计划 · as of 30 June 2011",
        "last updated",
        project.lead_pairing.ref,
    ]:
        assert fact in text


def test_what_is_not_known_is_a_dash_and_no_zero(person):
    project = make.project(planned_aid=0)

    text = page(person, project).text

    assert "unclassified" in text
    assert "Scale —" in text
    assert "planned start —" in text
    assert "Disbursement rate — 0 / 0" in text
    assert "No tranches are planned." in text
    assert "No transfers had been made by this date." in text


@pytest.mark.parametrize(
    ("day", "stage", "facts_so_far"),
    [
        ("2011-02-28", "not started", 0),
        ("2011-03-01", "not started", 1),
        ("2011-04-01", "under construction", 2),
        ("2011-05-01", "completed", 3),
        ("2011-05-31", "accepted", 4),
        ("2011-06-10", "handed over", 5),
    ],
)
def test_a_day_shows_the_facts_up_to_it_and_none_after(person, day, stage, facts_so_far):
    facts = ["2011-03-01", "2011-04-01", "2011-05-01", "2011-05-15", "2011-06-10"]
    names = ["approved_on", "started_on", "completed_on", "accepted_on", "handed_over_on"]
    with disable_auditlog():
        project = make.project(**dict(zip(names, facts, strict=True)))

    text = page(person, project, day).text.replace(f"as of {day}", "")

    assert stage in text
    for fact in facts[:facts_so_far]:
        assert fact in text
    for fact in facts[facts_so_far:]:
        assert fact not in text


def test_a_cancelled_project_is_not_yet_cancelled_the_day_before(person):
    with disable_auditlog():
        project = make.project(cancelled_on=date(2011, 5, 9))

    assert "2011-05-09" in page(person, project, "2011-05-09").text
    assert "2011-05-09" not in page(person, project, "2011-05-08").text


def test_a_stop_is_told_from_its_first_day_and_its_end_only_from_that_day(person):
    project = make.project(started_on=date(2011, 4, 1))
    make.suspension(
        project, starts_on=date(2011, 5, 1), ends_on=date(2011, 5, 31), reason="weather"
    )

    before, during, after = (
        page(person, project, day).text for day in ("2011-04-30", "2011-05-15", "2011-06-15")
    )

    assert "Suspended" not in before
    assert "Suspended 2011-05-01 – weather" in during
    assert "Suspended 2011-05-01 – 2011-05-31 weather" in after


def test_tranches_show_what_was_planned_and_disbursed_for_each_and_the_rest(person):
    project = make.project(planned_aid=1_000_000)
    first = make.tranche(project, number=1, amount=600_000, planned_on=date(2011, 3, 1))
    make.tranche(project, number=2, amount=300_000, planned_on=date(2011, 9, 1))
    make.transfer(project, tranche=first, amount=200_000)
    make.transfer(project, tranche=first, amount=150_000, level="paid")
    make.transfer(project, amount=50_000)

    lines = page(person, project).lines()

    assert ["1", "2011-03-01", "60", "20"] in lines
    assert ["2", "2011-09-01", "30", "0"] in lines
    assert ["not in a tranche", "", "10", "5"] in lines
    assert ["Total", "", "100", "25"] in lines


def test_tranches_that_hold_all_the_aid_leave_no_rest(person):
    project = make.project(planned_aid=600_000)
    make.tranche(project, amount=600_000)

    assert "not in a tranche" not in page(person, project).text


def test_a_mistake_and_what_reversed_it_both_stay_to_be_seen(person):
    project = make.project(planned_aid=1_000_000)
    wrong = make.transfer(project, amount=200_000, on=date(2011, 5, 20), document_number="拨1号")
    make.transfer(project, amount=-200_000, on=date(2011, 5, 25), reverses=wrong)

    before, after = (page(person, project, day) for day in ("2011-05-24", "2011-05-25"))

    row = ["2011-05-20", "disbursed to the project", "200,000.00", "opening balance", "", "拨1号"]
    assert row in [line[:6] for line in before.lines()]
    assert "reverses" not in before.text.partition("Since then, after 24 May 2011")[0]
    assert "20 / 100 (10,000 yuan)" in before.text
    assert [line[2] for line in after.lines() if line[0].startswith("2011-05")] == [
        "200,000.00",
        "-200,000.00",
    ]
    assert "reverses the transfer of 20 May 2011" in after.text
    assert "0 / 100 (10,000 yuan)" in after.text
    assert any(href == f"#transfer-{wrong.pk}" for href, _text in after.links)


@pytest.mark.parametrize(
    ("provenance", "badge"),
    [("illustrative", True), ("partly_illustrative", True), ("recorded", False)],
)
def test_what_is_illustrative_says_so(person, provenance, badge):
    project = make.project(provenance=provenance)

    assert ("illustrative" in page(person, project).text) is badge


def test_xpcc_projects_have_a_page_too(person):
    project = make.project(recipient=make.organisation(kind="xpcc_division", scope="xpcc"))

    assert project.name in page(person, project).text


def test_the_page_opens_on_the_last_day_reported_under_its_own_programme(person):
    make.programme()
    pilot = make.programme(
        "2010-pilot", starts_on=date(2010, 4, 1), reported_through=date(2011, 1, 31), position=1
    )
    project = make.project(pilot)

    assert "as of 31 January 2011" in words(person.get(f"/projects/{project.code}/"))


def reports_of(read):
    """The words of the panel of monthly reports."""
    return read.text.partition("Monthly reports Reported values")[2].partition("Evidence")[0]


def test_reports_for_months_after_the_day_stand_apart(person):
    project = make.project()
    for month, note in ((6, "六月"), (7, "七月")):
        make.status_report(project, make.reporting_month(month=date(2011, month, 1)), note=note)
    address = f"/projects/{project.code}/?as_of="

    for day, later, sheets in (
        ("2011-06-30", "七月", 1),
        ("2011-07-30", "七月", 1),
        ("2011-07-31", "", 0),
    ):
        reports = reports_of(page(person, project, day))
        since, _up_to, before = reports.rpartition("Up to ")
        workbook = book(person, f"{address}{day}")
        assert ("Since then, after" in since, later in since) == (bool(later), True)
        assert ("六月" in before, "七月" in before) == (True, not later)
        assert len([name for name in workbook.sheetnames if "since then" in name]) == sheets
        assert ("七月" in words_of(workbook["Monthly reports"])) == (not later)


def test_transfers_after_the_day_stand_apart(person):
    project = make.project()
    for month, number in ((6, "六号"), (7, "七号")):
        make.transfer(project, on=date(2011, month, 10), document_number=number)
    address = f"/projects/{project.code}/?as_of="

    then, later = (page(person, project, day).text for day in ("2011-06-30", "2011-07-31"))

    before, _since, after = then.partition("Since then, after 30 June 2011")
    assert ("六号" in before, "七号" in before, "七号" in after) == (True, False, True)
    assert "七号" in later.partition("Since then")[0]
    assert "七号" in words_of(book(person, f"{address}2011-06-30")["Transfers since then"])


def test_changes_after_the_day_stand_apart_in_the_history(person):
    project = make.project(name="旧名")
    project.name = "新名"
    project.save()

    then, now = (page(person, project, day).text for day in ("2011-06-30", "2090-12-31"))

    assert "Since then, after 30 June 2011" in then.partition("History Every change")[2]
    assert "Since then" not in now


def test_the_page_was_updated_when_its_newest_transfer_was_recorded(person):
    project = make.project()
    Project.objects.update(updated_at=datetime(2011, 7, 1, 9, tzinfo=UTC))
    recorded_at = datetime(2011, 7, 2, 2, 5, tzinfo=UTC)
    make.transfer(project, recorded_at=recorded_at)
    make.transfer(make.project(), recorded_at=datetime(2011, 7, 3, tzinfo=UTC))

    facts = words_of(book(person, f"/projects/{project.code}/").worksheets[-1])

    assert "last updated 2 Jul 2011, 10:05" in page(person, project).text
    assert "2011-07-02 10:05" in facts


def test_days_after_the_last_report_are_marked(person):
    assert "Nothing has been reported after" in page(person, make.project(), "2011-07-01").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as_of=banana", "Enter the date as 2011-06-30."),
        ("as_of=2010-12-31", "begins on 1 January 2011"),
        ("scope=zz", "There is no such coverage"),
        ("programme=none", "There is no such programme"),
    ],
)
def test_a_wrong_address_is_refused_in_a_sentence(person, query, sentence):
    make.project(code="A", name="病房楼")

    response = person.get(f"/projects/A/?{query}")

    assert response.status_code == 400
    assert sentence in words(response)
    assert "病房楼" not in words(response)


@pytest.mark.both
@pytest.mark.parametrize(
    "code",
    ["B", "a", quote("项目"), "%00", "A%00", "%ff%fe", "<svg>", "A" * 5000, "A'", "%25", "A/A"],
)
def test_an_unknown_code_is_no_page(person, code):
    make.project(code="A")

    response = person.get(f"/projects/{code}/")

    assert response.status_code == 404
    assert "There is no such page" in words(response)


# Three are of warnings: the subject, the rules, and its tasks; one is of comments. Of three
# tranches, the latest entries of the history name one kind of row less.
@pytest.mark.parametrize(("number", "queries"), [(1, 35), (3, 34)])
def test_queries_do_not_grow_with_tranches_and_transfers(
    person, django_assert_num_queries, number, queries
):
    project = make.project()
    colleague = make.user()
    for _ in range(number):
        tranche = make.tranche(project)
        make.suspension(project, starts_on=date(2011, 5, tranche.number % 28 + 1))
        wrong = make.transfer(project, tranche=tranche, recorded_by=colleague)
        make.transfer(project, tranche=tranche, amount=-100, reverses=wrong)
        project.partner_pairings.add(make.pairing())
    # The kinds of rows that a history is about are asked for once in the life of a process.
    ContentType.objects.get_for_models(*apps.get_models())

    with django_assert_num_queries(queries):
        assert page(person, project).text.count("reverses the transfer of") == number
