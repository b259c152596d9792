"""The rows that a load would write, model by model; writing them, and taking them back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db.models import NOT_PROVIDED, Model, Q, QuerySet

from aidtrack.store import bulk, history

# Rows per update statement, and ranges of ids per query.
TOGETHER = 500
# Runs of rows that an address names.
NAMED = 20
Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class New:
    """Stands for the id of a row that the same load creates: its model and its key there."""

    model: type[Model]
    key: str

    def __str__(self):
        return self.key


@dataclass(slots=True)
class StoredChange:
    """A stored row and its changes: {column: (old, new)}."""

    pk: int
    words: str
    changes: dict[str, tuple]


@dataclass
class Batch:
    """The rows of one model that a load creates, changes and leaves alone.

    ``names`` are the columns (``project_id``) of the values in ``created``. ``words`` names a row
    as its ``__str__`` does; ``key`` is the column by which other batches refer to a new row;
    ``labels`` name related rows: {column: {id: words}}; ``unprinted`` columns are on no page.
    """

    model: type[Model]
    names: tuple[str, ...]
    words: Callable[[Mapping], str]
    key: str = ""
    labels: dict[str, Mapping[int, str]] = field(default_factory=dict)
    created: list[tuple] = field(default_factory=list)
    changed: list[StoredChange] = field(default_factory=list)
    unchanged: int = 0
    unprinted: frozenset[str] = frozenset()

    def create(self, values: Mapping):
        self.created.append(tuple([values[name] for name in self.names]))

    def change(self, pk: int, stored: Mapping, values: Mapping):
        """Changes a stored row to the values; a row with equal values is left alone."""
        changes = {n: (stored[n], new) for n, new in values.items() if stored[n] != new}
        if changes:
            self.changed.append(StoredChange(pk, self.words({**stored, **values}), changes))
        else:
            self.unchanged += 1

    def rows(self) -> Iterator[dict]:
        """The new rows by column."""
        return (dict(zip(self.names, row, strict=True)) for row in self.created)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
        }


def write_batches(batches: Iterable[Batch], *, user, moment: datetime) -> dict:
    """Writes the rows and their history, in a fixed number of statements a batch.

    Returns  the journal by which they are taken back
    """
    new_ids: dict[New, int] = {}
    return {
        batch.model._meta.label: _write(batch, new_ids, user=user, moment=moment)
        for batch in batches
    }


def _write(batch: Batch, new_ids: dict[New, int], *, user, moment: datetime) -> dict:
    if new_ids:
        batch.created = [_resolved(row, new_ids) for row in batch.created]
    ids = bulk.insert(batch.model, batch.names, batch.created)
    if batch.key:
        at = batch.names.index(batch.key)
        rows = zip(batch.created, ids, strict=True)
        new_ids.update({New(batch.model, row[at]): pk for row, pk in rows})
    authorship = {"user": user, "moment": moment}
    history.record(batch.model, history.CREATED, _creations(batch, ids), **authorship)
    update(batch.model, {row.pk: _news(row) for row in batch.changed})
    history.record(batch.model, history.CHANGED, _changes(batch), **authorship)
    olds = {
        row.pk: {n: journal_text(old) for n, (old, _) in row.changes.items()}
        for row in batch.changed
    }
    return {"created": ranges(ids), "changed": olds}


def _resolved(row: tuple, new_ids: dict[New, int]) -> tuple:
    return tuple([new_ids[value] if type(value) is New else value for value in row])


def _creations(batch: Batch, ids: Sequence[int]):
    """Entries as a save would have written them, with the defaults of the other columns."""
    model = batch.model
    tracked = set(history.tracked_columns(model))
    rest = {name: model._meta.get_field(name).default for name in tracked - set(batch.names)}
    # A default that is computed at each call (an instant, a key) differs from the one in the row.
    rest = {n: v for n, v in rest.items() if v is not NOT_PROVIDED and not callable(v)}
    for pk, row in zip(ids, batch.rows(), strict=True):
        row |= rest
        changes = ((n, None, v) for n, v in row.items() if n in tracked and not _is_empty(v))
        yield pk, batch.words(row), history.entry_of(model, changes)


def _is_empty(value) -> bool:
    """Whether a value is NULL or ""; comparing an amount with a text would take long."""
    return value is None or (type(value) is str and not value)


def _changes(batch: Batch):
    for row in batch.changed:
        changes = ((name, old, new) for name, (old, new) in row.changes.items())
        yield row.pk, row.words, history.entry_of(batch.model, changes)


def _news(row: StoredChange) -> dict:
    return {name: new for name, (_old, new) in row.changes.items()}


def journal_text(value) -> str | None:
    """A value as the journal of a load keeps it."""
    return None if value is None else str(value)


def update(model: type[Model], values: Mapping[int, Mapping]):
    """Sets columns of stored rows, past the signals: {id: {column: value}}."""
    alike: dict[tuple, list[Model]] = {}
    stamps = {f.attname for f in model._meta.concrete_fields if getattr(f, "auto_now", False)}
    for pk, row in values.items():
        instance = model(pk=pk, **row)
        for name in stamps:
            model._meta.get_field(name).pre_save(instance, add=False)
        alike.setdefault((*sorted(row), *sorted(stamps)), []).append(instance)
    for names, rows in alike.items():
        fields = [model._meta.get_field(name).name for name in names]
        QuerySet(model).bulk_update(rows, fields, batch_size=TOGETHER)


def ranges(ids: Iterable[int]) -> Ranges:
    """Ids as first and last of each run: a hundred thousand new rows are one."""
    runs: Ranges = []
    for pk in sorted(ids):
        if runs and runs[-1][1] == pk - 1:
            runs[-1] = (runs[-1][0], pk)
        else:
            runs.append((pk, pk))
    return runs


def runs_as_text(runs: Ranges) -> str:
    """Runs of rows as an address names them; empty where they are too many for it."""
    return ",".join(f"{first}-{last}" for first, last in runs) if len(runs) <= NAMED else ""


def within(name: str, id_ranges: Ranges) -> Iterator[Q]:
    """Conditions that a number lies in one of the ranges, each short enough for one statement."""
    for start in range(0, len(id_ranges), TOGETHER // 5):
        condition = Q()
        for first, last in id_ranges[start : start + TOGETHER // 5]:
            condition |= Q(**{f"{name}__range": (first, last)})
        yield condition


def journalled(journal: Mapping) -> Iterator[tuple[type[Model], Ranges, dict[int, dict]]]:
    """Each model of a journal with the ids of new rows and the old values of changed ones."""
    for label, entry in journal.items():
        changed = {int(pk): values for pk, values in entry["changed"].items()}
        yield apps.get_model(label), [tuple(pair) for pair in entry["created"]], changed


def take_back(journal: Mapping, *, user, moment: datetime):
    """Deletes the new rows, restores the changed ones, and writes both into the history."""
    for model, created, changed in reversed(list(journalled(journal))):
        _restore(model, changed, user=user, moment=moment)
        for condition in within("pk", created):
            rows = QuerySet(model).filter(condition)
            deletions = [(row.pk, str(row), _last_words(model, row)) for row in _with_names(rows)]
            history.record(model, history.DELETED, deletions, user=user, moment=moment)
            rows._raw_delete(rows.db)


def _with_names(rows: QuerySet) -> QuerySet:
    """With the related rows that their words may name."""
    related = [f.name for f in rows.model._meta.concrete_fields if f.is_relation and not f.null]
    return rows.select_related(*related).order_by("pk") if related else rows.order_by("pk")


def _last_words(model: type[Model], row: Model) -> dict:
    tracked = history.tracked_columns(model)
    changes = ((name, getattr(row, name), None) for name in tracked)
    return history.entry_of(model, [change for change in changes if not _is_empty(change[1])])


def _restore(model: type[Model], changed: dict[int, dict], *, user, moment: datetime):
    olds = {
        pk: {n: _read(model, n, text) for n, text in values.items()}
        for pk, values in changed.items()
    }
    entries = []
    for row in _with_names(QuerySet(model).filter(pk__in=olds)):
        changes = [(name, getattr(row, name), old) for name, old in olds[row.pk].items()]
        entries.append((row.pk, str(row), history.entry_of(model, changes)))
    update(model, olds)
    history.record(model, history.CHANGED, entries, user=user, moment=moment)


def _read(model: type[Model], name: str, text: str | None):
    return None if text is None else model._meta.get_field(name).to_python(text)
