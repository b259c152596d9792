"""The plan of transfers from a file, each under the rules by which a person records one.

A transfer has no key of its own: a row equal to a recorded transfer is left alone.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import Alternative, Question
from aidtrack.values.numbers import plain as number
from aidtrack.values.refusals import Refused
from pairings.querysets import visible_rows
from projects.models import Acceptance, Programme, Project, Tranche, Transfer
from projects.money.beside_plan import transfer_questions
from projects.money.rules import RecordingRules
from projects.money.transfers import recording_side
from reports.loads.batches import Batch
from reports.loads.kinds.transfers.columns import COLUMNS
from reports.loads.kinds.transfers.undo import NAMES, undo, why_not_undo, words
from reports.loads.names.cells import Naming
from reports.loads.names.identity import Identification
from reports.loads.names.parties import Party, plain
from reports.loads.names.project_codes import codes_of, regain
from reports.loads.names.titles import TitledSupporters, supporter_of
from reports.loads.plans import Context, FileKind, Plan, StoredAmounts, Sum, Tables, consumed
from reports.loads.totals import totals

RECORDED = (*NAMES, "reason")
EXCESS_REASON = _("reason for exceeding the total investment")


def plan(tables: Tables, context: Context) -> Plan:
    planning = TransferPlanner(context)
    file_plan = planning.plan
    printed = totals(tables["transfers"], "amount")
    regain(tables["transfers"], context)
    planning.fetch(tables["transfers"])
    for table in tables["transfers"]:
        for record in consumed(table):
            planning.look_at(table, record)
    planning.settle()
    file_plan.batches = [planning.batch]
    file_plan.sums = [*planning.sums(), *printed]
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    return file_plan


class TransferPlanner:
    def __init__(self, context: Context):
        self.context, self.plan = context, Plan()
        self.naming = Naming(context.user, context.chosen("organisations"))
        parties = {pk: party.label for pk, party in self.naming.parties.by_id.items()}
        labels = {"supporter_id": parties, "receiver_id": parties}
        self.batch = Batch(Transfer, RECORDED, words, labels=labels)
        self.transfers: list[tuple[Table, Record, Transfer]] = []
        programmes = context.lock_if_writing(visible_rows(Programme.objects.all(), context.user))
        self.programmes = {
            plain(name): programme
            for programme in programmes
            for name in (programme.name_en, programme.name, programme.code)
            if name
        }

    def fetch(self, tables: list[Table]):
        """The projects that the file names and the person may see, and their tranches."""
        self.projects = self._projects(codes_of(tables))
        if questions := Identification(self.context, self.projects).settle(tables):
            self.plan.questions += questions
            self.projects |= self._projects(codes_of(tables) - self.projects.keys())
        titled = TitledSupporters(self.context, partial(supporter_of, self.projects))
        self.plan.questions += titled.settle(tables)
        ids = [project.pk for project in self.projects.values()]
        tranches = Tranche.objects.filter(project__in=ids).order_by()
        self.tranches = {(tranche.project_id, tranche.number): tranche for tranche in tranches}

    def _projects(self, codes: set[str]) -> dict[str, Project]:
        visible = visible_rows(Project.objects.all(), self.context.user).filter(code__in=codes)
        projects = visible.select_related("programme", "lead_pairing")
        return {project.code: project for project in projects}

    def look_at(self, table: Table, record: Record):
        values = record.values
        transfer = Transfer(
            level=values.get("level") or "",
            on=values.get("on"),
            amount=values.get("amount"),
            document_number=values.get("document_number") or "",
            reason=values.get("reason") or "",
            recorded_by=self.context.user,
        )
        problems = [
            *self._project(transfer, table, record),
            *self._programme(transfer, table, record),
            *self._parties(transfer, table, record),
            *self._amount(table, record),
        ]
        self.plan.problems += problems
        has_parties = transfer.programme_id and transfer.supporter_id and transfer.receiver_id
        if not has_parties or problems or record.problems:
            return
        self.transfers.append((table, record, transfer))

    def _project(self, transfer, table, record) -> Iterator[Problem]:
        code, at_project = record.values.get("code"), transfer.level in Transfer.PROJECT_LEVELS
        if at_project and not code:
            if table.may_hold("code"):
                return
            yield table.problem(
                record,
                "code",
                _t("A project's code."),
                _t("Money paid to or out of a project needs a project code."),
            )
        elif code and transfer.level and not at_project:
            yield table.problem(
                record,
                "code",
                _t("No project."),
                _t("Money that has not reached a project has no project code: leave it blank."),
            )
        elif code and code not in self.projects:
            yield table.problem(
                record,
                "code",
                _t("A project's code."),
                _t("There is no project with this code: check it on the project's page."),
            )
        elif code:
            transfer.project = self.projects[code]
            yield from self._tranche(transfer, table, record)
        elif record.values.get("tranche") is not None:
            yield table.problem(
                record,
                "tranche",
                _t("No tranche."),
                _t("A tranche belongs to a project: choose the project."),
            )

    def _tranche(self, transfer, table, record) -> Iterator[Problem]:
        number = record.values.get("tranche")
        if number is None:
            return
        transfer.tranche = self.tranches.get((transfer.project_id, number))
        if transfer.tranche is None:
            yield table.problem(
                record,
                "tranche",
                _t("A tranche number."),
                _t("The project has no tranche with this number."),
            )

    def _programme(self, transfer, table, record) -> Iterator[Problem]:
        name = record.values.get("programme") or self.context.chosen("programme")
        programme = self.programmes.get(plain(name)) if name else None
        if transfer.project_id:
            programme = programme if record.values.get("programme") else transfer.project.programme
        if programme is None and table.may_hold("programme"):
            return
        if programme is None:
            names = _t(", ").join({p.label: None for p in self.programmes.values()})
            yield table.problem(
                record,
                "programme",
                _t("A programme: %(names)s.") % {"names": names},
                _t("Enter one of these, or choose it when uploading."),
            )
        elif transfer.project_id and programme.pk != transfer.project.programme_id:
            yield table.problem(
                record,
                "programme",
                transfer.project.programme.label,
                _t("Choose the project's programme."),
            )
        else:
            # The locked row, where the plan is about to be carried out.
            transfer.programme = self.programmes.get(plain(programme.code), programme)

    def _parties(self, transfer, table, record) -> Iterator[Problem]:
        for column in ("supporter", "receiver"):
            if record.values.get(column):
                if party := self.naming.find(table, record, column):
                    setattr(transfer, column, self._organisation(party))
            elif transfer.project_id:
                pairing = transfer.project.lead_pairing
                pk = pairing.supporter_id if column == "supporter" else pairing.recipient_id
                setattr(transfer, f"{column}_id", pk)
            elif table.may_hold(column):
                continue
            elif transfer.level and transfer.level not in Transfer.PROJECT_LEVELS:
                yield table.problem(
                    record,
                    column,
                    _t("An organisation."),
                    _t("Choose one (needed unless a project is given)."),
                )
        lead = transfer.project.lead_pairing.supporter_id if transfer.project_id else None
        if lead and transfer.supporter_id and transfer.supporter_id != lead:
            yield table.problem(
                record,
                "supporter",
                _t("The project's lead supporter."),
                _t("Choose the project's lead supporter."),
            )

    def _organisation(self, party: Party):
        return self.naming.parties.organisations[party.pk]

    def _amount(self, table, record) -> Iterator[Problem]:
        amount = record.values.get("amount")
        if amount is not None and amount <= 0:
            yield table.problem(
                record,
                "amount",
                _t("An amount above zero."),
                _t("Reverse an incorrect transfer on its own page."),
            )

    def settle(self):
        """Checks the rows together: repeated, already recorded, or on a day reported on."""
        settled = RecordingRules([transfer for *_place, transfer in self.transfers])
        recorded, first_cells, sound = self._recorded(), {}, []
        for table, record, transfer in self.transfers:
            transfer.recorded_side = recording_side(self.context.user, transfer)
            key = tuple(getattr(transfer, name) for name in Transfer.IDENTITY)
            if key in first_cells:
                self.plan.problems.append(self._twice(table, record, first_cells[key]))
                continue
            first_cells[key] = table.place(record, "amount")
            if recorded[key]:
                self.batch.unchanged += 1
            elif problem := self._refusal(settled, table, record, transfer):
                self.plan.problems.append(problem)
            else:
                sound.append((table, record, transfer))
        self._ask(sound)
        for *_place, transfer in sound:
            self.batch.create({name: getattr(transfer, name) for name in RECORDED})

    def _ask(self, sound: list[tuple[Table, Record, Transfer]]):
        """Adds a question for each unlikely amount; takes the amounts that were answered."""
        answers, keys = self.context.chosen("answers") or {}, []
        for table, record, transfer in sound:
            cell = table.place(record, "amount")
            keys.append((cell, f"value:{cell} {number(transfer.amount)}"))
            transfer.amount = Decimal(answers.get(keys[-1][1], transfer.amount))
        questions = transfer_questions([transfer for *_place, transfer in sound])
        for (table, record, transfer), (cell, key), question in zip(
            sound, keys, questions, strict=True
        ):
            if question is None:
                continue
            choice = answers.get(key, "")
            readings = tuple(Alternative(r.value, str(r.label)) for r in question.readings)
            label = str(transfer.project or transfer.receiver)
            self.plan.questions.append(
                Question(key, cell, label, question.sentence, readings, choice, rows=1)
            )
            if choice and question.needs_reason and not transfer.reason:
                mend = _t("Add a column “%(column)s” and give the reason.")
                column = {"column": EXCESS_REASON}
                problem = table.problem(record, "amount", question.sentence, mend % column)
                self.plan.problems.append(problem)

    def _twice(self, table, record, cell: str) -> Problem:
        return table.problem(
            record,
            "amount",
            _t("Each transfer only once; the same one is in %(cell)s.") % {"cell": cell},
            _t("Remove one, or tell them apart by document number."),
        )

    def _refusal(self, settled: RecordingRules, table, record, transfer) -> Problem | None:
        """The sentence by which recording the row would be refused, beside its cell."""
        if not transfer.recorded_side:
            sentence = _t("Only a recorder of one of the two sides can record it.")
            return table.problem(record, "supporter", _t("Money of your own side."), sentence)
        try:
            settled.check_parties(transfer)
            settled.check_day(transfer, self.context.today)
        except Refused as sentence:
            return table.problem(record, "on", _t("A date not yet reported on."), str(sentence))
        except ValidationError as error:
            ((name, sentences),) = error.message_dict.items()
            label = str(Transfer._meta.get_field(name).verbose_name)
            return table.problem(record, name, label, " ".join(sentences))
        return None

    def _recorded(self) -> Counter:
        """Transfers on the days of the file: neither reversals nor reversed."""
        days = [transfer.on for *_place, transfer in self.transfers]
        if not days:
            return Counter()
        recorded = Transfer.objects.unreversed().filter(on__range=(min(days), max(days)))
        return Counter(recorded.order_by().values_list(*Transfer.IDENTITY))

    def sums(self) -> list[Sum]:
        """The amounts of the file by supporter and receiver."""
        added: dict[tuple[int, int], list] = {}
        for *_place, transfer in self.transfers:
            subtotal = added.setdefault(
                (transfer.supporter_id, transfer.receiver_id), [0, Decimal(0)]
            )
            subtotal[0] += 1
            subtotal[1] += transfer.amount
        parties = self.naming.parties.by_id
        return [
            Sum(
                " → ".join(parties[pk].label for pk in pair if pk in parties),
                rows,
                amount,
                column="amount",
            )
            for pair, (rows, amount) in added.items()
        ]


TRANSFERS = FileKind(
    "transfers",
    _("transfers"),
    {"transfers": COLUMNS},
    "load entries",
    plan,
    undo=undo,
    why_not_undo=why_not_undo,
    no_obstacle=(Acceptance,),
    options=("programme",),
    needs_person=True,
    stored_amounts={
        "amount": StoredAmounts(Transfer, "amount", programme="programme__code", alike="level")
    },
)
