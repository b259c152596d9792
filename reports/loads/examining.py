"""Examining a spreadsheet: its tables, all its problems, the rows it would write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Book
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Table, find_tables, normalised
from aidtrack.store.memory import without_collecting
from aidtrack.values.refusals import Refused
from pairings.access.permissions import RULES, Standing, may
from pairings.access.roles import Role
from reports.loads.plans import Context, FileKind, Plan, Tables, silent
from reports.models import HeaderName

LEFT_OUT = ""
# A sheet with so many columns of one table is not tried for another.
CLEARLY, NOT_YET = 5, (0,)


@dataclass
class Preview:
    """What a file would do. ``unknown_headers`` are (as printed, normalised), each once."""

    kind: FileKind
    sheets: list[str] = field(default_factory=list)
    rows: int = 0
    plan: Plan = field(default_factory=Plan)
    unknown_headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return self.plan.problems

    @property
    def undecided(self) -> list:
        """Conflicts that the person has not chosen between, and questions without an answer."""
        both = [*self.plan.conflicts, *self.plan.questions]
        return [undecided for undecided in both if not undecided.choice]

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands in the way of writing it."""
        questions = self.unknown_headers or self.plan.unknown or self.undecided
        return not (self.problems or questions)

    @property
    def is_nothing(self) -> bool:
        """Whether everything in the file is stored already."""
        return self.is_sound and not self.plan.writes

    @property
    def can_be_accepted(self) -> bool:
        return self.is_sound and self.plan.writes


def may_load(kind: FileKind, user) -> bool:
    """Whether somebody may load this kind at all; rows that they may not touch are problems."""
    return not kind.needs_person if user is None else may(user, kind.action)


def refuse_unless_may(kind: FileKind, user):
    if may_load(kind, user):
        return
    if user is None:
        raise Refused(_t("State who is importing: every import is recorded under a person's name."))
    raise Refused(
        _t("Only this role can import “%(kind)s”: %(role)s.")
        % {"kind": kind.label, "role": Role(RULES[kind.action].role_in(Standing.NOTHING)).label}
    )


def examine(
    kind: FileKind,
    content: bytes,
    name: str,
    *,
    user,
    choices: Mapping | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] = silent,
    writing: bool = False,
) -> Preview:
    """Examines a file and writes nothing; ``writing`` locks the rows that would change.

    Raises  Refused where the person may not load it, Unreadable where the file cannot be read
    """
    refuse_unless_may(kind, user)
    context = Context(user, today or timezone.localdate(), dict(choices or {}), progress, writing)
    with without_collecting():
        return _examined(kind, read_book(content, name), context)


def _examined(kind: FileKind, book: Book, context: Context) -> Preview:
    meanings = remembered(kind, context.user) | dict(context.choices.get("headers") or {})
    tables = find(kind, book, meanings)
    book.sheets.clear()
    file_tables = [table for some in tables.values() for table in some]
    preview = Preview(
        kind,
        list(dict.fromkeys(table.sheet for table in file_tables)),
        sum(len(table.records) for table in file_tables),
        unknown_headers=_unknown(file_tables),
    )
    problems = _misread(file_tables) if file_tables else [_no_table(kind)]
    if file_tables and not any(table.missing for table in file_tables):
        preview.plan = kind.plan(tables, context)
    preview.plan.problems = in_order([*problems, *preview.plan.problems])
    return preview


def find(kind: FileKind, book: Book, meanings: Mapping[str, str]) -> Tables:
    """The tables of the file by content: a sheet is the table of which it has most columns."""
    best: dict[str, tuple[int, str, Table]] = {}
    for what, columns in kind.tables.items():
        names = {LEFT_OUT, *(column.name for column in columns)}
        column_by_header = {header: name for header, name in meanings.items() if name in names}
        rest = [sheet for sheet in book.sheets if best.get(sheet.name, NOT_YET)[0] < CLEARLY]
        for table in find_tables(replace(book, sheets=rest), columns, mapped=column_by_header):
            score = len(table.columns) - len(table.missing)
            if table.sheet not in best or score > best[table.sheet][0]:
                best[table.sheet] = (score, what, table)
    tables: dict[str, list[Table]] = {what: [] for what in kind.tables}
    for _score, what, table in best.values():
        tables[what].append(table)
    return tables


def _unknown(tables: Iterable[Table]) -> list[tuple[str, str]]:
    headers = {normalised(header.text): header.text for table in tables for header in table.unknown}
    return [(text, key) for key, text in headers.items() if key]


def _no_table(kind: FileKind) -> Problem:
    columns = next(iter(kind.tables.values()))
    names = [column.label for column in columns if column.required]
    return Problem(
        "",
        "",
        "",
        _t("A table with the columns %(columns)s.") % {"columns": _t(", ").join(names)},
        _t(
            "No sheet contains such a table: choose the right type, or rename the columns to match."
        ),
    )


def _misread(tables: Iterable[Table]) -> list[Problem]:
    return [problem for table in tables for problem in table.all_problems()]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each once, sheet by sheet, those about a whole sheet first."""
    once = dict.fromkeys(problems)
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(p.sheet for p in once))}
    return sorted(once, key=lambda p: (sheets[p.sheet], _place(p.cell)))


def _place(cell: str) -> tuple[int, int, str]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), len(letters), letters


def remembered(kind: FileKind, user) -> dict[str, str]:
    """What the headers of the person's offices mean: {normalised header: column, or left out}."""
    if user is None:
        return {}
    own = HeaderName.objects.filter(kind=kind.name, organisation__memberships__user=user)
    return dict(own.values_list("header", "column"))


def remember(kind: FileKind, user, meanings: Mapping[str, str]):
    """Stores what headers mean for the person's office; without one they stay unknown."""
    membership = user.memberships.order_by("pk").first()
    for header, column in meanings.items() if membership else ():
        HeaderName.objects.update_or_create(
            organisation_id=membership.organisation_id,
            kind=kind.name,
            header=header,
            defaults={"column": column},
        )
