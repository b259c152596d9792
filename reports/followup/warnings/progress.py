"""Physical progress that went back from one verified report to the next."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

from aidtrack.values.dates import month_end
from projects.models import Project, StatusReport
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.delays import projects_of
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule

HUNDRED = Decimal(100)


def progress_fell(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """The last verified progress lies so many points below the one before."""
    falls = {pk: _falls(readings) for pk, readings in _readings(at).items()}
    fallen = [pk for pk, of_project_ in falls.items() if of_project_ and of_project_[-1][1] > 0]
    projects = projects_of(at).in_bulk(fallen)
    return [
        warning
        for pk, project in projects.items()
        if (warning := _fell(at, rule, project, falls[pk]))
    ]


def _readings(at: Standpoint) -> dict[int, list[tuple[date, Decimal]]]:
    """{id of the project: the end of each reported month, and the progress verified for it}."""
    reports = StatusReport.objects.holding().ended(on=at.on).filter(physical_progress__isnull=False)
    verified = reports.filter(project__in=at.projects.order_by().values("pk"))
    columns = ("project", "month__month", "physical_progress")
    readings = defaultdict(list)
    for project, month, progress in verified.order_by("month__month").values_list(*columns):
        readings[project].append((month_end(month), progress))
    return readings


def _falls(readings: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """By how many points each progress lies below the one before; negative where it rose."""
    return [(day, before - now) for (_day, before), (day, now) in pairwise(readings)]


def _fell(
    at: Standpoint, rule: WarningRule, project: Project, falls: list
) -> ComputedWarning | None:
    fall = falls[-1][1]
    level = rule.level_of(fall)
    if level is None:
        return None
    since = falls[-1][0]
    for day, earlier in reversed(falls):
        if earlier <= 0 or rule.level_of(earlier) is None:
            break
        since = day
    return ComputedWarning(
        rule=rule,
        subject=at.subject_of(project),
        level=level,
        value=fall / HUNDRED,
        numerator=fall,
        denominator=HUNDRED,
        since=since,
        stake=project.planned_aid,
    )
