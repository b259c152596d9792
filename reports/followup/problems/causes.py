"""What offices report as standing in the way, by type: projects and their planned funds.

A project counts once a month, by the report that holds. Only verified reports count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from aidtrack.values.dates import month_end
from pairings.querysets import row_organisation
from projects.checks.claims import UNDER_WAY
from projects.checks.obstacles import OBSTACLE
from projects.models import Programme, Project, ReportingMonth, StatusReport, Suspension

Type, Reason = StatusReport.ProblemType, Suspension.Reason
# A problem without a type, of a report from before types were asked for.
UNCLASSIFIED = "unclassified"
# Overdue to start, suspended or past its planned finish, and no reason is given.
UNEXPLAINED = "unexplained"
# The same, and the office answers that nothing stands in the way.
UNHINDERED = "unhindered"
NAMED_LABELS = {**dict(Type.choices), UNCLASSIFIED: _("unclassified")}
LABELS = NAMED_LABELS | {UNEXPLAINED: _("no reason given"), UNHINDERED: _("nothing in the way")}
# Any cause that an office names.
NAMED = "named"
# Where the report of a project stands. What waits or is not reported names no problem, lacks none.
VERIFIED, WAITING, UNREPORTED = "verified", "waiting", "unreported"
STANDING_LABELS = {
    VERIFIED: _("verified reports"),
    WAITING: _("awaiting review"),
    UNREPORTED: _("not reported"),
}
ALL_LABELS = LABELS | STANDING_LABELS
# A stop says by its reason what stands in the way.
TYPE_OF_STOP = {
    Reason.LAND: Type.LAND,
    Reason.FUNDS: Type.FUNDING,
    Reason.DESIGN: Type.DESIGN,
    Reason.CONTRACTOR: Type.CONTRACTOR,
    Reason.WEATHER: Type.WEATHER,
    Reason.OTHER: Type.OTHER,
}
OFFICE = row_organisation("project__lead_pairing__recipient")


def causes_of(kind: str) -> set[str]:
    """The causes of a cell or a list: one, those named, or, of no kind, all but the answer that
    nothing stands in the way.
    """
    named = set(NAMED_LABELS)
    return {NAMED: named, "": named | {UNEXPLAINED}}.get(kind, {kind})


@dataclass(frozen=True)
class Cause:
    """What stands in the way of ``count`` projects, with ``money`` yuan of planned funds; or, by
    its code, that nothing does or that it is not known.
    """

    code: str
    count: int
    money: Decimal
    # Where they are listed; empty where they are summed for no page.
    address: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return str(ALL_LABELS[self.code])

    @property
    def is_named(self) -> bool:
        return self.code in NAMED_LABELS

    @property
    def is_silent(self) -> bool:
        """Whether the offices have not said what stands in the way."""
        return self.code in (UNEXPLAINED, UNREPORTED)


@dataclass(frozen=True)
class OfficeCause:
    """The projects of one office with one cause in the month that begins on ``month``."""

    month: date
    office: int
    cause: Cause


def causes(projects: QuerySet, programme: Programme, month: date) -> list[Cause]:
    """By type, in the order of the types: what stands in the way of the projects in the month."""
    reports = with_cause(holding_reports(projects, programme, [month]), [month])
    groups = reports.exclude(cause="").order_by().values("cause")
    numbers = groups.annotate(n=Count("pk"), money=Sum("project__planned_aid"))
    by_code = {row["cause"]: Cause(row["cause"], row["n"], row["money"]) for row in numbers}
    return [by_code[code] for code in LABELS if code in by_code]


def causes_by_office(
    projects: QuerySet, programme: Programme, months: Iterable[date]
) -> list[OfficeCause]:
    """The same by office for several months, in one query."""
    months = list(months)
    reports = with_cause(holding_reports(projects, programme, months), months)
    groups = reports.exclude(cause="").order_by()
    groups = groups.values("month__month", "cause", office=OFFICE)
    return [
        OfficeCause(row["month__month"], row["office"], Cause(row["cause"], row["n"], row["money"]))
        for row in groups.annotate(n=Count("pk"), money=Sum("project__planned_aid"))
    ]


def holding_reports(projects: QuerySet, programme: Programme, months: Iterable[date]) -> QuerySet:
    """The reports that hold for the projects in the months, which are named by their first day; of
    months that offices report on.
    """
    return StatusReport.objects.holding().filter(
        project__in=projects.order_by().values("pk"),
        month__programme=programme,
        month__month__in=list(months),
        month__origin=ReportingMonth.Origin.OPENED,
    )


def with_cause(reports: QuerySet, months: Iterable[date]) -> QuerySet:
    """Adds ``cause``: the code of what stands in the way; empty for what keeps to its plan."""
    is_behind = _is_behind(months)
    return reports.annotate(
        cause=Case(
            When(~Q(problem_type=""), then=F("problem_type")),
            *(
                When(stage=Project.Stage.SUSPENDED, delay_reason=reason, then=Value(problem_type))
                for reason, problem_type in TYPE_OF_STOP.items()
            ),
            When(~Q(problem=""), then=Value(UNCLASSIFIED)),
            When(is_behind & Q(answers__has_key=OBSTACLE), then=Value(UNHINDERED)),
            When(is_behind, then=Value(UNEXPLAINED)),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _is_behind(months: Iterable[date]) -> Q:
    """Of reports that are suspended or behind their plan at the end of their month."""
    behind = Q(stage=Project.Stage.SUSPENDED)
    for month in months:
        ends_on = month_end(month)
        overdue = Q(stage=Project.Stage.NOT_STARTED, project__planned_start_on__lt=ends_on)
        unfinished = Q(stage__in=UNDER_WAY, project__planned_finish_on__lt=ends_on)
        behind |= Q(month__month=month) & (overdue | unfinished)
    return behind
