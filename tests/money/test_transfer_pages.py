"""The pages about money: the list, one transfer, recording, confirming and reversing it."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.utils.translation import override

from aidtrack.values.formats import exact_wan
from aidtrack.values.numbers import NumberField
from projects.models import Confirmation, Project, Transfer
from tests import make
from tests.cast.sides import WAN, Sides
from tests.tools.reading import Page, reader, words
from tests.tools.refusing import refused

pytestmark = pytest.mark.django_db
LIST, NEW = "/transfers/", "/transfers/new/"
# The list on a day when everything is listed.
IN_JULY = f"{LIST}?as_of=2011-07-31"
JULY, JUNE = date(2011, 7, 15), date(2011, 6, 15)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def sides():
    return Sides()


def as_(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def listed(client, query="") -> list[int]:
    """The ids of the transfers in the list, in its order."""
    response = client.get(f"{IN_JULY}&{query}")
    assert response.status_code == 200
    hrefs = [href for href, _text in Page(response).links]
    return [int(match[1]) for href in hrefs if (match := re.match(r"/transfers/(\d+)/", href))]


def balance_lines(page) -> list[list[str]]:
    """Those of units in the table of balances, which has five columns."""
    lines = [line for line in page.lines() if len(line) == 5]
    return [line for line in lines if re.match(r"\S+→\S+$", line[0])]


def address(row, part="") -> str:
    return f"{LIST}{row.pk}/{part}"


# The list.


def test_each_filter_shows_its_rows_and_no_others(client, sides):
    in_region = sides.record(document_number="京援〔2011〕7号")
    at_project = sides.at_project()
    raised = sides.record(level="raised", on=JUNE)
    elsewhere = make.transfer(on=JULY, programme=sides.programme)
    reader(client)

    every = [elsewhere.pk, at_project.pk, in_region.pk, raised.pk]
    for query, expected in {
        "": every,
        "level=in_region": [in_region.pk],
        "supporter=GIVER": every[1:],
        "recipient=ROW": every[1:],
        "recipient=ROW&level=raised": [raised.pk],
        f"recipient={sides.county.ref}": [at_project.pk],
        "q=" + quote("京援 7号"): [in_region.pk],
        "q=OWN": [at_project.pk],
        "q=%25": [],
        "as_of=2011-06-30": [raised.pk],
        "as_of=2011-06-30&sort=amount": [raised.pk],
        "scope=xpcc": [],
        "state=unconfirmed": every[1:],
        "state=awaiting": [],
    }.items():
        assert listed(client, query) == expected, query


@pytest.mark.parametrize(
    "query",
    ["state=lost", "level=x", "supporter=nobody", "colour=red", "sort=state", "page=9", "q=%00"],
)
def test_what_the_list_does_not_know_is_said(client, sides, query):
    assert reader(client).get(f"{LIST}?{query}").status_code == 400


def test_the_list_says_what_waits_for_whom_and_links_to_it(client, sides):
    waiting = sides.record(sides.front)
    sides.record(sides.office)
    page = as_(client, sides.office).get(IN_JULY)

    links = {"".join(text): href for href, text in Page(page).links}

    assert "1 awaits your confirmation" in links
    query = links["1 awaits your confirmation"].partition("?")[2]
    assert listed(client, query) == [waiting.pk]
    assert "awaits your" not in words(as_(client, sides.reviewer).get(IN_JULY))


def test_the_list_opens_as_every_page_does_and_points_to_what_is_later(client, sides):
    division = make.organisation(kind="xpcc_division", scope="xpcc", reported_under=sides.row)
    june, july = sides.record(sides.front, on=JUNE), sides.record(sides.front)
    of_xpcc = sides.record(sides.front, receiver=division, on=JUNE)
    page = as_(client, sides.office).get(LIST)
    links = {"".join(text): href for href, text in Page(page).links}

    assert (page.context["view"].scope, page.context["view"].on) == ("local", date(2011, 6, 30))
    assert listed(client, "as_of=2011-06-30") == [june.pk]
    for words_of_link, expected in {
        "1 awaits your confirmation": [june.pk],
        "3 await your confirmation as of 15 July 2011, including the XPCC": [
            july.pk,
            of_xpcc.pk,
            june.pk,
        ],
    }.items():
        assert listed(client, links[words_of_link].partition("?")[2]) == expected
    query = links["1 transfer after 30 June 2011"].partition("?")[2]
    assert listed(client, query) == [july.pk, june.pk]


def test_a_difference_is_listed_to_both_sides_until_it_is_settled(client, sides):
    agreed, reversed_ = sides.record(), sides.record()
    for row in (agreed, reversed_):
        sides.state(sides.office, row, amount=Decimal(90))

    for person in (sides.front, sides.office, sides.reviewer):
        assert set(listed(as_(client, person), "state=differing")) == {agreed.pk, reversed_.pk}
        assert "2 differ" in words(client.get(IN_JULY))
    assert listed(as_(client, sides.stranger), "state=differing") == []

    sides.state(sides.office, agreed)
    sides.reverse(sides.reviewer, reversed_)
    for person in (sides.front, sides.office):
        assert listed(as_(client, person), "state=differing") == []
        assert "state=differing" not in client.get(IN_JULY).content.decode()
    assert listed(client, "state=agreed") == [agreed.pk]
    assert listed(client, "state=reversed") == [reversed_.pk]


def test_the_list_adds_up_each_level_with_its_reversals(client, sides):
    sides.record(amount=Decimal(1000), accepted=True)
    sides.reverse(sides.reviewer, sides.record(amount=Decimal("99.50"), accepted=True))
    sides.at_project(amount=Decimal(500), accepted=True)

    lines = Page(reader(client).get(IN_JULY)).lines()

    assert [
        "3 transfers received in the region",
        "received in the region",
        "",
        "",
        "",
        "1,000.00",
        "",
    ] in lines
    assert [
        "1 transfer disbursed to the project",
        "disbursed to the project",
        "",
        "",
        "",
        "500.00",
        "",
    ] in lines


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_transfer_and_for_three(
    client, django_assert_num_queries, rows
):
    sides = Sides()
    for n in range(rows):
        row = sides.record(document_number=f"{n}")
        sides.state(sides.office, sides.at_project(sides.front), amount=Decimal(9))
        sides.reverse(sides.reviewer, row)
        make.reporting_unit(sides.unit.row)
    person = as_(client, sides.office)

    with django_assert_num_queries(33):
        person.get(IN_JULY)


def test_a_balance_stands_below_and_leads_to_the_transfers_behind_it(client, sides):
    sides.record(amount=Decimal(1_000_000), accepted=True)
    sides.at_project(amount=Decimal(1_200_000), accepted=True)
    sides.at_project(level="paid", amount=Decimal(7), accepted=True)
    client = as_(client, sides.office)
    page = Page(client.get(IN_JULY))

    (line,) = balance_lines(page)
    hrefs = {"".join(text): href for href, text in page.links}

    assert line[1:] == ["100", "120", "0", "-20 more paid to projects than received"]
    for amount, total in {"100": "1,000,000.00", "120": "1,200,000.00"}.items():
        lines = Page(client.get(hrefs[amount])).lines()
        (of_level,) = [row for row in lines if row[0].startswith("1 transfer")]
        assert of_level[5] == total


def test_no_part_of_a_balance_is_shown(client, sides):
    sides.record()

    page = as_(client, make.member("leader", sides.county)).get(IN_JULY)

    assert "Balance by reporting unit" not in words(page)


# One transfer.


def test_a_transfer_tells_who_recorded_it_for_whom_and_what_the_other_side_says(client, sides):
    row = sides.record(amount=Decimal(1_234_567), document_number="京援〔2011〕7号")
    sides.state(sides.office, row, amount=Decimal(1_234_500), on=date(2011, 7, 18), note="少67元")

    page = words(as_(client, make.auditor()).get(address(row)))

    for text in (
        "1,234,567.00",
        "123.4567 (10,000 yuan)",
        "京援〔2011〕7号",
        "for the supporter",
        sides.front.username,
        "1,234,500.00",
        "少67元",
        sides.office.username,
        "3 days",
        "-67.00",
        "differs",
        "recorded separately",
    ):
        assert text in page, text


def test_a_reversal_and_what_it_reverses_lead_to_each_other(client, sides):
    row = sides.record()
    back = sides.reverse(sides.reviewer, row)
    client = as_(client, sides.office)

    assert address(back) in client.get(address(row)).content.decode()
    assert address(row) in client.get(address(back)).content.decode()
    assert "录入有误" in words(client.get(address(row)))


def test_money_that_a_report_made_names_the_report(client, sides):
    report = make.status_report(sides.project, state="verified")
    row = make.transfer(sides.project, on=JULY, report=report, recorded_side="recipient")

    page = as_(client, sides.reviewer).get(address(row))

    assert f"/projects/OWN/#report-{report.pk}" in page.content.decode()
    assert "correct it in a report" in words(page)
    assert "Reverse transfer" not in words(page)


def test_who_only_received_the_money_is_not_led_to_the_project(client, sides):
    builder = make.organisation()
    row = sides.at_project(receiver=builder)

    page = as_(client, make.member("leader", builder)).get(address(row))

    assert page.status_code == 200
    assert "/projects/OWN/" not in page.content.decode()


def test_a_transfer_is_hidden_from_strangers_with_all_that_is_done_to_it(client, sides):
    row = sides.record()
    as_(client, sides.stranger)

    assert client.get(address(row)).status_code == 404
    for part in ("confirmation/", "reversal/"):
        assert client.post(address(row, part), {}).status_code == 404
    assert client.get(f"{LIST}{10**30}/").status_code == 404
    assert listed(client) == []


def test_the_forms_are_shown_to_whom_they_are_for(client, sides):
    row = sides.record(sides.front, accepted=True)

    for person, confirms, reverses in (
        (sides.office, True, False),
        (sides.front, False, False),
        (sides.reviewer, False, True),
        (sides.front_reviewer, False, True),
        (make.administrator(), False, False),
    ):
        page = words(as_(client, person).get(address(row)))
        assert ("Confirm" in page) == confirms, person
        assert ("Reverse transfer" in page) == reverses, person


def statement_form(row, **changes):
    return {"on": f"{row.on}", "amount": exact_wan(row.amount), "note": "", **changes}


def test_confirming_leads_back_to_the_transfer_and_may_be_changed(client, sides):
    row = sides.record(amount=Decimal(1000))
    client = as_(client, sides.office)

    page = client.post(
        address(row, "confirmation/"), statement_form(row, amount="0.1"), follow=True
    )
    assert page.redirect_chain == [(address(row), 302)]
    assert "confirmed" in words(page)
    client.post(address(row, "confirmation/"), statement_form(row, amount="0.099999"))

    assert Confirmation.objects.latest().get().amount == Decimal("999.99")
    assert Transfer.objects.count() == 1


def opened_statement(client, row, **changes):
    """What the form of a statement posts, as it was opened, if only this is typed."""
    form = client.get(address(row)).context["stating"]
    return {field.name: f"{field.value()}" for field in form} | changes


@pytest.mark.parametrize("earlier", [None, Decimal(95)])
def test_who_states_over_a_newer_statement_is_shown_both_and_decides(client, sides, earlier):
    row, colleague = sides.record(), make.member("recorder", sides.row, first_name="Li")
    if earlier:
        sides.state(sides.office, row, amount=earlier)
    form = opened_statement(as_(client, sides.office), row, amount="0.008", note="甲")
    sides.state(colleague, row, amount=Decimal(90))

    page = client.post(address(row, "confirmation/"), form)

    for sentence in (
        "Li changed this after you opened the page",
        "Stored now: 90.00",
        "Stored now: —",
    ):
        assert words(page).count(sentence) == 1, sentence
    assert 'value="0.008"' in page.content.decode()
    assert Confirmation.objects.latest().get().amount == 90

    form |= {"as_opened": page.context["stating"]["as_opened"].value()}
    assert client.post(address(row, "confirmation/"), form).status_code == 302
    stated = Confirmation.objects.latest().get()
    assert (stated.amount, stated.note, stated.stated_by) == (80, "甲", sides.office)


def test_what_a_colleague_stated_meanwhile_is_stated_once(client, sides):
    row, colleague = sides.record(), make.member("recorder", sides.row)
    form = opened_statement(as_(client, sides.office), row)
    sides.state(colleague, row)

    page = client.post(address(row, "confirmation/"), form, follow=True)

    assert "statement was saved" in words(page)
    assert Confirmation.objects.get().stated_by == colleague


def test_a_statement_that_must_be_mended_still_notices_a_newer_one(client, sides):
    row, colleague = sides.record(), make.member("recorder", sides.row)
    form = opened_statement(as_(client, sides.office), row, amount="x")
    sides.state(colleague, row, amount=Decimal(90))

    page = client.post(address(row, "confirmation/"), form)
    form = {field.name: field.value() for field in page.context["stating"]} | {"amount": "0.008"}

    assert "Stored now: 90.00" in words(client.post(address(row, "confirmation/"), form))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "NaN"}, "Enter the amount in 10,000 yuan"),
        ({"amount": "1e400"}, "Enter the amount in 10,000 yuan"),
        ({"amount": "-5"}, "Enter zero or a positive number"),
        ({"amount": "123456789012345678"}, "at most 10 digits"),
        ({"amount": "1.2345678"}, "at most 6 decimal places"),
        ({"amount": ""}, "required"),
        ({"on": "yesterday"}, "Enter the date as 2011-06-30"),
        ({"on": "0211-07-01"}, "between 1949 and 2099"),
        ({"on": "2099-07-01"}, "in the future"),
        ({"note": "字" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_stated_is_said_beside_what_was_typed(client, sides, changes, sentence):
    row = sides.record()

    page = as_(client, sides.office).post(
        address(row, "confirmation/"), statement_form(row, **changes)
    )

    assert page.status_code == 200
    assert words(page).count(sentence) == 1
    assert f'value="{next(iter(changes.values()))}"' in page.content.decode()
    assert not Confirmation.objects.exists()


def test_who_may_not_confirm_is_told_so_and_nothing_happens(client, sides):
    row = sides.record(sides.front)

    page = as_(client, sides.front).post(
        address(row, "confirmation/"), statement_form(row), follow=True
    )

    assert "Only a recorder of the other side can confirm it" in words(page)
    assert not Confirmation.objects.exists()


def test_a_reversal_posted_twice_is_one(client, sides):
    row = sides.record()
    form = {"key": f"{uuid4()}", "on": f"{JULY}", "reason": "重复录入"}
    client = as_(client, sides.reviewer)

    for _n in range(2):
        page = client.post(address(row, "reversal/"), form, follow=True)
        assert "The transfer was reversed" in words(page)

    assert Transfer.objects.count() == 2
    again = client.post(address(row, "reversal/"), form | {"key": f"{uuid4()}"}, follow=True)
    assert "already been reversed" in words(again)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Enter a reason for the reversal"),
        ({"on": "2011-07-01"}, "cannot be dated before"),
        ({"on": "2099-01-01"}, "in the future"),
        ({"on": ""}, "required"),
    ],
)
def test_a_reversal_that_cannot_be_is_said_beside_what_was_typed(client, sides, changes, sentence):
    row = sides.record()
    form = {"key": f"{uuid4()}", "on": f"{JULY}", "reason": "重复录入", **changes}

    page = as_(client, sides.reviewer).post(address(row, "reversal/"), form)

    assert words(page).count(sentence) == 1
    assert Transfer.objects.count() == 1


# Recording.


def entered(**changes):
    form = {"key": f"{uuid4()}", "programme": "2011-plan", "level": "in_region", "project": ""}
    form |= {"supporter": "GIVER", "receiver": "ROW", "on": "2011-07-15", "amount": "0.1"}
    return form | {"tranche": "", "document_number": "", **changes}


def recorded(client, form, **options):
    """The answer to the form, posted again with the line that was on show where there is one."""
    page = client.post(NEW, form, **options)
    mark = re.search(r'name="checked" value="([^"]+)"', page.content.decode())
    return client.post(NEW, form | {"checked": mark[1]}, **options) if mark else page


def test_an_amount_is_shown_in_words_before_it_is_recorded(client, sides):
    client = as_(client, sides.office)
    form = entered(level="at_project", project="OWN", supporter="", receiver="", amount="0.5")

    page = client.post(NEW, form)

    assert "Will be recorded: 5,000 yuan (伍仟元整) → 项目" in words(page)
    assert not Transfer.objects.exists()
    changed = form | {"checked": "5000 OWN", "amount": "5"}
    assert "50,000 yuan (伍万元整)" in words(client.post(NEW, changed))
    assert not Transfer.objects.exists()
    client.post(NEW, changed | {"checked": "50000 OWN"})
    assert Transfer.objects.get().amount == 50_000


def test_the_line_is_told_while_the_amount_is_typed(client, sides):
    client = as_(client, sides.office)

    line = client.get("/transfers/check/?amount=0.5&project=OWN").json()

    assert line["mark"] == "5000 OWN"
    assert "伍仟元整" in line["text"]
    for query in ("amount=x", "amount=", "amount=5&project=none", "project=%00&amount=1"):
        assert client.get(f"/transfers/check/?{query}").json() == {}
    assert as_(client, sides.reviewer).get("/transfers/check/?amount=1").status_code == 403


def test_yuan_for_ten_thousand_yuan_is_asked_about_with_both_readings(client, sides):
    client = as_(client, sides.office)
    form = entered(level="at_project", project="OWN", supporter="", receiver="", amount="300000")

    page = recorded(client, form)

    assert "30,000.0% of planned funds (CNY 10 m). Did you enter yuan?" in words(page)
    assert not Transfer.objects.exists()
    answered = form | {"checked": "3000000000 OWN", "answer": "yuan:300000"}
    page = client.post(NEW, answered)
    assert "Will be recorded: 300,000 yuan (叁拾万元整)" in words(page)
    assert 'name="amount" value="30"' in page.content.decode()
    assert not Transfer.objects.exists()
    client.post(NEW, form | {"checked": "3000000000 OWN", "answer": "yuan:3000000000"})
    assert Transfer.objects.get().amount == 3_000_000_000


def test_more_than_the_total_investment_is_recorded_with_its_reason_only(client, sides):
    Project.objects.filter(pk=sides.project.pk).update(total_investment=1000 * WAN)
    client = as_(client, sides.office)
    form = entered(level="at_project", project="OWN", supporter="", receiver="", amount="1001")
    answered = form | {"checked": "10010000 OWN", "answer": "yuan:10010000"}

    assert "more than the total investment" in words(client.post(NEW, answered))
    assert not Transfer.objects.exists()
    client.post(NEW, answered | {"reason": "增补投资"})

    assert Transfer.objects.get().reason == "增补投资"


def test_money_before_projects_is_asked_about_beside_the_plan_of_its_pairing(client, sides):
    client = as_(client, sides.front)

    assert "of planned funds" in words(recorded(client, entered(amount="1501")))
    assert not Transfer.objects.exists()
    recorded(client, entered(amount="1000"))

    assert Transfer.objects.get().amount == 1000 * WAN


def test_a_project_is_named_by_its_code_or_by_what_only_its_name_has(client, sides):
    named = make.project(name="双语幼儿园", supporter=sides.giver, recipient=sides.county)
    make.project(name="双语小学", supporter=sides.giver, recipient=sides.county)
    client = as_(client, sides.office)
    form = entered(level="at_project", supporter="", receiver="", amount="0.001")

    assert "Several projects have this in their name" in words(
        recorded(client, form | {"project": "双语"})
    )
    recorded(client, form | {"project": "幼儿园"})

    assert Transfer.objects.get().project == named


def test_the_only_supporter_there_can_be_is_chosen_already(client, sides):
    page = as_(client, sides.office).get(NEW).content.decode()

    assert '<option value="GIVER" selected>' in page
    assert '<option value="ROW" selected>' in page
    make.pairing(scheme=sides.programme.scheme, recipient=sides.county)
    assert '<option value="GIVER" selected>' not in client.get(NEW).content.decode()


def test_hint_and_error_of_a_party_say_the_same(client, sides):
    page = words(as_(client, sides.office).post(NEW, entered(supporter="")))

    assert page.count("Choose one: it is needed unless a project is given.") == 3


def test_a_transfer_is_recorded_once_and_leads_to_its_page(client, sides):
    form = entered(amount=" １２３．４５６７８９ ", document_number="京援〔2011〕7号")
    client = as_(client, sides.front)

    for _n in range(2):
        page = recorded(client, form, follow=True)

    row = Transfer.objects.get()
    assert page.redirect_chain == [(address(row), 302)]
    assert "1,234,567.89" in words(page)
    assert (row.recorded_by, row.recorded_side) == (sides.front, "supporter")


def test_money_at_a_project_has_the_projects_parties(client, sides):
    tranche = make.tranche(sides.project, number=2)
    form = entered(level="at_project", project="OWN", supporter="", receiver="", tranche="2")

    recorded(as_(client, sides.office), form)

    row = Transfer.objects.get()
    assert (row.supporter, row.receiver, row.tranche) == (sides.giver, sides.county, tranche)


def test_the_form_begins_with_what_the_address_names(client, sides):
    client = as_(client, sides.office)

    page = client.get(f"{NEW}?project=OWN").content.decode()
    assert 'value="OWN"' in page
    assert '<option value="at_project" selected>' in page
    assert '<option value="GIVER" selected>' in page
    assert client.get(f"{NEW}?programme=2011-plan").status_code == 200
    for strange in ("project=P-0", "programme=x", "project=%00", "project=a/b"):
        assert client.get(f"{NEW}?{strange}").status_code == 404, strange


def test_the_form_offers_and_takes_only_what_the_reader_sees(client, sides):
    hidden = make.project(
        name="绝密工程", supporter=make.supporter(name="绝密省", short_name="绝密省")
    )
    client = as_(client, sides.office)

    assert "绝密" not in client.get(NEW).content.decode()
    page = client.post(NEW, entered(level="at_project", project=hidden.code))
    assert "no project with this code or name" in words(page)
    page = client.post(NEW, entered(supporter=hidden.lead_pairing.supporter.ref))
    assert not Transfer.objects.exists()
    assert client.get(f"{NEW}?project={hidden.code}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "NaN"}, "Enter the amount in 10,000 yuan"),
        ({"amount": "1,5"}, "Enter the amount in 10,000 yuan"),
        ({"amount": "1e400"}, "Enter the amount in 10,000 yuan"),
        ({"amount": "-1"}, "Enter zero or a positive number"),
        ({"amount": "0"}, "A transfer cannot be zero"),
        ({"amount": "123456789012345678"}, "at most 10 digits"),
        ({"on": "2011-02-30"}, "Enter the date as 2011-06-30"),
        ({"on": "0211-07-01"}, "between 1949 and 2099"),
        ({"on": "9999-07-01"}, "in the future"),
        ({"receiver": "NONE"}, "Select a valid choice"),
        ({"level": "at_project"}, "needs a project code"),
        ({"project": "OWN"}, "has no project code: leave it blank"),
        ({"level": "paid", "project": "OWN", "tranche": "9"}, "no tranche with this number"),
        ({"level": "paid", "project": "OWN", "tranche": "9" * 30}, "32767"),
        ({"level": "stolen"}, "Select a valid choice"),
        ({"document_number": "字" * 61}, "at most 60 characters"),
        ({"document_number": "\0"}, "Null characters"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_what_was_typed(client, sides, changes, sentence):
    make.programme("2010-pilot")

    page = recorded(as_(client, sides.office), entered(**changes, reason="x"))

    assert page.status_code == 200
    assert words(page).count(sentence) == 1
    assert 'value="2011-plan" selected' in page.content.decode()
    assert not Transfer.objects.exists()


def test_only_a_recorder_gets_the_form_and_only_for_a_side_of_theirs(client, sides):
    assert as_(client, sides.reviewer).get(NEW).status_code == 403
    assert as_(client, sides.reviewer).post(NEW, entered()).status_code == 403
    auditor = make.auditor()
    make.membership(user=auditor)

    page = recorded(as_(client, auditor), entered())

    assert "Only a recorder of one of the two sides can record it" in words(page)
    assert not Transfer.objects.exists()


# Elsewhere.


def test_the_page_of_a_project_leads_to_its_transfers_and_to_recording_one(client, sides):
    row = sides.at_project(on=JULY)
    page = as_(client, sides.office).get("/projects/OWN/?as_of=2011-07-31").content.decode()

    assert address(row) in page
    assert f"{NEW}?project=OWN" in page
    assert NEW not in as_(client, sides.reviewer).get("/projects/OWN/").content.decode()


def balance_of(client, ref, person):
    page = as_(client, person).get(f"/pairings/{ref}/?as_of=2011-08-01")
    assert page.status_code == 200
    return page, balance_lines(Page(page))


def test_the_pages_of_a_row_a_unit_and_a_pairing_show_the_balance_of_the_unit(client, sides):
    sides.record(amount=Decimal(5_000_000), accepted=True)
    sides.at_project(amount=Decimal(2_000_000), accepted=True)

    for ref in ("ROW", sides.unit.ref, sides.project.lead_pairing.ref):
        page, (line,) = balance_of(client, ref, sides.office)
        assert line[1:] == ["500", "200", "0", "300"], ref
        assert "regional arrival rate 50.0%" in words(page), ref
        is_part = ref == sides.project.lead_pairing.ref
        assert ("Money is received for" in words(page)) == is_part, ref


def test_a_row_of_two_units_has_their_sum_for_whom_sees_both(client, sides):
    mate = make.reporting_unit(sides.unit.row)
    sides.record(amount=Decimal(5_000_000), accepted=True)
    make.in_region(sides.programme, mate.supporter, sides.row, amount=1_000_000)

    page, lines = balance_of(client, "ROW", sides.office)
    assert [line[1] for line in lines] == ["500", "100"]
    assert ["Total", "600", "0", "0", "600"] in Page(page).lines()
    page, lines = balance_of(client, "ROW", sides.front)
    assert [line[1] for line in lines] == ["500"]
    assert "regional arrival rate" not in words(page)


def test_who_sees_one_county_sees_no_balance(client, sides):
    sides.record()
    leader = make.member("leader", sides.county)

    page, lines = balance_of(client, sides.project.lead_pairing.ref, leader)

    assert lines == []
    assert "Received in the region, paid to projects, balance" not in words(page)


# The field for amounts.


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1234567.89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４．５０", "1234.50"),
        ("1 234 567", "1234567"),
        (" 12. ", "12"),
        ("0012", "12"),
        ("1.500", "1.5"),
        ("-0", "0"),
        ("99999999999999.99", "99999999999999.99"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, expected):
    assert NumberField().clean(typed) == Decimal(expected)


@pytest.mark.parametrize(
    "typed", ["1,5", "1,2345", "1e3", "+1", "٣", "²", "½", "NaN", "inf", "0x1", ".", "1.2.3", "一"]
)
def test_what_is_no_number_is_not_guessed_at(typed):
    with refused("Enter a number, e.g."):
        NumberField().clean(typed)
