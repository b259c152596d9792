"""What is asked about the tasks of a file, once for all rows that raise it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count
from aidtrack.values.words import worded
from reports.loads.asking import NAMED, code_of
from reports.models import Task

NUMBER, OUTSIDE, OVERDUE, UNANSWERED, OUTCOME, RESPONSIBLE, MEETING = (
    *("number", "outside", "overdue", "unanswered", "outcome", "responsible", "meeting"),
)
# {code: (column, question, sentence, what the rows come to)}
ABOUT_ROWS = {
    NUMBER: (
        "number",
        _("Numbers that cannot be kept: are the tasks numbered on?"),
        _("They are not of the form 2011-031, or another task has the number."),
        _("number on, and put the file's number behind the title"),
    ),
    OUTSIDE: (
        "responsible",
        _("Offices that are no party of the subject: are they meant?"),
        _("The responsible office is neither a party of what the task is about nor acts for one."),
        _("yes, as they stand"),
    ),
    OVERDUE: (
        "due_on",
        _("Open tasks whose due day is past: are they still open?"),
        _("They have no day of closing; loaded, they are overdue."),
        _("yes, load them as overdue"),
    ),
    UNANSWERED: (
        "closed_at",
        _("Tasks that are closed without an answer: is that right?"),
        _("Here a task is closed on an answer; the file has none."),
        _("yes, closed without an answer"),
    ),
    MEETING: (
        "title",
        _("Tasks of a joint meeting whose agenda item is not stored: are they loaded?"),
        _("The file names no agenda item of a stored meeting, or several could be meant."),
        _("as a leader's note that says it came from a meeting"),
    ),
}


def rows_question(code: str, rows: Sequence[tuple[Table, Record]], answers: Mapping) -> Question:
    """One of ABOUT_ROWS: the rows are taken as they stand, or left out."""
    column, label, sentence, reading = ABOUT_ROWS[code]
    readings = (Alternative(READ, reading, _rows_in_words(rows)), _leaving(rows))
    choice = chosen_reading(answers, code, (READ, LEAVE))
    return Question(code, _cells(rows, column), label, f"{sentence}", readings, choice, len(rows))


def outcome_question(rows: Sequence[tuple[Table, Record]], answers: Mapping) -> Question:
    """How those ended that have a day of closing and no outcome."""
    readings = (*(Alternative(*choice) for choice in Task.Outcome.choices), _leaving(rows))
    choice = chosen_reading(answers, OUTCOME, [reading.value for reading in readings])
    label = _("How did the tasks end that have a day of closing and no outcome?")
    sentence = _t("A closed task is solved, planned or kept for reference.")
    cells = _cells(rows, "closed_at")
    return Question(OUTCOME, cells, label, sentence, readings, choice, len(rows))


def responsible_question(cell: str, names: Sequence[str], answers: Mapping, rows: int) -> Question:
    """Which of several offices in one cell is responsible; the others assist."""
    code = code_of(RESPONSIBLE, *sorted(names))
    in_words = _t(", ").join(names)
    return Question(
        code,
        cell,
        worded(_("“%(offices)s”: which of them is responsible?"), {"offices": in_words}),
        _t("A task has one responsible office; the others assist."),
        tuple(Alternative(name, name) for name in names),
        chosen_reading(answers, code, names),
        rows,
    )


def _cells(rows, column: str) -> str:
    return _t(", ").join(table.place(record, column) for table, record in rows[:NAMED])


def _rows_in_words(rows) -> str:
    return ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": count(len(rows))}


def _leaving(rows) -> Alternative:
    left_out = ngettext("%(n)s row is not loaded", "%(n)s rows are not loaded", len(rows))
    return Alternative(LEAVE, _("leave these rows out"), left_out % {"n": count(len(rows))})
