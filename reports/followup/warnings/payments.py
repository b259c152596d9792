"""Projects of which money and works do not agree: too early, too late, or too much."""

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
# SQLite sums as floats: what was taken back again may leave a trace of less than the least amount.
FEN = Decimal("0.01")
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


def _money_by_project(projects: list[Project], *, on: date) -> dict[int, MoneyByDay]:
    """{id of the project: its money by day}, in one query."""
    by_project: dict[int, list] = {project.pk: [] for project in projects}
    reached = Transfer.objects.filter(at_project(on, through=""), project__in=by_project)
    for project, day, amount in reached.order_by("on").values_list("project", "on", "amount"):
        by_project[project].append((day, amount))
    return {project: MoneyByDay(amounts) for project, amounts in by_project.items()}


def _since(
    at: Standpoint, projects: QuerySet, holds: Callable[[Project, Decimal], bool]
) -> list[tuple[Project, MoneyByDay, date]]:
    """Each project with its money, and the first day of the run on which ``holds`` of its money."""
    chosen = list(projects)
    money = _money_by_project(chosen, on=at.on)

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
    idle = standing_projects(at).exclude(started_on__lte=at.on).with_disbursed(on=at.on)
    waiting = _since(at, idle.filter(disbursed__gt=0), lambda _project, money: money > 0)
    return [w for project, _money, first in waiting if (w := lasting(at, rule, project, first))]


def start_without_money(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Started so many days ago, and no money is at the project."""
    started = standing_projects(at).filter(started_on__lte=at.on).with_disbursed(on=at.on)
    unpaid = _since(at, started.filter(disbursed__lt=FEN), lambda _project, money: money <= 0)
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


def _above(at: Standpoint, rule: WarningRule, limit: str) -> list[ComputedWarning]:
    paid = projects_of(at).filter(Q((f"{limit}__gt", 0))).with_disbursed(on=at.on)

    def share(project: Project, money: Decimal) -> Decimal:
        return money / getattr(project, limit) - 1

    def holds(project: Project, money: Decimal) -> bool:
        beyond = share(project, money)
        return beyond > 0 and rule.level_of(beyond * HUNDRED) is not None

    chosen = [p for p in paid.disbursed_above(limit) if holds(p, p.disbursed)]
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
