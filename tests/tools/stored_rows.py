"""The rows of a database in a form that belongs to no database engine, out of it and into one.

A dump is {"migrations": {app: name}, "progress": {arguments: lines}, "tables": {table: {"columns":
…, "rows": …}}}: the migrations that made the tables, what the command ``progress`` prints, and the
rows. ``restore`` puts them into a database that was migrated to just these migrations.
"""

import json
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

# Whose rows are kept, but for permissions, which are made anew by each migration.
APPS = ("contenttypes", "auth", "pairings", "projects", "reports", "auditlog")
EXCLUDED = {
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "auth_user_groups",
    "auth_user_user_permissions",
}
ASKED = (
    "2010-pilot --as-of 2010-12-31 --by prefecture --scope all",
    "2010-pilot --as-of 2011-06-30 --by category --scope local",
    "2011-plan --as-of 2011-03-31 --by prefecture --scope all",
    "2011-plan --as-of 2011-06-30 --by prefecture --scope local",
    "2011-plan --as-of 2011-06-30 --by supporter --scope all",
    "2011-plan --as-of 2011-06-30 --by unit --scope local",
    "2011-plan --as-of 2011-06-30 --by pairing --scope all",
    "2011-plan --as-of 2011-06-30 --by delivery_mode --scope xpcc",
    "2011-plan --as-of 2011-07-31 --by category --scope all",
    "2011-plan --as-of 2011-12-31 --by month --scope all",
    "12th-plan --as-of 2011-06-30 --by prefecture --scope all",
)


def dump() -> dict:
    """What the default database holds."""
    models = [m for app in APPS for m in apps.get_app_config(app).get_models(True)]
    tables = {m._meta.db_table: table_of(m) for m in models}
    return {
        "migrations": dict(sorted(MigrationLoader(connection).graph.leaf_nodes())),
        "progress": {arguments: progress(arguments) for arguments in ASKED},
        "tables": {t: content for t, content in tables.items() if t not in EXCLUDED},
    }


def table_of(model) -> dict:
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    return {"columns": [field.column for field in fields], "rows": [list(row) for row in rows]}


def progress(arguments: str) -> list[str]:
    """The lines that the command prints for the arguments."""
    printed = StringIO()
    call_command("progress", *arguments.split(), "--format", "csv", stdout=printed)
    return printed.getvalue().splitlines()


def text_of(dump: dict) -> str:
    """JSON with one row a line, so that a difference between two dumps can be read."""
    tables = ",\n".join(f"{json.dumps(t)}: {table_text(c)}" for t, c in dump["tables"].items())
    return (
        f'{{"migrations": {json.dumps(dump["migrations"], indent=1)},\n'
        f'"progress": {json.dumps(dump["progress"], indent=1, ensure_ascii=False)},\n'
        f'"tables": {{\n{tables}\n}}}}\n'
    )


def table_text(content: dict) -> str:
    lines = [json.dumps(r, cls=DjangoJSONEncoder, ensure_ascii=False) for r in content["rows"]]
    rows = ",\n".join(lines)
    return f'{{"columns": {json.dumps(content["columns"])}, "rows": [\n{rows}\n]}}'


def restore(dump: dict):
    """Migrates the empty default database to the dump's migrations and inserts its rows."""
    nodes = list(dump["migrations"].items())
    executor = MigrationExecutor(connection)
    executor.migrate(nodes)
    state = executor.loader.project_state(nodes)
    models = {m._meta.db_table: m for m in state.apps.get_models(include_auto_created=True)}
    # Foreign keys are checked at the end of the transaction, so the order of tables is free.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, content in dump["tables"].items():
            insert(cursor, models[table], **content)
        count_on(cursor, [models[table] for table in dump["tables"]])


def insert(cursor, model, columns: list[str], rows: list[list]):
    by_column = {field.column: field for field in model._meta.local_concrete_fields}
    fields = [by_column[column] for column in columns]
    values = [
        [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    names = ", ".join(map(connection.ops.quote_name, columns))
    places = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)


def count_on(cursor, models):
    """PostgreSQL numbers the next row after the last one inserted."""
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)
