"""The plan of contributions from a file, as a person of one side, or an administrator, enters them.

A row without reference is numbered. A recorder's rows are drafts, or submitted where the file or
the person says so; an administrator's rows with a source are what that source prints.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count
from pairings.access.permissions import may
from pairings.models import ref_validator
from projects.contributions.references import next_refs, year_of
from projects.models import Contribution
from reports.loads.kinds.contributions.classes import Classes
from reports.loads.kinds.contributions.columns import COLUMNS
from reports.loads.kinds.contributions.doubts import NumberDoubts
from reports.loads.kinds.contributions.entries import Entry, Gathering
from reports.loads.kinds.contributions.gaps import Gaps
from reports.loads.kinds.contributions.owners import Owners
from reports.loads.kinds.contributions.rows import ContributionRows
from reports.loads.kinds.contributions.saving import undo, why_not_undo, write
from reports.loads.kinds.contributions.stored import StoredContributions
from reports.loads.kinds.contributions.totals import totals_of_persons
from reports.loads.kinds.contributions.wholes import against_whole, wholes_of
from reports.loads.names.cells import Naming
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed

State, STATE = Contribution.State, "state"
CLASSES = ("category_id", "profession_id")


def plan(tables: Tables, context: Context) -> Plan:
    planning = ContributionPlanner(context)
    planning.read(tables["contributions"])
    planning.settle()
    file_plan = planning.plan
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    file_plan.batches = [planning.rows.contributions, planning.rows.quantities]
    return file_plan


class ContributionPlanner:
    def __init__(self, context: Context):
        self.context, self.plan = context, Plan()
        self.answers = context.chosen("answers") or {}
        self.naming = Naming(context.user, context.chosen("organisations"))
        self.owners = Owners(context, self.naming)
        self.gaps = Gaps(context, self.owners)
        self.classes = Classes(context.user)
        self.gathering = Gathering(self.owners, self.classes, self.gaps.asked)
        units = self.gathering.units.by_code
        self.is_administrator = may(context.user, "load")
        self.rows = ContributionRows(
            context,
            self.owners.labels | dict.fromkeys(CLASSES, self.classes.labels),
            {unit.pk: unit.name for unit in units.values()},
            is_administrator=self.is_administrator,
        )

    def read(self, tables: list[Table]):
        rows = [(table, record) for table in tables for record in table.records]
        records = [record for _table, record in rows]
        self.owners.find_projects(self.context.user, records)
        self.classes.take_forms(records)
        stored_refs = _stored_refs(rows)
        self.gaps.fill([row for row in rows if row[1].values.get("ref") not in stored_refs])
        self.plan.questions += self.gaps.questions
        self.rows.submits = self._ask_state(tables)
        for table in tables:
            for record in consumed(table):
                self.gathering.look_at(table, record)
        self.plan.problems += self.gathering.problems
        notes = [note for table in tables for note in totals_of_persons(table, self.gathering)]
        self.plan.notes += notes
        summed = {note.sheet for note in notes}
        doubts = NumberDoubts(self.answers, self.gathering.units.by_code, summed)
        self.entries = list(self.gathering.entries.values())
        doubts.settle(self.entries)
        self.plan.questions += doubts.questions

    def _ask_state(self, tables: list[Table]) -> bool:
        """Whether a recorder's rows are submitted; not asked where a column says it."""
        if self.is_administrator or all("state" in table.columns for table in tables):
            return False
        n = sum(len(table.records) for table in tables)
        rows = ngettext("%(n)s row", "%(n)s rows", n) % {"n": count(n)}
        readings = (
            Alternative(State.DRAFT, _t("keep them as drafts"), rows),
            Alternative(State.SUBMITTED, _t("submit them for review"), rows),
        )
        answer = chosen_reading(self.answers, STATE, (State.DRAFT, State.SUBMITTED))
        label = _t("Are these drafts, or are they to be submitted?")
        sentence = _t("Submitted rows go to the reviewer at once.")
        where = tables[0].sheet if tables else ""
        self.plan.questions.append(Question(STATE, where, label, sentence, readings, answer, n))
        return answer == State.SUBMITTED

    def settle(self):
        """Compares the entries with their wholes and with what is stored, and plans the rows."""
        entries = self.entries
        wholes = wholes_of(entries, self.context.user)
        self.stored = StoredContributions(self.context, entries)
        sound = []
        for entry in entries:
            problems = [*against_whole(entry, wholes), *self._refusals(entry)]
            self.plan.problems += problems
            if not problems and not any(amount.is_vague for amount in entry.amounts):
                sound.append(entry)
        new_entries = [entry for entry in sound if self.stored.of(entry) is None]
        self._number([entry for entry in new_entries if not entry.ref])
        self.rows.put(sound, self.stored, wholes)
        self.plan.questions += self.rows.questions
        self.plan.problems += self.rows.problems

    def _refusals(self, entry: Entry) -> Iterator[Problem]:
        if entry.ref and not ref_validator.regex.search(entry.ref):
            yield entry.problem("ref", _t("A reference."), str(ref_validator.message))
        if self.stored.is_taken(entry):
            mend = _t("This reference is taken: leave the cell blank to get the next number.")
            yield entry.problem("ref", _t("An unused reference."), mend)
        if not self.is_administrator and not self._is_own(entry):
            sentence = _t("Only a recorder of one of the two sides can record it.")
            column = "pairing" if entry.record.values.get("pairing") else "recipient"
            column = column if column in entry.table.columns else "title"
            yield entry.problem(column, _t("A contribution of your own side."), sentence)

    def _is_own(self, entry: Entry) -> bool:
        """Whether the person records for a side; of the scheme as a whole, of any pairing of it."""
        pk, scheme = entry.values["pairing_id"], entry.scheme.pk
        pairings = [
            p for p in self.owners.pairings if p.pk == pk or (not pk and p.scheme_id == scheme)
        ]
        sides = {side for p in pairings for side in (p.supporter_id, p.recipient_id)}
        return bool(sides) and may(self.context.user, "load entries", organisations=sides)

    def _number(self, entries: list[Entry]):
        """Gives the next references to those without one."""
        years: dict[tuple, list[Entry]] = {}
        for entry in entries:
            year = year_of(entry.values["starts_on"], entry.values["ends_on"])
            years.setdefault((entry.scheme, year), []).append(entry)
        taken = {entry.ref for entry in self.entries} - {""}
        for (scheme, year), group in years.items():
            lock = self.context.writing
            refs = next_refs(scheme, year, len(group), taken, lock=lock)
            for entry, ref in zip(group, refs, strict=True):
                entry.ref = ref


def _stored_refs(rows) -> set[str]:
    refs = {record.values.get("ref") for _table, record in rows} - {None}
    return set(Contribution.objects.filter(ref__in=refs).order_by().values_list("ref", flat=True))


CONTRIBUTIONS = FileKind(
    "contributions",
    _("contributions"),
    {"contributions": COLUMNS},
    "load entries",
    plan,
    beside="load",
    write=write,
    undo=undo,
    why_not_undo=why_not_undo,
    options=("scheme", "programme"),
    needs_person=True,
)
