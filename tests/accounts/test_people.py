"""People and roles: an administrator of an office appoints those there and below."""

import re

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from aidtrack.accounts import second_factor
from aidtrack.store import history
from pairings.models import Membership
from tests import make
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

GOOD = "lantern orbit quilt 7 meadow"


class Region:
    """A region with two prefectures, and a county of the first; an administrator of each level."""

    def __init__(self):
        self.region = make.organisation("REGION", name="某区", short_name="某区")
        self.row, self.other = (
            make.prefecture(ref, name=ref, short_name=ref, parent=self.region)
            for ref in ("ROW", "OTHER")
        )
        self.county = make.county("COUNTY", reported_under=self.row, short_name="COUNTY")
        self.chief = make.member("administrator", self.region, username="chief")
        self.head = make.member("administrator", self.row, username="head")
        self.second = make.member("administrator", self.row, username="second")
        self.recorder = make.member("recorder", self.county, username="recorder", password=GOOD)
        self.stranger = make.member("recorder", self.other, username="stranger")


@pytest.fixture
def world():
    return Region()


def client_of(person):
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(person)
    return client


def page(person):
    return f"/people/{person.pk}/"


def give(client, person, organisation, role):
    return client.post(page(person), {"organisation": organisation.pk, "role": role})


def take(client, membership):
    return client.post(f"{page(membership.user)}memberships/{membership.pk}/")


def roles(person):
    return set(person.memberships.values_list("role", "organisation__ref"))


def invitation(organisation, **changes):
    fields = {"name": "帕提古丽", "username": "patiguli", "email": "", "role": "reviewer"}
    return fields | {"organisation": organisation.pk} | changes


def test_the_list_names_the_people_there_and_below(world):
    everything = words(client_of(world.chief).get("/people/"))
    part = words(client_of(world.head).get("/people/"))

    assert all(name in everything for name in ("chief", "head", "recorder", "stranger"))
    assert all(name in part for name in ("head", "second", "recorder"))
    assert "stranger" not in part
    assert "chief" not in part
    assert "nobody reviews what is recorded here" in part


@pytest.mark.parametrize("who", ["recorder", "stranger"])
def test_the_pages_are_for_administrators(world, who):
    client = client_of(getattr(world, who))

    assert client.get("/people/").status_code == 403
    assert client.post("/people/", invitation(world.county)).status_code == 403
    assert client.get(page(world.recorder)).status_code == 403
    assert "Your account cannot do this." in words(client.get("/people/"))
    assert not get_user_model().objects.filter(username="patiguli").exists()


def test_whoever_is_invited_sets_the_password_by_the_link_that_is_handed_over(world):
    client = client_of(world.head)

    response = client.post("/people/", invitation(world.row))

    link = re.search(r"(/password/[^<\s]+)", response.content.decode())[1]
    person = get_user_model().objects.get(username="patiguli")
    assert roles(person) == {("reviewer", "ROW")}
    assert not person.has_usable_password()
    assert link not in client.get(page(person)).content.decode()
    guest = Client()
    guest.get(link)
    guest.post("/password/new/", {"new_password1": GOOD, "new_password2": GOOD})
    assert guest.session["_auth_user_id"] == f"{person.pk}"
    assert "invited" in LogEntry.objects.filter(actor=world.head).latest("pk").changes


def test_with_a_mail_server_the_link_is_mailed_and_not_printed(world, settings):
    settings.EMAIL_HOST = "mail.aidtrack.example"
    fields = invitation(world.row, email="patiguli@aidtrack.example")

    response = client_of(world.head).post("/people/", fields, follow=True)

    assert mail.outbox[0].to == ["patiguli@aidtrack.example"]
    assert "/password/" in mail.outbox[0].body
    assert "/password/MQ" not in response.content.decode()


def test_the_page_of_a_link_says_for_how_long_it_works(world):
    client = client_of(world.head)

    assert "within three days" in words(client.post("/people/", invitation(world.row)))
    assert "within an hour" in words(client.post(f"{page(world.recorder)}link/"))


def test_a_user_name_is_had_once(world):
    response = client_of(world.head).post("/people/", invitation(world.row, username="STRANGER"))

    assert "has this user name already" in words(response)


def test_a_role_is_given_and_taken(world):
    client = client_of(world.head)

    assert give(client, world.recorder, world.row, "reviewer").status_code == 302
    assert roles(world.recorder) == {("recorder", "COUNTY"), ("reviewer", "ROW")}
    entry = LogEntry.objects.filter(content_type__model="membership").latest("pk")
    assert entry.actor == world.head
    assert "already has that role" in words(give(client, world.recorder, world.row, "reviewer"))
    take(client, world.recorder.memberships.get(role="reviewer"))
    assert roles(world.recorder) == {("recorder", "COUNTY")}


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ("other", "recorder"),
        ("region", "recorder"),
        ("region", "administrator"),
        ("row", "auditor"),
        ("row", "superuser"),
    ],
)
def test_nobody_gives_a_role_beyond_their_own_reach(world, where, role):
    client, organisation = client_of(world.head), getattr(world, where)

    assert give(client, world.recorder, organisation, role).status_code == 200
    assert client.post("/people/", invitation(organisation, role=role)).status_code == 200
    assert roles(world.recorder) == {("recorder", "COUNTY")}
    assert not get_user_model().objects.filter(username="patiguli").exists()


def test_a_colleague_may_be_given_the_same_role(world):
    assert (
        give(client_of(world.head), world.recorder, world.row, "administrator").status_code == 302
    )


def test_people_of_others_are_not_there(world):
    client = client_of(world.head)
    membership = world.stranger.memberships.get()

    assert client.get(page(world.stranger)).status_code == 404
    assert give(client, world.stranger, world.row, "recorder").status_code == 404
    assert take(client, membership).status_code == 404
    assert client.post(f"{page(world.stranger)}link/").status_code == 404
    assert client.post(f"{page(world.stranger)}access/", {"active": "no"}).status_code == 404


def test_of_somebody_with_roles_elsewhere_the_account_is_not_theirs_to_open_or_close(world):
    make.membership(user=world.recorder, organisation=world.other, role="leader")
    client = client_of(world.head)
    elsewhere = world.recorder.memberships.get(role="leader")

    assert "OTHER" not in words(client.get(page(world.recorder)))
    assert take(client, elsewhere).status_code == 403
    assert client.post(f"{page(world.recorder)}link/").status_code == 403
    assert client.post(f"{page(world.recorder)}access/", {"active": "no"}).status_code == 403
    assert take(client, world.recorder.memberships.get(role="recorder")).status_code == 302


@pytest.mark.parametrize("who", ["head", "chief"])
def test_nobody_changes_their_own_roles_or_account(world, who):
    person = getattr(world, who)
    client = client_of(person)

    assert give(client, person, world.row, "reviewer").status_code == 403
    assert take(client, person.memberships.get()).status_code == 403
    assert client.post(f"{page(person)}access/", {"active": "no"}).status_code == 403


def test_a_superuser_is_changed_by_another_one_alone_and_nobody_becomes_one(world):
    superuser = make.administrator("super")
    client = client_of(world.chief)

    assert client.post(f"{page(superuser)}link/").status_code == 403
    assert client.post(f"{page(superuser)}access/", {"active": "no"}).status_code == 403
    forged = {"is_superuser": "on", "is_staff": "on"}
    fields = {"organisation": world.row.pk, "role": "reviewer"}
    client.post(page(world.recorder), fields | forged)
    client.post("/people/", invitation(world.row) | forged)
    assert list(get_user_model().objects.filter(is_superuser=True)) == [superuser]
    other = client_of(make.administrator("other"))
    assert other.post(f"{page(superuser)}access/", {"active": "no"}).status_code == 302


def test_whoever_is_deactivated_is_signed_out_at_once_and_stays_by_name(world):
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"username": "recorder", "password": GOOD})
    assert elsewhere.get("/permissions/").status_code == 200
    client = client_of(world.head)

    client.post(f"{page(world.recorder)}access/", {"active": "no"})

    assert elsewhere.get("/permissions/").status_code == 302
    assert Client().post("/sign-in/", {"username": "recorder", "password": GOOD}).status_code == 200
    assert "deactivated" in words(client.get(page(world.recorder)))
    assert client.post(f"{page(world.recorder)}link/").status_code == 403
    entries = LogEntry.objects.filter(object_id=world.recorder.pk)
    entry = entries.filter(changes__has_key="is_active").latest("pk")
    assert (entry.object_repr, entry.changes) == ("recorder", {"is_active": ["True", "False"]})
    client.post(f"{page(world.recorder)}access/", {"active": "yes"})
    assert elsewhere.get("/permissions/").status_code == 302
    assert Client().post("/sign-in/", {"username": "recorder", "password": GOOD}).status_code == 302


def test_nobody_is_deleted(world):
    client = client_of(make.administrator("super"))
    people = get_user_model().objects.count()

    for address in ("/people/{}/delete/", "/admin/auth/user/{}/delete/"):
        where = address.format(world.recorder.pk)
        assert client.post(where, {"post": "yes"}).status_code == 404
    assert get_user_model().objects.count() == people


class OneCode:
    """A second factor that takes one code."""

    def __init__(self, monkeypatch, settings):
        settings.SECOND_FACTOR_REQUIRED_OF = ("administrator",)
        monkeypatch.setattr(second_factor, "has_one", lambda user: True)
        monkeypatch.setattr(second_factor, "accepts", lambda user, code: code == "123456")


def test_a_code_is_asked_for_before_roles_change_and_serves_for_some_minutes(
    world, monkeypatch, settings
):
    OneCode(monkeypatch, settings)
    client = client_of(world.head)
    membership = world.recorder.memberships.get()
    fields = {"organisation": world.row.pk, "role": "reviewer"}

    for address, posted in (
        (page(world.recorder), fields),
        (page(world.recorder), fields | {"code": "654321"}),
        ("/people/", invitation(world.row)),
        (f"{page(world.recorder)}memberships/{membership.pk}/", {}),
        (f"{page(world.recorder)}access/", {"active": "no"}),
        (f"{page(world.recorder)}link/", {}),
        (f"{page(world.recorder)}sign-in/sessions/", {}),
        (f"{page(world.recorder)}sign-in/second-factor/", {}),
        (f"{page(world.recorder)}sign-in/provider/", {}),
    ):
        assert client.post(address, posted).status_code == 200, address
    assert roles(world.recorder) == {("recorder", "COUNTY")}
    assert get_user_model().objects.get(pk=world.recorder.pk).is_active

    assert client.post(page(world.recorder), fields | {"code": "123456"}).status_code == 302
    assert take(client, membership).status_code == 302
    assert roles(world.recorder) == {("reviewer", "ROW")}


def end(client, person, what):
    return client.post(f"{page(person)}sign-in/{what}/", follow=True)


def told_to(person):
    """What was mailed, to them alone."""
    (message,) = mail.outbox
    assert message.to == [person.email]
    return message.body


def history_of(person, name):
    entry = LogEntry.objects.filter(object_id=person.pk, changes__has_key=name).latest("pk")
    return entry.actor, entry.changes[name]


@pytest.fixture
def mailed(world, settings):
    """The recorder, who reads English mails."""
    settings.EMAIL_HOST = "mail.aidtrack.example"
    world.recorder.email = "recorder@aidtrack.example"
    world.recorder.save()
    make.preference(user=world.recorder, language="en")
    return world.recorder


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_an_administrator_signs_somebody_out_everywhere_and_they_are_told(world, mailed, commits):
    elsewhere, client = Client(), client_of(world.head)
    assert "Signed in at" not in words(client.get(page(mailed)))
    elsewhere.post("/sign-in/", {"username": "recorder", "password": GOOD})
    assert "Signed in at 1 place" in words(client.get(page(mailed)))

    with commits(execute=True):
        response = end(client, mailed, "sessions")

    assert "Signed out everywhere." in words(response)
    assert elsewhere.get("/permissions/").status_code == 302
    assert client.get("/people/").status_code == 200
    assert history_of(mailed, history.SESSIONS_ENDED) == (world.head, ["None", "True"])
    assert "You were signed out everywhere.\n\nBy head." in told_to(mailed)


def test_an_administrator_forgets_a_second_factor_that_was_lost(world, mailed, commits):
    elsewhere, client = Client(), client_of(world.head)
    elsewhere.post("/sign-in/", {"username": "recorder", "password": GOOD})
    Authenticator.objects.create(user=mailed, type=Authenticator.Type.TOTP, data={})
    assert "A second factor is set up" in words(client.get(page(mailed)))

    with commits(execute=True):
        response = end(client, mailed, "second-factor")

    assert "A second factor is set up" not in words(response)
    assert not second_factor.has_one(mailed)
    assert elsewhere.get("/permissions/").status_code == 302
    assert history_of(mailed, history.SECOND_FACTOR) == (world.head, ["True", "False"])
    assert "Your second factor was forgotten" in told_to(mailed)


def test_a_mail_server_that_is_away_stops_none_of_it(world, mailed, commits, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_people.Away"
    Authenticator.objects.create(user=mailed, type=Authenticator.Type.TOTP, data={})

    with commits(execute=True):
        end(client_of(world.head), mailed, "second-factor")

    assert not second_factor.has_one(mailed)


class Away:
    def __init__(self, **_options):
        pass

    def send_messages(self, messages):
        raise OSError


@pytest.mark.parametrize("what", ["sessions", "second-factor", "provider"])
def test_nobody_ends_the_sign_in_of_somebody_above_elsewhere_or_of_their_own(world, what):
    client = client_of(world.head)
    make.membership(user=world.recorder, organisation=world.other, role="leader")

    answers = [
        client.post(f"{page(person)}sign-in/{what}/").status_code
        for person in (world.chief, world.stranger, world.recorder, world.head)
    ]

    assert answers == [404, 404, 403, 403]


def test_what_is_no_deed_is_not_there(world):
    assert end(client_of(world.head), world.recorder, "name").status_code == 404


def test_wrong_codes_are_limited(world, monkeypatch, settings):
    OneCode(monkeypatch, settings)
    client = client_of(world.head)
    fields = {"organisation": world.row.pk, "role": "reviewer"}

    for _n in range(settings.AXES_FAILURE_LIMIT):
        client.post(page(world.recorder), fields | {"code": "654321"})

    client.post(page(world.recorder), fields | {"code": "123456"})
    assert roles(world.recorder) == {("recorder", "COUNTY")}


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(
    world, django_assert_num_queries
):
    client = client_of(world.head)
    client.get("/people/")

    with django_assert_num_queries(9):
        client.get("/people/")
    for _n in range(2):
        make.membership(organisation=world.county, role="recorder")
    with django_assert_num_queries(9):
        client.get("/people/")
    assert Membership.objects.count() == 7
