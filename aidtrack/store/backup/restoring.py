"""Restores an archive into an empty place: all of it, equal to the last byte, or nothing."""

from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import storages
from django.db import DatabaseError, connection, models, transaction

from aidtrack.store.backup import archive, files, rows
from aidtrack.store.backup.archive import BackupRefused, Reader
from aidtrack.store.backup.comparing import differences, migration_difference


def restore(reader: Reader):
    """Raises BackupRefused where the place is in use, is another version's, or came out unequal."""
    require_same_tables(reader.manifest)
    with files_removed_on_failure():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                rows.lift_timeouts(cursor)
                require_empty_database()
                add_rows(reader)
                add_files(reader)
                require_equal(reader)
        except DatabaseError as error:
            reason = str(error).strip().partition("\n")[0]
            raise BackupRefused(
                f"The database refused a row ({reason}): nothing was restored."
            ) from None
        finally:
            ContentType.objects.clear_cache()


def require_same_tables(manifest: dict):
    if difference := migration_difference(manifest):
        raise BackupRefused(
            f"{difference} Restore with version {manifest['version']} after its manage.py migrate, "
            "then bring the installation to the newer version; nothing was restored."
        )


def require_empty_database():
    for model in rows.stored_models():
        table = model._meta.db_table
        if table not in rows.OF_MIGRATIONS and models.QuerySet(model).exists():
            raise BackupRefused(
                f"The database is in use ({table} has rows): name an empty one in DATABASE_URL and "
                "run manage.py migrate; nothing was restored."
            )


@contextmanager
def files_removed_on_failure():
    """Only into folders without a file, so whatever lies there after a failure is ours."""
    for alias in files.STORAGES:
        if name := next(files.stored_names(storages[alias]), None):
            raise BackupRefused(
                f"The folder of {alias} is in use ({name} lies there): name an empty one in "
                f"AIDTRACK_{alias.upper()}_DIR; nothing was restored."
            )
    try:
        yield
    except BaseException:
        for alias in files.STORAGES:
            for name in [*files.stored_names(storages[alias])]:
                storages[alias].delete(name)
        raise


def add_rows(reader: Reader):
    """Foreign keys are checked at the end of the transaction, so the order of tables is free."""
    for table in sorted(rows.OF_MIGRATIONS):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
    for model in rows.stored_models():
        table = model._meta.db_table
        rows.insert(model, reader.lines(table))
        rows.count_on_after(model, reader.manifest["tables"][table]["last_id"])


def add_files(reader: Reader):
    for path in reader.manifest["files"]:
        alias, _, name = path.partition("/")
        with reader.open(archive.file_name(alias, name)) as content:
            storages[alias].save(name, File(content, name))


def require_equal(reader: Reader):
    if difference := next(differences(reader), None):
        raise BackupRefused(f"It came out unequal, so nothing was restored. {difference}")
