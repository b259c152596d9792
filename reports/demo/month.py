"""A month in the middle of its round, for the demonstration: every state can be looked at.

Everything here is illustrative, as are the projects that it is about.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from pairings.models import Role
from projects.models import Programme, Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_projects, due_rows, no_change
from projects.month.review import send_back, verify
from projects.month.rounds import next_month
from projects.month.saving import save_claim, submit

WAN = 10_000
# How many of the office's reports stand where, in the order of their codes; the rest is untouched.
VERIFIED, SUBMITTED, RETURNED, DRAFTS = 4, 5, 2, 3
DAYS_TO_GO = 7


@transaction.atomic
def demonstrate_month(programme: Programme, *, recorder, reviewer, today: date) -> ReportingMonth:
    """Opens the next month and takes some of one office's reports part of the way.

    A programme that has a month already keeps what it has.
    """
    if opened := programme.months.opened().first():
        return opened
    month = ReportingMonth.objects.create(
        programme=programme, month=next_month(programme), due_on=today + timedelta(days=DAYS_TO_GO)
    )
    rows = due_rows(month, due_projects(month, recorder, role=Role.RECORDER), recorder)
    rows = rows[: VERIFIED + SUBMITTED + RETURNED + DRAFTS]
    reports = [_enter(row, n, recorder) for n, row in enumerate(rows)]
    sent = [r for r in reports[:-DRAFTS] if r is not None]
    # Yesterday: what was verified just now could be taken back.
    before = timezone.now() - timedelta(days=1)
    seen_versions = {r.project.code: r.version for r in sent}
    submit(user=recorder, month=month, seen_versions=seen_versions, now=before)
    waiting = list(StatusReport.objects.filter(month=month).awaiting_review().order_by("pk"))
    seen_versions = {r.pk: r.version for r in waiting[:VERIFIED]}
    verify(user=reviewer, seen_versions=seen_versions, now=before)
    send_back(
        user=reviewer,
        seen_versions={r.pk: r.version for r in waiting[VERIFIED : VERIFIED + RETURNED]},
        reason="形象进度与现场照片不符,请核对后重报",
    )
    return month


def _enter(row: Row, n: int, recorder) -> StatusReport:
    values = no_change(row) if n % 4 == 3 else _some_progress(row, n)
    if values["physical_progress"] is None:
        values["physical_progress"] = Decimal(35)
    saved = save_claim(
        user=recorder, month=row.month, project=row.project, values=values, seen_version=0
    )
    return saved.report


def _some_progress(row: Row, n: int) -> dict:
    """Likely changes of a month: works begin or progress a little, a payment arrives."""
    stage, dates = row.before.stage, dict(row.before.dates)
    progress = row.before.physical_progress
    if stage == Project.Stage.NOT_STARTED:
        stage, dates["started_on"] = (
            Project.Stage.UNDER_CONSTRUCTION,
            row.month.month.replace(day=6),
        )
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
