"""Rows as lines that belong to no database engine, out of the default database and into it."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from decimal import Decimal
from hashlib import sha256
from itertools import islice

from django.apps import apps
from django.db import connection, models, transaction

from aidtrack.store import bulk

# Everybody signs in anew.
LEFT_OUT = {"django_session"}
# Filled by each migration, so rows of them do not make a database one that is in use.
OF_MIGRATIONS = {"auth_permission", "django_content_type"}
# From here on engines differ in whether a number in JSON has a fraction.
EXACT_BELOW = 2**53


def stored_models() -> list[type[models.Model]]:
    """Whose rows a backup has, by table."""
    own = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    concrete = [m for m in own if not m._meta.proxy and m._meta.db_table not in LEFT_OUT]
    return sorted(concrete, key=lambda model: model._meta.db_table)


@contextmanager
def snapshot():
    """Everything that is read inside is from one moment; nobody waits for it.

    Raises  RuntimeError inside a transaction, which may have begun at another moment
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            lift_timeouts(cursor)
            yield
    elif connection.in_atomic_block:
        raise RuntimeError("A snapshot is a transaction of its own.")
    else:
        # Not the one of Django, which begins as a writer and would stop all others.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def lift_timeouts(cursor):
    """For this transaction: what is meant for pages would end a long one."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


class Summary:
    """What a table holds, added up row by row: count, sums of its decimals, digest of its rows.

    The digest is of the lines with all JSON in one form, so it is the same on every engine.
    """

    def __init__(self, model: type[models.Model]):
        fields = model._meta.local_concrete_fields
        self.columns = [field.column for field in fields]
        self.count, self.last_id, self._digest = 0, 0, sha256()
        self._key = fields.index(model._meta.pk)
        self._json = [n for n, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self._sums = {
            n: Decimal(0)
            for n, field in enumerate(fields)
            if isinstance(field, models.DecimalField)
        }

    def add(self, row: list, line: bytes):
        self.count += 1
        self.last_id = row[self._key]
        for n in self._sums:
            self._sums[n] += Decimal(row[n] or 0)
        self._digest.update(self.comparable(row, line))

    def comparable(self, row: list, line: bytes) -> bytes:
        """The line as it is compared: with all JSON in one form, which every engine keeps."""
        if not self._json:
            return line
        row = [one_form(value) if n in self._json else value for n, value in enumerate(row)]
        return line_of(row, sort_keys=True)

    def key_of(self, row: list) -> int:
        return row[self._key]

    def as_json(self) -> dict:
        sums = {self.columns[n]: format(total, "f") for n, total in self._sums.items()}
        return {"rows": self.count, "sums": sums, "digest": self._digest.hexdigest()}


def one_form(value):
    """JSON without what jsonb does not keep: 1.0 is 1, and a large number is a fraction."""
    match value:
        case dict():
            return {key: one_form(part) for key, part in value.items()}
        case list():
            return [one_form(part) for part in value]
        case int() | float() if abs(value) >= EXACT_BELOW:
            return float(value)
        case float() if value.is_integer():
            return int(value)
    return value


def line_of(row: list, **options) -> bytes:
    written = {"separators": (",", ":"), **options}
    try:
        return json.dumps(row, ensure_ascii=False, **written).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, which only JSON on SQLite can hold
        return json.dumps(row, **written).encode() + b"\n"


def stored_rows(model: type[models.Model]) -> Iterator[list]:
    """The rows by number, in plain JSON values; never all of them in memory."""
    fields = model._meta.local_concrete_fields
    plain = [(n, to_plain(field)) for n, field in enumerate(fields) if to_plain(field)]
    # The plain manager: a model may show only some of its rows otherwise.
    rows = models.QuerySet(model).order_by("pk").values_list(*(field.attname for field in fields))
    for stored_row in rows.iterator(chunk_size=bulk.BATCH):
        row = list(stored_row)
        for n, convert in plain:
            if row[n] is not None:
                row[n] = convert(row[n])
        yield row


def to_plain(field: models.Field) -> Callable | None:
    match field:
        case models.DateTimeField():
            return lambda moment: moment.astimezone(UTC).isoformat(timespec="microseconds")
        case models.DateField():
            return lambda day: day.isoformat()
        case models.DecimalField():
            # Zero has no sign.
            return lambda number: format(number + 0, "f")
        case models.UUIDField():
            return str
    return None


def insert(model: type[models.Model], lines: Iterable[bytes]):
    """Adds the rows of the lines, under their own numbers.

    Raises  IntegrityError, DataError as the database does
    """
    if connection.vendor == "postgresql":
        _copy(model, lines)
    else:
        _insert(model, lines)


def _copy(model, lines):
    fields = model._meta.local_concrete_fields
    is_json = [isinstance(field, models.JSONField) for field in fields]
    copied = bulk.Lines(_copied(json.loads(line), is_json) for line in lines)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {_table(model)} ({_columns(fields)}) FROM STDIN", copied)


def _copied(row: list, is_json: list[bool]) -> str:
    """The line of COPY; all but JSON is read by the database as it is written here."""
    values = [
        bulk.NULL
        if value is None
        else bulk.escaped(json.dumps(value, ensure_ascii=False) if has_json else str(value))
        for value, has_json in zip(row, is_json, strict=True)
    ]
    return "\t".join(values) + "\n"


def _insert(model, lines):
    fields = model._meta.local_concrete_fields
    adapters = [(n, field) for n, field in enumerate(fields) if is_adapted(field)]
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES ({places})"  # noqa: S608
    rows = (_adapted(json.loads(line), adapters) for line in lines)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, bulk.BATCH)):
            cursor.executemany(statement, batch)


def is_adapted(field: models.Field) -> bool:
    return to_plain(field) is not None or isinstance(field, models.JSONField)


def _adapted(row: list, adapters: list[tuple[int, models.Field]]) -> list:
    for n, field in adapters:
        if row[n] is not None:
            row[n] = field.get_db_prep_save(field.to_python(row[n]), connection)
    return row


def _table(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _columns(fields) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def last_number(model: type[models.Model]) -> int:
    """The last number that the table gave to a row, which may be gone since; 0 before the first,
    and where rows have the number of another.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", _sequence_of(model))
            (sequence,) = cursor.fetchone()
            if sequence is None:
                return 0
            last = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
            cursor.execute(last)
        else:
            table = model._meta.db_table
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        return cursor.fetchone()[0] or 0


def count_on_after(model: type[models.Model], number: int):
    """The next row gets a number above this one, so that no history of a deleted row is its own."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [*_sequence_of(model), max(number, 1), number > 0],
            )
        else:
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])


def _sequence_of(model) -> list[str]:
    return [_table(model), model._meta.pk.column]
