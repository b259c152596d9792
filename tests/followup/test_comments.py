"""Comments on projects, monthly reports and tasks: on their pages, and by whom."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from pairings.models import Role
from reports.models import Comment
from tests import make
from tests.cast.office import MONTH, Office, as_
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
PROJECT, ON_PROJECT = "/projects/OWN/", "/follow-up/projects/OWN/comments/"
REVIEW = f"{MONTH}review/"


@pytest.fixture
def office():
    office = Office(code="OWN")
    claim = {"physical_progress": Decimal(1), "disbursed_to_date": Decimal(0)}
    office.report = make.status_report(office.project, office.month, state="submitted", **claim)
    office.on_report = f"/follow-up/reports/{office.report.pk}/comments/"
    office.leader = make.member(Role.LEADER, office.prefecture)
    office.task = make.task(project=office.project, responsible=office.prefecture)
    office.on_task = f"{office.task.get_absolute_url()}comments/"
    return office


def subjects(office) -> dict[str, tuple[str, str]]:
    """By kind: the page of a subject, and where comments on it are posted."""
    return {
        "project": (PROJECT, ON_PROJECT),
        "report": (office.report.get_absolute_url(), office.on_report),
        "task": (office.task.get_absolute_url(), office.on_task),
    }


@pytest.mark.parametrize("kind", ["project", "report", "task"])
def test_a_comment_stands_on_the_page_of_its_subject(client, office, kind):
    page_url, url = subjects(office)[kind]

    answer = as_(client, office.recorder).post(url, {"text": "请核对\n开工日期", "key": uuid4()})

    assert answer.url == f"{page_url}#comments"
    page = client.get(page_url)
    assert "请核对<br>开工日期" in page.content.decode()
    assert f"· {office.recorder.username}" in words(page)
    assert f'action="{url}"' in page.content.decode()


@pytest.mark.parametrize("kind", ["project", "report", "task"])
def test_the_same_form_posted_twice_makes_one_comment(client, office, kind):
    _page_url, url = subjects(office)[kind]
    form = {"text": "请核对", "key": uuid4()}

    answers = [as_(client, office.recorder).post(url, form) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Comment.objects.get().text == "请核对"


def test_a_form_that_was_used_for_something_else_adds_nothing_and_loses_nothing(client, office):
    form = {"text": "请核对", "key": uuid4()}
    as_(client, office.recorder).post(ON_PROJECT, form)

    page = client.post(office.on_report, form | {"text": "另一条"})

    assert "This form has already been used" in words(page)
    assert "另一条</textarea>" in page.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Enter the comment."),
        (" \n ", "Enter the comment."),
        ("长" * 1001, "Ensure this value has at most 1000 characters (it has 1001)."),
    ],
)
def test_a_text_that_cannot_be_added_is_answered_by_a_sentence_and_stays(
    client, office, text, sentence
):
    page = as_(client, office.recorder).post(ON_PROJECT, {"text": text, "key": uuid4()})

    assert sentence in words(page)
    assert f"{text.strip()}</textarea>" in page.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("kind", ["project", "report", "task"])
def test_out_of_reach_there_is_no_page_and_nothing_is_added(client, office, kind):
    _page_url, url = subjects(office)[kind]
    stranger = as_(client, make.member(Role.RECORDER, make.prefecture()))

    answers = [stranger.get(url), stranger.post(url, {"text": "请核对", "key": uuid4()})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Comment.objects.exists()


@pytest.mark.parametrize("kind", ["project", "report", "task"])
def test_an_auditor_reads_the_comments_and_adds_none(client, office, kind):
    page_url, url = subjects(office)[kind]
    as_(client, office.recorder).post(url, {"text": "请核对", "key": uuid4()})
    auditor = as_(client, make.auditor())

    pages = [auditor.get(page_url), auditor.get(url)]
    refusal = auditor.post(url, {"text": "另一条", "key": uuid4()})

    for page in pages:
        assert "请核对" in words(page)
        assert 'name="text"' not in page.content.decode()
    assert "You can read this but take no part in it." in words(refusal)
    assert Comment.objects.count() == 1


def test_whoever_takes_part_may_comment(client, office):
    people = [office.recorder, office.reviewer, office.leader, office.administrator]

    for person in people:
        as_(client, person).post(ON_PROJECT, {"text": "请核对", "key": uuid4()})

    assert [comment.by for comment in Comment.objects.all()] == people


def test_the_page_of_a_project_has_those_on_its_reports_with_their_month(client, office):
    make.comment(report=office.report, text="金额偏大")
    make.comment(task=office.task, text="限期答复")
    make.comment(make.project(code="OTHER"), text="另一项目")

    page = as_(client, office.recorder).get(PROJECT)

    assert "report of 2011-07 金额偏大" in words(page)
    assert f'href="{office.report.get_absolute_url()}"' in page.content.decode()
    assert "限期答复" not in words(page)
    assert "另一项目" not in words(page)


def test_what_was_written_after_the_day_of_the_page_stands_apart(client, office):
    make.comment(office.project, text="早", at=datetime(2011, 6, 29, tzinfo=UTC))
    # By the clock of the office it is July.
    make.comment(office.project, text="晚", at=datetime(2011, 6, 30, 17, tzinfo=UTC))

    page = words(as_(client, office.recorder).get(f"{PROJECT}?as_of=2011-06-30"))

    page = page[page.index("Comments") :]
    assert page.index("早") < page.index("Since then, after 30 June 2011") < page.index("晚")


def test_of_many_comments_the_latest_stand_on_the_page_and_all_in_their_list(client, office):
    for n in range(21):
        make.comment(office.project, text=f"第{n}条")

    page = as_(client, office.recorder).get(PROJECT)

    assert "第0条" not in words(page)
    assert words(page).index("第1条") < words(page).index("第20条")
    assert f'<a href="{ON_PROJECT}">Earlier comments</a>' in page.content.decode()
    every = words(client.get(ON_PROJECT))
    assert every.index("第20条") < every.index("第0条")


def test_a_report_under_review_has_its_comments_and_leads_back(client, office):
    for n in range(4):
        make.comment(report=office.report, text=f"第{n}条")
    reviewer = as_(client, office.reviewer)

    page = reviewer.get(REVIEW)

    assert "第0条" not in words(page)
    assert f"第3条 Comments: 4 · {office.project.label}" in words(page)
    back = f"?next={REVIEW.replace('/', '%2F')}%23r-{office.report.pk}"
    assert f'href="{office.on_report}{back}"' in page.content.decode()
    answer = reviewer.post(office.on_report + back, {"text": "已核对", "key": uuid4()})
    assert answer.url == f"{REVIEW}#r-{office.report.pk}"


def test_comments_do_not_lead_off_the_site(client, office):
    url = f"{ON_PROJECT}?next=https://example.org/"

    answer = as_(client, office.recorder).post(url, {"text": "请核对", "key": uuid4()})

    assert answer.url == f"{PROJECT}#comments"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("project", 29), ("review", 26), ("report", 18), ("task", 14), ("list", 9)],
)
def test_a_page_takes_the_same_queries_for_one_comment_and_for_three(
    client, office, django_assert_num_queries, name, queries, number
):
    addresses = {kind: page_url for kind, (page_url, _url) in subjects(office).items()}
    address = (addresses | {"review": REVIEW, "list": ON_PROJECT})[name]
    for _n in range(number):
        make.comment(office.project)
        make.comment(report=office.report)
        make.comment(task=office.task)
    person = as_(client, office.reviewer)

    with django_assert_num_queries(queries):
        person.get(address)
