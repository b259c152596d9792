"""Whom a pairing page is about: a reporting row, a reporting unit within it, or one pairing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch
from django.http import Http404

from aidtrack.values.formats import listed
from pairings.models import Organisation, Pairing, ReportingRow, ReportingUnit, Scheme

ROW, UNIT, PAIRING = "row", "unit", "pairing"


@dataclass(frozen=True)
class Subject:
    """One of the three levels, with what all of them share.

    ``params`` are the query parameters that list exactly its projects.
    """

    level: str
    ref: str
    scheme: Scheme
    supporters: tuple[Organisation, ...]
    recipient: Organisation
    pairings: object
    units: tuple[ReportingUnit, ...] = ()

    @property
    def row(self) -> Organisation | None:
        """The prefecture whose page lies above this one, where the reader may see that page."""
        if self.level == UNIT:
            return self.recipient
        has_one = self.level == PAIRING and self.pairing.has_row_page
        return self.recipient.reported_under if has_one else None

    @property
    def supporters_label(self) -> str:
        return listed([supporter.label for supporter in self.supporters])

    def title(self, *, on: date) -> str:
        """Both parties; the recipient of a pairing by its name on the day."""
        recipient = self.recipient
        name = recipient.name_on(on) if self.level == PAIRING else recipient.label
        return f"{self.supporters_label} → {name}"

    @property
    def params(self) -> dict:
        if self.level == ROW:
            return {"recipient": self.recipient.ref}
        if self.level == PAIRING:
            return {"pairing": self.ref}
        return {"recipient": self.recipient.ref, "supporter": self.supporters[0].ref}

    @property
    def unit_params(self) -> dict:
        """The parameters that list its money: of a pairing that of its parties, for its row."""
        if self.level == PAIRING:
            row = self.recipient.row_organisation
            return {"recipient": row.ref, "supporter": self.supporters[0].ref}
        return self.params

    @property
    def default_scope(self) -> str:
        """The population that the page opens with: an XPCC pairing has projects in no other."""
        return self.recipient.scope if self.level == PAIRING else "local"

    def narrow(self, projects):
        """Its projects among ``projects``."""
        if self.level == PAIRING:
            return projects.of_pairing(self.pairing)
        projects = projects.of_recipient(self.recipient)
        return projects if self.level == ROW else projects.of_supporter(self.supporters[0])

    @cached_property
    def pairing(self) -> Pairing | None:
        return self.pairings[0] if self.level == PAIRING else None


def find_subject(ref: str, user) -> Subject:
    """The row, unit or pairing of that ref. Raises Http404 where the reader can see none."""
    edges = Pairing.objects.visible_to(user).for_list().with_row_page(user)
    if pairing := edges.filter(ref=ref).first():
        return Subject(
            PAIRING, ref, pairing.scheme, (pairing.supporter,), pairing.recipient, [pairing]
        )
    for row in _rows(user):
        inside = edges.filter(scheme=row.scheme).of_recipient(row.prefecture)
        units = tuple(row.units.all())
        if row.prefecture.ref == ref:
            supporters = tuple(unit.supporter for unit in units)
            return Subject(ROW, ref, row.scheme, supporters, row.prefecture, inside, units)
        for unit in units:
            if unit.ref == ref:
                own = inside.filter(supporter=unit.supporter)
                return Subject(UNIT, ref, row.scheme, (unit.supporter,), row.prefecture, own)
    raise Http404(ref)


def _rows(user):
    rows = ReportingRow.objects.visible_to(user).select_related("scheme", "prefecture")
    return rows.prefetch_related(
        Prefetch("units", ReportingUnit.objects.visible_to(user)),
        "units__supporter",
        "units__row__prefecture",
    )
