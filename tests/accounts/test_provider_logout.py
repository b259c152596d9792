"""Somebody signs out at the provider, which says so here: the sessions that it began end."""

import time

import jwt
import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.test import Client

from aidtrack.accounts.second_factor import Authenticator
from aidtrack.store import history
from tests import make
from tests.accounts import identity
from tests.accounts.test_provider import (  # noqa: F401
    PASSWORD,
    browser,
    come_back,
    in_history,
    is_signed_in,
    person,
    provider,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/sign-out/provider/"
SUBJECT, SID = "248289761001", "session 1 there"


@pytest.fixture
def entered(browser, provider, person):  # noqa: F811
    """Signed in by the provider's session of that name."""
    provider.claims = {"sid": SID}
    come_back(browser, provider)
    assert is_signed_in(browser)
    return browser


def says(provider, token=None, **claims):  # noqa: F811
    """What the provider is answered, which has no session and no token of our forms."""
    own = Client(enforce_csrf_checks=True)
    token = token or provider.logout_token(**claims)
    response = own.post(ADDRESS, {"logout_token": token})
    assert not own.cookies
    return response


def is_in(client):
    return client.get("/permissions/").status_code == 200


@pytest.mark.parametrize("named", [{"sub": SUBJECT}, {"sid": SID}, {"sub": SUBJECT, "sid": SID}])
def test_the_session_that_it_began_ends(provider, entered, person, named):  # noqa: F811
    response = says(provider, **named)

    assert (response.status_code, response.content) == (200, b"")
    assert "no-store" in response["Cache-Control"]
    assert not is_in(entered)
    entry = LogEntry.objects.get(changes__has_key=history.ENDED_AT_PROVIDER)
    assert (entry.object_id, entry.actor) == (person.pk, None)


@pytest.mark.parametrize(
    "named",
    [{"sub": "666"}, {"sid": "session 2 there"}, {"sub": "666", "sid": SID},
     {"sub": SUBJECT, "sid": "session 2 there"}],
)  # fmt: skip
def test_one_of_another_person_or_session_goes_on(provider, entered, named):  # noqa: F811
    assert says(provider, **named).status_code == 200

    assert is_in(entered)


def test_of_a_provider_that_names_no_sessions_all_of_the_person_end(provider, person):  # noqa: F811
    first, second = Client(), Client()
    for client in (first, second):
        come_back(client, provider)

    says(provider, sub=SUBJECT, sid=SID)

    assert not is_in(first)
    assert not is_in(second)


def test_who_signed_in_by_the_password_stays_in(provider, entered, person):  # noqa: F811
    person.set_password(PASSWORD)
    person.save()
    own = Client()
    own.post("/sign-in/", {"username": "adili", "password": PASSWORD})

    says(provider, sub=SUBJECT)

    assert is_in(own)


def test_who_waits_for_the_second_step_begins_anew(browser, provider, person):  # noqa: F811
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    come_back(browser, provider)
    assert browser.get("/sign-in/code/").status_code == 200

    says(provider, sub=SUBJECT)

    assert browser.get("/sign-in/code/")["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://else.example"},
        {"aud": "another program"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/else": {}}},
        {"events": [identity.LOGOUT_EVENT]},
        {"events": {identity.LOGOUT_EVENT: True}},
        {"nonce": "as an ID token has it"},
        {"sub": None},
        {"sub": ""},
        {"sid": 7},
        {"typ": "JWT"},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_ends_nothing(provider, entered, claims):  # noqa: F811
    response = says(provider, **{"sub": SUBJECT, **claims})

    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})
    assert is_in(entered)


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_token_of_another_hour_ends_nothing(provider, entered, seconds):  # noqa: F811
    begins = int(time.time()) + seconds

    response = says(provider, sub=SUBJECT, iat=begins, exp=begins + 7200)

    assert response.status_code == 400
    assert is_in(entered)


def test_a_token_that_another_signed_ends_nothing(provider, entered):  # noqa: F811
    assert says(provider, sub=SUBJECT, key=identity.new_key()).status_code == 400
    assert is_in(entered)


def test_a_token_whose_moment_is_no_number_ends_nothing(provider, entered):  # noqa: F811
    assert says(provider, sub=SUBJECT, iat=str(int(time.time()))).status_code == 400
    assert is_in(entered)


@pytest.mark.parametrize("algorithm, key", [("none", None), ("HS256", identity.SECRET * 2)])
def test_a_token_without_a_signature_by_the_provider_ends_nothing(
    provider,  # noqa: F811
    entered,
    algorithm,
    key,
):
    token = provider.logout_token(sub=SUBJECT)
    claims = jwt.decode(token, options={"verify_signature": False})

    forged = provider.signed(claims, key, algorithm, typ="logout+jwt")

    assert says(provider, forged).status_code == 400
    assert is_in(entered)
    assert says(provider, token).status_code == 200


def test_neither_an_id_token_nor_none_ends_anything(provider, entered):  # noqa: F811
    id_token = provider.signed(provider.payload())

    for token in (id_token, "", "no token", "x" * 30_000):
        assert says(provider, token or " ").status_code == 400
    assert is_in(entered)


def test_a_logout_token_signs_nobody_in(browser, provider, person):  # noqa: F811
    provider.sign = lambda payload: provider.logout_token(sub=SUBJECT)

    come_back(browser, provider)

    assert not is_signed_in(browser)


def test_a_token_serves_once_and_ends_no_session_that_begins_later(
    provider,  # noqa: F811
    entered,
):
    now = int(time.time()) - 60
    token = provider.logout_token(sub=SUBJECT, iat=now)

    # One that began after it, wherever it was kept in between.
    assert says(provider, token).status_code == 200
    assert is_in(entered)
    assert says(provider, token).status_code == 400


def test_what_is_refused_stands_in_the_history_and_is_limited(
    settings,
    provider,  # noqa: F811
    entered,
):
    settings.GUESSES_FROM_AN_ADDRESS = 2

    statuses = [says(provider, "forged").status_code for _n in range(3)]

    assert statuses == [400, 400, 429]
    assert in_history()[0] == ("the city", "sign-out by the provider refused: 127.0.0.1")
    # Not asked any more, so that nobody makes us ask the provider for its keys without end.
    assert says(provider, sub=SUBJECT).status_code == 429


def test_where_the_provider_does_not_answer_nothing_is_ended(provider, entered):  # noqa: F811
    token = provider.logout_token(sub=SUBJECT)
    cache.clear()
    provider.server.shutdown()
    provider.server.server_close()

    assert says(provider, token).status_code == 400
    assert is_in(entered)


def test_without_a_provider_there_is_no_such_page(settings):
    settings.OIDC_ISSUER = ""

    assert Client().post(ADDRESS).status_code == 404


def test_a_deactivated_person_is_no_obstacle(provider, entered, person):  # noqa: F811
    person.is_active = False
    person.save()
    make.provider_identity(issuer=provider.issuer, subject="another")

    assert says(provider, sub=SUBJECT).status_code == 200
