"""A part beside its whole: of the same scheme and form, within its period, and no more than it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.values.intervals import Interval
from pairings.querysets import visible_rows
from projects.models import Contribution
from reports.loads.kinds.contributions.entries import Entry


@dataclass(frozen=True)
class Whole:
    """A contribution of the file, or a stored one; ``numbers`` by unit and of whom."""

    values: Mapping
    part_of: object
    numbers: Mapping[tuple[int, str], Interval]


def wholes_of(entries: list[Entry], user) -> dict[str, Whole]:
    """Those that parts of the file name, by reference; of the file before the stored ones."""
    refs = {entry.part_of for entry in entries} - {""}
    if not refs:
        return {}
    stored = visible_rows(Contribution.objects.filter(ref__in=refs), user)
    wholes = {row.ref: _stored(row) for row in stored.prefetch_related("quantities")}
    return wholes | {entry.ref: _of_file(entry) for entry in entries if entry.ref in refs}


def _stored(row: Contribution) -> Whole:
    numbers = {(q.counting_unit_id, q.of_whom): q.done for q in row.quantities.all() if q.done}
    names = ("scheme_id", "form", "starts_on", "ends_on")
    return Whole({name: getattr(row, name) for name in names}, row.part_of_id, numbers)


def _of_file(entry: Entry) -> Whole:
    numbers = {amount.key: amount.done for amount in entry.amounts if amount.done}
    return Whole(entry.values, entry.part_of, numbers)


def against_whole(entry: Entry, wholes: Mapping[str, Whole]) -> Iterator[Problem]:
    """What speaks against an entry as a part of the whole that it names."""
    if not entry.part_of:
        return
    whole, expected = wholes.get(entry.part_of), _t("The reference of its whole.")
    if whole is None or entry.part_of == entry.ref:
        mend = _t("There is no contribution with this reference: check it, or load the whole too.")
        yield entry.problem("part_of", expected, mend)
        return
    sentences = []
    if whole.part_of:
        sentences.append(_t("A part has no parts of its own."))
    if any(whole.values[name] != entry.values[name] for name in ("scheme_id", "form")):
        sentences.append(_t("A part has the scheme and the form of its whole."))
    if not _lies_within(entry.values, whole.values):
        sentences.append(_t("A part lies within the period of its whole."))
    for sentence in sentences:
        yield entry.problem("part_of", expected, sentence)
    yield from _above(entry, whole)


def _lies_within(part: Mapping, whole: Mapping) -> bool:
    """Where either end is not known, nothing speaks against it."""
    starts = [values["starts_on"] for values in (part, whole)]
    ends = [values["ends_on"] for values in (part, whole)]
    is_before = all(starts) and starts[0] < starts[1]
    return not (is_before or (all(ends) and ends[0] > ends[1]))


def _above(entry: Entry, whole: Whole) -> Iterator[Problem]:
    for amount in entry.amounts:
        of_whole = [n for (unit, _whom), n in whole.numbers.items() if unit == amount.unit.pk]
        for number in of_whole:
            if amount.done and amount.done.exceeds(number):
                sentence = _t("A part cannot be more than its whole, %(whole)s.")
                yield amount.table.problem(
                    amount.record,
                    amount.column,
                    sentence % {"whole": number},
                    _t("Correct the part or its whole."),
                )
