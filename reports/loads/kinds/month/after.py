"""What the page of a loaded file of reports says: what undoing leaves, and what to do next."""

from dataclasses import dataclass

from django.urls import reverse

from projects.models import ReportingMonth, StatusReport
from projects.month.due import due_projects
from reports.loads.batches import journalled, ranges, within
from reports.loads.kinds.month.saving import StayingReport, staying_reports
from reports.models import Load


@dataclass(frozen=True)
class MonthAfter:
    """A month that the load reported on: drafts to submit, and rows that nobody has filled in."""

    month: ReportingMonth
    drafts: int
    unfilled: int

    @property
    def answers_url(self) -> str:
        return reverse("months:answers", args=[self.month.programme.code, self.month.label])

    @property
    def unchanged_url(self) -> str:
        return reverse("months:entry-unchanged", args=[self.month.programme.code, self.month.label])


@dataclass(frozen=True)
class LoadedReports:
    """``staying`` are the reports that undoing leaves, or left."""

    months: list[MonthAfter]
    staying: list[StayingReport]
    is_undone: bool


def after(load: Load, user) -> LoadedReports | None:
    """None of a load that has written nothing."""
    if load.accepted_at is None:
        return None
    is_undone = load.state == Load.State.UNDONE
    months = [] if is_undone else [_month_after(month, user) for month in _open_months(load)]
    return LoadedReports(months, staying_reports(load), is_undone)


def _open_months(load: Load) -> list[ReportingMonth]:
    months = set()
    for _model, created, changed in journalled(load.journal):
        for condition in within("pk", [*created, *ranges(changed)]):
            months |= set(StatusReport.objects.filter(condition).values_list("month", flat=True))
    opened = ReportingMonth.objects.filter(pk__in=months, closed_at__isnull=True)
    return list(opened.select_related("programme"))


def _month_after(month: ReportingMonth, user) -> MonthAfter:
    due = due_projects(month, user)
    reports = StatusReport.objects.filter(month=month, project__in=due.values("pk")).order_by()
    drafts = reports.filter(state__in=StatusReport.EDITABLE).count()
    return MonthAfter(month, drafts, due.exclude(pk__in=reports.values("project")).count())
