"""How figures moved, day by day: for many days at once, and for what asks since when.

``progress`` asks for each sum of a day. Here the rows come by the dates between which they count,
and are added up from the first day to the last; the terms and what they add up to are the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Count, F, QuerySet, Sum, Value

from projects.figures.by_day.changes import DATES, Changes, Timeline, group_of, stretch_of
from projects.figures.groupings import GROUPINGS, OF_PAIRING
from projects.models import Project
from projects.querysets.terms import AMOUNTS, COUNTED, DISBURSED, at_project

# The sums that warnings follow, of all that there are.
FOLLOWED = ("planned", "started", "planned_aid", "disbursed")
EVERY_SUM = (*COUNTED, *AMOUNTS, *DISBURSED)
COLUMNS = {f"sum_of_{column}": Sum(column) for _term, column in AMOUNTS.values()}
# By each of these dates the projects come once: by both at once they would be nearly as many rows
# as projects. Terms that read neither count by the first.
STEPS = ("started_on", "completed_on")


class DatedAmounts(NamedTuple):
    """Amounts that count for a group from ``first`` to the day before ``until``."""

    group: tuple
    amounts: dict
    first: date
    until: date | None


@dataclass(frozen=True)
class Movements:
    """All that sums of groups consist of: one answer of the database for timelines of many kinds.

    ``columns`` name the parts of a group's key; ``groups`` are those that have projects.
    """

    columns: tuple[str, ...]
    groups: set[tuple]
    moves: list[DatedAmounts]

    def timelines(
        self, columns: Iterable[str] = (), days: Iterable[date] | None = None
    ) -> dict[tuple, Timeline]:
        """By some of the columns, by default one for all together; right on ``days`` alone, where
        these are given.
        """
        places = [self.columns.index(name) for name in columns]
        ordered = None if days is None else sorted(set(days))
        coarser = {group: tuple(group[place] for place in places) for group in self.groups}
        changes = {group: Changes(ordered) for group in ([()] if not places else coarser.values())}
        for group, amounts, first, until in self.moves:
            changes[coarser[group]].add(amounts, first, until)
        return {group: of_group.timeline() for group, of_group in changes.items()}


def timeline_of(projects: QuerySet, days: Iterable[date]) -> Timeline:
    """The sums of all projects, right on ``days`` alone, in two queries."""
    days = list(days)
    if not days:
        return Timeline()
    return _movements(projects, {}, EVERY_SUM, max(days)).timelines(days=days)[()]


def timelines_by(name: str, projects: QuerySet, *, on: date) -> dict[tuple, Timeline]:
    """{key of the group: the timeline of FOLLOWED}, in two queries; no group without projects.

    Money that comes after ``on`` is left out.
    """
    key = GROUPINGS[name].key
    return _movements(projects, key, FOLLOWED, on).timelines(key)


def movements_of_pairings(projects: QuerySet, *, on: date) -> Movements:
    """Those of each lead pairing, of which rows, units and the whole consist, in two queries.

    Money that comes after ``on`` is left out.
    """
    return _movements(projects, OF_PAIRING, EVERY_SUM, on)


def _movements(projects: QuerySet, key: dict, names: Iterable[str], on: date) -> Movements:
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    terms, paid = _terms_by_step(names), _by_term(name for name in names if name in DISBURSED)
    groups, moves = set(), []
    for row in _projects_by_dates(chosen, key, terms):
        group = group_of(row, key)
        groups.add(group)
        moves += _moves_of_projects(group, row, terms[row["step"]])
    for row in _money_by_dates(chosen, key, on):
        moves += _moves_of_money(group_of(row, key), row, paid)
    return Movements(tuple(key), groups, moves)


def _by_term(names: Iterable[str]) -> dict[str, list[str]]:
    """{term: the sums of what counts under it}."""
    terms: dict[str, list[str]] = {}
    for name in names:
        term = AMOUNTS[name][0] if name in AMOUNTS else DISBURSED.get(name, name)
        terms.setdefault(term, []).append(name)
    return terms


def _terms_by_step(names: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """{step: those of ``_by_term`` that rows by this date count for}; no step that none needs."""
    steps: dict[str, dict[str, list[str]]] = {}
    for term, sums in _by_term(name for name in names if name not in DISBURSED).items():
        step = next((step for step in STEPS if step in COUNTED[term].since), STEPS[0])
        steps.setdefault(step, {})[term] = sums
    return steps


def _projects_by_dates(chosen: QuerySet, key: dict, steps: Iterable[str]) -> QuerySet:
    first, *others = (
        chosen.annotate(step=Value(step, output_field=CharField()), reached_on=F(step))
        .values("step", "reached_on", **key, **DATES)
        .annotate(n=Count("pk"), **COLUMNS)
        for step in steps
    )
    return first.union(*others, all=True) if others else first


def _money_by_dates(chosen: QuerySet, key: dict, on: date) -> QuerySet:
    rows = chosen.filter(at_project(on)).values(paid_on=F("transfers__on"), **key, **DATES)
    return rows.annotate(paid=Sum("transfers__amount"))


def _moves_of_projects(
    group: tuple, row: dict, terms: dict[str, list[str]]
) -> Iterator[DatedAmounts]:
    for term, names in terms.items():
        stretch = stretch_of(row, term, **{row["step"]: row["reached_on"]})
        if stretch:
            amounts = {name: _amount(row, name) for name in names}
            yield DatedAmounts(group, amounts, stretch.first, stretch.until)


def _amount(row: dict, name: str):
    return row["n"] if name in COUNTED else row[f"sum_of_{AMOUNTS[name][1]}"] or 0


def _moves_of_money(group: tuple, row: dict, terms: dict[str, list[str]]) -> Iterator[DatedAmounts]:
    """Money counts under the term of its project, and not before it came."""
    for term, names in terms.items():
        stretch = stretch_of(row, term)
        if stretch:
            amounts = dict.fromkeys(names, row["paid"])
            yield DatedAmounts(group, amounts, max(stretch.first, row["paid_on"]), stretch.until)
