"""How the program connects: what was saved is on the disk, nothing waits without an end."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

PRAGMA = """
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA synchronous").fetchone()[0])
"""
OPTIONS = """
from django.conf import settings
print(settings.DATABASES["default"]["OPTIONS"]["options"])
"""
SERVER = "postgres://me:word@localhost/name"
only_postgres = pytest.mark.skipif(
    "postgres" not in os.environ.get("DATABASE_URL", ""), reason="limits of PostgreSQL"
)


@pytest.mark.once
def test_sqlite_waits_for_the_disk(tmp_path):
    full = "2"

    assert printed(PRAGMA, DATABASE_URL=f"sqlite:///{tmp_path}/a.sqlite3") == full


def printed(code: str, **environment) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(){code}"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_a_command_has_time_and_a_page_has_not():
    page = printed(OPTIONS, DATABASE_URL=SERVER, AIDTRACK_STATEMENT_SECONDS="30")
    command = printed(OPTIONS, DATABASE_URL=SERVER, AIDTRACK_COMMAND="1")
    impatient = printed(OPTIONS, DATABASE_URL=SERVER, AIDTRACK_LOCK_SECONDS="3")

    assert "statement_timeout=30s" in page and "idle_in_transaction_session_timeout=120s" in page
    assert "statement_timeout=0s" in command and "session_timeout=0s" in command
    assert "lock_timeout=10s" in command and "lock_timeout=3s" in impatient


def test_an_address_may_say_otherwise():
    url = f"{SERVER}?options=-c%20statement_timeout%3D5s"

    assert printed(OPTIONS, DATABASE_URL=url) == "-c statement_timeout=5s"


@only_postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("statement_timeout", "90s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "6min"),
        ("jit", "off"),
    ],
)
def test_the_server_knows_the_limits_of_a_page(limit, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {limit}")

        assert cursor.fetchone() == (value,)


@only_postgres
@pytest.mark.django_db
def test_a_statement_over_its_time_is_ended():
    with pytest.raises(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")
