"""Sign-in at another provider by OpenID Connect: what it is asked, and how its answer is checked.

The code flow with PKCE. Who signs in is somebody who has an account here, by a claim of the ID
token at the first time; whom the number of that token names later: pairings.identities.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import quote, urlsplit

import jwt
import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils.http import urlencode

CONFIGURATION = "/.well-known/openid-configuration"
CONFIGURATION_SECONDS = 600
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ANSWER_SECONDS = 5
# By which the two clocks may differ.
LEEWAY_SECONDS = 30
# Signatures with a key pair alone: never "none", nor one made with what the client knows.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
REQUIRED_CLAIMS = ("iss", "sub", "aud", "exp", "iat", "nonce")
LONGEST_SUBJECT = 255
# What says that somebody signed out at the provider (OpenID Connect Back-Channel Logout 1.0).
LOGOUT_TYPES = ("logout+jwt", "application/logout+jwt")
LOGOUT_CLAIMS = ("iss", "aud", "exp", "iat", "jti", "events")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SERVES_SECONDS = 120
LONGEST_TOKEN = 20_000
# Shorter ones are no longer safe.
SHORTEST_RSA_BITS = 2048
USERNAME, MAIL = "preferred_username", "email"


class ProviderRefused(Exception):
    """The provider does not answer, or not as it should; says why, without what it sent."""


def is_set() -> bool:
    return bool(settings.OIDC_ISSUER)


def new_question() -> dict[str, str]:
    """What belongs to one sign-in; stays in the session until the answer comes."""
    return {name: token_urlsafe(32) for name in ("state", "nonce", "verifier")}


def address_to_ask(question: dict, return_address: str) -> str:
    endpoint = configuration()["authorization_endpoint"]
    challenge = urlsafe_b64encode(sha256(question["verifier"].encode()).digest())
    parameters = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": return_address,
        "scope": "openid profile email",
        "state": question["state"],
        "nonce": question["nonce"],
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return with_parameters(endpoint, parameters)


def address_to_sign_out(token: str, return_address: str) -> str | None:
    """Where a browser ends its session at the provider; None where that describes no such place."""
    endpoint = str(configuration().get("end_session_endpoint") or "")
    if urlsplit(endpoint).scheme != urlsplit(settings.OIDC_ISSUER).scheme:
        return None
    parameters = {
        "id_token_hint": token,
        "client_id": settings.OIDC_CLIENT_ID,
        "post_logout_redirect_uri": return_address,
    }
    return with_parameters(endpoint, parameters)


def with_parameters(endpoint: str, parameters: dict) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def id_token_of(answer, question: dict, return_address: str) -> str:
    """In which the provider says who it is, not checked yet; raises ProviderRefused where the
    answer does not fit.
    """
    if not compare_digest(answer.get("state", "").encode(), question["state"].encode()):
        raise ProviderRefused("the answer belongs to another sign-in")
    if answer.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        raise ProviderRefused("the answer names another issuer")
    if "error" in answer or not answer.get("code"):
        raise ProviderRefused("the provider signed nobody in")
    return id_token_for(answer["code"], question, return_address)


def configuration() -> dict:
    """The provider's description of itself, read every ten minutes at most."""
    issuer = settings.OIDC_ISSUER
    name = f"provider-{sha256(issuer.encode()).hexdigest()}"
    description = cache.get(name)
    if description is None:
        description = checked_description(_read("GET", issuer.rstrip("/") + CONFIGURATION), issuer)
        cache.set(name, description, CONFIGURATION_SECONDS)
    return description


def checked_description(description: dict, issuer: str) -> dict:
    if description.get("issuer") != issuer:
        raise ProviderRefused("the description is of another issuer")
    scheme = urlsplit(issuer).scheme
    for endpoint in ENDPOINTS:
        if urlsplit(str(description.get(endpoint))).scheme != scheme:
            raise ProviderRefused(f"the description has no {endpoint} by {scheme}")
    return description


def id_token_for(code: str, question: dict, return_address: str) -> str:
    description = configuration()
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_address,
        "code_verifier": question["verifier"],
    }
    client = {"client_id": settings.OIDC_CLIENT_ID, "client_secret": settings.OIDC_CLIENT_SECRET}
    methods = description.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in methods:
        sent = {"data": fields, "auth": tuple(quote(text, safe="") for text in client.values())}
    else:
        sent = {"data": fields | client}
    return str(_read("POST", description["token_endpoint"], **sent).get("id_token"))


def checked_claims(token: str, question: dict) -> dict:
    claims = signed_claims(token, REQUIRED_CLAIMS)
    if not compare_digest(str(claims["nonce"]).encode(), question["nonce"].encode()):
        raise ProviderRefused("the ID token belongs to another sign-in")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise ProviderRefused("the ID token was made for another program")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ProviderRefused("the ID token has no number of a person")
    return claims


def asked_for_second_factor(claims: dict) -> bool:
    """As the token says itself, in the words of the setting."""
    methods = claims.get("amr")
    words = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    return any(isinstance(word, str) and word in settings.OIDC_SECOND_FACTOR for word in words)


def signed_claims(token: str, required: tuple[str, ...]) -> dict:
    """Of the provider, for this program, and not over."""
    try:
        return jwt.decode(
            token,
            key_of(token),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": required},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as error:
        raise ProviderRefused(f"the token is wrong: {type(error).__name__}") from error


def checked_logout(token: str, *, now: float) -> dict:
    """Whose sessions end, by number (sub), session there (sid) or both; raises ProviderRefused.

    No ID token is one, and none serves twice in a process or for longer than two minutes.
    """
    if len(token) > LONGEST_TOKEN:
        raise ProviderRefused("the logout token is too long")
    claims = signed_claims(token, LOGOUT_CLAIMS)
    events = claims["events"]
    if not (isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict)):
        raise ProviderRefused("the token ends no session")
    kind = str(jwt.get_unverified_header(token).get("typ")).lower()
    if kind not in LOGOUT_TYPES or "nonce" in claims:
        raise ProviderRefused("the token is no logout token")
    names = [claims[name] for name in ("sub", "sid") if name in claims]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise ProviderRefused("the logout token names nobody")
    if not isinstance(claims["iat"], int | float):
        raise ProviderRefused("the logout token does not say when it was made")
    if now - claims["iat"] > LOGOUT_SERVES_SECONDS + LEEWAY_SECONDS or not _is_new(claims["jti"]):
        raise ProviderRefused("the logout token is old, or was used")
    return claims


def _is_new(number) -> bool:
    """Whether no token of that number came in these minutes; it has come by this."""
    digest = sha256(str(number).encode()).hexdigest()
    return cache.add(f"logout-{digest}", 1, LOGOUT_SERVES_SECONDS + 2 * LEEWAY_SECONDS)


def key_of(token: str):
    """The key that the token names, of those that sign; raises PyJWTError where there is none."""
    key_set = jwt.PyJWKSet.from_dict(_read("GET", configuration()["jwks_uri"]))
    keys = [key for key in key_set.keys if key.public_key_use in (None, "sig")]
    name = jwt.get_unverified_header(token).get("kid")
    if name is not None:
        keys = [key for key in keys if key.key_id == name]
    if len(keys) != 1:
        raise jwt.InvalidKeyError("no such key")
    if keys[0].key_type == "RSA" and keys[0].key.key_size < SHORTEST_RSA_BITS:
        raise jwt.InvalidKeyError("the key is too short")
    return keys[0].key


def _read(method: str, address: str, **sent) -> dict:
    try:
        response = requests.request(
            method, address, timeout=ANSWER_SECONDS, allow_redirects=False, **sent
        )
        response.raise_for_status()
        answer = response.json()
    except requests.RequestException as error:
        raise ProviderRefused(f"no answer: {type(error).__name__}") from error
    if not isinstance(answer, dict):
        raise ProviderRefused("the answer is no object")
    return answer


def person_of(claims: dict):
    """The active account that the claims name; None where there is none, or more than one.

    By the claim of the setting; without one by the name, or else by the mail address.
    """
    claim = settings.OIDC_CLAIM or (USERNAME if claims.get(USERNAME) else MAIL)
    text = claims.get(claim)
    if not isinstance(text, str) or not text:
        return None
    if claim == MAIL and claims.get("email_verified") is not True:
        return None
    same = {"email__iexact": text} if claim == MAIL else {"username": text}
    people = list(get_user_model().objects.filter(is_active=True, **same)[:2])
    return people[0] if len(people) == 1 else None
