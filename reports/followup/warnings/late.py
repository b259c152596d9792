"""Monthly reports that an office owes: by the calendar, for the month that tells the day."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from projects.figures.groupings import GROUPINGS
from projects.models import Project, ReportingMonth, StatusReport
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.standpoint import Standpoint
from reports.models import WarningRule

KIND = "row"


def reports_late(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Rows of which reports are neither submitted nor verified after the due day of their month.

    The month is the one that tells the day; how late follows from today.
    """
    month = _month_of(at)
    if month is None or KIND not in at.kinds:
        return []
    days = (at.today - month.due_on).days
    level = rule.level_of(days)
    if level is None:
        return []
    return [
        ComputedWarning(
            rule=rule,
            subject=at.subjects(KIND)[key],
            level=level,
            value=Decimal(days),
            numerator=Decimal(counts["missing"]),
            denominator=Decimal(counts["due"]),
            since=month.due_on + timedelta(days=int(rule.yellow)),
            stake=counts["aid"],
        )
        for key, counts in _missing(at, month).items()
        if key in at.subjects(KIND)
    ]


def _month_of(at: Standpoint) -> ReportingMonth | None:
    rounds = at.programme.months.opened().filter(month__lte=at.on)
    return rounds.order_by("-month").first()


def _missing(at: Standpoint, month: ReportingMonth) -> dict[tuple, dict]:
    """{key of the row: projects due and missing, and the planned aid of these}."""
    handed_in = StatusReport.objects.filter(project=OuterRef("pk"), month=month).exclude(
        state__in=StatusReport.EDITABLE
    )
    chosen = Project.objects.filter(pk__in=at.projects.order_by().values("pk"))
    key, is_missing = GROUPINGS["prefecture"].key, Q(is_handed_in=False)
    rows = (
        chosen.due_in(month.month)
        .alias(is_handed_in=Exists(handed_in))
        .order_by()
        .values(**key)
        .annotate(
            due=Count("pk"),
            missing=Count("pk", filter=is_missing),
            aid=Sum("planned_aid", filter=is_missing),
        )
    )
    return {tuple(row[name] for name in key): row for row in rows if row["missing"]}
