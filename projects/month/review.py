"""Review: a verified claim becomes the project's facts and one transfer; a return says why."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.models import (
    FACT_DATES,
    Project,
    ReportingMonth,
    StatusReport,
    Suspension,
    Transfer,
)
from projects.models.amounts import to_fen
from projects.month.due import due_rows
from projects.month.saving import ReportChanged
from projects.permissions import standing

LEVEL = Transfer.Level.AT_PROJECT


def verify(
    *, user, seen_versions: dict[int, int], checked: Collection[int] = (), now=None
) -> list[StatusReport]:
    """Verifies reports, all of them or none, and writes what they claim.

    ``seen_versions`` is {report id: version}; ``checked`` are the ids of those of which the
    reviewer says that the unlikely values in them were checked.

    Raises  Refused where the person may not, or where one cannot be verified as it stands;
            ReportChanged where a report is no longer the one that was looked at.
    """
    now = now or timezone.now()
    with transaction.atomic():
        reports = _reviewed(user, seen_versions)
        _refuse_unchecked([r for r in reports if r.pk not in checked], user)
        for report in reports:
            _decide(report, user, StatusReport.State.VERIFIED, now, return_reason="")
            write_facts(report, by=user)
        return reports


def send_back(*, user, seen_versions: dict[int, int], reason: str, now=None) -> list[StatusReport]:
    """Returns reports to whoever entered them, with one reason; all of them or none."""
    now = now or timezone.now()
    if not reason.strip():
        raise Refused(_t("Enter a reason for returning the report."))
    with transaction.atomic():
        reports = _reviewed(user, seen_versions)
        for report in reports:
            _decide(report, user, StatusReport.State.RETURNED, now, return_reason=reason.strip())
        return reports


def _reviewed(user, seen_versions: dict[int, int]) -> list[StatusReport]:
    """The reports to decide on, locked, in the order of their months; each must be reviewable."""
    reports_to_review = (
        StatusReport.objects.visible_to(user)
        .filter(pk__in=seen_versions)
        .order_by("project_id", "pk")
    )
    codes = sorted(set(reports_to_review.values_list("project_id", flat=True)))
    # Locks projects in order, so that two reviewers at once cannot deadlock.
    list(Project.objects.select_for_update().filter(pk__in=codes).order_by("pk").values_list("pk"))
    reports = list(reports_to_review.with_parties().order_by("month__month", "pk"))
    # One object a project: what a month writes is what the next month starts from.
    projects: dict[int, Project] = {}
    for report in reports:
        report.project = projects.setdefault(report.project_id, report.project)
    if len(reports) != len(seen_versions):
        raise Refused(_t("A selected report cannot be found: reload the page."))
    for report in reports:
        if not may_review(user, report):
            raise Refused(f"{report.project.label}: {_why_not(user, report)}")
        if report.version != seen_versions[report.pk]:
            raise ReportChanged(report)
    return reports


def _refuse_unchecked(reports: list[StatusReport], user):
    """Refuses reports with an unlikely value, which nobody verifies along with others."""
    projects_by_month: dict[ReportingMonth, list[int]] = {}
    for report in reports:
        projects_by_month.setdefault(report.month, []).append(report.project_id)
    for month, projects in projects_by_month.items():
        for row in due_rows(month, Project.objects.filter(pk__in=projects), user):
            if row.unlikely:
                sentence = _t("%(project)s: check this value, then verify it by itself. %(why)s")
                words = {"project": row.project.label, "why": row.unlikely[0].sentence}
                raise Refused(sentence % words)


def may_review(user, report: StatusReport) -> bool:
    """Whether ``user`` may decide on a report now: a reviewer, and never on an entry of theirs."""
    where = standing(report.month, report, is_exempted=False)
    office = report.project.lead_pairing.recipient_id
    is_let = may(user, "review", standing=where, organisations=[office])
    return is_let and not is_author(user, report)


def is_author(user, report: StatusReport) -> bool:
    """Whether ``user`` entered, submitted or added a file to anything of this report."""
    return report.entered_by_id == user.pk or report.authors.filter(pk=user.pk).exists()


def _why_not(user, report: StatusReport) -> str:
    if report.state == StatusReport.State.VERIFIED:
        return _t("someone has already verified it.")
    if report.state != StatusReport.State.SUBMITTED:
        return _t("it is not awaiting review.")
    if is_author(user, report):
        return _t("you cannot review your own entry: ask a colleague.")
    if report.month.is_closed:
        return _t("%(month)s is closed.") % {"month": report.month.label}
    return _t("only a reviewer of the project's own office can decide.")


def _decide(report: StatusReport, user, state: str, now, *, return_reason: str):
    report.state = state
    report.reviewed_by, report.reviewed_at = user, now
    report.return_reason = return_reason
    report.version += 1
    report.save()


def write_facts(report: StatusReport, *, by):
    """Writes a verified claim into the project: its dates, its stop, its money.

    The dates are those of the latest month verified; the money of each month is brought to what
    its own report claims, so a correction of an early month leaves the later ones as claimed.
    """
    later = later_reports(report)
    if not later:
        _write_dates(report)
        _write_stop(report)
    for verified_report in [report, *later]:
        settle(verified_report, by=by)


def later_reports(report: StatusReport) -> list[StatusReport]:
    """The reports that hold for later months of the project, in the order of the months."""
    later = StatusReport.objects.holding().filter(
        project=report.project_id, month__month__gt=report.month.month
    )
    return list(later.select_related("project__lead_pairing", "month").order_by("month__month"))


def _write_dates(report: StatusReport):
    project = report.project
    changed = [n for n in FACT_DATES if getattr(project, n) != getattr(report, n)]
    if changed:
        for name in changed:
            setattr(project, name, getattr(report, name))
        project.save(update_fields=[*changed, "updated_at"])


def _write_stop(report: StatusReport):
    """Begins, renews or ends the stop that the claim speaks of."""
    stops = report.project.suspensions
    last = stops.filter(ends_on__isnull=True).order_by("starts_on").last()
    if report.stage == Project.Stage.SUSPENDED:
        if last is None:
            last = Suspension(project=report.project)
        if (last.starts_on, last.reason) != (report.stopped_on, report.delay_reason):
            last.starts_on, last.reason = report.stopped_on, report.delay_reason
            last.save()
    elif last is not None and report.resumed_on:
        last.ends_on = max(report.resumed_on - timedelta(days=1), last.starts_on)
        last.save()


def recorded_amount(project: Project, *, on: date) -> Decimal:
    """Yuan recorded as disbursed to a project by the end of ``on``."""
    sums = project.transfers.filter(level=LEVEL, on__lte=on).aggregate(n=Sum("amount"))
    return to_fen(sums["n"])


def settle(report: StatusReport, *, by):
    """Adjusts what is recorded up to the month's end to what the report claims.

    A rise is one transfer for the difference. A fall reverses the latest transfers until no more
    than the claim is left, and records what they held beyond the fall anew.

    Raises  Refused where the money was taken back in a later month already.
    """
    project, on = report.project, report.month.ends_on
    difference = report.disbursed_to_date - recorded_amount(project, on=on)
    if difference < 0:
        difference += _take_back(report, -difference, by=by)
    if difference > 0:
        _transfer(report, difference, by=by).save()


def _take_back(report: StatusReport, amount: Decimal, *, by) -> Decimal:
    """Reverses transfers that hold at least ``amount`` together; gives what they held."""
    reversible = report.project.transfers.unreversed().filter(
        level=LEVEL, on__lte=report.month.ends_on, amount__gt=0
    )
    reversed_amount = Decimal(0)
    for transfer in reversible.order_by("-on", "-pk"):
        if reversed_amount >= amount:
            break
        reversal = transfer.reversal(
            on=report.month.ends_on,
            reason=_reason(report),
            report=report,
            recorded_by=by,
            recorded_side=Transfer.Side.RECIPIENT,
        )
        reversal.save()
        reversed_amount += transfer.amount
    if reversed_amount < amount:
        raise Refused(
            _t("%(project)s: the money was returned in a later month: correct that month.")
            % {"project": report.project.label}
        )
    return reversed_amount


def _reason(report: StatusReport) -> str:
    return f"{report.month.label}: {report.note}".strip(": ")[:200]


def _transfer(report: StatusReport, amount: Decimal, *, by) -> Transfer:
    """An unsaved transfer to the project for a difference that its month's report claims."""
    pairing = report.project.lead_pairing
    return Transfer(
        programme_id=report.project.programme_id,
        supporter_id=pairing.supporter_id,
        receiver_id=pairing.recipient_id,
        level=LEVEL,
        project=report.project,
        on=report.month.ends_on,
        amount=amount,
        report=report,
        recorded_by=by,
        recorded_side=Transfer.Side.RECIPIENT,
    )
