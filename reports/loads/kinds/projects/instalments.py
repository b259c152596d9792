"""Batches of the planned aid in columns of their own (第一批, 第二批): the tranches of a project.

The day on which a batch is planned stands in its heading, 第一批（2011年6月）, a month being its
last day; where it does not, it is asked for once a column.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import lazy
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from aidtrack.spreadsheets.tables.columns import Problem, Unclear
from aidtrack.spreadsheets.tables.headers import DATED
from aidtrack.spreadsheets.tables.layouts import Record, Table
from aidtrack.spreadsheets.tables.questions import LEAVE, Alternative, Question, chosen_reading
from aidtrack.spreadsheets.tables.values import parser
from aidtrack.store.rules import broken_rules, rules_of
from aidtrack.values.characters import squeezed
from aidtrack.values.dates import month_ends
from aidtrack.values.formats import count, exact_money, month
from aidtrack.values.words import worded
from projects.models import Programme, Tranche
from reports.loads.asking import NAMED, code_of
from reports.loads.kinds.projects.columns import BATCH, BATCHES
from reports.loads.kinds.projects.tranches import TRANCHES
from reports.loads.plans import Context, Plan

TRANCHE = "tranche"
PLANNED_ON = next(column for column in TRANCHES if column.name == "planned_on")


@dataclass(frozen=True, slots=True)
class Instalment:
    """A batch of one project."""

    code: str
    number: int
    planned_on: date
    amount: Decimal
    sheet: str
    cell: str

    @property
    def values(self) -> dict:
        return {"number": self.number, "planned_on": self.planned_on, "amount": self.amount}


@dataclass
class Undated:
    """A batch whose heading states no day: where it stands, and what its rows add up to."""

    header: str
    where: str
    rows: int = 0
    total: Decimal = Decimal(0)


class Instalments:
    def __init__(self, context: Context, programmes: Mapping[int, Programme]):
        self.answers, self.programmes = context.chosen("answers") or {}, programmes
        self.rules = rules_of(Tranche)
        self.rows: list[Instalment] = []
        self.undated: dict[int, Undated] = {}
        self.programme_ids: set[int] = set()
        self.unequal: list[str] = []
        # The days of the batches of each sheet, None for one that is asked about.
        self._days: dict[str, dict[int, date | None]] = {}

    def look_at(self, table: Table, record: Record, project: Mapping) -> Iterator[Problem]:
        """Adds the batches of a row; ``project`` are the values of its project."""
        if table.sheet not in self._days:
            self._days[table.sheet] = _days_in_headings(table)
        amounts = {
            number: amount
            for number in self._days[table.sheet]
            if (amount := record.values.get(f"{BATCH}{number}"))
        }
        for number, amount in amounts.items():
            for rule in broken_rules(self.rules, {"amount": amount}):
                yield table.problem(
                    record, f"{BATCH}{number}", str(rule.sentence), _t("Correct the amount.")
                )
            self._add(table, record, project, number, amount)
        planned_aid = project.get("planned_aid")
        if amounts and planned_aid is not None and sum(amounts.values()) != planned_aid:
            self.unequal.append(f"{table.sheet} {table.cell(record, 'planned_aid')}".strip())

    def _add(self, table, record, project: Mapping, number: int, amount: Decimal):
        name = f"{BATCH}{number}"
        day = self._days[table.sheet][number]
        if day is None:
            column = table.columns[name]
            header = next(h.text for h in table.headers if h.column == column)
            undated = self.undated.setdefault(number, Undated(header, table.column_address(column)))
            undated.rows += 1
            undated.total += amount
            self.programme_ids.add(project.get("programme_id"))
            answer = self.answers.get(code_of(TRANCHE, str(number)), "")
            day = None if answer == LEAVE else _iso_day(answer)
        if day is not None and project["code"] is not None:
            cell = table.cell(record, name)
            self.rows.append(Instalment(project["code"], number, day, amount, table.sheet, cell))

    def conclude(self, plan: Plan):
        """Adds the questions for days, and what does not add up."""
        ends = self._month_ends()
        plan.questions += [self._question(number, ends) for number in sorted(self.undated)]
        if self.unequal:
            plan.notes.append(_unequal(self.unequal))

    def _month_ends(self) -> list[date]:
        programmes = [self.programmes[pk] for pk in self.programme_ids if pk in self.programmes]
        if not programmes:
            return []
        starts_on = min(programme.starts_on for programme in programmes)
        return list(month_ends(starts_on, max(programme.ends_on for programme in programmes)))

    def _question(self, number: int, ends: list[date]) -> Question:
        undated = self.undated[number]
        code = code_of(TRANCHE, str(number))
        readings = [Alternative(f"{end}", lazy(month, str)(end)) for end in ends]
        readings.append(Alternative(LEAVE, _("leave this column out")))
        return Question(
            code,
            undated.where,
            worded(_("In which month is “%(header)s” planned?"), {"header": undated.header}),
            _t(
                "The heading does not state it: %(sum)s in all. For another month, state it in "
                "the heading, e.g. tranche 1 (2011-06)."
            )
            % {"sum": exact_money(undated.total)},
            tuple(readings),
            chosen_reading(self.answers, code, [reading.value for reading in readings]),
            undated.rows,
        )


def _days_in_headings(table: Table) -> dict[int, date | None]:
    """The days of the batches of a table by their numbers."""
    texts = {header.column: header.text for header in table.headers}
    return {
        number: _day_in(texts.get(table.columns[column.name], ""))
        for number, column in enumerate(BATCHES, start=1)
        if column.name in table.columns
    }


def _day_in(heading: str) -> date | None:
    written = DATED.search(squeezed(heading))
    try:
        return parser(PLANNED_ON)(written[1]) if written else None
    except Unclear:
        return None


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _unequal(cells: list[str]) -> Problem:
    expected = ngettext(
        "The batches do not add up to the planned aid in %(n)s row: %(cells)s.",
        "The batches do not add up to the planned aid in %(n)s rows: %(cells)s.",
        len(cells),
    )
    return Problem(
        "",
        "",
        "",
        expected % {"n": count(len(cells)), "cells": _t(", ").join(cells[:NAMED])},
        _t("What is left has no date; correct the amounts if that is not meant."),
    )
