"""What new projects need and the file does not say: derived where only one will do, else asked.

One question a column, answered once for all rows that leave it out; or once for each group of
them, where a person says that the answer differs.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, ngettext_lazy

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question, chosen_reading
from aidtrack.values.formats import count, exact_money
from aidtrack.values.words import worded
from projects.models import Project
from reports.loads.asking import code_of
from reports.loads.kinds.projects.columns import BATCHES, COLUMNS
from reports.loads.kinds.projects.groups import Row, as_reading, groupings
from reports.loads.kinds.projects.relations import PlannedUnder
from reports.loads.plans import Context

MISSING, FROM_BATCHES = "missing", "batches"
PARTIES = ("supporter", "recipient")
LABELS = {column.name: column for column in COLUMNS}


class Omissions:
    """Fills what rows leave out; ``stored`` are the projects of the file by code."""

    def __init__(self, context: Context, under: PlannedUnder, stored: Mapping[str, dict]):
        self.under, self.stored = under, stored
        self.answers = context.chosen("answers") or {}
        self.questions: list[Question] = []
        self.notes: list[Problem] = []

    def new_rows(self, tables: list[Table], *names: str) -> list[Row]:
        """The rows of new projects that leave all of these columns empty."""
        return [
            (table, record)
            for table in tables
            for record in table.records
            if all(record.values.get(name) is None for name in names)
            and record.values.get("code") not in self.stored
            and _is_empty(table, record, names[0])
        ]

    def fill_relations(self, tables: list[Table]):
        """Programme and parties, by which it is told which project a row is."""
        if self.under.chosen is None and (rows := self.new_rows(tables, "programme")):
            readings = {p.code: p.label for p in self.under.programmes.values()}
            self._ask("programme", rows, readings)
        for name, opposite in (PARTIES, PARTIES[::-1]):
            if rows := self.new_rows(tables, name, "pairing"):
                self._fill_party(name, opposite, rows)

    def fill_delivery(self, tables: list[Table]):
        if rows := self.new_rows(tables, "delivery_mode"):
            self._ask("delivery_mode", rows, dict(Project.DeliveryMode.choices))

    def fill_planned_aid(self, tables: list[Table]):
        """The sum of the batches, where a person takes it for the planned aid."""
        rows = [
            (table, record)
            for table, record in self.new_rows(tables, "planned_aid")
            if not table.may_hold("planned_aid") and batches_total(record)
        ]
        if not rows:
            return
        total = exact_money(sum(batches_total(record) for _table, record in rows))
        readings = [Alternative(FROM_BATCHES, _t("the sum of the batches"), total)]
        code = code_of(MISSING, "planned_aid")
        if not self._add(_question("planned_aid", rows, ""), code, readings):
            self.under.asked.add("planned_aid")
            return
        for _table, record in rows:
            record.values["planned_aid"] = batches_total(record)

    def _fill_party(self, name: str, opposite: str, rows: list[Row]):
        derived, open_rows, partners = [], [], {}
        for table, record in rows:
            possible = self._partners(record, name, opposite)
            partners |= possible
            if len(possible) == 1 and record.values.get(opposite):
                record.values[name] = next(iter(possible))
                derived.append((table, record))
            elif possible:
                open_rows.append((table, record))
        if derived:
            self.notes.append(_derived(name, derived))
        if open_rows:
            self._ask(name, open_rows, partners)

    def _partners(self, record, name: str, opposite: str) -> dict[str, str]:
        """Who may be the party of this name, by ref: with the other one of the row, if it has."""
        programme = self.under.programme_of_row(record)
        party = None
        if record.values.get(opposite):
            matches = self.under.naming.matches(record.values[opposite])
            if len(matches) != 1:
                return {}
            party = matches[0]
        if programme is None:
            return {}
        pairings = self.under.pairings_with(programme.scheme_id, opposite, party and party.pk)
        parties = self.under.naming.parties.by_id
        partners = (parties.get(getattr(pairing, f"{name}_id")) for pairing in pairings)
        return {partner.ref: partner.label for partner in partners if partner}

    def _ask(self, name: str, rows: list[Row], readings: Mapping[str, str]):
        """Asks for a value of a column and fills it in; marks the column while it is open."""
        parted = groupings(rows)
        alternatives = [Alternative(value, label) for value, label in readings.items()]
        by_group = [as_reading(*groups) for groups in parted.items()]
        code = code_of(MISSING, name)
        answer = self._add(_question(name, rows, ""), code, [*alternatives, *by_group])
        if answer not in parted:
            self._fill(name, rows, answer)
            return
        for group, group_rows in parted[answer].items():
            code = code_of(MISSING, name, answer.removeprefix("by:"), group)
            group_answer = self._add(_question(name, group_rows, group), code, alternatives)
            self._fill(name, group_rows, group_answer)

    def _add(self, question: Question, code: str, readings: list[Alternative]) -> str:
        """Adds a question with its readings; its answer."""
        answer = chosen_reading(self.answers, code, [reading.value for reading in readings])
        question = replace(question, code=code, readings=tuple(readings), choice=answer)
        self.questions.append(question)
        return answer

    def _fill(self, name: str, rows: list[Row], answer: str):
        if not answer:
            self.under.asked.add(name)
        for _table, record in rows if answer else ():
            record.values[name] = answer


def _question(name: str, rows: list[Row], group: str) -> Question:
    table, record = rows[0]
    at = table.cell(record, name) or table.cell(record, "name")
    n_rows = worded(ngettext_lazy("%(n)s row", "%(n)s rows", len(rows)), {"n": count(len(rows))})
    label = (
        _("%(column)s: which one for %(rows)s of “%(group)s”?")
        if group
        else _("%(column)s: which one for %(rows)s?")
    )
    return Question(
        "",
        f"{table.sheet} {at}".strip(),
        worded(label, {"column": LABELS[name].lazy_label, "rows": n_rows, "group": group}),
        _t("New projects need it, and the file does not state it for these rows."),
        (),
        rows=len(rows),
    )


def batches_total(record: Record) -> Decimal:
    """What the batches of a row add up to, in yuan."""
    return sum((record.values.get(column.name) or 0 for column in BATCHES), Decimal(0))


def _is_empty(table: Table, record: Record, name: str) -> bool:
    """Whether the cell is empty; one that is wrong is a problem already."""
    cell = table.cell(record, name)
    return not cell or all(problem.cell != cell for problem in record.problems)


def _derived(name: str, rows: list[Row]) -> Problem:
    table, record = rows[0]
    column, opposite = LABELS[name], LABELS[PARTIES[name == "supporter"]]
    expected = ngettext(
        "%(column)s: taken from the pairing in %(n)s row.",
        "%(column)s: taken from the pairings in %(n)s rows.",
        len(rows),
    )
    mend = _t("The file does not state it, and “%(opposite)s” has a single pairing in the scheme.")
    return Problem(
        table.sheet,
        table.cell(record, name),
        "",
        expected % {"column": column.label, "n": count(len(rows))},
        mend % {"opposite": opposite.label},
    )
