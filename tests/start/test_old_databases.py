"""A database from before 0.2 is refused in one sentence, and nothing in it is changed."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from aidtrack.start import preparing

# Of what 0.1 made: loads lay in the app pairings.
OLD_TABLES = (
    "pairings_organisation",
    "pairings_load",
    "projects_project",
    "reports_publishedtable",
)
APPS = ("pairings", "projects", "reports")
LATER = ("reports", "0002_rename_loads")


def make_old_shape():
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app in APPS:
        recorder.record_applied(app, "0001_initial")
    with connection.cursor() as cursor:
        for table in OLD_TABLES:
            cursor.execute(f"CREATE TABLE {table} (id integer PRIMARY KEY)")


def shape():
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(applied), sorted(connection.introspection.table_names())


def migrate():
    call_command("migrate", verbosity=0, interactive=False)


@pytest.mark.parametrize("bring_up_to_date", [migrate, preparing.bring_schema_up_to_date])
def test_a_database_from_before_0_2_is_refused_unchanged(empty_database, bring_up_to_date):
    make_old_shape()
    before = shape()

    with pytest.raises((CommandError, preparing.NotReady)) as refusal:
        bring_up_to_date()

    sentence = str(refusal.value)
    assert "is from before version 0.2" in sentence
    assert ("run make data" if connection.vendor == "sqlite" else "DATABASE_URL") in sentence
    assert "load the spreadsheets again" in sentence
    assert "\n" not in sentence and sentence.count(". ") == 0
    assert shape() == before


def test_a_database_where_the_first_migration_of_reports_has_not_run_is_no_old_one(empty_database):
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.record_applied("pairings", "0001_initial")

    preparing.require_database_since_0_2()


def test_a_database_whose_loads_a_later_migration_renamed_is_no_old_one(empty_database):
    make_old_shape()
    MigrationRecorder(connection).record_applied(*LATER)

    preparing.require_database_since_0_2()


def test_an_empty_database_is_no_old_one(empty_database):
    preparing.require_database_since_0_2()


@pytest.mark.django_db
def test_a_database_of_today_is_no_old_one():
    preparing.require_database_since_0_2()


@pytest.fixture
def old_file(tmp_path):
    path = tmp_path / "old"
    with closing(sqlite3.connect(path)) as database:
        # As the program leaves a file behind.
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(
            "CREATE TABLE django_migrations (id integer, app text, name text, applied)"
        )
        for table in OLD_TABLES:
            database.execute(f"CREATE TABLE {table} (id integer PRIMARY KEY)")
        rows = [(app, "0001_initial") for app in APPS]
        database.executemany("INSERT INTO django_migrations (app, name) VALUES (?, ?)", rows)
        database.commit()
    return path


@pytest.mark.once
@pytest.mark.parametrize("command", ["migrate", "prepare"])
def test_the_commands_say_it_in_one_line_and_leave_the_file_as_it_was(old_file, command):
    before = old_file.read_bytes()

    result = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{old_file}"},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert f"{old_file} is from before version 0.2" in result.stderr
    assert f"remove {old_file} and run make data" in result.stderr
    assert old_file.read_bytes() == before
