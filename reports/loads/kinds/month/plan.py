"""The plan of the month's reports from a file: drafts, saved as a person saves them in the grid.

Nothing is submitted. An impossible value is a problem of its cell; an unlikely one is a note, and a
question before the row can be submitted. An empty cell leaves the stored value; in a prefilled
workbook it clears the value that stood there. Of a prefilled workbook only changed cells count, and
a cell that somebody else changed in the meantime is a conflict.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.cells.days import ShortDay, expected_day
from aidtrack.spreadsheets.tables.columns import AS_GIVEN, Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.store.rules import broken_rules, rules_of
from aidtrack.values.dates import ImpossibleDay
from projects.checks.claims import FALL, findings
from projects.checks.findings import IMPOSSIBLE, open_questions
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_projects, due_rows, no_change, unsaved_report
from projects.month.saving import refusal
from projects.month.statements import enter_values
from reports.loads.batches import Batch
from reports.loads.kinds.month.after import after
from reports.loads.kinds.month.columns import CLAIMED, COLUMNS
from reports.loads.kinds.month.conflicts import CellConflicts, changed_cells
from reports.loads.kinds.month.contradictions import Contradictions
from reports.loads.kinds.month.falls import ColumnFalls
from reports.loads.kinds.month.saving import save, undo, why_not_undo
from reports.loads.kinds.month.stage_words import StageWords
from reports.loads.kinds.month.stated import StatedMonths
from reports.loads.kinds.month.ticks import ticked_values
from reports.loads.names.identity import Identification
from reports.loads.names.project_codes import codes_of, regain
from reports.loads.names.titles import TitledSupporters, supporter_of
from reports.loads.plans import Context, FileKind, Plan, StoredAmounts, Tables, consumed

NAMES = tuple(column.name for column in CLAIMED)
KEY = ("project_id", "month_id")


@dataclass
class Claim:
    """What a row of the file changes in its report: fields as ``save_claim`` takes them."""

    row: Row
    values: dict
    seen_version: int


def plan(tables: Tables, context: Context) -> Plan:
    planning = StatusPlanner(context)
    regain(tables["status"], context)
    planning.fetch(tables["status"])
    for table in tables["status"]:
        planning.falls.look_at(table, partial(planning.last_progress, table))
        for record in consumed(table):
            planning.look_at(table, record)
    planning.plan.questions += planning.stated.question()
    planning.plan.questions += planning.falls.questions
    planning.plan.questions += planning.stage_words.questions()
    planning.plan.questions += planning.contradictions.question()
    planning.plan.conflicts = planning.conflicts.all()
    planning.plan.batches = [planning.batch]
    planning.plan.carried = planning.claims
    return planning.plan


class StatusPlanner:
    def __init__(self, context: Context):
        self.context, self.plan, self.claims = context, Plan(), []
        self.batch = Batch(StatusReport, (*KEY, *NAMES), self._words)
        self.rules = rules_of(StatusReport)
        self.projects: dict[str, Project] = {}
        self.months: dict[tuple[int, date], ReportingMonth] = {}
        self.rows: dict[tuple[int, int], Row] = {}
        self.first_cells: dict[tuple, str] = {}
        self.project_names: dict[int, str] = {}
        self.month_names: dict[int, str] = {}
        self.stated = StatedMonths(context)
        self.conflicts = CellConflicts(context)
        self.falls = ColumnFalls(context)
        self.stage_words = StageWords(context)
        self.contradictions = Contradictions(context)

    def _words(self, row: Mapping) -> str:
        month = self.month_names.get(row["month_id"], "")
        return f"{self.project_names.get(row['project_id'], '')} {month}".strip()

    def _month_of(self, table: Table, record: Record) -> date | None:
        return record.values.get("month") or self.stated.month_of(table)

    def last_progress(self, table: Table, record: Record) -> Decimal | None:
        """The progress of a record's project at the end of the month before."""
        project = self.projects.get(record.values.get("code"))
        month = project and self.months.get((project.programme_id, self._month_of(table, record)))
        row = month and self.rows.get((project.pk, month.pk))
        return row.before.physical_progress if row else None

    def fetch(self, tables: list[Table]):
        """The projects and months that the file names, and what is due: queries by month."""
        for table in tables:
            self.stated.compare(table)
        self._fetch_projects([table for table in tables if not self.stated.is_left_out(table)])
        codes_by_month: dict[date, set[str]] = {}
        for table in tables:
            for record in table.records:
                if month := self._month_of(table, record):
                    codes_by_month.setdefault(month, set()).add(record.values.get("code"))
        programmes = {p.programme_id for p in self.projects.values()}
        months = ReportingMonth.objects.filter(month__in=codes_by_month, programme__in=programmes)
        for month in months.select_related("programme"):
            self.months[month.programme_id, month.month] = month
            self.month_names[month.pk] = month.label
            due = due_projects(month, self.context.user, role=None)
            due = due.filter(code__in=codes_by_month[month.month]).prefetch_related("suspensions")
            for row in due_rows(month, due, self.context.user, today=self.context.today):
                self.rows[row.project.pk, month.pk] = row

    def _fetch_projects(self, tables: list[Table]):
        """The projects that the rows name by code, or by name where a person says so."""
        self.projects = self._projects(codes_of(tables))
        identification = Identification(self.context, self.projects, has_parties=True)
        if questions := identification.settle(tables):
            self.plan.questions += questions
            self.projects |= self._projects(codes_of(tables) - self.projects.keys())
        titled = TitledSupporters(self.context, partial(supporter_of, self.projects))
        self.plan.questions += titled.settle(tables)
        self.project_names = {project.pk: str(project) for project in self.projects.values()}

    def _projects(self, codes: set[str]) -> dict[str, Project]:
        visible = Project.objects.visible_to(self.context.user).filter(code__in=codes)
        visible = visible.select_related("lead_pairing__supporter", "lead_pairing__recipient")
        return {p.code: p for p in self.context.lock_if_writing(visible.order_by("pk"))}

    def look_at(self, table: Table, record: Record):
        if self.stated.is_left_out(table):
            return
        row = self._row(table, record)
        if row is None:
            return
        self._complete_days(row, table, record)
        if not self.stage_words.settle(table, record, row):
            return
        current = self._current(row)
        values, wrong_ticks = ticked_values(
            row, current, table, record, self._claimed(row, table, record), self.context.user
        )
        if wrong_ticks:
            self.plan.problems += wrong_ticks
            return
        values = self._settled(row, current, table, record, values)
        if values is None:
            return
        values = {name: new for name, new in values.items() if getattr(current, name) != new}
        if not values:
            self.batch.unchanged += 1
            return
        values |= self._with_it(row, current, values)
        if not self._is_possible(row, current, values, table, record) or record.problems:
            return
        if not values:
            self.batch.unchanged += 1
            return
        self._add(row, current, values)

    def _row(self, table: Table, record: Record) -> Row | None:
        """The row that a record is about; None with a problem that says why there is none."""
        code, month = record.values.get("code"), self._month_of(table, record)
        project = self.projects.get(code)
        reporting_month = project and month and self.months.get((project.programme_id, month))
        row = reporting_month and self.rows.get((project.pk, reporting_month.pk))
        if why := self._why_not(table, record, project, month, reporting_month, row):
            is_asked = table.may_hold("month") or self.stated.is_open(table)
            is_open = month is None and is_asked
            self.plan.problems += [why] if code is not None and not is_open else []
            return None
        return row

    def _why_not(self, table, record, project, month, reporting_month, row) -> Problem | None:
        if month is None:
            return table.problem(
                record,
                "month",
                _t("The reporting month."),
                _t("Choose the month when uploading, or add a month column."),
            )
        if project is None:
            return table.problem(
                record,
                "code",
                _t("A project's code."),
                _t("There is no project with this code: check it on the project's page."),
            )
        if reporting_month is None:
            sentence = _t("%(month)s is not open for this programme: choose another month.")
            return table.problem(
                record, "month", _t("An open month."), sentence % {"month": f"{month:%Y-%m}"}
            )
        if row is None:
            return table.problem(
                record,
                "code",
                _t("A project with a report due."),
                _t("It was handed over or cancelled before the month: delete the row."),
            )
        if not row.may_claim(self.context.user):
            return table.problem(
                record, "code", _t("A report that you can enter now."), refusal(row)
            )
        if (project.pk, reporting_month.pk) in self.first_cells:
            cell = self.first_cells[project.pk, reporting_month.pk]
            return table.problem(
                record,
                "code",
                _t("Each project only once; it is also in %(cell)s.") % {"cell": cell},
                _t("Remove one of the two rows."),
            )
        self.first_cells[project.pk, reporting_month.pk] = table.place(record, "code")
        return None

    def _complete_days(self, row: Row, table: Table, record: Record):
        """Gives the days that stand without a year that of the month, as the grid does."""
        for name, value in record.values.items():
            if isinstance(value, ShortDay):
                try:
                    record.values[name] = value.in_year(row.month.month.year)
                except ImpossibleDay as impossible:
                    record.values[name] = None
                    problem = table.problem(record, name, expected_day(), str(impossible))
                    record.problems.append(problem)
                    self.plan.problems.append(problem)

    def _claimed(self, row: Row, table: Table, record: Record) -> dict:
        """The values of the filled cells, or in a prefilled workbook of the changed ones."""
        claimed = {}
        for name in NAMES:
            new = self._in_kind(name, record.values.get(name))
            before = f"{name}{AS_GIVEN}"
            if before in table.columns and name in table.columns:
                if new != self._in_kind(name, record.values.get(before)):
                    claimed[name] = new
            elif record.values.get(name) is not None:
                claimed[name] = new
        return claimed

    def _in_kind(self, name: str, value):
        """The value; of an empty cell what its field stores: "" for a text, False for a tick."""
        if value is not None:
            return value
        field = StatusReport._meta.get_field(name)
        return field.get_default() if field.has_default() or not field.null else None

    def _current(self, row: Row) -> StatusReport:
        return row.report or unsaved_report(row, self.context.user)

    def _settled(self, row: Row, current, table, record, values: dict) -> dict | None:
        """The values without those that lost a conflict; None while a conflict is undecided."""
        version = record.values.get("version")
        is_seen = version is None or version == (row.report.version if row.report else 0)
        given_out = {
            name: self._in_kind(name, record.values.get(f"{name}{AS_GIVEN}"))
            for name in values
            if f"{name}{AS_GIVEN}" in table.columns
        }
        cells = list(changed_cells(current, values, given_out, is_seen=is_seen))
        return self.conflicts.settled(current, table, record, values, cells)

    def _with_it(self, row: Row, current, values: dict) -> dict:
        """What follows from a change: "no change" is cleared, a recorded stop keeps its reason."""
        further = {}
        known = no_change(row, values.get("physical_progress"))
        if current.no_change and any(known.get(name, new) != new for name, new in values.items()):
            further["no_change"] = False
        if current.no_spending and "disbursed_to_date" in values:
            further["no_spending"] = False
        stopped = values.get("stopped_on", current.stopped_on)
        delay_reason = values.get("delay_reason", current.delay_reason)
        if values.get("stage", current.stage) == Project.Stage.SUSPENDED and not delay_reason:
            stops = row.project.suspensions.all()
            reasons = [stop.reason for stop in stops if stop.starts_on == stopped]
            further |= {"delay_reason": reasons[0]} if reasons else {}
        return further

    def _is_possible(self, row: Row, current, values: dict, table, record) -> bool:
        """Adds problems and notes for the findings; whether the row can be saved."""
        claim = copy(current)
        enter_values(claim, values, corrected=row.verified_report)
        # An amount whose unit is asked for is neither impossible nor unlikely yet.
        claim_findings = [
            finding
            for finding in findings(claim, row.before, arrived=row.arrived)
            if not table.doubts.is_unit_open(finding.field)
        ]
        wrong = [
            table.problem(record, finding.field, finding.sentence, _t("Correct the cell."))
            for finding in claim_findings
            if finding.level == IMPOSSIBLE
        ]
        if not wrong:
            whole = {f.attname: getattr(claim, f.attname) for f in claim._meta.concrete_fields}
            for rule in broken_rules(self.rules, whole):
                if any(map(table.doubts.is_unit_open, rule.fields)):
                    continue
                name = next((n for n in rule.fields if n in values), "code")
                wrong.append(
                    table.problem(record, name, str(rule.sentence), _t("Correct the cell."))
                )
        # A cell that could not be read is not missing as well.
        misread = {problem.cell for problem in record.problems}
        self.plan.problems += [problem for problem in wrong if problem.cell not in misread]
        questions = open_questions(claim_findings, claim.answers, claim.excess_reason)
        left_out = None
        if not wrong:
            left_out = self.contradictions.settle(table, record, values, questions)
        notable = [
            finding
            for finding in claim_findings
            if finding.level != IMPOSSIBLE
            and finding is not left_out
            and not (finding.code == FALL and self.falls.is_open(table))
        ]
        for finding in notable if not wrong else ():
            mend = (
                _t("Answer it in the entry grid before submitting the row.")
                if finding in questions
                else ""
            )
            sentence = _t("%(project)s: %(sentence)s") % {
                "project": f"{row.project.code} {row.project.label}",
                "sentence": finding.sentence,
            }
            self.plan.notes.append(table.problem(record, finding.field, sentence, mend))
        return not wrong

    def _add(self, row: Row, current: StatusReport, values: dict):
        self.claims.append(Claim(row, values, row.report.version if row.report else 0))
        if row.report:
            stored = {n: getattr(current, n) for n in (*KEY, *NAMES)}
            self.batch.change(row.report.pk, stored, values)
        else:
            whole = {n: getattr(current, n) for n in NAMES} | values
            key = {"project_id": row.project.pk, "month_id": row.month.pk}
            self.batch.create(whole | key)


STATUS = FileKind(
    "status",
    _("monthly reports"),
    {"status": COLUMNS},
    "load entries",
    plan,
    write=save,
    undo=undo,
    why_not_undo=why_not_undo,
    undoes_untouched=True,
    after=after,
    options=("month",),
    needs_person=True,
    stored_amounts={"disbursed_to_date": StoredAmounts(StatusReport, "disbursed_to_date")},
)
