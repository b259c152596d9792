"""What a stranger's browser is told, and what a session and a password are: for all pages."""

import pytest
from django.test import Client

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
