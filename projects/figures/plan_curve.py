"""The plan curve of money: tranches by the day they are planned for, the rest at the end."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum

from projects.figures.by_day.changes import DATES, Changes, Timeline, group_of, stretch_of
from projects.figures.groupings import GROUPINGS
from projects.models import Programme, Project
from projects.models.amounts import to_fen

# Yuan on each day; None where the plan has no tranches, so that nobody knows what was due by then.
Curve = list[Decimal | None]


def plan_curve(
    projects: QuerySet, programme: Programme, days: Iterable[date], *, on: date
) -> Curve:
    """Yuan that should have reached the projects by each of ``days``.

    On each day those in the plan on that day count, as for the money beside it; on a day after
    ``on`` those in the plan on ``on``.

    Source  tranches by ``planned_on``; what is in no tranche counts at the programme's end. Where
            there are planned funds and no tranche, the days before that end are unknown.
    """
    days = list(days)
    return _plan_curves(projects, programme, days, on, {}).get((), [Decimal(0)] * len(days))


def plan_curves_by(
    name: str, projects: QuerySet, programme: Programme, days: Iterable[date], *, on: date
) -> dict[tuple, Curve]:
    """The plan curve of each group that has projects, by the group's key; in two queries."""
    return _plan_curves(projects, programme, list(days), on, GROUPINGS[name].key)


def _plan_curves(
    projects: QuerySet, programme: Programme, days: list[date], on: date, key: dict
) -> dict[tuple, Curve]:
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    ordered = sorted(set(days))
    changes: dict[tuple, Changes] = defaultdict(lambda: Changes(ordered))
    for row in _aid(chosen, key):
        _add(changes[group_of(row, key)], {"aid": row["aid"]}, row, on)
    for row in _tranches(chosen, key):
        of_group, amount = changes[group_of(row, key)], row["amount"]
        _add(of_group, {"tranched": amount, "tranches": row["n"]}, row, on)
        _add(of_group, {"due": amount}, row, on, planned_on=row["planned_on"])
    return {
        group: _curve(of_group.timeline(), programme, days) for group, of_group in changes.items()
    }


def _aid(chosen: QuerySet, key: dict) -> QuerySet:
    return chosen.values(**key, **DATES).annotate(aid=Sum("planned_aid"))


def _tranches(chosen: QuerySet, key: dict) -> QuerySet:
    dated = chosen.filter(tranches__isnull=False)
    rows = dated.values(**key, **DATES, planned_on=F("tranches__planned_on"))
    return rows.annotate(amount=Sum("tranches__amount"), n=Count("tranches"))


def _add(changes: Changes, amounts: dict, row: dict, on: date, *, planned_on: date = date.min):
    """Counts amounts while their projects are in the plan; after ``on`` as on that day."""
    stretch = stretch_of(row, "planned")
    if stretch and stretch.first <= on:
        first = max(stretch.first, planned_on)
        changes.add(amounts, first, stretch.until if on not in stretch else None)


def _curve(timeline: Timeline, programme: Programme, days: list[date]) -> Curve:
    return [_due(timeline.at(day), is_over=day >= programme.ends_on) for day in days]


def _due(sums: Counter, *, is_over: bool) -> Decimal | None:
    due, aid = to_fen(sums["due"]), to_fen(sums["aid"])
    if is_over:
        return due + aid - to_fen(sums["tranched"])
    return None if aid and not sums["tranches"] else due
