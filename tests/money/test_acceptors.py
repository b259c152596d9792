"""Who can still count a transfer that waits: on the page of its project and on its own."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from pairings.models import Role
from projects.models import Transfer
from projects.money.acceptance import accept_transfers
from projects.money.acceptors import acceptors, next_step
from tests import make
from tests.cast.sides import Sides
from tests.exports.files import book, table
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def sides():
    sides = Sides()
    sides.giver.short_name, sides.row.short_name = "京", "和田"
    sides.giver.save()
    sides.row.save()
    sides.county.short_name = "墨玉"
    sides.county.save()
    make.reporting_month(sides.programme)
    return sides


def who(transfer) -> str:
    (found,) = acceptors(Transfer.objects.with_sides().filter(pk=transfer.pk)).values()
    return found.words


def step(user, transfer) -> str:
    row = Transfer.objects.with_sides().get(pk=transfer.pk)
    return next_step(user, row, acceptors([row])[row.pk])


def test_the_other_side_a_colleague_or_the_months_report_can_count_it(sides):
    assert who(sides.at_project()) == (
        "京 (other side) or a reviewer of 墨玉 or the project's monthly report, once verified"
    )
    assert who(sides.record()) == "和田 (other side) or a reviewer of 京"


def test_an_office_of_one_person_has_the_coordinating_office(sides):
    make.membership(user=sides.front, role=Role.REVIEWER, organisation=sides.giver)
    sides.front_reviewer.memberships.all().delete()
    row = sides.record()

    assert who(row) == "和田 (other side) or the coordinating office"
    assert (
        "Until it counts you can withdraw it. Nobody else in your office can "
        "verify it: the coordinating office can." in step(sides.front, row)
    )


def test_before_the_first_month_the_coordinating_office_can_as_well(sides):
    sides.programme.months.all().delete()

    assert who(sides.record()).endswith("a reviewer of 京 or the coordinating office")


def test_what_counts_or_was_taken_back_waits_for_nobody(sides):
    accepted, withdrawn = sides.record(accepted=True), sides.record()
    sides.reverse(sides.front, withdrawn)

    assert acceptors(Transfer.objects.with_sides()) == {}
    assert accepted.pk


def test_who_can_is_asked_in_three_queries_for_one_transfer_as_for_many(
    sides, django_assert_num_queries
):
    for _ in range(3):
        make.member("reviewer", sides.row)
        sides.record()
        sides.at_project()
    transfers = list(Transfer.objects.with_sides())

    with django_assert_num_queries(3):
        assert len(acceptors(transfers)) == 6


def test_the_page_of_a_project_says_of_each_transfer_by_whose_word_it_counts(client, sides):
    counted, waiting = sides.at_project(amount=Decimal(300)), sides.at_project()
    accept_transfers(user=sides.front, pks=[counted.pk])
    sides.reverse(sides.office, sides.at_project(amount=Decimal(7)))

    page = words(reader(client).get("/projects/OWN/?as_of=2011-07-31"))

    assert "300.00 confirmed by the other side person" in page
    assert (
        "100.00 waiting to be accepted To be confirmed by 京 (other side) or a reviewer of 墨玉"
        in page
    )
    assert page.count("taken back before it counted") == 2
    assert waiting.pk


def test_the_file_of_a_project_says_it_too(client, sides):
    counted = sides.at_project(amount=Decimal(300))
    accept_transfers(user=sides.front, pks=[counted.pk])
    sides.at_project()

    sheet = book(reader(client), "/projects/OWN/?as_of=2011-07-31")["Transfers"]

    first, second = table(sheet, "Date")
    assert first["Counted in figures"] == "counted: confirmed by the other side"
    assert second["Counted in figures"] == "waiting to be accepted"
    assert second["Who can confirm it"].startswith("京 (other side) or a reviewer")


def test_each_reader_is_told_what_they_can_do(sides):
    row = sides.at_project()

    assert step(sides.office, row).startswith("Until it counts you can withdraw")
    assert step(sides.front, row) == "You can confirm or refuse it for 京."
    assert step(sides.reviewer, row) == "You can verify or refuse it as a reviewer of 墨玉."
    assert step(make.administrator(), row) == (
        "To be confirmed by 京 (other side) or a reviewer of 墨玉 or the project's monthly report, "
        "once verified."
    )


def test_a_dispute_is_settled_before_a_reviewer_can_verify_it(sides):
    row = sides.at_project()
    sides.state(sides.front, row, amount=Decimal(90))

    assert step(sides.reviewer, row).startswith("The other side states another amount or date")
    assert step(sides.front, row).startswith("You can confirm")


def test_the_coordinating_office_is_told_that_it_can_for_an_office_of_one(sides):
    sides.front_reviewer.memberships.all().delete()

    assert step(make.administrator(), sides.record()) == (
        "You can accept or refuse it for the coordinating office."
    )


def test_the_page_of_a_transfer_says_who_recorded_it_and_who_can_count_it(client, sides):
    row = sides.record()

    page = words(reader(client).get(f"/transfers/{row.pk}/"))
    sheet = book(client, f"/transfers/{row.pk}/")["Transfers"]

    assert "Recorded by person" in page
    assert "To be confirmed by 和田 (other side) or a reviewer of 京." in page
    (line,) = table(sheet, "Date")
    assert line["Who can confirm it"] == "和田 (other side) or a reviewer of 京"


def test_what_counts_says_nothing_of_who_could(client, sides):
    row = sides.record(accepted=True)

    assert "To be confirmed by" not in words(reader(client).get(f"/transfers/{row.pk}/"))


def test_the_form_says_that_money_counts_by_two(client, sides):
    client.force_login(sides.front)
    client.cookies["django_language"] = "en"

    page = words(client.get("/transfers/new/"))

    assert "It counts once a second person confirms it" in page
    assert "counts at once" not in page
