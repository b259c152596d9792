"""Codes of projects that a spreadsheet took for numbers: 00123 comes as 123."""

from collections.abc import Iterable

from aidtrack.spreadsheets.tables.layouts import Table
from pairings.querysets import seen
from projects.models import Project
from reports.loads.plans import Context

ALL_DIGITS = "^[0-9]+$"


def regain(tables: Iterable[Table], context: Context):
    """Gives a code its zeros back where no project is called as the file says, and just one is but
    for its zeros; a query where the file has codes of digits, else none.
    """
    records = [
        (record, code)
        for table in tables
        for record in table.records
        if (code := record.values.get("code")) and code.isascii() and code.isdigit()
    ]
    if not records:
        return
    stored = seen(Project.objects.filter(code__regex=ALL_DIGITS), context.user)
    known = set(stored.order_by().values_list("code", flat=True))
    whole: dict[str, list[str]] = {}
    for code in known:
        whole.setdefault(code.lstrip("0"), []).append(code)
    for record, code in records:
        meant = whole.get(code.lstrip("0"), ())
        if code not in known and len(meant) == 1:
            record.values["code"] = meant[0]
