"""How long one stays signed in, and where one is so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.translation import override

from aidtrack.accounts import sessions
from aidtrack.accounts.devices import device_in_words
from tests import make
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit Chrome/120 Safari/537 Edg/120"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 Mobile Safari/537"


class Clock:
    def __init__(self):
        self.moment = MORNING

    def now(self):
        return self.moment

    def forward(self, **delta):
        self.moment += timedelta(**delta)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock


def device(person, user_agent=EDGE):
    client = Client(headers={"user-agent": user_agent, "accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.post("/sign-in/", {"username": person.username, "password": "a long password"})
    return client


@pytest.fixture
def person():
    return make.member("recorder", username="chen", password="a long password")


def is_signed_in(client):
    return client.get("/permissions/").status_code == 200


def test_thirty_minutes_without_use_end_a_session_with_a_sentence(clock, person):
    client = device(person)
    clock.forward(minutes=29)
    assert is_signed_in(client)
    clock.forward(minutes=29)
    assert is_signed_in(client)

    clock.forward(minutes=30)
    page = client.get("/permissions/?x=1", follow=True)

    assert page.redirect_chain == [("/sign-in/?next=/permissions/%3Fx%3D1", 302)]
    assert "signed out after a time without use" in words(page)


def test_ten_hours_end_every_session(clock, person):
    client = device(person)
    for _n in range(29):
        clock.forward(minutes=20)
        assert is_signed_in(client)

    clock.forward(minutes=20)

    assert "longer than a working day" in words(client.get("/permissions/", follow=True))


def test_signing_in_again_begins_anew(clock, person):
    client = device(person)
    clock.forward(hours=11)
    client.get("/permissions/")

    client.post("/sign-in/", {"username": "chen", "password": "a long password"})

    assert is_signed_in(client)
    assert sessions.ENDED not in client.session


def test_a_session_from_before_is_limited_from_now_on(clock, person):
    client = device(person)
    session = client.session
    del session[sessions.STAY]
    session.save()
    assert is_signed_in(client)

    clock.forward(minutes=30)

    assert not is_signed_in(client)


def test_a_page_costs_one_more_query_a_minute_at_most(clock, person):
    client = device(person)
    clock.forward(seconds=59)
    client.get("/permissions/")
    assert client.session[sessions.STAY]["used"] == MORNING.timestamp()

    clock.forward(seconds=1)
    client.get("/permissions/")
    assert client.session[sessions.STAY]["used"] == clock.moment.timestamp()


def test_the_page_lists_ones_devices_this_one_first(clock, person):
    other = make.member("recorder", username="wang", password="a long password")
    device(other)
    device(person, PHONE)
    clock.forward(minutes=2)
    client = device(person)

    rows = Page(client.get("/account/")).lines()[1:]

    assert [(row[0], row[-1]) for row in rows] == [
        ("Windows, Edge", "this one"),
        ("Android, Chrome", "Sign out there"),
    ]


def test_a_session_that_is_over_is_not_listed(clock, person):
    device(person, PHONE)
    clock.forward(minutes=31)

    assert len(Page(device(person).get("/account/")).lines()[1:]) == 1


def references(client):
    stays = client.get("/account/").context["stays"]
    return {stay.key: stay.reference for stay, _device in stays}


def test_one_device_is_signed_out_from_another(person):
    phone, tablet, client = device(person, PHONE), device(person), device(person)

    client.post("/account/sessions/", {"session": references(client)[phone.session.session_key]})

    assert [is_signed_in(c) for c in (phone, tablet, client)] == [False, True, True]


def test_all_others_are_signed_out_at_once(person):
    phone, tablet, client = device(person, PHONE), device(person), device(person)

    client.post("/account/sessions/")

    assert [is_signed_in(c) for c in (phone, tablet, client)] == [False, False, True]


def test_nobody_ends_the_session_of_somebody_else(person):
    victim, attacker = device(person), device(make.member("recorder", username="wang"))
    attacker.force_login(make.user(username="li"))
    reference = references(victim)[victim.session.session_key]

    attacker.post("/account/sessions/", {"session": reference})

    assert is_signed_in(victim)


def test_the_page_holds_nothing_that_opens_a_session(person):
    phone, client = device(person, PHONE), device(person)

    page = client.get("/account/").content.decode()

    assert phone.session.session_key not in page
    assert client.session.session_key not in page


def new_password(client, old="a long password", new="lantern orbit quilt 7 meadow"):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/", fields)


def test_a_changed_password_signs_other_devices_out(person):
    phone, client = device(person, PHONE), device(person)

    assert new_password(client).status_code == 302

    assert [is_signed_in(c) for c in (phone, client)] == [False, True]
    assert Session.objects.count() == 1
    person.refresh_from_db()
    assert person.check_password("lantern orbit quilt 7 meadow")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old": "wrong"}, "Your old password was entered incorrectly"),
        ({"new": "short"}, "at least 12 characters"),
        ({"new": "administrator"}, "easy to guess"),
    ],
)
def test_a_password_that_is_refused_says_why(person, fields, sentence):
    page = new_password(device(person), **fields)

    assert page.status_code == 200
    assert sentence in words(page)
    person.refresh_from_db()
    assert person.check_password("a long password")


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (EDGE, "Windows, Edge"),
        ("Mozilla (iPhone; CPU iPhone OS 17) MicroMessenger/8 Safari/604", "iPhone, WeChat"),
        ("Mozilla (Macintosh; Intel Mac OS X) Version/17 Safari/605", "macOS, Safari"),
        ("<script>", "unknown device"),
        ("", "unknown device"),
    ],
)
def test_a_device_is_named_in_words_of_ours(user_agent, expected):
    with override("en"):
        assert device_in_words(user_agent) == expected
