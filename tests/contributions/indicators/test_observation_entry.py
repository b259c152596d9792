"""Entering observations, and those that replace others: by doing it."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import Observation
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
NEW = "/indicators/staff/new/"
LEVELS = [["一级", "one"], ["二级甲等", "two A"], ["三级", "three"]]


@pytest.fixture
def pairing():
    make.indicator("staff", name="研究生学历教师", name_en="Staff", unit="人", unit_en="people")
    make.indicator("grade", name="医院等级", kind="level", levels=LEVELS)
    make.indicator("share", name="比例", kind="ratio", across_parties="ratio", unit="%")
    make.indicator("online", name="远程医疗", kind="yes_no")
    return make.pairing(
        ref="UV-1",
        supporter=make.supporter("BJU", name="首都大学"),
        recipient=make.county("XJU", name="某大学"),
        starts_on=date(2001, 6, 1),
    )


@pytest.fixture
def recorder(client, pairing):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = make.member("recorder", pairing.recipient)
    client.force_login(person)
    client.person = person
    return client


def entered(client, address=NEW, **fields):
    """Posts the form, and once more where it reads a text back."""
    values = {"whose": "organisation:XJU", "role": "actual", "day": "2011", "source": "总结"}
    response = client.post(address, values | fields)
    if response.status_code == 200 and (read := response.context["read"]):
        return client.post(address, values | fields | {"read": read})
    return response


def test_it_is_saved_with_its_day_and_text_and_waits_for_a_second_person(recorder, pairing, client):
    entered(recorder, value="3800多", role="baseline", day="2001")

    row = Observation.objects.get()
    assert (row.ref, row.organisation, row.role) == (
        "XJU-staff-2001",
        pairing.recipient,
        "baseline",
    )
    assert (row.low, row.high, row.printed) == (3800, 3899, "3800多")
    assert (row.on, row.precision) == (date(2001, 12, 31), "year")
    assert (row.provenance, row.entered_by) == ("recorded", recorder.person)
    assert not Observation.objects.counting().exists()
    assert "not verified by a reviewer of a party" in words(client.get("/indicators/staff/"))
    client.force_login(make.member("reviewer", pairing.recipient))
    assert "Staff" in words(client.get("/contributions/review/"))


def test_what_is_only_known_between_bounds_is_read_back_before_it_is_saved(recorder):
    fields = {"whose": "organisation:XJU", "role": "actual", "day": "2011", "value": "近100"}

    page = recorder.post(NEW, fields)

    assert "Will be saved as read: 90–99 people" in words(page)
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("code", "fields", "expected"),
    [
        ("staff", {"value": "2.87–2.97"}, {"low": Decimal("2.87"), "high": Decimal("2.97")}),
        ("staff", {"value": "1,200"}, {"low": 1200, "high": 1200, "printed": ""}),
        ("staff", {"value": "≥80"}, {"low": 80, "high": None}),
        ("grade", {"level": "二级甲等"}, {"level": "二级甲等", "low": None}),
        ("share", {"numerator": "1", "denominator": "4"}, {"low": 25, "denominator": 4}),
        ("online", {"value": "yes", "printed": "已开通"}, {"low": 1, "printed": "已开通"}),
        ("online", {"value": "no"}, {"low": 0, "high": 0}),
    ],
)
def test_a_value_is_entered_as_its_indicator_has_it(recorder, code, fields, expected):
    entered(recorder, f"/indicators/{code}/new/", **fields)

    row = Observation.objects.get()
    assert {name: getattr(row, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("staff", {"value": "好"}, "A single number with its bounds"),
        ("staff", {"value": "约80"}, "say what is meant"),
        ("staff", {"value": "nan"}, "A single number with its bounds"),
        ("staff", {"value": ""}, "This field is required."),
        ("staff", {"value": "45", "day": "soon"}, "Enter a date as 2013-09-02"),
        ("staff", {"value": "45", "day": "1900"}, "Dates must be between 1949 and 2099"),
        ("staff", {"value": "45", "printed": "80余"}, "does not say 45"),
        ("staff", {"value": "45", "whose": ""}, "Choose a subject, or enter the code"),
        ("staff", {"value": "45", "project": "P-1"}, "Choose a subject, or enter the code"),
        ("staff", {"value": "45", "whose": "", "project": "P-9"}, "no project with this code"),
        ("staff", {"value": "45", "source": "110101199003078515"}, "an identity number"),
        ("grade", {"level": "特级"}, "A level of this indicator: one, two A, three."),
        ("share", {"numerator": "1", "denominator": "0"}, "A denominator above zero."),
        ("share", {"numerator": "1"}, "This field is required."),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_lost(recorder, code, fields, sentence):
    fields = {"source": "年度总结"} | fields

    page = entered(recorder, f"/indicators/{code}/new/", **fields)

    assert words(page).count(sentence) == 1
    assert fields["source"] in page.content.decode()
    assert not Observation.objects.exists()


def test_a_post_that_is_sent_twice_makes_one(recorder):
    entered(recorder, value="45")
    page = recorder.post(
        NEW,
        {"whose": "organisation:XJU", "role": "actual", "day": "2011", "value": "45"},
        follow=True,
    )

    assert Observation.objects.count() == 1
    assert "It is recorded already" in words(page)


def test_another_value_of_the_day_replaces_where_the_person_says_so(recorder):
    entered(recorder, value="45")

    page = entered(recorder, value="46")
    assert "There is another value of" in words(page)
    assert Observation.objects.count() == 1
    entered(recorder, value="46", **{"answer replaces XJU-staff-2011": "as entered"})

    row = Observation.objects.get(low=46)
    assert (row.ref, row.replaces.ref) == ("XJU-staff-2011-2", "XJU-staff-2011")


def test_there_is_one_value_from_before(recorder):
    entered(recorder, value="45", role="baseline", day="2000")

    page = entered(recorder, value="46", role="baseline", day="2001")

    assert "One value from before; there is one already: 45 on" in words(page)


def test_a_value_from_after_that_is_older_than_the_pairing_is_asked_about(recorder):
    page = entered(recorder, value="45", day="2000")
    assert "older than the pairing" in words(page)
    assert not Observation.objects.exists()

    entered(recorder, value="45", day="2000", **{"answer early 2000-12-31": "baseline"})

    assert Observation.objects.get().role == "baseline"


@pytest.mark.parametrize(
    ("whose", "field"), [("pairing:UV-1", "pairing"), ("scheme:regional-aid", "scheme")]
)
def test_it_may_be_of_a_pairing_or_of_the_scheme_as_a_whole(recorder, whose, field):
    entered(recorder, whose=whose, value="45")

    assert getattr(Observation.objects.get(), field) is not None


def test_it_may_be_of_one_project(recorder, pairing):
    project = make.project(code="P-1", lead_pairing=pairing)

    entered(recorder, whose="", project="P-1", value="45")

    assert Observation.objects.get().project == project


def test_an_administrator_enters_for_a_scheme_and_for_nobody_else(client, pairing):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(make.administrator("admin"))

    entered(client, value="45")
    assert not Observation.objects.exists()
    entered(client, whose="scheme:regional-aid", value="45")

    assert Observation.objects.get().scheme == pairing.scheme


@pytest.mark.parametrize(
    ("role", "status"), [("recorder", 200), ("reviewer", 403), ("leader", 403)]
)
def test_only_a_recorder_enters(client, pairing, role, status):
    client.force_login(make.member(role, pairing.recipient))

    assert client.get(NEW).status_code == status
    linked = NEW in client.get("/indicators/staff/").content.decode()
    assert linked == (status == 200)


def test_nobody_enters_for_others(recorder):
    other = make.pairing(recipient=make.county("OTHER"))

    entered(recorder, whose="organisation:OTHER", value="45")
    entered(recorder, whose=f"pairing:{other.ref}", value="45")
    project = make.project(lead_pairing=other)
    entered(recorder, whose="", project=project.code, value="45")

    assert not Observation.objects.exists()


def correction(row):
    return f"{NEW}?replaces={row.ref}"


@pytest.fixture
def stored(pairing):
    return make.observation(
        make.indicator("staff"), 45, on=date(2010, 12, 31), precision="year", role="actual",
        organisation=pairing.recipient, source="总结",
    )  # fmt: skip


def test_a_correction_begins_with_what_it_replaces_and_is_offered_on_its_row(recorder, stored):
    page = recorder.get("/indicators/staff/").content.decode()
    assert correction(stored) in page

    form = recorder.get(correction(stored)).content.decode()
    assert 'value="2010"' in form and 'value="45"' in form and 'name="whose"' not in form
    entered(recorder, correction(stored), value="46", day="2010")

    row = Observation.objects.get(replaces=stored)
    assert (row.low, row.organisation, row.role) == (46, stored.organisation, "actual")
    assert correction(stored) not in recorder.get("/indicators/staff/").content.decode()


def test_a_correction_sent_twice_makes_one(recorder, stored):
    for _time in range(2):
        entered(recorder, correction(stored), value="46", day="2010")

    assert Observation.objects.count() == 2


def test_a_correction_that_changes_nothing_is_refused(recorder, stored):
    page = entered(recorder, correction(stored), value="45", day="2010")

    assert "Nothing is changed" in words(page)


def test_a_correction_may_be_of_another_day_but_not_of_one_that_is_taken(recorder, stored):
    fields = {"role": "actual", "organisation": stored.organisation}
    make.observation(stored.indicator, 50, on=date(2011, 12, 31), **fields)

    page = entered(recorder, correction(stored), value="45", day="2011")
    assert "There is another observation of that day" in words(page)
    entered(recorder, correction(stored), value="45", day="2009")

    assert Observation.objects.get(replaces=stored).on == date(2009, 12, 31)


@pytest.mark.both
@pytest.mark.parametrize("ref", ["NOTHING", "%00"])
def test_what_is_out_of_reach_is_corrected_by_nobody(recorder, stored, ref):
    hidden = make.observation(stored.indicator, 7)

    assert recorder.get(correction(hidden)).status_code == 404
    assert recorder.get(f"{NEW}?replaces={ref}").status_code == 404
    assert recorder.get("/indicators/nothing/new/").status_code == 404


def test_what_was_replaced_before_it_was_verified_waits_no_longer(recorder, pairing, client):
    entered(recorder, value="45")
    entered(recorder, correction(Observation.objects.get()), value="46", day="2011")
    client.force_login(make.member("reviewer", pairing.recipient))

    page = words(client.get("/contributions/review/"))

    assert "46" in page and ": 45" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_row_and_for_three(
    recorder, pairing, django_assert_num_queries, rows
):
    indicator = make.indicator("staff")
    for n in range(rows):
        fields = {"role": "actual", "on": date(2011 + n, 12, 31), "pairing": pairing}
        make.observation(indicator, 45, **fields)
        fields = fields | {"on": date(2005 + n, 12, 31), "provenance": "recorded"}
        make.observation(indicator, 45, entered_by=recorder.person, **fields)
    recorder.get("/indicators/staff/")

    with django_assert_num_queries(13):
        recorder.get("/indicators/staff/")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("9" * 30, "Enter one number"), ("9" * 20 + "亿", "too large"), ("1" * 16, "too large")],
)
def test_a_number_beyond_what_is_stored_is_refused_and_stays_typed(recorder, value, sentence):
    page = entered(recorder, value=value)

    assert sentence in words(page)
    assert f'value="{value}"' in page.content.decode()
    assert not Observation.objects.exists()


def test_a_ratio_beyond_what_is_stored_is_refused(recorder):
    page = entered(
        recorder, "/indicators/share/new/", numerator="99999999999999", denominator="0.01"
    )

    assert "too large" in words(page)
    assert not Observation.objects.exists()


def test_a_day_of_signs_that_nobody_sees_is_none(recorder):
    page = entered(recorder, value="45", day="\u202e")

    assert "This field is required." in words(page)
    assert not Observation.objects.exists()
