"""What a plan would write, as a page prints it; of many rows the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Model
from django.utils.translation import gettext as _t

from aidtrack.values.formats import DASH, decimal, moment
from projects.models import Project
from reports.loads.batches import Batch, New
from reports.loads.pages.amounts import FileUnits
from reports.loads.plans import Plan

FIRST = 30


@dataclass(frozen=True)
class ModelChanges:
    """New rows of a model as (words, [(field, value)]), changed as (words, [(field, old, new)])."""

    name: str
    counts: dict[str, int]
    created: list
    changed: list

    @property
    def more_created(self) -> int:
        return self.counts["created"] - len(self.created)

    @property
    def more_changed(self) -> int:
        return self.counts["changed"] - len(self.changed)


def changes_by_model(plan: Plan, units: FileUnits) -> list[ModelChanges]:
    """The changes of each model that the file has rows of."""
    return [_model_changes(batch, units) for batch in plan.batches if any(batch.counts.values())]


def _model_changes(batch: Batch, units: FileUnits) -> ModelChanges:
    first = [dict(zip(batch.names, row, strict=True)) for row in batch.created[:FIRST]]
    changed = batch.changed[:FIRST]
    _name_related(batch, [*_pairs(first), *_pairs_of_changes(changed)])
    return ModelChanges(
        str(batch.model._meta.verbose_name_plural),
        batch.counts,
        [(_words(batch, row, units), list(_fields(batch, row, units))) for row in first],
        [
            (row.words, [_change(batch, name, *both, units) for name, both in row.changes.items()])
            for row in changed
        ],
    )


def _words(batch: Batch, row: dict, units: FileUnits) -> str:
    """What names a new row, an amount in it in the unit of the file."""
    amounts = {name: _new_value(batch, name, row[name], units) for name in units.names & row.keys()}
    return batch.words(row | amounts)


def _pairs(rows: list[dict]) -> Iterator[tuple]:
    return (pair for row in rows for pair in row.items())


def _pairs_of_changes(rows) -> Iterator[tuple]:
    return ((name, value) for row in rows for name, both in row.changes.items() for value in both)


def _name_related(batch: Batch, pairs: list[tuple]):
    """Adds the names of related rows that the kind did not give; a query for each relation."""
    ids: dict[str, set[int]] = {}
    for name, value in pairs:
        if name not in batch.labels and isinstance(value, int):
            ids.setdefault(name, set()).add(value)
    for name, of_rows in ids.items():
        field = batch.model._meta.get_field(name)
        if field.is_relation:
            related = field.related_model._base_manager.in_bulk(of_rows)
            batch.labels[name] = {pk: row_in_words(row) for pk, row in related.items()}


def row_in_words(row: Model) -> str:
    """A stored row by its label; a project by its code as well."""
    label = getattr(row, "label", None) or str(row)
    return f"{label} ({row.code})" if isinstance(row, Project) else str(label)


def _fields(batch: Batch, row: dict, units: FileUnits) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name not in batch.unprinted and value not in (None, "", False):
            yield label(batch, name), _new_value(batch, name, value, units)


def _change(batch: Batch, name: str, old, new, units: FileUnits) -> tuple[str, str, str]:
    is_amount = name in units.names and isinstance(old, Decimal)
    before = units.stored_amount(name, old) if is_amount else value_in_words(batch, name, old)
    return label(batch, name), before, _new_value(batch, name, new, units)


def _new_value(batch: Batch, name: str, value, units: FileUnits) -> str:
    """A value of the file, an amount in its unit there."""
    if name in units.names and isinstance(value, Decimal):
        return units.amount(name, value)
    return value_in_words(batch, name, value)


def label(batch: Batch, name: str) -> str:
    return str(batch.model._meta.get_field(name).verbose_name)


def value_in_words(batch: Batch, name: str, value) -> str:
    """A value of a column as a page prints it; of a related row its name."""
    if value in (None, ""):
        return DASH
    if name in batch.labels and not isinstance(value, New):
        return batch.labels[name].get(value, str(value))
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, Decimal):
        return decimal(value, 2)
    if isinstance(value, datetime):
        return moment(value)
    return str(dict(batch.model._meta.get_field(name).flatchoices).get(value, value))
