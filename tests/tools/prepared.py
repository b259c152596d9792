"""Databases that are made once and copied: one with the tables alone, one with the drawn rows too.

On SQLite they are files in var/tests that outlive a run, named by a digest of what they are made
from. On PostgreSQL they are templates that the run removes at its end.
"""

import fcntl
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections

FOLDER = settings.VAR_DIR / "tests"
APPS = ("aidtrack", "pairings", "projects", "reports")
TABLES, DRAWN = "tables", "drawn"
# What makes each of them; the drawn rows are added to a copy of the tables.
COMMANDS = {TABLES: ("migrate",), DRAWN: ("load_fixtures", "illustrate")}
KEEP_SECONDS = 24 * 60 * 60


@cache
def digest() -> str:
    """Of all code of ours, whatever part of it makes rows, and of the fixtures."""
    summed = sha256(f"{django.VERSION} {platform.python_version()} {COMMANDS}".encode())
    for path in sources():
        summed.update(f"{path.relative_to(settings.BASE_DIR)} ".encode() + path.read_bytes())
    return summed.hexdigest()[:16]


def sources() -> list[Path]:
    code = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
    return sorted([*code, *(settings.BASE_DIR / "fixtures").glob("*.json")])


@contextmanager
def default_connection(name: str):
    """The default connection leads to the database of this name."""
    usual, replacement = connections["default"], connections["default"].copy()
    replacement.settings_dict["NAME"] = name
    connections["default"] = replacement
    ContentType.objects.clear_cache()
    try:
        yield replacement
    finally:
        ContentType.objects.clear_cache()
        connections["default"] = usual
        if replacement.connection is not None:
            replacement.connection.close()


@contextmanager
def drawn_database():
    """The default connection leads to a database with the fixtures and the drawn rows."""
    if connection.vendor == "postgresql":
        with default_connection(_drawn_copy()):
            yield
    else:
        path = sqlite_file(DRAWN)
        with default_connection(":memory:") as in_memory:
            in_memory.ensure_connection()
            read_into(in_memory.connection, path)
            yield


@contextmanager
def empty_database():
    """The default connection leads to a database without a table, which is gone afterwards."""
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_empty"
        _remove(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            with default_connection(name):
                yield
        finally:
            _remove(name)
    else:
        with default_connection(":memory:"):
            yield


# SQLite


def sqlite_file(kind: str) -> Path:
    """The file of a kind, made where there is none; to be copied, never to be written to."""
    path = FOLDER / f"{kind}-{digest()}.sqlite3"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER / f"lock-{kind}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                _make_file(kind, path)
    return path


def _make_file(kind: str, path: Path):
    """Another process sees the whole file or none."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    if kind == DRAWN:
        shutil.copy(sqlite_file(TABLES), unfinished)
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{unfinished}"}
    for command in COMMANDS[kind]:
        subprocess.run(
            [sys.executable, "manage.py", command, "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with closing(sqlite3.connect(unfinished)) as database:
        # One file, without those that WAL keeps beside it.
        database.execute("PRAGMA journal_mode=DELETE")
    os.replace(unfinished, path)
    for old in FOLDER.glob("*.sqlite3"):
        if old.stat().st_mtime < time.time() - KEEP_SECONDS:
            old.unlink(missing_ok=True)


def read_into(target: sqlite3.Connection, path: Path):
    with closing(sqlite3.connect(path)) as source:
        source.backup(target)


# PostgreSQL


def fill(kind: str):
    """Makes in the empty default database what the kind holds."""
    for command in COMMANDS[kind]:
        call_command(command, verbosity=0, stdout=StringIO())
    # Else it plans by the statistics of tables that were empty.
    connection.cursor().execute("ANALYZE")


def template(kind: str) -> str:
    """The name of the template of a kind, made where there is none."""
    name = template_name(kind)
    source = template(TABLES) if kind == DRAWN else "template1"
    with connection._nodb_cursor() as cursor:
        # Another process makes it for as long as it takes.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(20100330)")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            _make_template(cursor, kind, name, source)
    return name


def template_name(kind: str) -> str:
    return f"test_{kind}_{digest()}"


def _make_template(cursor, kind: str, name: str, source: str):
    """A database takes its name when it is whole."""
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}_unfinished"')
    cursor.execute(f'CREATE DATABASE "{name}_unfinished" TEMPLATE "{source}"')
    with default_connection(f"{name}_unfinished"):
        fill(kind)
    cursor.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')


@cache
def _drawn_copy() -> str:
    """The name of this process's copy of the drawn database."""
    name = f"{connection.settings_dict['NAME']}_drawn"
    source = template(DRAWN)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def remove_copy():
    if connection.vendor == "postgresql" and _drawn_copy.cache_info().currsize:
        _remove(_drawn_copy())


def remove_templates():
    if connection.vendor == "postgresql":
        _remove(template_name(TABLES), template_name(DRAWN))


def _remove(*names: str):
    with connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
