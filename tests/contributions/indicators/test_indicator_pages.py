"""The pages of indicators, the panel of changes on other pages, and the files of both."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q

from aidtrack.values.intervals import Interval
from projects.contributions.indicators.panel import changes
from projects.contributions.indicators.slopes import AXIS, TOP
from tests import make
from tests.exports.files import book, lines
from tests.tools.reading import reader, words

LATER = date(2009, 12, 31)
pytestmark = pytest.mark.django_db


def csv_rows(client, address, **parameters):
    """The rows below the heading of a CSV file, by column."""
    below = lines(client, address, **parameters)
    first = next(n for n, line in enumerate(below) if len(line) > 3)
    records = [line for line in below[first + 1 :] if len(line) > 3]
    return [dict(zip(below[first], line, strict=True)) for line in records]


@pytest.fixture
def person(client):
    return reader(client)


def observed(before, after, indicator=None, **fields):
    indicator = indicator or make.indicator("phd", name="博士点", name_en="Doctorates")
    if not fields:
        fields = {"scheme": make.scheme()}
    if before:
        make.observation(indicator, *before, **fields)
    make.observation(indicator, *after, role="actual", on=LATER, **fields)
    return indicator


def panel(on=LATER):
    return changes(Q(), on=on, user=None)


def test_the_list_says_what_changed_and_what_is_printed(person):
    scheme = make.scheme()
    indicator = observed([65], [288], scheme=scheme)
    fields = {"role": "actual", "on": date(2010, 12, 31), "scheme": scheme}
    make.observation(indicator, 300, 309, printed="300多个", source="总结", **fields)
    page = words(person.get("/indicators/"))

    for text in ("Doctorates", "300–309", "+235 to +244", "4.62–4.75", "「300多个」", "总结"):
        assert text in page


def test_an_earlier_day_shows_what_was_known_then(person):
    observed([65], [288])

    assert "+223" in words(person.get("/indicators/?as_of=2009-12-31"))
    page = words(person.get("/indicators/?as_of=2009-12-30"))
    assert "+223" not in page
    assert "unknown" in page


def test_a_scheme_narrows_the_list(person):
    observed([65], [288], scheme=make.pairing(scheme=make.scheme("ONE")).scheme)
    observed([7], [9], scheme=make.scheme("TWO"))

    page = words(person.get("/indicators/?scheme=ONE"))
    assert "+223" in page
    assert "+2 " not in page


@pytest.mark.parametrize("address", ["?scheme=NONE", "?as_of=never", "?page=9", "?x=1"])
def test_a_wrong_address_is_refused(person, address):
    observed([65], [288])

    assert person.get(f"/indicators/{address}").status_code == 400


def test_nothing_observed_says_what_can_be_seen(person):
    assert "No observation you can see by that day" in words(person.get("/indicators/"))


def test_an_indicator_has_each_observation_as_a_row(person):
    indicator = make.indicator("rate", kind="ratio", unit="%", definition="占比", part_of=None)
    fields = {"numerator": Decimal(13), "denominator": Decimal(52), "scheme": make.scheme()}
    make.observation(indicator, 25, printed="四分之一", source="年鉴", **fields)
    page = words(person.get("/indicators/rate/"))

    for text in ("占比", "25 %", "13 / 52", "「四分之一」", "年鉴", "as published", "before"):
        assert text in page
    assert person.get("/indicators/nothing/").status_code == 404


def test_an_indicator_totals_its_parties_and_sets_its_parts_beside_it(person):
    whole = make.indicator("all", across_parties="sum", name_en="All")
    part = make.indicator("some", part_of=whole, name_en="Some")
    other = make.indicator("others", part_of=whole, name_en="Others")
    first, second = make.organisation(), make.organisation()
    observed([5], [10], whole, organisation=first)
    observed([6], [12], whole, organisation=second)
    observed(None, [4], part, organisation=first)
    observed(None, [6], other, organisation=first)
    page = words(person.get("/indicators/all/"))

    assert "2 parties together" in page
    assert "+11" in page
    assert "Others 6 + Some 4 = 10; All as published: 10 adds up" in page


def test_only_what_the_reader_may_see_is_on_the_pages(client):
    pairing, other = make.pairing(), make.pairing()
    indicator = observed([5], [45], pairing=pairing)
    observed([6], [60], indicator, pairing=other)
    client.force_login(make.member("leader", pairing.recipient))

    for address in ("/indicators/", "/indicators/phd/", "/indicators/?format=csv"):
        page = b"".join(client.get(address)).decode()
        assert "45" in page
        assert pairing.ref in page
        assert other.ref not in page


def test_the_pages_are_in_chinese(client):
    observed([65], [288])
    page = words(reader(client, "zh-hans").get("/indicators/phd/"))

    for text in (
        "支援前",
        "支援后",
        "相差",
        "倍数",
        "4.4倍",
        "65个",
        "变化是前后相差，不等于由援助造成。",
    ):
        assert text in page


@pytest.mark.parametrize(("address", "queries"), [("/indicators/", 5), ("/indicators/phd/", 6)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries_for_one_row_and_for_three(
    person, django_assert_num_queries, address, queries, rows
):
    for _n in range(rows):
        observed([65], [288], pairing=make.pairing())
    person.get(address)

    with django_assert_num_queries(queries):
        person.get(address)


def test_files_have_the_bounds_as_numbers(person):
    observed([3800, 3899], [11200, 11299])
    (line,) = csv_rows(person, "/indicators/phd/")

    assert line["Difference"] == "7,301–7,499"
    assert (line["Difference, at least"], line["Difference, at most"]) == ("7301", "7499")
    assert (line["Multiple, at least"], line["Multiple, at most"]) == ("2.8725", "2.9734")
    sheets = book(person, "/indicators/").sheetnames
    assert sheets == ["What changed", "Observations", "Definitions and source"]


def test_a_slope_starts_at_nothing_in_its_own_unit():
    observed([5], [45])
    (slope,) = panel().slopes

    assert slope.after.y == TOP
    assert AXIS - slope.before.y == round((AXIS - TOP) * 5 / 45, 2)
    assert slope.before.is_exact


def test_an_interval_is_drawn_as_a_bar_over_its_bounds():
    observed([0, 50], [80, 100])
    (slope,) = panel().slopes

    assert (slope.before.low, slope.before.high) == (AXIS, (AXIS + TOP) / 2)
    assert not slope.before.is_exact


def test_a_fall_has_its_lower_label_at_the_end():
    observed([100], [60])
    (slope,) = panel().slopes

    assert (slope.before.is_label_below, slope.after.is_label_below) == (False, True)


def test_what_is_unknown_before_is_drawn_nowhere():
    observed(None, [5])

    assert panel().slopes == []
    assert [line.difference for line in panel().facts] == ["未知"]
    assert panel().finding == "变化：1项已知，没有可比的数"


def test_a_level_is_told_from_one_to_the_other():
    indicator = make.indicator(kind="level", levels=[["二级", "II"], ["三级", "III"]])
    scheme = make.scheme()
    make.observation(indicator, None, level="二级", scheme=scheme)
    make.observation(indicator, None, level="三级", role="actual", on=LATER, scheme=scheme)
    (line,) = panel().facts

    assert (line.before, line.after, line.difference) == ("二级", "三级", "+1级")


def test_yes_and_no_are_words_without_a_difference():
    observed([0], [1], make.indicator(kind="yes_no", unit=""))
    (line,) = panel().facts

    assert (line.before, line.after, line.difference, line.multiple) == ("否", "是", "—", "—")


def test_a_pairing_shows_its_own_changes_and_those_of_parties_named_together(person):
    pairing = make.pairing()
    group = make.organisation(is_collective=True, scheme=pairing.scheme, short_name="首批")
    indicator = observed([5], [45], organisation=group)
    observed([2], [3], indicator, organisation=pairing.recipient)
    observed([7], [77], indicator, pairing=make.pairing())
    make.programme(scheme=pairing.scheme)
    page = words(person.get(f"/pairings/{pairing.ref}/?as_of=2012-12-31"))

    assert "首批 together" in page
    assert "9.0 times" in page
    assert "+1 " in page
    assert "+70" not in page
    assert "not thereby the effect of the aid" in page


def test_a_pairing_without_observations_has_no_panel(person):
    pairing = make.pairing()
    make.programme(scheme=pairing.scheme)

    assert "What changed" not in words(person.get(f"/pairings/{pairing.ref}/"))


def test_the_file_of_a_pairing_has_its_changes(person):
    pairing = make.pairing()
    observed([5], [45], pairing=pairing)
    make.programme(scheme=pairing.scheme)
    address = f"/pairings/{pairing.ref}/?as_of=2012-12-31"
    (line,) = csv_rows(person, address, table="changes")

    assert line["Difference"] == "40"


def test_what_is_given_by_the_unit_is_multiplied_and_marked(person):
    household = make.counting_unit("household")
    scheme = make.scheme()
    income = make.indicator("income", per=household, unit="元", unit_en="yuan", name_en="Income")
    observed(None, [5000], income, scheme=scheme)
    make.given(782, unit=household, scheme=scheme, ends_on=LATER, starts_on=date(2009, 1, 1))
    page = words(person.get("/indicators/income/"))

    assert "Computed Income: 5,000 yuan × 782 household = 3,910,000 yuan" in page


def test_a_part_is_set_beside_its_whole_on_the_panel_of_contributions():
    whole = make.given(782, unit="household").contribution
    make.given(126, unit="household", scheme=whole.scheme, part_of=whole)
    contributions = type(whole).objects.all()
    computed = changes(Q(), on=date(2013, 12, 31), user=None, contributions=contributions).computed

    (share,) = computed.shares
    assert (share.part.done, share.percentage) == (Interval.exactly(126), "16.1%")
