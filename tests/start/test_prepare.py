import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands
from django.db import models

from aidtrack.management.commands import prepare as prepare_command
from aidtrack.start import preparing
from tests import make
from tests.tools import prepared


def prepare(url, *arguments):
    """`manage.py prepare` as make runs it, on a database of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", "prepare", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
    )


def assert_refused(result, *words):
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr


def test_a_port_in_use_is_refused(tmp_path):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        result = prepare(f"sqlite:///{tmp_path}/new", "--port", str(port))

    assert_refused(result, f"Port {port} is in use", "make demo")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("port", ["", "0", "65536", "banana", "-1"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(preparing.NotReady, match="from 1 to 65535"):
        preparing.require_free_port(port)


def test_a_server_that_does_not_answer_is_refused_without_its_password():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        result = prepare(f"postgres://me:hunter2@127.0.0.1:{port}/aid")

    assert_refused(result, "aid on 127.0.0.1 cannot be opened", "DATABASE_URL")
    assert "hunter2" not in result.stderr


def test_a_file_in_a_folder_that_does_not_exist_is_refused(tmp_path):
    result = prepare(f"sqlite:///{tmp_path}/nowhere/new")

    assert_refused(result, "cannot be opened", "DATABASE_URL")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "letter").write_text("Dear colleague, " * 100)

    assert_refused(prepare(f"sqlite:///{tmp_path}/letter"), "cannot be opened")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE pairings_organisation ADD COLUMN forgotten text",
        "ALTER TABLE pairings_organisation RENAME COLUMN ref TO former_ref",
        "DROP TABLE projects_transfer",
        "DELETE FROM django_migrations WHERE app = 'projects'",
    ],
)
def test_a_database_from_before_a_schema_change_is_refused(migrated_file, change):
    with sqlite3.connect(migrated_file) as database:
        database.execute(change)
    database.close()

    result = prepare(f"sqlite:///{migrated_file}")

    assert_refused(result, "made by another version of the program", "move the file")


@pytest.fixture
def migrated_file(tmp_path):
    copy = tmp_path / "database"
    shutil.copy(prepared.sqlite_file(prepared.TABLES), copy)
    return copy


@pytest.mark.django_db
def test_a_rule_that_the_table_lacks_is_a_difference(monkeypatch):
    model = apps.get_model("pairings", "Pairing")
    rule = models.CheckConstraint(condition=models.Q(pk__gt=0), name="a_rule_added_later")
    monkeypatch.setattr(model._meta, "constraints", [*model._meta.constraints, rule])

    assert preparing.schema_differences() == ["pairings_pairing lacks the rule a_rule_added_later"]


@pytest.mark.django_db
def test_demo_accounts_are_made_once_and_keep_a_changed_password():
    call_command("demo_accounts", stdout=StringIO())
    leader = get_user_model().objects.get(username="leader")
    leader.set_password("chosen by its owner")
    leader.save()

    output = StringIO()
    call_command("demo_accounts", stdout=output)

    leader.refresh_from_db()
    assert leader.check_password("chosen by its owner")
    assert "as its owner changed it" in output.getvalue()
    assert get_user_model().objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db
def test_demo_accounts_are_one_for_each_role_and_a_headquarters_at_the_front():
    for ref in ("650000", "653200", "110000"):
        make.organisation(ref)
    output = StringIO()
    call_command("demo_accounts", stdout=output)
    call_command("demo_accounts", stdout=StringIO())

    people = get_user_model().objects.order_by("pk")
    roles = people.values_list("username", "memberships__role", "memberships__organisation__ref")
    assert list(roles) == [
        ("admin", "administrator", "650000"),
        ("leader", "leader", "650000"),
        ("auditor", "auditor", "650000"),
        ("recorder", "recorder", "653200"),
        ("reviewer", "reviewer", "653200"),
        ("headquarters", "recorder", "BJ-HQ"),
    ]
    assert people.get(username="recorder").get_full_name() == "陈静"
    assert "北京市援疆和田指挥部" in output.getvalue()
    assert "Without" not in output.getvalue()


@pytest.mark.django_db
def test_demo_accounts_without_organisations_say_so():
    output = StringIO()
    call_command("demo_accounts", stdout=output)

    assert "Without the organisations 650000, 653200, BJ-HQ" in output.getvalue()
    assert not apps.get_model("pairings", "Membership").objects.exists()


@pytest.mark.django_db
def test_demo_accounts_leave_a_role_that_was_changed():
    make.organisation("650000")
    call_command("demo_accounts", stdout=StringIO())
    auditor = get_user_model().objects.get(username="auditor")
    auditor.memberships.update(role="leader")

    call_command("demo_accounts", stdout=StringIO())

    assert list(auditor.memberships.values_list("role", flat=True)) == ["leader"]


@pytest.mark.django_db
def test_demo_accounts_are_refused_outside_the_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="only with AIDTRACK_DEMO=1"):
        call_command("demo_accounts")

    assert not get_user_model().objects.exists()


@pytest.mark.skipif(
    not {"load_fixtures", "illustrate"} <= set(get_commands()),
    reason="needs the commands that fill the database",
)
def test_prepared_again_nothing_changes(migrated_file):
    first = prepare(f"sqlite:///{migrated_file}")
    assert first.returncode == 0, first.stderr
    before = contents(migrated_file)

    second = prepare(f"sqlite:///{migrated_file}")

    assert second.returncode == 0, second.stderr
    assert contents(migrated_file) == before
    assert "admin" in second.stdout


def test_outside_the_demonstration_the_fixtures_are_loaded_and_nothing_is_drawn(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("AIDTRACK_DEMO", "")

    result = prepare(f"sqlite:///{tmp_path}/database")

    assert result.returncode == 0, result.stderr
    assert "Fixtures loaded" in result.stdout
    assert "Illustrative" not in result.stdout and "Accounts" not in result.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["2011-plan", "plan-of-this-office"])
def test_nothing_is_drawn_where_an_office_has_programmes_of_its_own(code):
    make.programme(code)
    make.organisation()
    output = StringIO()

    prepare_command.Command(stdout=output).fill()

    assert "holds data already: nothing was loaded or drawn" in output.getvalue()
    assert not apps.get_model("projects", "Project").objects.exists()


def contents(path):
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()
