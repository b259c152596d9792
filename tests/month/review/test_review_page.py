"""The reviewer's page: what is unusual apart, what is plain ticked, one's place kept."""

from datetime import date
from decimal import Decimal

import pytest

from projects.models import StatusReport
from projects.month.review.decisions import verify
from projects.month.saving import Refused
from tests import make
from tests.cast.office import MONTH, WAN, Office, as_, submitted
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

REVIEW = f"{MONTH}review/"
AMOUNT = Decimal(300 * WAN)


def waiting(office, *, code, amount=AMOUNT, **fields):
    """A report that waits, on a new project."""
    planned = fields.pop("planned_aid", 900 * WAN)
    project = office.another_project(code=code, planned_aid=planned)
    values = {"stage": "under_construction", "started_on": date(2011, 7, 5)}
    return make.status_report(
        project,
        office.month,
        state="submitted",
        **{"physical_progress": Decimal(5), "disbursed_to_date": amount, **values, **fields},
    )


def slip(office, *, code, **fields):
    """A report in which yuan stand for 10,000 yuan, asked about and kept."""
    amount = Decimal(300_000 * WAN)
    answers = {"yuan": f"{amount}"}
    return waiting(office, code=code, amount=amount, answers=answers, **fields)


def seen(report) -> str:
    return f"{report.pk}:{report.version}"


def boxes(page) -> dict[str, bool]:
    """The boxes of the batch: {code: whether it is ticked}."""
    labels = [piece.partition(">")[0] for piece in page.content.decode().split("<input")]
    batch = [label for label in labels if 'form="many"' in label and "checkbox" in label]
    return {label.partition("Select ")[2].partition('"')[0]: "checked" in label for label in batch}


def test_an_unusual_report_has_no_box_and_a_plain_one_is_ticked_beforehand(client):
    office = Office()
    slip(office, code="A-1")
    waiting(office, code="A-2", amount=Decimal(930 * WAN), answers={"yuan": "9300000"})
    waiting(office, code="A-3")

    page = as_(client, office.reviewer).get(REVIEW)

    assert boxes(page) == {"A-3": True}
    assert "2 unusual reports, each decided by itself" in words(page)


def test_a_report_with_a_remark_stands_first_in_the_list_and_is_not_ticked(client):
    office = Office()
    waiting(office, code="A-1")
    waiting(office, code="A-2", amount=Decimal(0))
    remarked = waiting(office, code="A-3", amount=Decimal(0))
    StatusReport.objects.filter(pk=remarked.pk).update(is_correction=True)

    page = as_(client, office.reviewer).get(REVIEW)

    assert list(boxes(page).items()) == [("A-3", False), ("A-1", True), ("A-2", True)]


def test_what_stands_on_every_report_is_said_once_and_is_a_remark_on_none(client):
    office = Office()
    for code in ("A-1", "A-2", "A-3"):
        report = waiting(office, code=code)
        StatusReport.objects.filter(pk=report.pk).update(is_correction=True)

    page = as_(client, office.reviewer).get(REVIEW)

    assert boxes(page) == {"A-1": True, "A-2": True, "A-3": True}
    assert words(page).count("On every report that waits: correction.") == 1


def test_that_there_is_no_evidence_is_no_finding(client):
    office = Office()
    waiting(office, code="A-1")

    page = words(as_(client, office.reviewer).get(REVIEW))

    assert "No evidence was added" not in page
    assert "Plain 1" in page


def test_unusual_reports_are_not_verified_together(client):
    office = Office()
    reports = [slip(office, code="A-1"), waiting(office, code="A-2")]
    versions = {report.pk: report.version for report in reports}

    with pytest.raises(Refused, match=reports[0].project.label):
        verify(user=office.reviewer, seen_versions=versions, checked=versions)

    assert not StatusReport.objects.verified().exists()


def test_a_card_says_the_finding_with_its_numbers_the_months_before_and_what_is_written(client):
    office = Office()
    report = slip(office, code="A-1", planned_aid=469 * WAN)
    make.transfer(report.project, on=date(2011, 5, 20), amount=Decimal(10 * WAN))

    page = words(as_(client, office.reviewer).get(REVIEW))

    assert "CNY 3 bn in all: 640 times planned funds (CNY 4.69 m)." in page
    assert "2011-04 2011-05 2011-06 2011-07, reported" in page
    assert "share of the plan 0.0% 2.1% 2.1% 63,965.9%" in page
    assert "if yuan was meant" in page
    assert "and answered “No, CNY 3 bn”" in page
    assert "writes a transfer of" in page


@pytest.mark.parametrize("cards", [1, 3])
def test_cards_take_the_same_queries_for_one_and_for_three(
    client, django_assert_num_queries, cards
):
    office = Office()
    for n in range(cards):
        slip(office, code=f"A-{n}")
    person = as_(client, office.reviewer)

    # One of them asks which of all that wait have a file, one for the comments on them.
    with django_assert_num_queries(26):
        page = words(person.get(REVIEW))

    assert page.count("times planned funds") >= cards


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("kind=unusual", ["A-1"]),
        ("kind=yuan", ["A-1"]),
        ("kind=plain", ["A-2", "A-3"]),
        ("q=a-3", ["A-3"]),
        ("kind=unusual&q=a-3", []),
    ],
)
def test_the_list_is_narrowed_by_its_address(client, query, codes):
    office = Office()
    slip(office, code="A-1")
    waiting(office, code="A-2")
    waiting(office, code="A-3")

    page = words(as_(client, office.reviewer).get(f"{REVIEW}?{query}"))

    assert [code for code in ("A-1", "A-2", "A-3") if code in page] == codes


def test_the_list_is_narrowed_to_reports_without_evidence(client):
    office = Office()
    waiting(office, code="A-1")
    make.evidence(report=waiting(office, code="A-2"))
    waiting(office, code="A-3")
    person = as_(client, office.reviewer)

    assert "Without evidence 2" in words(person.get(REVIEW))
    page = words(person.get(f"{REVIEW}?kind=without-evidence"))

    assert [code for code in ("A-1", "A-2", "A-3") if code in page] == ["A-1", "A-3"]


def test_where_every_report_has_evidence_there_is_nothing_to_narrow_to(client):
    office = Office()
    make.evidence(report=waiting(office, code="A-1"))

    assert "ithout evidence" not in words(as_(client, office.reviewer).get(REVIEW))


def test_the_list_is_narrowed_to_a_county_and_its_file_with_it(client):
    office = Office()
    reports = [waiting(office, code="A-1"), waiting(office, code="A-2")]
    county = reports[1].project.lead_pairing.recipient.ref
    person = as_(client, office.reviewer)

    page = words(person.get(f"{REVIEW}?county={county}"))
    file = person.get(f"{REVIEW}?county={county}&format=csv").getvalue().decode()

    assert ("A-1" in page, "A-2" in page) == (False, True)
    assert ("A-1" in file, "A-2" in file) == (False, True)


@pytest.mark.parametrize("query", ["kind=strange", "county=strange", "kinds=plain"])
def test_a_wrong_filter_shows_no_rows(client, query):
    office = Office()
    waiting(office, code="A-1")

    page = as_(client, office.reviewer).get(f"{REVIEW}?{query}")

    assert page.status_code == 400
    assert "A-1" not in words(page)


@pytest.mark.parametrize("do", ["verify", "return"])
def test_after_a_decision_one_lands_on_the_next_report_of_the_same_list(client, do):
    office = Office()
    report, following = waiting(office, code="A-1"), waiting(office, code="A-2")
    form = {"seen": seen(report), "next": following.pk, "do": do, "reason": "缺照片"}

    response = as_(client, office.reviewer).post(f"{REVIEW}?kind=plain", form)

    assert response["Location"] == f"{REVIEW}?kind=plain#r-{following.pk}"


@pytest.mark.parametrize(("do", "place"), [("verify", "checked"), ("return", "reason")])
def test_after_a_refusal_one_lands_on_what_is_to_be_mended(client, do, place):
    office = Office()
    report = slip(office, code="A-1")
    form = {"seen": seen(report), "next": "", "do": do, "reason": ""}

    response = as_(client, office.reviewer).post(REVIEW, form)

    assert response["Location"] == f"{REVIEW}#{place}-{report.pk}"
    assert f'id="{place}-{report.pk}"' in client.get(REVIEW).content.decode()


@pytest.mark.parametrize("following", ["//elsewhere", "1#x", "١", "<b>"])
def test_no_other_place_is_landed_on(client, following):
    office = Office()
    form = {"seen": seen(waiting(office, code="A-1")), "next": following, "do": "verify"}

    response = as_(client, office.reviewer).post(REVIEW, form)

    assert response["Location"] == f"{REVIEW}#reviews"


def test_single_letters_can_be_switched_off(client):
    office = Office()
    submitted(office)
    person = as_(client, office.reviewer)
    assert 'data-keys="on"' in person.get(REVIEW).content.decode()

    person.post("/preferences/", {"letter_keys": "off", "next": REVIEW})

    assert 'data-keys="off"' in person.get(REVIEW).content.decode()
    person.post("/preferences/", {"letter_keys": "on", "next": REVIEW})
    assert 'data-keys="on"' in person.get(REVIEW).content.decode()
