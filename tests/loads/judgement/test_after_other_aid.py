"""The page of an accepted file of contributions or observations leads to what comes next."""

import pytest
from django.utils.translation import override

from reports.loads.kinds.contributions.plan import CONTRIBUTIONS
from reports.loads.kinds.observations.plan import OBSERVATIONS
from reports.loads.loading import accept, preview
from reports.loads.undoing import undo
from tests import make
from tests.cast.unions import Unions
from tests.tools.reading import words
from tests.tools.sheets import csv_file

pytestmark = pytest.mark.django_db
TRAINING = ",U-1,培训,培训,2013年5月,182人次,,总结"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def unions():
    return Unions()


def page_of(client, load, user) -> str:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(load.get_absolute_url())


def test_drafts_lead_to_the_list_of_drafts(client, unions):
    load = unions.load(TRAINING)

    page = page_of(client, load, unions.recorder)

    assert "1 contribution: 工会对口支援, draft See the drafts" in words(page)
    address = "/contributions/?scheme=UNION&state=draft"
    assert address.replace("&", "&amp;") in page.content.decode()
    assert "UNION-2013-01" in words(client.get(address))


def test_submitted_rows_lead_a_reviewer_to_the_review(client, unions):
    load = unions.load(TRAINING, answers={"state": "submitted"})
    reviewer = make.auditor()
    make.membership(user=reviewer, organisation=unions.pairing.recipient, role="reviewer")

    assert "See what waits for a reviewer" in words(page_of(client, load, unions.recorder))
    page = page_of(client, load, reviewer)

    assert "Review them" in words(page)
    assert 'href="/contributions/review/"' in page.content.decode()


def test_observations_lead_to_their_indicator_and_say_that_they_wait(client, unions):
    make.indicator("income", name="户均增收", name_en="Income")
    content = csv_file("指标,对象,日期,数值,支援前或后", "户均增收,WJ,2013年,5000,支援后")
    load, _look = preview(OBSERVATIONS, content, "a.csv", user=unions.recorder)
    load = accept(OBSERVATIONS, load, user=unions.recorder)

    page = page_of(client, load, unions.recorder)

    assert "1 observation waits for a reviewer of a party before it counts." in words(page)
    assert "1 observation: Income See the indicator" in words(page)
    assert 'href="/indicators/income/"' in page.content.decode()


def test_a_load_that_was_taken_back_leads_nowhere(client, unions):
    load = unions.load(TRAINING)
    undo(CONTRIBUTIONS, load, user=unions.recorder)
    load.refresh_from_db()

    assert "What to do next" not in words(page_of(client, load, unions.recorder))
