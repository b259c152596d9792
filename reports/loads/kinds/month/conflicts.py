"""Cells that somebody else changed since the workbook was given out: which value holds is chosen
cell by cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.doubts import UNIT
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.units import MONEY
from aidtrack.values.formats import DASH
from aidtrack.values.numbers import plain
from projects.models import StatusReport
from reports.loads.asking import unit_in_words
from reports.loads.kinds.month.saving import who_and_when
from reports.loads.plans import Conflict, Context

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class ChangedCell:
    """A field that two people changed: what the workbook was given out with, and both values."""

    name: str
    base: object
    theirs: object
    mine: object


class CellConflicts:
    """Collects the conflicts of a file; an answer for a row holds for each cell without its own."""

    def __init__(self, context: Context):
        self.context = context
        self.answers: Mapping[str, str] = context.chosen("conflicts") or {}
        # With the id of the report and the field; None where there was no report.
        self.open_cells: list[tuple[Conflict, int | None, str]] = []

    def settled(
        self, report: StatusReport, table: Table, record: Record, values: dict, cells
    ) -> dict | None:
        """The values without those that lost; None while one is undecided."""
        choices = {cell.name: self._add(report, table, record, cell) for cell in cells}
        if not all(choices.values()):
            return None
        lost = {name for name, choice in choices.items() if choice == THEIRS}
        # A tick says something of the whole row, so it holds with all of it only.
        lost |= {"no_change"} if lost else set()
        lost |= {"no_spending"} if "disbursed_to_date" in lost else set()
        return {name: value for name, value in values.items() if name not in lost}

    def _add(self, report: StatusReport, table: Table, record: Record, cell: ChangedCell) -> str:
        """Notes one cell and gives the choice about it, "" where there is none."""
        row = report.project.code
        key = f"{row}/{report.month.label}/{cell.name}"
        choice = self.answers.get(key) or self.answers.get(row, "")
        address = f"{table.sheet} {table.cell(record, cell.name) or table.cell(record, 'code')}"
        name, factor = self._name_and_factor(table, cell.name)
        values = (cell.base, cell.theirs, cell.mine)
        words = tuple(_in_words(cell.name, value, factor) for value in values)
        label = f"{row} {report.project.label} {report.month.label} · {name}"
        conflict = Conflict(key, label, address.strip(), ((name, *words),), choice)
        self.open_cells.append((conflict, report.pk, cell.name))
        return choice

    def _name_and_factor(self, table: Table, name: str) -> tuple[str, Decimal]:
        """What the field is called, an amount with the unit of the file, and that unit in yuan."""
        label = str(StatusReport._meta.get_field(name).verbose_name)
        if name != "disbursed_to_date":
            return label, Decimal(1)
        answered = (self.context.chosen("answers") or {}).get(UNIT)
        stated = table.stated_units.get(table.columns.get(name)) or table.unit
        unit = stated or answered or "元"
        return f"{label} ({unit_in_words(unit)})", MONEY[unit]

    def all(self) -> list[Conflict]:
        """The conflicts, each with who changed the cell and when, in one query."""
        changes = _last_changes({pk for _conflict, pk, _name in self.open_cells if pk})
        return [
            replace(conflict, changed=changes.get((pk, name), ""))
            for conflict, pk, name in self.open_cells
        ]


def _last_changes(reports: set[int]) -> dict[tuple[int, str], str]:
    """{(id of a report, field): who changed it last, and when}."""
    if not reports:
        return {}
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(StatusReport), object_id__in=reports
    )
    changes = {}
    for entry in entries.select_related("actor").order_by("timestamp", "pk"):
        words = who_and_when(entry)
        changes |= {(entry.object_id, name): words for name in entry.changes or ()}
    return changes


def changed_cells(
    current: StatusReport, values: dict, given_out: Mapping, *, is_seen: bool
) -> Iterator[ChangedCell]:
    """Those where somebody else changed what the row of the file changes, too.

    ``given_out``: {field: the value that it was given out with}, compared itself, as the current
    value may have changed before there was a report. ``is_seen``: the file names the stored
    version, or none.
    """
    for name, mine in values.items():
        theirs = getattr(current, name)
        has_changed = theirs != given_out[name] if name in given_out else not is_seen
        if theirs != mine and has_changed:
            yield ChangedCell(name, given_out.get(name), theirs, mine)


def _in_words(name: str, value, factor: Decimal) -> str:
    if value in (None, ""):
        return DASH
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    if isinstance(value, Decimal):
        return plain(value / factor)
    field = StatusReport._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))
