"""The month's reports as a workbook to fill in, for an office; plan.py reads it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _t, pgettext

from aidtrack.spreadsheets.tables.cells.days import expected_short_day
from aidtrack.spreadsheets.tables.columns import AS_GIVEN, Column
from aidtrack.spreadsheets.tables.values import EXPECTED
from aidtrack.spreadsheets.writing.filling import FieldToFill, SheetToFill, bounds_of
from aidtrack.spreadsheets.writing.kinds import (
    CODE,
    COUNT,
    NAME,
    NARROW_WAN,
    NUMBER,
    TEXT,
    TYPED_DAY,
    ValueFormat,
)
from aidtrack.web.downloads import Export
from projects.figures.export import about
from projects.models import ReportingMonth, StatusReport
from projects.month.changes import CHOICES
from projects.month.due import Row, due_words, unsaved_report
from reports.loads.kinds.month.columns import CLAIMED, COLUMNS

# Columns as narrow as their words allow, so that the printed form has letters of 8 points or more.
ID, PROJECT, SHORT, PARTY, FLAG, WORDS = (
    replace(kind, width=width)
    for kind, width in ((CODE, 13), (NAME, 24), (TEXT, 8), (TEXT, 11), (TEXT, 8), (NAME, 16))
)
PERCENT = replace(NUMBER, width=8)
KINDS = {
    "choice": replace(TEXT, width=10),
    "day": replace(TYPED_DAY, width=11),
    "share": PERCENT,
    "amount": NARROW_WAN,
    "text": WORDS,
    "flag": FLAG,
}
BY_NAME = {column.name: column for column in COLUMNS}
# What is printed: by which a row is known, and what changes each month beside its values of the
# month before.
FIRST = (
    *("code", "name", "supporter", "recipient", "provenance", "planned_aid"),
    *("no_change", "no_spending"),
    *("stage", "started_on", "completed_on", "last_progress", "physical_progress"),
    *("last_disbursed", "disbursed_to_date", "note"),
)
# Columns that stay in sight: code and name.
FROZEN = 2
LINE, SPACE = "_" * 18, "    "


def workbook(request, month: ReportingMonth, rows: Sequence[Row]) -> Export:
    """``rows`` are those that the person may enter now."""
    sheet = SheetToFill(
        name="status",
        title=_t("Monthly report"),
        fields=_entries(),
        records=lambda: [_record(row, request.user) for row in rows],
        notes=[
            f"{month.programme.label} {month.label} · {due_words(month)}",
            _t(
                "Fill in the white cells; changed cells turn yellow and grey cells are locked. "
                "Then upload it under “Monthly reports”; you will see a preview first."
            ),
        ],
        as_given=lambda entry: BY_NAME[f"{entry.name}{AS_GIVEN}"].label,
        frozen=FROZEN,
        printed=len(FIRST),
        below=[SPACE.join(f"{label}: {LINE}" for label in _signing())],
    )
    facts = [
        (_t("Programme"), month.programme.label),
        (_t("Month"), month.label),
        (_t("Source"), month.programme.scheme.source),
    ]
    return Export(
        (month.programme.code, month.label, _t("monthly report")),
        [sheet, about(request, [sheet], lambda: facts)],
    )


def _signing() -> tuple[str, ...]:
    """Who signs the printed form, and when; reading takes the line for an aside."""
    return _t("Prepared by"), _t("Checked by"), _t("Head of office"), pgettext("signature", "Date")


def _record(row: Row, user) -> tuple[Row, StatusReport]:
    """The row with the report that its cells are filled from."""
    return row, row.report or unsaved_report(row, user)


def _entries() -> list[FieldToFill]:
    entries = _given() | {column.name: _entry(column) for column in CLAIMED}
    first = [entries.pop(name) for name in FIRST]
    return [*first, *entries.values()]


def _given() -> dict[str, FieldToFill]:
    """The columns that identify the row, and what was known of it before; locked."""
    entries = {
        "code": (ID, lambda row: row.project.code),
        "name": (PROJECT, lambda row: row.project.label),
        "supporter": (SHORT, lambda row: row.project.lead_pairing.supporter.label),
        "recipient": (PARTY, lambda row: row.project.lead_pairing.recipient.label),
        "provenance": (SHORT, lambda row: row.project.get_provenance_display()),
        "planned_aid": (NARROW_WAN, lambda row: row.project.planned_aid),
        "last_progress": (PERCENT, lambda row: row.before.physical_progress),
        "last_disbursed": (NARROW_WAN, lambda row: row.before.disbursed),
        "return_reason": (NAME, _return_reason),
        "month": (PARTY, lambda row: row.month.label),
        "version": (COUNT, lambda row: row.report.version if row.report else 0),
        "total_investment": (NARROW_WAN, lambda row: row.project.total_investment),
    }
    return {name: _locked(name, kind, value) for name, (kind, value) in entries.items()}


def _locked(name: str, kind: ValueFormat, value) -> FieldToFill:
    label, is_hidden = BY_NAME[name].label, name == "version"
    return FieldToFill(label, kind, lambda record: value(record[0]), is_hidden=is_hidden)


def _return_reason(row: Row) -> str:
    """Why the reviewer returned the report; empty where it was not returned."""
    is_returned = row.report and row.report.state == StatusReport.State.RETURNED
    return row.report.return_reason if is_returned else ""


def _entry(column: Column) -> FieldToFill:
    kind = KINDS[column.kind]
    choices = _choices(column)
    return FieldToFill(
        _heading(column),
        kind,
        lambda record: _cell_value(choices, getattr(record[1], column.name)),
        name=column.name,
        note=_note(column, choices),
        choices=list(choices.values()),
        bounds=bounds_of(kind, is_share=column.kind == "share"),
        is_day=column.kind == "day",
        longest=column.longest,
    )


def _heading(column: Column) -> str:
    return f"{column.label} (%)" if column.kind == "share" else column.label


def _choices(column: Column) -> dict:
    if column.kind == "flag":
        return {True: _t("yes"), False: _t("no")}
    if column.kind == "choice":
        return {choice.value: str(choice.label) for choice in CHOICES[column.name]}
    return {}


def _cell_value(choices: dict, value):
    """A value of a report as its cell prints it; what is not ticked is empty."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value is False else choices.get(value, value)


def _note(column: Column, choices: dict) -> str:
    """What may stand in the column."""
    if column.kind in ("choice", "flag"):
        expected = _t("One of: %(choices)s.") % {"choices": ", ".join(choices.values())}
    elif column.kind == "amount":
        expected = _t("Amount in 10,000 yuan, cumulative since the start of the project.")
    elif column.kind == "day":
        expected = expected_short_day()
    elif column.longest:
        expected = _t("Text of at most %(longest)d characters.") % {"longest": column.longest}
    else:
        expected = EXPECTED[column.kind]()
    return " ".join([str(expected), _t("An emptied cell takes back what stood in it.")])
