"""The page of what waits for review: page by page, nothing left out in silence."""

import pytest

from projects.contributions.entry.rights import may_review
from projects.contributions.pages.review import A_PAGE, waiting_for_review
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
URL = "/contributions/review/"


@pytest.fixture
def edge():
    return make.pairing()


@pytest.fixture
def reviewer(client, edge):
    user = make.member("reviewer", edge.recipient)
    client.force_login(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return user


def test_more_than_a_page_is_on_the_next_one(client, edge, reviewer):
    for n in range(A_PAGE + 3):
        make.contribution(pairing=edge, state="submitted", ref=f"W-{n:02}", title=f"第{n:02}项")

    first, second = words(client.get(URL)), words(client.get(f"{URL}?page=2"))

    assert f"1–{A_PAGE} of {A_PAGE + 3}" in first
    assert "第00项" in first and "第22项" not in first
    assert "第22项" in second
    assert client.get(f"{URL}?page=3").status_code == 400


def test_what_the_reader_decides_on_stands_first(client, edge, reviewer):
    own = make.contribution(pairing=edge, state="submitted", entered_by=reviewer)
    other = make.contribution(pairing=edge, state="submitted")

    rows = list(waiting_for_review(reviewer))

    assert [(row.ref, row.is_decidable) for row in rows] == [(other.ref, True), (own.ref, False)]
    assert [may_review(reviewer, row) for row in rows] == [True, False]


def test_it_is_narrowed_by_scheme_and_form_and_stays_so_after_a_decision(client, edge, reviewer):
    visit = make.contribution(pairing=edge, state="submitted", form="visit", title="互访一")
    make.contribution(pairing=edge, state="submitted", form="goods", title="图书一")
    narrowed = f"scheme={edge.scheme.code}&form=visit"

    page = words(client.get(f"{URL}?{narrowed}"))
    values = {"version": 1, "do": "verify", "from": "review", "query": narrowed}
    answer = client.post(f"/contributions/{visit.ref}/decision/", values)

    assert "互访一" in page and "图书一" not in page
    assert answer.url == f"{URL}?{narrowed}"
    assert "No contribution matches the filter" in words(client.get(answer.url))
    assert client.get(f"{URL}?form=parties").status_code == 400


def test_observations_that_are_not_listed_are_counted(client, edge, reviewer):
    recorder = make.user()
    for _n in range(A_PAGE + 2):
        make.observation(organisation=edge.recipient, provenance="recorded", entered_by=recorder)

    assert "2 more follow once these are verified." in words(client.get(URL))


@pytest.mark.parametrize("n", [1, 3])
def test_it_takes_as_many_queries_for_three_as_for_one(
    client, edge, reviewer, django_assert_num_queries, n
):
    for _row in range(n):
        make.quantity(make.contribution(pairing=edge, state="submitted"))

    with django_assert_num_queries(QUERIES):
        client.get(URL)


QUERIES = 13
