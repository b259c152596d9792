"""What tables 2 and 3 and their files say of a month that is reported in part, or not at all."""

from datetime import date

import pytest
from django.utils.translation import override

from tests import make
from tests.cast.july import JULY, closed_july, lagging_row
from tests.exports.files import book, words as sheet_words
from tests.tools.reading import reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_months")]

NOTE = (
    "Not reported, or not completely, for 2011-07: 甲州 0 of 2 reported and 乙州 1 of 2 reported."
)


@pytest.fixture
def person(client):
    return reader(client)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def rows(loaded_months):
    month = closed_july()
    make.published_table("table-3", programme=make.programme(), as_of=date(2011, 6, 30))
    lagging_row("1000", "甲州", month, reported=0, due=2)
    lagging_row("2000", "乙州", month, reported=1, due=2)
    lagging_row("3000", "丙州", month, reported=2, due=2)


@pytest.mark.usefixtures("rows")
def test_a_table_and_its_file_say_how_much_is_reported_and_by_whom_not(person):
    text = words(person.get(f"/reports/table-3/{JULY}"))
    sheet = sheet_words(book(person, f"/reports/table-3/{JULY}").worksheets[0])

    for content in (text, sheet):
        assert "2011-07: 3 of 6 reported)" in content
        assert NOTE in content


@pytest.mark.usefixtures("rows")
def test_a_table_of_its_own_day_is_of_loaded_months(person):
    text = words(person.get("/reports/table-3/"))
    sheet = sheet_words(book(person, "/reports/table-3/").worksheets[0])

    for content in (text, sheet):
        assert "loaded)" in content
        assert "Not reported" not in content
