"""The stored pairings, to which the rows of a file are matched."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _t

from pairings.models import Pairing, Scheme
from reports.loads.plans import Context

PARTIES = ("scheme_id", "supporter_id", "recipient_id")
# What a file may say of a pairing besides its scheme and parties.
FURTHER = ("starts_on", "ends_on", "agreement_number", "signed_on", "document", "team")
NAMES = ("ref", *PARTIES, *FURTHER)


class Edges:
    """All pairings, in one query; those of the file join them one by one."""

    def __init__(self, context: Context):
        self.by_ref: dict[str, dict] = {}
        self.by_parties: dict[tuple, list[dict]] = {}
        self.prefixes: dict[int, str] = {}
        self.refs_in_file: set[str] = set()
        pairings = context.lock_if_writing(Pairing.objects.order_by("starts_on", "pk"))
        for row in pairings.values("id", *NAMES, "supporter__ref", "recipient__ref"):
            self.by_ref[row["ref"]] = row
            self.by_parties.setdefault(_parties(row), []).append(row)
            tail = f"-{row['supporter__ref']}-{row['recipient__ref']}"
            if row["ref"].endswith(tail):
                self.prefixes.setdefault(row["scheme_id"], row["ref"].removesuffix(tail))

    def stored_for(self, new_values: Mapping, ref: str | None) -> dict | None:
        """The pairing that a row means: by its reference, else by its parties and its start.

        Raises  LookupError (column, what was expected, how to mend it) where that is not clear
        """
        same = [row for row in self.by_parties.get(_parties(new_values), ()) if "id" in row]
        if ref and (row := self.by_ref.get(ref)):
            if _parties(row) != _parties(new_values):
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
        if start := new_values.get("starts_on"):
            return next((row for row in same if row["starts_on"] == start), None)
        if len(same) > 1:
            raise LookupError(
                "recipient",
                _t("A single pairing; these two have several."),
                _t("Add the pairing's reference or its start date."),
            )
        return same[0] if same else None

    def whole(
        self,
        new_values: Mapping,
        stored: dict | None,
        scheme: Scheme,
        supporter: str,
        recipient: str,
    ) -> dict:
        """The row as it will be stored. A new one begins with its scheme."""
        if stored is not None:
            return {**stored, **new_values}
        empty = dict.fromkeys(FURTHER, "") | {"ends_on": None, "signed_on": None}
        row = {**empty, "starts_on": scheme.starts_on, **new_values}
        prefix = self.prefixes.get(scheme.pk, scheme.code)
        name = f"{prefix}-{supporter}-{recipient}"
        return row | {"ref": new_values.get("ref") or self._free(name, row["starts_on"])}

    def _free(self, name: str, start: date) -> str:
        is_taken = name in self.by_ref or name in self.refs_in_file
        return f"{name}-{start:%Y%m%d}" if is_taken else name

    def clash(self, row: Mapping) -> str:
        """The reference of a pairing of the same parties on a day of the row's period; else ""."""
        for pairing in self.by_parties.get(_parties(row), ()):
            if pairing["ref"] != row["ref"] and _overlap(pairing, row):
                return pairing["ref"]
        if row["ref"] in self.refs_in_file:
            return row["ref"]
        return ""

    def take(self, row: dict):
        """Adds the row of the file to those that later rows are compared with."""
        self.refs_in_file.add(row["ref"])
        same = self.by_parties.setdefault(_parties(row), [])
        same[:] = [pairing for pairing in same if pairing["ref"] != row["ref"]] + [row]


def _parties(row: Mapping) -> tuple:
    return tuple(row[name] for name in PARTIES)


def _overlap(first: Mapping, second: Mapping) -> bool:
    """Whether two periods share a day; no end means for good."""
    return (first["ends_on"] or date.max) >= second["starts_on"] and (
        second["ends_on"] or date.max
    ) >= first["starts_on"]
