"""Wrong passwords: so many, then none is asked for a while; others go on."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from axes.models import AccessAttempt, AccessFailureLog
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import timezone

from aidtrack.accounts.guesses import address_of, name_of
from aidtrack.start import env
from tests import make
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "a long password", "Geheimnis-2011"


@pytest.fixture(autouse=True)
def _people():
    for username in ("zhang", "wang"):
        make.user(username=username, password=RIGHT)


def signing_in(username, password=WRONG, *, at="10.0.0.1", **headers):
    client = Client(REMOTE_ADDR=at, headers={"accept-language": "en", **headers})
    return client.post("/sign-in/", {"username": username, "password": password})


def lock(username="zhang", **fields):
    return [signing_in(username, **fields).status_code for _n in range(5)]


def test_after_five_wrong_passwords_the_right_one_is_refused_with_a_sentence():
    assert lock() == [200, 200, 200, 200, 429]

    response = signing_in("zhang", RIGHT)

    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "this name cannot sign in from here for 15 minutes" in words(response)
    assert "sessionid" not in response.cookies
    assert "/password/" in dict(Page(response).links)


def test_the_cool_off_is_not_prolonged_by_trying():
    lock()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert signing_in("zhang", RIGHT).status_code == 429

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert signing_in("zhang", RIGHT).status_code == 302


def test_nobody_else_is_locked_out():
    lock()

    assert signing_in("wang", RIGHT).status_code == 302
    assert signing_in("zhang", RIGHT, at="10.0.0.2").status_code == 302


def test_a_sign_in_ends_the_count():
    lock_but_one = [signing_in("zhang").status_code for _n in range(4)]
    assert signing_in("zhang", RIGHT).status_code == 302

    assert lock_but_one == [signing_in("zhang").status_code for _n in range(4)] == [200] * 4


def test_another_browser_is_no_new_count():
    statuses = [signing_in("zhang", **{"user-agent": f"{n}"}).status_code for n in range(5)]

    assert statuses[-1] == 429


def test_the_administration_has_no_sign_in_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/projects/project/")

    assert response["Location"] == "/sign-in/?next=/admin/projects/project/"
    assert client.post("/admin/login/", {"username": "zhang", "password": RIGHT}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_somebody_who_may_not_enter_the_administration_is_refused(client):
    client.force_login(make.member("leader"))

    assert client.get("/admin/", follow=True).status_code == 403


def test_failures_and_locks_stand_in_the_history_without_what_was_typed(client):
    lock()
    for _n in range(3):
        signing_in("zhang", RIGHT)
    signing_in(WRONG)
    client.force_login(make.auditor(username="zhou"))
    client.cookies["django_language"] = "en"

    response = client.get("/history/sign-ins/")
    results = [(row[0], row[3]) for row in Page(response).lines()[1:]]

    failure = ("zhang", "Sign-in failed: 10.0.0.1")
    lines = [("zhang", "Locked after wrong attempts: 10.0.0.1"), *[failure] * 5]
    assert [(who, said.capitalize()) for who, said in results] == [("zhou", "Signed in"), *lines]
    assert WRONG not in response.content.decode()
    assert not LogEntry.objects.filter(object_repr__contains=WRONG).exists()


def test_no_password_is_kept_beside_the_count():
    lock()

    (attempt,) = AccessAttempt.objects.all()

    assert WRONG not in f"{attempt.post_data}{attempt.get_data}"


def test_a_typed_name_that_nobody_has_is_counted_and_not_kept():
    assert lock(WRONG) == [200, 200, 200, 200, 429]

    (attempt,) = AccessAttempt.objects.all()
    rows = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    assert attempt.failures_since_start == 5
    assert not any(WRONG in f"{value}" for row in rows for value in row.values())
    assert signing_in(WRONG, RIGHT).status_code == 429
    assert signing_in(f"{WRONG}.", RIGHT).status_code == 200


def test_the_hash_of_a_name_is_another_with_another_key(settings):
    credentials = {"username": WRONG}
    first = name_of(None, credentials)

    settings.SECRET_KEY = "another"

    assert name_of(None, credentials) != first


def test_the_name_of_somebody_is_counted_as_it_is():
    assert name_of(None, {"username": "zhang"}) == "zhang"
    assert name_of(None, None) is None


def test_the_address_of_a_proxy_is_read_only_where_a_setting_says_so(settings):
    request = RequestFactory().get("/", headers={"x-real-ip": "10.9.9.9"}, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == "10.0.0.1"

    settings.PROXY_ADDRESS_HEADER = "HTTP_X_REAL_IP"
    assert address_of(request) == "10.9.9.9"


@pytest.mark.parametrize(
    ("written", "address"),
    [("1.1.1.1, 10.9.9.9", "10.9.9.9"), ("nonsense", "10.0.0.1"), ("", "10.0.0.1")],
)
def test_of_a_list_the_proxy_wrote_the_last(settings, written, address):
    settings.PROXY_ADDRESS_HEADER = "HTTP_X_FORWARDED_FOR"
    headers = {"x-forwarded-for": written}

    assert address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")) == address


def test_the_name_of_a_header_is_read_as_it_is_written(monkeypatch):
    assert env.header_name("AIDTRACK_PROXY_ADDRESS_HEADER") == ""
    monkeypatch.setenv("AIDTRACK_PROXY_ADDRESS_HEADER", "X-Real-IP")
    assert env.header_name("AIDTRACK_PROXY_ADDRESS_HEADER") == "HTTP_X_REAL_IP"
    monkeypatch.setenv("AIDTRACK_PROXY_ADDRESS_HEADER", "X-Real-IP: 1")
    with pytest.raises(ImproperlyConfigured, match="must be the name of a header"):
        env.header_name("AIDTRACK_PROXY_ADDRESS_HEADER")
