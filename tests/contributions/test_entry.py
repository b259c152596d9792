"""Entering contributions, submitting, verifying and returning them: by doing it."""

import uuid
from datetime import date

import pytest

from projects.models import Contribution
from tests import make
from tests.tools.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_rows_in_history")]
NEW = "/contributions/new/"


@pytest.fixture
def edge():
    for code in ("person", "person_time", "session", "book", "household"):
        make.counting_unit(code)
    return make.pairing(ref="PAIR", scheme=make.scheme("UNIONS", name="山西工会—六师"))


@pytest.fixture
def recorder(client, edge):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = make.member("recorder", edge.recipient)
    client.force_login(person)
    client.person = person
    return client


def posted(*lines, **fields):
    """The form as a browser posts it; a line is (done, unit) and more by name."""
    values = {
        "key": uuid.uuid4(),
        "whose": "pairing:PAIR",
        "form": "training",
        "title": "基层工会主席培训班",
        "starts": "2013-09-02",
        "ends": "2013-09-11",
        "quantity-TOTAL_FORMS": max(len(lines), 3),
        "quantity-INITIAL_FORMS": 0,
        "do": "save",
        **fields,
    }
    for number, line in enumerate(lines):
        done, unit, *more = line
        line_values = {"done": done, "unit": unit} | (more[0] if more else {})
        values |= {f"quantity-{number}-{name}": value for name, value in line_values.items()}
    return values


def entered(client, *lines, address=NEW, **fields):
    return client.post(address, posted(*lines, **fields))


def test_a_draft_is_saved_with_a_reference_of_its_own(recorder, edge):
    entered(recorder, ("182", "person_time"), ("10", "session", {"planned": "12"}))
    entered(recorder, ("5", "book"), form="goods")

    first, second = Contribution.objects.order_by("pk")
    assert (first.ref, second.ref) == ("UNIONS-2013-01", "UNIONS-2013-02")
    assert (first.pairing, first.state, first.entered_by) == (edge, "draft", recorder.person)
    numbers = {q.counting_unit.code: (q.planned, q.low, q.high) for q in first.quantities.all()}
    assert numbers == {"person_time": (None, 182, 182), "session": (12, 10, 10)}


@pytest.mark.parametrize("done", ["9" * 30, "9" * 20 + "亿", "1" * 15, "近" + "1" * 16])
def test_a_number_beyond_what_is_stored_is_refused_once_and_stays_typed(recorder, done):
    page = entered(recorder, (done, "person_time"), form="goods")

    assert words(page).count("It is too large to be stored: check the unit.") == 1
    assert "Read as" not in words(page)
    assert f'value="{done}"' in page.content.decode()


def test_the_same_form_posted_twice_makes_one(recorder):
    form = posted(("182", "person_time"))

    recorder.post(NEW, form)
    recorder.post(NEW, form)

    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "words_back", "bounds"),
    [
        ("80余", "80–89 person_time", (80, 89)),
        ("近100", "90–99 person_time", (90, 99)),
        ("8-10万", "80,000–100,000 person_time", (80000, 100000)),
    ],
)
def test_what_is_only_known_between_bounds_is_read_back_before_it_is_saved(
    recorder, text, words_back, bounds
):
    response = entered(recorder, (text, "person_time"), form="goods")
    assert f"Read as {words_back}" in words(response)
    assert not Contribution.objects.exists()

    entered(recorder, (text, "person_time"), form="goods", read=response.context["read"])

    quantity = Contribution.objects.get().quantities.get()
    assert (quantity.low, quantity.high, quantity.printed) == (*bounds, text)


def test_a_vague_number_is_asked_about(recorder):
    response = entered(recorder, ("约80", "person_time"))
    assert "“约80” does not say how many: enter at least and at most." in words(response)
    assert "quantity-0-low" in response.content.decode()

    bounds = {"low": "75", "high": "85"}
    response = entered(recorder, ("约80", "person_time", bounds))
    entered(recorder, ("约80", "person_time", bounds), read=response.context["read"])

    quantity = Contribution.objects.get().quantities.get()
    assert (quantity.low, quantity.high, quantity.printed) == (75, 85, "约80")


@pytest.mark.parametrize(
    ("lines", "fields", "sentence"),
    [
        ([("182", "")], {}, "A quantity needs its counting unit: choose it."),
        ([("", "session")], {}, "Enter how many were planned, or how many were given."),
        ([], {"ends": "2013-09-01"}, "A contribution cannot end before the day it starts."),
        ([], {"ends": "2013"}, "Give both ends alike"),
        ([], {"starts": "2013-02-30"}, "February 2013 has no day 30"),
        ([], {"starts": "soon"}, "Enter a date as 2013-09-02"),
        ([], {"starts": "1900", "ends": ""}, "Dates must be between 1949 and 2099"),
        ([], {"title": "张三 110101199003078515"}, "This looks like an identity number"),
        ([("5", "session"), ("6", "session")], {}, "already has a number in that counting unit"),
        ([("1.5", "session")], {}, "are counted in steps of 1"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_lost(recorder, lines, fields, sentence):
    response = entered(recorder, *lines, **{"place": "五家渠", **fields})

    assert response.status_code == 200
    assert words(response).count(sentence) == 1
    assert "五家渠" in response.content.decode()
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("starts", {"starts": "1900", "ends": ""}),
        ("starts", {"starts": "1900-05", "ends": "2013-09"}),
        ("ends", {"starts": "2013-09", "ends": "2900-09"}),
        ("ends", {"starts": "", "ends": "9999"}),
    ],
)
def test_a_year_of_another_age_is_refused_at_its_field(recorder, name, typed):
    errors = entered(recorder, **typed).context["form"].errors

    assert {*errors} == {name}


@pytest.mark.parametrize(
    ("starts", "ends", "period"),
    [
        ("2013", "", (date(2013, 1, 1), date(2013, 12, 31), "year")),
        ("2013-09", "2013-10", (date(2013, 9, 1), date(2013, 10, 31), "month")),
        ("2013年9月2日", "", (date(2013, 9, 2), None, "day")),
        ("", "2013", (None, date(2013, 12, 31), "by")),
        ("", "", (None, None, "unknown")),
    ],
)
def test_a_period_is_as_exact_as_it_was_typed(recorder, starts, ends, period):
    entered(recorder, ("5", "book"), form="goods", starts=starts, ends=ends)

    row = Contribution.objects.get()
    assert (row.starts_on, row.ends_on, row.precision) == period
    # What the form shows again says the same.
    address = f"/contributions/{row.ref}/change/"
    initial = recorder.get(address).context["form"].initial
    form = posted(("5", "book"), form="goods", version=1)
    form |= {"starts": initial["starts"], "ends": initial["ends"]}
    assert recorder.post(address, form).status_code == 302
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on, row.precision) == period


def test_a_crowd_in_a_day_is_asked_about_and_the_answer_kept(recorder):
    day = {"starts": "2013-09-02", "ends": "2013-09-02"}
    response = entered(recorder, ("12000", "person_time"), **day)
    assert "12,000 person_time in a training of 1 day" in words(response)
    assert not Contribution.objects.exists()

    entered(recorder, ("12000", "person_time"), **day, **{"answer crowd 12000": "as entered"})

    assert Contribution.objects.get().answers == {"crowd 12000": "as entered"}


@pytest.mark.parametrize("unit", ["person", "person_time"])
def test_people_in_several_sessions_are_asked_about(recorder, unit):
    lines = [("182", "person"), ("10", "session")]
    response = entered(recorder, *lines)
    assert "182 people in several sessions" in words(response)

    answer = "as entered" if unit == "person" else "person_time"
    entered(recorder, *lines, **{"answer person times 182": answer})

    row = Contribution.objects.get()
    assert {q.counting_unit.code for q in row.quantities.all()} == {unit, "session"}
    assert row.answers == {"person times 182": answer}


def test_a_part_is_no_more_than_its_whole_nor_a_whole_less_than_its_part(recorder, edge):
    whole = make.given(782, unit="household", pairing=edge, ref="W-1").contribution
    response = entered(recorder, ("783", "household"), part_of="W-1", starts="", ends="")
    assert words(response).count("A part cannot be more than its whole, 782.") == 1

    entered(recorder, ("126", "household"), part_of="W-1", starts="", ends="")
    Contribution.objects.filter(pk=whole.pk).update(state="draft", reviewed_by=None)
    address = "/contributions/W-1/change/"
    response = entered(recorder, ("100", "household"), address=address, version=1)
    assert "is more, 126: correct either" in words(response)


def test_somebody_elses_change_is_shown_and_overwritten_only_on_purpose(recorder, edge):
    row = make.contribution(pairing=edge, title="原题", ref="C-9")
    form = posted(title="我的题目", version=row.version)
    Contribution.objects.filter(pk=row.pk).update(title="别人的题目", version=2)

    response = recorder.post("/contributions/C-9/change/", form)

    text = words(response)
    assert "Stored now: 别人的题目" in text and "Nothing was saved" in text
    assert "我的题目" in response.content.decode()
    assert response.context["form"]["version"].value() == 2
    recorder.post("/contributions/C-9/change/", form | {"version": 2})
    row.refresh_from_db()
    assert (row.title, row.version) == ("我的题目", 3)


def test_a_conflict_names_who_saved_and_tells_the_quantities_of_both(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-9")
    make.quantity(row, "session", 10)
    make.quantity(row, "book", 300)
    address = "/contributions/C-9/change/"
    form = posted(("12", "session"), ("5", "household"), version=1, title=row.title)
    colleague = make.member("recorder", edge.supporter, first_name="Li", last_name="Na")
    recorder.force_login(colleague)
    # Not the last one who ever wrote here, by the order in which they began.
    row.authors.add(make.user(first_name="Wang", last_name="Wu"))
    theirs = posted(("11", "session"), ("300", "book"), version=1, title=row.title)
    assert recorder.post(address, theirs).status_code == 302
    recorder.force_login(recorder.person)

    text = words(recorder.post(address, form))

    assert "Li Na changed this after you opened the page" in text
    assert "Stored now: 11 session" in text and "Stored now: 300 book" in text
    assert "Stored now: —" in text
    recorder.post(address, form | {"version": 2})
    numbers = {q.counting_unit.code: q.low for q in row.quantities.all()}
    assert numbers == {"session": 12, "household": 5}


def decided(client, row, do="verify", reason="", version=None):
    values = {"version": version or row.version, "do": do, "reason": reason}
    client.post(f"/contributions/{row.ref}/decision/", values)
    row.refresh_from_db()
    return row


def test_a_draft_is_submitted_and_verified_by_a_colleague_who_entered_none_of_it(client, edge):
    recorder, reviewer = (make.member(r, edge.supporter) for r in ("recorder", "reviewer"))
    client.force_login(recorder)
    entered(client, ("182", "person_time"), do="submit")
    row = Contribution.objects.get()
    assert row.state == "submitted"

    client.force_login(reviewer)
    assert row.title in client.get("/contributions/review/").content.decode()
    assert decided(client, row).state == "verified"
    assert row.reviewed_by == reviewer


def test_a_return_needs_a_reason_and_whoever_entered_it_reads_it(client, edge):
    row = make.contribution(pairing=edge, state="submitted")
    client.force_login(make.member("reviewer", edge.recipient))

    assert decided(client, row, "return").state == "submitted"
    assert decided(client, row, "return", "请核对人次").state == "returned"

    client.force_login(make.member("recorder", edge.recipient))
    assert "请核对人次" in client.get(row.get_absolute_url()).content.decode()
    client.post(f"/contributions/{row.ref}/submission/", {"version": row.version})
    row.refresh_from_db()
    assert row.state == "submitted"


def test_what_changed_meanwhile_is_not_verified(client, edge):
    row = make.contribution(pairing=edge, state="submitted", version=2)
    client.force_login(make.member("reviewer", edge.recipient))

    assert decided(client, row, version=1).state == "submitted"


def test_an_author_verifies_nothing_of_it(client, edge):
    both = make.member("recorder", edge.recipient)
    make.membership(role="reviewer", organisation=edge.recipient, user=both)
    row = make.contribution(pairing=edge, state="submitted")
    row.authors.add(both)
    client.force_login(both)

    assert decided(client, row).state == "submitted"


# Who may do what in each state, done by each: enter (change and submit), decide.
ENTERS = {"draft", "returned"}


@pytest.mark.parametrize("side", ["supporter", "recipient", "stranger"])
@pytest.mark.parametrize("role", ["recorder", "reviewer", "leader", "auditor", "administrator"])
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "verified"])
def test_who_may_change_what_does_it(client, edge, role, side, state):
    row = make.contribution(pairing=edge, state=state)
    office = getattr(edge, side, None) or make.organisation()
    client.force_login(make.member(role, office))
    title = row.title

    client.post(
        f"/contributions/{row.ref}/change/", posted(version=row.version, title="改过的题目")
    )
    row.refresh_from_db()
    may_change = role == "recorder" and side != "stranger" and state in ENTERS
    assert (row.title != title) == may_change

    client.post(f"/contributions/{row.ref}/submission/", {"version": row.version})
    row.refresh_from_db()
    assert (row.state == "submitted") == (may_change or state == "submitted")

    if role != "recorder":
        may_decide = role == "reviewer" and side != "stranger" and state == "submitted"
        assert (decided(client, row).state == "verified") == (may_decide or state == "verified")


@pytest.mark.parametrize(
    ("role", "party", "may"),
    [
        ("recorder", "supporter", True),
        ("recorder", "recipient", True),
        ("recorder", None, False),
        ("reviewer", "supporter", False),
        ("administrator", None, True),
        ("auditor", None, False),
    ],
)
def test_a_scheme_as_a_whole_is_entered_by_any_party_or_an_administrator(
    client, edge, role, party, may
):
    office = getattr(edge, party) if party else make.organisation()
    client.force_login(make.member(role, office))

    entered(client, ("5", "book"), form="goods", whose="scheme:UNIONS")

    assert Contribution.objects.filter(pairing=None).exists() == may


def test_a_verified_one_is_replaced_by_another(recorder, edge):
    row = make.given(182, unit="person_time", pairing=edge, ref="OLD-1").contribution
    page = recorder.get(f"{NEW}?replaces=OLD-1").content.decode()
    assert row.title in page and 'value="OLD-1"' in page

    entered(recorder, ("183", "person_time"), replaces="OLD-1")

    assert Contribution.objects.get(replaces=row).state == "draft"
    assert recorder.get("/contributions/OLD-1/change/").status_code == 403


def test_the_history_says_who_changed_a_quantity(recorder):
    entered(recorder, ("182", "person_time"))
    row = Contribution.objects.get()
    entered(
        recorder, ("183", "person_time"), address=f"/contributions/{row.ref}/change/", version=1
    )

    text = words(recorder.get(f"/contributions/{row.ref}/history/"))

    assert "At least: from 182 → to 183" in text.replace(".00", "")


def test_in_chinese(recorder):
    page = recorder.get(NEW, headers={"accept-language": "zh-hans"}).content.decode()

    assert "登记一项" in page and "保存草稿" in page and "提交复核" in page


def test_the_table_of_permissions_prints_the_rules(recorder):
    text = words(recorder.get("/permissions/"))

    assert "Other aid: contributions and their quantities" in text
    assert "Verification or return of contributions" in text


@pytest.mark.both
@pytest.mark.parametrize("ref", ["%00", "%E7%94%B2", "NO-SUCH"])
def test_an_address_that_names_no_contribution_is_not_found(client, ref):
    edge = make.pairing()
    client.force_login(make.member("recorder", edge.recipient))
    assert client.get(f"/contributions/new/?replaces={ref}").status_code == 404
