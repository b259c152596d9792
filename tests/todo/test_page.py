"""The page of what is one's own to do, and where the day begins."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from aidtrack.values import formats
from tests import make
from tests.cast.office import MONTH, Office, as_
from tests.tools.navigating import HEADER, navigations
from tests.tools.reading import Page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
ADDRESS = "/to-do/"


@pytest.fixture
def office(db):
    return Office()


def counted(response) -> str:
    """What stands beside the first group of the navigation; empty: nothing."""
    header = HEADER.search(response.content.decode())[1]
    count = re.search(r'<span class="nav-count">(.*?)</a>', header, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", count[1]).split()) if count else ""


def test_the_page_says_what_waits_why_until_when_and_where_to_go(client, office):
    make.status_report(
        office.project, office.month, state="returned", return_reason="进度与照片不符。"
    )
    office.another_project()

    response = as_(client, office.recorder).get(ADDRESS)

    text = words(response)
    assert "days overdue: 1 report was returned; 1 report is to be filled in." in text
    assert "2011年计划 2011-07 is due on 6 August 2011, " in text
    assert "<strong>1</strong> report was returned" in response.content.decode()
    assert "进度与照片不符。" in text
    assert "2 due: returned 1, not started 1." in text
    assert "days overdue" in text
    assert "/months/2011-plan/2011-07/entry/" in response.content.decode()
    assert text.count("Overdue") == 1
    assert "Due this week" not in text


def test_a_month_to_fill_says_how_many_rows_have_nothing_to_ask_and_leads_to_them(client, office):
    office.another_project()
    office.another_project(planned_start_on=date(2011, 4, 15))
    make.status_report(office.another_project(), office.month)

    response = as_(client, office.recorder).get(ADDRESS)

    assert "2 rows have nothing to ask: report them as no change" in words(response)
    assert "/months/2011-plan/2011-07/unchanged/" in response.content.decode()


def test_a_section_has_one_primary_button(client, office):
    for _number in range(3):
        make.status_report(office.another_project(), office.month, state="returned")

    page = as_(client, office.recorder).get(ADDRESS).content.decode()

    assert page.count('<ol class="todo-list">') == 1
    assert page.count('data-kind="primary"') == 1


def test_the_navigation_counts_what_the_page_lists_and_says_of_what(client, office):
    reviewer = as_(client, office.reviewer)
    assert counted(reviewer.get(ADDRESS)) == ""
    for n in range(1, 3):
        make.status_report(office.another_project(), office.month, state="submitted")
        response = reviewer.get("/projects/")
        noun = "piece of work waits" if n == 1 else "pieces of work wait"
        assert counted(response) == f"{n} {noun} for you"
    assert "2 pieces of work wait for you" in words(reviewer.get(ADDRESS))


def test_nobody_who_only_reads_is_offered_the_page(client, office):
    leader = as_(client, make.member("leader", office.prefecture))

    response = leader.get(ADDRESS)

    assert counted(response) == ""
    assert "For you to do" not in [link.text for link in navigations(response)["Main"]]
    assert "Your roles read only" in words(response)


def test_with_nothing_to_do_it_says_why_and_what_comes_next(client, office):
    due_on = timezone.localdate() + timedelta(days=9)
    office.month.due_on = due_on
    office.month.save()
    reviewer = as_(client, office.reviewer)

    with override("en"):
        text = words(reviewer.get(ADDRESS))
        next_day = formats.day(due_on)

    assert "Nothing waits for you" in text
    assert "What you could do is done, or waits for others." in text
    assert f"Next day: {next_day}, 2011年计划 2011-07 is due." in text


def test_without_an_open_month_it_says_so(client):
    recorder = make.member("recorder", make.prefecture())

    assert "No month is open for reports." in words(as_(client, recorder).get(ADDRESS))


def test_beside_it_stand_the_states_of_the_month_and_what_became_of_ones_entries(client, office):
    office.reviewer.last_name, office.reviewer.first_name = "王", "芳"
    office.reviewer.save()
    office.whole_round()

    text = words(as_(client, office.recorder).get(ADDRESS))

    assert "verified 1 due in all 1" in text
    links = Page(as_(client, office.recorder).get(ADDRESS)).links
    assert (f"{MONTH}entry/?state=verified", ["verified"]) in links
    assert "王芳 verified 1 report" in text


@pytest.mark.parametrize("role", ["recorder", "reviewer", "administrator"])
def test_the_day_of_whoever_works_begins_here(client, role):
    response = as_(client, make.member(role)).get("/")

    assert (response.status_code, response["Location"]) == (302, ADDRESS)


@pytest.mark.parametrize("role", ["recorder", "leader"])
def test_an_address_with_a_day_leads_everybody_to_the_overview(client, role):
    response = as_(client, make.member(role)).get("/?as_of=2011-05-31&scope=all")

    assert response["Location"] == "/overview/?as_of=2011-05-31&scope=all"


def cost(client, person, django_assert_max_num_queries):
    as_(client, person)
    with django_assert_max_num_queries(200) as queries:
        client.get(ADDRESS)
    return len(queries)


@pytest.mark.parametrize("who", ["recorder", "reviewer", "administrator"])
def test_more_items_take_no_more_queries(client, office, who, django_assert_max_num_queries):
    for state in ("returned", "submitted"):
        make.status_report(office.another_project(), office.month, state=state)
    person = getattr(office, who)
    cost(client, person, django_assert_max_num_queries)
    with_one = cost(client, person, django_assert_max_num_queries)
    for _number in range(2):
        for state in ("returned", "submitted"):
            make.status_report(office.another_project(), office.month, state=state)

    assert cost(client, person, django_assert_max_num_queries) == with_one <= 40


def test_of_many_returned_reports_the_commonest_reasons_stand_and_how_many_others(client, office):
    for n in range(14):
        make.status_report(
            office.another_project(),
            office.month,
            state="returned",
            return_reason=f"理由{min(n, 8)}",
        )

    text = words(as_(client, office.recorder).get(ADDRESS))

    assert "理由8 (6)" in text
    assert "and 6 other reasons" in text
