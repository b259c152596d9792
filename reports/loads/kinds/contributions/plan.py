"""The plan of contributions from a file, as a person of one side, or an administrator, enters them.

A row without reference is numbered. A recorder's rows are drafts, or submitted where the file or
the person says so; an administrator's rows with a source are what that source prints.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count
from aidtrack.values.intervals import printed
from pairings.access.permissions import may
from pairings.models import ref_validator
from projects.contributions.references import next_refs, year_of
from projects.models import Contribution, Quantity
from reports.loads.asking import code_of
from reports.loads.batches import Batch, New
from reports.loads.kinds.contributions.columns import COLUMNS, COUNTED
from reports.loads.kinds.contributions.doubts import PERSON, NumberDoubts
from reports.loads.kinds.contributions.entries import Amount, Entry, Gathering
from reports.loads.kinds.contributions.gaps import Gaps
from reports.loads.kinds.contributions.numbers import read_cell
from reports.loads.kinds.contributions.owners import Owners
from reports.loads.kinds.contributions.saving import undo, why_not_undo, write
from reports.loads.kinds.contributions.stored import StoredContributions
from reports.loads.kinds.contributions.wholes import against_whole, wholes_of
from reports.loads.names.cells import Naming
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed

State, Provenance = Contribution.State, Contribution.Provenance
FIELDS = (
    *("scheme_id", "pairing_id", "programme_id", "form", "direction", "title", "place"),
    *("part_of_id", "starts_on", "ends_on", "precision", "source"),
)
NAMES = ("ref", *FIELDS, "provenance", "state", "replaces_id", "entered_by_id")
OF_QUANTITY = (
    "contribution_id",
    "counting_unit_id",
    "of_whom",
    "planned",
    "low",
    "high",
    "printed",
)
STATE = "state"


def plan(tables: Tables, context: Context) -> Plan:
    planning = ContributionPlanner(context)
    planning.read(tables["contributions"])
    planning.settle()
    file_plan = planning.plan
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    file_plan.batches = [planning.contributions, planning.quantities]
    return file_plan


class ContributionPlanner:
    def __init__(self, context: Context):
        self.context, self.plan = context, Plan()
        self.answers = context.chosen("answers") or {}
        self.naming = Naming(context.user, context.chosen("organisations"))
        self.owners = Owners(context, self.naming)
        self.gaps = Gaps(context, self.owners)
        self.gathering = Gathering(self.owners, self.gaps.asked)
        units = self.gathering.units.by_code
        self.contributions = Batch(
            Contribution, NAMES, _words, key="ref", labels=self.owners.labels
        )
        unit_labels = {unit.pk: unit.name for unit in units.values()}
        self.quantities = Batch(
            Quantity, OF_QUANTITY, self._amount_words, labels={"counting_unit_id": unit_labels}
        )
        self.unit_labels = unit_labels
        self.is_administrator = may(context.user, "load")

    def read(self, tables: list[Table]):
        rows = [(table, record) for table in tables for record in table.records]
        stored_refs = _stored_refs(rows)
        self.gaps.fill([row for row in rows if row[1].values.get("ref") not in stored_refs])
        self.plan.questions += self.gaps.questions
        self.submits = self._ask_state(tables)
        for table in tables:
            for record in consumed(table):
                self.gathering.look_at(table, record)
        self.plan.problems += self.gathering.problems
        summed = {table.sheet for table in tables if self._note_totals(table)}
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

    def _note_totals(self, table: Table) -> bool:
        """Names each total of persons: they do not add, so it is compared with nothing."""
        notes = [
            table.problem(
                total,
                name,
                _t("This total is not loaded: people do not add, the same one may come twice."),
                "",
            )
            for total in table.totals
            for name in ("done", "planned", f"{COUNTED}{PERSON}")
            if self._counts_persons(table, total, name)
        ]
        self.plan.notes += notes
        return bool(notes)

    def _counts_persons(self, table: Table, total, name: str) -> bool:
        text = total.values.get(name)
        if not text:
            return False
        if name == f"{COUNTED}{PERSON}":
            return True
        units = self.gathering.units
        try:
            unit = read_cell(text, units, total.values.get("counting_unit") or "").unit
        except ValueError:
            return False
        if unit is not None:
            return unit.code == PERSON
        entries = self.gathering.entries.values()
        units_of_rows = {a.unit.code for e in entries if e.table is table for a in e.amounts}
        return units_of_rows == {PERSON}

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
        self.new_refs = {entry.ref for entry in new_entries}
        stored_wholes = Contribution.objects.filter(ref__in=wholes).order_by()
        self.stored_wholes = dict(stored_wholes.values_list("ref", "pk"))
        for entry in sound:
            row = self.stored.of(entry)
            if row is None:
                self._create(entry, self._fields(entry))
            else:
                self._compare(entry, row)

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

    def _fields(self, entry: Entry) -> dict:
        return entry.values | {"part_of_id": self._whole(entry)}

    def _whole(self, entry: Entry):
        if entry.part_of in self.new_refs:
            return New(Contribution, entry.part_of)
        return self.stored_wholes.get(entry.part_of)

    def _create(self, entry: Entry, values: Mapping, *, ref: str = "", replaces: int | None = None):
        is_printed = self.is_administrator and bool(values["source"])
        is_submitted = not self.is_administrator and (entry.is_submitted or self.submits)
        state = State.SUBMITTED if is_submitted else State.DRAFT
        ref = ref or entry.ref
        self.contributions.create(
            {
                **{name: values[name] for name in FIELDS},
                "ref": ref,
                "provenance": Provenance.PRINTED if is_printed else Provenance.RECORDED,
                "state": State.VERIFIED if is_printed else state,
                "replaces_id": replaces,
                "entered_by_id": self.context.user.pk,
            }
        )
        for amount in entry.amounts:
            self.quantities.create(
                _amount_values(amount) | {"contribution_id": New(Contribution, ref)}
            )

    def _compare(self, entry: Entry, row: Contribution):
        """Plans the changes of a stored contribution: of a draft itself, of a verified one by a
        row that replaces it.
        """
        news = self._news(entry, row)
        quantities = self.stored.quantities.get(row.pk, {})
        amounts = [a for a in entry.amounts if _differs(a, quantities.get(a.key))]
        if not news and not amounts:
            self.contributions.unchanged += 1
            self.quantities.unchanged += len(entry.amounts)
        elif row.is_editable:
            self._change(row, news, amounts, quantities)
        elif row.state == State.SUBMITTED:
            mend = _t("It waits for its review: have it returned first, or leave the row out.")
            self.plan.problems.append(
                entry.problem("title", _t("A contribution that may be changed."), mend)
            )
        else:
            self._ask_replacing(entry, row, news, amounts, quantities)

    def _news(self, entry: Entry, row: Contribution) -> dict:
        """What the file says otherwise; an empty cell leaves what is stored."""
        dates = ("starts_on", "ends_on", "precision")
        values = self._fields(entry)
        stated = {
            name: value
            for name, value in values.items()
            if (name in dates and entry.dated) or (name not in dates and value not in (None, ""))
        }
        return {n: value for n, value in stated.items() if getattr(row, n) != value}

    def _change(self, row: Contribution, news: dict, amounts: list[Amount], quantities: Mapping):
        stored = {name: getattr(row, name) for name in (*FIELDS, "ref")}
        self.contributions.change(row.pk, stored, news)
        for amount in amounts:
            values, quantity = _amount_values(amount), quantities.get(amount.key)
            if quantity is None:
                self.quantities.create(values | {"contribution_id": row.pk})
                continue
            old = {n: getattr(quantity, n) for n in OF_QUANTITY}
            if amount.done is None:
                values = {"planned": amount.planned}
            elif amount.planned is None:
                values.pop("planned")
            self.quantities.change(quantity.pk, old, values)

    def _ask_replacing(self, entry: Entry, row, news: dict, amounts: list[Amount], quantities):
        code = code_of("replaces", row.ref)
        answer = chosen_reading(self.answers, code, (READ, LEAVE))
        olds = [quantities[a.key] for a in amounts if a.key in quantities]
        before = _t("; ").join(f"{q.done or q.planned} {self.unit_labels[q.counting_unit_id]}"
                               for q in olds) or row.title  # fmt: skip
        after = (
            _t("; ").join(f"{printed(a.done)} {a.unit.name}" for a in amounts)
            or (entry.values["title"])
        )
        amount = amounts[0] if amounts else None
        self.plan.questions.append(
            Question(
                code,
                amount.place if amount else entry.table.place(entry.record, "title"),
                _t("%(row)s is verified: is it to be replaced?") % {"row": row},
                _t("The file says otherwise; a verified contribution stays, and another follows."),
                (
                    Alternative(READ, _t("yes, by what the file says"), after),
                    Alternative(LEAVE, _t("no, leave it as it is"), before),
                ),
                answer,
                1,
            )
        )
        if answer == READ:
            self._replace(entry, row, quantities)
        elif answer:
            self.contributions.unchanged += 1

    def _replace(self, entry: Entry, row: Contribution, quantities: Mapping):
        values = {name: getattr(row, name) for name in FIELDS} | self._news(entry, row)
        year = year_of(values["starts_on"], values["ends_on"])
        taken = {*self.new_refs, *(row["ref"] for row in self.contributions.rows())}
        lock = self.context.writing
        (ref,) = next_refs(entry.scheme, year, 1, taken, lock=lock)
        self.new_refs.add(ref)
        self._create(entry, values, ref=ref, replaces=row.pk)
        of_file = {amount.key for amount in entry.amounts}
        for key, quantity in quantities.items():
            if key not in of_file:
                old = {name: getattr(quantity, name) for name in OF_QUANTITY}
                self.quantities.create(old | {"contribution_id": New(Contribution, ref)})

    def _amount_words(self, row: Mapping) -> str:
        """SX-UNIONS-2013-07 450人次, by the printed text where there is one."""
        pk = row["contribution_id"]
        ref = self.stored.rows[pk].ref if pk in self.stored.rows else pk
        if row["printed"]:
            return f"{ref} {row['printed']}"
        number = row["planned"] if row["low"] is None else row["low"]
        return f"{ref} {number:f} {self.unit_labels.get(row['counting_unit_id'], '')}"


def _stored_refs(rows) -> set[str]:
    refs = {record.values.get("ref") for _table, record in rows} - {None}
    return set(Contribution.objects.filter(ref__in=refs).order_by().values_list("ref", flat=True))


def _words(row: Mapping) -> str:
    return f"{row['ref']} {row['title']}"


def _amount_values(amount: Amount) -> dict:
    return {
        "counting_unit_id": amount.unit.pk,
        "of_whom": amount.of_whom,
        "planned": amount.planned,
        "low": amount.done and amount.done.low,
        "high": amount.done and amount.done.high,
        "printed": amount.printed,
    }


def _differs(amount: Amount, quantity: Quantity | None) -> bool:
    """Whether the file says another number; an empty cell says none."""
    if quantity is None:
        return True
    is_planned_else = amount.planned is not None and amount.planned != quantity.planned
    return is_planned_else or (amount.done is not None and amount.done != quantity.done)


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
