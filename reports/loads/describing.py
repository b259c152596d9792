"""A preview as plain data, for programs: what would be written, what stands in its way."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.questions import Alternative, Question
from aidtrack.values.numbers import plain
from reports.loads.batches import Batch, New
from reports.loads.examining import Preview
from reports.loads.plans import Conflict, Unknown

SOUND, QUESTIONS, PROBLEMS, REFUSED = "sound", "questions", "problems", "refused"


def outcome_of(preview: Preview) -> str:
    if preview.problems:
        return PROBLEMS
    return SOUND if preview.is_sound else QUESTIONS


def described(preview: Preview) -> dict:
    """The preview as JSON takes it; amounts in yuan as texts.

    ``records`` are the values as they would be written, of a sound file only.
    """
    outcome = outcome_of(preview)
    return {
        "outcome": outcome,
        "problems": [_problem(problem) for problem in preview.problems],
        "questions": [_question(question) for question in open_questions(preview)],
        "unread": [
            {"what": part.what, "where": part.where, "rows": part.rows} for part in preview.unread
        ],
        "notes": [_problem(note) for note in preview.plan.notes],
        "counts": preview.plan.counts,
        "sums": [
            {"label": total.label, "rows": total.rows, "amount": plain(total.amount)}
            for total in preview.plan.sums
        ],
        "records": list(_records(preview)) if outcome == SOUND else [],
    }


def refused(sentence: str) -> dict:
    """A file that was not looked through, with the sentence that says why."""
    return {
        "outcome": REFUSED,
        "problems": [{"sheet": "", "cell": "", "value": "", "expected": sentence, "mend": ""}],
        "questions": [],
        "unread": [],
        "notes": [],
        "counts": {},
        "sums": [],
        "records": [],
    }


def open_questions(preview: Preview) -> Iterator[Question]:
    """Every question without an answer, whatever it is about."""
    for question in preview.undecided:
        if isinstance(question, Unknown):
            yield _about_organisation(question)
        elif isinstance(question, Conflict):
            yield _about_conflict(question)
        else:
            yield question


def _about_organisation(unknown: Unknown) -> Question:
    readings = tuple(Alternative(ref, label) for ref, label in unknown.nearest)
    cells = ", ".join(unknown.cells)
    return Question(unknown.code, cells, unknown.name, "", readings)


def _about_conflict(conflict: Conflict) -> Question:
    ((_name, _base, theirs, mine),) = conflict.fields
    readings = (
        Alternative("mine", "mine", mine),
        Alternative("theirs", "theirs", f"{theirs} {conflict.changed}".strip()),
    )
    return Question(conflict.code, conflict.cell, conflict.label, "", readings, rows=1)


def _problem(problem: Problem) -> dict:
    return {
        "sheet": problem.sheet,
        "cell": problem.cell,
        "value": problem.value,
        "expected": str(problem.expected),
        "mend": str(problem.mend),
    }


def _question(question: Question) -> dict:
    return {
        "code": question.code,
        "where": question.where,
        "label": str(question.label),
        "sentence": str(question.sentence),
        "readings": [
            {
                "reading": reading.value,
                "label": str(reading.label),
                "comes_to": str(reading.comes_to),
            }
            for reading in question.readings
        ],
    }


def _records(preview: Preview) -> Iterator[dict]:
    for batch in preview.plan.batches:
        model = batch.model._meta.label
        for row in batch.rows():
            yield {"model": model, "does": "create", "values": _values(batch, row)}
        for change in batch.changed:
            news = {name: new for name, (_old, new) in change.changes.items()}
            values = _values(batch, news)
            yield {"model": model, "does": "change", "row": change.words, "values": values}


def _values(batch: Batch, row: dict) -> dict:
    return {name: _value(batch, name, value) for name, value in row.items() if value is not None}


def _value(batch: Batch, name: str, value):
    if isinstance(value, New):
        return str(value)
    if name in batch.labels:
        return str(batch.labels[name].get(value, value))
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
