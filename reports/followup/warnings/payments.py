"""Projects of which money and works do not agree: too early, too late, or too much."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from projects.models import Project, Transfer
from projects.querysets.terms import at_project
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.delays import (
    last_day_to_warn,
    lasting,
    projects_of,
    standing_projects,
)
from reports.followup.warnings.runs import run_start
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule

HUNDRED = 100
# Less than the least amount, more than the trace that a sum of floats leaves.
HALF_A_FEN = Decimal("0.005")
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


def _money_by_project(at: Standpoint) -> dict[int, MoneyByDay]:
    """{id of the project: its money by day}, in one query; of the population."""
    by_project: dict[int, list] = defaultdict(list)
    rows = _reached(at).order_by("on").values_list("project", "on", "amount")
    for project, day, amount in rows:
        by_project[project].append((day, amount))
    return {project: MoneyByDay(amounts) for project, amounts in by_project.items()}


def _reached(at: Standpoint) -> QuerySet:
    """Transfers to projects of the population."""
    return at.once("reached", lambda: _transfers(at))


def _transfers(at: Standpoint) -> QuerySet:
    reached = Transfer.objects.filter(at_project(at.on, through=""))
    return reached.filter(project__in=at.projects.order_by().values("pk")).order_by()


def _with_money_above(at: Standpoint, amount) -> QuerySet:
    """The ids of the projects with more money than an amount, or a column of the transfer's.

    One sum over all transfers: one for each project took ten times as long.
    """
    sums = _reached(at).values("project").annotate(sum=Sum("amount"))
    return sums.filter(sum__gt=amount).values("project")


def _since(
    at: Standpoint, projects: QuerySet, holds: Callable[[Project, Decimal], bool]
) -> list[tuple[Project, MoneyByDay, date]]:
    """Each project with its money, and the first day of the run on which ``holds`` of its money.

    Not those of which it does not hold on the day: SQLite sums as floats, which leave a trace of
    what was taken back again.
    """
    by_project = at.once("money", lambda: _money_by_project(at))
    money = {project.pk: by_project.get(project.pk, NO_MONEY) for project in projects}
    chosen = [project for project in projects if holds(project, money[project.pk].by(at.on))]

    def first(project: Project) -> date:
        of_project = money[project.pk]
        return run_start(
            lambda day: holds(project, of_project.by(day)),
            of_project.days,
            first=date.min,
            on=at.on,
        )

    return [(project, money[project.pk], first(project)) for project in chosen]


def money_without_start(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Money has lain at the project for so many days, and it has not started."""
    idle = standing_projects(at).exclude(started_on__lte=at.on)
    paid = idle.filter(pk__in=_with_money_above(at, 0))
    waiting = _since(at, paid, lambda _project, money: money > 0)
    return [w for project, _money, first in waiting if (w := lasting(at, rule, project, first))]


def start_without_money(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Started so many days ago, and no money is at the project."""
    started = standing_projects(at).filter(started_on__lte=last_day_to_warn(at, rule))
    unpaid = started.exclude(pk__in=_with_money_above(at, HALF_A_FEN))
    waiting = _since(at, unpaid, lambda _project, money: money <= 0)
    return [
        w
        for project, _money, first in waiting
        if (w := lasting(at, rule, project, max(first, project.started_on)))
    ]


def above_plan(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """More money is at the project than its planned aid, by so many per cent."""
    return _above(at, rule, "planned_aid")


def above_total(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """The same of its total investment."""
    return _above(at, rule, "total_investment")


def _above(at: Standpoint, rule: WarningRule, limit: str) -> list[ComputedWarning]:
    above = _with_money_above(at, F(f"project__{limit}"))
    paid = projects_of(at).filter(Q((f"{limit}__gt", 0)), pk__in=above)

    def share(project: Project, money: Decimal) -> Decimal:
        return money / getattr(project, limit) - 1

    def holds(project: Project, money: Decimal) -> bool:
        beyond = share(project, money)
        return beyond > 0 and rule.level_of(beyond * HUNDRED) is not None

    return [
        ComputedWarning(
            rule=rule,
            subject=at.subject_of(project),
            level=rule.level_of(share(project, money.by(at.on)) * HUNDRED),
            value=share(project, money.by(at.on)).quantize(STEP),
            numerator=money.by(at.on) - getattr(project, limit),
            denominator=getattr(project, limit),
            since=max(first, at.programme.starts_on),
            stake=money.by(at.on) - getattr(project, limit),
        )
        for project, money, first in _since(at, paid, holds)
    ]
