"""Printed figures: the text as printed, and what it says."""

from decimal import Decimal

import pytest

from reports.models import PublishedFigure
from tests import make
from tests.tools.refusing import refused


@pytest.mark.django_db
@pytest.mark.parametrize("printed", ["1847", "141.3", "74.20", "0", "-3.5"])
def test_a_figure_has_as_many_decimals_as_were_printed(printed):
    row = make.published_figure(printed=printed)
    row.full_clean()

    row.decimals += 1

    with refused(f"must be {row.decimals - 1}, as in {printed}"):
        row.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("printed", ["about 90", "1,847", "90.3%", "—", "NaN", "Infinity"])
def test_a_figure_is_a_number(printed):
    with refused("Enter the number as printed"):
        make.published_figure(printed=printed).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("measure", ["group", "pk", "start rate"])
def test_a_figure_is_of_a_measure(measure):
    with refused(f"{measure} is not a measure: choose one of planned, started, .*, share."):
        make.published_figure(measure=measure).full_clean()

    make.published_figure(measure="share").full_clean()


@pytest.mark.django_db
def test_a_figure_without_text_is_refused_and_no_error():
    row = make.published_figure()

    row.printed, row.decimals = "", None

    with refused() as raised:
        row.full_clean()
    assert {"printed", "decimals"} <= set(raised.value.message_dict)


@pytest.mark.django_db
def test_a_measure_is_printed_once_a_row_and_again_in_another_row_or_table():
    first = make.published_figure(row_ref="653200")

    make.published_figure(first.table, row_ref=PublishedFigure.TOTAL).full_clean()
    make.published_figure(row_ref="653200").full_clean()


@pytest.mark.parametrize(
    ("printed", "decimals", "unit", "half_step"),
    [
        ("90.3", 1, "percent", "0.05"),
        ("562.78", 2, "hundred_million_yuan", "0.005"),
        ("27", 0, "hundred_million_yuan", "0.5"),
        ("1183", 0, "count", "0"),
    ],
)
def test_what_was_rounded_may_lie_half_a_step_away(printed, decimals, unit, half_step):
    row = PublishedFigure(printed=printed, decimals=decimals, unit=unit)

    assert row.value == Decimal(printed)
    assert row.half_step == Decimal(half_step)
