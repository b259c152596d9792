"""Reads the environment for settings.py; a bad value stops the start with one sentence."""

import os
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
MAIL_PORTS = {"": 25, "starttls": 587, "tls": 465}
FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0 (or true or false), not {value!r}.")


def text(name: str, *, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def number(name: str, *, default: int) -> int:
    """A whole number above zero."""
    value = text(name) or f"{default}"
    if not (value.isascii() and value.isdecimal() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} must be a whole number above zero, not {value!r}.")
    return int(value)


def address(name: str, *, default: str = "") -> str:
    """The address of a site without a path, as ``https://aid.example.org``; no slash at its end."""
    value = text(name) or default
    match = re.fullmatch(r"(https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?)/?", value)
    if value and not match:
        raise ImproperlyConfigured(
            f"{name} must look like https://aid.example.org, a site without a path, not {value!r}."
        )
    return match[1] if match else ""


def issuer(name: str) -> str:
    """The issuer of a provider exactly as it names itself: https, plain http on loopback alone."""
    value = text(name)
    match = re.fullmatch(r"(https?)://([a-zA-Z0-9.-]+)(:[0-9]{1,5})?(/[^?#\s]*)?", value)
    if value and not (match and (match[1] == "https" or match[2] in {"localhost", "127.0.0.1"})):
        raise ImproperlyConfigured(
            f"{name} must look like https://id.example.org/path, with https, not {value!r}."
        )
    return value


def required_with(reason: str, *names: str) -> list[str]:
    """Their values; all must be set if ``reason`` is, none is used if it is not."""
    if not text(reason):
        return ["" for _name in names]
    for name in names:
        if not text(name):
            raise ImproperlyConfigured(f"{name} is not set, which {reason} needs.")
    return [text(name) for name in names]


def words(name: str) -> list[str]:
    """A list separated by commas; empty items are dropped."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def header(name: str) -> tuple[str, str] | None:
    """``X-Forwarded-Proto: https`` as Django wants it: ``("HTTP_X_FORWARDED_PROTO", "https")``."""
    value = text(name)
    if not value:
        return None
    key, _, expected = (part.strip() for part in value.partition(":"))
    if not key or not expected:
        raise ImproperlyConfigured(
            f"{name} must look like 'X-Forwarded-Proto: https', not {value!r}."
        )
    return _in_request(key), expected


def mail_security(name: str) -> tuple[bool, bool, int]:
    """Whether TLS begins by STARTTLS or with the connection, and the port that goes with it; a
    further variable, AIDTRACK_MAIL_PORT, names another.
    """
    value = text(name).lower()
    if value not in MAIL_PORTS:
        raise ImproperlyConfigured(f"{name} must be starttls, tls or nothing, not {value!r}.")
    port = number("AIDTRACK_MAIL_PORT", default=MAIL_PORTS[value])
    return value == "starttls", value == "tls", port


def header_name(name: str) -> str:
    """``X-Real-IP`` as Django wants it: ``HTTP_X_REAL_IP``; empty when the variable is not set."""
    value = text(name)
    if value and not re.fullmatch(r"[A-Za-z0-9-]+", value):
        raise ImproperlyConfigured(
            f"{name} must be the name of a header, as X-Real-IP, not {value!r}."
        )
    return _in_request(value) if value else ""


def _in_request(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")


def database_url(name: str) -> dict | None:
    """The address of a database as Django settings, or None when the variable is not set.

    Names, passwords and paths are percent-decoded, so a password may hold any character. What
    follows the question mark goes to the PostgreSQL driver (``?sslmode=require``). The message of a
    refusal never repeats the address: it may hold a password.
    """
    value = text(name)
    if not value:
        return None
    try:
        url = urlsplit(value)
        host, port = url.hostname or "", url.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a valid address: check its port.") from None
    if url.scheme in {"postgres", "postgresql"}:
        return _postgres(name, url, host, port)
    if url.scheme == "sqlite":
        return _sqlite(name, url)
    raise ImproperlyConfigured(
        f"{name} must start with postgres://, postgresql:// or sqlite:///; it starts with neither."
    )


def _postgres(name, url, host, port) -> dict:
    database = unquote(url.path.removeprefix("/"))
    if not database:
        raise ImproperlyConfigured(f"{name} names no database: end it with /name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(host),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def postgres_limits(lock_seconds: int, statement_seconds: int) -> str:
    """What a connection to PostgreSQL begins with; no statement limit (0) is no idle limit, too.

    A transaction of a page computes between its statements, but not for minutes. Nothing is
    compiled (jit): a second of compiling was spent on statements of a few milliseconds.
    """
    limits = {
        "lock_timeout": lock_seconds,
        "statement_timeout": statement_seconds,
        "idle_in_transaction_session_timeout": 4 * statement_seconds,
    }
    timeouts = [f"-c {limit}={seconds}s" for limit, seconds in limits.items()]
    return " ".join([*timeouts, "-c jit=off"])


def _sqlite(name, url) -> dict:
    # sqlite:///relative/path and sqlite:////absolute/path
    path = unquote(url.path.removeprefix("/"))
    if url.netloc or not path:
        raise ImproperlyConfigured(f"{name} must look like sqlite:///path/to/file, three slashes.")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
