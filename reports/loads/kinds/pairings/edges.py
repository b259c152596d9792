"""The stored pairings as the rows of a file meet them: known again, or made beside them."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _t

from pairings.models import Pairing, Scheme
from reports.loads.plans import Context

PARTIES = ("scheme_id", "supporter_id", "recipient_id")
# What a file may say of a pairing beside who is paired.
FURTHER = ("starts_on", "ends_on", "agreement_number", "signed_on", "document", "team")
NAMES = ("ref", *PARTIES, *FURTHER)


class Edges:
    """All pairings, in one query; those of the file join them one by one."""

    def __init__(self, context: Context):
        self.by_ref: dict[str, dict] = {}
        self.by_parties: dict[tuple, list[dict]] = {}
        self.prefixes: dict[int, str] = {}
        self.taken: set[str] = set()
        pairings = context.held(Pairing.objects.order_by("starts_on", "pk"))
        for row in pairings.values("id", *NAMES, "supporter__ref", "recipient__ref"):
            self.by_ref[row["ref"]] = row
            self.by_parties.setdefault(_parties(row), []).append(row)
            tail = f"-{row['supporter__ref']}-{row['recipient__ref']}"
            if row["ref"].endswith(tail):
                self.prefixes.setdefault(row["scheme_id"], row["ref"].removesuffix(tail))

    def stored_for(self, given: Mapping, ref: str | None) -> dict | None:
        """The pairing that a row means: by its reference, else by its parties and its start.

        Raises  LookupError (column, what was expected, how to mend it) where that is not clear
        """
        same = [row for row in self.by_parties.get(_parties(given), ()) if "id" in row]
        if ref and (row := self.by_ref.get(ref)):
            if _parties(row) != _parties(given):
                raise LookupError(
                    "ref",
                    _t("The scheme and parties this pairing already has."),
                    _t(
                        "A pairing's scheme and parties cannot be changed: end it and create "
                        "another."
                    ),
                )
            return row if "id" in row else None
        if ref:
            return None
        if start := given.get("starts_on"):
            return next((row for row in same if row["starts_on"] == start), None)
        if len(same) > 1:
            raise LookupError(
                "recipient",
                _t("A single pairing; these two have several."),
                _t("Add the pairing's reference or its start date."),
            )
        return same[0] if same else None

    def whole(
        self, given: Mapping, stored: dict | None, scheme: Scheme, supporter: str, recipient: str
    ) -> dict:
        """The row as it will stand. A new one begins with its scheme and is named like others."""
        if stored is not None:
            return {**stored, **given}
        empty = dict.fromkeys(FURTHER, "") | {"ends_on": None, "signed_on": None}
        row = {**empty, "starts_on": scheme.starts_on, **given}
        prefix = self.prefixes.get(scheme.pk, scheme.code)
        name = f"{prefix}-{supporter}-{recipient}"
        return row | {"ref": given.get("ref") or self._free(name, row["starts_on"])}

    def _free(self, name: str, start: date) -> str:
        taken = name in self.by_ref or name in self.taken
        return f"{name}-{start:%Y%m%d}" if taken else name

    def clash(self, row: Mapping) -> str:
        """The reference of a pairing of the same parties on a day of the row's period; else ""."""
        for other in self.by_parties.get(_parties(row), ()):
            if other["ref"] != row["ref"] and _meet(other, row):
                return other["ref"]
        if row["ref"] in self.taken:
            return row["ref"]
        return ""

    def take(self, row: dict):
        """The row of the file stands among the others from now on."""
        self.taken.add(row["ref"])
        same = self.by_parties.setdefault(_parties(row), [])
        same[:] = [other for other in same if other["ref"] != row["ref"]] + [row]


def _parties(row: Mapping) -> tuple:
    return tuple(row[name] for name in PARTIES)


def _meet(one: Mapping, other: Mapping) -> bool:
    """Whether two periods share a day; no end means for good."""
    return (one["ends_on"] or date.max) >= other["starts_on"] and (
        other["ends_on"] or date.max
    ) >= one["starts_on"]
