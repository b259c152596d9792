"""The second factor: a code of six digits from an app, or a passkey; and in place of either one of
ten codes written down, each once.
"""

from hmac import compare_digest

import qrcode
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from aidtrack.accounts import notices
from aidtrack.store import history

# In the session: nothing but the page that sets it up opens before that is done.
MUST = "must set up a second factor"
# In the data of an authenticator: the half minute of the last code that was accepted.
LAST = "last counter"
# In the session: this person has one, or used that of the provider.
SETTLED = "second factor is settled"
ISSUER = "aidtrack"

new_secret = generate_totp_secret


# Written codes alone are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_one(user) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def app_of(user) -> Authenticator | None:
    """The app that computes codes."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


def is_required(user) -> bool:
    """By the roles that every page asks for anyway."""
    roles = settings.SECOND_FACTOR_REQUIRED_OF
    return bool(roles) and not import_string(settings.ROLES_OF)(user).isdisjoint(roles)


def is_missing(request) -> bool:
    """Asked at each request, for a role may come during a session."""
    session, user = request.session, request.user
    if MUST in session or SETTLED in session or not is_required(user):
        return MUST in session
    session[SETTLED if has_one(user) else MUST] = True
    return MUST in session


def begin(sender, request, user, **_kwargs):
    """At a sign-in."""
    if is_required(user) and SETTLED not in request.session and not has_one(user):
        request.session[MUST] = True


def settle(request):
    """Just before a sign-in at a provider that asked for a second factor."""
    request.session[SETTLED] = True


def matching_counter(secret: str, code: str, *, after: int = 0) -> int | None:
    """The half minute that the code belongs to, this one or one beside it."""
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > after and compare_digest(expected.encode(), code.encode()):
            return counter
    return None


@transaction.atomic
def accepts(user, code: str) -> bool:
    """Whether it is a code of theirs that was not used before; it is used by this."""
    code = "".join(code.split())
    rows = list(Authenticator.objects.select_for_update().filter(user=user))
    return any(CHECKS[row.type](row, code) for row in rows if row.type in CHECKS)


def _accepts_code(row: Authenticator, code: str) -> bool:
    try:
        secret = decrypt(row.data["secret"])
    except InvalidToken:
        return False
    counter = matching_counter(secret, code, after=row.data.get(LAST, 0))
    if counter is None:
        return False
    row.data[LAST], row.last_used_at = counter, timezone.now()
    row.save()
    return True


def _accepts_written(row: Authenticator, code: str) -> bool:
    try:
        return RecoveryCodes(row).validate_code(code)
    except InvalidToken:
        return False


CHECKS = {
    Authenticator.Type.TOTP: _accepts_code,
    Authenticator.Type.RECOVERY_CODES: _accepts_written,
}


@transaction.atomic
def set_up(request, secret: str, counter: int) -> list[str]:
    """Returns the codes to write down."""
    had_one = has_one(request.user)
    authenticator = TOTP.activate(request.user, secret).instance
    authenticator.data[LAST] = counter
    authenticator.save()
    return _gain(request, {history.CODE_APP: ["False", "True"]}, had_one=had_one)


@transaction.atomic
def add(request, row: Authenticator, changes: dict) -> list[str]:
    """Stores a passkey; returns the codes to write down."""
    had_one = has_one(request.user)
    row.save()
    return _gain(request, changes, had_one=had_one)


def _gain(request, changes: dict, *, had_one: bool) -> list[str]:
    """The codes to write down, which no page prints again: none for whoever has theirs."""
    user, sentences = request.user, _sentences(notices.ADDED, changes)
    request.session.pop(MUST, None)
    if not had_one:
        changes = changes | {history.SECOND_FACTOR: ["False", "True"]}
    _record(user, changes, user=user, through=history.through(request))
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        notices.tell(user, *sentences)
        return []
    notices.tell(user, *sentences, notices.CODES_MADE)
    return RecoveryCodes.activate(user).get_unused_codes()


def _sentences(notice_of: dict[str, str], changes: dict) -> list[str]:
    return [notice_of[part] for part in changes if part in notice_of]


@transaction.atomic
def remove(request, row: Authenticator, changes: dict):
    """With the last one go the written codes; whoever needs one sets it up next."""
    user, through = request.user, history.through(request)
    row.delete()
    _record(user, changes, user=user, through=through)
    sentences = _sentences(notices.REMOVED, changes)
    if not has_one(user):
        request.session.pop(SETTLED, None)
        forget(user, by=user, through=through)
        begin(None, request, user)
        sentences.append(notices.CODES_GONE)
    notices.tell(user, *sentences)


def forget(person, *, by=None, through: str = ""):
    """All they have. ``by`` None is a command."""
    Authenticator.objects.filter(user=person).delete()
    changes = {history.SECOND_FACTOR: ["True", "False"]}
    _record(person, changes, user=by, through=through)


def _record(person, changes: dict, *, user, through: str):
    history.record(
        get_user_model(),
        history.CHANGED,
        [(person.pk, str(person), changes)],
        user=user,
        moment=timezone.now(),
        through=through,
    )


def address_for_app(user, secret: str) -> str:
    parameters = urlencode({"secret": secret, "issuer": ISSUER})
    return f"otpauth://totp/{ISSUER}:{user.get_username()}?{parameters}"


def picture(text: str) -> dict:
    """A QR code: the length of its side, and its dark squares as a path of SVG."""
    code = qrcode.QRCode()
    code.add_data(text)
    rows = code.get_matrix()
    squares = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    return {"side": len(rows), "path": "".join(squares)}


class SetUpMiddleware:
    """Leads whoever must set up a second factor to that page, from every other that asks who it
    is.
    """

    OPEN = {"second-factor", "passkey-new", "confirm", "sign-out"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        asks = getattr(view, "login_required", True)
        if not asks or request.resolver_match.url_name in self.OPEN:
            return None
        if request.user.is_authenticated and is_missing(request):
            return redirect("second-factor")
        return None
