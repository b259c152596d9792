"""Schemes are the first level of the list of pairings."""

import pytest

from tests import make
from tests.exports.files import book, words as words_of
from tests.tools.reading import Page, reader, words

pytestmark = pytest.mark.django_db
TABS = {"XJ-19", "SX-UNIONS", "HOSPITALS-2012", "UNI-2001"}


def tabs(response) -> set[str]:
    links = [address for address, _text in Page(response).links]
    return {address.removeprefix("?scheme=") for address in links if address.startswith("?scheme=")}


def listed_schemes(response) -> set[str]:
    return {row.record.scheme.code for row in response.context["table"].paginated_rows}


@pytest.fixture
def auditor(client, drawn):
    return reader(client)


def test_the_schemes_are_tabs_and_the_one_with_projects_comes_first(auditor):
    response = auditor.get("/pairings/")

    assert tabs(response) >= TABS
    assert listed_schemes(response) == {"XJ-19"}
    assert response.context["panels"]


@pytest.mark.parametrize("code", sorted(TABS - {"XJ-19"}))
def test_a_scheme_without_money_shows_what_was_given_and_no_chart(auditor, code):
    response = auditor.get(f"/pairings/?scheme={code}")

    assert listed_schemes(response) == {code}
    assert not response.context["panels"]
    assert "started" not in words(response)
    assert "Other aid: " in words(response)


def test_the_sentence_of_the_unions_stands_above_their_page(auditor):
    page = words(auditor.get("/pairings/?scheme=SX-UNIONS"))

    assert "By 31 December 2013: training and visit 450 person-times" in page
    assert "126 households (16.1%)" in page


def test_hospitals_on_a_day_have_people_in_post(auditor):
    page = words(auditor.get("/pairings/?scheme=HOSPITALS-2012&as_of=2012-06-30"))

    assert "By 30 June 2012: in post: 90–99 people; 10 items under way." in page


def test_in_chinese_the_sentence_is_of_the_glossary(client, drawn):
    page = words(reader(client, "zh-hans").get("/pairings/?scheme=SX-UNIONS"))

    assert "截至2013-12-31，培训、互访450人次；捐赠图书12,000余册；" in page


def test_a_programme_of_another_scheme_leads_to_the_scheme_on_its_own_day(auditor):
    address = "/pairings/?scheme=UNI-2001&programme=2011-plan&as_of=2011-06-30&q=大学"
    response = auditor.get(address)

    assert response.status_code == 302
    assert "programme" not in response.url
    assert "scheme=UNI-2001" in response.url


def test_a_programme_alone_leads_to_its_scheme(auditor):
    response = auditor.get("/pairings/?programme=hospital-2012")

    assert listed_schemes(response) == {"HOSPITALS-2012"}


def test_a_search_without_a_scheme_looks_in_all(auditor):
    response = auditor.get("/pairings/?scheme=")

    assert listed_schemes(response) == TABS
    assert not response.context["panels"]


def test_a_file_of_a_scheme_holds_what_was_given(auditor):
    file = book(auditor, "/pairings/?scheme=SX-UNIONS")

    assert "捐赠图书12000余册" in words_of(file["Other aid"])
    assert "Reporting units" not in file.sheetnames


def leader_of_a_university(client):
    pairing = make.pairing(scheme=make.scheme("UNI-2001"))
    client.force_login(make.member(organisation=pairing.recipient))
    return client


def test_a_leader_is_offered_the_schemes_of_their_own_pairings(client, drawn):
    response = leader_of_a_university(client).get("/pairings/")

    assert [scheme.code for scheme in response.context["choice"].schemes] == ["UNI-2001"]
    assert listed_schemes(response) == {"UNI-2001"}
    assert "新疆" not in words(response)


def test_a_scheme_that_is_not_seen_cannot_be_asked_for(client, drawn):
    response = leader_of_a_university(client).get("/pairings/?scheme=XJ-19")

    assert response.status_code == 400


def test_an_empty_list_says_whether_the_right_or_the_filter_is_the_cause(client, drawn):
    client.cookies["django_language"] = "en"
    client.force_login(make.member())
    nobody = words(client.get("/pairings/"))
    filtered = words(reader(client).get("/pairings/?scheme=SX-UNIONS&q=nothing"))

    assert "No pairing that your roles cover" in nobody
    assert "No matching pairings" in filtered
    assert "No pairing that your roles cover" not in filtered


def test_the_money_of_the_unions_is_printed_with_its_parts_as_fractions(auditor):
    response = auditor.get("/pairings/?scheme=SX-UNIONS")
    page = words(response)

    assert "Money: 269 × 10,000 yuan as published, in no project" in page
    assert "87.7% (236 ÷ 269)" in page
    assert "81.4% (219 ÷ 269)" in page
    links = [address for address, _text in Page(response).links]
    assert "/reports/published/union-funds-uses/" in links


def test_before_it_was_published_the_money_is_not_shown(auditor):
    assert "as published" not in words(auditor.get("/pairings/?scheme=SX-UNIONS&as_of=2013-06-30"))


def test_the_overview_stays_with_projects_though_the_unions_published_later(auditor):
    assert auditor.get("/overview/").context["view"].programme.code == "2011-plan"
