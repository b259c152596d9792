"""Aid that is not money on the page of a pairing: its own, and apart from it that of the scheme."""

import pytest
from django.utils.translation import override

from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import Page, reader, words

pytestmark = [pytest.mark.django_db]
CITIES = "/pairings/SX-UNIONS-CITIES/"


@pytest.fixture
def auditor(client, drawn):
    return reader(client)


def test_a_pairing_shows_its_own_and_apart_what_the_scheme_gave_as_a_whole(auditor):
    page = words(auditor.get(CITIES))

    assert "Other aid: training and visit 450 person-times" in page
    assert "Other aid of the whole scheme: 职工自营经济多元增收示范项目 782" in page
    assert "never added to one" in page


def test_a_pairing_without_money_has_no_frame_of_money(auditor):
    response = auditor.get(CITIES)

    assert "pace" not in response.context
    assert "No matching projects" not in words(response)
    assert "No programme has been imported" not in words(response)


def test_a_number_opens_its_rows(auditor):
    links = [address for address, _text in Page(auditor.get(CITIES)).links]

    assert (
        "/contributions/?scheme=SX-UNIONS&pairing=SX-UNIONS-CITIES&as_of=2013-12-31"
        "&form=goods&unit=book"
    ) in links


def test_in_the_middle_of_the_year_all_is_under_way(auditor):
    page = words(auditor.get(f"{CITIES}?as_of=2013-06-30"))

    assert "Other aid: 3 items under way" in page


def test_a_day_after_the_last_is_said_and_one_before_the_first_refused(auditor):
    after = words(auditor.get(f"{CITIES}?as_of=2014-06-30"))
    before = auditor.get(f"{CITIES}?as_of=2010-06-30")

    assert "Nothing has been reported after 31 December 2013" in after
    assert before.status_code == 400
    assert "begins on 1 January 2011" in words(before)


def test_a_file_says_the_same(auditor):
    file = book(auditor, CITIES)

    assert "捐赠图书12000余册" in words_of(file["Other aid"])
    assert "带动职工782户" in words_of(file["Other aid of the whole scheme"])


def test_a_pairing_with_money_and_no_other_aid_says_nothing_of_it(auditor):
    response = auditor.get("/pairings/653200/")

    assert response.context["aids"] == []


def test_what_another_pairing_gave_is_not_seen_by_a_party(client, drawn):
    contribution = make.given(7, title="别人的培训", scheme=make.scheme("UNI-2001"))
    other, own = (make.pairing(scheme=contribution.contribution.scheme) for _n in range(2))
    contribution.contribution.pairing = other
    contribution.contribution.save()
    client.force_login(make.member(organisation=own.supporter))

    with override("en"):
        page = client.get(own.get_absolute_url()).content.decode()

    assert "别人的培训" not in page
    assert "共同承担省部级以上科研项目" in page
