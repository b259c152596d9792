"""What cookies are: for this host alone, over https alone, out of reach of scripts and sites."""

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path

from aidtrack.urls import handler500, urlpatterns as ours
from tests import make
from tests.tools.reading import words

PASSWORD = "a long password"


def say(request):
    messages.info(request, "A word to go with the next page")
    return HttpResponse()


urlpatterns = [*ours, path("say/", say)]
__all__ = ["handler500"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visit(client):
    """All cookies that pages set, once somebody has been on each that sets one."""

    def visit_pages(*, secure: bool) -> dict:
        person = make.auditor(username="zhang")
        person.set_password(PASSWORD)
        person.save()
        programme = make.programme()
        sign_in = {"username": "zhang", "password": PASSWORD}
        cookies = {}
        for address, fields in (
            ("/sign-in/", None),
            ("/language/", {"language": "en"}),
            ("/preferences/", {"theme": "dark"}),
            ("/preferences/", {"letter_keys": "off"}),
            ("/sign-in/", sign_in),
            (f"/overview/?programme={programme.code}", None),
            ("/say/", None),
        ):
            fetch = client.get if fields is None else client.post
            cookies |= fetch(address, fields, secure=secure).cookies
        return cookies

    return visit_pages


def test_every_cookie_is_kept_from_other_sites_and_from_scripts_but_for_the_token_of_forms(visit):
    cookies = visit(secure=False)

    assert cookies.keys() == {
        "browser",
        "csrftoken",
        "django_language",
        "letter_keys",
        "messages",
        "programme",
        "sessionid",
        "theme",
    }
    assert {name for name, cookie in cookies.items() if cookie["samesite"] != "Lax"} == set()
    assert {name for name, cookie in cookies.items() if not cookie["httponly"]} == {"csrftoken"}


def test_over_https_every_cookie_is_of_this_host_and_of_https_alone(settings, visit):
    settings.SESSION_COOKIE_SECURE = True

    cookies = visit(secure=True)

    assert len(cookies) == 8
    for name, cookie in cookies.items():
        assert name.startswith("__Host-"), name
        # By the name of the cookie, too, which is what a browser reads.
        assert cookie.OutputString().startswith(f"{name}=")
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_over_https_they_are_read_by_their_plain_names(settings, visit, client):
    settings.SESSION_COOKIE_SECURE = True
    visit(secure=True)

    page = client.get("/permissions/", secure=True)

    assert page.status_code == 200
    assert 'data-theme="dark"' in page.content.decode() and 'lang="en"' in page.content.decode()
    assert "A word to go with the next page" in words(page)


def test_over_https_a_cookie_of_a_neighbouring_host_is_none(settings, client):
    settings.SESSION_COOKIE_SECURE = True
    client.cookies["theme"] = "dark"

    assert 'data-theme="' not in client.get("/sign-in/", secure=True).content.decode()


def test_over_https_a_choice_is_forgotten_by_the_name_under_which_it_was_kept(settings, client):
    settings.SESSION_COOKIE_SECURE = True
    client.post("/preferences/", {"theme": "dark"}, secure=True)

    forgotten = client.post("/preferences/", {"theme": ""}, secure=True).cookies["__Host-theme"]

    assert forgotten["max-age"] == 0 and forgotten["secure"]
