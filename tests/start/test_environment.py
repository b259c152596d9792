import os
import re
import subprocess
import sys

import pytest
from django.conf import global_settings, settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from aidtrack import settings as served_settings
from aidtrack.start import env, secret_key


def test_a_flag_is_off_unless_set(monkeypatch):
    monkeypatch.delenv("X_FLAG", raising=False)
    assert env.flag("X_FLAG") is False

    monkeypatch.setenv("X_FLAG", "yes")
    assert env.flag("X_FLAG") is True


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.flag, "maybe"),
        (env.header, "X-Forwarded-Proto"),
        (env.address, "aid.example.org"),
        (env.address, "ftp://aid.example.org"),
        (env.address, "https://aid.example.org/months"),
        (env.address, "https://"),
        (env.database_url, "mysql://host/name"),
        (env.database_url, "postgres://host:port/name"),
        (env.database_url, "postgres://host:99999/name"),
        (env.database_url, "postgres://host"),
        (env.database_url, "sqlite://file"),
        (env.database_url, "aid.sqlite3"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence_that_names_the_variable(monkeypatch, read, value):
    monkeypatch.setenv("X_VALUE", value)

    with pytest.raises(ImproperlyConfigured, match=r"^X_VALUE [^\n]+\.$"):
        read("X_VALUE")


def test_a_refused_database_address_does_not_show_its_password(monkeypatch):
    monkeypatch.setenv("X_URL", "mysql://me:hunter2@host/name")

    with pytest.raises(ImproperlyConfigured) as refusal:
        env.database_url("X_URL")

    assert "postgres://" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://aid.example.org/", "https://aid.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", ""),
    ],
)
def test_the_address_of_the_site_ends_in_no_slash(monkeypatch, value, address):
    monkeypatch.setenv("X_SITE", value)

    assert env.address("X_SITE") == address


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgres_address_is_percent_decoded(monkeypatch, scheme):
    monkeypatch.setenv("X_URL", f"{scheme}://me%40work:p%2Fw%3A@db:6543/aid%20a?sslmode=require")

    assert env.database_url("X_URL") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "aid a",
        "USER": "me@work",
        "PASSWORD": "p/w:",
        "HOST": "db",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:///var/a%20b", "var/a b"), ("sqlite:////srv/aid", "/srv/aid")],
)
def test_a_sqlite_address_is_a_relative_or_an_absolute_path(monkeypatch, url, path):
    monkeypatch.setenv("X_URL", url)

    assert env.database_url("X_URL")["NAME"] == path


def test_the_kept_key_is_private_and_stays(tmp_path):
    key = secret_key.read_key(tmp_path / "var", make=True)

    assert len(key) >= 50
    assert secret_key.read_key(tmp_path / "var", make=False) == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_no_key_is_made_unless_asked(tmp_path):
    assert secret_key.read_key(tmp_path, make=False) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_bad_value_stops_a_command_without_a_traceback():
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": "oracle://host/name"},
        capture_output=True,
        text=True,
    )

    assert started.returncode == 1
    assert started.stderr.startswith("DATABASE_URL must start with postgres://")
    assert started.stderr.count("\n") == 1


def test_pages_are_not_served_with_a_key_that_nobody_gave():
    code = (
        "from django.conf import settings; settings.SECRET_KEY_GIVEN = settings.LOCAL = False; "
        "import aidtrack.wsgi"
    )
    started = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert started.returncode == 1
    assert "AIDTRACK_SECRET_KEY is not set: pages are not served without it." in started.stderr


def served(name):
    """A setting as it is outside the suite, which changes some."""
    return getattr(served_settings, name, getattr(global_settings, name, None))


def test_passwords_are_stored_by_a_slow_hash():
    with override_settings(PASSWORD_HASHERS=served("PASSWORD_HASHERS")):
        stored = make_password("a long password")
        algorithm = identify_hasher(stored).algorithm

    assert algorithm == "argon2"
    # Memory in KiB: what makes many guesses at once dear.
    assert int(re.search(r"m=(\d+)", stored)[1]) >= 65_536


def test_static_files_are_listed_once_and_served():
    assert served("WHITENOISE_AUTOREFRESH") is False

    with override_settings(WHITENOISE_AUTOREFRESH=served("WHITENOISE_AUTOREFRESH")):
        answer = Client().get("/static/js/app.js")

    assert answer.status_code == 200
    assert b"".join(answer)


@pytest.mark.parametrize(
    ("value", "security"),
    [("", (False, False, 25)), ("starttls", (True, False, 587)), ("TLS", (False, True, 465))],
)
def test_mail_goes_in_secret_where_a_setting_says_how(monkeypatch, value, security):
    monkeypatch.setenv("X_TLS", value)
    assert env.mail_security("X_TLS") == security

    monkeypatch.setenv("AIDTRACK_MAIL_PORT", "2525")
    assert env.mail_security("X_TLS") == (*security[:2], 2525)


def test_another_word_for_how_mail_goes_stops_the_start(monkeypatch):
    monkeypatch.setenv("X_TLS", "yes")

    with pytest.raises(ImproperlyConfigured, match="X_TLS must be starttls, tls or nothing"):
        env.mail_security("X_TLS")
