"""Aid that is not money on the page of a pairing: its own, and apart from it that of the scheme."""

from datetime import date

import pytest
from django.utils.translation import override

from pairings.models import Pairing
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

    assert "/contributions/UN-2013-02/?as_of=2013-12-31" in links
    assert (
        "/contributions/?scheme=SX-UNIONS&pairing=SX-UNIONS-CITIES&as_of=2013-12-31"
        "&unit=person_time&timing=done&counted=flows"
    ) in links


def opened(client, address) -> set[str]:
    """References of the rows that an address lists, or of the one whose page it is."""
    context = client.get(address).context
    if "table" in context:
        return {row.record.ref for row in context["table"].rows}
    return {context["contribution"].ref}


def ends_of(line) -> list[tuple[str, list]]:
    """Address and rows of the number that was given, and of the one under way."""
    contributions = [row.contribution for row in line.quantities]
    return [
        (line.given_address, [row for row in contributions if row.timing == row.Timing.DONE]),
        (
            line.under_way_address,
            [row for row in contributions if row.timing == row.Timing.UNDER_WAY],
        ),
    ]


def differing(client, page) -> list[tuple[str, set]]:
    """Addresses of a page's panels that list other rows than are counted, with those listed."""
    panels = [aid.panel for aid in client.get(page).context["aids"]]
    lines = [line for panel in panels for line in panel.lines]
    behind = [end for line in lines for end in ends_of(line) if end[0]]
    behind += [(panel.address, panel.contributions) for panel in panels if panel.groups]
    assert behind
    return [
        (address, listed)
        for address, rows in behind
        if (listed := opened(client, address)) != {row.ref for row in rows}
    ]


PAST = {"starts_on": date(2011, 1, 1), "ends_on": date(2011, 6, 30)}
DAYS = {
    "SX-UNIONS": "2013-12-31",
    "HOSPITALS-2012": "2012-12-31",
    "UNI-2001": "2009-12-31",
    "XJ-19": "2011-06-30",
}


@pytest.mark.parametrize("scheme", DAYS)
def test_each_number_of_a_scheme_opens_exactly_its_rows(auditor, scheme):
    add_what_does_not_count(scheme)

    assert differing(auditor, f"/pairings/?scheme={scheme}&as_of={DAYS[scheme]}") == []


def add_what_does_not_count(scheme):
    """Beside what does: a draft, what is ahead, what has no number; and people in post."""
    scheme = make.scheme(scheme)
    ahead = {"starts_on": date(2098, 1, 1), "ends_on": date(2098, 12, 31)}
    for form in ("training", "visit"):
        make.given(3, unit="person_time", scheme=scheme, form=form, **PAST)
        make.given(4, unit="person_time", scheme=scheme, form=form, state="draft", **PAST)
        make.given(5, unit="person_time", scheme=scheme, form=form, **ahead)
        make.given(None, planned=6, unit="person_time", scheme=scheme, form=form, **ahead)
        make.contribution(scheme=scheme, form=form, state="verified")
    in_post = PAST | {"ends_on": None}
    make.given(8, unit="person_time", scheme=scheme, form="secondment", **in_post)


@pytest.mark.parametrize("page", ["SX-UNIONS-CITIES", "653200", "110000-653200"])
def test_each_number_of_a_pairing_a_row_and_a_unit_opens_exactly_its_rows(auditor, page):
    for edge in Pairing.objects.filter(scheme__code="XJ-19"):
        for form in ("training", "visit"):
            make.given(3, unit="person_time", pairing=edge, form=form, **PAST)
    add_what_does_not_count("XJ-19")

    assert differing(auditor, f"/pairings/{page}/") == []


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


def test_the_scheme_of_the_unions_shows_what_is_computed_of_what_changed(auditor):
    page = words(auditor.get("/pairings/?scheme=SX-UNIONS"))

    assert "5,000 yuan × 782 households = 3,910,000 yuan" in page
    assert "126 of 782 households, 16.1%" in page


def test_the_universities_say_first_what_changed(auditor):
    page = words(auditor.get("/pairings/?scheme=UNI-2001"))

    assert page.index("Changes: First-level doctoral programmes") < page.index("Other aid:")


def test_a_file_of_a_scheme_says_what_changed(auditor):
    assert "3,800" in words_of(book(auditor, "/pairings/?scheme=UNI-2001")["What changed"])


@pytest.mark.parametrize(
    "page", ["/pairings/653200/", "/pairings/110000-653200/", "/pairings/?scheme=XJ-19"]
)
def test_a_scheme_with_money_a_row_and_a_unit_show_what_changed_there(auditor, page):
    edge = Pairing.objects.get(ref="XJ-110000-653201")
    beds = make.indicator(name_en="Beds")
    make.observation(beds, 40, pairing=edge, on=date(2010, 12, 31))
    make.observation(beds, 65, pairing=edge, on=date(2011, 5, 31), role="actual")

    assert "Changes: Beds from 40 个 to 65 个" in words(auditor.get(page))


# Indicator, from before and after as the source prints them of the first thirteen recipients.
OF_THE_THIRTEEN = [
    ("phd_first_level", "一级学科博士点总共只有5个", "一级学科博士点达到45个"),
    ("phd_second_level", "二级学科博士点65个", "二级学科博士点288个"),
    ("master_programmes", "硕士点488个", "硕士点1493个"),
    ("faculty_postgraduate", "从3800多人", "增长到11200多人"),
    ("in_211", "5所高校先后步入211工程院校行列", ""),
]
THIRTEEN = "First 13 recipient universities"


@pytest.mark.parametrize(
    "address", ["/pairings/?scheme=UNI-2001", "/pairings/UNI-2001-10001-10759/"]
)
def test_the_thirteen_recipients_of_2001_stand_on_pages_of_their_scheme(auditor, address):
    page = words(auditor.get(address))

    assert page.count(THIRTEEN) >= len(OF_THE_THIRTEEN)
    for _code, before, after in OF_THE_THIRTEEN:
        assert before in page and after in page


@pytest.mark.parametrize(("code", "before", "after"), OF_THE_THIRTEEN)
def test_an_indicator_prints_the_thirteen_as_published(auditor, code, before, after):
    page = words(auditor.get(f"/indicators/{code}/"))

    assert THIRTEEN in page
    assert f"「{before}」" in page and (not after or f"「{after}」" in page)


def test_how_many_were_recipients_is_printed_as_published(auditor):
    page = words(auditor.get("/indicators/recipients/"))

    assert "「首批13所受援高校」" in page and "「67所受援高校」" in page
