"""Places to back up and to restore into: a migrated database and folders of files, for one test."""

import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from projects.models import Evidence
from reports.models import Load
from tests.tools import prepared

FILES = {"evidence": Evidence, "loads": Load}
# As the program opens its file: readers beside a writer.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"},
}


@contextmanager
def place(folder: Path, engine: str):
    """The default connection and the storages lead to a place of their own, gone afterwards."""
    folder.mkdir(exist_ok=True)
    with folders(folder), database(folder, engine):
        yield folder


@contextmanager
def folders(folder: Path):
    """The storages lead to folders of their own."""
    with ExitStack() as stack:
        for alias, model in FILES.items():
            location = str(folder / alias)
            # Two, once a test changed the settings of storages: a field keeps its own.
            for storage in {storages[alias], model._meta.get_field("file").storage}:
                stack.enter_context(patch.object(storage, "location", location))
        yield


def database(folder: Path, engine: str):
    if engine == "postgresql":
        return server_database(f"{connection.settings_dict['NAME']}_{folder.name}")
    return file_database(folder / "database.sqlite3")


@contextmanager
def server_database(name: str):
    """Stays for the test, so that one comes back to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            template = prepared.template(prepared.TABLES)
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with prepared.default_connection(name):
        yield


def remove_server_database(folder: Path):
    prepared._remove(f"{connection.settings_dict['NAME']}_{folder.name}")


@contextmanager
def file_database(path: Path):
    if not path.exists():
        shutil.copy(prepared.sqlite_file(prepared.TABLES), path)
    handler = ConnectionHandler({"default": SQLITE | {"NAME": str(path)}})
    usual, connections["default"] = connections["default"], handler["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        handler["default"].close()
        connections["default"] = usual
        ContentType.objects.clear_cache()
