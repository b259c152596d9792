"""Links to set a password: for whom, how often, for how long, and what the history keeps."""

import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from aidtrack.accounts import links, second_factor
from aidtrack.store import history
from pairings.models import LinkRequest
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

OLD, GOOD = "a long password", "lantern orbit quilt 7 meadow"


@pytest.fixture
def person():
    return make.member("recorder", username="chen", password=OLD, email="chen@aidtrack.example")


@pytest.fixture
def _server(settings):
    settings.EMAIL_HOST = "mail.aidtrack.example"


def browser(language="en"):
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    return client


def link_for(person):
    return links.make_link(person, by=make.administrator(), through=history.PAGE)


def choose(client, link, password=GOOD):
    client.get(link)
    return client.post("/password/new/", {"new_password1": password, "new_password2": password})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def what_history_keeps(person):
    entries = LogEntry.objects.filter(object_id=person.pk, content_type__model="user")
    return [name for entry in entries.order_by("pk") for name in entry.changes or ()]


def test_a_link_sets_the_password_once_and_signs_in(person):
    link, client = link_for(person), browser()

    assert "chen" in words(client.get(link, follow=True))
    assert choose(client, link).status_code == 302

    person.refresh_from_db()
    assert person.check_password(GOOD)
    assert signed_in_as(client) == f"{person.pk}"
    assert browser().get(link).status_code == 410
    assert choose(browser(), link, OLD + " again").status_code == 410
    names = what_history_keeps(person)
    assert names[-3:] == [history.LINK_MADE, history.LINK_USED, history.PASSWORD_SET]


def test_its_page_tells_nobody_its_address_and_is_not_stored(person):
    link, client = link_for(person), browser()

    response, page = client.get(link), client.get("/password/new/")

    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert all("no-store" in answer.headers["Cache-Control"] for answer in (response, page))
    assert link not in page.content.decode()
    # Else a browser says not where the form comes from, and is refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.get("/password/new/").status_code == 200
    assert browser().get("/password/new/").status_code == 410


def test_the_password_is_held_to_the_rules(person):
    link = link_for(person)

    assert "too common" in words(choose(browser(), link, "administrator"))
    person.refresh_from_db()
    assert person.check_password(OLD)
    assert browser().get(link).status_code == 302


@pytest.mark.parametrize(
    ("password", "days", "minutes", "status"),
    [(OLD, 0, 59, 302), (OLD, 0, 61, 410), (None, 2, 59, 302), (None, 3, 1, 410)],
)
def test_an_invitation_serves_for_days_another_link_for_an_hour(
    monkeypatch, password, days, minutes, status
):
    person = make.user("guli", password=password)
    link = link_for(person)
    moment = timezone.now() + timedelta(days=days, minutes=minutes)
    now = timezone.make_naive(moment, timezone.get_default_timezone())

    monkeypatch.setattr(links.LinkKind, "_now", lambda self: now)

    assert browser().get(link).status_code == status


def test_whoever_has_a_second_factor_is_asked_for_its_code(person, monkeypatch):
    monkeypatch.setattr(second_factor, "has_one", lambda user: True)
    client = browser()

    response = choose(client, link_for(person))

    assert response.headers["Location"] == "/sign-in/code/"
    assert signed_in_as(client) is None


def test_whoever_must_have_a_second_factor_sets_it_up_next(settings):
    settings.SECOND_FACTOR_REQUIRED_OF = ("reviewer",)
    client = browser()

    choose(client, link_for(make.member("reviewer", password=OLD)))

    assert client.get("/overview/").headers["Location"] == "/account/second-factor/"


def test_other_devices_are_signed_out_by_it(person):
    elsewhere = browser()
    elsewhere.force_login(person)

    choose(browser(), link_for(person))

    assert elsewhere.get("/overview/").status_code == 302


def test_of_invitations_the_last_one_works():
    person = make.user("guli")
    first, second = link_for(person), link_for(person)

    assert browser().get(first).status_code == 410
    assert browser().get(second).status_code == 302


def test_a_deactivated_person_has_no_link(person):
    link = link_for(person)
    type(person).objects.update(is_active=False)

    assert browser().get(link).status_code == 410


@pytest.mark.parametrize("address", ["/password/MQ/x-y/", "/password/~/x/", "/password/OTk5/a-b/"])
def test_what_is_no_link_says_so(address):
    assert "works no longer" in words(browser().get(address))


def ask(name, client=None):
    return (client or browser()).post("/password/", {"username": name})


@pytest.mark.usefixtures("_server")
def test_a_forgotten_password_is_answered_alike_for_every_name(person):
    make.user("without-mail", password=OLD)
    make.user("gone", password=OLD, email="gone@aidtrack.example", is_active=False)

    pages = {words(ask(name)) for name in ("chen", "without-mail", "gone", "nobody")}

    assert len(pages) == 1
    assert [message.to for message in mail.outbox] == [["chen@aidtrack.example"]]
    assert what_history_keeps(person)[-1] == history.LINK_MADE


@pytest.mark.usefixtures("_server")
def test_the_mail_is_in_the_language_of_its_reader_and_its_link_works(person):
    ask("chen", browser("en"))
    make.preference(user=person, language="en")
    ask("chen", browser("zh-hans"))

    chinese, english = mail.outbox
    assert "新密码" in chinese.subject
    assert "new password" in english.subject
    link = re.search(r"/password/\S+", english.body)[0]
    assert choose(browser(), link).status_code == 302


@pytest.mark.usefixtures("_server")
def test_no_more_than_three_are_mailed_to_a_name_in_an_hour(person):
    for _n in range(5):
        ask("chen")

    assert len(mail.outbox) == 3


@pytest.mark.usefixtures("_server")
def test_no_more_than_ten_are_asked_for_from_an_address_in_an_hour():
    for n in range(12):
        make.user(f"person{n}", password=OLD, email=f"{n}@aidtrack.example")
        ask(f"person{n}")

    assert len(mail.outbox) == 10


def test_without_a_mail_server_an_administrator_hands_the_link_over(person):
    assert "administrator" in words(browser().get("/password/"))
    ask("chen")

    assert mail.outbox == []
    assert "/password/" in browser().get("/sign-in/").content.decode()


def ask_from(address):
    client = Client(REMOTE_ADDR=address)
    client.post("/password/", {"username": "chen"})


def test_links_asked_for_from_an_address_are_counted_for_every_worker(_server, person, settings):
    settings.LINKS_PER_ADDRESS, settings.LINKS_PER_NAME = 2, 9
    for _n in range(3):
        ask_from("10.0.0.1")
        # What one worker remembers, another does not.
        cache.clear()
    assert len(mail.outbox) == 2

    ask_from("10.0.0.2")
    assert len(mail.outbox) == 3
    assert LinkRequest.objects.filter(address="10.0.0.1").count() == 2


def test_what_was_asked_for_counts_for_an_hour_and_is_then_deleted(_server, person, settings):
    settings.LINKS_PER_ADDRESS = 1
    make.link_request(asked_at=timezone.now() - timedelta(minutes=59))
    ask_from("10.0.0.1")
    assert mail.outbox == []

    LinkRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    ask_from("10.0.0.1")
    assert (len(mail.outbox), LinkRequest.objects.count()) == (1, 1)
