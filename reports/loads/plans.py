"""A kind of file, and the plan of what such a file would write."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Model, QuerySet
from django.utils.translation import pgettext_lazy

from aidtrack.spreadsheets.tables.columns import Column, Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table, normalised
from aidtrack.spreadsheets.tables.questions import Question
from reports.loads.batches import Batch

# Answers to "how far do the rows add up to the file's own total?".
MATCHES, ROUNDED, DIFFERS = "matches", "rounding", "differs"
VERDICTS = {
    MATCHES: pgettext_lazy("sum", "matches"),
    ROUNDED: pgettext_lazy("sum", "within rounding"),
    DIFFERS: pgettext_lazy("sum", "does not add up"),
}
# What the codes of questions about an organisation and a changed cell begin with.
ORGANISATION, CONFLICT = "organisation", "conflict"


def silent(done: int, total: int):
    """Progress that nobody watches."""


@dataclass
class Context:
    """Who loads, when, and what they chose: see ``Load.choices``. ``user`` None is a command.

    ``writing``: the plan is carried out in the same transaction, so what it reads is locked.
    """

    user: object
    today: date
    choices: Mapping = field(default_factory=dict)
    progress: Callable[[int, int], None] = silent
    writing: bool = False

    def chosen(self, name: str):
        return self.choices.get(name)

    def lock_if_writing(self, rows: QuerySet) -> QuerySet:
        """The rows that the plan compares with, locked if the plan is carried out at once."""
        return rows.select_for_update(of=("self",)) if self.writing else rows


@dataclass(frozen=True)
class StoredAmounts:
    """The stored rows with which the amounts of a column are compared.

    ``field`` holds the amount; ``code`` and ``programme`` lead to the codes of its project and of
    its programme; ``alike`` is a column whose values the compared rows share, "" for none.
    """

    model: type[Model]
    field: str
    code: str = "project__code"
    programme: str = "project__programme__code"
    alike: str = ""


@dataclass(frozen=True)
class Sum:
    """Yuan (or another amount) over rows, beside what the file prints for them; None: nothing.

    ``column`` is the one whose amounts are added up.
    """

    label: str
    rows: int
    amount: Decimal
    printed: Decimal | None = None
    verdict: str = ""
    column: str = ""

    @property
    def verdict_label(self) -> str:
        return str(VERDICTS.get(self.verdict, ""))


@dataclass(frozen=True)
class Unknown:
    """An unknown organisation of the file, with those of similar names: (ref, label).

    ``rows`` are those that name it; once it is chosen, it is no longer unknown.
    """

    name: str
    cells: tuple[str, ...]
    nearest: tuple[tuple[str, str], ...]
    may_create: bool = False
    rows: int = 0
    choice = ""

    @property
    def code(self) -> str:
        return f"{ORGANISATION}:{self.name}"


@dataclass(frozen=True)
class Conflict:
    """What changed since the workbook was made: (field, base, theirs, yours) each.

    ``changed`` says who changed it and when; empty where nobody wrote it into a report.
    """

    key: str
    label: str
    cell: str
    fields: tuple[tuple[str, str, str, str], ...]
    choice: str = ""
    changed: str = ""
    rows = 1

    @property
    def code(self) -> str:
        return f"{CONFLICT}:{self.key}"


@dataclass
class Plan:
    """``problems`` prevent writing, ``notes`` do not. ``carried`` is the kind's own."""

    batches: list[Batch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    carried: object = None

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {batch.model._meta.label: batch.counts for batch in self.batches}

    @property
    def writes(self) -> bool:
        """Whether it would create or change anything."""
        return any(batch.created or batch.changed for batch in self.batches)

    @property
    def digest(self) -> str:
        """Equal for two plans that write the same."""
        hasher = hashlib.sha256()
        for batch in self.batches:
            hasher.update(f"{batch.model._meta.label} {batch.names} {batch.unchanged}\n".encode())
            for row in batch.created:
                hasher.update(repr(row).encode())
            for row in batch.changed:
                hasher.update(f"{row.pk} {row.changes!r}\n".encode())
        return hasher.hexdigest()


Tables = Mapping[str, list[Table]]


def free(*_args, **_options) -> str:
    """Nothing stands in the way."""
    return ""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: the tables it holds, who may load it, and how it becomes rows.

    ``action`` is the rule of the table of permissions by which it is loaded, ``beside`` another by
    which it is, too, "" for none. ``tables`` are
    {name: columns}, the first the one that a file must hold. ``options`` name what is chosen
    beside the file. ``write(plan, context, moment)`` writes and gives a journal;
    ``why_not_undo(load, user)`` and ``undo(load, user, moment)`` take it back: see undoing.py.
    ``no_obstacle`` are models whose rows may hang on what is taken back. ``undoes_untouched``:
    its own ``undo`` leaves rows that were touched since. ``after(load, user)`` gives what the page
    of a written load says of it. ``stored_amounts`` are, by column, those that its amounts are
    compared with where a remembered answer says what the column is.
    """

    name: str
    label: str
    tables: Mapping[str, tuple[Column, ...]]
    action: str
    plan: Callable[[Tables, Context], Plan]
    beside: str = ""
    write: Callable | None = None
    undo: Callable | None = None
    why_not_undo: Callable = free
    no_obstacle: tuple[type[Model], ...] = ()
    undoes_untouched: bool = False
    after: Callable | None = None
    options: tuple[str, ...] = ()
    needs_person: bool = False
    stored_amounts: Mapping[str, StoredAmounts] = field(default_factory=dict, hash=False)

    @property
    def columns(self) -> dict[str, Column]:
        """Every column of every table, by name; of two alike the first."""
        by_name: dict[str, Column] = {}
        for columns in self.tables.values():
            for column in columns:
                by_name.setdefault(column.name, column)
        return by_name


def consumed(table: Table) -> Iterator[Record]:
    """The records of a table, each freed before the next: there may be many."""
    for at in range(len(table.records)):
        record, table.records[at] = table.records[at], None
        yield record
    table.records = []


def choices(further_words: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """The words for a choice, as a column takes them: its label, its code and further words."""
    by_code = {normalised(code): code for code in labels}
    by_label = {normalised(label): code for code, label in labels.items()}
    return {normalised(word): code for word, code in further_words.items()} | by_label | by_code
