"""Uploaded files: which rows name which, and which of them lie where."""

from collections.abc import Iterator

from django.core.files.storage import Storage, storages
from django.db import models

from aidtrack.store.backup.rows import stored_models

STORAGES = ("evidence", "loads")


def file_fields(alias: str) -> Iterator[tuple[type[models.Model], models.FileField]]:
    for model in stored_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and _is_of(field.storage, alias):
                yield model, field


def required_names(alias: str) -> set[str]:
    """The files that rows name and that have to be there.

    A model may say that some rows gave up their file: ``gave_up_file``, a condition.
    """
    names = set()
    for model, field in file_fields(alias):
        rows = models.QuerySet(model).exclude(**{field.name: ""})
        if hasattr(model, "gave_up_file"):
            rows = rows.exclude(model.gave_up_file)
        names |= {*rows.values_list(field.name, flat=True).iterator()}
    return names


def allowed_names(alias: str) -> set[str]:
    """The files that belong to rows: those that they name, and what may lie beside them.

    A model may say by which endings: ``beside_file``.
    """
    names = set()
    for model, field in file_fields(alias):
        endings = ("", *getattr(model, "beside_file", ()))
        for name in models.QuerySet(model).values_list(field.name, flat=True).iterator():
            names |= {name + ending for ending in endings}
    return names


def _is_of(storage: Storage, alias: str) -> bool:
    """Whether a field keeps its files where the storage of that name does."""
    return storage.location == storages[alias].location


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file, by folder and name."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was stored yet
        return
    before = f"{folder}/" if folder else ""
    for name in sorted(names):
        yield before + name
    for name in sorted(folders):
        yield from stored_names(storage, before + name)
