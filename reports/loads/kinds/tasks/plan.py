"""The plan of follow-up tasks from an office's register.

A task is known again by its title, office and day of issue; nothing stored is ever changed.
"""

from datetime import date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE
from aidtrack.values.formats import day as day_in_words
from pairings.access.permissions import may
from reports.followup.tasks.issuing import is_outside
from reports.followup.warnings.subjects import OF_KIND
from reports.loads.batches import Batch, New
from reports.loads.kinds.tasks.columns import COLUMNS
from reports.loads.kinds.tasks.entries import TaskEntry
from reports.loads.kinds.tasks.meetings import AgendaItems, is_of_meeting
from reports.loads.kinds.tasks.numbers import Numbers, titled
from reports.loads.kinds.tasks.questions import (
    MEETING,
    NUMBER,
    OUTSIDE,
    OVERDUE,
    UNANSWERED,
    outcome_question,
    responsible_question,
    rows_question,
)
from reports.loads.kinds.tasks.remarks import demand_of, origin_of
from reports.loads.kinds.tasks.saving import undo, write
from reports.loads.kinds.tasks.subjects import TaskSubjects
from reports.loads.names.cells import Naming
from reports.loads.plans import Context, FileKind, Plan, Tables, consumed
from reports.models import SUBJECTS, Answer, Task

SUBJECT_IDS = tuple(f"{name}_id" for name in SUBJECTS)
NAMES = (
    *("key", "year", "sequence", "title", "demand", "origin", "item_id", *SUBJECT_IDS),
    *("responsible_id", "is_loaded"),
    *("issued_by_id", "issued_at", "due_on", "is_urgent", "evidence_required"),
    *("accepted_by_id", "accepted_at", "closed_by_id", "closed_at", "outcome", "assisting"),
)
ACCOUNTS = ("issued_by_id", "accepted_by_id", "closed_by_id")
OF_ANSWER = ("task_id", "text", "says_done", "by_id", "at", "released_at")
LONGEST = Task._meta.get_field("title").max_length


def plan(tables: Tables, context: Context) -> Plan:
    planning = TaskPlanner(context, tables["tasks"])
    for table in tables["tasks"]:
        for record in consumed(table):
            planning.look_at(table, record)
    planning.settle()
    file_plan = planning.plan
    file_plan.problems += planning.naming.problems
    file_plan.unknown = planning.naming.unknown()
    file_plan.questions += [*planning.responsible.values(), *planning.subjects.questions.values()]
    file_plan.batches = [planning.tasks, planning.answers_batch]
    return file_plan


def start_of(day: date | None) -> datetime | None:
    """The instant at which a day begins: a register has days only."""
    return day and timezone.make_aware(datetime.combine(day, time.min))


class TaskPlanner:
    def __init__(self, context: Context, tables: list[Table]):
        self.context, self.plan = context, Plan()
        self.answers = context.chosen("answers") or {}
        self.naming = Naming(context.user, context.chosen("organisations"))
        texts = {str(r.values.get("subject") or "") for table in tables for r in table.records}
        self.subjects = TaskSubjects(context.user, self.naming.parties, self.answers, texts)
        self.responsible = {}
        parties = {pk: party.label for pk, party in self.naming.parties.by_id.items()}
        self.tasks = Batch(
            Task, NAMES, _words, key="key", labels={"responsible_id": parties, "assisting": {}}
        )
        self.answers_batch = Batch(Answer, OF_ANSWER, lambda row: row["text"][:50])
        # The accounts are that of the loader: whom the file names stands in the demand.
        self.tasks.unprinted = frozenset({"key", "year", "sequence", "is_loaded", *ACCOUNTS})
        self.answers_batch.unprinted = frozenset({"task_id", "by_id"})
        self.entries: list[TaskEntry] = []

    def look_at(self, table: Table, record: Record):
        if not record.problems:
            offices = self._offices(table, record)
            subject, _is_settled = self.subjects.of(table, record)
            self._check_days(table, record)
            if offices and not record.problems:
                self.entries.append(TaskEntry(table, record, subject, *offices))
            self.plan.problems += record.problems

    def _offices(self, table: Table, record: Record):
        """The responsible office and those that assist; None where one is not known."""
        names = record.values["responsible"]
        chosen_name = names[0] if len(names) == 1 else self._chosen(table, record, names)
        others = [name for name in names if name != chosen_name]
        further = record.values.get("assisting") or ()
        party = self.naming.find(table, record, "responsible", chosen_name)
        assisting = [self.naming.find(table, record, "responsible", name) for name in others]
        assisting += [self.naming.find(table, record, "assisting", name) for name in further]
        if party is None or None in assisting:
            return None
        return party.pk, tuple(sorted({other.pk for other in assisting} - {party.pk}))

    def _chosen(self, table: Table, record: Record, names) -> str:
        place = table.place(record, "responsible")
        earlier = next(
            (q for q in self.responsible.values() if {r.value for r in q.readings} == set(names)),
            None,
        )
        rows = earlier.rows + 1 if earlier else 1
        where = earlier.where if earlier else place
        question = responsible_question(where, names, self.answers, rows)
        self.responsible[question.code] = question
        return question.choice or names[0]

    def _check_days(self, table: Table, record: Record):
        values, today = record.values, self.context.today
        issued_on, closed_on = values["issued_at"], values.get("closed_at")
        if values["due_on"] <= issued_on:
            self._refuse(table, record, "due_on", _t("A day after it was issued (%(day)s)."))
        for column in ("issued_at", "accepted_at", "closed_at"):
            if values.get(column) and values[column] > today:
                self._refuse(table, record, column, _t("No day after today."))
        if values.get("accepted_at") and values["accepted_at"] < issued_on:
            self._refuse(table, record, "accepted_at", _t("Not before it was issued (%(day)s)."))
        if closed_on and closed_on < issued_on:
            self._refuse(table, record, "closed_at", _t("Not before it was issued (%(day)s)."))
        if values.get("outcome") and not closed_on:
            expected = _t("The day of closing of a task that has an outcome.")
            self._refuse(table, record, "outcome", expected)

    def _refuse(self, table: Table, record: Record, column: str, expected: str):
        sentence = expected % {"day": day_in_words(record.values["issued_at"])}
        mend = _t("Correct it in the file and upload it again.")
        record.problems.append(table.problem(record, column, sentence, mend))

    def settle(self):
        """Leaves out what is stored, asks about the rest, numbers it and plans it."""
        self._drop_repeated()
        self._drop_stored()
        self._ask(OVERDUE, lambda e: not e.closed_on and e.due_on < self.context.today)
        self._ask(UNANSWERED, lambda e: e.closed_on and not e.values.get("answer"))
        self._ask(OUTSIDE, self._is_outside)
        self._ask_outcome()
        self._find_items()
        self._number()
        for entry in self.entries:
            self._create(entry)

    def _drop_repeated(self):
        places: dict[tuple, str] = {}
        for entry in list(self.entries):
            keys = [entry.identity(entry.title)]
            keys += [entry.own_number] if entry.own_number else []
            earlier = next((places[key] for key in keys if key in places), "")
            for key in keys:
                places.setdefault(key, entry.table.place(entry.record, "title"))
            if earlier:
                self.entries.remove(entry)
                expected = _t("Each task only once; the same one is in %(cell)s.")
                self.plan.problems.append(
                    entry.problem(
                        "title", expected % {"cell": earlier}, _t("Delete one of the two.")
                    )
                )

    def _drop_stored(self):
        """A task with the same title, office and day of issue is left alone, whatever it is now."""
        offices = {entry.responsible for entry in self.entries}
        rows = Task.objects.filter(responsible__in=offices).order_by("pk")
        stored = {
            (row.title, row.responsible_id, timezone.localdate(row.issued_at)): row
            for row in self.context.lock_if_writing(rows)
        }
        for entry in list(self.entries):
            titles = (entry.title, titled(entry.title, entry.number))
            task = next(filter(None, (stored.get(entry.identity(t)) for t in titles)), None)
            if task is not None:
                self.entries.remove(entry)
                self.tasks.unchanged += 1
                self._note_difference(entry, task)

    def _note_difference(self, entry: TaskEntry, task: Task):
        if task.due_on != entry.due_on or bool(task.closed_at) != bool(entry.closed_on):
            expected = _t("Task %(number)s is stored already and stays as it is.")
            mend = _t("What is new about it is entered on its own page.")
            note = entry.problem("title", expected % {"number": task.number}, mend)
            self.plan.notes.append(note)

    def _ask(self, code: str, raises):
        doubtful = [entry for entry in self.entries if raises(entry)]
        if doubtful:
            rows = [(entry.table, entry.record) for entry in doubtful]
            self._settle_by(rows_question(code, rows, self.answers), doubtful)

    def _settle_by(self, question, doubtful: list[TaskEntry]):
        self.plan.questions.append(question)
        if question.choice == LEAVE:
            self.entries = [entry for entry in self.entries if entry not in doubtful]

    def _is_outside(self, entry: TaskEntry) -> bool:
        office = self.naming.parties.organisations[entry.responsible]
        return bool(entry.subject) and is_outside(office, entry.subject[1])

    def _ask_outcome(self):
        open_ended = [e for e in self.entries if e.closed_on and not e.values.get("outcome")]
        if open_ended:
            rows = [(entry.table, entry.record) for entry in open_ended]
            question = outcome_question(rows, self.answers)
            self._settle_by(question, open_ended)
            for entry in open_ended:
                entry.values["outcome"] = question.choice

    def _number(self):
        """Keeps the numbers that are free; the others go on behind the last of their year."""
        years = {(entry.own_number or (entry.issued_on.year,))[0] for entry in self.entries}
        numbers = Numbers(years | {entry.issued_on.year for entry in self.entries})
        for entry in self.entries:
            if entry.own_number and numbers.take(entry.own_number):
                entry.assigned = entry.own_number
        self._ask(NUMBER, lambda entry: entry.number and not entry.assigned)
        for entry in self.entries:
            if not entry.assigned:
                entry.assigned = numbers.next(entry.issued_on.year)
                entry.stored_title = titled(entry.title, entry.number)
            if len(entry.stored_title) > LONGEST:
                expected = _t("At most %(longest)d characters with the number behind it.")
                mend = _t("Correct it in the file and upload it again.")
                problem = entry.problem("title", expected % {"longest": LONGEST}, mend)
                self.plan.problems.append(problem)

    def _find_items(self):
        if any(map(is_of_meeting, self.entries)):
            items = AgendaItems(self.context.user)
            for entry in filter(is_of_meeting, self.entries):
                entry.item = items.of(entry)
            self._ask(MEETING, lambda entry: is_of_meeting(entry) and not entry.item)

    def _create(self, entry: TaskEntry):
        values, user = entry.values, self.context.user.pk
        closed_at, accepted_at = start_of(entry.closed_on), start_of(values.get("accepted_at"))
        key = f"{uuid5(NAMESPACE_URL, '{}-{}'.format(*entry.assigned))}"
        subject = self._subject_ids(entry)
        labels = [self.naming.parties.by_id[pk].label for pk in entry.assisting]
        self.tasks.labels["assisting"][entry.assisting] = _t(", ").join(labels)
        self.tasks.create(
            dict.fromkeys(SUBJECT_IDS)
            | subject
            | {
                "key": key,
                "year": entry.assigned[0],
                "sequence": entry.assigned[1],
                "title": entry.stored_title,
                "demand": demand_of(entry),
                "origin": origin_of(entry),
                "item_id": self._item_id(entry),
                "is_loaded": True,
                "responsible_id": entry.responsible,
                "issued_by_id": user,
                "issued_at": start_of(entry.issued_on),
                "due_on": entry.due_on,
                "is_urgent": bool(values.get("is_urgent")),
                "evidence_required": bool(values.get("evidence_required")),
                "accepted_by_id": user if accepted_at else None,
                "accepted_at": accepted_at,
                "closed_by_id": user if closed_at else None,
                "closed_at": closed_at,
                "outcome": values.get("outcome") or "",
                "assisting": entry.assisting or None,
            }
        )
        if values.get("answer"):
            at = closed_at or start_of(self.context.today)
            self.answers_batch.create(
                {
                    "task_id": New(Task, key),
                    "text": values["answer"],
                    "says_done": bool(closed_at),
                    "by_id": user,
                    "at": at,
                    "released_at": at,
                }
            )

    def _subject_ids(self, entry: TaskEntry) -> dict[str, int]:
        """Its column and id; the preview prints the subject by its name."""
        if not entry.subject:
            return {}
        kind, row = entry.subject
        self.tasks.labels.setdefault(f"{kind}_id", {})[row.pk] = OF_KIND[kind](row).label
        return {f"{kind}_id": row.pk}

    def _item_id(self, entry: TaskEntry) -> int | None:
        """It is printed with its meeting."""
        if entry.item is None:
            return None
        words = f"{entry.item.meeting}, {entry.item}"
        self.tasks.labels.setdefault("item_id", {})[entry.item.pk] = words
        return entry.item.pk


def _words(row) -> str:
    return f"{row['year']}-{row['sequence']:03d} {row['title']}"


def _why_not_undo(_load, user) -> str:
    if may(user, "load"):
        return ""
    return _t("Only those who may import this type can undo it.")


TASKS = FileKind(
    "tasks",
    _("follow-up tasks"),
    {"tasks": COLUMNS},
    "load",
    plan,
    write=write,
    undo=undo,
    why_not_undo=_why_not_undo,
    needs_person=True,
)
