"""Compares an archive with the database and the stored files: a sentence for each difference."""

import json
from collections.abc import Iterator
from hashlib import file_digest

from django.core.files.storage import storages
from django.db import models

from aidtrack.store.backup import files
from aidtrack.store.backup.archive import Reader
from aidtrack.store.backup.rows import Summary, line_of, stored_models, stored_rows
from aidtrack.store.backup.taking import applied_migrations


def differences(reader: Reader) -> Iterator[str]:
    """To be asked inside a snapshot, or inside the transaction that wrote the rows."""
    if migrations := migration_difference(reader.manifest):
        yield migrations
    else:
        for model in stored_models():
            yield from table_differences(reader, model)
    yield from file_differences(reader.manifest["files"])


def migration_difference(manifest: dict) -> str | None:
    here, there = ({*map(tuple, m)} for m in (applied_migrations(), manifest["migrations"]))
    if here == there:
        return None
    missing, further = sorted(there - here), sorted(here - there)
    app, name = (missing or further)[0]
    where = "the backup, not the database," if missing else "the database, not the backup,"
    return f"The tables differ: {where} has the migration {app}.{name}."


def table_differences(reader: Reader, model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    stored, summary = reader.manifest["tables"][table], Summary(model)
    for row in stored_rows(model):
        summary.add(row, line_of(row))
    counted = summary.as_json()
    if stored["rows"] != counted["rows"]:
        yield f"{table}: {stored['rows']} rows in the backup, {counted['rows']} in the database."
    for column, total in stored["sums"].items():
        if total != counted["sums"][column]:
            yield f"{table}.{column}: {total} in the backup, {counted['sums'][column]} in all here."
    if stored["digest"] != counted["digest"]:
        yield row_difference(table, summary, reader.lines(table), stored_rows(model))


def row_difference(table: str, summary: Summary, lines: Iterator[bytes], rows) -> str:
    """How many rows differ, and the numbers of the first few."""
    backup, here = digests(summary, map(json.loads, lines)), digests(summary, rows)
    numbers = sorted(n for n in backup.keys() | here.keys() if backup.get(n) != here.get(n))
    first = ", ".join(map(str, numbers[:5])) + (", …" if len(numbers) > 5 else "")
    return f"{table}: {len(numbers)} rows differ (id {first})."


def digests(summary: Summary, rows) -> dict[int, int]:
    """A small number for each row, by the id: only of a table that is known to differ."""
    return {summary.key_of(row): hash(summary.comparable(row, line_of(row))) for row in rows}


def file_differences(stored: dict[str, str]) -> Iterator[str]:
    here = {f"{alias}/{n}" for alias in files.STORAGES for n in files.stored_names(storages[alias])}
    yield from (f"{name}: in the backup, not here." for name in sorted(stored.keys() - here))
    yield from (f"{name}: here, not in the backup." for name in sorted(here - stored.keys()))
    for name in sorted(stored.keys() & here):
        if stored_digest(name) != stored[name]:
            yield f"{name}: the content differs."


def stored_digest(path: str) -> str:
    alias, _, name = path.partition("/")
    with storages[alias].open(name) as content:
        return file_digest(content.file, "sha256").hexdigest()
