"""By what an observation is known: its indicator, subject and day, from before or after.

Its reference, and whose it is, too. The same for a form and for a file.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _t

from aidtrack.values.formats import day as day_in_words
from pairings.models import Pairing, ref_validator
from projects.contributions.indicators.values import VALUES
from projects.models import Observation

BASELINE, ACTUAL = Observation.Role.values
SUBJECT_IDS = tuple(f"{name}_id" for name in Observation.SUBJECTS)
# The field of an observation, and the row.
Subject = tuple[str, object]


def of_baseline(values: Mapping) -> tuple:
    """By what the value from before is known: there is one of an indicator and a subject."""
    return tuple(values[name] for name in ("indicator_id", *SUBJECT_IDS))


def identity(values: Mapping) -> tuple:
    return (*of_baseline(values), values["on"], values["role"])


class StoredObservations:
    """The last ones of each identity, and of each value from before."""

    def __init__(self, rows: Iterable[Observation]):
        self.by_identity: dict[tuple, Observation] = {}
        self.baselines: dict[tuple, Observation] = {}
        for row in rows:
            self.by_identity[identity(vars(row))] = row
            if row.role == BASELINE:
                self.baselines[of_baseline(vars(row))] = row

    def of(self, values: Mapping) -> Observation | None:
        return self.by_identity.get(identity(values))

    def other_baseline(self, values: Mapping) -> Observation | None:
        """The value from before that stands in the way of one of another day."""
        is_other = values["role"] == BASELINE and self.of(values) is None
        return self.baselines.get(of_baseline(values)) if is_other else None


def is_same_value(row: Observation, values: Mapping) -> bool:
    return all(getattr(row, name) == values[name] for name in VALUES)


def second_baseline(row: Observation) -> tuple[str, str]:
    """What is expected in place of a second value from before, and how to mend it."""
    words = {"day": day_in_words(row.on), "value": row.value or row.level}
    return (
        _t("One value from before; there is one already: %(value)s on %(day)s.") % words,
        _t("There is already a value from before: replace that one."),
    )


def begins_on(subject: Subject, pairings: Iterable[Pairing]) -> date | None:
    """When its pairing began, of an organisation its first one; None: it has none."""
    kind, row = subject
    if kind in ("pairing", "scheme"):
        return row.starts_on
    return min((pairing.starts_on for pairing in _of_subject(subject, pairings)), default=None)


def is_early(values: Mapping, subject: Subject, pairings: Iterable[Pairing]) -> bool:
    """Whether a value from after the aid is older than the aid."""
    first = begins_on(subject, pairings) if values["role"] == ACTUAL else None
    return bool(first) and values["on"] < first


def sides_of(subject: Subject, pairings: Iterable[Pairing]) -> set[int]:
    """Ids of the organisations whose recorders enter it: itself, or the sides of its pairing."""
    kind, row = subject
    if kind == "organisation":
        return {row.pk}
    own = _of_subject(subject, pairings)
    return {side for pairing in own for side in (pairing.supporter_id, pairing.recipient_id)}


def _of_subject(subject: Subject, pairings: Iterable[Pairing]) -> list[Pairing]:
    kind, row = subject
    if kind == "organisation":
        return [p for p in pairings if row.pk in (p.supporter_id, p.recipient_id)]
    if kind == "scheme":
        return [p for p in pairings if p.scheme_id == row.pk]
    pk = row.lead_pairing_id if kind == "project" else row.pk
    return [p for p in pairings if p.pk == pk]


def ref_begun(subject: Subject, indicator_code: str, year: int) -> str:
    """What the reference of an observation begins with: XJU-staff-2001."""
    kind, row = subject
    own = row.ref if kind in ("organisation", "pairing") else row.code
    return f"{own}-{indicator_code.replace('_', '-')}-{year}"


def free_ref(name: str, taken: Collection[str]) -> str:
    """The name, or with the first number behind it that no observation has."""
    name, n = storable(name), 2
    free = name
    while free in taken:
        free, n = f"{name}-{n}", n + 1
    return free


def storable(name: str) -> str:
    """A name as a reference may be written, with room for a number."""
    longest = Observation._meta.get_field("ref").max_length
    name = re.sub("[^A-Za-z0-9-]", "-", name)[: longest - 4]
    return name if ref_validator.regex.search(name) else f"O-{name.strip('-')}"
