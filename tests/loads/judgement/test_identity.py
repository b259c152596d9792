"""The code, the name beside it, the month in the title: what does not agree is asked about."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from projects.models import Project
from reports.loads.examining import examine
from reports.loads.kinds.month.plan import STATUS
from reports.loads.kinds.transfers.plan import TRANSFERS
from reports.loads.names.periods import Period, stated_periods
from tests import make
from tests.cast.office import Office
from tests.tools.sheets import csv_file, xlsx_file

HEAD = "项目编号,项目名称,支援方,受援方,形象进度(%)"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def office(db):
    office = Office(code="ONE", name="和田市第一小学", started_on="2011-05-01")
    office.another_project(code="TWO", name="和田市第二小学", started_on="2011-05-01")
    return office


def look(office, content, name="七月.csv", month_of_file="2011-07-01", **answers):
    choices = {"month": month_of_file, "answers": answers}
    return examine(STATUS, content, name, user=office.recorder, choices=choices)


def row(office, code, name=None, supporter=None, recipient=None):
    project = office.project
    pairing = project.lead_pairing
    return [code, name, supporter or pairing.supporter.label, recipient, 20]


def codes(preview) -> list[str]:
    return [question.code for question in preview.questions]


def test_names_that_slipped_by_a_row_are_asked_about_once(office):
    rows = [
        ["ONE", "和田市第二小学", None, None, 20],
        ["TWO", "和田市第三小学分校", None, None, 9],
    ]
    content = csv_file(HEAD, *rows)

    preview = look(office, content)

    (question,) = preview.questions
    assert (question.code, question.where) == ("identity", "七月 B2")
    assert "ONE is “和田市第一小学”, but “和田市第二小学” beside it is TWO." in question.sentence
    assert not preview.can_be_accepted
    by_code = look(office, content, identity="code")
    assert (by_code.can_be_accepted, by_code.plan.counts) == (True, counts(2))
    assert look(office, content, identity="leave").plan.counts == counts(1)


def test_names_that_are_right_take_their_rows_along(office):
    rows = [["ONE", "和田市第二小学", None, None, 20], ["TWO", "和田市第一小学", None, None, 9]]

    preview = look(office, csv_file(HEAD, *rows), identity="name")

    progress = {row["project_id"]: row["physical_progress"] for row in created(preview)}
    two = Project.objects.get(code="TWO")
    assert progress == {office.project.pk: 9, two.pk: 20}


def test_a_name_brings_in_a_project_that_the_file_does_not_name_by_code(office):
    content = csv_file(HEAD, ["ONE", "墨玉县医院", None, None, 20])
    office.another_project(code="THREE", name="墨玉县医院", started_on="2011-05-01")

    preview = look(office, content, identity="name")

    (row,) = created(preview)
    assert row["project_id"] == Project.objects.get(code="THREE").pk


def created(preview) -> list[dict]:
    return list(preview.plan.batches[0].rows())


def counts(created: int) -> dict:
    return {"projects.StatusReport": {"created": created, "changed": 0, "unchanged": 0}}


@pytest.mark.parametrize(
    "name", ["和田市第一小学", "第一小学", "和田市 第一小学（二期）", "x", None]
)
def test_a_name_that_may_be_the_projects_is_not_asked_about(office, name):
    assert codes(look(office, csv_file(HEAD, ["ONE", name, None, None, 20]))) == []


def test_another_party_beside_the_code_is_asked_about(office):
    other = make.county(name="洛浦县", short_name="洛浦")

    preview = look(office, csv_file(HEAD, ["ONE", None, None, other.name, 20]))

    assert codes(preview) == ["identity"]
    own = office.project.lead_pairing
    for text in (own.recipient.name, own.recipient.label, own.recipient.row_organisation.name):
        assert (
            codes(look(office, csv_file(HEAD, ["ONE", None, own.supporter.name, text, 20]))) == []
        )


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("和田地区2011年6月项目进度表", True),
        ("统计截止日期：2011年6月30日", True),
        ("2012年7月项目进度表", True),
        ("2010年项目进度表", True),
        ("和田地区2011年7月项目进度表", False),
        ("2011年1-7月项目进度表", False),
        ("2011年度项目进度表", False),
        ("填表日期：2011年8月5日", False),
        ("项目进度表", False),
    ],
)
def test_a_title_of_another_month_than_was_chosen_is_asked_about(office, title, is_asked):
    content = csv_file([title], HEAD, ["ONE", None, None, None, 20])

    assert codes(look(office, content)) == (["month"] if is_asked else [])


@pytest.mark.parametrize("title", ["和田地区2011年6月项目进度表", "和田地区2011年7月项目进度表"])
def test_a_month_in_the_title_is_offered_where_none_was_chosen(office, title):
    make.reporting_month(office.project.programme, month=date(2011, 6, 1))
    content = csv_file([title], HEAD, ["ONE", None, None, None, 20])

    preview = look(office, content, month_of_file=None)

    (question,) = preview.questions
    assert (question.code, preview.problems) == ("month", [])
    assert [reading.value for reading in question.readings] == ["stated", "leave"]
    assert f"says 2011-0{title[9]}" in question.sentence
    answered = look(office, content, month_of_file=None, month="stated")
    assert answered.can_be_accepted
    ((claim,),) = [answered.plan.carried]
    assert claim.row.month.month == date(2011, int(title[9]), 1)


def test_without_a_whole_month_in_the_title_the_month_is_missing(office):
    content = csv_file(["2011年项目进度表"], HEAD, ["ONE", None, None, None, 20])

    preview = look(office, content, month_of_file=None)

    assert (codes(preview), len(preview.problems)) == ([], 1)


def test_each_sheet_has_its_own_month_and_those_of_others_can_be_left_out(office):
    rows = [["项目编号", "形象进度(%)"], ["ONE", 20]]
    content = xlsx_file(**{"6月": rows, "7月": [rows[0], ["ONE", 30]]})

    assert codes(look(office, content, "a.xlsx")) == ["month"]
    preview = look(office, content, "a.xlsx", month="leave")
    assert preview.can_be_accepted
    ((*_rest,),) = preview.plan.batches[0].created
    assert preview.plan.counts == counts(1)


def test_the_name_beside_a_code_of_a_transfer_is_compared_too(db):
    project = make.project(code="OWN", name="和田市第一小学", planned_aid=10_000_000)
    recorder = make.member("recorder", project.lead_pairing.recipient.row_organisation)
    content = csv_file(
        "资金环节,项目编号,项目名称,拨付日期,拨付金额(万元)",
        "到位,OWN,墨玉县人民医院,2011-07-15,100",
    )

    preview = examine(TRANSFERS, content, "资金.csv", user=recorder)

    assert codes(preview) == ["identity"]


@given(
    st.integers(1990, 2060), st.integers(1, 12), st.sampled_from(["{}年{}月", "{}.{}", "{}-{:02}"])
)
def test_a_year_and_a_month_are_found_in_any_title(year, month, form):
    title = f"某地区{form.format(year, month)}进度表"

    assert stated_periods([title]) == [Period(year, month)]


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("上海市对口支援和田地区项目进度表", True),
        ("上海市2011年对口支援项目", True),
        ("北京市对口支援和田地区项目进度表", False),
        ("各省市对口支援和田地区项目进度表", False),
        ("北京市、上海市对口支援项目进度表", False),
        ("项目进度表", False),
    ],
)
def test_a_title_that_names_another_supporter_is_asked_about(office, title, is_asked):
    own = office.project.lead_pairing.supporter
    own.name, own.short_name = "北京市", "北京"
    own.save()
    make.pairing(supporter=make.supporter("SH", name="上海市", short_name="上海"))
    content = csv_file([title], HEAD, ["ONE", None, None, None, 20])

    preview = look(office, content)

    assert codes(preview) == (["supporter"] if is_asked else [])
    if is_asked:
        (question,) = preview.questions
        assert [reading.value for reading in question.readings] == ["row", "leave"]
        assert "The title names 上海" in question.sentence
        assert look(office, content, supporter="row").can_be_accepted
        assert look(office, content, supporter="leave").plan.counts == counts(0)
