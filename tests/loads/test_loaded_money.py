"""The page of a file of transfers: what waits of it, what counts, and who accepts it as a whole."""

import pytest

from projects.models import Transfer
from reports.models import Load
from tests import make
from tests.loads.kinds.test_transfers import AT, IN, Sides
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    sides = Sides()
    sides.colleague = make.member("reviewer", sides.giver)
    return sides


def page(client, person, load) -> Page:
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return Page(client.get(load.get_absolute_url()))


def accept_all(client, person, load):
    """Presses the button of the page."""
    client.force_login(person)
    context = client.get(load.get_absolute_url()).context
    (money,) = context["money"]
    address = "/transfers/acceptance/?" + "&".join(f"{k}={v}" for k, v in money.params.items())
    form = {"do": "accept listed", "seen": money.seen, "next": load.get_absolute_url()}
    return client.post(address, form, follow=True)


def test_the_page_says_what_waits_and_leads_to_exactly_those_rows(client, sides):
    make.in_region(sides.project.programme, sides.giver, sides.row, accepted=False)
    load = sides.load(AT, IN)

    shown = page(client, sides.front, load)

    assert "Waiting to be confirmed 2 CNY 4 m" in shown.text
    assert "Counted in figures 0" in shown.text
    (href,) = [href for href, _text in shown.links if "state=waiting" in href]
    listed = client.get(href).context["table"].data.data
    assert set(listed) == set(Transfer.objects.exclude(recorded_by=None))


def test_a_reviewer_of_the_uploaders_office_accepts_the_file_as_a_whole(client, sides):
    load = sides.load(AT, IN)
    assert (
        "Accept all 2 of this file, 400 (10,000 yuan)" in page(client, sides.colleague, load).text
    )

    answer = accept_all(client, sides.colleague, load)

    assert "2 transfers accepted." in words(answer)
    assert answer.redirect_chain[-1][0] == load.get_absolute_url()
    assert "Counted in figures 2" in words(answer)
    assert Transfer.objects.accepted().count() == 2


def test_nobody_accepts_what_they_uploaded(client, sides):
    make.membership(user=sides.front, role="reviewer", organisation=sides.giver)
    load = sides.load(AT, IN)

    assert "of this file" not in page(client, sides.front, load).text


def test_a_file_is_seen_by_reviewers_of_the_uploaders_offices_only(sides):
    load = sides.load(AT)

    def sees(person) -> bool:
        return load in Load.objects.visible_to(person)

    assert sees(sides.front) and sees(sides.colleague) and sees(make.administrator())
    assert not sees(sides.office)
    assert not sees(sides.reviewer)
    assert not sees(make.member("recorder", sides.giver))
    assert not sees(make.member("reviewer", make.supporter()))


@pytest.mark.parametrize("text", ["1", "a-b", "1-2,", "9" * 30 + "-1"])
def test_rows_that_are_no_runs_of_numbers_are_refused(client, sides, text):
    page(client, sides.front, sides.load(AT))

    assert client.get("/transfers/", {"numbers": text}).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_three_rows_as_for_one(
    client, sides, rows, django_assert_num_queries
):
    load = sides.load(*(f"到位,OWN,,,,2011-07-{15 + n},100," for n in range(rows)))
    client.force_login(sides.colleague)

    with django_assert_num_queries(20):
        client.get(load.get_absolute_url())
