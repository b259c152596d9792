"""Takes a backup: rows of one moment, then the files that were there at that moment."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from aidtrack.store.backup import archive, files
from aidtrack.store.backup.archive import BackupRefused, Writer
from aidtrack.store.backup.rows import (
    Summary,
    last_number,
    line_of,
    snapshot,
    stored_models,
    stored_rows,
)

# Rows of a table that are in memory before they go to a temporary file.
SPOOLED = 8 * 1024 * 1024


def take(folder: Path) -> tuple[Path, dict]:
    """Returns the archive, named by the moment it was taken, and its manifest.

    Raises  BackupRefused, OSError where the disk is full
    """
    if not folder.is_dir():
        raise BackupRefused(f"There is no folder {folder}: make it, or name another.")
    now = datetime.now(UTC)
    path = folder / f"aidtrack-{now:%Y%m%dT%H%M%SZ}.tar"
    if path.exists():
        raise BackupRefused(f"{path} exists already: wait a second and take another.")
    with archive.unfinished(path) as out:
        writer = Writer(out, int(now.timestamp()))
        with snapshot():
            manifest = about(now) | {"tables": add_tables(writer, folder)}
            names = {alias: names_of(alias) for alias in files.STORAGES}
        manifest |= add_files(writer, names, now)
        writer.end(manifest)
    return path, manifest


def about(now: datetime) -> dict:
    return {
        "format": archive.FORMAT,
        "version": version(),
        "engine": connection.vendor,
        "taken_at": now.isoformat(timespec="seconds"),
        "migrations": applied_migrations(),
    }


def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return project["project"]["version"]


def applied_migrations() -> list[list[str]]:
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def add_tables(writer: Writer, folder: Path) -> dict[str, dict]:
    return {model._meta.db_table: add_table(writer, model, folder) for model in stored_models()}


def add_table(writer: Writer, model: type[models.Model], folder: Path) -> dict:
    """Writes the rows beside the archive first, because a tar names the size before the content."""
    summary = Summary(model)
    with SpooledTemporaryFile(SPOOLED, dir=folder) as lines:
        for row in stored_rows(model):
            line = line_of(row)
            summary.add(row, line)
            lines.write(line)
        size = lines.tell()
        lines.seek(0)
        digest = writer.add(archive.rows_name(model._meta.db_table), lines, size)
    last_id = max(summary.last_id, last_number(model))
    return {"columns": summary.columns, **summary.as_json(), "last_id": last_id, "sha256": digest}


def names_of(alias: str) -> tuple[set[str], set[str]]:
    return files.required_names(alias), files.allowed_names(alias)


def add_files(writer: Writer, names: dict, now: datetime) -> dict:
    """Adds what is stored, and says which files are of no row and which rows are without one.

    A file of no row that came after the rows were read is left for the next backup.
    """
    digests, without_row, without_file = {}, [], []
    for alias, (required, allowed) in names.items():
        storage = storages[alias]
        for name in files.stored_names(storage):
            if name not in allowed and storage.get_modified_time(name) >= now:
                continue
            if digest := add_file(writer, alias, name):
                digests[f"{alias}/{name}"] = digest
                without_row += [f"{alias}/{name}"] * (name not in allowed)
        without_file += [f"{alias}/{n}" for n in sorted(required) if f"{alias}/{n}" not in digests]
    return {"files": digests, "files_without_row": without_row, "rows_without_file": without_file}


def add_file(writer: Writer, alias: str, name: str) -> str | None:
    """The digest of the file; None where it was deleted meanwhile."""
    try:
        content = storages[alias].open(name)
    except FileNotFoundError:
        return None
    with content:
        return writer.add(archive.file_name(alias, name), content, content.size)
