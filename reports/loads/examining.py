"""Examining a spreadsheet: its tables, all its problems, the rows it would write."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.reading.books import Book, Sheet
from aidtrack.spreadsheets.reading.process import read_book
from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.headers import SERIAL, find_header, rows_without_merges
from aidtrack.spreadsheets.tables.layouts import Table, find_tables, normalised
from aidtrack.spreadsheets.tables.questions import LEAVE, READ, Question, Unread, chosen_reading
from aidtrack.store.memory import without_collecting
from aidtrack.values.refusals import Refused
from pairings.access.permissions import RULES, Standing, may
from pairings.access.roles import role_words
from reports.loads.asking import SHEET, code_of, file_questions, in_order
from reports.loads.names.headers import contradicted, in_words, remembered
from reports.loads.plans import Context, FileKind, Plan, Tables, silent

LEFT_OUT = ""
# A sheet with so many columns of one table is not tried for another.
CLEARLY, NOT_YET = 5, (0,)


@dataclass
class Preview:
    """What a file would do; ``asked`` are the questions that its tables leave open.

    ``tables`` say what each heading was taken for; their records may be gone.
    """

    kind: FileKind
    sheets: list[str] = field(default_factory=list)
    rows: int = 0
    plan: Plan = field(default_factory=Plan)
    asked: list[Question] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return self.plan.problems

    @property
    def questions(self) -> list[Question]:
        """Those about the file and those of its kind, in the order of what they change."""
        return in_order([*self.asked, *self.plan.questions])

    @property
    def all_questions(self) -> list:
        """The questions, unknown organisations and conflicts, in the order of what they change."""
        return in_order([*self.questions, *self.plan.unknown, *self.plan.conflicts])

    @property
    def undecided(self) -> list:
        """Those of all questions that have no answer."""
        return [question for question in self.all_questions if not question.choice]

    @property
    def open_questions(self) -> int:
        """How many answers are still to be given."""
        return len(self.undecided)

    @property
    def written_rows(self) -> int:
        """How many rows it would create or change."""
        return sum(len(batch.created) + len(batch.changed) for batch in self.plan.batches)

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands in the way of writing it."""
        return not (self.problems or self.undecided)

    @property
    def is_nothing(self) -> bool:
        """Whether everything in the file is stored already."""
        return self.is_sound and not self.plan.writes

    @property
    def can_be_accepted(self) -> bool:
        return self.is_sound and self.plan.writes


def may_load(kind: FileKind, user) -> bool:
    """Whether somebody may load this kind at all; rows that they may not touch are problems."""
    if user is None:
        return not kind.needs_person
    return may(user, kind.action) or (bool(kind.beside) and may(user, kind.beside))


def refuse_unless_may(kind: FileKind, user):
    if may_load(kind, user):
        return
    if user is None:
        raise Refused(_t("State who is importing: every import is recorded under a person's name."))
    raise Refused(
        _t("Only this role can import “%(kind)s”: %(role)s.")
        % {"kind": kind.label, "role": role_words(RULES[kind.action].roles_in(Standing.NOTHING))}
    )


def examine(kind: FileKind, content: bytes, name: str, *, user, **options) -> Preview:
    """Examines a file and writes nothing; the options are those of ``examine_book``.

    Raises  Refused where the person may not load it, Unreadable where the file cannot be read
    """
    refuse_unless_may(kind, user)
    with without_collecting():
        return examine_book(kind, read_book(content, name), user=user, **options)


def examine_book(
    kind: FileKind,
    book: Book,
    *,
    user,
    choices: Mapping | None = None,
    today: date | None = None,
    progress: Callable[[int, int], None] = silent,
    writing: bool = False,
) -> Preview:
    """What a file that was read would do; ``writing`` locks the rows that would change.

    Takes the book apart. Its tables are found anew each time: answers change how cells are parsed.
    """
    refuse_unless_may(kind, user)
    context = Context(user, today or timezone.localdate(), dict(choices or {}), progress, writing)
    with without_collecting():
        return _examined(kind, book, context)


def _examined(kind: FileKind, book: Book, context: Context) -> Preview:
    answers = context.choices.get("answers") or {}
    earlier = remembered(kind.name, context.user)
    chosen = context.choices.get("headers") or {}
    earlier = {header: name for header, name in earlier.items() if header not in chosen}
    meanings = {header: name.column for header, name in earlier.items()} | chosen
    found_tables = find(kind, book, context, meanings)
    doubted = contradicted(
        found_tables.all, earlier, kind.stored_amounts, context.chosen("programme")
    )
    if doubted:
        meanings = {header: name for header, name in meanings.items() if header not in doubted}
        found_tables = find(kind, book, context, meanings)
    file_tables = found_tables.all
    preview = Preview(
        kind,
        list(dict.fromkeys(table.sheet for table in file_tables)),
        sum(len(table.records) for table in file_tables),
        asked=file_questions(
            kind,
            file_tables,
            found_tables.doubtful_sheets,
            answers,
            headers=meanings,
            earlier={header: in_words(name) for header, name in earlier.items()},
            doubted=doubted,
            sheets={sheet.name: sheet for sheet in book.sheets},
        ),
        unread=[*found_tables.unread, *(part for t in file_tables for part in _unread(t))],
        tables=file_tables,
    )
    book.sheets.clear()
    # Planning consumes the records.
    notes = [note for table in file_tables for note in table.all_notes()]
    problems = _misread(file_tables) if file_tables else [_no_table(kind)]
    if file_tables and not (problems or preview.rows or preview.undecided):
        problems = [_no_row(file_tables)]
    if file_tables and not any(table.missing for table in file_tables):
        preview.plan = kind.plan(found_tables.by_name, context)
    preview.plan.problems = problems_in_order([*problems, *preview.plan.problems])
    preview.plan.notes = [*notes, *preview.plan.notes]
    return preview


@dataclass
class FoundTables:
    """The tables of a file by their name in the kind, and the sheets that none was found in.

    ``doubtful_sheets`` are (sheet, rows) that might be tables; a person decides.
    """

    by_name: Tables
    doubtful_sheets: list[tuple[Sheet, int]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def all(self) -> list[Table]:
        return [table for tables in self.by_name.values() for table in tables]


def find(kind: FileKind, book: Book, context: Context, meanings: Mapping[str, str]) -> FoundTables:
    """The tables of the file by content: a sheet is the table of which it has most columns.

    ``meanings`` are {heading: column, or "" for leaving it out}, as a person chose them.
    """
    answers = context.choices.get("answers") or {}
    wanted = {sheet.name for sheet in book.sheets if _answer(answers, sheet) == READ}
    sheets = [sheet for sheet in book.sheets if _answer(answers, sheet) != LEAVE]
    hidden = [sheet for sheet in sheets if sheet.hidden and sheet.name not in wanted]
    sheets = [sheet for sheet in sheets if sheet not in hidden]
    best: dict[str, tuple[int, str, Table]] = {}
    for what, columns in kind.tables.items():
        names = {LEFT_OUT, *(column.name for column in columns)}
        column_by_header = {header: name for header, name in meanings.items() if name in names}
        rest = [sheet for sheet in sheets if best.get(sheet.name, NOT_YET)[0] < CLEARLY]
        for table in find_tables(
            replace(book, sheets=rest),
            columns,
            mapped=column_by_header,
            answers=answers,
            wanted=wanted,
            has_nearest=what == next(iter(kind.tables)),
        ):
            score = len(table.columns) - len(table.missing)
            if table.sheet not in best or score > best[table.sheet][0]:
                best[table.sheet] = (score, what, table)
    tables: dict[str, list[Table]] = {what: [] for what in kind.tables}
    for _score, what, table in best.values():
        tables[what].append(table)
    rest = [sheet for sheet in book.sheets if sheet.name not in best]
    doubtful_sheets = [
        (sheet, rows) for sheet in rest if (rows := _rows_of_table(kind, sheet, meanings))
    ]
    unread = [Unread("sheet", sheet.name, _filled_rows(sheet)) for sheet in rest]
    return FoundTables(tables, doubtful_sheets, [part for part in unread if part.rows])


def _unread(table: Table) -> list[Unread]:
    """What of a table is not read, first the columns that are left out but for row numbers."""
    unknown = {header.column for header in table.unknown}
    used = {*table.columns.values(), *unknown}
    left_out = [header for header in table.headers if header.column not in used]
    columns = [
        Unread("column", f"{table.column_address(h.column)} “{h.text}”", len(table.records))
        for h in left_out
        if normalised(h.text) not in SERIAL
    ]
    return [*columns, *table.unread]


def _answer(answers: Mapping[str, str], sheet: Sheet) -> str:
    return chosen_reading(answers, code_of(SHEET, sheet.name), (READ, LEAVE))


def _filled_rows(sheet: Sheet) -> int:
    return sum(any(cell is not None for cell in row) for row in sheet.rows)


def _rows_of_table(kind: FileKind, sheet: Sheet, meanings: Mapping[str, str]) -> int:
    """How many rows stand under two known headings of the kind or more; 0 where there are none."""
    rows = rows_without_merges(sheet)
    for columns in kind.tables.values():
        header = find_header(rows, sheet.merges, columns, meanings)
        if header and len(header.known_names) >= 2:
            below = sheet.rows[header.bottom + 1 :]
            return sum(any(cell is not None for cell in row) for row in below)
    return 0


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


def _no_row(tables: Iterable[Table]) -> Problem:
    sentence = (
        _t("None of its rows is read: they are listed as not read.")
        if any(table.unread or table.doubts.cells_beyond for table in tables)
        else _t("There is no row in it yet: fill in the rows below the headings.")
    )
    return Problem(", ".join(table.sheet for table in tables), "", "", "", sentence)


def _misread(tables: Iterable[Table]) -> list[Problem]:
    return [problem for table in tables for problem in table.all_problems()]


def problems_in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each once, sheet by sheet, those about a whole sheet first."""
    once = dict.fromkeys(problems)
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(p.sheet for p in once))}
    return sorted(once, key=lambda p: (sheets[p.sheet], _place(p.cell)))


def _place(cell: str) -> tuple[int, int, str]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :] or 0), len(letters), letters
