"""An office's year of contributions in a grid: by doing it."""

import pytest

from projects.models import Contribution
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db
GRID = "/contributions/year/UNIONS/2013/"


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


def posted_page(client, **lines):
    """All that the page holds as a browser posts it; ``lines`` are typed over it by prefix."""
    response = client.get(GRID)
    values = {"line": []}
    for line in response.context["lines"]:
        values["line"].append(line.prefix)
        values[f"{line.prefix}-read"] = line.entry.read
        for bound in (*line.form, *line.row):
            value = bound.value()
            values[bound.html_name] = "" if value is None else str(value)
    for prefix, cells in lines.items():
        prefix = prefix.replace("__", "-")
        values |= {f"{prefix}-{name}": value for name, value in cells.items()}
    return values


def training(done="182", unit="person_time", **cells):
    quantity = {"quantity-done": done, "quantity-unit": unit}
    return {"form": "training", "title": "基层工会主席培训班", **quantity, **cells}


def test_new_lines_are_saved_as_drafts_of_the_year(recorder, edge):
    lines = {"new__0": training(), "new__3": training("10", "session", title="第二期")}

    response = recorder.post(GRID, posted_page(recorder, **lines), follow=True)

    first, second = Contribution.objects.order_by("ref")
    assert (first.ref, second.ref) == ("UNIONS-2013-01", "UNIONS-2013-02")
    assert (first.pairing, first.state, first.precision) == (edge, "draft", "year")
    assert first.quantities.get().low == 182
    assert "2 drafts saved." in words(response)


def test_the_same_lines_posted_twice_are_saved_once(recorder):
    form = posted_page(recorder, new__0=training(), new__1=training(title="第二期"))

    for _time in range(2):
        assert recorder.post(GRID, form).status_code == 302

    assert Contribution.objects.count() == 2


def test_a_changed_line_posted_twice_is_no_conflict_with_oneself(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-9")
    form = posted_page(recorder, **{"row-C-9": {"title": "改过的题目"}})

    for _time in range(2):
        assert recorder.post(GRID, form).status_code == 302

    row.refresh_from_db()
    assert (row.title, row.version) == ("改过的题目", 2)


def test_what_nobody_typed_in_is_not_saved(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-9")
    make.quantity(row, "session", 10, planned=12)

    recorder.post(GRID, posted_page(recorder))

    row.refresh_from_db()
    assert (row.version, Contribution.objects.count()) == (1, 1)


def test_good_lines_are_saved_and_bad_ones_stay_as_typed(recorder):
    bad = training("182", "", title="没有单位", place="五家渠")
    form = posted_page(recorder, new__0=training(), new__1=bad)

    response = recorder.post(GRID, form)

    assert [row.title for row in Contribution.objects.all()] == ["基层工会主席培训班"]
    page = words(response)
    assert "1 row was not saved" in page
    assert page.count("A quantity needs its counting unit: choose it.") == 1
    assert "五家渠" in response.content.decode()
    assert "id_new-1-quantity-unit_error" in response.content.decode()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"starts": "2013-09-11", "ends": "2013-09-01"}, "cannot end before the day it starts"),
        ({"starts": "soon"}, "Enter a date as 2013-09-02"),
        ({"title": "张三 110101199003078515"}, "This looks like an identity number"),
        ({"quantity-done": "1.5", "quantity-unit": "session"}, "are counted in steps of 1"),
        ({"quantity-done": "约80"}, "does not say how many: enter at least and at most"),
        ({"form": ""}, "This field is required."),
    ],
)
def test_bad_input_is_one_sentence_in_its_line(recorder, cells, sentence):
    response = recorder.post(GRID, posted_page(recorder, new__0=training(**cells)))

    assert words(response).count(sentence) == 1
    assert not Contribution.objects.exists()


def test_what_is_known_between_bounds_is_read_back_once(recorder):
    form = posted_page(recorder, new__0=training("80余", form="goods"))
    response = recorder.post(GRID, form)
    assert "Will be saved as read: 80–89 person_time" in words(response)
    assert not Contribution.objects.exists()

    recorder.post(GRID, form | {"new-0-read": "80–89 person_time"})

    row = Contribution.objects.get()
    assert (row.quantities.get().low, row.quantities.get().high) == (80, 89)
    # A change of something else is not asked about the number again.
    changed = posted_page(recorder, **{f"row-{row.ref}": {"title": "改过的题目"}})
    assert recorder.post(GRID, changed).status_code == 302


def test_an_unlikely_number_is_asked_about_in_its_line(recorder):
    day = {"starts": "2013-09-02", "ends": "2013-09-02"}
    form = posted_page(recorder, new__0=training("12000", **day))
    response = recorder.post(GRID, form)
    assert "12,000 person_time in a training of 1 day" in words(response)
    assert 'name="new-0-answer crowd 12000"' in response.content.decode()

    recorder.post(GRID, form | {"new-0-answer crowd 12000": "as entered"})

    assert Contribution.objects.get().answers == {"crowd 12000": "as entered"}


def test_people_beside_sessions_on_another_page_become_person_times(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-9")
    make.quantity(row, "person", 150)
    make.quantity(row, "session", 10)
    form = posted_page(recorder, **{"row-C-9": {"quantity-done": "182"}})
    assert "182 people in several sessions" in words(recorder.post(GRID, form))

    recorder.post(GRID, form | {"row-C-9-answer person times 182": "person_time"})

    numbers = {q.counting_unit.code: q.low for q in row.quantities.all()}
    assert numbers == {"person_time": 182, "session": 10}


def test_further_quantities_are_told_and_stay(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-9")
    make.quantity(row, "book", 300)
    make.quantity(row, "session", 10, planned=12)
    page = recorder.get(GRID)
    assert "Further quantities: 10 session · planned 12" in words(page)
    assert 'href="/contributions/C-9/change/"' in page.content.decode()

    recorder.post(GRID, posted_page(recorder, **{"row-C-9": {"quantity-done": "301"}}))

    assert {q.counting_unit.code: q.low for q in row.quantities.all()} == {
        "book": 301,
        "session": 10,
    }
    clash = posted_page(recorder, **{"row-C-9": {"quantity-unit": "session"}})
    response = recorder.post(GRID, clash)
    assert "already has a number in that counting unit" in words(response)


def test_parts_and_sources_stay_as_they_are(recorder, edge):
    whole = make.contribution(pairing=edge, ref="W-1")
    row = make.contribution(pairing=edge, ref="C-9", part_of=whole, source="年报")

    recorder.post(GRID, posted_page(recorder, **{"row-C-9": {"title": "改过的题目"}}))

    row.refresh_from_db()
    assert (row.title, row.part_of, row.source) == ("改过的题目", whole, "年报")


@pytest.mark.parametrize("takes_theirs", [False, True])
def test_two_people_on_one_line_read_both(recorder, edge, takes_theirs):
    row = make.contribution(pairing=edge, ref="C-9", title="原题")
    make.quantity(row, "session", 10)
    mine = {"title": "我的题目", "quantity-done": "12"}
    form = posted_page(recorder, **{"row-C-9": mine}, new__0=training())
    theirs = posted_page(recorder, **{"row-C-9": {"title": "别人的题目", "quantity-done": "11"}})
    recorder.force_login(make.member("recorder", edge.supporter, first_name="Li", last_name="Na"))
    assert recorder.post(GRID, theirs).status_code == 302
    recorder.force_login(recorder.person)

    response = recorder.post(GRID, form)

    page, code = words(response), response.content.decode()
    assert "Li Na changed this after you opened the page" in page
    assert "Stored now: 别人的题目" in page and "Stored now: 11 session" in page
    assert "我的题目" in code and 'name="row-C-9-version" value="2"' in code
    # The other line was saved.
    assert Contribution.objects.count() == 2
    again = {"theirs": "row-C-9"} if takes_theirs else {"row-C-9-version": 2}
    assert recorder.post(GRID, form | again).status_code == 302
    row.refresh_from_db()
    kept_title, number = ("别人的题目", 11) if takes_theirs else ("我的题目", 12)
    assert (row.title, row.quantities.get().low) == (kept_title, number)


def test_submitting_takes_what_was_typed_and_the_drafts_but_not_what_was_returned(recorder, edge):
    make.contribution(pairing=edge, ref="C-1")
    make.contribution(pairing=edge, ref="C-2", state="returned")
    make.contribution(pairing=edge, ref="C-3", state="returned")
    typed = {"row-C-3": {"title": "改过的题目"}, "new__0": training()}

    form = posted_page(recorder, **typed) | {"do": "submit"}
    response = recorder.post(GRID, form, follow=True)

    states = dict(Contribution.objects.values_list("ref", "state"))
    new = {ref for ref in states if ref.startswith("UNIONS")}
    assert {ref: states[ref] for ref in ("C-1", "C-2", "C-3", *new)} == {
        "C-1": "submitted",
        "C-2": "returned",
        "C-3": "submitted",
        **dict.fromkeys(new, "submitted"),
    }
    assert "3 contributions submitted." in words(response)
    # The same again submits nothing more and refuses nothing.
    assert recorder.post(GRID, form).status_code == 302


def test_a_draft_that_another_changed_since_is_not_submitted_unseen(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-1")
    form = posted_page(recorder) | {"do": "submit"}
    Contribution.objects.filter(pk=row.pk).update(version=2)

    response = recorder.post(GRID, form)

    assert "Somebody changed it after you opened the page" in words(response)
    row.refresh_from_db()
    assert row.state == "draft"


def test_what_somebody_submitted_in_between_stays_and_what_was_typed_does_too(recorder, edge):
    row = make.contribution(pairing=edge, ref="C-1")
    form = posted_page(recorder, **{"row-C-1": {"title": "改过的题目"}})
    Contribution.objects.filter(pk=row.pk).update(state="submitted", version=2)

    response = recorder.post(GRID, form)

    assert "改过的题目" in response.content.decode()
    assert "1 row was not saved" in words(response)
    row.refresh_from_db()
    assert row.title != "改过的题目"


def test_submitted_and_verified_ones_stand_below_to_read(recorder, edge):
    make.given(182, unit="session", pairing=edge, title="已复核的培训")
    make.contribution(pairing=edge, title="待复核的培训", state="submitted")

    response = recorder.get(GRID)

    lines = [line.contribution for line in response.context["lines"]]
    assert not any(lines)
    assert "已复核的培训" in words(response) and "待复核的培训" in words(response)


def test_only_the_year_the_scheme_and_ones_own_are_in_the_grid(recorder, edge):
    make.contribution(pairing=edge, ref="OWN", starts_on="2012-05-01", ends_on="2013-02-01")
    make.contribution(scheme=edge.scheme, ref="WHOLE")
    make.contribution(pairing=edge, ref="LATER", starts_on="2014-01-01", ends_on="2014-12-31")
    make.contribution(pairing=make.pairing(scheme=edge.scheme), ref="FOREIGN")
    make.contribution(pairing=make.pairing(recipient=edge.recipient), ref="OTHER")

    response = recorder.get(GRID)

    rows = [line.contribution for line in response.context["lines"] if line.contribution]
    assert [row.ref for row in rows] == ["OWN", "WHOLE"]
    assert "FOREIGN" not in response.content.decode()


def test_a_line_of_another_office_is_not_saved(recorder, edge):
    foreign = make.contribution(pairing=make.pairing(scheme=edge.scheme), ref="FOREIGN")
    form = posted_page(recorder, **{"row-FOREIGN": {"title": "改过的题目", "version": 1}})
    form["line"] += ["row-FOREIGN", "row-\0", "new-99999", "row-甲"]

    recorder.post(GRID, form)

    foreign.refresh_from_db()
    assert foreign.title != "改过的题目"


def test_a_line_dated_in_another_year_says_so(recorder):
    form = posted_page(recorder, new__0=training(starts="2014-03"))

    response = recorder.post(GRID, form, follow=True)

    assert "of another year or none: UNIONS-2014-01" in words(response)


@pytest.mark.parametrize("role", ["recorder", "reviewer", "leader", "auditor", "administrator"])
@pytest.mark.parametrize("side", ["supporter", "recipient", "stranger"])
def test_who_may_open_it(client, edge, role, side):
    office = getattr(edge, side, None) or make.organisation()
    client.force_login(make.member(role, office))

    status = client.get(GRID).status_code

    # The stranger's office, which nothing is above and which supports nobody, is the scheme's own.
    of_scheme = role == "administrator" and side == "stranger"
    everywhere = role == "auditor"
    if of_scheme or (role == "recorder" and side != "stranger"):
        assert status == 200
    else:
        assert status == (404 if side == "stranger" and not everywhere else 403)
    assert client.post(GRID, {}).status_code == (302 if status == 200 else status)


def test_an_administrator_enters_for_the_scheme_as_a_whole_only(client, edge):
    make.contribution(pairing=edge, ref="OWN")
    client.force_login(make.administrator())
    owners = client.get(GRID).context["lines"][0].form.fields["whose"].choices
    assert "scheme:UNIONS" in f"{owners}" and "pairing:" not in f"{owners}"

    form = posted_page(client, new__0=training(whose="scheme:UNIONS"))
    client.post(GRID, form)

    assert Contribution.objects.get(pairing=None).state == "draft"


@pytest.mark.parametrize("address", ["NO-SUCH/2013/", "UNIONS/1900/", "UNIONS/99999/"])
def test_no_such_grid(recorder, address):
    assert recorder.get(f"/contributions/year/{address}").status_code == 404


def test_the_way_to_the_latest_year(recorder, edge):
    make.contribution(pairing=edge)

    assert recorder.get("/contributions/year/UNIONS/")["Location"] == GRID
    for address in ("/contributions/", "/contributions/new/"):
        assert 'href="/contributions/year/UNIONS/"' in recorder.get(address).content.decode()


def test_the_number_of_queries_does_not_grow(recorder, edge, django_assert_num_queries):
    def fill(row):
        make.quantity(row, "book", 300)
        make.quantity(row, "session", 10)

    fill(make.contribution(pairing=edge))
    make.given(5, pairing=edge)
    recorder.get(GRID)
    with django_assert_num_queries(18):
        recorder.get(GRID)
    for _n in range(2):
        fill(make.contribution(pairing=edge))
        make.given(5, pairing=edge)
    with django_assert_num_queries(18):
        recorder.get(GRID)


def test_in_chinese(recorder):
    response = recorder.get(GRID, headers={"accept-language": "zh-hans"})

    assert "2013年其他援助逐行登记" in words(response)
    code = response.content.decode()
    assert "保存草稿" in code and "保存并提交复核" in code and "new line" not in code
