"""A row that may be a stored project."""

from dataclasses import dataclass

from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.names.parties import plain

# A programme and a pairing.
Place = tuple[int, int]


@dataclass(slots=True)
class Candidate:
    """A row that may be a stored project, with the programme and the pairing that it names."""

    table: Table
    record: Record
    place: Place

    @property
    def name(self) -> str:
        return plain(self.record.values["name"])

    @property
    def has_code(self) -> bool:
        return self.record.values.get("code") is not None

    @property
    def cell(self) -> str:
        return f"{self.table.sheet} {self.table.cell(self.record, 'name')}".strip()
