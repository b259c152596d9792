"""What is mailed to whoever an account belongs to, so that they notice what they did not do."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from aidtrack.accounts import confirmation, second_factor
from aidtrack.accounts.links import make_link
from pairings import identities
from tests import make
from tests.accounts.device import Device

pytestmark = pytest.mark.django_db

PASSWORD, NEW = "lantern orbit quilt 7 meadow", "copper river 9 umbrella"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PAGE = "/account/second-factor/"


@pytest.fixture
def person(settings):
    """Who reads English and has signed in before."""
    settings.EMAIL_HOST = "mail.aidtrack.example"
    fields = {"email": "adili@aidtrack.example", "last_login": timezone.now()}
    person = make.member("recorder", username="adili", password=PASSWORD, **fields)
    make.preference(user=person, language="en")
    return person


@pytest.fixture
def mails_of(django_capture_on_commit_callbacks):
    """The mails that a deed sends, once it is stored."""

    def mails_of(deed, *args, **options):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            deed(*args, **options)
            assert mail.outbox == []
        return list(mail.outbox)

    return mails_of


def browser(**headers):
    return Client(headers={"user-agent": FIREFOX, **headers})


def sign_in(client, username="adili"):
    return client.post("/sign-in/", {"username": username, "password": PASSWORD})


def in_own_browser():
    client = browser()
    sign_in(client)
    return client


def texts(mails):
    assert [message.to for message in mails] == [["adili@aidtrack.example"]] * len(mails)
    return [message.body for message in mails]


def changed(client):
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/account/", fields).status_code == 302


def set_up(client):
    secret = client.get(PAGE).context["secret"]
    counter = next(iter(second_factor.yield_hotp_counters_from_time()))
    code = second_factor.format_hotp_value(second_factor.hotp_value(secret, counter))
    assert client.post(PAGE, {"code": code}).status_code == 200


def test_of_a_new_password_they_are_told_and_what_to_do(person, mails_of):
    (text,) = texts(mails_of(changed, in_own_browser()))

    assert text.startswith("Your password was set.\nAt 2")
    assert "Was it not you? Set a new password" in text
    assert NEW not in text
    assert "http" not in text


def test_of_one_that_was_set_by_a_link_too(person, mails_of):
    link = make_link(person, by=None, through="page")
    client = browser()
    client.get(link)

    fields = {"new_password1": NEW, "new_password2": NEW}
    first, second = texts(mails_of(client.post, "/password/new/", fields))

    assert first.startswith("Your password was set.")
    assert second.startswith("You signed in with a browser that was not known")


def test_it_is_in_the_language_that_they_read_whoever_does_it(person, mails_of):
    person.preference.language = "zh-hans"
    person.preference.save()
    client = in_own_browser()
    client.cookies["django_language"] = "en"

    (text,) = texts(mails_of(changed, client))

    assert text.startswith("您的密码")


def test_of_an_app_for_codes_and_of_its_going(person, mails_of):
    client = in_own_browser()

    (added,) = texts(mails_of(set_up, client))
    app = second_factor.app_of(person)
    secret = second_factor.decrypt(app.data["secret"])
    app.data[second_factor.LAST] = 0
    app.save()
    counter = next(iter(second_factor.yield_hotp_counters_from_time()))
    code = second_factor.format_hotp_value(second_factor.hotp_value(secret, counter))
    (removed,) = texts(mails_of(client.post, PAGE, {"code": code}))

    assert added.startswith(
        "An app for codes was added to your account.\nCodes to write down were made with it."
    )
    assert secret not in added
    assert removed.startswith(
        "The app for codes of your account was taken away.\n"
        "The codes that you wrote down went with it."
    )


def test_of_a_passkey_and_of_its_going(person, mails_of):
    client, page = browser(), "/account/passkeys/"
    client.post("/sign-in/", {"username": "adili", "password": PASSWORD}, secure=True)
    answer = Device().makes(client.get(page, secure=True).context["question"])
    name = "https://evil.example is where you go on"

    (added,) = texts(mails_of(client.post, page, {"name": name, "credential": answer}, secure=True))
    session = client.session
    session[confirmation.BY_FACTOR] = timezone.now().timestamp()
    session.save()
    row = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    (removed,) = texts(mails_of(client.post, f"{page}{row.pk}/", secure=True))

    assert added.startswith("A passkey was added to your account.")
    # What somebody else could have typed is mailed to nobody.
    assert "evil" not in added
    assert removed.startswith("A passkey of your account was taken away.")


def test_of_a_second_factor_that_a_command_forgets(person, mails_of):
    make_app = Authenticator.objects.create
    make_app(user=person, type=Authenticator.Type.TOTP, data={})

    (text,) = texts(mails_of(call_command, "forget_second_factor", "adili"))

    assert text.startswith("Your second factor was forgotten, and you were signed out everywhere.")


def test_the_old_address_is_told_of_another_one(person, mails_of):
    person.email = "thief@elsewhere.example"

    (text,) = texts(mails_of(person.save))

    assert text.startswith("Mails about your account go to another address from now on.")
    assert "thief" not in text
    person.email = ""
    (message,) = mails_of(person.save)
    assert message.to == ["thief@elsewhere.example"]
    person.email = "adili@aidtrack.example"
    assert mails_of(person.save) == []


def test_of_a_sign_in_with_another_browser_and_not_of_one_that_is_known(person, mails_of):
    client = browser()

    (text,) = texts(mails_of(sign_in, client))

    assert "a browser that was not known: Linux, Firefox, from 127.0.0.1." in text
    client.post("/sign-out/")
    assert mails_of(sign_in, client) == []
    assert len(mails_of(sign_in, browser())) == 1


def test_a_browser_of_several_people_knows_each_of_them(person, mails_of):
    make.member("recorder", username="another", password=PASSWORD)
    client = browser()
    for name in ("adili", "another"):
        sign_in(client, name)
        client.post("/sign-out/")

    assert mails_of(sign_in, client) == []


def test_a_browser_knows_the_last_eight_of_many(person, mails_of):
    client = browser()
    for n in range(9):
        make.member("recorder", username=f"colleague {n}", password=PASSWORD)
    for name in ("adili", *(f"colleague {n}" for n in range(8))):
        sign_in(client, name)
        client.post("/sign-out/")

    assert len(mails_of(sign_in, client)) == 1


def test_the_first_sign_in_of_all_is_no_surprise(person, mails_of):
    get_user_model().objects.update(last_login=None)

    assert mails_of(sign_in, browser()) == []


def test_of_a_sign_in_at_a_provider_that_is_bound_from_now_on(person, mails_of, settings):
    settings.OIDC_ISSUER, settings.OIDC_NAME = "https://id.example.org", "the city"

    (text,) = texts(mails_of(identities.bind, person, "248289761001"))

    assert text.startswith("From now on you sign in at the city, too.")
    assert mails_of(identities.bind, person, "248289761001") == []


@pytest.mark.parametrize("lacking", ["address", "server"])
def test_without_an_address_or_a_server_nothing_is_sent(person, mails_of, settings, lacking):
    client = in_own_browser()
    if lacking == "address":
        get_user_model().objects.update(email="")
    else:
        settings.EMAIL_HOST = ""

    assert mails_of(changed, client) == []


@pytest.mark.parametrize("failing", ["Away", "Broken"])
def test_a_mail_that_cannot_be_sent_stops_nothing(person, mails_of, settings, failing):
    client = in_own_browser()
    settings.EMAIL_BACKEND = f"tests.accounts.test_notices.{failing}"

    mails_of(changed, client)

    person.refresh_from_db()
    assert person.check_password(NEW)


class Away:
    error = OSError

    def __init__(self, **_options):
        pass

    def send_messages(self, messages):
        raise self.error


class Broken(Away):
    error = ValueError
