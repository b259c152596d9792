"""What the log says of requests, and what it never says."""

import json
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.urls import path

from aidtrack.urls import handler500, urlpatterns as ours
from aidtrack.values.refusals import Refused
from aidtrack.web.refusing import refusal_as_message
from tests import make
from tests.tools.reading import words

PASSWORD = "correct-horse-电池"
TYPED = "张三的电话13912345678"


def broken(request):
    raise RuntimeError(f"cannot take {request.POST.get('note')}")


def broken_in_the_database(request):
    """As PostgreSQL says it: the row that was refused stands below the sentence."""
    try:
        {}["no such key"]
    except KeyError as error:
        raise IntegrityError(f"refused\nDETAIL: Failing row contains (1, {TYPED}).") from error


def refusing(request):
    raise PermissionDenied(f"not {TYPED}")


urlpatterns = [
    *ours,
    path("broken/", broken),
    path("broken/database/", broken_in_the_database),
    path("refusing/", refusing),
    path("invitation/<str:token>/", broken),
]
__all__ = ["handler500"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def lenient(client):
    """Answers an exception with its page, as the server does."""
    client.raise_request_exception = False
    return client


def test_an_answer_has_one_line_with_all_that_it_was(client, answer_lines):
    person = make.administrator()
    client.force_login(person)

    response = client.get("/projects/", {"q": TYPED})

    (line,) = answer_lines()
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["person"], line["username"]) == (person.pk, person.username)
    assert line["role"] == "administrator"
    assert (line["method"], line["address"], line["route"]) == (
        "GET",
        "/projects/?q=…",
        "projects/",
    )
    assert (line["status"], line["level"]) == (200, "info")
    assert line["ms"] >= 0 and line["time"].startswith("20") and line["time"].endswith("Z")


def test_an_answer_counts_its_queries(client, answer_lines, django_assert_max_num_queries):
    client.force_login(make.administrator())

    with django_assert_max_num_queries(100) as queries:
        client.get("/projects/")

    assert answer_lines()[0]["queries"] == len(queries) > 0
    assert connection.execute_wrappers == []


def test_a_stranger_is_nobody_and_costs_no_query(client, answer_lines, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/overview/")

    (line,) = answer_lines()
    assert (line["status"], line["person"], line["role"]) == (302, None, None)
    assert line["queries"] == 0


def test_a_static_file_has_no_line(client, answer_lines):
    response = client.get("/static/js/app.js")

    assert response.getvalue() and answer_lines() == []
    assert response["X-Request-ID"]


@pytest.mark.parametrize("sent", ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "a-b-c-d-e-f-0123456789"])
def test_the_number_of_a_proxy_is_taken_over(client, answer_lines, sent):
    response = client.get("/health/live", headers={"x-request-id": sent})

    assert response["X-Request-ID"] == answer_lines()[0]["request_id"] == sent


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "a" * 20 + "\n{}", "张" * 20, "' OR 1=1 --" * 2]
)
def test_a_number_that_is_none_is_replaced(client, answer_lines, sent):
    made = client.get("/health/live", headers={"x-request-id": sent})["X-Request-ID"]

    assert re.fullmatch("[0-9a-f]{16}", made)
    assert answer_lines()[0]["request_id"] == made
    assert answer_lines()[0]["route"] == "health/live"


@pytest.mark.urls(__name__)
def test_an_error_is_found_by_the_number_that_its_page_prints(lenient, log_lines):
    lenient.force_login(make.administrator())

    response = lenient.post("/broken/", {"note": TYPED})

    number = re.search(r"<code>(\w+)</code>", response.content.decode())[1]
    failed, finished = [line for line in log_lines() if line.get("request_id") == number]
    assert (response.status_code, response["X-Request-ID"]) == (500, number)
    assert (failed["event"], failed["level"]) == ("request_failed", "error")
    (cause,) = failed["exception"]
    assert (cause["type"], cause["message"]) == ("RuntimeError", "cannot take …")
    assert "tests/watch/test_log.py" in cause["frames"][-1] and "broken" in cause["frames"][-1]
    assert (finished["event"], finished["status"]) == ("request_finished", 500)
    assert finished["route"] == failed["route"] == "broken/"


@pytest.mark.urls(__name__)
def test_the_page_of_an_error_says_how_to_ask_about_it(lenient):
    lenient.force_login(make.administrator())
    lenient.cookies["theme"] = "dark"

    response = lenient.get("/broken/", headers={"accept-language": "en"})

    assert f"name this number: {response['X-Request-ID']}" in words(response)
    assert 'data-theme="dark"' in response.content.decode()
    for detail in ("RuntimeError", "cannot take", "Traceback", "test_log"):
        assert detail not in response.content.decode()


@pytest.mark.urls(__name__)
def test_what_a_database_repeats_of_a_row_is_left_out(lenient, log_lines):
    lenient.force_login(make.administrator())

    lenient.get("/broken/database/")

    (failed,) = [line for line in log_lines() if line["event"] == "request_failed"]
    assert [(cause["type"], cause["message"]) for cause in failed["exception"]] == [
        ("IntegrityError", "refused"),
        ("KeyError", "'no such key'"),
    ]


@pytest.mark.urls(__name__)
def test_a_refusal_has_a_line_that_says_where(lenient, log_lines):
    person = make.administrator()
    lenient.force_login(person)

    lenient.get("/refusing/")
    lenient.get("/projects/NOWHERE/")

    refusals = [line for line in log_lines() if line["event"] == "refused"]
    assert [line["refusal"] for line in refusals] == ["PermissionDenied", "Http404"]
    assert refusals[0]["at"].startswith("tests/watch/test_log.py:")
    assert refusals[1]["at"].startswith("projects/pages/")
    assert {line["username"] for line in refusals} == {person.username}
    assert all(line["level"] == "warning" and line["request_id"] for line in refusals)
    assert TYPED not in str(refusals)


def test_a_deed_that_is_refused_on_a_page_has_a_line(rf, log_lines):
    request = rf.get("/")
    request.session = {}
    request._messages = FallbackStorage(request)

    with refusal_as_message(request):
        raise Refused(TYPED)

    (line,) = log_lines()
    assert (line["event"], line["refusal"]) == ("refused", "Refused")
    assert line["at"].startswith("tests/watch/test_log.py:") and TYPED not in str(line)


def test_sign_ins_failures_and_sign_outs_have_lines(client, log_lines, django_user_model):
    person = django_user_model.objects.create_user("chen", password=PASSWORD)

    client.post("/sign-in/", {"username": "chen", "password": "wrong " + PASSWORD})
    client.post("/sign-in/", {"username": PASSWORD, "password": "chen"})
    client.post("/sign-in/", {"username": "chen", "password": PASSWORD})
    client.post("/sign-out/")

    events = [
        (line["event"], line["account"], line["account_name"])
        for line in log_lines()
        if line["event"].startswith("sign")
    ]
    assert events == [
        ("sign_in_failed", person.pk, "chen"),
        ("sign_in_failed", None, None),
        ("signed_in", person.pk, "chen"),
        ("signed_out", person.pk, "chen"),
    ]
    assert PASSWORD not in str(log_lines())


def test_a_lock_after_many_guesses_has_a_line(client, log_lines):
    make.user(username="chen", password=PASSWORD)

    for _ in range(5):
        client.post("/sign-in/", {"username": "chen", "password": "wrong " + PASSWORD})

    (lock,) = [line for line in log_lines() if line["event"] == "sign_in_locked"]
    assert (lock["account_name"], lock["level"]) == ("chen", "warning")


@pytest.mark.urls(__name__)
def test_nothing_that_was_typed_and_no_cookie_stands_in_the_log(lenient, log_lines):
    make.user(username="chen", password=PASSWORD)
    lenient.post("/sign-in/", {"username": TYPED, "password": PASSWORD})
    lenient.post("/sign-in/?next=/projects/?q=" + TYPED, {"username": "chen", "password": PASSWORD})
    lenient.force_login(make.administrator(username="li"))
    lenient.get("/projects/", {"q": TYPED, "stage": "nonsense"})
    lenient.post("/broken/", {"note": TYPED, "password": PASSWORD})
    lenient.post("/loads/", {"note": TYPED})
    lenient.post("/follow-up/meetings/new/", {"name": TYPED})

    text = json.dumps(log_lines(), ensure_ascii=False)
    assert len(log_lines()) > 7
    for secret in (TYPED, "13912345678", PASSWORD, "电池", lenient.cookies["sessionid"].value):
        assert secret not in text, secret


@pytest.mark.urls(__name__)
def test_an_address_that_opens_a_door_is_not_written(lenient, log_lines):
    lenient.get("/invitation/s3cr3t-of-the-invitation/")
    lenient.get("/follow-up/calendar/s3cr3t-of-the-calendar.ics")

    addresses = {line["address"] for line in log_lines()}
    assert addresses == {"/invitation/…/", "/follow-up/calendar/….ics"}
    assert "s3cr3t" not in str(log_lines())


def test_gunicorn_repeats_no_address_beside_our_line():
    program = (
        "import logging.config; from aidtrack.watch import log;"
        "logging.config.dictConfig(log.gunicorn_configuration());"
        "logging.getLogger('gunicorn.access').info('GET /projects/?q=typed');"
        "logging.getLogger('gunicorn.error').info('Listening at: %s', 'there')"
    )

    started = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    (line,) = [json.loads(line) for line in started.stdout.splitlines()]
    assert (line["event"], line["logger"]) == ("Listening at: there", "gunicorn.error")


def test_the_server_writes_json_on_standard_output():
    program = "import aidtrack.wsgi; from django.test import Client; Client().get('/health/live')"
    environment = {
        "PATH": os.environ["PATH"],
        "AIDTRACK_SECRET_KEY": "for tests",
        "AIDTRACK_HTTPS": "0",
        "AIDTRACK_ALLOWED_HOSTS": "aid.example",
        "DATABASE_URL": "sqlite:////nowhere/aidtrack.sqlite3",
    }

    served = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    (line,) = [json.loads(line) for line in served.stdout.splitlines()]
    assert list(line)[:3] == ["time", "level", "event"]
    assert (line["address"], line["status"], line["queries"]) == ("/health/live", 200, 0)


def test_the_demonstration_says_only_what_went_wrong():
    program = (
        "import aidtrack.wsgi; from django.test import Client;"
        "client = Client(SERVER_NAME='127.0.0.1');"
        "[client.get(address) for address in ('/health/live', '/sign-in/', '/overview/')]"
    )
    environment = os.environ | {"DATABASE_URL": "sqlite:////nowhere/aidtrack.sqlite3"}

    served = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    assert (served.stdout, served.stderr) == ("", "")


def test_a_line_break_in_an_address_or_a_name_begins_no_line(client, log_lines):
    forged = '{"event": "signed_in"}'
    person = make.user(username=f"chen\n{forged}", password=PASSWORD)

    client.get(f"/nowhere%0A{forged}/")
    client.post("/sign-in/", {"username": person.username, "password": "wrong " + PASSWORD})

    assert "signed_in" not in {line["event"] for line in log_lines()}
    assert f"chen\n{forged}" in {line.get("account_name") for line in log_lines()}
    assert any(forged in line["address"] for line in log_lines())


def test_a_wrong_code_has_a_line(client, log_lines):
    person = make.user(username="chen", password=PASSWORD)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.post("/sign-in/", {"username": "chen", "password": PASSWORD})

    client.post("/sign-in/code/", {"code": "000000"})

    failures = [line for line in log_lines() if line["event"] == "sign_in_failed"]
    assert [(line["account_name"], line["address"]) for line in failures] == [
        ("chen", "/sign-in/code/")
    ]
