"""Guesses at a password: where from, and what is answered after the last."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import get_user_model
from django.shortcuts import render
from django.utils.crypto import salted_hmac


def address_of(request) -> str | None:
    """Where a request comes from. Behind a proxy this is what the proxy wrote last in its header,
    for a visitor may send the header, too; else the other end of the connection. None where that
    is a socket of this machine.
    """
    header = settings.PROXY_ADDRESS_HEADER
    written = request.META.get(header, "").rpartition(",")[2] if header else ""
    return _address(written) or _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None


def name_of(_request, credentials=None) -> str | None:
    """The name under which a guess counts: of somebody who has an account here, else a keyed hash
    of what was typed, for it may be a password in the wrong field.
    """
    typed = (credentials or {}).get("username")
    if typed is None or get_user_model().objects.filter(username=typed).exists():
        return typed
    digest = salted_hmac("aidtrack.accounts.guesses", typed, algorithm="sha256").hexdigest()
    # No user name has a colon.
    return f"unknown:{digest}"


def locked(request, _response=None, _credentials=None):
    """The answer in place of the sign-in page until the cool-off is over."""
    is_wide = getattr(request, "is_widely_locked", False)
    cool_off = settings.GUESSES_COUNT_FOR if is_wide else settings.AXES_COOLOFF_TIME
    context = {"minutes": int(cool_off.total_seconds() // 60)}
    response = render(request, "registration/locked.html", context, status=429)
    response["Retry-After"] = f"{int(cool_off.total_seconds())}"
    return response
