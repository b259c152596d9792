"""Adding many rows at once: by COPY on PostgreSQL, in ordinary batches elsewhere.

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
    new_rows = [model(**dict(zip(names, row, strict=True))) for row in rows]
    # The plain manager: a model that refuses to be written otherwise is written here.
    return [row.pk for row in models.QuerySet(model).bulk_create(new_rows)]


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
    """Calls the default for each row only where the values must differ, as keys do."""
    write = _writer(field)
    is_made = field.has_default() and callable(field.default)
    if is_made and not isinstance(field, models.DateTimeField):
        return lambda: write(make())
    value = make()
    text = NULL if value is None else write(value)
    return lambda: text


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
