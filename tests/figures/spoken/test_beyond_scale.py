"""A rate beyond 100 % does not look as if it were 100 %: an arrowhead, and the figure in words."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from tests import make
from tests.tools.reading import reader, words

WITHIN = [None, "0", "1", "1.0004"]
BEYOND = [("1.001", "100.1%"), ("1.12", "112.0%"), ("2.4", "240.0%")]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def fraction(text) -> Decimal | None:
    return None if text is None else Decimal(text)


def bullet(value) -> str:
    context = {"value": fraction(value), "tick": 0.5, "m": "fund", "label": "A rate"}
    return " ".join(render_to_string("partials/bullet.html", context).split())


def dumbbell(start, fund) -> str:
    context = {"start": fraction(start), "fund": fraction(fund), "elapsed": 0.5}
    return " ".join(render_to_string("figures/_dumbbell.html", context).split())


@pytest.mark.parametrize("value", WITHIN)
def test_up_to_the_end_of_the_scale_the_drawing_says_nothing(value):
    for drawn in (bullet(value), dumbbell(value, value)):
        assert "beyond the scale" not in drawn
        assert "<path" not in drawn


@pytest.mark.parametrize(("value", "printed"), BEYOND)
def test_a_bar_beyond_it_ends_in_an_arrowhead_and_says_how_far(value, printed):
    drawn = bullet(value)

    assert '<path class="value"' in drawn.partition("</svg>")[0]
    assert f'<span aria-hidden="true">▶</span> {printed}, beyond the scale </p>' in drawn


@pytest.mark.parametrize(("value", "printed"), BEYOND)
def test_a_marker_beyond_it_is_an_arrowhead_and_says_which_rate(value, printed):
    start, fund, both = dumbbell(value, "0.4"), dumbbell("0.4", value), dumbbell(value, value)

    assert '<path class="mark-start"' in start
    assert "<circle" not in start
    assert f"start rate {printed}, beyond the scale" in start
    assert '<path class="mark-fund"' in fund
    assert "<rect" not in fund
    assert f"disbursement rate {printed}, beyond the scale" in fund
    assert both.count("beyond the scale") == both.count("<path") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/overview/", "/wall/", "/pairings/653200/", "/pairings/compare/"]
)
def test_pages_say_it_of_a_row_that_received_more_than_planned(client, path):
    row = make.reporting_row(make.prefecture("653200"))
    unit = make.reporting_unit(row, make.supporter("110000"))
    pairing = make.pairing(supporter=unit.supporter, recipient=row.prefecture)
    make.transfer(make.project(lead_pairing=pairing, planned_aid=100), amount=240)

    assert "240.0%, beyond the scale" in words(reader(client).get(path))
