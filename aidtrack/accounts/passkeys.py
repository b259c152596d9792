"""Passkeys: a second factor in a device, which opens it by a finger, a face or its own PIN.

A passkey belongs to the host name of the site where it was made; the browser gives it to no other.
"""

import json
from ipaddress import ip_address
from struct import error as BadStructure

from allauth.mfa.models import Authenticator
from cryptography.exceptions import UnsupportedAlgorithm
from django.db import transaction
from django.http.request import split_domain_port
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from aidtrack.store import history
from aidtrack.values.people import person_name

NAME = "aidtrack"
# In the session: the question that the next answer must fit to, and when it was put.
NEW, USE = "question for a new passkey", "question to a passkey"
QUESTION_SERVES_SECONDS = 300
# In the data of an authenticator: how often the device has used it; 0 where it does not count.
COUNTER = "counter"
MOST_OF_A_PERSON = 10
LONGEST_ANSWER = 20_000
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    BadStructure,
    UnsupportedAlgorithm,
)


def passkeys_of(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")


def host_of(request) -> str:
    """The name that the settings admit, without a port."""
    return split_domain_port(request.get_host())[0]


def are_possible(request) -> bool:
    """Browsers know passkeys by https alone, or on localhost, and at a name, not at a number."""
    host = host_of(request)
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def server_of(request) -> Fido2Server:
    """Takes answers that a page of this very site asked for."""
    origin = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(id=host_of(request), name=NAME)
    return Fido2Server(entity, verify_origin=lambda other: other == origin)


def question_for_new(request) -> dict:
    """What the browser needs to make a passkey."""
    user = request.user
    entity = PublicKeyCredentialUserEntity(
        id=f"{user.pk}".encode(), name=user.get_username(), display_name=person_name(user)
    )
    options, state = server_of(request).register_begin(
        entity,
        [credential_of(row) for row in passkeys_of(user)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _ask(request, NEW, options, state)


def question(request, person) -> dict | None:
    """What the browser needs to use a passkey of the person; None where there is none to use."""
    rows = list(passkeys_of(person)) if are_possible(request) else []
    if not rows:
        return None
    options, state = server_of(request).authenticate_begin(
        [credential_of(row) for row in rows], UserVerificationRequirement.REQUIRED
    )
    return _ask(request, USE, options, state)


def _ask(request, kind: str, options, state) -> dict:
    request.session[kind] = {"state": state, "at": timezone.now().timestamp()}
    return dict(options)


def _state(request, kind: str) -> dict:
    """Once; raises LookupError where nothing was asked, or too long ago."""
    asked = request.session.pop(kind)
    if timezone.now().timestamp() - asked["at"] > QUESTION_SERVES_SECONDS:
        raise LookupError(kind)
    return asked["state"]


def credential_of(row: Authenticator) -> AttestedCredentialData:
    return row.wrap().authenticator_data.credential_data


def new_passkey(request, name: str, answer: str) -> Authenticator | None:
    """Not stored yet; None where the answer is not to our question, or the passkey is here."""
    try:
        response = RegistrationResponse.from_dict(json.loads(answer))
        data = server_of(request).register_complete(_state(request, NEW), response)
        row = Authenticator(
            user=request.user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": dict(response), COUNTER: data.counter},
        )
        number = credential_of(row).credential_id
    except UNREADABLE:
        return None
    if number in {credential_of(row).credential_id for row in passkeys_of(request.user)}:
        return None
    return row


@transaction.atomic
def accepts(request, person, answer: str) -> bool:
    """Whether a passkey of theirs answers the last question of this session; it is asked once."""
    rows = list(passkeys_of(person).select_for_update())
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        credential = server_of(request).authenticate_complete(
            _state(request, USE), [credential_of(row) for row in rows], response
        )
    except UNREADABLE:
        return False
    row = next(row for row in rows if credential_of(row) == credential)
    return _is_counted(row, response.response.authenticator_data.counter)


def _is_counted(row: Authenticator, counter: int) -> bool:
    """A device that counts counts upwards: else it is a copy that answers."""
    before = row.data.get(COUNTER, 0)
    if (counter or before) and counter <= before:
        return False
    row.data[COUNTER], row.last_used_at = counter, timezone.now()
    row.save()
    return True


def gained(row: Authenticator) -> dict:
    """For the history."""
    return {history.PASSKEY: [history.NOTHING, row.data["name"]]}


def lost(row: Authenticator) -> dict:
    return {history.PASSKEY: [row.data["name"], history.NOTHING]}
