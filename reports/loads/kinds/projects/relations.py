"""What a file says a project is planned under: its programme, its pairing, its class."""

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from pairings.models import Organisation, Pairing
from pairings.querysets import visible_rows
from projects.models import Category, Programme
from reports.loads.names.cells import Naming
from reports.loads.names.parties import plain
from reports.loads.plans import Context


class PlannedUnder:
    """Fetches every programme, pairing and class that a file may name: three queries."""

    def __init__(self, context: Context, naming: Naming):
        self.naming, user = naming, context.user
        programmes = visible_rows(Programme.objects.all(), user)
        self.programmes = {programme.pk: programme for programme in programmes}
        self.by_name: dict[str, int] = {}
        for programme in self.programmes.values():
            for name in (programme.name_en, programme.name, programme.code):
                if name:
                    self.by_name[plain(name)] = programme.pk
        self.chosen = self.programme_called(context.chosen("programme") or "")
        # Columns that are asked for once for the file: what rows leave out is no problem there.
        self.asked: set[str] = set()
        self._fetch_pairings(user)
        self.categories: dict[tuple[int, str], Category] = {}
        for category in visible_rows(Category.objects.all(), user):
            for name in (category.name_en, category.name, category.code):
                if name:
                    self.categories[category.scheme_id, plain(name)] = category
        self.labels = {
            "programme_id": {pk: programme.label for pk, programme in self.programmes.items()},
            "lead_pairing_id": {
                pk: self._parties_of(pairing) for pk, pairing in self.pairings.items()
            },
            "category_id": {category.pk: category.label for category in self.categories.values()},
        }
        self.resolved: dict[tuple, dict] = {}
        self._pairings_with: dict[tuple, list[Pairing]] = {}

    def _fetch_pairings(self, user):
        self.pairings: dict[int, Pairing] = {}
        self.by_ref: dict[str, int] = {}
        self.by_parties: dict[tuple[int, int, int], list[int]] = {}
        pairings = visible_rows(Pairing.objects.all(), user).order_by("starts_on", "pk")
        for pairing in pairings:
            self.pairings[pairing.pk] = pairing
            self.by_ref[plain(pairing.ref)] = pairing.pk
            for side in ("supporter", "recipient"):
                if party := self.naming.parties.organisations.get(getattr(pairing, f"{side}_id")):
                    setattr(pairing, side, party)
            parties = (pairing.scheme_id, pairing.supporter_id, pairing.recipient_id)
            self.by_parties.setdefault(parties, []).append(pairing.pk)

    def _parties_of(self, pairing: Pairing) -> str:
        parties = self.naming.parties.by_id
        names = (parties.get(pk) for pk in (pairing.supporter_id, pairing.recipient_id))
        return " → ".join(party.label for party in names if party)

    def programme_called(self, name: str) -> int | None:
        return self.by_name.get(plain(name))

    def programme_of_row(self, record: Record) -> Programme | None:
        """The programme that a row of a new project names, or else the one chosen for the file."""
        name = record.values.get("programme")
        return self.programmes.get(self.programme_called(name) if name else self.chosen)

    def pairings_with(self, scheme_id: int, side: str, party_id: int | None) -> list[Pairing]:
        """The pairings of a scheme, with one party as supporter or recipient unless it is None."""
        key = scheme_id, side, party_id
        if key not in self._pairings_with:
            self._pairings_with[key] = [
                pairing
                for pairing in self.pairings.values()
                if pairing.scheme_id == scheme_id
                and party_id in (None, getattr(pairing, f"{side}_id"))
            ]
        return self._pairings_with[key]

    def recipient_of(self, pairing_id: int) -> Organisation:
        return self.naming.parties.organisations[self.pairings[pairing_id].recipient_id]

    def add(self, new_values: dict, table: Table, record: Record, stored) -> list[Problem]:
        """Adds the ids of what a record names to ``new_values``; a problem per unknown name."""
        values = record.values
        names = tuple(
            values.get(n) for n in ("programme", "pairing", "supporter", "recipient", "category")
        )
        stored_ids = tuple(stored[n] for n in ("programme_id", "lead_pairing_id")) if stored else ()
        key = (*names, *stored_ids)
        # Most rows of a file are planned under the same few: ids without a problem are reused.
        if key in self.resolved:
            new_values |= self.resolved[key]
            return []
        ids: dict = {}
        problems = list(
            chain(
                self._programme(ids, table, record, stored),
                self._pairing(ids, table, record, stored),
                self._category(ids, table, record, stored),
            )
        )
        new_values |= ids
        if not problems and ("lead_pairing_id" in ids or stored):
            self.resolved[key] = ids
        return problems

    def _programme(self, ids, table, record, stored) -> Iterator[Problem]:
        name = record.values.get("programme")
        if name is None:
            if stored is None and self.chosen is None and "programme" in self.asked:
                return
            if stored is None and self.chosen is None:
                yield table.problem(
                    record,
                    "programme",
                    _t("The project's programme."),
                    _t("Choose the programme when uploading, or add a programme column."),
                )
            elif stored is None:
                ids["programme_id"] = self.chosen
        elif (pk := self.by_name.get(plain(name))) is None:
            yield table.problem(
                record,
                "programme",
                _t("A programme: %(names)s.") % {"names": _listed(self.labels["programme_id"])},
                _t("Enter one of these."),
            )
        else:
            ids["programme_id"] = pk

    def _programme_of(self, ids, stored) -> Programme | None:
        pk = ids.get("programme_id") or (stored and stored["programme_id"])
        return self.programmes.get(pk)

    def _pairing(self, ids, table, record, stored) -> Iterator[Problem]:
        values, programme = record.values, self._programme_of(ids, stored)
        if ref := values.get("pairing"):
            pk = self.by_ref.get(plain(ref))
            if pk is None:
                yield table.problem(
                    record,
                    "pairing",
                    _t("A pairing reference."),
                    _t("Look it up on the pairings page."),
                )
                return
        elif values.get("supporter") or values.get("recipient"):
            pk = yield from self._by_parties(table, record, programme, stored)
        elif stored is None and self.asked & {"programme", "supporter", "recipient"}:
            return
        elif stored is None:
            yield table.problem(
                record,
                "supporter",
                _t("The project's pairing."),
                _t("Enter its supporter and recipient, or the pairing reference."),
            )
            return
        else:
            pk = stored["lead_pairing_id"] if "programme_id" in ids else None
        if pk is None:
            return
        if programme and self.pairings[pk].scheme_id != programme.scheme_id:
            at = "pairing" if values.get("pairing") else "supporter"
            yield table.problem(
                record,
                at,
                _t("A pairing under the scheme of %(programme)s.") % {"programme": programme.label},
                _t("Choose a pairing under the programme's own scheme."),
            )
        elif not (stored and stored["lead_pairing_id"] == pk):
            ids["lead_pairing_id"] = pk

    def _by_parties(self, table, record, programme, stored):
        """The pairing of the two that the record names; None with a problem or a question."""
        values = record.values
        for name, opposite in (("supporter", "recipient"), ("recipient", "supporter")):
            if not values.get(name):
                partner = values.get(opposite)
                if partner and len(self.naming.matches(partner)) != 1:
                    # Whoever it is decides who the other one may be.
                    self.naming.find(table, record, opposite)
                    return None
                if stored is not None or not self.asked & {"programme", name}:
                    yield table.problem(
                        record, name, _t("Both parties of the pairing."), _t("Fill it in.")
                    )
                return None
        supporter = self.naming.find(table, record, "supporter")
        recipient = self.naming.find(table, record, "recipient")
        if not (supporter and recipient and programme):
            return None
        pairing_ids = self.by_parties.get((programme.scheme_id, supporter.pk, recipient.pk), [])
        if len(pairing_ids) == 1:
            return pairing_ids[0]
        expected, mend = (
            (_t("A single pairing; these two have several."), _t("Enter the pairing reference."))
            if pairing_ids
            else (
                _t("An existing pairing; %(supporter)s does not support %(recipient)s.")
                % {"supporter": supporter.label, "recipient": recipient.label},
                _t("Correct one of the two, or import the pairing first."),
            )
        )
        yield table.problem(record, "supporter", expected, mend)
        return None

    def _category(self, ids, table, record, stored) -> Iterator[Problem]:
        name, programme = record.values.get("category"), self._programme_of(ids, stored)
        if name is None or programme is None:
            return
        category = self.categories.get((programme.category_scheme_id, plain(name)))
        if category is None or category.is_reserve:
            scheme = programme.category_scheme_id
            usable = {
                option.pk: option.label
                for (of, _name), option in self.categories.items()
                if of == scheme and not option.is_reserve
            }
            yield table.problem(
                record,
                "category",
                _t("A class of the programme: %(names)s.") % {"names": _listed(usable)},
                _t("Enter one of these, or leave it blank."),
            )
        else:
            ids["category_id"] = category.pk

    def would_move(self, stored: dict, new_values: dict) -> bool:
        """Whether the programme or the supporter of a stored project would change."""
        if new_values.get("programme_id", stored["programme_id"]) != stored["programme_id"]:
            return True
        pk = new_values.get("lead_pairing_id", stored["lead_pairing_id"])
        supporters = {
            self.pairings[pairing_id].supporter_id for pairing_id in (pk, stored["lead_pairing_id"])
        }
        return len(supporters) > 1


def _listed(labels: dict[int, str]) -> str:
    return _t(", ").join(labels.values())
