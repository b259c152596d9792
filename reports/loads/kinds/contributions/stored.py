"""The stored contributions that entries of a file are: by reference, else by all that they say."""

from collections.abc import Iterable

from pairings.querysets import visible_rows
from projects.models import Contribution, Quantity
from reports.loads.kinds.contributions.entries import Entry
from reports.loads.plans import Context

IDENTITY = ("scheme_id", "pairing_id", "form", "title", "starts_on", "ends_on", "precision")


class StoredContributions:
    """Those of the file; three queries. What was replaced stands for its replacement."""

    def __init__(self, context: Context, entries: list[Entry]):
        visible = visible_rows(Contribution.objects.all(), context.user)
        self.refs = {entry.ref for entry in entries} - {""}
        titles = {entry.values["title"] for entry in entries if not entry.ref}
        schemes = {entry.scheme.pk for entry in entries}
        self.by_ref = _by(visible.filter(ref__in=self.refs), lambda row: row.ref)
        alike = visible.filter(scheme__in=schemes, title__in=titles, replaces=None)
        self.by_identity = _by(alike, _identity)
        taken = Contribution.objects.filter(ref__in=self.refs).order_by()
        self.hidden_refs = set(taken.values_list("ref", flat=True)) - self.by_ref.keys()
        self._follow()
        ids = [row.pk for row in (*self.by_ref.values(), *self.by_identity.values())]
        rows = context.lock_if_writing(Contribution.objects.filter(pk__in=ids).order_by("pk"))
        self.rows = {row.pk: row for row in rows}
        self.quantities: dict[int, dict[tuple[int, str], Quantity]] = {}
        for quantity in Quantity.objects.filter(contribution__in=ids).order_by("pk"):
            key = (quantity.counting_unit_id, quantity.of_whom)
            self.quantities.setdefault(quantity.contribution_id, {})[key] = quantity

    def _follow(self):
        """Puts the last replacement in the place of each row that has one."""
        while replaced := {row.pk for row in self._all()}:
            later = Contribution.objects.filter(replaces__in=replaced)
            by_replaced = {row.replaces_id: row for row in later}
            if not by_replaced:
                return
            for rows in (self.by_ref, self.by_identity):
                rows.update({key: by_replaced.get(row.pk, row) for key, row in rows.items()})

    def _all(self) -> Iterable[Contribution]:
        return (*self.by_ref.values(), *self.by_identity.values())

    def of(self, entry: Entry) -> Contribution | None:
        row = self.by_ref.get(entry.ref) if entry.ref else self.by_identity.get(entry.identity)
        return self.rows.get(row.pk) if row else None

    def is_taken(self, entry: Entry) -> bool:
        """Whether its reference is that of a contribution out of the person's reach."""
        return entry.ref in self.hidden_refs


def _by(rows, key) -> dict:
    return {key(row): row for row in rows.order_by("pk")}


def _identity(row: Contribution) -> tuple:
    return tuple(getattr(row, name) for name in IDENTITY)
