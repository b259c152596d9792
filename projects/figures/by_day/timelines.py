"""How figures moved, day by day: for many days at once, and for what asks since when.

``progress`` asks for each sum of a day. Here the rows come by the dates between which they count,
and are added up from the first day to the last; the terms and what they add up to are the same.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Count, F, QuerySet, Sum, Value

from projects.figures.by_day.changes import DATES, Changes, Timeline, group_of, stretch_of
from projects.figures.groupings import GROUPINGS
from projects.models import Project
from projects.querysets.terms import AMOUNTS, COUNTED, DISBURSED, at_project

# The sums that warnings follow, of all that there are.
FOLLOWED = ("planned", "started", "planned_aid", "disbursed")
EVERY_SUM = (*COUNTED, *AMOUNTS, *DISBURSED)
COLUMNS = {f"sum_of_{column}": Sum(column) for _term, column in AMOUNTS.values()}
# By each of these dates the projects come once: by both at once they would be nearly as many rows
# as projects. Terms that read neither count by the first.
STEPS = ("started_on", "completed_on")


def timeline_of(projects: QuerySet, days: Iterable[date]) -> Timeline:
    """The sums of all projects, right on ``days`` alone, in two queries."""
    days = sorted(set(days))
    return _timelines(projects, {}, EVERY_SUM, days[-1], days)[()] if days else Timeline()


def timelines_by(name: str, projects: QuerySet, *, on: date) -> dict[tuple, Timeline]:
    """{key of the group: the timeline of FOLLOWED}, in two queries; no group without projects.

    Money that comes after ``on`` is left out.
    """
    return _timelines(projects, GROUPINGS[name].key, FOLLOWED, on)


def _timelines(
    projects: QuerySet,
    key: dict,
    names: Iterable[str],
    on: date,
    days: list[date] | None = None,
) -> dict[tuple, Timeline]:
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    terms, paid = _terms_by_step(names), _by_term(name for name in names if name in DISBURSED)
    changes: dict[tuple, Changes] = {} if key else {(): Changes(days)}
    for row in _projects_by_dates(chosen, key, terms):
        of_group = changes.setdefault(group_of(row, key), Changes(days))
        _add_projects(of_group, row, terms[row["step"]])
    for row in _money_by_dates(chosen, key, on):
        of_group = changes.setdefault(group_of(row, key), Changes(days))
        _add_money(of_group, row, paid)
    return {group: of_group.timeline() for group, of_group in changes.items()}


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


def _add_projects(changes: Changes, row: dict, terms: dict[str, list[str]]):
    for term, names in terms.items():
        stretch = stretch_of(row, term, **{row["step"]: row["reached_on"]})
        if stretch:
            amounts = {name: _amount(row, name) for name in names}
            changes.add(amounts, stretch.first, stretch.until)


def _amount(row: dict, name: str):
    return row["n"] if name in COUNTED else row[f"sum_of_{AMOUNTS[name][1]}"] or 0


def _add_money(changes: Changes, row: dict, terms: dict[str, list[str]]):
    """Money counts under the term of its project, and not before it came."""
    for term, names in terms.items():
        stretch = stretch_of(row, term)
        if stretch:
            amounts = dict.fromkeys(names, row["paid"])
            changes.add(amounts, max(stretch.first, row["paid_on"]), stretch.until)
