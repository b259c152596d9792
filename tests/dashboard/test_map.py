"""The map of a scheme and its regions are data: each scheme draws its own, or none."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from pairings.models import Landmark, ReportingRow
from projects.models import Programme
from tests import make
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    return reader(client)


def row(ref, name, *, started=0, **fields):
    """A reporting row of the scheme of unions with one project."""
    scheme = make.scheme("unions", name="工会对口支援")
    prefecture = make.prefecture(ref, name=name, short_name=name)
    reporting = make.reporting_row(prefecture, scheme=scheme, **{"region": None, **fields})
    make.reporting_unit(reporting)
    pairing = make.pairing(scheme=scheme, recipient=make.county(reported_under=prefecture))
    programme = Programme.objects.filter(code="unions-2011").first()
    programme = programme or make.programme("unions-2011", scheme=scheme)
    began = date(2011, 2, 1) if started else None
    make.project(programme=programme, lead_pairing=pairing, started_on=began)
    return reporting


def map_page(person) -> str:
    return person.get("/overview/?programme=unions-2011").content.decode()


def squares(page: str) -> set[tuple[str, str]]:
    """(place, name) of each square, once for both measures."""
    tile = r'class="tile[^"]*(at-column-\d at-row-\d)[^"]*".*?<b>(.*?)</b>'
    return set(re.findall(tile, page, flags=re.DOTALL))


def test_another_scheme_has_a_map_and_regions_of_its_own(person):
    unions = make.scheme("unions", name="工会对口支援")
    left = make.region("left", unions, name="左岸", name_en="the left bank")
    right = make.region("right", unions, name="右岸", name_en="the right bank")
    row("1000", "甲师", region=left, map_column=1, map_row=2, started=1)
    row("2000", "乙师", region=right, map_column=7, map_row=1)
    make.landmark(unions, name="某湖", name_en="A Lake", map_column=3, map_row=3)
    make.landmark(name="别处", name_en="Elsewhere", map_column=4, map_row=3)

    page = map_page(person)

    assert squares(page) == {
        ("at-column-1 at-row-2", "甲师"),
        ("at-column-7 at-row-1", "乙师"),
        ("at-column-3 at-row-3", "A Lake"),
    }
    assert "The left bank leads in starts" in page
    assert "region=left" in page
    assert "Xinjiang" not in page.replace("Xinjiang Production and Construction Corps", "")


def test_a_scheme_without_places_and_regions_shows_no_map(person):
    row("1000", "甲师")
    make.landmark()

    page = map_page(person)

    assert squares(page) == set()
    assert 'id="map-h"' not in page
    assert "甲师" in page


def test_a_scheme_with_regions_and_no_places_shows_their_sums_alone(person):
    unions = make.scheme("unions", name="工会对口支援")
    row("1000", "甲师", region=make.region("left", unions, name_en="the left bank"))

    page = map_page(person)

    assert squares(page) == set()
    assert "the left bank" in page
    assert "Squares in roughly the right place" not in page


def test_a_scheme_with_places_and_no_regions_shows_its_squares_alone(person):
    row("1000", "甲师", map_column=1, map_row=1)

    page = map_page(person)

    assert squares(page) == {("at-column-1 at-row-1", "甲师")}
    assert "Totals by region" not in page
    assert "The rows on the map" in page


def test_regions_are_those_of_the_scheme_whose_projects_are_listed(person):
    unions = make.scheme("unions", name="工会对口支援")
    make.region("south")
    row("1000", "甲师", region=make.region("left", unions))

    listed = person.get("/projects/?programme=unions-2011&region=left")
    refused = person.get("/projects/?programme=unions-2011&region=south")

    assert "1 project" in words(listed)
    assert refused.status_code == 400


def test_a_row_lies_in_a_region_of_its_own_scheme():
    reporting = make.reporting_row()
    reporting.region = make.region("left", make.scheme("unions"))

    with pytest.raises(ValidationError, match=str(ReportingRow.FOREIGN_REGION)):
        reporting.full_clean()


def test_a_row_and_a_landmark_do_not_lie_on_each_other():
    landmark = make.landmark(map_column=1, map_row=1)
    reporting = make.reporting_row(map_column=2, map_row=1)

    with pytest.raises(ValidationError, match=str(ReportingRow.TAKEN)):
        put(reporting, 1, 1)
    with pytest.raises(ValidationError, match=str(Landmark.TAKEN)):
        put(landmark, 2, 1)


def test_a_landmark_of_another_scheme_is_in_nobodys_way():
    make.landmark(make.scheme("unions"), map_column=1, map_row=1)

    put(make.reporting_row(), 1, 1)


def put(placed, column, line):
    placed.map_column, placed.map_row = column, line
    placed.full_clean()
