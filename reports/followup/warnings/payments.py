"""Projects of which money and works do not agree: too early, too late, or too much."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from projects.models import Project, Transfer
from projects.querysets.terms import at_project
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.delays import lasting, projects_of, standing_projects
from reports.followup.warnings.runs import run_start
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import of_project
from reports.models import WarningRule

HUNDRED = 100
STEP = Decimal("0.0001")


@dataclass(frozen=True)
class MoneyByDay:
    """Yuan that reached a project, by the day; reversals are below zero."""

    amounts: list[tuple[date, Decimal]]

    @property
    def days(self) -> list[date]:
        return [day for day, _amount in self.amounts]

    def by(self, day: date) -> Decimal:
        return sum((amount for on, amount in self.amounts if on <= day), Decimal(0))


NO_MONEY = MoneyByDay([])


def _money(at: Standpoint) -> dict[int, MoneyByDay]:
    """{id of the project: its money by day} of those at which there ever was any, in one query."""
    return at.once("money", lambda: _money_by_project(at))


def _money_by_project(at: Standpoint) -> dict[int, MoneyByDay]:
    by_project = defaultdict(list)
    population = projects_of(at).select_related(None).order_by().values("pk")
    reached = Transfer.objects.filter(at_project(at.on, through=""), project__in=population)
    for project, day, amount in reached.order_by("on").values_list("project", "on", "amount"):
        by_project[project].append((day, amount))
    return {project: MoneyByDay(amounts) for project, amounts in by_project.items()}


def _with_money(at: Standpoint) -> dict[int, Decimal]:
    """{id of the project: yuan by the day} of those with more than nothing."""
    amounts = {project: money.by(at.on) for project, money in _money(at).items()}
    return {project: amount for project, amount in amounts.items() if amount > 0}


def _since(
    at: Standpoint, projects: QuerySet, holds: Callable[[Project, Decimal], bool]
) -> list[tuple[Project, MoneyByDay, date]]:
    """Each project with its money, and the first day of the run on which ``holds`` of its money."""

    def first(project: Project, money: MoneyByDay) -> date:
        return run_start(
            lambda day: holds(project, money.by(day)), money.days, first=date.min, on=at.on
        )

    monies = [(project, _money(at).get(project.pk, NO_MONEY)) for project in projects]
    return [(project, money, first(project, money)) for project, money in monies]


def money_without_start(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Money has lain at the project for so many days, and it has not started."""
    idle = standing_projects(at).exclude(started_on__lte=at.on).filter(pk__in=_with_money(at))
    waiting = _since(at, idle, lambda _project, money: money > 0)
    return [w for project, _money, first in waiting if (w := lasting(at, rule, project, first))]


def start_without_money(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Started so many days ago, and no money is at the project."""
    started = standing_projects(at).filter(started_on__lte=at.on).exclude(pk__in=_with_money(at))
    unpaid = _since(at, started, lambda _project, money: money <= 0)
    return [
        w
        for project, _money, first in unpaid
        if (w := lasting(at, rule, project, max(first, project.started_on)))
    ]


def above_plan(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """More money is at the project than its planned aid, by so many per cent."""
    return _above(at, rule, "planned_aid")


def above_total(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """The same of its total investment."""
    return _above(at, rule, "total_investment")


def _limits(at: Standpoint) -> dict[int, dict]:
    """{id of the project: its planned aid and total investment}, in yuan."""
    names = ("pk", "planned_aid", "total_investment")
    rows = projects_of(at).select_related(None).order_by()
    return at.once("limits", lambda: {row["pk"]: row for row in rows.values(*names)})


def _above(at: Standpoint, rule: WarningRule, limit: str) -> list[ComputedWarning]:
    def share(project: Project, money: Decimal) -> Decimal:
        return money / getattr(project, limit) - 1

    def holds(project: Project, money: Decimal) -> bool:
        beyond = share(project, money)
        return beyond > 0 and rule.level_of(beyond * HUNDRED) is not None

    above = [
        pk for pk, money in _with_money(at).items() if money > (_limits(at)[pk][limit] or money)
    ]
    beyond_limit = projects_of(at).filter(Q((f"{limit}__gt", 0)), pk__in=above) if above else []
    chosen = [p for p in beyond_limit if holds(p, _with_money(at)[p.pk])]
    return [
        ComputedWarning(
            rule=rule,
            subject=of_project(project),
            level=rule.level_of(share(project, money.by(at.on)) * HUNDRED),
            value=share(project, money.by(at.on)).quantize(STEP),
            numerator=money.by(at.on) - getattr(project, limit),
            denominator=getattr(project, limit),
            since=max(first, at.programme.starts_on),
            stake=money.by(at.on) - getattr(project, limit),
        )
        for project, money, first in _since(at, chosen, holds)
    ]
