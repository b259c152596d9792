"""The plan of projects from a file: the projects, and on a second sheet their tranches.

An empty cell leaves the stored value. Of the actual dates only the approval is part of the plan;
the others come from the monthly reports, and a file that would change them is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.store.rules import broken_rules, rules_of
from pairings.models import ref_validator
from projects.models import FACT_DATES, Project, Tranche, Transfer
from reports.loads.batches import Batch
from reports.loads.kinds.projects.columns import BATCHES, COLUMNS
from reports.loads.kinds.projects.instalments import Instalments
from reports.loads.kinds.projects.nature_words import nature_questions
from reports.loads.kinds.projects.omissions import Omissions
from reports.loads.kinds.projects.plausibility import AMOUNTS, PERIOD, Plausibility
from reports.loads.kinds.projects.recognition import Recognition
from reports.loads.kinds.projects.relations import PlannedUnder
from reports.loads.kinds.projects.tranches import TRANCHES, plan_tranches
from reports.loads.names.cells import Naming
from reports.loads.names.identity import Identification
from reports.loads.names.parties import Party, plain
from reports.loads.names.project_codes import codes_of, regain
from reports.loads.names.titles import TitledSupporters
from reports.loads.plans import Context, FileKind, Plan, StoredAmounts, Sum, Tables, consumed
from reports.loads.totals import totals

RELATIONS = ("programme_id", "lead_pairing_id", "category_id")
# What a file may say of a project itself, besides its code.
PLAIN = (
    "name",
    "name_en",
    "delivery_mode",
    "nature",
    "is_construction",
    "is_livelihood",
    "is_county_and_below",
    "is_off_plan",
    "total_investment",
    "planned_aid",
    "scale",
    "planned_start_on",
    "planned_finish_on",
    "approved_on",
    "provenance",
    "source",
)
BATCH_NAMES = tuple(column.name for column in BATCHES)
NAMES = ("code", *RELATIONS, *PLAIN)
# What a new project needs.
NEEDED = ("name", "delivery_mode", "planned_aid")
TOGETHER = 5000
STEP = 5000


def words(row: Mapping) -> str:
    return f"{row['code']} {row['name']}"


def plan(tables: Tables, context: Context) -> Plan:
    planning = ProjectPlanner(context)
    file_plan = planning.plan
    regain([*tables["projects"], *tables["tranches"]], context)
    file_plan.sums = totals(tables["projects"], "planned_aid")
    planning.prepare(tables["projects"])
    for table in tables["projects"]:
        for record in consumed(table):
            planning.look_at(table, record)
    planning.refuse_moves_of_money()
    file_plan.sums = [*planning.sums(), *file_plan.sums]
    file_plan.batches = [planning.batch]
    planning.instalments.conclude(file_plan)
    if tables["tranches"] or planning.instalments.rows:
        rows, project_ids = planning.instalments.rows, planning.project_ids
        plan_tranches(tables["tranches"], file_plan, project_ids, context, rows)
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    return file_plan


class ProjectPlanner:
    """Looks at the records in turn; ``prepare`` has fetched the rows they are compared with."""

    def __init__(self, context: Context):
        self.context, self.plan = context, Plan()
        self.naming = Naming(context.user, context.chosen("organisations"))
        self.under = PlannedUnder(context, self.naming)
        self.batch = Batch(Project, NAMES, words, key="code", labels=self.under.labels)
        self.rules = [rule for rule in rules_of(Project) if not set(rule.fields) <= set(FACT_DATES)]
        self.instalments = Instalments(context, self.under.programmes)
        self.stored: dict[str, dict] = {}
        self.plausibility = Plausibility(context, self.under, self.stored)
        self.defaults = {name: _default(name) for name in NAMES}
        self.first_cells: dict[str, str] = {}
        self.added: dict[int, list] = {}
        # Stored projects whose programme or supporter would change: {id: (table, record)}.
        self.moved: dict[int, tuple[Table, Record]] = {}
        self.rows = 0

    @property
    def project_ids(self) -> dict[str, int | None]:
        """The projects that tranches may name: {code: id, or None for a new one}."""
        stored = {code: row["id"] for code, row in self.stored.items()}
        return dict.fromkeys(self.first_cells) | stored

    def prepare(self, tables: list[Table]):
        """Fetches the projects that the file names, by code or, without one, by name."""
        self.rows = sum(len(table.records) for table in tables)
        self._store(codes_of(tables))
        identification = Identification(
            self.context, self._with_pairings(), has_parties=True, naming=self.naming
        )
        if questions := identification.settle(tables):
            self.plan.questions += questions
            self._store(codes_of(tables) - set(self.stored))
        omissions = Omissions(self.context, self.under, self.stored)
        omissions.fill_relations(tables)
        titled = TitledSupporters(self.context, self._supporter_of, self._rebook)
        titled_questions = titled.settle(tables)
        recognition = Recognition(self.context, self.under, self.stored)
        recognition.look_at(tables)
        self._store(recognition.codes)
        omissions.fill_delivery(tables)
        omissions.fill_planned_aid(tables)
        self.plan.questions += [*omissions.questions, *titled_questions, *recognition.questions]
        self.plan.notes += omissions.notes
        self.plan.questions += nature_questions(tables, self.context)
        self.plausibility.look_at(tables)
        self.plan.questions += self.plausibility.questions
        self.plan.problems += recognition.problems

    def _supporter_of(self, record: Record) -> int | None:
        """The supporter that a record names, or that of its pairing or of its project."""
        values = record.values
        if values.get("supporter") and not values.get("pairing"):
            matches = self.naming.matches(values["supporter"])
            return matches[0].pk if len(matches) == 1 else None
        stored = self.stored.get(values.get("code")) or {}
        pk = self.under.by_ref.get(
            plain(values.get("pairing") or ""), stored.get("lead_pairing_id")
        )
        return self.under.pairings[pk].supporter_id if pk in self.under.pairings else None

    def _rebook(self, record: Record, supporter: Party):
        """Books a record under another supporter, with the recipient that it has."""
        stored = self.stored.get(record.values.get("code")) or {}
        pk = self.under.by_ref.get(
            plain(record.values.get("pairing") or ""), stored.get("lead_pairing_id")
        )
        if not record.values.get("recipient") and pk in self.under.pairings:
            record.values["recipient"] = self.under.recipient_of(pk).ref
        record.values |= {"supporter": supporter.ref, "pairing": None}

    def _with_pairings(self) -> dict[str, Project]:
        """The stored projects by code, with the pairings that are fetched already."""
        projects = {code: Project(**row) for code, row in self.stored.items()}
        for project in projects.values():
            if pairing := self.under.pairings.get(project.lead_pairing_id):
                project.lead_pairing = pairing
        return projects

    def _store(self, wanted_codes: Iterable[str]):
        codes = iter(wanted_codes)
        projects = self.context.lock_if_writing(Project.objects.order_by())
        while some := list(islice(codes, TOGETHER)):
            for row in projects.filter(code__in=some).values("id", *NAMES, *FACT_DATES):
                self.stored[row["code"]] = row

    def look_at(self, table: Table, record: Record):
        if len(self.first_cells) % STEP == 0:
            self.context.progress(len(self.first_cells), self.rows)
        code = record.values.get("code")
        stored = self.stored.get(code)
        problems = list(self._about_code(table, record, code))
        new_values = {n: record.values[n] for n in PLAIN if record.values.get(n) is not None}
        problems += self._about_period(table, record, new_values)
        problems += self._about_facts(table, record, stored)
        problems += self.under.add(new_values, table, record, stored)
        if stored is None:
            problems += self._lacking(table, record, new_values)
        whole = {**(stored or self.defaults), "code": code, **new_values}
        problems += self._about_rules(table, record, whole)
        problems += self.instalments.look_at(table, record, whole)
        self.plan.notes += self.plausibility.beside_pairing(table, record, whole)
        self._count(whole)
        if problems or record.problems:
            self.plan.problems += problems
        elif stored is None and code is not None:
            self.batch.create(whole)
        elif stored:
            self._change(table, record, stored, new_values)

    def _change(self, table: Table, record: Record, stored: dict, new_values: dict):
        if self.under.would_move(stored, new_values):
            self.moved[stored["id"]] = (table, record)
        self.batch.change(stored["id"], stored, new_values)

    def _about_code(self, table: Table, record: Record, code) -> Iterator[Problem]:
        if code is None:
            return
        if not ref_validator.regex.search(code):
            yield table.problem(record, "code", _t("A project code."), str(ref_validator.message))
        if code in self.first_cells:
            yield table.problem(
                record,
                "code",
                _t("Each project only once; it is also in %(cell)s.")
                % {"cell": self.first_cells[code]},
                _t("Remove one of the two rows."),
            )
        place = "code" if "code" in table.columns else "name"
        self.first_cells.setdefault(code, table.place(record, place))

    def _about_period(self, table: Table, record: Record, new_values: dict) -> Iterator[Problem]:
        """Takes start and finish from a column of both; a column of its own must say the same."""
        period = record.values.get("planned_period")
        for name, day in zip(PERIOD, period or (), strict=False):
            if new_values.setdefault(name, day) != day:
                label = Project._meta.get_field(name).verbose_name
                yield table.problem(
                    record,
                    "planned_period",
                    _t("The same day as “%(field)s”.") % {"field": label},
                    _t("Correct one of the values."),
                )

    def _about_facts(self, table: Table, record: Record, stored) -> Iterator[Problem]:
        for name in FACT_DATES:
            day = record.values.get(name)
            if day is not None and (stored is None or stored[name] != day):
                yield table.problem(
                    record,
                    name,
                    _t("No date of something that has happened."),
                    _t("Leave it blank: it comes from the monthly report."),
                )

    def _lacking(self, table: Table, record: Record, new_values: dict) -> Iterator[Problem]:
        bad = {problem.cell for problem in record.problems} - {""}
        for name in NEEDED:
            if name in self.under.asked or table.may_hold(name):
                continue
            if name not in new_values and table.cell(record, name) not in bad:
                label = Project._meta.get_field(name).verbose_name
                yield table.problem(
                    record,
                    name,
                    _t("%(field)s of the new project.") % {"field": label},
                    _t("Fill it in; if the project already exists, correct the code."),
                )

    def _about_rules(self, table: Table, record: Record, whole: dict) -> Iterator[Problem]:
        for rule in broken_rules(self.rules, whole):
            is_unit_open = any(map(table.doubts.is_unit_open, rule.fields))
            if is_unit_open or self.plausibility.is_asked(table, record, rule.fields):
                continue
            name = next((n for n in rule.fields if record.values.get(n) is not None), "code")
            yield table.problem(record, name, str(rule.sentence), _t("Correct one of the values."))

    def _count(self, whole: dict):
        pairing, amount = whole.get("lead_pairing_id"), whole.get("planned_aid")
        if pairing is not None and amount is not None:
            subtotal = self.added.setdefault(pairing, [0, Decimal(0)])
            subtotal[0] += 1
            subtotal[1] += amount

    def sums(self) -> list[Sum]:
        """The planned aid of the file by pairing."""
        labels = self.under.labels["lead_pairing_id"]
        return [
            Sum(labels[pk], rows, amount, column="planned_aid")
            for pk, (rows, amount) in self.added.items()
        ]

    def refuse_moves_of_money(self):
        """A project with transfers keeps its programme and its supporter."""
        paid = Transfer.objects.filter(project__in=self.moved).order_by() if self.moved else ()
        for pk in set(paid.values_list("project", flat=True)) if self.moved else ():
            table, record = self.moved[pk]
            self.plan.problems.append(
                table.problem(
                    record,
                    "code",
                    _t("The project's existing programme and supporter."),
                    _t(
                        "Transfers have been recorded for it, so its programme and supporter "
                        "cannot be changed."
                    ),
                )
            )


def _default(name: str):
    field = Project._meta.get_field(name)
    return field.get_default() if field.has_default() or not field.null else None


PROJECTS = FileKind(
    "projects",
    _("projects and tranches"),
    {"projects": COLUMNS, "tranches": TRANCHES},
    "load",
    plan,
    options=("programme",),
    stored_amounts={
        **{name: StoredAmounts(Project, name, "code", "programme__code") for name in AMOUNTS},
        **{name: StoredAmounts(Tranche, "amount") for name in ("amount", *BATCH_NAMES)},
    },
)
