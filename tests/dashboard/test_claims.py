"""Leaders see verified figures; beside them the claims that wait, and on request with them."""

from datetime import date

import pytest

from tests import make
from tests.cast.office import WAN, Office
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db


def office():
    cast = Office()
    make.reporting_unit(make.reporting_row(cast.prefecture))
    return cast


def test_a_claim_that_waits_is_counted_and_moves_no_figure(client):
    waiting = office()
    before = words(reader(client).get("/overview/?as_of=2011-07-31"))
    waiting.enter()
    waiting.submit()

    page = words(client.get("/overview/?as_of=2011-07-31"))

    assert "Verified reports only; 1 more awaits review" in page
    assert "0 / 1 projects" in page
    assert "is awaiting review" not in before


def test_on_request_the_figures_are_shown_with_the_claims(client):
    waiting = office()
    waiting.another_project()
    waiting.enter()
    waiting.submit()

    page = words(reader(client).get("/overview/?claims=with"))

    assert "Including reports awaiting review" in page
    assert "as of 31 July 2011" in page
    assert "0.0 → 50.0" in page
    assert "0.0 → 16.7" in page


def test_the_figures_with_claims_are_those_after_verification(client):
    waiting = office()
    waiting.enter()
    report = waiting.submit()
    with_claims = words(reader(client).get("/overview/?claims=with"))

    waiting.verify(report)

    page = words(client.get("/overview/?as_of=2011-07-31"))
    assert "→ 100.0" in with_claims
    assert "100.0" in page
    assert "is awaiting review" not in page


def test_an_unknown_wish_is_refused(client):
    office()

    assert reader(client).get("/overview/?claims=all").status_code == 400


def test_a_draft_is_no_claim_that_waits(client):
    waiting = office()
    waiting.enter()

    assert "is awaiting review" not in words(reader(client).get("/overview/"))


def test_a_claim_that_cancels_takes_its_money_out_of_the_rate(client):
    waiting = office()
    waiting.another_project()
    make.transfer(waiting.project, 300 * WAN, on=date(2011, 6, 10))
    waiting.enter(stage="cancelled", started_on=None, cancelled_on=date(2011, 7, 10), note="取消")
    waiting.submit()

    page = words(reader(client).get("/overview/?claims=with"))

    assert "16.7 → 0.0" in page


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_claims(client, django_assert_num_queries, number):
    waiting = office()
    for _n in range(number):
        project = waiting.another_project()
        make.status_report(project, waiting.month, state="submitted", disbursed_to_date=5)
    reader(client)

    with django_assert_num_queries(30):
        assert client.get("/overview/?claims=with").status_code == 200
