"""What a plan would write, in the words of a page; of many rows the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values.formats import DASH, decimal
from reports.loads.batches import Batch, New
from reports.loads.plans import Plan

FIRST = 30


@dataclass(frozen=True)
class Shown:
    """Rows of one model: made (words, [(field, value)]), changed (words, [(field, old, new)])."""

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


def shown(plan: Plan) -> list[Shown]:
    """Each model of which the file says something."""
    return [_shown(batch) for batch in plan.batches if any(batch.counts.values())]


def _shown(batch: Batch) -> Shown:
    first = [dict(zip(batch.names, row, strict=True)) for row in batch.created[:FIRST]]
    return Shown(
        str(batch.model._meta.verbose_name_plural),
        batch.counts,
        [(batch.words(row), list(_fields(batch, row))) for row in first],
        [
            (row.words, [_change(batch, name, *both) for name, both in row.changes.items()])
            for row in batch.changed[:FIRST]
        ],
    )


def _fields(batch: Batch, row: dict) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if value not in (None, "", False):
            yield label(batch, name), said(batch, name, value)


def _change(batch: Batch, name: str, old, new) -> tuple[str, str, str]:
    return label(batch, name), said(batch, name, old), said(batch, name, new)


def label(batch: Batch, name: str) -> str:
    return str(batch.model._meta.get_field(name).verbose_name)


def said(batch: Batch, name: str, value) -> str:
    """A value of a column as a page prints it; of a related row its name."""
    if value in (None, ""):
        return DASH
    if name in batch.labels and not isinstance(value, New):
        return batch.labels[name].get(value, str(value))
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, Decimal):
        return decimal(value, 2)
    return str(dict(batch.model._meta.get_field(name).flatchoices).get(value, value))
