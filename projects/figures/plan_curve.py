"""The plan curve of money: tranches by the day they are planned for, the rest at the end."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from projects.figures.groupings import GROUPINGS
from projects.figures.progress import parts_of_days, sums_by_group
from projects.models import Programme, Project
from projects.models.amounts import to_fen


def plan_curve(
    projects: QuerySet, programme: Programme, days: Iterable[date], *, on: date
) -> list[Decimal]:
    """Yuan that should have reached the projects in the plan on ``on``, by each of ``days``.

    Source  tranches by ``planned_on``; what is in no tranche counts at the programme's end.
    """
    days = list(days)
    return _plan_curves(projects, programme, days, on, {}).get((), [Decimal(0)] * len(days))


def plan_curves_by(
    name: str, projects: QuerySet, programme: Programme, days: Iterable[date], *, on: date
) -> dict[tuple, list[Decimal]]:
    """The plan curve of each group that has projects, by the group's key.

    Takes a query, and one for each DAYS_AT_ONCE.
    """
    return _plan_curves(projects, programme, list(days), on, GROUPINGS[name].key)


def _plan_curves(
    projects: QuerySet, programme: Programme, days: list[date], on: date, key: dict
) -> dict[tuple, list[Decimal]]:
    planned = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    planned = planned.counted("planned", on=on).order_by()
    tranched: dict[tuple, dict] = {}
    for part in parts_of_days(days):
        due = {
            f"due_{i}": Sum("tranches__amount", filter=Q(tranches__planned_on__lte=days[i]))
            for i in part
        }
        columns = {**due, "tranched": Sum("tranches__amount")}
        for group, row in sums_by_group(planned, key, columns).items():
            tranched.setdefault(group, {}).update(row)
    whole = sums_by_group(planned, key, {"aid": Sum("planned_aid")})
    return {
        group: [
            to_fen(sums[f"due_{i}"])
            + (
                to_fen(whole[group]["aid"]) - to_fen(sums["tranched"])
                if day >= programme.ends_on
                else 0
            )
            for i, day in enumerate(days)
        ]
        for group, sums in tranched.items()
    }
