"""Observations that wait: for their reviewers, and returned ones for whoever enters them."""

from datetime import date

import pytest
from django.utils import timezone
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


def recorded(edge, **fields):
    values = {"provenance": "recorded", "entered_by": make.user(), "pairing": edge, **fields}
    return make.observation(**values)


def returned(edge, **fields):
    decision = {"reviewed_by": make.user(), "reviewed_at": timezone.now()}
    return recorded(edge, return_reason="口径不符", **decision, **fields)


def test_what_was_entered_waits_for_the_reviewers_of_a_party_but_its_author(edge):
    author = make.member("reviewer", edge.recipient)
    recorded(edge, entered_by=author)
    recorded(edge, pairing=None, scheme=edge.scheme, entered_by=author)
    recorded(make.pairing(scheme=make.scheme("OTHER")))

    for party in (edge.supporter, edge.recipient):
        (item,) = listed(make.member("reviewer", party))
        assert (item.title, item.n, item.pieces) == ("Review observations", 2, 2)
        assert item.address == "/contributions/review/"
    assert listed(author) == []


def test_what_was_returned_waits_for_the_recorders_with_its_reason_in_the_mail(edge):
    recorder = make.member("recorder", edge.supporter)
    row = returned(edge, ref="O-A")

    (item,) = listed(recorder)

    assert item.quote == "口径不符"
    assert item.address == f"/indicators/{row.indicator.code}/new/?replaces=O-A"
    mail = lines(recorder, [item], [], on=MONDAY)
    assert mail[0] == "1 observation was returned."
    assert mail[1].endswith("(O-A) — 口径不符")


def test_it_waits_no_longer_once_another_was_entered_in_its_place(edge):
    row = returned(edge)
    recorded(edge, indicator_=row.indicator, replaces=row)

    assert listed(make.member("recorder", edge.recipient)) == []


def test_many_that_were_returned_are_one_item(edge):
    for _n in range(13):
        returned(edge)

    (item,) = listed(make.member("recorder", edge.recipient))

    assert (item.title, item.n) == ("Returned observations", 13)


def test_on_mondays_mails_tell_of_observations_without_any_month():
    assert {"observation returned", "observation review"} <= kinds_to_remind_of(on=MONDAY)
