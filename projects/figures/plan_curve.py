"""The plan curve of money: tranches by the day they are planned for, the rest at the end."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from projects.figures.groupings import GROUPINGS
from projects.figures.progress import parts_of_days, sums_by_group
from projects.models import Programme, Project
from projects.models.amounts import to_fen
from projects.querysets.terms import in_plan

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
    """The plan curve of each group that has projects, by the group's key.

    Takes two queries for each DAYS_AT_ONCE.
    """
    return _plan_curves(projects, programme, list(days), on, GROUPINGS[name].key)


def _plan_curves(
    projects: QuerySet, programme: Programme, days: list[date], on: date, key: dict
) -> dict[tuple, Curve]:
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    curves: dict[tuple, Curve] = {}
    for part in parts_of_days(days):
        planned = {i: in_plan(min(days[i], on)) for i in part}
        due = {
            f"due_{i}": Sum("tranches__amount", filter=q & Q(tranches__planned_on__lte=days[i]))
            for i, q in planned.items()
        }
        tranched = {f"tranched_{i}": Sum("tranches__amount", filter=q) for i, q in planned.items()}
        aid = {f"aid_{i}": Sum("planned_aid", filter=q) for i, q in planned.items()}
        sums_of_tranches = sums_by_group(chosen, key, due | tranched)
        for group, sums in sums_by_group(chosen, key, aid).items():
            sums |= sums_of_tranches[group]
            amounts = [_due(sums, i, is_over=days[i] >= programme.ends_on) for i in part]
            curves.setdefault(group, []).extend(amounts)
    return curves


def _due(sums: dict, i: int, *, is_over: bool) -> Decimal | None:
    aid, tranched = to_fen(sums[f"aid_{i}"]), sums[f"tranched_{i}"]
    if is_over:
        return to_fen(sums[f"due_{i}"]) + aid - to_fen(tranched)
    return None if aid and tranched is None else to_fen(sums[f"due_{i}"])
