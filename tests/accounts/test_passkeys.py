"""Passkeys: added and taken away on one's own page, and used in place of a code."""

import json

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.test import Client

from aidtrack.accounts import second_factor
from aidtrack.accounts.confirmation import BY_PASSWORD
from tests import make
from tests.accounts.device import Device
from tests.tools.reading import words

pytestmark = pytest.mark.django_db

PASSWORD = "a long password"
REQUIRED = ("administrator", "reviewer")
NEW, ALL = "/account/passkeys/", "/account/"
CONFIRM = "/account/confirmation/"
REFUSED = "This passkey was not accepted"


@pytest.fixture
def person():
    return make.member("reviewer", username="adili", password=PASSWORD)


@pytest.fixture
def device():
    return Device()


class Tab:
    """A browser at https, as somebody uses it."""

    def __init__(self, **options):
        self.client = Client(headers={"accept-language": "en"}, **options)
        self.client.cookies["django_language"] = "en"

    def get(self, address, **options):
        return self.client.get(address, secure=True, **options)

    def post(self, address, fields=None, **options):
        return self.client.post(address, fields or {}, secure=True, **options)

    def with_password(self, username="adili"):
        fields = {"username": username, "password": PASSWORD, "next": "/permissions/"}
        return self.post("/sign-in/", fields)

    def question(self, address):
        return self.get(address).context["question"]

    def waits(self, *, minutes):
        """As though the password had been entered so much earlier."""
        session = self.client.session
        session[BY_PASSWORD] -= 60 * minutes
        session.save()

    def confirms(self, **entered):
        return self.post(f"{CONFIRM}?next={NEW}", entered or {"password": PASSWORD})

    def adds(self, device, name="Telephone"):
        answer = device.makes(self.question(NEW))
        return self.post(NEW, {"name": name, "credential": answer})

    def uses(self, device, address="/sign-in/code/"):
        return self.post(address, {"credential": device.answers(self.question(address))})

    def is_in(self):
        return self.get("/permissions/").status_code == 200


@pytest.fixture
def tab(person):
    """Signed in by the password, a moment ago."""
    tab = Tab()
    tab.with_password()
    return tab


def second_step():
    tab = Tab()
    assert tab.with_password()["Location"] == "/sign-in/code/"
    return tab


def history():
    return [entry.changes for entry in LogEntry.objects.order_by("pk") if entry.changes]


def test_a_passkey_is_added_after_the_password_and_listed(person, device):
    tab = Tab()
    tab.with_password()
    tab.waits(minutes=11)
    assert tab.get(NEW)["Location"] == "/account/confirmation/?next=%2Faccount%2Fpasskeys%2F"
    assert "This is not your password." in words(tab.confirms(password="wrong"))
    assert tab.get(NEW).status_code == 302
    assert tab.confirms()["Location"] == NEW

    page = tab.adds(device, "Office computer")

    assert len(page.context["codes"]) == 10
    assert "Office computer" in words(tab.get(ALL))
    assert {"passkey": ["None", "Office computer"], "second factor": ["False", "True"]} in history()


def test_the_history_names_it(tab, device):
    tab.adds(device)
    auditor = Client(headers={"accept-language": "en"})
    auditor.force_login(make.auditor())
    auditor.cookies["django_language"] = "en"

    assert "Passkey: — → Telephone" in words(auditor.get("/history/rights/"))


def test_whoever_has_one_signs_in_with_it(tab, device):
    tab.adds(device)
    later = second_step()
    assert not later.is_in()

    assert later.uses(device)["Location"] == "/permissions/"

    assert later.is_in()
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_a_written_code_serves_whoever_has_but_a_passkey(tab, device):
    code, *_others = tab.adds(device).context["codes"]
    later = second_step()

    assert later.post("/sign-in/code/", {"code": code}).status_code == 302
    assert later.is_in()


def foreign(_device, question):
    return Device().answers(question)


def from_another_site(device, question):
    device.origin = "https://testserver.example"
    return device.answers(question)


def over_plain_http(device, question):
    device.origin = "http://testserver"
    return device.answers(question)


def without_a_finger(device, question):
    device.flags = 1
    return device.answers(question)


def to_another_question(device, question):
    question["publicKey"]["challenge"] = "A" * 43
    return device.answers(question)


def with_another_key(device, question):
    device.key = Device().key
    return device.answers(question)


def of_a_copy(device, question):
    device.counter = -1
    return device.answers(question)


def a_new_one(device, question):
    return device.makes(question)


def nothing(_device, _question):
    return ""


def not_json(_device, _question):
    return "[" * 10_000


def no_answer(_device, _question):
    return '{"id": "x", "rawId": "x", "response": {"clientDataJSON": [1]}}'


def cut_off(device, question):
    answer = json.loads(device.answers(question))
    answer["response"]["authenticatorData"] = "AAAA"
    return json.dumps(answer)


WRONG = (
    foreign,
    from_another_site,
    over_plain_http,
    without_a_finger,
    to_another_question,
    with_another_key,
    of_a_copy,
    a_new_one,
    nothing,
    not_json,
    no_answer,
    cut_off,
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_answer_is_refused_with_a_sentence(tab, device, wrong):
    device.counter = 5
    tab.adds(device)
    later = second_step()

    answer = wrong(device, later.question("/sign-in/code/"))
    page = later.post("/sign-in/code/", {"credential": answer})

    assert REFUSED in words(page)
    assert not later.is_in()
    assert {"sign-in failed": ["None", "127.0.0.1"]} in history()


def test_of_somebody_else_it_opens_nothing(tab, device):
    tab.adds(device)
    make.member("recorder", username="another", password=PASSWORD)
    later = Tab()
    later.with_password("another")
    later.confirms()
    later.adds(Device())
    stranger = Tab()
    stranger.with_password("another")

    assert REFUSED in words(stranger.uses(device))


def test_an_answer_serves_once(tab, device):
    # Of a device that does not count.
    device.step = 0
    tab.adds(device)
    later = second_step()
    pending = later.client.session["pending sign-in"]
    answer = device.answers(later.question("/sign-in/code/"))
    assert later.post("/sign-in/code/", {"credential": answer}).status_code == 302
    session = later.client.session
    session["pending sign-in"] = pending
    session.save()

    assert REFUSED in words(later.post("/sign-in/code/", {"credential": answer}))


def test_a_question_waits_for_five_minutes(tab, device):
    tab.adds(device)
    later = second_step()
    answer = device.answers(later.question("/sign-in/code/"))
    session = later.client.session
    question = session["question to a passkey"]
    session["question to a passkey"] = question | {"at": question["at"] - 301}
    session.save()

    assert REFUSED in words(later.post("/sign-in/code/", {"credential": answer}))


def test_five_wrong_ones_lock_as_wrong_codes_do(tab, device):
    tab.adds(device)
    later = second_step()

    posts = [later.post("/sign-in/code/", {"credential": "{}"}).status_code for _n in range(5)]

    assert posts == [200, 200, 200, 200, 429]
    assert later.get("/sign-in/code/").status_code == 200
    assert later.uses(device).status_code == 429
    assert not later.is_in()


@pytest.mark.parametrize("wrong", [None, "https://testserver.example"])
def test_what_the_browser_did_not_make_for_this_page_is_not_added(tab, device, wrong):
    device.origin = wrong or device.origin
    answer = device.makes(tab.question(NEW)) if wrong else "{}"

    page = tab.post(NEW, {"name": "Telephone", "credential": answer})

    assert "The browser made no passkey that serves here" in words(page)
    assert not Authenticator.objects.exists()


def test_without_a_finger_none_is_added_and_none_twice(tab, device):
    assert "made no passkey" in words(tab.adds(Device(verifies=False)))
    tab.adds(device)
    tab.uses(device, f"{CONFIRM}?next={NEW}")

    assert "made no passkey" in words(tab.adds(device))
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_the_question_names_those_that_are_there(tab, device):
    tab.adds(device)
    tab.uses(device, f"{CONFIRM}?next={NEW}")

    options = tab.question(NEW)["publicKey"]

    assert len(options["excludeCredentials"]) == 1
    assert options["rp"] == {"id": "testserver", "name": "aidtrack"}
    assert options["authenticatorSelection"]["userVerification"] == "required"


def test_ten_are_the_most(tab, device, person):
    tab.adds(device)
    row = Authenticator.objects.get(type="webauthn")
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type="webauthn", data=row.data) for _n in range(9)
    )
    tab.uses(device, f"{CONFIRM}?next={NEW}")

    assert "10 passkeys are the most" in words(tab.adds(Device()))
    assert Authenticator.objects.filter(type="webauthn").count() == 10


def test_with_a_factor_the_password_confirms_nothing(tab, device):
    tab.adds(device)

    assert tab.get(NEW).status_code == 302
    assert "code" in tab.confirms(password=PASSWORD).context["form"].errors
    assert tab.get(NEW).status_code == 302
    assert tab.uses(device, f"{CONFIRM}?next={NEW}")["Location"] == NEW
    assert tab.get(NEW).status_code == 200


def test_wrong_passwords_there_are_guesses(person):
    tab = Tab()
    tab.with_password()

    statuses = [tab.confirms(password="wrong").status_code for _n in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert tab.confirms().status_code == 429


def test_the_confirmation_leads_nowhere_else(tab, device):
    response = tab.post(f"{CONFIRM}?next=https://evil.example/", {"password": PASSWORD})

    assert response["Location"] == "/account/"


def passkey_of(person):
    return f"{NEW}{Authenticator.objects.filter(user=person, type='webauthn').last().pk}/"


def test_it_is_taken_away_with_the_codes(tab, device, person):
    tab.adds(device, "Old telephone")
    address = passkey_of(person)
    assert tab.post(address)["Location"].startswith(CONFIRM)
    tab.uses(device, f"{CONFIRM}?next={address}")

    assert "Old telephone" in words(tab.get(address))
    assert tab.post(address)["Location"] == ALL

    assert not Authenticator.objects.exists()
    assert {"passkey": ["Old telephone", "None"]} in history()
    assert {"second factor": ["True", "False"]} in history()


def test_one_of_two_leaves_the_other_and_the_codes(tab, device, person):
    tab.adds(device)
    tab.uses(device, f"{CONFIRM}?next={NEW}")
    assert tab.adds(Device())["Location"] == ALL

    tab.post(passkey_of(person))

    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"webauthn", "recovery_codes"}
    assert {"second factor": ["True", "False"]} not in history()


def test_nobody_takes_away_that_of_another(tab, device, person):
    tab.adds(device)
    make.member("reviewer", username="another", password=PASSWORD)
    later = Tab()
    later.with_password("another")

    assert later.get(passkey_of(person)).status_code == 404
    assert later.post(passkey_of(person)).status_code == 404


def test_whoever_must_have_a_second_factor_may_have_a_passkey(settings, person, device):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    tab = Tab()
    tab.with_password()
    assert tab.get("/permissions/")["Location"] == "/account/second-factor/"
    assert "Add a passkey instead" in words(tab.get("/account/second-factor/"))
    tab.confirms()

    tab.adds(device)

    assert tab.is_in()
    tab.uses(device, f"{CONFIRM}?next={NEW}")
    tab.post(passkey_of(person))
    assert tab.get("/permissions/")["Location"] == "/account/second-factor/"


def test_an_app_is_added_beside_it_by_whoever_has_it(tab, device):
    tab.adds(device)

    response = tab.get("/account/second-factor/")

    assert response["Location"] == f"{CONFIRM}?next=%2Faccount%2Fsecond-factor%2F"


def test_with_a_passkey_alone_an_administrator_gives_roles(settings, device):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    head = make.member("administrator", username="adili", password=PASSWORD)
    office = head.memberships.get().organisation
    colleague = make.member("recorder", office, username="colleague")
    page = f"/people/{colleague.pk}/"
    fields = {"organisation": office.pk, "role": "reviewer"}
    tab = Tab()
    tab.with_password()
    tab.confirms()
    tab.adds(device)
    assert tab.post(page, fields).status_code == 200
    way = tab.get(page).context["form"].passkey_address
    assert "Use a passkey instead of a code" in words(tab.get("/people/"))

    assert tab.uses(device, way)["Location"] == page

    assert tab.post(page, fields).status_code == 302
    assert colleague.memberships.filter(role="reviewer").exists()


def test_the_password_alone_never_changes_roles(settings, device):
    settings.SECOND_FACTOR_REQUIRED_OF = REQUIRED
    head = make.member("administrator", username="adili", password=PASSWORD)
    colleague = make.member("recorder", head.memberships.get().organisation)
    tab = Tab()
    tab.with_password()
    tab.confirms()
    tab.adds(device)

    assert "code" in tab.get(f"/people/{colleague.pk}/").context["form"].fields


def test_an_administrator_forgets_it_with_the_rest(tab, device, person):
    tab.adds(device)

    second_factor.forget(person)

    assert Tab().with_password()["Location"] == "/permissions/"


@pytest.mark.parametrize(
    ("address", "https"), [("testserver", False), ("127.0.0.1", True), ("[::1]", True)]
)
def test_where_browsers_make_none_there_is_no_page_for_it(person, settings, address, https):
    settings.ALLOWED_HOSTS = [address]
    client = Client(headers={"host": address, "accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(person)

    assert client.get(NEW, secure=https).status_code == 404
    assert "At this address browsers make none" in words(client.get(ALL, secure=https))


def test_adding_one_ends_the_other_sessions(tab, device):
    elsewhere = Tab()
    elsewhere.with_password()

    tab.adds(device)

    assert tab.is_in()
    assert not elsewhere.is_in()
