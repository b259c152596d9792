"""One row of a register on its way to a task."""

from dataclasses import dataclass
from datetime import date

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.kinds.tasks.numbers import number_of
from reports.models import Item


@dataclass(eq=False)
class TaskEntry:
    """``subject`` is its field and row, None for none; offices are ids.

    ``item`` is the agenda item that it came from. ``assigned`` is the number it gets,
    ``stored_title`` the title, once it is numbered.
    """

    table: Table
    record: Record
    subject: tuple[str, object] | None
    responsible: int
    assisting: tuple[int, ...]
    assigned: tuple[int, int] | None = None
    stored_title: str = ""
    item: Item | None = None

    def __post_init__(self):
        self.values = self.record.values
        self.title: str = self.values["title"]
        self.stored_title = self.title
        self.number: str = self.values.get("number") or ""
        self.own_number = number_of(self.number)
        self.issued_on: date = self.values["issued_at"]
        self.due_on: date = self.values["due_on"]
        self.closed_on: date | None = self.values.get("closed_at")

    def identity(self, title: str) -> tuple:
        return title, self.responsible, self.issued_on

    def problem(self, column: str, expected: str, mend: str) -> Problem:
        return self.table.problem(self.record, column, expected, mend)
