"""The plan of observations from a file; rows are added, and corrected by rows that replace them.

An observation is known by its indicator, subject and day, and whether it is from before or after.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, READ, chosen_reading
from aidtrack.values.formats import day as day_in_words
from pairings.access.permissions import may
from projects.contributions.closed_months import MonthsOfAid
from projects.contributions.indicators.identity import (
    BASELINE,
    SUBJECT_IDS,
    StoredObservations,
    Subject,
    free_ref,
    identity,
    is_early,
    is_same_value,
    of_baseline,
    ref_begun,
    second_baseline,
    sides_of,
)
from projects.contributions.indicators.values import (
    VALUES,
    ValueRefused,
    nearest_first,
    value_of,
)
from projects.models import Indicator, Observation
from reports.loads.asking import code_of
from reports.loads.batches import Batch
from reports.loads.kinds.contributions.amounts import BadNumber
from reports.loads.kinds.contributions.saving import why_not_undo
from reports.loads.kinds.observations.columns import COLUMNS
from reports.loads.kinds.observations.questions import (
    BEFORE,
    EARLY,
    early_question,
    replacing_question,
)
from reports.loads.kinds.observations.subjects import Subjects
from reports.loads.names.cells import Naming
from reports.loads.names.parties import plain
from reports.loads.names.periods_shown import period_of
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed

Provenance = Observation.Provenance
NAMES = (
    *("ref", "indicator_id", *SUBJECT_IDS, "on", "precision", *VALUES, "printed", "role"),
    *("source", "provenance", "replaces_id", "entered_by_id"),
)
LISTED = 8


def plan(tables: Tables, context: Context) -> Plan:
    planning = ObservationPlanner(context, tables["observations"])
    for table in tables["observations"]:
        for record in consumed(table):
            planning.look_at(table, record)
    planning.settle()
    file_plan = planning.plan
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    file_plan.batches = [planning.batch]
    return file_plan


class ObservationPlanner:
    def __init__(self, context: Context, tables: list[Table]):
        self.context, self.plan = context, Plan()
        self.answers = context.chosen("answers") or {}
        self.naming = Naming(context.user, context.chosen("organisations"))
        texts = {str(r.values.get("subject") or "") for table in tables for r in table.records}
        self.subjects = Subjects(context.user, self.naming, texts)
        self.indicators = list(Indicator.objects.order_by("position", "code"))
        self.indicator_called = {
            plain(name): indicator
            for indicator in self.indicators
            for name in (indicator.name_en, indicator.name, indicator.code)
            if name
        }
        labels = {"indicator_id": {i.pk: i.label for i in self.indicators}}
        self.batch = Batch(Observation, NAMES, lambda row: row["ref"], labels=labels)
        self.rows: list[tuple[Table, Record, Subject, dict]] = []
        self.is_administrator = may(context.user, "load")

    def look_at(self, table: Table, record: Record):
        if record.problems:
            return
        subject = self.subjects.of(table, record)
        try:
            values = self._values(table, record)
        except BadNumber as unread:
            self.plan.problems.append(unread.problem)
            return
        if subject is None:
            return
        if not self._is_own(subject):
            sentence = _t("Only a recorder of one of the two sides can record it.")
            expected = _t("A subject of your own side.")
            self.plan.problems.append(table.problem(record, "subject", expected, sentence))
            return
        values |= {f"{name}_id": None for name in Observation.SUBJECTS}
        values[f"{subject[0]}_id"] = subject[1].pk
        self.rows.append((table, record, subject, values))

    def _values(self, table: Table, record: Record) -> dict:
        indicator = self.indicator_called.get(plain(record.values["indicator"]))
        if indicator is None:
            nearest = self._nearest(record.values["indicator"])
            expected = _t("An indicator: %(names)s.") % {"names": _t(", ").join(nearest)}
            raise BadNumber(table, record, "indicator", expected, _t("Enter one of these."))
        return {
            "indicator_id": indicator.pk,
            "role": record.values["role"],
            "source": record.values.get("source") or "",
            **_day(table, record),
            **_value(table, record, indicator),
        }

    def _nearest(self, text: str) -> list[str]:
        """The indicators, those with the names most like a text first."""
        names = nearest_first(plain(text), self.indicator_called)
        return list(dict.fromkeys(self.indicator_called[n].label for n in names))[:LISTED]

    def _is_own(self, subject: Subject) -> bool:
        """Whether the person records for it: for itself, or for a side of its pairing."""
        if self.is_administrator:
            return True
        sides = sides_of(subject, self.subjects.pairings)
        return bool(sides) and may(self.context.user, "load entries", organisations=sides)

    def settle(self):
        """Compares the rows with each other and with what is stored, and plans them."""
        self._ask_early()
        self.stored = self._stored()
        self.closed = MonthsOfAid(
            _observation(subject, values) for _table, _record, subject, values in self.rows
        )
        self.refs = set(Observation.objects.order_by().values_list("ref", flat=True))
        places: dict[tuple, str] = {}
        for table, record, subject, values in self.rows:
            key = identity(values)
            if key in places:
                expected = _t("Each value only once; the same one is in %(cell)s.")
                words = {"cell": places[key]}
                self.plan.problems.append(
                    table.problem(record, "value", expected % words, _t("Delete one of the two."))
                )
                continue
            places[key] = table.place(record, "indicator")
            self._settle(table, record, subject, values)

    def _settle(self, table: Table, record: Record, subject: Subject, values: dict):
        stored, baseline = self.stored.of(values), self.stored.other_baseline(values)
        if baseline is not None:
            problem = table.problem(record, "role", *second_baseline(baseline))
            self.plan.problems.append(problem)
        elif stored is None:
            self._create(table, record, subject, values)
            if values["role"] == BASELINE:
                self.stored.baselines[of_baseline(values)] = Observation(**values)
        elif is_same_value(stored, values):
            self.batch.unchanged += 1
        else:
            self._ask_replacing(table, record, subject, values, stored)

    def _ask_early(self):
        """Asks about values from after the aid that are older than the aid."""
        early = [row for row in self.rows if is_early(row[3], row[2], self.subjects.pairings)]
        if not early:
            return
        question = early_question(early, chosen_reading(self.answers, EARLY, (READ, BEFORE, LEAVE)))
        self.plan.questions.append(question)
        answer = question.choice
        if answer == BEFORE:
            for *_place, values in early:
                values["role"] = BASELINE
        elif answer != READ:
            self.rows = [row for row in self.rows if all(row is not other for other in early)]

    def _stored(self) -> StoredObservations:
        """What is stored of the indicators of the file, without what was replaced."""
        indicators = {values["indicator_id"] for *_place, values in self.rows}
        rows = Observation.objects.filter(indicator__in=indicators, replaced_by=None)
        return StoredObservations(self.context.lock_if_writing(rows.order_by("pk")))

    def _create(self, table: Table, record: Record, subject: Subject, values, *, replaces=None):
        is_printed = self.is_administrator and bool(values["source"])
        if is_printed:
            self._refuse_closed(table, record, subject, values, replaces)
        own_ref = record.values.get("ref") if replaces is None else None
        ref = own_ref or free_ref(self._ref_begun(subject, values), self.refs)
        self.refs.add(ref)
        self.batch.create(
            values
            | {
                "ref": ref,
                "provenance": Provenance.PRINTED if is_printed else Provenance.RECORDED,
                "replaces_id": replaces and replaces.pk,
                "entered_by_id": self.context.user.pk,
            }
        )

    def _refuse_closed(self, table, record, subject: Subject, values: dict, replaces):
        """What is published counts at once: not in a month that was closed here."""
        row = _observation(subject, values, replaces=replaces)
        if month := self.closed.closed_here(row):
            mend = _t("It counts in %(month)s, which is closed: reopen it, or leave the row out.")
            expected = _t("A day in a month that is not closed.")
            mended = mend % {"month": month.label}
            self.plan.problems.append(table.problem(record, "on", expected, mended))

    def _row_in_words(self, subject: Subject, values: Mapping) -> str:
        indicator = self.batch.labels["indicator_id"][values["indicator_id"]]
        name = getattr(subject[1], "label", None) or str(subject[1])
        return _t(", ").join([indicator, name, day_in_words(values["on"])])

    def _ref_begun(self, subject: Subject, values: Mapping) -> str:
        code = next(i.code for i in self.indicators if i.pk == values["indicator_id"])
        return ref_begun(subject, code, values["on"].year)

    def _ask_replacing(self, table: Table, record: Record, subject: Subject, values, stored):
        code = code_of("replaces", stored.ref)
        answer = chosen_reading(self.answers, code, (READ, LEAVE))
        place, in_words = table.place(record, "value"), self._row_in_words(subject, values)
        question = replacing_question(code, place, in_words, stored, values, answer)
        self.plan.questions.append(question)
        if answer == READ:
            self._create(table, record, subject, values, replaces=stored)
        elif answer:
            self.batch.unchanged += 1


def _observation(subject: Subject, values: Mapping, **more) -> Observation:
    row = Observation(**values, **more)
    setattr(row, *subject)
    return row


def _day(table: Table, record: Record) -> dict:
    """The day of an observation; a month or a year is its last one."""
    cells = record.values | {"period": record.values.get("on")}
    try:
        period, _column = period_of(cells)
    except ValueError as why:
        column, sentence = why.args if len(why.args) == 2 else ("on", "")
        mend = sentence or _t("Enter it as 2013, 2013-05 or 2013-05-07.")
        column = "on" if column == "period" else column
        raise BadNumber(table, record, column, _t("A day, a month or a year."), mend) from None
    if period.ends_on is None:
        expected = _t("A day, a month or a year.")
        raise BadNumber(table, record, "on", expected, _t("State when it was so."))
    return {"on": period.ends_on, "precision": str(period.precision)}


def _value(table: Table, record: Record, indicator: Indicator) -> dict:
    try:
        return value_of(indicator, record.values)
    except ValueRefused as why:
        raise BadNumber(table, record, why.field, why.expected, why.mend) from None


OBSERVATIONS = FileKind(
    "observations",
    _("observations"),
    {"observations": COLUMNS},
    "load entries",
    plan,
    beside="load",
    why_not_undo=why_not_undo,
    needs_person=True,
)
