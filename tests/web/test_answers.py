"""What a stranger's browser is told, and what a session and a password are: for all pages."""

import re
from datetime import UTC, datetime

import pytest
from django.core.mail import BadHeaderError
from django.test import Client

from pairings.people.links import send
from tests import make
from tests.tools.reading import reader, words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"


def sign_in(client, password=PASSWORD):
    return client.post("/sign-in/", {"username": "zhang", "password": password})


@pytest.fixture
def person():
    return make.user(username="zhang", password=PASSWORD)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/sign-in/", "text/html; charset=utf-8"),
        ("/projects/?format=csv", "text/csv; charset=utf-8"),
        ("/nowhere/", "text/html; charset=utf-8"),
    ],
)
def test_an_answer_is_read_as_what_it_is_and_by_this_site_alone(client, address, kind):
    make.programme()
    client = client if address == "/sign-in/" else reader(client)

    response = client.get(address, headers={"origin": "https://elsewhere.example"})

    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response
    response.close()


def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites(client, person):
    sign_in(client)

    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")


def test_a_sign_in_makes_a_new_session(client, person):
    client.get("/sign-in/code/")
    session = client.session
    session["anything"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    sign_in(client)

    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_a_session_that_was_signed_out_opens_nothing(client, person):
    sign_in(client)
    thief = Client()
    thief.cookies["sessionid"] = client.session.session_key
    assert thief.get("/permissions/").status_code == 200

    client.post("/sign-out/")

    assert thief.get("/permissions/").status_code == 302


def test_a_deactivated_person_is_out_at_the_next_request(client, person):
    sign_in(client)
    assert client.get("/permissions/").status_code == 200

    person.is_active = False
    person.save()

    assert client.get("/permissions/").status_code == 302


def test_a_password_is_hidden_and_filled_in_by_browsers(client):
    content = client.get("/sign-in/").content.decode()

    assert 'type="password"' in content
    assert 'autocomplete="current-password"' in content
    assert "onpaste" not in content


def test_a_long_password_counts_to_its_last_character(client):
    password = " Violet kettle marching" + " and so on" * 10 + " "
    make.user(username="zhang", password=password)

    for nearly in (password.strip(), password[:-1], password.lower(), password[:72]):
        assert sign_in(Client(REMOTE_ADDR=f"10.0.0.{len(nearly)}"), nearly).status_code == 200
    assert sign_in(client, password).status_code == 302


@pytest.mark.parametrize("text", ["' OR 1=1 --", '" OR ""="', "%", "'; DROP TABLE x; --"])
def test_a_quote_in_a_search_is_a_text(client, text):
    make.project(name="Clinic")
    client = reader(client)
    assert "Clinic" in words(client.get("/projects/", {"q": "Clinic"}))

    response = client.get("/projects/", {"q": text})

    assert response.status_code == 200
    assert "Clinic" not in words(response)


@pytest.mark.parametrize("address", ["/static/", "/static/css/", "/evidence/", "/.git/config"])
def test_a_folder_is_not_listed(client, address):
    assert reader(client).get(address).status_code == 404


def test_an_address_is_decoded_once(client):
    make.project(name="Share %41")
    make.project(name="Share A")

    page = words(reader(client).get("/projects/?q=%2541"))

    assert "Share %41" in page and "Share A" not in page


def test_what_a_form_takes_is_not_taken_from_the_address(client, person):
    assert client.post("/preferences/?theme=dark", {}).cookies["theme"]["max-age"] == 0

    client.post(f"/sign-in/?username=zhang&password={PASSWORD}", {})
    assert "_auth_user_id" not in client.session


def test_of_a_field_that_is_sent_twice_the_last_counts(client, person):
    fields = {"username": ["nobody", "zhang"], "password": ["wrong", PASSWORD]}

    assert client.post("/sign-in/", fields).status_code == 302


def test_a_session_has_a_name_that_nobody_guesses(client, person):
    names = set()
    for _ in range(3):
        device = Client()
        sign_in(device)
        names.add(device.session.session_key)

    # Of 36 signs: 165 bits.
    assert len(names) == 3
    assert all(re.fullmatch("[a-z0-9]{32}", name) for name in names)


def test_a_password_does_not_end_by_itself(client, person):
    long_ago = datetime(2011, 1, 1, tzinfo=UTC)
    type(person).objects.update(date_joined=long_ago, last_login=long_ago)

    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("address", ["/overview/", "/projects/", "/account/", "/history/"])
def test_every_page_of_somebody_who_is_in_has_the_way_out(client, address):
    make.programme()

    content = reader(client).get(address).content.decode()

    assert 'action="/sign-out/"' in content and 'method="post"' in content


def test_a_line_break_puts_nothing_into_the_head_of_a_mail(mailoutbox):
    person = make.user(username="chen", email="chen@example.org\nBcc: everybody@example.org")

    with pytest.raises(BadHeaderError):
        send(person, "https://aid.example.org/password/")
    assert mailoutbox == []
