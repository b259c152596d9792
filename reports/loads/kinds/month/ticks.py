"""The ticks "no change" and "no spending" of a row, by the rule of the grid and its check page.

A tick says that the row is as it was before the month, so a cell that says otherwise is a problem,
and what the check page asks first is asked of the row, too.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.values.formats import exact_money
from aidtrack.values.numbers import plain
from projects.models import StatusReport
from projects.month.due import Row, no_change
from projects.month.entry.forms import WORDS
from projects.month.entry.unchanged import QuestionKind, UnchangedRow, unchanged

# What "no change" leaves to the cells of the row.
LEFT_TO_CELLS = (*WORDS, "excess_reason", "is_correction")
AMOUNT = "disbursed_to_date"


def ticked_values(
    row: Row, current: StatusReport, table: Table, record: Record, claimed: dict, user
) -> tuple[dict, list[Problem]]:
    """What the row claims with its ticks, and the problems that stand against them."""
    ticked = {name for name in ("no_change", "no_spending") if record.values.get(name)}
    if "no_change" in ticked:
        return _without_change(row, current, table, record, claimed, user)
    if "no_spending" in ticked:
        values = {AMOUNT: row.before.disbursed}
        problems = list(_contradictions("no_spending", values, table, record, claimed))
        return claimed | values | {"no_spending": True}, problems
    return claimed, []


def _without_change(row, current, table, record, claimed: dict, user) -> tuple[dict, list[Problem]]:
    values = no_change(row, claimed.get("physical_progress", current.physical_progress))
    problems = list(_contradictions("no_change", values, table, record, claimed))
    values |= {name: claimed[name] for name in LEFT_TO_CELLS if name in claimed}
    unchanged_row = unchanged(row, user)
    if not problems and unchanged_row.kind == QuestionKind.REFUSED:
        mend = _t("Clear “no change” and fill in the row itself.")
        problems = [table.problem(record, "no_change", unchanged_row.sentence, mend)]
    elif not problems and unchanged_row.lacks_answer(values, current):
        problems = [_question(unchanged_row, table, record)]
    return values, problems


def _contradictions(tick: str, values: dict, table, record, claimed: dict) -> Iterator[Problem]:
    """A problem for each cell that says something else than the tick."""
    for name, known in values.items():
        if name not in table.columns or name in ("no_change", "no_spending"):
            continue
        is_filled = name in claimed or record.values.get(name) is not None
        cell_value = claimed.get(name, record.values.get(name))
        if is_filled and cell_value != known:
            label = StatusReport._meta.get_field(tick).verbose_name
            expected = _t("“%(tick)s” is ticked, so this should be as before the month: %(known)s.")
            words = {"tick": label, "known": _in_words(name, known)}
            mend = _t("Clear the tick, or take back the change.")
            yield table.problem(record, name, expected % words, mend)


def _question(unchanged_row: UnchangedRow, table: Table, record: Record) -> Problem:
    """What the check page asks of the row, at the cell for the answer."""
    name = unchanged_row.answered_in
    question = str(QuestionKind(unchanged_row.kind).label)
    if unchanged_row.sentence:
        question = f"{question} ({unchanged_row.sentence})"
    mend = (
        _t("Enter the progress in the same row.")
        if unchanged_row.asks_progress
        else _t("Enter the reason as the problem of the same row.")
    )
    return table.problem(record, name if name in table.columns else "no_change", question, mend)


def _in_words(name: str, value) -> str:
    if value in (None, ""):
        return _t("nothing")
    if name == AMOUNT:
        return exact_money(value)
    field = StatusReport._meta.get_field(name)
    if name == "physical_progress":
        return plain(value)
    return str(dict(field.flatchoices).get(value, value))
