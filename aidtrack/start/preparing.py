"""What must hold before the program can serve; each refusal is one sentence for a person."""

import errno
import socket

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.recorder import MigrationRecorder


class NotReady(Exception):
    """The message is one sentence that says what is wrong and what to do."""


def require_free_port(port: str):
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        raise NotReady(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        # As the server will do: a connection that closed a moment ago does not count as use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise NotReady(_port_sentence(int(port), error)) from None


def _port_sentence(port: int, error: OSError) -> str:
    suggested_port = port + 1 if port >= 1024 and port < 65535 else 8000
    reason = (
        "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    )
    return f"Port {port} {reason}: choose another with PORT={suggested_port} make demo."


def require_reachable_database():
    # Only the default file's folder: a mistyped DATABASE_URL should not leave folders behind.
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise NotReady(
            f"The database {_address()} cannot be opened ({_first_line(error)}): "
            "check DATABASE_URL and that it can be reached from here."
        ) from None


def require_database_since_0_2():
    """Refuses a database whose first migrations are those that 0.2 replaced under the same names.

    Its sign is a record of the first migration of reports, and no later one, without a table that
    this migration makes since 0.2. A database where it has not run yet has no such record; one
    where a later migration renames the table has a later record.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    of_reports = {name for app, name in applied if app == "reports"}
    tables = connection.introspection.table_names()
    if of_reports == {"0001_initial"} and "reports_load" not in tables:
        raise NotReady(_before_0_2_sentence())


def _before_0_2_sentence() -> str:
    if connection.vendor == "sqlite":
        demonstration, real = f"remove {_address()} and run make data", "move that file away"
    else:
        demonstration = real = "name an empty one in DATABASE_URL"
    return (
        f"The database {_address()} is from before version 0.2, which cannot take it over: "
        f"for the demonstration, {demonstration}; with data of your own, {real}, set up anew as "
        "README says and load the spreadsheets again; nothing in it was changed."
    )


def bring_schema_up_to_date():
    """Apply the migrations, then make sure that the tables are those the program expects.

    A database that has recorded a migration which was changed later migrates without an error and
    fails later, on some page. So the tables themselves are compared with the models.
    """
    try:
        require_database_since_0_2()
        call_command("migrate", verbosity=0, interactive=False)
        differences = schema_differences()
    except (DatabaseError, InconsistentMigrationHistory) as error:
        raise NotReady(_schema_sentence(_first_line(error))) from None
    if differences:
        raise NotReady(_schema_sentence(differences[0]))


def schema_differences() -> list[str]:
    """Columns and named constraints that a model has and its table has not, or the reverse."""
    differences = []
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            if model._meta.db_table not in tables:
                differences.append(f"table {model._meta.db_table} is missing")
            else:
                differences += _table_differences(cursor, model._meta)
    return differences


def _table_differences(cursor, meta) -> list[str]:
    table, introspection = meta.db_table, connection.introspection
    columns = {column.name: column for column in introspection.get_table_description(cursor, table)}
    expected = {field.column: field for field in meta.local_concrete_fields}
    constraints = introspection.get_constraints(cursor, table)
    # PostgreSQL cuts names at 63 bytes, so longer ones are compared by their beginning.
    missing = {constraint.name[:63] for constraint in meta.constraints} - set(constraints)
    return [
        *(f"{table}.{name} is missing" for name in expected if name not in columns),
        *(f"{table}.{name} is unknown" for name in columns if name not in expected),
        *(
            f"{table}.{name} differs in whether it may be empty"
            for name in expected.keys() & columns.keys()
            if bool(columns[name].null_ok) != expected[name].null
        ),
        *(f"{table} lacks the rule {name}" for name in sorted(missing)),
    ]


def _schema_sentence(difference: str) -> str:
    if connection.vendor == "sqlite":
        remedy = f"move the file {_address()} away, and a new one is made"
    else:
        remedy = "give another, empty one in DATABASE_URL, or run the version that made it"
    return (
        f"The database was made by another version of the program ({difference}): {remedy}; "
        "nothing in it was deleted."
    )


def _address() -> str:
    """Where the database is, without user name and password."""
    if connection.vendor == "sqlite":
        return str(connection.settings_dict["NAME"])
    return "{NAME} on {HOST}".format(
        **connection.settings_dict | {"HOST": connection.settings_dict["HOST"] or "this machine"}
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else repr(error)
