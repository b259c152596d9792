"""The list of contributions, the page of one, and their files."""

import re
from datetime import date

import pytest

from pairings.models import Organisation
from tests import make
from tests.exports.files import body
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
URL = "/contributions/"


@pytest.fixture
def english(client):
    client.force_login(make.auditor())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text_of(client, address=URL):
    return words(client.get(address))


def test_the_list_prints_intervals_the_words_of_the_source_and_when(english):
    quantity = make.given(80, 89, "session", title="学习讲座", precision="year")
    quantity.printed = "学习讲座80余次"
    quantity.save()

    text = text_of(english, f"{URL}?as_of=2013-06-30")

    assert "学习讲座" in text and "80–89" in text
    assert "学习讲座80余次" in text
    assert "2013" in text and "under way" in text


def test_only_units_that_add_have_a_total_and_the_page_says_why(english):
    for number in (182, 268):
        make.given(number, unit="person_time")
        make.given(39, unit="person")

    response = english.get(URL)
    text = words(response)

    (line,) = response.context["totals"].adding
    assert (line.counting_unit.code, str(line.done)) == ("person_time", "450")
    assert "450" in text
    assert "person: —. The same one may be in several, so they do not add." in text


def test_a_part_is_in_the_list_and_not_in_the_total(english):
    whole = make.given(34, unit="session").contribution
    make.given(4, unit="session", part_of=whole)

    response = english.get(URL)

    (line,) = response.context["totals"].adding
    assert str(line.done) == "34"
    assert f"part of {whole.ref}" in words(response)


def test_chips_count_the_forms_and_what_has_no_date(english):
    make.given(1, form="visit")
    make.given(1, form="visit")
    make.given(1, form="goods", precision="unknown", starts_on=None, ends_on=None)

    narrowed = english.get(f"{URL}?form=goods")

    chips = [(value, n) for _parameter, value, n, _label in narrowed.context["chips"]]
    assert chips == [("visit", 2), ("goods", 1), ("undated", 1)]
    assert narrowed.context["table"].page.paginator.count == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=干部", {"干部培训"}),
        ("q=12000余册", {"图书"}),
        ("form=goods", {"图书"}),
        ("unit=book", {"图书"}),
        ("direction=inward", {"干部培训"}),
        ("state=draft", {"图书"}),
        ("timing=under_way&as_of=2013-06-30", {"干部培训", "图书"}),
        ("timing=done&as_of=2013-06-30", set()),
        ("scheme=regional-aid", {"干部培训", "图书"}),
        ("sort=-title", {"干部培训", "图书"}),
    ],
)
def test_filters(english, query, titles):
    make.given(1, unit="person_time", title="干部培训", direction="inward")
    books = make.given(12000, 12999, "book", title="图书", form="goods", state="draft")
    books.printed = "12000余册"
    books.save()

    rows = english.get(f"{URL}?{query}").context["table"].paginated_rows

    assert {row.record.title for row in rows} == titles


def test_a_wrong_filter_shows_nothing(english):
    assert english.get(f"{URL}?form=parties").status_code == 400
    assert english.get(f"{URL}?frm=goods").status_code == 400
    assert english.get(f"{URL}?as_of=June").status_code == 400


def test_a_filter_offers_no_scheme_that_the_reader_cannot_see(client):
    own = make.pairing()
    make.pairing(scheme=make.scheme("HOSPITALS", name="县级医院"))
    client.force_login(make.member("leader", own.recipient))

    page = client.get(URL).content.decode()

    assert own.scheme.name in page
    assert "县级医院" not in page


def test_an_empty_answer_says_whether_filter_or_right_is_the_cause(english):
    assert "No contribution has been entered" in text_of(english)
    make.given(1)
    assert "No contribution matches the filter" in text_of(english, f"{URL}?form=waiver")
    english.force_login(make.member("leader", make.organisation()))
    assert "There is no contribution that you can see" in text_of(english)


def test_what_is_seen_is_of_ones_pairings_and_of_their_schemes_as_a_whole(client):
    edge = make.pairing()
    make.given(1, pairing=edge, title="本结对")
    make.given(1, scheme=edge.scheme, title="整个体系")
    make.given(1, pairing=make.pairing(), title="别的结对")
    client.force_login(make.member("recorder", edge.supporter))

    page = client.get(URL).content.decode()

    assert "本结对" in page and "整个体系" in page
    assert "别的结对" not in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(
    client, django_assert_num_queries, n
):
    client.force_login(make.auditor())
    for _row in range(n):
        make.given(80, 89, pairing=make.pairing())

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(URL)


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_as_many_queries_for_three_parts_as_for_one(
    client, django_assert_num_queries, n
):
    client.force_login(make.auditor())
    scheme = make.scheme()
    whole = make.given(782, unit="household", scheme=scheme).contribution
    for _part in range(n):
        make.given(126, unit="household", scheme=scheme, part_of=whole)

    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(whole.get_absolute_url())


# Two of the list offer the parties, one finds the year sheets; three of the page say what the
# reader may do with it.
QUERIES_OF_LIST, QUERIES_OF_PAGE = 18, 17


def test_files_have_the_numbers_of_the_page(english):
    make.given(80, 89, "session", title="学习讲座", ref="L-1")

    lines = body(english.get(f"{URL}?format=csv&table=contributions")).decode("utf-8-sig")

    assert "L-1,学习讲座" in lines
    assert ",80,89,session," in lines
    assert body(english.get(f"{URL}?format=xlsx"))
    assert "80,89" in body(english.get(f"{URL}?format=csv&table=totals")).decode()


def test_the_page_has_parts_with_their_share_whole_and_replacement(english):
    whole = make.given(782, unit="household", ref="W-1").contribution
    make.given(126, unit="household", ref="P-1", part_of=whole)
    make.given(783, unit="household", ref="W-2", replaces=whole)

    of_whole = text_of(english, f"{URL}W-1/")
    assert "126/782 = 16.1%" in of_whole
    assert re.search("This entry no longer counts: since .* it is replaced by W-2", of_whole)
    assert "126/782 = 16.1%" in text_of(english, f"{URL}P-1/")
    assert "This entry replaces W-1" in text_of(english, f"{URL}W-2/")


def test_planned_and_done_stand_beside_each_other(english):
    make.given(80, 89, ref="K-1", planned=100)

    text = text_of(english, f"{URL}K-1/")

    assert "100" in text and "80–89" in text and "80.0–89.0%" in text


@pytest.mark.parametrize(
    ("fields", "period"),
    [
        ({"precision": "year"}, "2013"),
        ({"precision": "by", "starts_on": None}, "by 2013"),
        ({"precision": "month", "ends_on": date(2013, 1, 31)}, "2013-01"),
        ({"precision": "month", "ends_on": date(2013, 2, 28)}, "2013-01 – 2013-02"),
        ({"ends_on": date(2013, 1, 3)}, "2013-01-01 – 2013-01-03"),
        ({"ends_on": None}, "from 2013-01-01 on"),
        ({"precision": "unknown", "starts_on": None, "ends_on": None}, "no date"),
    ],
)
def test_a_period_is_printed_as_exactly_as_it_is_known(english, fields, period):
    make.given(1, ref="T-1", **fields)

    assert period in text_of(english, f"{URL}T-1/")


def test_sample_data_says_so(english):
    make.given(1, provenance="illustrative", ref="S-1")

    assert "illustrative" in text_of(english)
    assert "illustrative" in text_of(english, f"{URL}S-1/")


def test_its_history_is_one_click_away(english):
    quantity = make.given(20, ref="H-1")
    quantity.high = 29
    quantity.save()

    assert f"{URL}H-1/history/" in english.get(f"{URL}H-1/").content.decode()
    history = text_of(english, f"{URL}H-1/history/")
    assert "to 29" in history and "At most" in history


def test_a_file_is_added_by_a_recorder_of_either_party(client):
    edge = make.pairing()
    contribution = make.given(1, pairing=edge).contribution
    address = f"/evidence/new/?contribution={contribution.ref}"
    answers = {}
    for role, office in (
        ("recorder", edge.supporter),
        ("recorder", edge.recipient),
        ("reviewer", edge.recipient),
        ("recorder", make.organisation(kind=Organisation.Kind.PROVINCE)),
    ):
        client.force_login(make.member(role, office))
        answers[role, office.pk] = client.get(address).status_code

    assert list(answers.values()) == [200, 200, 403, 404]


def test_both_languages(client):
    make.given(80, 89, precision="year", title="讲座")
    client.force_login(make.auditor())

    page = client.get(URL, headers={"accept-language": "zh-hans"}).content.decode()

    assert "其他援助" in page and "登记数同列" in page
    assert "合计（能相加的单位）" in page


@pytest.mark.parametrize("address", ["/contributions/", "/pairings/", "/indicators/"])
def test_a_scheme_out_of_reach_reads_as_one_that_does_not_exist(client, address):
    make.pairing(scheme=make.scheme("OTHER", name="别的体系"))
    client.force_login(make.member("leader", make.pairing().recipient))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    answers = [client.get(f"{address}?scheme={code}") for code in ("OTHER", "NONE")]

    for answer in answers:
        assert answer.status_code == 400
        assert "None of the schemes that you can see has this code" in words(answer)
        assert "别的体系" not in words(answer)
    assert words(answers[0]).replace("OTHER", "NONE") == words(answers[1])
