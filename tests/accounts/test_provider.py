"""Signing in at another provider: in with an account here, and what an attacker would try."""

from base64 import urlsafe_b64decode
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from aidtrack.accounts import second_factor
from aidtrack.accounts.provider import ALGORITHMS, new_question
from aidtrack.start import env
from aidtrack.store import history
from pairings.models import ProviderIdentity
from tests import make
from tests.accounts import identity
from tests.tools.reading import Page, words

pytestmark = pytest.mark.django_db

ISSUER = "AIDTRACK_OIDC_ISSUER"
FAILED = "Signing in with the city did not work."
PASSWORD = "lantern orbit quilt 7 meadow"
NO_ACCOUNT = "There is no account for you here"


@pytest.fixture
def provider(settings):
    provider = identity.Provider()
    settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "the city"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = identity.CLIENT, identity.SECRET
    cache.clear()
    yield provider
    provider.close()


@pytest.fixture
def person():
    return make.member("reviewer", username="adili", email="adili@example.org")


@pytest.fixture
def browser():
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return client


def come_back(browser, provider, next="", **changes):
    """To the provider and back, with what it answers."""
    response = browser.post("/sign-in/provider/", {"next": next} if next else {})
    return browser.get("/sign-in/returned/", provider.authorize(led_to(response)) | changes)


def led_to(response) -> str:
    """Where a page leads on to, at another site."""
    return response["Refresh"].removeprefix("0; url=")


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def assert_refused(browser, response, sentence=FAILED):
    assert response["Location"] == "/sign-in/"
    assert sentence in words(browser.get("/sign-in/"))
    assert not is_signed_in(browser)


def test_who_signs_in_there_is_in_here_and_goes_where_they_wanted(browser, provider, person):
    response = come_back(browser, provider, next="/permissions/")

    assert response["Location"] == "/permissions/"
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert LogEntry.objects.filter(action=LogEntry.Action.ACCESS, actor=person).count() == 1


def test_it_is_asked_by_the_code_flow_with_state_nonce_and_a_challenge(browser, provider):
    response = browser.post("/sign-in/provider/")

    asked = provider.authorize(led_to(response)) and provider.asked
    assert led_to(response) in dict(Page(response).links)
    assert led_to(response).startswith(f"{provider.issuer}/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://testserver/sign-in/returned/"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_the_button_stands_only_where_a_provider_is_set(browser, settings, provider):
    assert "Sign in with the city" in words(browser.get("/sign-in/?next=/permissions/"))
    page = browser.get("/sign-in/?next=/permissions/").content.decode()
    assert 'action="/sign-in/provider/"' in page

    settings.OIDC_ISSUER = settings.OIDC_NAME = ""
    assert "Sign in with" not in words(browser.get("/sign-in/"))
    assert browser.post("/sign-in/provider/").status_code == 404
    assert browser.get("/sign-in/returned/")["Location"] == "/sign-in/"


def test_another_site_leads_nobody_to_the_provider(provider):
    browser = Client(enforce_csrf_checks=True)

    answers = [browser.get("/sign-in/provider/"), browser.post("/sign-in/provider/")]

    assert [answer.status_code for answer in answers] == [405, 403]
    assert "Refresh" not in answers[1]
    assert not browser.session.keys()
    token = browser.get("/sign-in/").context["csrf_token"]
    response = browser.post("/sign-in/provider/", {"csrfmiddlewaretoken": f"{token}"})
    assert led_to(response).startswith(f"{provider.issuer}/authorize?")


def test_the_way_on_leads_to_no_other_site(browser, provider, person):
    assert come_back(browser, provider, next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"code": "another"}, {"code": ""}, {"iss": "https://else.example"},
     {"error": "access_denied"}],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(browser, provider, person, changes):
    assert_refused(browser, come_back(browser, provider, **changes))


def test_an_answer_to_another_browser_is_refused(browser, provider, person):
    answer = provider.authorize(led_to(Client().post("/sign-in/provider/")))
    assert browser.get("/sign-in/returned/", answer)["Location"] == "/sign-in/"
    browser.post("/sign-in/provider/")

    assert_refused(browser, browser.get("/sign-in/returned/", answer))


def test_an_answer_counts_once(browser, provider, person):
    answer = provider.authorize(led_to(browser.post("/sign-in/provider/")))
    browser.get("/sign-in/returned/", answer | {"state": "another"})

    browser.get("/sign-in/returned/", answer)

    assert not is_signed_in(browser)


# Seconds since 1970: of the year 2001, and of 2096.
LONG_AGO, FAR_AHEAD = 1_000_000_000, 4_000_000_000
WRONG_CLAIMS = (
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another"},
    {"aud": None},
    {"azp": "another", "aud": ["another", identity.CLIENT]},
    {"iss": "https://else.example"},
    {"iss": None},
    {"exp": LONG_AGO},
    {"exp": None},
    {"iat": FAR_AHEAD},
    {"sub": None},
    {"sub": ""},
    {"sub": "1" * 256},
)


@pytest.mark.parametrize("claims", WRONG_CLAIMS)
def test_a_token_with_a_wrong_claim_is_refused(browser, provider, person, claims):
    provider.claims = claims

    assert_refused(browser, come_back(browser, provider))


def unsigned(payload):
    return jwt.encode(payload, None, algorithm="none", headers={"kid": identity.KEY_NAME})


def signed_by_another(payload):
    return jwt.encode(
        payload, identity.new_key(), algorithm="RS256", headers={"kid": identity.KEY_NAME}
    )


def signed_with_the_secret(payload):
    return jwt.encode(payload, identity.SECRET * 2, "HS256", headers={"kid": identity.KEY_NAME})


def signed_with_the_public_key(payload):
    """What jwt itself would refuse to make."""
    public = identity.KEY.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head, body, _signature = signed_with_the_secret(payload).split(".")
    signature = algorithm.sign(f"{head}.{body}".encode(), pem)
    return f"{head}.{body}.{jwt.utils.base64url_encode(signature).decode()}"


def with_a_key_of_no_name(payload):
    return jwt.encode(payload, identity.KEY, algorithm="RS256", headers={"kid": "unheard of"})


FORGERIES = (
    unsigned,
    signed_by_another,
    signed_with_the_secret,
    signed_with_the_public_key,
    with_a_key_of_no_name,
    lambda payload: "nonsense",
    lambda payload: None,
)


@pytest.mark.parametrize("sign", FORGERIES)
def test_a_forged_token_is_refused(browser, provider, person, sign):
    provider.sign = sign

    assert_refused(browser, come_back(browser, provider))


def test_signatures_are_by_a_key_pair_and_digests_of_256_bits_and_more():
    kinds = {(name[:2], int(name[2:])) for name in ALGORITHMS}

    assert {kind for kind, _bits in kinds} == {"RS", "PS", "ES"}
    assert min(bits for _kind, bits in kinds) == 256


def test_each_question_is_of_256_bits_that_nobody_guesses():
    first, second = new_question(), new_question()

    assert {len(urlsafe_b64decode(text + "=")) for text in first.values()} == {32}
    assert len({*first.values(), *second.values()}) == 6


def test_tokens_of_the_provider_go_to_no_browser(browser, provider, person):
    tokens = []
    provider.sign = lambda payload: tokens.append(provider.signed(payload)) or tokens[-1]

    response = come_back(browser, provider)

    (token,) = tokens
    assert is_signed_in(browser)
    for place in (response.headers, response.cookies, response.content):
        assert token not in str(place)


def test_a_redirect_of_the_provider_is_not_followed(browser, provider, person, monkeypatch):
    answers, describe = [], provider.configuration
    monkeypatch.setattr(provider, "configuration", lambda: answers.append("here") or describe())
    monkeypatch.setattr(provider, "token", lambda *_sent: (302, {}))
    provider.location = f"{provider.issuer}/.well-known/openid-configuration"

    assert_refused(browser, come_back(browser, provider))
    # The description of the beginning.
    assert answers == ["here"]


def test_a_refusal_has_a_line_in_the_log_without_what_the_provider_sent(
    browser, provider, person, caplog
):
    come_back(browser, provider, state="s3cr3t")
    provider.claims = {"preferred_username": "s3cr3t"}
    come_back(browser, provider)

    lines = [record.getMessage() for record in caplog.records if "provider" in record.getMessage()]
    assert lines == [
        "sign-in at the provider refused: the answer belongs to another sign-in",
        "sign-in at the provider refused: no such account",
    ]
    assert "s3cr3t" not in caplog.text


def test_nobody_is_made_by_signing_in(browser, provider):
    assert_refused(browser, come_back(browser, provider), NO_ACCOUNT)


def test_a_deactivated_person_stays_outside(browser, provider, person):
    person.is_active = False
    person.save()

    assert_refused(browser, come_back(browser, provider), NO_ACCOUNT)


BY_MAIL = {"preferred_username": None, "email": "Adili@example.org", "email_verified": True}


def test_without_a_name_a_verified_mail_address_names_the_account(browser, provider, person):
    provider.claims = BY_MAIL

    come_back(browser, provider)

    assert is_signed_in(browser)


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": None}, {"email_verified": "true"},
     {"email": ""}, {"email": None}, {"preferred_username": "nobody"},
     {"preferred_username": ["adili"]}],
)  # fmt: skip
def test_other_mail_addresses_name_nobody(browser, provider, person, claims):
    provider.claims = BY_MAIL | claims

    assert_refused(browser, come_back(browser, provider), NO_ACCOUNT)


def test_a_mail_address_of_two_accounts_names_neither(browser, provider, person):
    make.user(username="other", email="adili@example.org")
    provider.claims = BY_MAIL

    assert_refused(browser, come_back(browser, provider), NO_ACCOUNT)


def sign_in_again(provider, **claims):
    provider.claims = claims
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["django_language"] = "en"
    return browser, come_back(browser, provider)


def test_a_bound_account_is_found_by_the_number_whatever_the_name_is_by_now(
    browser, provider, person
):
    make.user(username="other", email="other@example.org")
    come_back(browser, provider)

    later, _response = sign_in_again(provider, preferred_username="other")

    assert later.session["_auth_user_id"] == f"{person.pk}"


@pytest.mark.parametrize("claims", [{}, BY_MAIL])
def test_another_number_with_the_same_name_or_mail_is_refused(browser, provider, person, claims):
    come_back(browser, provider)

    later, response = sign_in_again(provider, **claims, sub="666")

    assert_refused(later, response, "belongs to another sign-in at the city")


def test_the_first_sign_in_binds_and_the_history_says_so(browser, provider, person):
    come_back(browser, provider)
    sign_in_again(provider)

    entry = LogEntry.objects.get(changes__has_key=history.AT_PROVIDER)
    assert (entry.actor, entry.object_id) == (person, person.pk)
    assert entry.changes[history.AT_PROVIDER] == ["None", provider.issuer]


def test_a_deactivated_person_who_is_bound_stays_outside(browser, provider, person):
    come_back(browser, provider)
    person.is_active = False
    person.save()
    make.user(username="heir")

    later, response = sign_in_again(provider, preferred_username="heir")

    assert_refused(later, response, NO_ACCOUNT)


def test_nothing_is_bound_before_the_second_factor(browser, provider, person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

    come_back(browser, provider)

    assert not ProviderIdentity.objects.exists()


def test_a_password_in_the_same_session_binds_nobody(browser, provider, person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    make.user(username="other", password=PASSWORD)
    come_back(browser, provider)

    browser.post("/sign-in/", {"username": "other", "password": PASSWORD})

    assert is_signed_in(browser)
    assert not ProviderIdentity.objects.exists()


def in_history(language="en"):
    """(who, result) of the list of sign-ins, the latest first, without the auditor's own."""
    client = Client(headers={"accept-language": language})
    client.force_login(make.auditor())
    client.cookies["django_language"] = language
    rows = Page(client.get("/history/sign-ins/")).lines()[2:]
    return [(row[0], row[3]) for row in rows]


@pytest.mark.parametrize("changes", [{"error": "access_denied"}, {"state": "another"}])
def test_an_answer_that_is_refused_stands_in_the_history(browser, provider, changes):
    come_back(browser, provider, **changes)

    assert in_history() == [("the city", "sign-in at the provider failed: 127.0.0.1")]


def test_an_unknown_person_stands_in_the_history_without_a_name(browser, provider):
    provider.claims = {"preferred_username": "mallory"}
    come_back(browser, provider)

    ((who, result),) = in_history()
    assert (who, result) == (
        "the city",
        "somebody without an account here came from the provider: 127.0.0.1",
    )
    assert not LogEntry.objects.filter(object_repr__contains="mallory").exists()


def test_another_number_stands_in_the_history_of_the_person(browser, provider, person):
    come_back(browser, provider)
    sign_in_again(provider, sub="666")

    assert in_history()[0] == ("adili", "another sign-in at the provider refused: 127.0.0.1")


def test_nobody_fills_the_history_from_an_address(browser, settings, provider):
    settings.GUESSES_FROM_AN_ADDRESS = 2
    for _n in range(3):
        come_back(browser, provider, error="access_denied")

    assert len(in_history()) == 2


def test_who_signed_in_there_is_signed_out_there_too(browser, provider, person):
    come_back(browser, provider)

    response = browser.post("/sign-out/")

    assert not is_signed_in(browser)
    address = led_to(response)
    assert address.startswith(f"{provider.issuer}/end?")
    parameters = dict(parse_qsl(urlsplit(address).query))
    assert parameters["post_logout_redirect_uri"] == "http://testserver/sign-in/"
    assert jwt.decode(parameters["id_token_hint"], options={"verify_signature": False})["sub"]
    assert address in dict(Page(response).links)


@pytest.mark.parametrize("endpoint", [None, "", "javascript:alert(1)"])
def test_where_the_provider_has_no_sign_out_one_is_signed_out_here(
    browser, provider, person, endpoint
):
    provider.description = {"end_session_endpoint": endpoint}
    come_back(browser, provider)

    response = browser.post("/sign-out/")

    assert response["Location"] == "/sign-in/"
    assert "You are signed out." in words(browser.get("/sign-in/"))
    assert not is_signed_in(browser)


def test_a_provider_that_is_away_does_not_keep_anybody_in(browser, provider, person):
    come_back(browser, provider)
    cache.clear()
    provider.server.shutdown()
    provider.server.server_close()

    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_signed_in(browser)


def test_who_signed_in_by_a_password_is_not_led_to_the_provider(browser, provider):
    make.user(username="other", password=PASSWORD)
    browser.post("/sign-in/", {"username": "other", "password": PASSWORD})

    assert browser.post("/sign-out/")["Location"] == "/sign-in/"


def test_an_administrator_releases_it_and_the_next_number_is_bound(browser, provider, person):
    come_back(browser, provider)
    office = person.memberships.get().organisation
    administrator = make.member("administrator", office)
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    assert "Signs in at the city, since" in words(client.get(f"/people/{person.pk}/"))

    response = client.post(f"/people/{person.pk}/sign-in/provider/", follow=True)

    assert "Released" in words(response)
    assert "Signs in at the city" not in words(response)
    entry = LogEntry.objects.filter(changes__has_key=history.AT_PROVIDER).latest("pk")
    assert (entry.actor, entry.changes[history.AT_PROVIDER]) == (
        administrator,
        [provider.issuer, "None"],
    )
    later, _response = sign_in_again(provider, sub="1001")
    assert is_signed_in(later)


def test_a_setting_names_the_claim(browser, settings, provider, person):
    settings.OIDC_CLAIM = "employee"
    assert_refused(browser, come_back(browser, provider), NO_ACCOUNT)
    provider.claims = {"employee": "adili", "preferred_username": "nobody"}

    come_back(browser, provider)

    assert is_signed_in(browser)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "gold"}])
def test_the_second_factor_is_asked_for_unless_the_provider_does(
    browser, settings, provider, person, claims
):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    provider.claims = claims
    assert come_back(browser, provider)["Location"] == "/sign-in/code/"
    assert not is_signed_in(browser)

    settings.OIDC_SECOND_FACTOR = ["otp", "gold"]
    assert come_back(browser, provider)["Location"] == "/"
    assert is_signed_in(browser)


@pytest.mark.parametrize(
    "claims", [{}, {"amr": ["pwd"]}, {"amr": "otp"}, {"amr": [["otp"]]}, {"acr": ["otp"]}], ids=str
)
def test_what_its_token_does_not_say_is_not_believed(browser, settings, provider, person, claims):
    settings.OIDC_SECOND_FACTOR = ["otp"]
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    provider.claims = claims

    assert come_back(browser, provider)["Location"] == "/sign-in/code/"


def test_who_needs_one_sets_it_up_unless_the_provider_asks_for_its_own(
    browser, settings, provider, person
):
    settings.SECOND_FACTOR_REQUIRED_OF = ("reviewer",)
    come_back(browser, provider)
    assert browser.get("/permissions/")["Location"] == "/account/second-factor/"
    browser.post("/sign-out/")

    settings.OIDC_SECOND_FACTOR = ["mfa"]
    provider.claims = {"amr": ["mfa"]}
    come_back(browser, provider)
    assert browser.get("/permissions/").status_code == 200
    browser.post("/sign-out/")
    assert second_factor.SETTLED not in browser.session


def test_a_key_that_is_too_short_signs_nobody_in(browser, provider, person):
    provider.key = identity.new_key(bits=1024)
    provider.sign = lambda payload: provider.signed(payload, provider.key)

    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        response = come_back(browser, provider)

    assert_refused(browser, response)


@pytest.mark.parametrize(
    "description",
    [{"issuer": "https://else.example"}, {"token_endpoint": None}, {"jwks_uri": "file:///etc"}],
)
def test_a_provider_that_describes_another_is_not_asked(browser, provider, description):
    provider.description = description

    assert_refused(browser, browser.post("/sign-in/provider/"))


def test_a_provider_that_is_away_costs_a_sentence(browser, provider):
    provider.server.server_close()

    provider.server.shutdown()

    assert_refused(browser, browser.post("/sign-in/provider/"))


@pytest.mark.parametrize(
    "address", ["http://id.example.org", "id.example.org", "https://id.example.org/?realm=1"]
)
def test_an_issuer_without_https_stops_the_start(monkeypatch, address):
    monkeypatch.setenv(ISSUER, address)

    with pytest.raises(ImproperlyConfigured, match="with https"):
        env.issuer(ISSUER)


def test_an_issuer_needs_the_name_and_secret_of_the_client(monkeypatch):
    monkeypatch.setenv("AIDTRACK_OIDC_CLIENT_ID", "aidtrack")
    names = (ISSUER, "AIDTRACK_OIDC_CLIENT_ID", "AIDTRACK_OIDC_CLIENT_SECRET")
    assert env.required_with(*names) == ["", ""]
    monkeypatch.setenv(ISSUER, "https://id.example.org/realm/")
    assert env.issuer(ISSUER) == "https://id.example.org/realm/"

    with pytest.raises(ImproperlyConfigured, match="AIDTRACK_OIDC_CLIENT_SECRET is not set"):
        env.required_with(*names)
