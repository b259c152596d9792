"""Adding many rows at once: by COPY on PostgreSQL, by one statement a batch on SQLite.

Signals do not fire, so whoever adds rows this way writes their history too: ``history.record``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import JSONField, Model
from django.utils import timezone

# Rows that are held in memory while they are written.
BATCH = 2000
# What would end a value or a line of COPY's text format, and how it is written there.
SPECIAL = re.compile(r"[\\\n\r\t]")
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
NULL = r"\N"
# Values of these types SQLite takes as they are, in columns of these fields.
PLAIN = (str, int, bool)
TAKEN_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
)


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence]) -> list[int]:
    """Adds rows, each a sequence of values in the order of ``names`` (columns: ``project_id``).

    A column that is not named gets the default of its field. All rows or none are added.

    Returns  their ids, in the order of the rows
    Raises   IntegrityError as a save would
    """
    add = _copy if connection.vendor == "postgresql" else _add
    rows, ids = iter(rows), []
    with transaction.atomic(savepoint=False):
        while batch := list(islice(rows, BATCH)):
            ids += add(model, names, batch)
    return ids


def defaults(model: type[Model], names: Sequence[str]) -> dict[str, Callable[[], object]]:
    """What fills each column that is not named, but for the key: {column: function}."""
    rest = [f for f in model._meta.concrete_fields if f.attname not in names and not f.primary_key]
    return {field.attname: _default(field) for field in rest}


def _default(field: models.Field) -> Callable[[], object]:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now
    return field.get_default


def _add(model, names, rows: list[Sequence]) -> list[int]:
    """One statement for all rows: the instances of bulk_create take most of its time."""
    ids = _next_numbers(model, len(rows))
    columns = [model._meta.pk.attname, *names, *defaults(model, names)]
    quote = connection.ops.quote_name
    listed = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({places})",  # noqa: S608
            list(_adapted(model, names, ids, rows)),
        )
    return ids


def _adapted(model, names, ids, rows) -> Iterator[list]:
    """The values of each row as the database takes them, those of the other columns behind."""
    adapters = [_adapter(model._meta.get_field(name)) for name in names]
    rest = [
        _adapted_default(model._meta.get_field(name), make)
        for name, make in defaults(model, names).items()
    ]
    for pk, row in zip(ids, rows, strict=True):
        values = [
            None if value is None else adapt(value)
            for adapt, value in zip(adapters, row, strict=True)
        ]
        yield [pk, *values, *[adapted() for adapted in rest]]


def _adapter(field: models.Field) -> Callable[[object], object]:
    def adapt(value):
        return field.get_db_prep_save(value, connection)

    if not isinstance(getattr(field, "target_field", field), TAKEN_AS_THEY_ARE):
        return adapt
    return lambda value: value if type(value) in PLAIN else adapt(value)


def _adapted_default(field, make: Callable[[], object]) -> Callable[[], object]:
    adapt = _adapter(field)
    if _differs(field):
        return lambda: adapt(make())
    value = adapt(make())
    return lambda: value


def _next_numbers(model, n: int) -> list[int]:
    """The ids that follow those of the table; whoever writes here is alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = next(iter(cursor.fetchall()), (0,))[0]
    return list(range(last + 1, last + 1 + n))


def _copy(model, names, rows: list[Sequence]) -> list[int]:
    ids = _next_ids(model, len(rows))
    columns = [model._meta.pk.attname, *names, *defaults(model, names)]
    quote = connection.ops.quote_name
    listed = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
    lines = Lines(_written(model, names, ids, rows))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({listed}) FROM STDIN", lines)
    return ids


def _written(model, names, ids, rows) -> Iterator[str]:
    """The lines of COPY; writers are looked up once a column, not once a value."""
    writers = [_writer(model._meta.get_field(name)) for name in names]
    rest = [
        _written_default(model._meta.get_field(name), make)
        for name, make in defaults(model, names).items()
    ]
    for pk, row in zip(ids, rows, strict=True):
        values = [
            NULL if value is None else write(value)
            for write, value in zip(writers, row, strict=True)
        ]
        yield "\t".join([str(pk), *values, *[write() for write in rest]]) + "\n"


def _written_default(field: models.Field, make: Callable[[], object]) -> Callable[[], str]:
    write = _writer(field)
    if _differs(field):
        return lambda: write(make())
    value = make()
    text = NULL if value is None else write(value)
    return lambda: text


def _differs(field: models.Field) -> bool:
    """Whether the default is called for each row, as that of a key; an instant is the same."""
    is_made = field.has_default() and callable(field.default)
    return is_made and not isinstance(field, models.DateTimeField)


def _next_ids(model, n: int) -> list[int]:
    """Takes ids from the table's sequence, so that they are known before the rows are added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, n],
        )
        return [pk for (pk,) in cursor.fetchall()]


class Lines:
    """A readable file made line by line, so that it is never in memory as a whole."""

    def __init__(self, lines: Iterable[str]):
        self.lines, self.left = iter(lines), b""

    def read(self, size: int = -1) -> bytes:
        pieces, length = [self.left], len(self.left)
        while size < 0 or length < size:
            more = "".join(islice(self.lines, 64)).encode()
            if not more:
                break
            pieces.append(more)
            length += len(more)
        whole = b"".join(pieces)
        cut = len(whole) if size < 0 else size
        self.left = whole[cut:]
        return whole[:cut]


def _writer(field: models.Field) -> Callable[[object], str]:
    if isinstance(field, JSONField):
        encode = (field.encoder or DjangoJSONEncoder)(ensure_ascii=False).encode
        return lambda value: escaped(encode(value))
    if isinstance(field, models.DateTimeField):
        return lambda value: _in_utc(value).isoformat()
    if isinstance(field, models.CharField | models.TextField):
        return escaped
    return str


def escaped(text: str) -> str:
    return text.translate(ESCAPES) if SPECIAL.search(text) else text


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)
