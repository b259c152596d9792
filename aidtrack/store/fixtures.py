"""Loading fixtures: files of records that name themselves, and each other, by natural keys.

The format is that of ``loaddata``. Unlike it, every record is cleaned, one that is already held as
written is left alone, and a mistake is a sentence that names the file, the record and the field.
A field that a record leaves out keeps its default, or on a record already held its value.
What follows from a record that was created or changed, a model does in ``follow_loading``.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from auditlog.context import disable_auditlog
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction

Key = tuple[type[models.Model], tuple]

# What no database here stores in a text: NUL, and half of a pair that makes one character.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MEND_KEY = "correct the key, or add the record to one of the files"


class FixtureError(Exception):
    """The message is a sentence that names file, record and field, and says what to do."""


@dataclass
class FixtureRecord:
    """One record of a file; ``values`` are as the model holds them, a relation as a natural key."""

    place: str
    model: type[models.Model]
    values: dict = field(default_factory=dict)
    key: tuple = ()

    def __str__(self):
        return f"{self.place} ({name_of(self.model, self.key)})"

    def refuse(self, name: str, reason: str):
        raise FixtureError(f"{self}, {name}: {reason}" if name else f"{self}: {reason}")

    def references(self) -> list[tuple[str, Key]]:
        """The records that this one names, each with the field that names it."""
        references = []
        for name, value in self.values.items():
            relation = self.model._meta.get_field(name)
            if relation.is_relation and value is not None:
                keys = value if relation.many_to_many else [value]
                references += [(name, (relation.related_model, key)) for key in keys]
        return references


def load_fixtures(paths: Iterable[Path]) -> Counter:
    """Load the files as one whole: all of them, or nothing.

    Returns  the number of records created, changed and unchanged
    Raises   FixtureError
    """
    records = in_order(unique(record for path in paths for record in read(Path(path))))
    stored_rows = StoredRows()
    with transaction.atomic():
        return Counter(save(record, stored_rows) for record in records)


def read(path: Path) -> list[FixtureRecord]:
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FixtureError(f"{path} cannot be read ({error}): give a text file in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise FixtureError(
            f"{path}, line {error.lineno}: this is not valid JSON ({error.msg}): mend that line."
        ) from None
    if not isinstance(entries, list):
        raise FixtureError(f"{path}: a fixture is a list of records: enclose them in [ ].")
    return [parse(entry, f"{path}, record {n}") for n, entry in enumerate(entries, 1)]


def parse(entry, place: str) -> FixtureRecord:
    if not isinstance(entry, dict) or not isinstance(entry.get("fields"), dict):
        raise FixtureError(f'{place}: a record has a "model" and "fields": add them.')
    if unknown := sorted(entry.keys() - {"model", "fields"}):
        raise FixtureError(
            f"{place}, {unknown[0]}: a record has only a model and fields, "
            "and is named by its natural key: leave this out."
        )
    record = FixtureRecord(place, model_named(entry.get("model"), place))
    for name, value in entry["fields"].items():
        record.values[name] = parse_value(record, name, value)
    record.key = own_key(record)
    return record


def model_named(label, place: str) -> type[models.Model]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise FixtureError(f"{place}, model: there is no model {label!r}: correct it.") from None
    if not hasattr(model, "natural_key_fields"):
        raise FixtureError(
            f"{place}, model: a {model._meta.label_lower} has no natural key, so it cannot be "
            "loaded from a file: leave it out."
        )
    return model


def parse_value(record: FixtureRecord, name: str, value):
    try:
        model_field = record.model._meta.get_field(name)
    except FieldDoesNotExist:
        model_field = None
    # A foreign key also answers to the name of its column.
    if model_field is None or model_field.name != name:
        record.refuse(name, "there is no such field: correct its name.")
    if model_field.auto_created or not model_field.editable or model_field.primary_key:
        record.refuse(name, "this field is filled by the program: leave it out.")
    if model_field.many_to_many:
        if not isinstance(value, list):
            record.refuse(name, "give a list of natural keys.")
        return [parse_key(record, name, model_field.related_model, key) for key in value]
    if value is None:
        return None
    if model_field.is_relation:
        return parse_key(record, name, model_field.related_model, value)
    if isinstance(value, list | dict) and not isinstance(model_field, models.JSONField):
        record.refuse(name, "the field holds one plain value: give that.")
    return plain_value(record, name, model_field, value)


def plain_value(record: FixtureRecord, name: str, model_field: models.Field, value):
    if isinstance(value, str) and (wrong := UNSTORABLE.search(value)):
        record.refuse(name, f"\\u{ord(wrong[0]):04x} cannot be stored in a text: take it out.")
    try:
        return model_field.to_python(value)
    except ValidationError as error:
        record.refuse(name, sentence(error))
    except TypeError:
        record.refuse(name, f"{value!r} is of the wrong kind: give it as text in quotation marks.")


def parse_key(record: FixtureRecord, name: str, model: type[models.Model], value) -> tuple:
    parts = getattr(model, "natural_key_fields", ())
    if not isinstance(value, list) or len(value) != len(parts):
        record.refuse(name, f"give the natural key as a list: [{', '.join(parts)}].")
    return tuple(
        plain_value(record, name, last_field(model, path), part)
        for path, part in zip(parts, value, strict=True)
    )


def last_field(model: type[models.Model], path: str) -> models.Field:
    """The field at the end of a look-up such as ``organisation__ref``."""
    name, _, rest = path.partition("__")
    model_field = model._meta.get_field(name)
    return last_field(model_field.related_model, rest) if rest else model_field


def own_key(record: FixtureRecord) -> tuple:
    key = []
    for path in record.model.natural_key_fields:
        name, _, rest = path.partition("__")
        model_field = record.model._meta.get_field(name)
        if not rest:
            key.append(record.values.get(name, model_field.get_default()))
        elif record.values.get(name) is None:
            record.refuse(name, "the natural key needs it: add it.")
        else:
            parts = model_field.related_model.natural_key_fields
            key.append(record.values[name][parts.index(rest)])
    return tuple(key)


def unique(records: Iterable[FixtureRecord]) -> dict[Key, FixtureRecord]:
    records_by_key = {}
    for record in records:
        first = records_by_key.setdefault((record.model, record.key), record)
        if first is not record:
            record.refuse(
                record.model.natural_key_fields[0].partition("__")[0],
                f"this natural key is given already, by {first.place}: remove one of the two.",
            )
    return records_by_key


def in_order(records: dict[Key, FixtureRecord]) -> list[FixtureRecord]:
    """Each record after those that it names, whatever file they are in; else as written."""
    references = {key: [to for _, to in record.references()] for key, record in records.items()}
    try:
        order = list(TopologicalSorter(references).static_order())
    except CycleError as error:
        # A cycle lists each record before the one that names it.
        named_record, record = error.args[1][0], records[error.args[1][1]]
        name = next(name for name, to in record.references() if to == named_record)
        record.refuse(name, "the records name each other in a circle: let one of them go.")
    return [records[key] for key in order if key in records]


class StoredRows:
    """The rows already in the database, by natural key: one query a model, not one a record."""

    def __init__(self):
        self.rows = {}

    def of(self, model: type[models.Model]) -> dict[tuple, models.Model]:
        if model not in self.rows:
            paths = [path.rpartition("__")[0] for path in model.natural_key_fields]
            rows = model._default_manager.select_related(*filter(None, paths))
            self.rows[model] = {row.natural_key(): row for row in rows}
        return self.rows[model]

    def find(self, record: FixtureRecord, name: str, model: type[models.Model], key: tuple):
        row = self.of(model).get(key)
        if row is None:
            record.refuse(name, f"{name_of(model, key)} is unknown: {MEND_KEY}.")
        return row


def save(record: FixtureRecord, stored_rows: StoredRows) -> str:
    """Returns what became of the record: created, changed or unchanged."""
    row = stored_rows.of(record.model).get(record.key)
    outcome = "created" if row is None else "unchanged"
    row = row or record.model()
    many = {}
    for name, value in record.values.items():
        model_field = record.model._meta.get_field(name)
        if model_field.many_to_many:
            many[name] = {
                stored_rows.find(record, name, model_field.related_model, key) for key in value
            }
            continue
        before = getattr(row, model_field.attname)
        if model_field.is_relation and value is not None:
            value = stored_rows.find(record, name, model_field.related_model, value)
        setattr(row, name, value)
        if outcome == "unchanged" and getattr(row, model_field.attname) != before:
            outcome = "changed"
    clean(record, row)
    if outcome != "unchanged":
        # A record that is new is where its history begins; one that changes has a history.
        with disable_auditlog() if outcome == "created" else nullcontext():
            row.save()
        stored_rows.of(record.model)[record.key] = row
        if hasattr(row, "follow_loading"):
            row.follow_loading()
    return save_many(row, many, outcome)


def save_many(row: models.Model, many: dict[str, set], outcome: str) -> str:
    for name, rows in many.items():
        if set(getattr(row, name).all()) != rows:
            getattr(row, name).set(rows)
            outcome = "changed" if outcome == "unchanged" else outcome
    return outcome


def clean(record: FixtureRecord, row: models.Model):
    try:
        row.full_clean()
    except ValidationError as error:
        name, reasons = next(iter(error.error_dict.items()))
        if name == "__all__":
            name = fields_of_broken_rules(row)
        record.refuse(name, sentence(ValidationError(reasons)))


def fields_of_broken_rules(row: models.Model) -> str:
    """The fields that broken constraints speak of; none where ``clean`` refused the row."""
    names = set()
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            condition = getattr(constraint, "condition", None)
            names |= {*getattr(constraint, "fields", ())}
            names |= getattr(condition, "referenced_base_fields", set())
    return ", ".join(
        model_field.name for model_field in row._meta.fields if model_field.name in names
    )


def sentence(error: ValidationError) -> str:
    return " ".join(error.messages)


def name_of(model: type[models.Model], key: tuple) -> str:
    parts = " / ".join("–" if part is None else str(part) for part in key)
    return f"{model._meta.label_lower} {parts}".strip()
