"""Leaders see verified figures; beside them the claims that wait, and on request with them."""

import pytest

from tests import make
from tests.cast.office import Office
from tests.reading import reader, words

pytestmark = pytest.mark.django_db


def office():
    found = Office()
    make.reporting_unit(make.reporting_row(found.prefecture))
    return found


def test_a_claim_that_waits_is_counted_and_moves_no_figure(client):
    waiting = office()
    before = words(reader(client).get("/?as_of=2011-07-31"))
    waiting.enter()
    waiting.submit()

    page = words(client.get("/?as_of=2011-07-31"))

    assert "1 claim waits for review" in page
    assert "0 / 1 projects" in page
    assert "waits for review" not in before


def test_on_request_the_figures_are_shown_with_the_claims(client):
    waiting = office()
    waiting.another_project()
    waiting.enter()
    waiting.submit()

    page = words(reader(client).get("/?claims=with"))

    assert "With the claims that wait for review" in page
    assert "as of 2011-07-31" in page
    assert "0.0 → 50.0" in page
    assert "0.0 → 16.7" in page


def test_the_figures_with_claims_are_those_after_verification(client):
    waiting = office()
    waiting.enter()
    report = waiting.submit()
    with_claims = words(reader(client).get("/?claims=with"))

    waiting.verify(report)

    page = words(client.get("/?as_of=2011-07-31"))
    assert "→ 100.0" in with_claims
    assert "100.0" in page
    assert "waits for review" not in page


def test_an_unknown_wish_is_refused(client):
    office()

    assert reader(client).get("/?claims=all").status_code == 400


def test_a_draft_is_no_claim_that_waits(client):
    waiting = office()
    waiting.enter()

    assert "waits for review" not in words(reader(client).get("/"))
