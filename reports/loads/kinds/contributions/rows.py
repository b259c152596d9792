"""The rows that a file makes, and those it changes: a verified one by another that replaces it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _t

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.intervals import printed
from projects.contributions.closed_months import MonthsOfAid
from projects.contributions.references import next_refs, year_of
from projects.models import Contribution, Quantity
from reports.loads.asking import code_of
from reports.loads.batches import Batch, New
from reports.loads.kinds.contributions.amounts import Amount
from reports.loads.kinds.contributions.entries import Entry
from reports.loads.kinds.contributions.stored import StoredContributions
from reports.loads.plans import Context

State, Provenance = Contribution.State, Contribution.Provenance
FIELDS = (
    *("scheme_id", "pairing_id", "programme_id", "project_id", "category_id", "profession_id"),
    *("form", "direction", "title", "place"),
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


class ContributionRows:
    """Plans the rows of entries, compared with what is ``stored``.

    ``is_administrator``: rows with a source are what that prints. ``labels`` are those of what
    rows belong to, ``unit_labels`` those of counting units, by id.
    """

    def __init__(
        self, context: Context, labels: Mapping, unit_labels: Mapping, *, is_administrator
    ):
        self.context, self.unit_labels = context, unit_labels
        self.answers = context.chosen("answers") or {}
        self.is_administrator, self.submits = is_administrator, False
        self.questions: list[Question] = []
        self.problems: list[Problem] = []
        self.contributions = Batch(Contribution, NAMES, _words, key="ref", labels=labels)
        self.quantities = Batch(
            Quantity, OF_QUANTITY, self._amount_words, labels={"counting_unit_id": unit_labels}
        )

    def put(self, entries: list[Entry], stored: StoredContributions, wholes: Mapping):
        """Plans the rows of sound entries; ``wholes`` are those that parts name."""
        self.stored = stored
        self.closed = MonthsOfAid(Contribution(scheme=entry.scheme) for entry in entries)
        self.new_refs = {entry.ref for entry in entries if stored.of(entry) is None}
        stored_wholes = Contribution.objects.filter(ref__in=wholes).order_by()
        self.stored_wholes = dict(stored_wholes.values_list("ref", "pk"))
        for entry in entries:
            row = stored.of(entry)
            if row is None:
                self._create(entry, self._fields(entry))
            else:
                self._compare(entry, row)

    def _fields(self, entry: Entry) -> dict:
        return entry.values | {"part_of_id": self._whole(entry)}

    def _whole(self, entry: Entry):
        if entry.part_of in self.new_refs:
            return New(Contribution, entry.part_of)
        return self.stored_wholes.get(entry.part_of)

    def _create(self, entry: Entry, values: Mapping, *, ref: str = "", replaces: int | None = None):
        is_printed = self.is_administrator and bool(values["source"])
        if is_printed:
            self._refuse_closed(entry, values, replaces)
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

    def _refuse_closed(self, entry: Entry, values: Mapping, replaces: int | None):
        """What is published counts at once: not in a month that was closed here."""
        names = ("scheme_id", "programme_id", "form", "starts_on", "ends_on", "precision")
        row = Contribution(**{name: values[name] for name in names}, replaces_id=replaces)
        if month := self.closed.closed_here(row):
            mend = _t("It counts in %(month)s, which is closed: reopen it, or leave the row out.")
            expected = _t("A day in a month that is not closed.")
            self.problems.append(entry.problem(entry.when, expected, mend % {"month": month.label}))

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
            self.problems.append(
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
        self.questions.append(
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
