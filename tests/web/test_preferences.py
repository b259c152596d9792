"""What a reader prefers, without a script: colours on the device, the language with the account."""

import pytest
from django.conf import settings
from django.test import Client

from pairings.models import language_of
from tests import make
from tests.tools.reading import reader, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def person(client):
    client.force_login(make.auditor())
    make.programme()
    return client


def html(response):
    """The opening tag of the page."""
    return response.content.decode().partition("<html")[2].partition(">")[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_colours_stay_and_the_page_comes_back(person, theme):
    response = person.post("/preferences/", {"theme": theme, "next": "/projects/?q=A"})

    assert (response.status_code, response["Location"]) == (302, "/projects/?q=A")
    assert response.cookies["theme"]["max-age"] == 365 * 24 * 3600
    assert f'data-theme="{theme}"' in html(person.get("/overview/"))


def test_the_colours_of_the_system_are_the_default_and_can_be_had_again(person):
    assert "data-theme" not in html(person.get("/overview/"))

    person.post("/preferences/", {"theme": "dark"})
    response = person.post("/preferences/", {"theme": ""})

    assert response.cookies["theme"]["max-age"] == 0
    assert "data-theme" not in html(person.get("/overview/"))


@pytest.mark.parametrize("theme", ["purple", '"><script>', "LIGHT", "a" * 5000])
def test_no_other_colours_are_kept_or_printed(person, theme):
    person.post("/preferences/", {"theme": "dark"})
    response = person.post("/preferences/", {"theme": theme})
    assert response.cookies["theme"]["max-age"] == 0

    person.cookies["theme"] = theme
    assert "data-theme" not in html(person.get("/overview/"))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "data:text/html,hello",
        " https://elsewhere.example/",
        "\x00//elsewhere.example",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(person, elsewhere):
    response = person.post("/preferences/", {"theme": "dark", "next": elsewhere})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.both
@pytest.mark.parametrize("page", ["/\r\nSet-Cookie: a=b", "/" + "a" * 10_000, "/\x00", "/\ufffd"])
def test_odd_pages_to_go_back_to_do_no_harm(person, page):
    response = person.post("/preferences/", {"theme": "dark", "next": page})

    assert response.status_code in (302, 400)
    assert set(response.cookies) <= {"theme"}


def test_colours_are_changed_by_post_only_and_by_anybody(client):
    assert client.get("/preferences/").status_code == 405
    assert client.post("/preferences/", {"theme": "dark"}).status_code == 302
    assert 'data-theme="dark"' in html(client.get("/sign-in/"))


def test_another_site_cannot_change_them(client):
    client.handler.enforce_csrf_checks = True

    assert client.post("/preferences/", {"theme": "dark"}).status_code == 403
    assert client.post("/language/", {"language": "en"}).status_code == 403


def test_the_forms_bring_back_the_page_with_its_filters(person):
    response = person.get("/projects/?stage=completed&q=%E6%A5%BC&as_of=2011-05-31")

    here = "/projects/?stage=completed&amp;q=%E6%A5%BC&amp;as_of=2011-05-31"
    assert response.content.decode().count(f'name="next" value="{here}"') == 2


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_language_switch_keeps_the_page_and_its_filters(person, language, lang):
    page = "/projects/?stage=completed&as_of=2011-05-31"

    response = person.post("/language/", {"language": language, "next": page})

    assert (response.status_code, response["Location"]) == (302, page)
    assert f'lang="{lang}"' in html(person.get(page))


@pytest.mark.both
@pytest.mark.parametrize("language", ["fr", "", "<script>", "en\x00"])
def test_other_languages_change_nothing(person, language):
    person.post("/language/", {"language": language, "next": "/"})

    assert 'lang="zh-Hans"' in html(person.get("/overview/"))


def test_the_language_switch_sends_nobody_elsewhere(person):
    data = {"language": "en", "next": "https://elsewhere.example/"}

    assert person.post("/language/", data)["Location"] == "/"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        (None, "zh-Hans"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr,en;q=0.5", "en"),
        ("fr", "zh-Hans"),
        ("x" * 10_000, "zh-Hans"),
    ],
)
def test_a_first_visit_is_in_the_language_of_the_browser(client, accepted, lang):
    headers = {"accept-language": accepted} if accepted else {}

    assert f'lang="{lang}"' in html(client.get("/sign-in/", headers=headers))


def test_a_chosen_language_wins_over_that_of_the_browser(person):
    person.post("/language/", {"language": "zh-hans"})

    assert 'lang="zh-Hans"' in html(person.get("/overview/", headers={"accept-language": "en"}))


@pytest.mark.parametrize(("language", "offered"), [("en", "中文"), ("zh-hans", "English")])
def test_the_other_language_is_offered_in_its_own_words(client, language, offered):
    assert offered in words(reader(client, language).get("/overview/"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_name_their_language_too(client, language):
    response = reader(client, language).get("/nothing/")

    assert response.status_code == 404
    assert f'lang="{language.replace("hans", "Hans")}"' in html(response)


def test_the_languages_are_the_two_that_have_words():
    assert [code for code, _name in settings.LANGUAGES] == ["zh-hans", "en"]


def sign_in(client, person):
    person.set_password("a long password 2011")
    person.save()
    return client.post(
        "/sign-in/", {"username": person.username, "password": "a long password 2011"}
    )


def test_the_language_that_somebody_chose_holds_on_the_next_device():
    somebody = make.auditor()
    first_device, second_device = Client(), Client()
    first_device.force_login(somebody)
    for language in ("zh-hans", "en"):
        first_device.post("/language/", {"language": language})

    assert 'lang="zh-Hans"' in html(second_device.get("/sign-in/"))
    sign_in(second_device, somebody)

    assert 'lang="en"' in html(second_device.get("/permissions/"))
    somebody.refresh_from_db()
    assert language_of(somebody) == "en"


@pytest.mark.parametrize("language", ["fr", ""])
def test_who_chose_none_has_that_of_the_device_and_mails_in_that_of_the_site(client, language):
    somebody = make.auditor()
    client.post("/language/", {"language": "en"})
    sign_in(client, somebody)

    assert 'lang="en"' in html(client.get("/permissions/"))
    client.post("/language/", {"language": language})
    somebody.refresh_from_db()
    assert language_of(somebody) == settings.LANGUAGE_CODE
