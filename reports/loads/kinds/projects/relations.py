"""What a file says a project is planned under: its programme, its pairing, its class."""

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from pairings.models import Pairing
from pairings.querysets import seen
from projects.models import Category, Programme
from reports.loads.names.cells import Naming
from reports.loads.names.parties import plain
from reports.loads.plans import Context


class PlannedUnder:
    """Everything that can be named is fetched once: three queries."""

    def __init__(self, context: Context, naming: Naming):
        self.naming, user = naming, context.user
        programmes = seen(Programme.objects.all(), user)
        self.programmes = {programme.pk: programme for programme in programmes}
        self.by_name: dict[str, int] = {}
        for one in self.programmes.values():
            for name in (one.name_en, one.name, one.code):
                if name:
                    self.by_name[plain(name)] = one.pk
        self.chosen = self.by_name.get(plain(context.chosen("programme") or ""))
        self._fetch_pairings(user)
        self.categories: dict[tuple[int, str], Category] = {}
        for category in seen(Category.objects.all(), user):
            for name in (category.name_en, category.name, category.code):
                if name:
                    self.categories[category.scheme_id, plain(name)] = category
        held = {category.pk: category for category in self.categories.values()}
        self.labels = {
            "programme_id": {pk: one.label for pk, one in self.programmes.items()},
            "lead_pairing_id": {pk: self._said(one) for pk, one in self.pairings.items()},
            "category_id": {pk: one.label for pk, one in held.items()},
        }
        self.known: dict[tuple, tuple] = {}

    def _fetch_pairings(self, user):
        self.pairings: dict[int, Pairing] = {}
        self.by_ref: dict[str, int] = {}
        self.by_parties: dict[tuple[int, int, int], list[int]] = {}
        pairings = seen(Pairing.objects.all(), user).order_by("starts_on", "pk")
        for one in pairings:
            self.pairings[one.pk] = one
            self.by_ref[plain(one.ref)] = one.pk
            parties = (one.scheme_id, one.supporter_id, one.recipient_id)
            self.by_parties.setdefault(parties, []).append(one.pk)

    def _said(self, pairing: Pairing) -> str:
        parties = self.naming.parties.by_id
        names = (parties.get(pk) for pk in (pairing.supporter_id, pairing.recipient_id))
        return " → ".join(party.label for party in names if party)

    def add(self, given: dict, table: Table, record: Record, stored) -> list[Problem]:
        """Puts the ids of what a record names into ``given``, and tells what it names in vain."""
        values = record.values
        named = tuple(
            values.get(n) for n in ("programme", "pairing", "supporter", "recipient", "category")
        )
        held = tuple(stored[n] for n in ("programme_id", "lead_pairing_id")) if stored else ()
        key = (*named, *held)
        # Most rows of a file are planned under the same few: what went well is remembered.
        if key in self.known:
            given |= self.known[key]
            return []
        found: dict = {}
        problems = list(
            chain(
                self._programme(found, table, record, stored),
                self._pairing(found, table, record, stored),
                self._category(found, table, record, stored),
            )
        )
        given |= found
        if not problems and ("lead_pairing_id" in found or stored):
            self.known[key] = found
        return problems

    def _programme(self, found, table, record, stored) -> Iterator[Problem]:
        named = record.values.get("programme")
        if named is None:
            if stored is None and self.chosen is None:
                yield table.problem(
                    record,
                    "programme",
                    _t("The project's programme."),
                    _t("Choose the programme when uploading, or add a programme column."),
                )
            elif stored is None:
                found["programme_id"] = self.chosen
        elif (pk := self.by_name.get(plain(named))) is None:
            yield table.problem(
                record,
                "programme",
                _t("A programme: %(names)s.") % {"names": _listed(self.labels["programme_id"])},
                _t("Enter one of these."),
            )
        else:
            found["programme_id"] = pk

    def _of(self, found, stored) -> Programme | None:
        pk = found.get("programme_id") or (stored and stored["programme_id"])
        return self.programmes.get(pk)

    def _pairing(self, found, table, record, stored) -> Iterator[Problem]:
        values, programme = record.values, self._of(found, stored)
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
            pk = yield from self._by_parties(table, record, programme)
        elif stored is None:
            yield table.problem(
                record,
                "supporter",
                _t("The project's pairing."),
                _t("Enter its supporter and recipient, or the pairing reference."),
            )
            return
        else:
            pk = stored["lead_pairing_id"] if "programme_id" in found else None
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
            found["lead_pairing_id"] = pk

    def _by_parties(self, table, record, programme):
        """The pairing of the two that the record names; None where it is told or asked about."""
        values = record.values
        for name in ("supporter", "recipient"):
            if not values.get(name):
                yield table.problem(
                    record, name, _t("Both parties of the pairing."), _t("Fill it in.")
                )
                return None
        supporter = self.naming.find(table, record, "supporter")
        recipient = self.naming.find(table, record, "recipient")
        if not (supporter and recipient and programme):
            return None
        found = self.by_parties.get((programme.scheme_id, supporter.pk, recipient.pk), [])
        if len(found) == 1:
            return found[0]
        expected, mend = (
            (_t("A single pairing; these two have several."), _t("Enter the pairing reference."))
            if found
            else (
                _t("An existing pairing; %(supporter)s does not support %(recipient)s.")
                % {"supporter": supporter.label, "recipient": recipient.label},
                _t("Correct one of the two, or import the pairing first."),
            )
        )
        yield table.problem(record, "supporter", expected, mend)
        return None

    def _category(self, found, table, record, stored) -> Iterator[Problem]:
        named, programme = record.values.get("category"), self._of(found, stored)
        if named is None or programme is None:
            return
        category = self.categories.get((programme.category_scheme_id, plain(named)))
        if category is None or category.is_reserve:
            scheme = programme.category_scheme_id
            usable = {
                one.pk: one.label
                for (of, _name), one in self.categories.items()
                if of == scheme and not one.is_reserve
            }
            yield table.problem(
                record,
                "category",
                _t("A class of the programme: %(names)s.") % {"names": _listed(usable)},
                _t("Enter one of these, or leave it blank."),
            )
        else:
            found["category_id"] = category.pk

    def would_move(self, stored: dict, given: dict) -> bool:
        """Whether the programme or the supporter of a stored project would be another."""
        if given.get("programme_id", stored["programme_id"]) != stored["programme_id"]:
            return True
        pk = given.get("lead_pairing_id", stored["lead_pairing_id"])
        suppliers = {self.pairings[one].supporter_id for one in (pk, stored["lead_pairing_id"])}
        return len(suppliers) > 1


def _listed(labels: dict[int, str]) -> str:
    return _t(", ").join(labels.values())
