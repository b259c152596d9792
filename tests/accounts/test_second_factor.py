"""The second factor: set up on one's own page, asked for after the password, needed by some."""

import re
from base64 import b32decode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from auditlog.models import LogEntry
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client

from aidtrack.accounts import confirmation, second_factor
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"
SECRET = "JBSWY3DPEHPK3PXP"
REQUIRED = ("administrator", "reviewer")
START = 1_800_000_000


class HalfMinutes:
    """The clock of the codes."""

    def __init__(self):
        self.seconds = START

    def time(self):
        return self.seconds

    def code(self, secret=SECRET):
        return totp.format_hotp_value(totp.hotp_value(secret, self.seconds // 30))


@pytest.fixture
def clock(monkeypatch):
    clock = HalfMinutes()
    monkeypatch.setattr(totp.time, "time", clock.time)
    return clock


@pytest.fixture
def person():
    return make.member("reviewer", username="adili", password=PASSWORD)


def browser():
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return client


def with_password(client, next="/permissions/"):
    fields = {"username": "adili", "password": PASSWORD, "next": next}
    return client.post("/sign-in/", fields)


def set_up(client, clock, secret=SECRET):
    session = client.session
    session["secret of a second factor"] = secret
    session.save()
    return client.post("/account/second-factor/", {"code": clock.code(secret)})


def written_codes(client, clock):
    with_password(client)
    codes = set_up(client, clock).context["codes"]
    clock.seconds += 30
    return codes


def is_signed_in(client):
    return client.get("/permissions/").status_code == 200


def test_a_person_sets_it_up_by_a_code_and_is_handed_ten_to_write_down(clock, person):
    client = browser()
    with_password(client)
    secret = client.get("/account/second-factor/").context["secret"]
    wrong = client.post("/account/second-factor/", {"code": "000000"})
    assert "This code is not right" in words(wrong)

    page = client.post("/account/second-factor/", {"code": clock.code(secret)})

    codes = page.context["codes"]
    assert len(codes) == len(set(codes)) == 10
    assert all(code in words(page) for code in codes)
    assert codes[0] not in words(client.get("/account/second-factor/"))
    assert "set up" in words(client.get("/account/"))


def entered_earlier(client, *, minutes):
    """As though the password had been entered so much earlier."""
    session = client.session
    session[confirmation.BY_PASSWORD] -= 60 * minutes
    session.save()


def test_long_after_the_sign_in_the_password_is_asked_for_first(clock, person):
    client = browser()
    with_password(client)
    entered_earlier(client, minutes=11)
    page, again = (
        "/account/second-factor/",
        "/account/confirmation/?next=%2Faccount%2Fsecond-factor%2F",
    )

    assert client.get(page)["Location"] == again
    assert set_up(client, clock)["Location"] == again
    assert not second_factor.has_one(person)
    assert "This is not your password." in words(client.post(again, {"password": "wrong"}))
    assert client.get(page)["Location"] == again
    assert client.post(again, {"password": PASSWORD})["Location"] == page

    assert set_up(client, clock).context["codes"]


def test_within_ten_minutes_of_the_sign_in_the_password_is_not_asked_for_twice(
    settings, clock, person
):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client = browser()
    with_password(client)
    entered_earlier(client, minutes=9)

    assert client.get("/permissions/")["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert set_up(client, clock).context["codes"]


def test_the_code_is_asked_for_after_the_password(clock, person):
    written_codes(browser(), clock)
    client = browser()

    assert with_password(client)["Location"] == "/sign-in/code/"
    assert "Ask an administrator." in words(client.get("/sign-in/code/"))
    assert not is_signed_in(client)
    assert "This code is not right" in words(client.post("/sign-in/code/", {"code": "000000"}))
    assert not is_signed_in(client)
    response = client.post("/sign-in/code/", {"code": clock.code()})

    assert response["Location"] == "/permissions/"
    assert is_signed_in(client)


def test_a_code_works_once_and_for_a_minute_and_a_half(clock, person):
    written_codes(browser(), clock)
    code = clock.code()
    assert second_factor.accepts(person, f"{code[:3]} {code[3:]}")
    assert not second_factor.accepts(person, code)

    clock.seconds += 300
    code = clock.code()
    clock.seconds += 60
    assert not second_factor.accepts(person, code)
    clock.seconds -= 30
    assert second_factor.accepts(person, code)


def test_secrets_and_written_codes_come_from_the_generator_of_the_system(
    clock, person, monkeypatch
):
    drawn = []
    for module, name in ((totp.secrets, "token_bytes"), (totp.secrets, "token_hex")):
        draw = getattr(module, name)
        monkeypatch.setattr(module, name, lambda n, draw=draw: drawn.append(n) or draw(n))

    secret = second_factor.new_secret()
    codes = written_codes(browser(), clock)

    # 160 bits of a secret, 320 of the seed of the codes.
    assert len(b32decode(secret)) == 20
    assert {20, 40} <= set(drawn)
    assert all(re.fullmatch("[0-9]{8}", code) for code in codes)


def test_a_written_code_works_once(clock, person):
    code, *_others = written_codes(browser(), clock)
    client = browser()
    with_password(client)

    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert is_signed_in(client)
    assert not second_factor.accepts(person, code)


def test_five_wrong_codes_lock_as_wrong_passwords_do(clock, person):
    written_codes(browser(), clock)
    client = browser()
    with_password(client)

    statuses = [client.post("/sign-in/code/", {"code": "000000"}).status_code for _n in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert client.post("/sign-in/code/", {"code": clock.code()}).status_code == 429
    assert not is_signed_in(client)


def test_the_second_step_waits_for_five_minutes_and_not_past_a_new_password(clock, person):
    written_codes(browser(), clock)
    slow, overtaken = browser(), browser()
    with_password(slow)
    with_password(overtaken)
    session = slow.session
    session["pending sign-in"] |= {"at": session["pending sign-in"]["at"] - 301}
    session.save()

    assert slow.post("/sign-in/code/", {"code": clock.code()})["Location"] == "/sign-in/"
    person.set_password("another long password")
    person.save()
    assert overtaken.post("/sign-in/code/", {"code": clock.code()})["Location"] == "/sign-in/"


def test_nobody_gets_to_the_second_step_without_the_first(client):
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("role", REQUIRED)
def test_some_roles_set_it_up_before_anything_else(client, settings, clock, role):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client.force_login(make.member(role))

    for address in ("/permissions/", "/account/", "/admin/", "/"):
        assert client.get(address)["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    set_up(client, clock)

    assert client.get("/permissions/").status_code == 200


def test_a_superuser_needs_it_too(client, settings, admin_user):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client.force_login(admin_user)

    assert client.get("/admin/")["Location"] == "/account/second-factor/"


def test_a_role_that_comes_during_a_session_needs_it_at_the_next_request(client, settings, clock):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    person = make.member("recorder")
    client.force_login(person)
    assert is_signed_in(client)

    make.membership(user=person, role="reviewer")

    assert client.get("/permissions/")["Location"] == "/account/second-factor/"
    set_up(client, clock)
    assert is_signed_in(client)


def test_setting_it_up_ends_the_other_sessions(clock, person):
    elsewhere, client = browser(), browser()
    with_password(elsewhere)
    with_password(client)

    set_up(client, clock)

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_wrong_codes_for_taking_it_away_are_guesses(clock, person):
    client = browser()
    written_codes(client, clock)

    address, wrong = "/account/second-factor/", {"code": "000000"}
    statuses = [client.post(address, wrong).status_code for _n in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert client.post(address, {"code": clock.code()}).status_code == 429
    assert second_factor.has_one(person)


def test_whoever_must_set_it_up_can_sign_out(client, settings):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client.force_login(make.member("reviewer"))

    client.post("/sign-out/")

    assert "_auth_user_id" not in client.session


def test_others_and_the_demonstration_need_none(client, settings):
    client.force_login(make.member("reviewer"))
    assert is_signed_in(client)

    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client.force_login(make.member("recorder"))
    assert is_signed_in(client)


def test_it_is_taken_away_by_a_code_and_set_up_anew_by_whoever_needs_it(settings, clock, person):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    client = browser()
    written_codes(client, clock)
    client.post("/account/second-factor/", {"code": "000000"})
    assert second_factor.has_one(person)

    client.post("/account/second-factor/", {"code": clock.code()})

    assert not Authenticator.objects.exists()
    assert client.get("/permissions/")["Location"] == "/account/second-factor/"


def test_secrets_are_neither_stored_in_the_clear_nor_logged_nor_administered(clock, person):
    codes = written_codes(browser(), clock)

    stored = f"{[*Authenticator.objects.values_list('data', flat=True)]}"
    assert SECRET not in stored
    assert not any(code in stored for code in codes)
    assert not LogEntry.objects.filter(content_type__app_label__in=("mfa", "account")).exists()
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels.isdisjoint({"mfa", "account", "axes"})


def test_setting_it_up_stands_among_the_changes_of_rights(client, clock, person):
    written_codes(browser(), clock)
    client.force_login(make.auditor())
    client.cookies["django_language"] = "en"

    assert "Second factor: no → yes" in words(client.get("/history/rights/"))


def test_with_another_key_of_the_program_no_code_is_right(settings, clock, person):
    code, *_others = written_codes(browser(), clock)
    settings.SECRET_KEY = "another"

    assert not second_factor.accepts(person, clock.code())
    assert not second_factor.accepts(person, code)


def test_a_lost_one_is_forgotten_by_a_command(capsys, clock, person):
    client = browser()
    written_codes(client, clock)

    call_command("forget_second_factor", "adili")

    assert not is_signed_in(client)
    assert with_password(browser())["Location"] == "/permissions/"
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("forget_second_factor", "nobody")
    # By nobody in the program, so that the history says by the system.
    assert LogEntry.objects.filter(changes__has_key="second factor", actor=None).count() == 1
