"""What waits for review beside the verified figures, and the figures as they would be with it."""

from dataclasses import dataclass, replace
from datetime import date

from projects.models import Project, StatusReport
from projects.progress import Progress
from projects.viewpoint import Viewpoint


@dataclass(frozen=True)
class Beside:
    """A row of verified figures, the same with the claims that wait, and how many those are."""

    verified: Progress
    claimed: Progress
    count: int


def awaiting(view: Viewpoint) -> dict[int, StatusReport]:
    """{project id: report} of the population's reports that wait, the latest month of each."""
    reports = StatusReport.objects.visible_to(view.user).awaiting_review()
    reports = reports.filter(project__in=view.projects.order_by().values("pk"))
    reports = reports.select_related("project__lead_pairing__recipient", "month")
    return {report.project_id: report for report in reports.order_by("month__month", "pk")}


def claimed_day(reports: dict[int, StatusReport], on: date) -> date:
    """The day as of which claims can be seen: the last month's end where that is later."""
    return max([on, *(report.month.ends_on for report in reports.values())])


def with_claims(
    rows: list[Progress], reports: dict[int, StatusReport], view: Viewpoint, *, on: date
) -> list[Beside]:
    """The rows by prefecture with what the reports would add, were all of them verified now.

    ``rows`` are as of ``on``; a report in no row's group adds to the row called other, if any.
    """
    disbursed = _disbursed(reports)
    known = {row.group.key for row in rows}
    added: dict[tuple, list[StatusReport]] = {}
    for report in reports.values():
        key = (report.project.lead_pairing.recipient.row_organisation_id,)
        added.setdefault(key if key in known else (), []).append(report)
    return [_beside(row, added.get(row.group.key, []), disbursed, on, view) for row in rows]


def total(rows: list[Beside], of: Progress) -> Beside:
    """All rows together, as the headline states them."""
    parts = ("planned", "started", "completed", "planned_aid", "disbursed")
    more = {
        name: getattr(of, name)
        + sum(getattr(row.claimed, name) - getattr(row.verified, name) for row in rows)
        for name in parts
    }
    return Beside(of, replace(of, **more), sum(row.count for row in rows))


def _disbursed(reports: dict[int, StatusReport]) -> dict[int, object]:
    """Yuan recorded for each reported project by the end of its report's month."""
    found = {}
    for month in {report.month for report in reports.values()}:
        ids = [pk for pk, report in reports.items() if report.month_id == month.pk]
        projects = Project.objects.filter(pk__in=ids).with_disbursed(on=month.ends_on)
        found |= dict(projects.values_list("pk", "disbursed"))
    return found


def _beside(row: Progress, reports: list[StatusReport], disbursed, on: date, view) -> Beside:
    claimed = row
    for report in reports:
        before = _counted(report.project, report.project, on)
        after = _counted(report.project, report, on)
        money = report.disbursed_to_date - disbursed[report.project_id]
        aid = report.project.planned_aid
        claimed = replace(
            claimed,
            planned=claimed.planned + after["planned"] - before["planned"],
            started=claimed.started + after["started"] - before["started"],
            completed=claimed.completed + after["completed"] - before["completed"],
            planned_aid=claimed.planned_aid + aid * (after["planned"] - before["planned"]),
            disbursed=claimed.disbursed + money * after["planned"],
        )
    return Beside(row, claimed, len(reports))


def _counted(project: Project, dates: Project | StatusReport, on: date) -> dict[str, int]:
    """Whether a project counts as planned, started, completed by the dates of a row on a day."""

    def by(name):
        day = getattr(dates, name)
        return day is not None and day <= on

    planned = not project.is_off_plan and not by("cancelled_on")
    return {
        "planned": int(planned),
        "started": int(planned and by("started_on")),
        "completed": int(planned and by("completed_on")),
    }
