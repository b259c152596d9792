"""What a load would write, model by model; writing it at once, and taking it back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db.models import NOT_PROVIDED, Model, Q, QuerySet

from aidtrack.store import bulk, history

# Rows that are updated by one statement, and ranges of ids that are asked about by one.
TOGETHER = 500
Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class New:
    """Stands for the id of a row that the same load makes: its model and its key there."""

    model: type[Model]
    key: str

    def __str__(self):
        return self.key


@dataclass(slots=True)
class StoredChange:
    """A stored row with what changes: {column: (old, new)}."""

    pk: int
    words: str
    changes: dict[str, tuple]


@dataclass
class Batch:
    """The rows of one model that a load makes, changes and leaves alone.

    ``names`` are columns (``project_id``), in which the values of ``created`` stand. ``words``
    says a row as its ``__str__`` does; ``key`` is the column by which other batches name a new
    row; ``labels`` say the ids of related rows: {column: {id: words}}.
    """

    model: type[Model]
    names: tuple[str, ...]
    words: Callable[[Mapping], str]
    key: str = ""
    labels: dict[str, Mapping[int, str]] = field(default_factory=dict)
    created: list[tuple] = field(default_factory=list)
    changed: list[StoredChange] = field(default_factory=list)
    unchanged: int = 0

    def create(self, values: Mapping):
        self.created.append(tuple([values[name] for name in self.names]))

    def change(self, pk: int, stored: Mapping, values: Mapping):
        """A stored row and what it should hold; equal values leave it alone."""
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
    made: dict[New, int] = {}
    return {
        batch.model._meta.label: _write(batch, made, user=user, moment=moment) for batch in batches
    }


def _write(batch: Batch, made: dict[New, int], *, user, moment: datetime) -> dict:
    if made:
        batch.created = [_resolved(row, made) for row in batch.created]
    ids = bulk.insert(batch.model, batch.names, batch.created)
    if batch.key:
        at = batch.names.index(batch.key)
        rows = zip(batch.created, ids, strict=True)
        made.update({New(batch.model, row[at]): pk for row, pk in rows})
    told = {"user": user, "moment": moment}
    history.record(batch.model, history.CREATED, _creations(batch, ids), **told)
    update(batch.model, {row.pk: _news(row) for row in batch.changed})
    history.record(batch.model, history.CHANGED, _changes(batch), **told)
    olds = {row.pk: {n: _kept(old) for n, (old, _) in row.changes.items()} for row in batch.changed}
    return {"created": ranges(ids), "changed": olds}


def _resolved(row: tuple, made: dict[New, int]) -> tuple:
    return tuple([made[value] if type(value) is New else value for value in row])


def _creations(batch: Batch, ids: Sequence[int]):
    """Entries as a save would have written them: with the defaults of the columns not named."""
    model = batch.model
    kept = set(history.tracked(model))
    rest = {name: model._meta.get_field(name).default for name in kept - set(batch.names)}
    # A default that is made anew at each call (an instant, a key) was another in the row.
    rest = {n: v for n, v in rest.items() if v is not NOT_PROVIDED and not callable(v)}
    for pk, row in zip(ids, batch.rows(), strict=True):
        row |= rest
        said = ((n, None, v) for n, v in row.items() if n in kept and not _is_empty(v))
        yield pk, batch.words(row), history.entry_of(model, said)


def _is_empty(value) -> bool:
    """Whether there is nothing to tell; an amount is not compared with a text, which takes long."""
    return value is None or (type(value) is str and not value)


def _changes(batch: Batch):
    for row in batch.changed:
        said = ((name, old, new) for name, (old, new) in row.changes.items())
        yield row.pk, row.words, history.entry_of(batch.model, said)


def _news(row: StoredChange) -> dict:
    return {name: new for name, (_old, new) in row.changes.items()}


def _kept(value) -> str | None:
    return None if value is None else str(value)


def update(model: type[Model], values: Mapping[int, Mapping]):
    """Sets columns of stored rows, past the signals: {id: {column: value}}."""
    alike: dict[tuple, list[Model]] = {}
    stamps = {f.attname for f in model._meta.concrete_fields if getattr(f, "auto_now", False)}
    for pk, row in values.items():
        made = model(pk=pk, **row)
        for name in stamps:
            model._meta.get_field(name).pre_save(made, add=False)
        alike.setdefault((*sorted(row), *sorted(stamps)), []).append(made)
    for names, rows in alike.items():
        fields = [model._meta.get_field(name).name for name in names]
        QuerySet(model).bulk_update(rows, fields, batch_size=TOGETHER)


def ranges(ids: Iterable[int]) -> Ranges:
    """Ids as first and last of each run: a hundred thousand new rows are one."""
    found: Ranges = []
    for pk in sorted(ids):
        if found and found[-1][1] == pk - 1:
            found[-1] = (found[-1][0], pk)
        else:
            found.append((pk, pk))
    return found


def within(name: str, found: Ranges) -> Iterator[Q]:
    """Conditions that a number lies in one of the ranges, each short enough for one statement."""
    for start in range(0, len(found), TOGETHER // 5):
        condition = Q()
        for first, last in found[start : start + TOGETHER // 5]:
            condition |= Q(**{f"{name}__range": (first, last)})
        yield condition


def journalled(journal: Mapping) -> Iterator[tuple[type[Model], Ranges, dict[int, dict]]]:
    """Each model of a journal with the ids it made and the old values of what it changed."""
    for label, entry in journal.items():
        changed = {int(pk): values for pk, values in entry["changed"].items()}
        yield apps.get_model(label), [tuple(pair) for pair in entry["created"]], changed


def take_back(journal: Mapping, *, user, moment: datetime):
    """Deletes what was made, puts back what was changed, and writes both into the history."""
    for model, created, changed in reversed(list(journalled(journal))):
        _restore(model, changed, user=user, moment=moment)
        for condition in within("pk", created):
            rows = QuerySet(model).filter(condition)
            gone = [(row.pk, str(row), _last_words(model, row)) for row in _with_names(rows)]
            history.record(model, history.DELETED, gone, user=user, moment=moment)
            rows._raw_delete(rows.db)


def _with_names(rows: QuerySet) -> QuerySet:
    """With the related rows that their words may name."""
    related = [f.name for f in rows.model._meta.concrete_fields if f.is_relation and not f.null]
    return rows.select_related(*related).order_by("pk") if related else rows.order_by("pk")


def _last_words(model: type[Model], row: Model) -> dict:
    kept = history.tracked(model)
    said = ((name, getattr(row, name), None) for name in kept)
    return history.entry_of(model, [one for one in said if not _is_empty(one[1])])


def _restore(model: type[Model], changed: dict[int, dict], *, user, moment: datetime):
    olds = {
        pk: {n: _read(model, n, text) for n, text in values.items()}
        for pk, values in changed.items()
    }
    entries = []
    for row in _with_names(QuerySet(model).filter(pk__in=olds)):
        said = [(name, getattr(row, name), old) for name, old in olds[row.pk].items()]
        entries.append((row.pk, str(row), history.entry_of(model, said)))
    update(model, olds)
    history.record(model, history.CHANGED, entries, user=user, moment=moment)


def _read(model: type[Model], name: str, text: str | None):
    return None if text is None else model._meta.get_field(name).to_python(text)
