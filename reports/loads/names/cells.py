"""The organisations that the cells of a file name; unknown ones are asked about, never invented."""

from collections.abc import Mapping

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.names.parties import Parties, Party, plain
from reports.loads.plans import Unknown

# Cells that are named for one unknown organisation.
NAMED = 5


class Naming:
    """``chosen`` is what the person said before: {name: ref of the organisation meant}."""

    def __init__(self, user, chosen: Mapping[str, str] | None = None):
        self.parties = Parties(user)
        self.chosen = {plain(name): ref for name, ref in (chosen or {}).items()}
        # Organisations that the same load makes, by the name that the file gives them.
        self.made: dict[str, Party] = {}
        self.problems: list[Problem] = []
        self._found: dict[str, list[Party]] = {}
        self._unknown: dict[str, tuple[str, list[str]]] = {}

    def find(self, table: Table, record: Record, column: str, name: str = "") -> Party | None:
        """The organisation in a cell, or of one name in it; None is told where it is not clear."""
        name = name or record.values[column]
        if name not in self._found:
            key = plain(name)
            made = self.made.get(key)
            self._found[name] = [made] if made else self.parties.find(self.chosen.get(key, name))
        found = self._found[name]
        if len(found) == 1:
            return found[0]
        if found:
            self.problems.append(self._ambiguous(table, record, column, found))
        else:
            _name, cells = self._unknown.setdefault(plain(name), (name, []))
            if len(cells) < NAMED:
                cells.append(f"{table.sheet} {table.cell(record, column)}".strip())
        return None

    def _ambiguous(self, table: Table, record: Record, column: str, found: list[Party]) -> Problem:
        refs = _t(", ").join(f"{party.ref} {party.label}" for party in found)
        return table.problem(
            record,
            column,
            _t("A single organisation; several have this name: %(refs)s.") % {"refs": refs},
            _t("Enter the reference instead of the name."),
        )

    def unknown(self, *, may_create: bool = False) -> list[Unknown]:
        """The names that nobody is known by, each with the nearest."""
        return [
            Unknown(
                name,
                tuple(cells),
                tuple((party.ref, party.label) for party in self.parties.nearest(name)),
                may_create,
            )
            for name, cells in self._unknown.values()
        ]
