"""Guesses spread over addresses or names, and those of somebody at a browser left signed in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.test import Client
from django.utils import timezone

from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "a long password", "Geheimnis-2011"
NEW = "violet kettle marching 2011"


@pytest.fixture(autouse=True)
def _people(settings):
    settings.GUESSES_AT_A_NAME, settings.GUESSES_FROM_AN_ADDRESS = 6, 8
    for username in ("zhang", "wang"):
        make.user(username=username, password=RIGHT)


def browser(at="10.0.0.1"):
    return Client(REMOTE_ADDR=at, headers={"accept-language": "en"})


def sign_in(client, username, password=WRONG):
    return client.post("/sign-in/", {"username": username, "password": password})


def guess_at_zhang_from_many_addresses():
    return [sign_in(browser(f"10.1.0.{n}"), "zhang").status_code for n in range(6)]


def guess_many_names_from_an_office():
    return [sign_in(browser(), f"name{n}").status_code for n in range(8)]


def assert_locked(response):
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "this name cannot sign in from here for 60 minutes" in words(response)


def test_a_name_tried_from_many_addresses_is_locked_at_new_ones():
    assert guess_at_zhang_from_many_addresses() == [200] * 6

    assert_locked(sign_in(browser("10.2.0.1"), "zhang", RIGHT))
    assert sign_in(browser("10.1.0.1"), "wang", RIGHT).status_code == 302


def test_many_names_tried_from_an_address_lock_it_for_new_browsers():
    assert guess_many_names_from_an_office() == [200] * 8

    assert_locked(sign_in(browser(), "wang", RIGHT))
    assert sign_in(browser("10.2.0.1"), "wang", RIGHT).status_code == 302


def test_where_the_person_signed_in_before_these_guesses_lock_nobody_out():
    own = browser()
    sign_in(own, "zhang", RIGHT)
    own.post("/sign-out/")
    guess_at_zhang_from_many_addresses()
    guess_many_names_from_an_office()

    assert sign_in(own, "wang", RIGHT).status_code == 429
    assert sign_in(own, "zhang", RIGHT).status_code == 302


def test_a_browser_that_is_known_has_five_guesses_all_the_same():
    own = browser()
    sign_in(own, "zhang", RIGHT)
    own.post("/sign-out/")

    assert [sign_in(own, "zhang").status_code for _n in range(5)] == [200, 200, 200, 200, 429]


def test_a_cookie_that_was_changed_knows_nobody():
    guess_at_zhang_from_many_addresses()
    own = browser("10.2.0.1")
    own.cookies["browser"] = "1:1tABCD:forged"

    assert_locked(sign_in(own, "zhang", RIGHT))


def test_the_counts_are_those_of_an_hour_and_are_deleted_after_it():
    guess_at_zhang_from_many_addresses()
    for counts in (AccessFailureLog, AccessAttempt):
        counts.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))

    assert sign_in(browser("10.2.0.1"), "zhang").status_code == 200
    assert AccessFailureLog.objects.count() == 1


def change_password(client, old):
    return client.post(
        "/account/", {"old_password": old, "new_password1": NEW, "new_password2": NEW}
    )


def test_wrong_old_passwords_on_the_page_of_the_account_are_guesses():
    client = browser()
    sign_in(client, "zhang", RIGHT)

    statuses = [change_password(client, WRONG).status_code for _n in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert change_password(client, RIGHT).status_code == 429
    assert sign_in(browser(), "zhang", RIGHT).status_code == 429


def test_a_new_password_that_is_refused_is_no_guess():
    client = browser()
    sign_in(client, "zhang", RIGHT)
    fields = {"old_password": RIGHT, "new_password1": "short", "new_password2": "short"}
    for _n in range(6):
        assert client.post("/account/", fields).status_code == 200

    assert change_password(client, RIGHT).status_code == 302
