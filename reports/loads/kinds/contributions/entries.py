"""The contributions of a file: rows of one reference, or of one thing, with their numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from projects.models import Contribution
from reports.loads.kinds.contributions.amounts import Amount, AmountReader, BadNumber
from reports.loads.kinds.contributions.classes import Classes
from reports.loads.kinds.contributions.numbers import CountingUnits
from reports.loads.kinds.contributions.owners import Owners
from reports.loads.names.periods_shown import NOT_KNOWN, ShownPeriod, period_of

# Which column says a field of a contribution, where it is not of the same name.
COLUMN_OF = {
    f"{name}_id": name
    for name in ("scheme", "pairing", "programme", "project", "category", "profession")
}
DATES = ("period", "year", "starts_on", "ends_on", "precision")


@dataclass
class Entry:
    """A contribution as the file states it; ``values`` are those of the cells that say something.

    ``dated``: whether a cell says when it was.
    """

    table: Table
    record: Record
    scheme: object
    values: dict
    ref: str
    part_of: str
    source: str
    is_submitted: bool
    dated: bool
    amounts: list[Amount] = field(default_factory=list)

    @property
    def identity(self) -> tuple:
        names = ("scheme_id", "pairing_id", "form", "title", "starts_on", "ends_on", "precision")
        return tuple(self.values.get(name) for name in names)

    def problem(self, column: str, expected: str, mend: str) -> Problem:
        return self.table.problem(self.record, column, expected, mend)

    @property
    def when(self) -> str:
        """The column that says when it was."""
        columns = (name for name in DATES if self.record.values.get(name))
        return next(columns, "title")


class Gathering:
    """Reads rows one by one and gathers those of one contribution."""

    def __init__(self, owners: Owners, classes: Classes, asked: set[str]):
        self.owners, self.classes, self.asked = owners, classes, asked
        self.units = CountingUnits()
        self.numbers = AmountReader(self.units)
        self.entries: dict[tuple, Entry] = {}
        self.problems: list[Problem] = []

    def look_at(self, table: Table, record: Record):
        entry, problems = self._entry(table, record)
        amounts = []
        try:
            amounts = list(self.numbers.amounts(table, record))
        except BadNumber as unread:
            problems.append(unread.problem)
        self.problems += problems
        if problems or record.problems or entry is None:
            return
        key = (entry.ref,) if entry.ref else entry.identity
        first = self.entries.setdefault(key, entry)
        if first is not entry and (problem := _other_thing(first, entry)):
            self.problems.append(problem)
            return
        for amount in amounts:
            self._add(first, amount)

    def _add(self, entry: Entry, amount: Amount):
        if any(amount.key == other.key for other in entry.amounts):
            expected = _t("Each counting unit only once for a contribution.")
            mend = _t("It has a number in this unit already: state of whom each is, or delete one.")
            self.problems.append(amount.table.problem(amount.record, amount.column, expected, mend))
        else:
            entry.amounts.append(amount)

    def _entry(self, table: Table, record: Record) -> tuple[Entry | None, list[Problem]]:
        pairing, problems = self.owners.pairing_of(table, record)
        problems += self.owners.unknown_names(table, record)
        programme = self.owners.programme_of(record)
        scheme = self.owners.scheme_of(record, pairing, programme)
        period, period_problems = _period(table, record)
        problems += period_problems
        is_open = bool(self.asked) or scheme is None or not record.values.get("form")
        is_unpaired = pairing is None and _names_parties(record)
        if problems or is_open or is_unpaired:
            return None, problems
        project = self.owners.project_of(record)
        classes, problems = self.classes.named_in(table, record, scheme)
        text = record.values.get
        values = {
            "scheme_id": scheme.pk,
            "pairing_id": pairing.pk if pairing else None,
            "programme_id": programme.pk if programme else None,
            "project_id": project.pk if project else None,
            **{f"{name}_id": row and row.pk for name, row in classes.items()},
            "form": text("form"),
            "direction": text("direction") or "",
            "title": text("title"),
            "place": text("place") or "",
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            "precision": str(period.precision),
            "source": text("source") or "",
        }
        entry = Entry(
            table,
            record,
            scheme,
            values,
            text("ref") or "",
            text("part_of") or "",
            text("source") or "",
            text("state") == Contribution.State.SUBMITTED,
            any(text(name) for name in DATES),
        )
        owners = {"pairing": pairing, "programme": programme, "project": project}
        return entry, problems + _broken_rules(entry, {"scheme": scheme, **owners, **classes})


def _names_parties(record: Record) -> bool:
    return any(record.values.get(name) for name in ("pairing", "supporter", "recipient"))


def _period(table: Table, record: Record) -> tuple[ShownPeriod, list[Problem]]:
    try:
        return period_of(record.values)[0], []
    except ValueError as why:
        column, sentence = why.args if len(why.args) == 2 else ("period", "")
        expected = _t("A day, a month, a year or a period, e.g. 2013年5月.")
        mend = sentence or _t("Enter it as 2013, 2013-05, 2013-05-07 or 2012.4-2012.9.")
        return NOT_KNOWN, [table.problem(record, column, expected, mend)]


def _broken_rules(entry: Entry, related: Mapping) -> list[Problem]:
    """What the contribution's own rules say against the row; ``related`` by field."""
    values = entry.values
    if values["starts_on"] and values["ends_on"] and values["starts_on"] > values["ends_on"]:
        expected = _t("A contribution cannot end before the day it starts.")
        return [entry.problem(entry.when, expected, _t("Correct one of the days."))]
    row = Contribution(**values)
    for name, related_row in related.items():
        setattr(row, name, related_row)
    try:
        row.clean_fields(exclude=["ref", *related])
        row.clean()
    except ValidationError as error:
        return [_from_rule(entry, *pair) for pair in error.message_dict.items()]
    return []


def _from_rule(entry: Entry, name: str, sentences: list[str]) -> Problem:
    column = COLUMN_OF.get(f"{name}_id", name)
    column = column if column in entry.table.columns else entry.when
    return entry.problem(column, _t("Another value."), " ".join(sentences))


def _other_thing(first: Entry, entry: Entry) -> Problem | None:
    """A further row of a contribution that says something else of it than the first."""
    for name, value in entry.values.items():
        column = COLUMN_OF.get(name, name)
        stated = entry.record.values.get(column)
        if name in ("starts_on", "ends_on", "precision"):
            stated, column = entry.dated, entry.when
        if stated and value != first.values[name]:
            place = first.table.place(first.record, "title")
            expected = _t("The same as in %(cell)s, which has the same reference.")
            mend = _t("Correct one of the two, or give the row a reference of its own.")
            return entry.problem(column, expected % {"cell": place}, mend)
    return None
