"""A month in the middle of its round, for the demonstration: every state can be looked at.

Everything here is illustrative, as are the projects that it is about.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from pairings.access.reach import reach
from pairings.models import Role
from projects.models import Programme, Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_projects, due_row, due_rows, no_change
from projects.month.review.decisions import send_back, verify
from projects.month.rounds import next_month
from projects.month.saving import save_claim, submit
from reports.demo.two import demonstrate_money

WAN = 10_000
# How many of the office's reports stand where, in the order of their codes; the rest is untouched.
VERIFIED, SUBMITTED, RETURNED, DRAFTS = 4, 5, 2, 3
DAYS_TO_GO = 7
# How many projects have money that waits for a second person.
WAITING = 5
# What stands in the way, its type and what is done about it; taken in turn.
PROBLEMS = (
    ("land", "补偿协议未签完，6户未搬（示例）", "县里每周协调，施工单位已进场平整（示例）"),
    ("approval", "规划许可未批，初步设计补正两次（示例）", "已报地区规划局再审（示例）"),
    ("tender", "流标一次，投标人不足三家（示例）", "下月重新公告（示例）"),
    ("funding", "第二批资金未到（示例）", "已致函指挥部（示例）"),
    ("contractor", "施工队伍未按期进场（示例）", "已约谈施工单位（示例）"),
)
# Yuan of planned funds, beside which the money that waits is likely.
SMALLEST = 200 * WAN


@transaction.atomic
def demonstrate_month(
    programme: Programme, *, recorder, reviewer, headquarters, today: date
) -> ReportingMonth:
    """Opens the next month and takes some of one office's reports part of the way: one is corrected
    once verified, one names a start of the month before. Some money waits for a second person.

    A programme that has a month already keeps what it has.
    """
    if opened := programme.months.opened().first():
        return opened
    month = ReportingMonth.objects.create(
        programme=programme, month=next_month(programme), due_on=today + timedelta(days=DAYS_TO_GO)
    )
    all_rows = due_rows(month, due_projects(month, recorder, role=Role.RECORDER), recorder)
    rows = all_rows[: VERIFIED + SUBMITTED + RETURNED + DRAFTS]
    late = _heard_of_late(rows[:VERIFIED])
    reports = [_enter(row, n, recorder, is_late=n == late) for n, row in enumerate(rows)]
    sent = [r for r in reports[:-DRAFTS] if r is not None]
    # Yesterday: what was verified just now could be taken back.
    before = timezone.now() - timedelta(days=1)
    seen_versions = {r.project.code: r.version for r in sent}
    submit(user=recorder, month=month, seen_versions=seen_versions, now=before)
    waiting = list(StatusReport.objects.filter(month=month).awaiting_review().order_by("pk"))
    seen_versions = {r.pk: r.version for r in waiting[:VERIFIED]}
    verify(user=reviewer, seen_versions=seen_versions, checked=seen_versions, now=before)
    send_back(
        user=reviewer,
        seen_versions={r.pk: r.version for r in waiting[VERIFIED : VERIFIED + RETURNED]},
        reason="形象进度与现场照片不符，请核对后重报",
    )
    people = {"recorder": recorder, "reviewer": reviewer}
    for report in waiting[1:2]:
        _correct(month, report.project, at=before, **people)
    projects = _shared(all_rows[len(rows) :], headquarters)
    if len(projects) == WAITING:
        demonstrate_money(month, projects, headquarters=headquarters, **people)
    return month


def _correct(month: ReportingMonth, project: Project, *, recorder, reviewer, at):
    """A second version of a verified report, verified too: both stay."""
    row = due_row(month, project, recorder)
    progress = min(row.verified_report.physical_progress + 5, Decimal(99))
    values = {"physical_progress": progress, "note": "更正：上报时漏计一道工序（示例）"}
    people = {"user": recorder, "month": month}
    saved = save_claim(project=project, values=values, seen_version=0, **people)
    submit(seen_versions={project.code: saved.report.version}, now=at, **people)
    report = due_row(month, project, recorder).report
    verify(user=reviewer, seen_versions={report.pk: report.version}, checked={report.pk}, now=at)


def _shared(rows: list[Row], headquarters) -> list[Project]:
    """WAITING projects with planned funds and no report yet, of the side of the headquarters."""
    covered = reach(headquarters).by_role.get(Role.RECORDER, frozenset())
    projects = [row.project for row in rows if row.project.planned_aid >= SMALLEST]
    return [p for p in projects if p.lead_pairing.supporter_id in covered][:WAITING]


def _heard_of_late(rows: list[Row]) -> int | None:
    """The first of the rows whose works have not started, if there is one."""
    waiting = Project.Stage.NOT_STARTED
    return next((n for n, row in enumerate(rows) if row.before.stage == waiting), None)


def _enter(row: Row, n: int, recorder, *, is_late: bool) -> StatusReport:
    is_quiet = n % 4 == 3 and not is_late
    values = no_change(row) if is_quiet else _some_progress(row, n, is_late=is_late)
    if values["physical_progress"] is None:
        values["physical_progress"] = Decimal(35)
    if is_quiet or n % 2 == 0:
        values |= _problem(n)
    saved = save_claim(
        user=recorder, month=row.month, project=row.project, values=values, seen_version=0
    )
    return saved.report


def _problem(n: int) -> dict:
    problem_type, problem, measure = PROBLEMS[n % len(PROBLEMS)]
    return {"problem_type": problem_type, "problem": problem, "measure_taken": measure}


def _some_progress(row: Row, n: int, *, is_late: bool) -> dict:
    """Likely changes of a month: works begin or progress a little, a payment arrives."""
    stage, dates = row.before.stage, dict(row.before.dates)
    progress = row.before.physical_progress
    if stage == Project.Stage.NOT_STARTED:
        # One is heard of late: it began before the month did.
        first = row.month.month
        began_on = first - timedelta(days=2) if is_late else first.replace(day=6)
        stage, dates["started_on"] = Project.Stage.UNDER_CONSTRUCTION, began_on
        progress = Decimal(8)
    elif progress is None:
        progress = Decimal(30 + 5 * (n % 6))
    spent = min(row.before.disbursed + (n + 1) * 20 * WAN, row.before.planned_aid)
    return dates | {
        "stage": stage,
        "stopped_on": row.before.stopped_on,
        "delay_reason": "funds" if row.before.stopped_on else "",
        "physical_progress": progress,
        "disbursed_to_date": max(spent, row.before.disbursed),
    }
