"""The organisations that the cells of a file name; an unknown one is a question, never invented."""

from collections.abc import Mapping

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from reports.loads.names.parties import Parties, Party, plain
from reports.loads.plans import Unknown

# Cells that are listed for one unknown organisation.
NAMED = 5


class Naming:
    """``chosen`` are earlier answers of the person: {name: ref of the organisation meant}."""

    def __init__(self, user, chosen: Mapping[str, str] | None = None):
        self.parties = Parties(user)
        self.chosen = {plain(name): ref for name, ref in (chosen or {}).items()}
        # Organisations that the same load creates, by their name in the file.
        self.new_parties: dict[str, Party] = {}
        self.problems: list[Problem] = []
        self._matches: dict[str, list[Party]] = {}
        self._unknown: dict[str, tuple[str, list[str]]] = {}
        # Rows are looked at more than once.
        self._unknown_rows: dict[str, set[tuple[str, int]]] = {}

    def find(self, table: Table, record: Record, column: str, name: str = "") -> Party | None:
        """The organisation in a cell, or of one name in it; None with a problem or a question."""
        name = name or record.values[column]
        matches = self.matches(name)
        if len(matches) == 1:
            return matches[0]
        if matches:
            self.problems.append(self._ambiguous(table, record, column, matches))
        else:
            _name, cells = self._unknown.setdefault(plain(name), (name, []))
            rows = self._unknown_rows.setdefault(plain(name), set())
            rows.add((table.sheet, record.row))
            cell = table.place(record, column)
            if len(cells) < NAMED and cell not in cells:
                cells.append(cell)
        return None

    def matches(self, name: str) -> list[Party]:
        """The organisations that a name may mean, as a person chose; one where it is certain."""
        if name not in self._matches:
            key = plain(name)
            new_party = self.new_parties.get(key)
            self._matches[name] = (
                [new_party] if new_party else self.parties.find(self.chosen.get(key, name))
            )
        return self._matches[name]

    def _ambiguous(
        self, table: Table, record: Record, column: str, matches: list[Party]
    ) -> Problem:
        refs = _t(", ").join(f"{party.ref} {party.label}" for party in matches)
        return table.problem(
            record,
            column,
            _t("A single organisation; several have this name: %(refs)s.") % {"refs": refs},
            _t("Enter the reference instead of the name."),
        )

    def unknown(self, *, may_create: bool = False) -> list[Unknown]:
        """The unknown names, each with organisations of similar names."""
        return [
            Unknown(
                name,
                tuple(cells),
                tuple((party.ref, party.label) for party in self.parties.nearest(name)),
                may_create,
                len(self._unknown_rows[key]),
            )
            for key, (name, cells) in self._unknown.items()
        ]
