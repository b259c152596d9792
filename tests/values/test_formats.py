"""Numbers are rounded half up, grouped in thousands, and nothing is a dash and not a zero."""

from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import hypothesis
import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import strategies as st

from aidtrack.values import formats
from projects.measures import MEASURES, Rate

EVERY_FORMAT = [
    formats.count,
    formats.percent,
    formats.points,
    formats.yi,
    formats.wan,
    formats.yuan,
    lambda value: formats.decimal(value, 1),
]
amounts = st.integers(-(10**15), 10**15).map(lambda fen: Decimal(fen) / 100)
decimals = st.integers(0, 4)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.125", 2, "0.13"),
        ("0.124999", 2, "0.12"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("0.5", 0, "1"),
        ("-2.5", 0, "-3"),
        ("-0.125", 2, "-0.13"),
        ("66.95", 1, "67.0"),
        ("1E+3", 0, "1000"),
    ],
)
def test_a_half_is_rounded_up_and_away_from_zero(value, places, rounded):
    assert str(formats.round_half_up(Decimal(value), places)) == rounded


def test_nothing_is_left_of_a_sign_where_a_number_rounds_to_zero():
    assert formats.decimal(Decimal("-0.004"), 2) == "0.00"
    assert formats.yi(Decimal("-1")) == "0.00"
    assert formats.percent(Decimal("-0.0001")) == "0.0"


@pytest.mark.parametrize("show", EVERY_FORMAT)
def test_none_is_a_dash_and_zero_is_not(show):
    assert show(None) == "—"
    assert show(0).strip("0") in ("", ".")


@pytest.mark.parametrize(
    ("formatted", "text"),
    [
        (formats.count(1183), "1,183"),
        (formats.count(999), "999"),
        (formats.yi(Decimal(3_840_000_000)), "38.40"),
        (formats.yi(Decimal(64_609_000_000_000)), "646,090.00"),
        (formats.yi(Decimal(500_000)), "0.01"),
        (formats.yi(Decimal("499999.99")), "0.00"),
        (formats.wan(Decimal(12_345_000)), "1,235"),
        (formats.wan(Decimal("4999.99")), "0"),
        (formats.yuan(Decimal("-1234567.8")), "-1,234,567.80"),
        (formats.percent(Decimal("0.6695")), "67.0"),
        (formats.percent(Decimal("12.5")), "1,250.0"),
        (formats.percent(0.5), "50.0"),
        (formats.points(Decimal("-0.224")), "22.4"),
    ],
)
def test_each_kind_of_number_has_its_unit_and_decimals(formatted, text):
    assert formatted == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (792, 1183, "66.9% (792/1183)"),
        (0, 4, "0.0% (0/4)"),
        (5, 4, "125.0% (5/4)"),
        (0, 0, "—"),
        (3, 0, "—"),
        (None, 4, "—"),
    ],
)
def test_a_rate_is_printed_with_its_fraction(numerator, denominator, text):
    rate = Rate(MEASURES["start_rate"], numerator, denominator)

    assert formats.rate(rate) == text


@hypothesis.given(value=amounts, places=decimals)
def test_a_rounded_number_is_within_half_a_step(value, places):
    step = Decimal(1).scaleb(-places)

    rounded = formats.round_half_up(value, places)

    assert abs(rounded - value) <= step / 2
    assert rounded % step == 0
    assert formats.round_half_up(rounded, places) == rounded


@hypothesis.given(value=amounts, places=decimals)
def test_a_printed_number_reads_as_the_rounded_one(value, places):
    text = formats.decimal(value, places)

    assert Decimal(text.replace(",", "")) == formats.round_half_up(value, places)
    assert formats.decimal(-value, places).removeprefix("-") == text.removeprefix("-")


@hypothesis.given(value=amounts)
def test_rounding_does_not_depend_on_the_context(value):
    with localcontext(rounding="ROUND_DOWN"):
        in_yi = formats.yi(value)

    assert in_yi == formats.yi(value)


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        ("5530000000", "55.30亿元", "CNY 5.53 bn"),
        ("10291000000", "102.91亿元", "CNY 10.29 bn"),
        ("244210000", "2.44亿元", "CNY 244.2 m"),
        ("24404400", "2,440万元", "CNY 24.4 m"),
        ("14000000", "1,400万元", "CNY 14 m"),
        ("1820000", "182万元", "CNY 1.82 m"),
        ("-441500", "-44万元", "-CNY 441,500"),
        ("999.60", "1,000元", "CNY 1,000"),
        ("0", "0元", "CNY 0"),
    ],
)
def test_money_in_a_sentence_has_its_unit_in_the_text(yuan, chinese, english):
    for language, text in {"zh-hans": chinese, "en": english}.items():
        with override(language):
            assert formats.money(Decimal(yuan)) == text


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        ("4415000.00", "441.5万元", "CNY 4.415 m"),
        ("44150000000", "4,415,000万元", "CNY 44.15 bn"),
        ("5530123456.78", "553,012.345678万元", "CNY 5.53012345678 bn"),
        ("441500.50", "44.15005万元", "CNY 441,500.5"),
        ("-5000000", "-500万元", "-CNY 5 m"),
    ],
)
def test_money_that_somebody_confirms_is_exact(yuan, chinese, english):
    for language, text in {"zh-hans": chinese, "en": english}.items():
        with override(language):
            assert formats.exact_money(Decimal(yuan)) == text


def test_money_that_is_unknown_is_a_dash():
    assert formats.money(None) == formats.exact_money(None) == formats.DASH


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-hans", "2011-06-03 2026-11-26 22:01"),
        ("en", "3 June 2011 26 Nov 2026, 22:01"),
    ],
)
def test_a_day_and_a_moment_are_written_with_their_year_in_local_time(language, text):
    template = Template("{{ day|day }} {{ moment|moment }}{{ nothing|day }}{{ nothing|moment }}")
    values = {
        "day": date(2011, 6, 3),
        "moment": datetime(2026, 11, 26, 14, 1, tzinfo=UTC),
        "nothing": None,
    }

    with override(language):
        assert template.render(Context(values)) == text


def test_progress_is_printed_as_it_is_typed():
    shown = [formats.progress(Decimal(share)) for share in ("55.00", "2.50", "0.00", "100")]

    assert shown == ["55", "2.5", "0", "100"]
    assert formats.progress(None) == formats.DASH


@pytest.mark.parametrize(
    ("names", "chinese", "english"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A、B", "A and B"),
        (["A", "B", "C"], "A、B、C", "A, B and C"),
    ],
)
def test_names_are_counted_up_as_a_sentence_does(names, chinese, english):
    for language, text in {"zh-hans": chinese, "en": english}.items():
        with override(language):
            assert formats.listed(names) == text


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", "1,234"), ("en", "1,234 more await review")]
)
def test_a_count_in_a_sentence_has_its_thousands_apart(language, text, rf):
    with override(language):
        page = render_to_string("dashboard/_claims.html", {"awaiting": 1234}, rf.get("/"))

    assert text in page


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ("1.25", "125.0"),
        ("9999.99", "999,999.0"),
        ("9999.9901", ">999,999"),
        ("377400000", ">999,999"),
        ("-377400000", "<-999,999"),
    ],
)
def test_a_rate_over_next_to_nothing_stays_readable(fraction, text):
    assert formats.percent(Decimal(fraction)) == text
    assert formats.percentage(Decimal(fraction)) == f"{text}%"


def test_a_rate_over_next_to_nothing_is_printed_with_its_fraction():
    rate = Rate(MEASURES["disbursement_rate"], 3_774_000, Decimal("0.01"))

    assert rate.value == 377_400_000
    assert formats.rate(rate) == ">999,999% (3774000/0.01)"
