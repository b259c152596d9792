"""Projects that are late, that stand still, and those completed that nobody accepted."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from aidtrack.values.dates import add_months, months_since
from projects.models import Project
from projects.querysets.terms import is_cancelled
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.runs import ONE_DAY
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule

KIND = "project"
LONGEST_MONTH = 31
STEP = Decimal("0.01")


def projects_of(at: Standpoint) -> QuerySet:
    """The population in the order of codes; none where the page is not of projects."""
    return at.once("projects", lambda: _projects_of(at))


def _projects_of(at: Standpoint) -> QuerySet:
    projects = Project.objects.filter(pk__in=at.projects.order_by().values("pk"))
    projects = projects if KIND in at.kinds else projects.none()
    return projects.order_by("code")


def standing_projects(at: Standpoint) -> QuerySet:
    """Those carried on, in the plan or beside it: not cancelled by the day."""
    return at.once("standing projects", lambda: _standing_projects(at))


def _standing_projects(at: Standpoint) -> QuerySet:
    begun = projects_of(at).filter(programme__starts_on__lte=at.on)
    return begun.exclude(is_cancelled(at.on))


def _aged(
    at: Standpoint, rule: WarningRule, projects: Iterable[Project], first: Callable
) -> list[ComputedWarning]:
    """Warnings of what has lasted since the day ``first`` of each project, by its days."""
    return [
        warning for project in projects if (warning := lasting(at, rule, project, first(project)))
    ]


def _overdue(
    at: Standpoint, rule: WarningRule, projects: Iterable[Project], planned: Callable
) -> list[ComputedWarning]:
    """The same of a day that was planned: on the day itself nothing is overdue yet."""
    return [
        replace(warning, since=max(warning.since, planned(project) + ONE_DAY))
        for project in projects
        if (warning := lasting(at, rule, project, planned(project)))
    ]


def lasting(at: Standpoint, rule: WarningRule, project: Project, first: date):
    days = (at.on - first).days
    level = rule.level_of(days)
    if level is None:
        return None
    came_of_age = first + timedelta(days=int(rule.yellow))
    return ComputedWarning(
        rule=rule,
        subject=at.subject_of(project),
        level=level,
        value=Decimal(days),
        numerator=Decimal(days),
        denominator=None,
        since=max(came_of_age, at.programme.starts_on),
        stake=project.planned_aid,
    )


def last_day_to_warn(at: Standpoint, rule: WarningRule) -> date:
    """What began after it has not lasted for as many days as a rule asks for."""
    return at.on - min(timedelta(days=int(rule.yellow)), at.on - date.min)


def start_overdue(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """In the plan, planned to have started so many days ago, and not started."""
    old_enough = projects_of(at).filter(planned_start_on__lte=last_day_to_warn(at, rule))
    late = old_enough.overdue_to_start(on=at.on)
    return _overdue(at, rule, late, lambda project: project.planned_start_on)


def finish_overdue(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Planned to have been completed so many days ago, and not completed."""
    old_enough = standing_projects(at).filter(planned_finish_on__lte=last_day_to_warn(at, rule))
    late = old_enough.filter(planned_finish_on__lt=at.on).exclude(completed_on__lte=at.on)
    return _overdue(at, rule, late, lambda project: project.planned_finish_on)


def stopped(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Stopped for so many days, the works not completed."""
    standing = standing_projects(at).with_stage(on=at.on).filter(stage=Project.Stage.SUSPENDED)
    still = standing.with_stopped_since(on=at.on)
    return _aged(at, rule, still, lambda project: project.stopped_since)


def not_accepted(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Completed so many months ago, neither accepted nor handed over."""
    done = standing_projects(at).filter(completed_on__lte=at.on)
    waiting = done.exclude(accepted_on__lte=at.on).exclude(handed_over_on__lte=at.on)
    return [warning for project in waiting if (warning := _unaccepted(at, rule, project))]


def _unaccepted(at: Standpoint, rule: WarningRule, project: Project) -> ComputedWarning | None:
    months, days = months_since(project.completed_on, on=at.on)
    # A day beyond twelve months is more than twelve months.
    value = Decimal(months) + (Decimal(days) / LONGEST_MONTH).quantize(STEP)
    level = rule.level_of(value)
    if level is None:
        return None
    came_of_age = add_months(project.completed_on, int(rule.yellow))
    return ComputedWarning(
        rule=rule,
        subject=at.subject_of(project),
        level=level,
        value=value,
        numerator=Decimal((at.on - project.completed_on).days),
        denominator=None,
        since=max(came_of_age, at.programme.starts_on),
        stake=project.planned_aid,
    )
