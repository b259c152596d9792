"""How much of a month each office has reported: a project is verified, waits, or is not reported.

What waits or is not reported names no problem and lacks none: it stands apart.
"""

from datetime import date

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Sum, Value, When

from projects.figures.groupings import ROW
from projects.models import Programme, ReportingMonth, StatusReport
from reports.followup.problems.causes import (
    UNREPORTED,
    VERIFIED,
    WAITING,
    Cause,
    OfficeCause,
)


def due_projects(projects: QuerySet, programme: Programme, month: date) -> QuerySet:
    """Adds ``standing`` to the projects that are due in the month; none of a month that offices do
    not report on.
    """
    opened = ReportingMonth.objects.opened().filter(programme=programme, month=month)
    reports = StatusReport.objects.filter(
        project=OuterRef("pk"), month__programme=programme, month__month=month
    )
    return (
        projects.due_in(month)
        .filter(Exists(opened))
        .annotate(
            standing=Case(
                When(Exists(reports.verified()), then=Value(VERIFIED)),
                When(Exists(reports.awaiting_review()), then=Value(WAITING)),
                default=Value(UNREPORTED),
                output_field=CharField(),
            )
        )
    )


def standings_by_office(projects: QuerySet, programme: Programme, month: date) -> list[OfficeCause]:
    """The due projects of each office by standing, in one query."""
    groups = due_projects(projects, programme, month).order_by().values("standing", office=ROW)
    return [
        OfficeCause(month, row["office"], Cause(row["standing"], row["n"], row["money"]))
        for row in groups.annotate(n=Count("pk"), money=Sum("planned_aid"))
    ]
