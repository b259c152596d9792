"""Physical progress that went back from one verified report to the next."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

from projects.models import Project, StatusReport
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.delays import projects_of
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import of_project
from reports.models import WarningRule

HUNDRED = Decimal(100)


def progress_fell(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """The last verified progress lies so many points below the one before."""
    projects = projects_of(at).in_bulk()
    readings = _readings(at, projects)
    return [
        warning
        for pk, of_project_ in readings.items()
        if (warning := _fell(rule, projects[pk], of_project_))
    ]


def _readings(at: Standpoint, projects) -> dict[int, list[tuple[date, Decimal]]]:
    """{id of the project: the end of each reported month, and the progress verified for it}."""
    reports = StatusReport.objects.holding().ended(on=at.on)
    verified = reports.filter(project__in=projects, physical_progress__isnull=False)
    readings = defaultdict(list)
    for report in verified.select_related("month").order_by("month__month"):
        readings[report.project_id].append((report.month.ends_on, report.physical_progress))
    return readings


def _fell(rule: WarningRule, project: Project, readings: list) -> ComputedWarning | None:
    falls = [(day, before - now) for (_day, before), (day, now) in pairwise(readings)]
    if not falls:
        return None
    fall = falls[-1][1]
    level = rule.level_of(fall) if fall > 0 else None
    if level is None:
        return None
    since = falls[-1][0]
    for day, earlier in reversed(falls):
        if earlier <= 0 or rule.level_of(earlier) is None:
            break
        since = day
    return ComputedWarning(
        rule=rule,
        subject=of_project(project),
        level=level,
        value=fall / HUNDRED,
        numerator=fall,
        denominator=HUNDRED,
        since=since,
        stake=project.planned_aid,
    )
