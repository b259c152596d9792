"""The questions about a file: what a person would hesitate over, with what each reading comes to.

Asked once a file, nothing chosen beforehand. The codes by which answers are kept begin with what
is asked about: "unit", "header:年度目标形象进度", "sheet:汇总"; see ``Load.choices``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.reading.books import Sheet
from aidtrack.spreadsheets.tables.doubts import (
    HIDDEN,
    SHARE,
    TIME,
    UNIT,
    UNITS,
    WORDS,
    AmountsInDoubt,
)
from aidtrack.spreadsheets.tables.headers import Header
from aidtrack.spreadsheets.tables.layouts import Table, normalised
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.spreadsheets.tables.samples import heading_sample, value_at
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.formats import count, exact_money
from aidtrack.values.words import worded
from reports.loads.plans import CONFLICT, ORGANISATION, FileKind
from reports.loads.questions.cells import (
    BEYOND,
    beyond_headings,
    hidden_columns,
    hidden_rows,
    share,
    time_of_day,
    words,
)

# What a question is about, in the order of what the answer changes.
HEADER, SHEET = "header", "sheet"
ORDER = (
    UNIT,
    HEADER,
    SHARE,
    "fall",
    WORDS,
    TIME,
    SHEET,
    HIDDEN,
    BEYOND,
    "missing",
    "month",
    ORGANISATION,
)
UNIT_LABELS = {
    "万元": _("10,000 yuan"),
    "元": _("yuan"),
    "千元": _("1,000 yuan"),
    "百万元": _("million yuan"),
    "亿元": _("100 million yuan"),
}
# Headings that are asked about; further ones, once these are answered. No real sheet has so many.
ASKED_AT_ONCE = 300
# What a cell with a number holds.
NUMBERS = (int, float, Decimal)
# Cells that a question names.
NAMED = 5
# Sums that no programme comes near, and amounts that no project does, in yuan.
TOO_MUCH, TOO_LITTLE = Decimal(10**11), Decimal(1000)


def code_of(what: str, *which: str) -> str:
    return ":".join((what, *which))


def unit_in_words(unit: str) -> str:
    """A unit of money, whatever words the file has for it."""
    return next((w for name, w in UNIT_LABELS.items() if MONEY[name] == MONEY[unit]), unit)


def in_order(questions: Iterable) -> list:
    """Those that change amounts first, then those that change many rows, then single ones.

    Takes whatever has a code and rows.
    """
    places = {what: at for at, what in enumerate(ORDER)}

    def place(question):
        return places.get(question.code.partition(":")[0], len(ORDER)), -question.rows

    return sorted(questions, key=place)


def file_questions(
    kind: FileKind,
    tables: list[Table],
    unread: list[tuple[Sheet, int]],
    answers: Mapping,
    *,
    headers: Mapping[str, str],
    earlier: Mapping[str, str],
    doubted: Mapping[str, str],
    sheets: Mapping[str, Sheet],
) -> list[Question]:
    """What the tables of a file leave open; ``unread`` are (sheet, rows) that might be tables.

    Questions with an answer are among them, those about ``headers`` too: {heading: column or ""}.
    ``earlier`` says of those answered for another file who did so, and when; ``doubted`` why some
    of these are asked about anew.
    """
    return [
        *_unit(tables, answers),
        *_some(_headers(kind, tables, headers, earlier, doubted, sheets)),
        *(_sheet(sheet, rows, answers) for sheet, rows in unread),
        *(share(table, cells) for table in tables for cells in table.doubts.fractions()),
        *(words(table, cells) for table in tables for cells in table.doubts.worded()),
        *(time_of_day(table, cells) for table in tables for cells in table.doubts.timed()),
        *(hidden_columns(table, sheets) for table in tables if table.hidden.headers),
        *(hidden_rows(table, sheets) for table in tables if table.doubts.asked_rows),
        *beyond_headings(tables, answers, sheets),
    ]


def _unit(tables: list[Table], answers: Mapping) -> Iterator[Question]:
    """One question for all amounts of the file whose unit is not stated."""
    unitless = [
        (f"{table.sheet} {amounts.column}".strip(), amounts)
        for table in tables
        for amounts in table.doubts.unitless.values()
        if amounts.rows
    ]
    if not unitless:
        return
    rows = max(sum(a.rows for a in table.doubts.unitless.values()) for table in tables)
    headers = _t(", ").join(dict.fromkeys(amounts.header for _cells, amounts in unitless))
    yield Question(
        UNIT,
        _t(", ").join(cells for cells, _amounts in unitless[:NAMED]),
        worded(_("In which unit is “%(header)s”?"), {"header": headers}),
        _why_unit(tables),
        tuple(_unit_reading(unit, [amounts for _cells, amounts in unitless]) for unit in UNITS),
        chosen_reading(answers, UNIT, UNITS),
        rows,
    )


def _why_unit(tables: list[Table]) -> str:
    stated = {header.text for table in tables for header in table.headers
              if header.column in table.stated_units}  # fmt: skip
    if not stated:
        return _t("Neither a heading nor a line of the file states it.")
    return _t("Its heading does not state it; %(headers)s does.") % {
        "headers": _t(", ").join(sorted(stated))
    }


def _unit_reading(unit: str, columns: list[AmountsInDoubt]) -> Alternative:
    factor = MONEY[unit]
    largest = max(amounts.largest for amounts in columns) * factor
    sums = (
        ngettext("%(rows)s row, total %(sum)s", "%(rows)s rows, total %(sum)s", amounts.rows)
        % {"rows": count(amounts.rows), "sum": exact_money(amounts.total * factor)}
        for amounts in columns
    )
    comes_to = _t("%(sums)s; the largest is %(largest)s") % {
        "sums": _t("; ").join(sums),
        "largest": exact_money(largest),
    }
    improbable = largest < TOO_LITTLE or largest > TOO_MUCH
    return Alternative(unit, UNIT_LABELS[unit], comes_to, improbable)


def _some(questions: Iterable[Question]) -> Iterator[Question]:
    """Those with an answer, and of the open ones the first."""
    n_open = 0
    for question in questions:
        n_open += not question.choice
        if n_open > ASKED_AT_ONCE:
            return
        yield question


def _headers(
    kind: FileKind,
    tables: list[Table],
    answered_headers: Mapping[str, str],
    earlier: Mapping[str, str],
    doubted: Mapping[str, str],
    sheets: Mapping,
) -> Iterator[Question]:
    """Each heading that is unknown or was answered once, what it may stand for first.

    Of two columns with the same heading an answer would be about both: a problem names them.
    """
    seen = set()
    for table in tables:
        unknown_columns = {header.column for header in table.unknown}
        taken_columns = set(table.columns.values())
        taken = {normalised(h.text) for h in table.headers if h.column in taken_columns}
        seen |= taken - answered_headers.keys()
        for header in table.headers:
            key = normalised(header.text)
            is_open = header.column in unknown_columns
            if key and key not in seen and (is_open or key in answered_headers):
                seen.add(key)
                choice = "" if is_open else answered_headers[key] or LEAVE
                question = _header(kind, table, header, sheets[table.sheet], choice)
                if is_open and key in doubted:
                    yield replace(question, sentence=doubted[key])
                else:
                    yield replace(question, earlier=earlier.get(key, ""))


def _header(kind: FileKind, table: Table, header: Header, sheet: Sheet, choice: str) -> Question:

    def is_hinted(name: str) -> bool:
        hint = columns[name].hint
        return bool(hint) and hint in header.text and name not in table.columns

    rival = table.rivals.get(header.column)
    likely = rival or table.doubtful.get(header.column)
    columns = kind.columns
    names = sorted(columns, key=lambda name: (name != likely, not is_hinted(name)))
    comes_to = _cells_in_words(sheet, table, header.column)
    readings = [
        Alternative(name, columns[name].lazy_label, comes_to if name == likely else "")
        for name in names
    ]
    left_out = _t("%(cells)s are not loaded") % {"cells": comes_to}
    if rival:
        left_out = _rival_stays(sheet, table, rival)
    leaving = Alternative(LEAVE, _("leave this column out"), left_out)
    readings.insert(1 if likely else 0, leaving)
    sample, odd = heading_sample(sheet, table, header.column)
    return Question(
        code_of(HEADER, normalised(header.text)),
        table.column_address(header.column),
        worded(_("What is the column “%(header)s”?"), {"header": header.text}),
        "" if choice else _why_header(kind, table, likely, rival),
        tuple(readings),
        choice,
        len(table.records),
        sample,
        odd,
    )


def _rival_stays(sheet: Sheet, table: Table, name: str) -> str:
    """What the other heading of the same column comes to, which stays where this is left out."""
    cells = _cells_in_words(sheet, table, table.columns[name])
    return _t("“%(header)s” stays: %(cells)s") % {"header": _heading(table, name), "cells": cells}


def _heading(table: Table, name: str) -> str:
    place = table.columns[name]
    return next(header.text for header in table.headers if header.column == place)


def _why_header(kind: FileKind, table: Table, likely: str | None, rival: str | None) -> str:
    if rival:
        return _t(
            "“%(header)s” is read as “%(label)s”, which this column could be as well: which of the "
            "two is meant?"
        ) % {"header": _heading(table, rival), "label": kind.columns[rival].label}
    if not likely and table.missing:
        labels = _t(", ").join(f"“{column.label}”" for column in table.missing)
        return _t(
            "No column of such a file has this heading, and none of this file is %(columns)s yet."
        ) % {"columns": labels}
    if not likely:
        return _t("No column of such a file has this heading.")
    label = {"label": kind.columns[likely].label}
    return _t("One of its words says “%(label)s”, another changes the meaning.") % label


def _cells_in_words(sheet: Sheet, table: Table, column: int) -> str:
    """How many cells of a column hold something, and what its numbers add up to, as they show."""
    cells = [value_at(sheet, record.row, column) for record in table.records]
    filled = [cell for cell in cells if cell is not None]
    words = ngettext("%(n)s cell", "%(n)s cells", len(filled)) % {"n": count(len(filled))}
    numbers = [cell for cell in filled if type(cell) in NUMBERS]
    if not numbers:
        return words
    total = f"{sum(Decimal(str(number)) for number in numbers):,f}"
    return _t("%(cells)s, total %(sum)s") % {"cells": words, "sum": total}


def _sheet(sheet: Sheet, rows: int, answers: Mapping) -> Question:
    code = code_of(SHEET, sheet.name)
    sentence = (
        _t("The sheet is hidden, and holds a table.")
        if sheet.hidden
        else _t("It holds some columns of such a table, but not enough to be taken for one.")
    )
    rows_in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
    return Question(
        code,
        sheet.name,
        worded(_("Is the sheet “%(sheet)s” to be read?"), {"sheet": sheet.name}),
        sentence,
        (
            Alternative(
                LEAVE, _("leave it out"), _t("%(rows)s are not loaded") % {"rows": rows_in_words}
            ),
            Alternative(READ, _("read it"), rows_in_words),
        ),
        chosen_reading(answers, code, (LEAVE, READ)),
        rows,
    )


def answered(pairs: Iterable[tuple[str, str]]) -> dict:
    """Answers by the code of their question, as ``Load.choices`` keeps them."""
    choices: dict = {}
    for code, answer in pairs:
        what, _colon, which = code.partition(":")
        if what == HEADER:
            choices.setdefault("headers", {})[which] = "" if answer == LEAVE else answer
        elif what == ORGANISATION:
            choices.setdefault("organisations", {})[which] = answer
        elif what == CONFLICT:
            choices.setdefault("conflicts", {})[which] = answer
        else:
            choices.setdefault("answers", {})[code] = answer
    return choices
