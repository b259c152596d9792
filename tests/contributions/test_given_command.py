"""The figures of the sources that are not money, by the command."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from aidtrack.values.intervals import NOUGHT, Interval
from projects.contributions.given import GROUPINGS, in_post
from projects.models import Contribution
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.usefixtures("drawn", "db")


def printed_rows(scheme, on, by="counting-unit"):
    out = StringIO()
    call_command("given", scheme, "--as-of", on, "--by", by, "--format", "csv", stdout=out)
    return list(csv.DictReader(StringIO(out.getvalue())))


def cells(scheme, on, unit):
    (row,) = [r for r in printed_rows(scheme, on) if r["counting_unit"] == unit]
    return row["low"], row["high"], row["under_way"]


def test_the_unions_gave_450_person_times_and_no_sum_of_people():
    assert cells("SX-UNIONS", "2013-12-31", "person_time") == ("450", "450", "0")
    assert cells("SX-UNIONS", "2013-12-31", "person")[:2] == ("", "")
    assert cells("SX-UNIONS", "2013-12-31", "book") == ("12000", "12999", "0")


@pytest.mark.parametrize(
    ("unit", "under_way"),
    [("person_time", "450"), ("book", "12000–12999"), ("batch", "22"), ("household", "782")],
)
def test_in_the_middle_of_the_year_all_is_under_way(unit, under_way):
    assert cells("SX-UNIONS", "2013-06-30", unit) == ("0", "0", under_way)


def test_the_course_of_2011_was_done_by_then():
    assert cells("SX-UNIONS", "2013-06-30", "course") == ("1", "1", "0")


def test_hospitals_had_90_to_99_people_in_post_and_held_260_to_296_sessions():
    of_hospitals = Contribution.objects.filter(scheme__code="HOSPITALS-2012")
    assert in_post(of_hospitals, on=date(2012, 6, 30)) == Interval(90, 99)
    assert in_post(of_hospitals, on=date(2012, 10, 1)) == NOUGHT
    assert cells("HOSPITALS-2012", "2012-12-31", "session")[:2] == ("260", "296")


@pytest.mark.parametrize(("on", "number"), [("2012-06-30", "90–99"), ("2012-10-01", "0")])
@pytest.mark.parametrize("by", GROUPINGS)
def test_people_in_post_have_a_line_by_any_grouping(on, number, by):
    of_person = [
        r for r in printed_rows("HOSPITALS-2012", on, by) if r["counting_unit"] == "person"
    ]

    assert number in [row["under_way"] for row in of_person]
    assert len(of_person) == 2
    if by == "counting-unit":
        assert {row["group"] for row in of_person} == {"in_post", "person"}


def test_the_list_sums_people_in_post_as_the_command_does(client):
    client.force_login(make.administrator())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    address = "/contributions/?scheme=HOSPITALS-2012&as_of="

    assert "90–99 people in post" in words(client.get(f"{address}2012-06-30"))
    assert "0 people in post" in words(client.get(f"{address}2012-10-01"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("NO-SUCH",), "There is no scheme 'NO-SUCH': the schemes are XJ-19, SX-UNIONS"),
        (("SX-UNIONS", "--by", "day"), "There is no grouping 'day': the groupings are"),
        (("SX-UNIONS", "--format", "xlsx"), "There is no format 'xlsx'"),
        (("SX-UNIONS", "--as-of", "2013"), "'2013' is not a day"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("given", "--as-of", "2013-12-31", *arguments)
    assert refused.value.returncode == 2
