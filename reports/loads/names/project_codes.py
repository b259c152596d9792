"""The project codes of a file, and those that a spreadsheet turned into numbers: 00123 as 123."""

from collections.abc import Iterable

from aidtrack.spreadsheets.tables.layouts import Table
from pairings.querysets import visible_rows
from projects.models import Project
from reports.loads.plans import Context

ALL_DIGITS = "^[0-9]+$"


def codes_of(tables: Iterable[Table]) -> set[str]:
    return {record.values.get("code") for table in tables for record in table.records} - {None}


def regain(tables: Iterable[Table], context: Context):
    """Restores the leading zeros of a code that no project has and just one has with zeros.

    One query if the file has codes of digits, else none.
    """
    records = [
        (record, code)
        for table in tables
        for record in table.records
        if (code := record.values.get("code")) and code.isascii() and code.isdigit()
    ]
    if not records:
        return
    stored = visible_rows(Project.objects.filter(code__regex=ALL_DIGITS), context.user)
    stored_codes = set(stored.order_by().values_list("code", flat=True))
    whole: dict[str, list[str]] = {}
    for code in stored_codes:
        whole.setdefault(code.lstrip("0"), []).append(code)
    for record, code in records:
        candidates = whole.get(code.lstrip("0"), ())
        if code not in stored_codes and len(candidates) == 1:
            record.values["code"] = candidates[0]
