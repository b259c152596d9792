"""Between `migrate` and the restart the running version meets the new tables and must go on.

Judged by django-migration-linter, which reads the statements that a migration makes.
"""

from contextlib import closing

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

pytestmark = pytest.mark.django_db

# The newest migration of each app when this rule began; those up to it are not judged.
NOT_JUDGED_UP_TO = {"pairings": "0004", "projects": "0020", "reports": "0008"}
# Later ones that break the rule all the same, "app.name" with the reason. The version that has one
# says in CHANGELOG.md that the site is stopped before `migrate`.
STOPPED_FOR: dict[str, str] = {}
# SQLite copies a whole table for most changes, with columns and indexes as they were before:
# PostgreSQL, where the same tests run, tells what is new.
SEEN_ON_POSTGRESQL_ALONE = {"sqlite": ["NOT_NULL", "ADD_UNIQUE"], "postgresql": []}


def judged_migrations() -> list[str]:
    written = MigrationLoader(None).disk_migrations
    return sorted(
        f"{app}.{name}"
        for app, name in written
        if app in NOT_JUDGED_UP_TO and name[:4] > NOT_JUDGED_UP_TO[app]
    )


def faults(migration, state) -> set[str]:
    """Codes of what the running version would stumble over when ``state`` is migrated."""
    # A connection of its own: in the transaction of a test SQLite changes no table.
    with (
        closing(connection.copy()) as own,
        own.schema_editor(collect_sql=True, atomic=migration.atomic) as editor,
    ):
        migration.apply(state.clone(), editor, collect_sql=True)
    analyser = get_sql_analyser_class(connection.vendor)
    not_judged = SEEN_ON_POSTGRESQL_ALONE[connection.vendor]
    in_tables, _, _ = analyse_sql_statements(analyser, editor.collected_sql, not_judged)
    in_rows, _, _ = MigrationLinter(no_cache=True).analyse_data_migration(migration)
    return {issue.code for issue in [*in_tables, *in_rows]}


def faults_of(*operations) -> set[str]:
    """The same of a migration with these operations, as the next one of projects."""
    loader = MigrationLoader(connection)
    migration = migrations.Migration("next", "projects")
    migration.operations = operations
    return faults(migration, loader.project_state())


def test_each_new_migration_leaves_the_running_version_working():
    loader = MigrationLoader(connection)
    refused = {}
    for label in set(judged_migrations()) - STOPPED_FOR.keys():
        node = tuple(label.split("."))
        before = loader.project_state(node, at_end=False)
        if codes := faults(loader.disk_migrations[node], before):
            refused[label] = codes

    assert refused == {}


def test_what_the_site_is_stopped_for_exists():
    assert STOPPED_FOR.keys() <= set(judged_migrations())


def test_a_column_that_must_be_filled_needs_a_default_of_the_database():
    column = models.IntegerField(default=0)
    filled = models.IntegerField(db_default=0)
    expected = {"NOT_NULL"} if connection.vendor == "postgresql" else set()

    assert faults_of(migrations.AddField("project", "floors", column)) == expected
    assert faults_of(migrations.AddField("project", "floors", filled)) == set()
    assert faults_of(migrations.AddField("project", "floors", models.IntegerField(null=True))) == (
        set()
    )


def test_a_column_or_table_that_is_still_read_is_not_dropped_or_renamed():
    rename = migrations.RenameField("project", "name", "title")

    assert faults_of(migrations.RemoveField("project", "name")) == {"DROP_COLUMN"}
    assert faults_of(rename) == {"RENAME_COLUMN"}
    assert faults_of(migrations.DeleteModel("LateEntry")) == {"DROP_TABLE"}
    assert faults_of(migrations.RenameModel("LateEntry", "LaterEntry")) >= {"RENAME_TABLE"}


def test_rows_are_not_changed_by_models_of_another_moment():
    def fill(apps, schema_editor):
        from projects.models import Project

        Project.objects.update(name="")

    assert faults_of(migrations.RunPython(fill)) == {"RUNPYTHON_MODEL_IMPORT"}
