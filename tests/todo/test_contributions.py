"""Contributions that wait: for their reviewers, and returned ones for whoever enters them."""

from datetime import date

import pytest
from django.utils.translation import override

from reports.todo.mails import lines
from reports.todo.reminders import kinds_to_remind_of
from reports.todo.waiting import count_waiting
from reports.todo.work import pieces, work
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
MONDAY = date(2013, 9, 2)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def edge():
    return make.pairing()


def listed(person):
    items = work(person, on=MONDAY)
    assert count_waiting(person, on=MONDAY) == pieces(items)
    return items


def test_what_was_submitted_waits_for_the_reviewers_of_a_party_but_its_author(edge):
    reviewers = [make.member("reviewer", party) for party in (edge.supporter, edge.recipient)]
    author = make.member("reviewer", edge.recipient)
    make.contribution(pairing=edge, state="submitted", entered_by=author)
    make.contribution(scheme=edge.scheme, state="submitted", entered_by=author)
    make.contribution(state="submitted", pairing=make.pairing(scheme=make.scheme("OTHER")))

    for reviewer in reviewers:
        (item,) = listed(reviewer)
        assert (item.title, item.n, item.pieces) == ("Review contributions", 2, 2)
        assert item.address == "/contributions/review/"
    assert listed(author) == []


def test_what_was_returned_waits_for_the_recorders_with_its_reason_in_the_mail(edge):
    recorder = make.member("recorder", edge.supporter)
    fields = {"ref": "C-1", "title": "图书", "state": "returned", "return_reason": "人数不对"}
    make.contribution(pairing=edge, **fields)

    (item,) = listed(recorder)

    assert (item.title, item.quote) == ("Returned: 图书 (C-1)", "人数不对")
    assert item.address == "/contributions/C-1/change/"
    mail = lines(recorder, [item], [], on=MONDAY)
    assert mail[:2] == ["1 contribution was returned.", "Returned: 图书 (C-1) — 人数不对"]


def test_many_that_were_returned_are_one_item(edge):
    for _n in range(13):
        make.contribution(pairing=edge, state="returned")

    (item,) = listed(make.member("recorder", edge.recipient))

    assert (item.title, item.n) == ("Returned contributions", 13)
    assert item.address == "/contributions/?state=returned"


def test_on_mondays_mails_tell_of_contributions_without_any_month():
    assert {"aid returned", "aid review"} <= kinds_to_remind_of(on=MONDAY)
