"""Files that no row names: what an upload left behind that was cut off in the middle."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import Storage, storages

from aidtrack.store.backup import files


def unnamed_files(alias: str, *, before: datetime) -> Iterator[str]:
    """Those of a storage that were written before a moment and belong to no row.

    A file is stored before its row is, so a young one may still get its row.
    """
    storage = storages[alias]
    # The files first: one that is stored meanwhile is then none of them.
    names = [name for name in files.stored_names(storage) if _is_older(storage, name, before)]
    allowed = files.allowed_names(alias)
    return (name for name in names if name not in allowed)


def _is_older(storage: Storage, name: str, moment: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < moment
    except FileNotFoundError:  # withdrawn meanwhile
        return False
