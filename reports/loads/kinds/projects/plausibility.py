"""Asks about planned amounts and days that are unlikely, once for all rows of a file.

What is unlikely is said in projects/checks/plans.py. Rows whose amounts are in question are not
held to rules about amounts until the answer is given.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.columns import Problem
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import (
    LEAVE,
    READ,
    Alternative,
    Question,
    chosen_reading,
)
from aidtrack.values.formats import count, day as day_in_words, exact_money
from projects.checks.plans import (
    UsualAmounts,
    aid_in_other_unit,
    corrected,
    exceeds_pairing,
    outside_years,
)
from projects.models import Project
from projects.models.days import FIRST, LAST
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.projects.relations import PlannedUnder
from reports.loads.plans import Context

VALUE, LARGER, SMALLER, DAYS = "value", "larger", "smaller", "years"
AMOUNTS = ("planned_aid", "total_investment")
PERIOD = ("planned_start_on", "planned_finish_on")
# Stored projects that are compared with: enough to know what is usual.
COMPARED = 5000


@dataclass
class Slip:
    """An amount that is like the others in another unit only."""

    table: Table
    record: Record
    name: str
    amount: Decimal
    other: Decimal

    @property
    def column(self) -> tuple[str, str]:
        return self.table.sheet, self.name

    @property
    def place(self) -> str:
        return self.table.place(self.record, self.name)


class Plausibility:
    """``stored`` are the projects of the file by code."""

    def __init__(self, context: Context, under: PlannedUnder, stored: Mapping[str, dict]):
        self.under, self.stored = under, stored
        self.answers = context.chosen("answers") or {}
        self.questions: list[Question] = []
        # Fields of which a question is open, by sheet and row.
        self.asked_fields: dict[tuple[str, int], set[str]] = {}
        # [projects, yuan] by pairing: the stored ones, and those of the file looked at so far.
        self.aid_by_pairing: dict[int, list] = {}

    def look_at(self, tables: list[Table]):
        """Asks, and takes the answers; before rows are planned."""
        rows = [(table, record) for table in tables for record in table.records]
        usual_amounts = self._usual_amounts(rows)
        slips = [slip for row in rows for slip in self._slips(*row, usual_amounts)]
        slips_by_column = Counter(slip.column for slip in slips)
        slips = [s for s in slips if not _is_of_unit(s, slips_by_column[s.column])]
        for what in (SMALLER, LARGER):
            self._ask_amounts(what, [s for s in slips if (s.other > s.amount) == (what == LARGER)])
        self._ask_days([place for row in rows for place in self._days_outside(*row)])

    def is_asked(self, table: Table, record: Record, names: Iterable[str] = AMOUNTS) -> bool:
        """Whether a question about one of these fields of a row is open."""
        asked = self.asked_fields.get((table.sheet, record.row))
        return asked is not None and not asked.isdisjoint(names)

    def _mark(self, table: Table, record: Record, names: Iterable[str]):
        self.asked_fields.setdefault((table.sheet, record.row), set()).update(names)

    def _usual_amounts(self, rows) -> dict[str, UsualAmounts]:
        """By column, the amounts of the programme's other projects, or of the file's own."""
        programmes = {self.under.programme_of_row(record) for _table, record in rows} - {None}
        others = Project.objects.filter(programme__in=programmes).order_by()
        codes = self.stored.keys()
        stored_amounts: dict[str, list[Decimal]] = {name: [] for name in AMOUNTS}
        for code, pairing, *amounts in others.values_list("code", "lead_pairing", *AMOUNTS)[
            :COMPARED
        ]:
            if code in codes:
                continue
            self._add_to_pairing(pairing, amounts[0])
            for name, amount in zip(AMOUNTS, amounts, strict=True):
                stored_amounts[name].append(amount)
        usual_amounts = {name: UsualAmounts(amounts) for name, amounts in stored_amounts.items()}
        for name in AMOUNTS:
            if usual_amounts[name].median is None:
                usual_amounts[name] = UsualAmounts(r.values.get(name) for _table, r in rows)
        return usual_amounts

    def _slips(self, table: Table, record: Record, usual_amounts) -> Iterator[Slip]:
        aid, total = (record.values.get(name) for name in AMOUNTS)
        stored = self.stored.get(record.values.get("code")) or {}
        for name in AMOUNTS:
            amount, own = record.values.get(name), stored.get(name)
            if not amount or amount < 0 or amount == own:
                continue
            other = corrected(amount, own) if own else usual_amounts[name].in_other_unit(amount)
            if other is None and name == "planned_aid" and total:
                other = aid_in_other_unit(aid, total)
            if other is not None:
                yield Slip(table, record, name, amount, other)

    def _ask_amounts(self, what: str, slips: list[Slip]):
        if not slips:
            return
        code = code_of(VALUE, what)
        choice = chosen_reading(self.answers, code, (READ, what))
        rows = {(slip.table.sheet, slip.record.row) for slip in slips}
        cells = _t("; ").join(f"{slip.place} {exact_money(slip.amount)}" for slip in slips[:NAMED])
        label = {LARGER: _("10,000 times more"), SMALLER: _("10,000 times less")}[what]
        self.questions.append(
            Question(
                code,
                _t(", ").join(slip.place for slip in slips[:NAMED]),
                _("Are these amounts in the right unit?"),
                _t("They are far from those of other projects: %(cells)s.") % {"cells": cells},
                (
                    Alternative(READ, _("yes, as they stand"), _total(s.amount for s in slips)),
                    Alternative(what, label, _total(slip.other for slip in slips)),
                ),
                choice,
                len(rows),
            )
        )
        for slip in slips:
            if not choice:
                self._mark(slip.table, slip.record, AMOUNTS)
            elif choice == what:
                slip.record.values[slip.name] = slip.other

    def _days_outside(self, table: Table, record: Record) -> Iterator[tuple]:
        """Days of other years that may be stored; others are a problem, whatever the answer."""
        programme = self.under.programme_of_row(record)
        stored = self.stored.get(record.values.get("code")) or {}
        period = record.values.get("planned_period") or (None, None)
        for name, of_period in zip(PERIOD, period, strict=True):
            own = record.values.get(name)
            day = own or of_period
            if not (programme and day) or day == stored.get(name) or not FIRST <= day <= LAST:
                continue
            if outside_years(name, day, programme.starts_on, programme.ends_on):
                yield table, record, name if own else "planned_period", day

    def _ask_days(self, places: list[tuple[Table, Record, str, date]]):
        if not places:
            return
        code = code_of(VALUE, DAYS)
        choice = chosen_reading(self.answers, code, (READ, LEAVE))
        cells = [
            (table.place(record, name), day_in_words(day)) for table, record, name, day in places
        ]
        rows = len({(table.sheet, record.row) for table, record, *_rest in places})
        in_words = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": count(rows)}
        self.questions.append(
            Question(
                code,
                _t(", ").join(cell for cell, _day in cells[:NAMED]),
                _("Are these planned dates right?"),
                _t("They do not belong to the years of the programme: %(cells)s.")
                % {"cells": _t("; ").join(" ".join(cell) for cell in cells[:NAMED])},
                (
                    Alternative(READ, _("yes, as they stand"), in_words),
                    Alternative(
                        LEAVE,
                        _("leave these dates out"),
                        _t("%(rows)s without these dates") % {"rows": in_words},
                    ),
                ),
                choice,
                rows,
            )
        )
        for table, record, name, _day in places:
            if not choice:
                self._mark(table, record, PERIOD)
            elif choice == LEAVE:
                record.values[name] = None

    def beside_pairing(self, table: Table, record: Record, project: Mapping) -> Iterator[Problem]:
        """A note on a project that is many times the plan of its pairing."""
        amount, pairing = project.get("planned_aid"), project.get("lead_pairing_id")
        if not amount or self.is_asked(table, record):
            return
        others, their_aid = self.aid_by_pairing.get(pairing, (0, Decimal(0)))
        if exceeds_pairing(amount, others, their_aid):
            sentence = _t(
                "%(amount)s is %(times)s times what the pairing's other projects come to."
            )
            times = f"{amount / their_aid:.0f}"
            words = {"amount": exact_money(amount), "times": times}
            yield table.problem(record, "planned_aid", sentence % words, "")
        self._add_to_pairing(pairing, amount)

    def _add_to_pairing(self, pairing: int, planned_aid: Decimal):
        subtotal = self.aid_by_pairing.setdefault(pairing, [0, Decimal(0)])
        subtotal[0] += 1
        subtotal[1] += planned_aid


def _is_of_unit(slip: Slip, slips_of_column: int) -> bool:
    """Whether the question is that for the unit of its column, open or answered for all of it."""
    doubts = slip.table.doubts
    if slip.name not in doubts.unitless or not doubts.unitless[slip.name].rows:
        return False
    return not doubts.unit or slips_of_column == doubts.unitless[slip.name].rows


def _total(amounts: Iterable[Decimal]) -> str:
    amounts = list(amounts)
    rows = ngettext("%(n)s amount, total %(sum)s", "%(n)s amounts, total %(sum)s", len(amounts))
    return rows % {"n": count(len(amounts)), "sum": exact_money(sum(amounts))}
