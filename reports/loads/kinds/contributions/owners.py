"""The schemes, pairings and programmes that rows name, and those that they leave out."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from pairings.models import Pairing, Scheme
from pairings.querysets import visible_rows
from projects.models import Programme, Project
from reports.loads.names.cells import Naming
from reports.loads.names.parties import plain
from reports.loads.plans import Context

NAMED = 8


class Owners:
    """Every scheme, programme and pairing that the person may see, by their names."""

    def __init__(self, context: Context, naming: Naming):
        self.naming = naming
        self.schemes = list(visible_rows(Scheme.objects.order_by("code"), context.user))
        self.programmes = list(visible_rows(Programme.objects.order_by("code"), context.user))
        self.pairings = list(visible_rows(Pairing.objects.order_by("starts_on"), context.user))
        self.scheme_called = _by_name(self.schemes)
        self.programme_called = _by_name(self.programmes)
        self.pairing_called = {plain(pairing.ref): pairing for pairing in self.pairings}
        for pairing in self.pairings:
            for label in self._labels_of(pairing):
                self.pairing_called.setdefault(plain(label), pairing)
        self.chosen_scheme = self._called(self.scheme_called, context.chosen("scheme"))
        self.chosen_programme = self._called(self.programme_called, context.chosen("programme"))
        self.project_called: dict[str, Project] = {}
        self.labels: dict[str, Mapping] = {
            "scheme_id": {scheme.pk: scheme.label for scheme in self.schemes},
            "programme_id": {programme.pk: programme.label for programme in self.programmes},
            "project_id": {},
            "pairing_id": {p.pk: next(iter(self._labels_of(p)), p.ref) for p in self.pairings},
        }

    def find_projects(self, user, records: Iterable[Record]):
        """Reads the projects that records name by their codes."""
        codes = {record.values.get("project") for record in records} - {None}
        projects = Project.objects.filter(code__in=codes).select_related("programme__scheme")
        self.project_called = {row.code: row for row in visible_rows(projects, user)}
        self.labels["project_id"] = {row.pk: row.code for row in self.project_called.values()}

    def project_of(self, record: Record) -> Project | None:
        return self.project_called.get(record.values.get("project"))

    def _called(self, by_name: Mapping, name: str | None):
        return by_name.get(plain(name)) if name else None

    def _labels_of(self, pairing: Pairing) -> Iterator[str]:
        parties = self.naming.parties.by_id
        pair = [parties.get(pk) for pk in (pairing.supporter_id, pairing.recipient_id)]
        if all(pair):
            yield " → ".join(party.label for party in pair)

    def pairing_of(self, table: Table, record: Record) -> tuple[Pairing | None, list[Problem]]:
        """The pairing that a row names, by itself or by its parties; None: none, or a problem."""
        values = record.values
        if name := values.get("pairing"):
            pairing = self.pairing_called.get(plain(name))
            return pairing, [] if pairing else [_unknown_pairing(table, record)]
        sides = {}
        for side in ("supporter", "recipient"):
            if values.get(side):
                party = self.naming.find(table, record, side)
                if party is None:
                    return None, []
                sides[f"{side}_id"] = party.pk
        if not sides:
            return None, []
        scheme = self._called(self.scheme_called, values.get("scheme")) or self.chosen_scheme
        pairings = [
            pairing
            for pairing in self.pairings
            if all(getattr(pairing, name) == pk for name, pk in sides.items())
            and (scheme is None or pairing.scheme_id == scheme.pk)
        ]
        if len(pairings) == 1:
            return pairings[0], []
        return None, [_no_single_pairing(table, record, len(pairings))]

    def scheme_of(self, record: Record, pairing, programme) -> Scheme | None:
        """As the row says, else that of its pairing or programme, else the only one."""
        named = self._called(self.scheme_called, record.values.get("scheme"))
        ids = {row.scheme_id for row in (pairing, programme) if row}
        derived = next((scheme for scheme in self.schemes if scheme.pk in ids), None)
        only = self.schemes[0] if len(self.schemes) == 1 else None
        return named or derived or self.chosen_scheme or only

    def programme_of(self, record: Record) -> Programme | None:
        """As the row says, else that of its project, else the one chosen."""
        if name := record.values.get("programme"):
            return self._called(self.programme_called, name)
        project = self.project_of(record)
        return project.programme if project else self.chosen_programme

    def programmes_of(self, scheme: Scheme) -> list[Programme]:
        return [programme for programme in self.programmes if programme.scheme_id == scheme.pk]

    def unknown_names(self, table: Table, record: Record) -> Iterator[Problem]:
        """A scheme, programme or project that is named and unknown; nothing of an empty cell."""
        if record.values.get("project") and self.project_of(record) is None:
            expected = _t("A project code.")
            yield table.problem(
                record,
                "project",
                expected,
                _t("There is no project with this code: check it on the project's page."),
            )
        for column, by_name, rows in (
            ("scheme", self.scheme_called, self.schemes),
            ("programme", self.programme_called, self.programmes),
        ):
            name = record.values.get(column)
            if name and plain(name) not in by_name:
                labels = _t(", ").join(row.label for row in rows[:NAMED])
                yield table.problem(
                    record,
                    column,
                    _t("One of these: %(names)s.") % {"names": labels},
                    _t("Enter its code or name, or choose it when uploading."),
                )


def _by_name(rows) -> dict[str, object]:
    return {plain(name): row for row in rows for name in (row.name_en, row.name, row.code) if name}


def _unknown_pairing(table: Table, record: Record) -> Problem:
    return table.problem(
        record,
        "pairing",
        _t("The reference of a pairing."),
        _t("There is no pairing of this name: check it on the page of pairings."),
    )


def _no_single_pairing(table: Table, record: Record, n: int) -> Problem:
    column = "recipient" if record.values.get("recipient") else "supporter"
    if n:
        return table.problem(
            record,
            column,
            _t("A single pairing; these two have several."),
            _t("Name the pairing by its reference."),
        )
    return table.problem(
        record,
        column,
        _t("Two parties that are paired."),
        _t("There is no pairing of these: check supporter, recipient and scheme."),
    )
