"""Taking back: a verification by its reviewer for some minutes, a submission by its office."""

from datetime import date, timedelta

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store import history
from aidtrack.values.refusals import Refused
from pairings.access.permissions import Standing, may
from projects.models import (
    FACT_DATES,
    Project,
    ReportingMonth,
    StatusReport,
    Suspension,
    Transfer,
    closed_month,
)
from projects.month.due import Row, due_row
from projects.month.facts import accept_by_claim, recorded_amount
from projects.month.saving import ReportChanged, refusal

WITHIN = timedelta(minutes=10)


def withdraw(*, user, month: ReportingMonth, project: Project, seen_version: int) -> Row:
    """Makes a submitted report a draft again, until somebody has reviewed it.

    Raises  Refused where it does not wait any more or the person may not; ReportChanged where it
            is no longer the one that was looked at. A draft stays as it is.
    """
    with transaction.atomic():
        Project.objects.select_for_update().only("pk").get(pk=project.pk)
        month = ReportingMonth.objects.locked_for_share(month.pk).select_related("programme").get()
        row = due_row(month, project, user)
        report = row.report
        if report is not None and report.state == StatusReport.State.DRAFT:
            return row
        if report is None or report.state != StatusReport.State.SUBMITTED:
            raise Refused(_t("The report has been reviewed meanwhile: it cannot be withdrawn."))
        if not row.may_withdraw(user):
            raise Refused(_why_not_withdraw(row))
        if report.version != seen_version:
            raise ReportChanged(report)
        report.state = StatusReport.State.DRAFT
        report.version += 1
        report.save()
        return due_row(month, project, user)


def _why_not_withdraw(row: Row) -> str:
    if row.month.is_closed and not row.is_exempted:
        month = {"month": row.month.label}
        return _t("%(month)s is closed: a withdrawn report could not be entered again.") % month
    return refusal(row)


def verified_lately(user, *, month: ReportingMonth, now=None):
    """The reports of a month that ``user`` can still take back, the latest first."""
    lately = StatusReport.objects.verified().filter(
        month=month,
        reviewed_by=user,
        reviewed_at__gt=(now or timezone.now()) - WITHIN,
        overwritten__isnull=False,
    )
    if month.is_closed:
        lately = lately.filter(reviewed_at__gt=month.closed_at)
    last = lately.visible_to(user).without_successor().with_parties()
    return last.order_by("-reviewed_at", "-pk")


def take_back(*, user, report: StatusReport, now=None) -> StatusReport:
    """Undoes a verification: the report waits again, the facts are as before, and each row of
    money that it wrote is taken back on its own day. The history gets one entry.

    Raises  Refused where it is too late, or where something else stands on it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        Project.objects.select_for_update().only("pk").get(pk=report.project_id)
        ReportingMonth.objects.locked_for_share_of([report.month.programme_id])
        report = StatusReport.objects.with_parties().get(pk=report.pk)
        if report.state == StatusReport.State.SUBMITTED:
            return report
        if sentence := why_not_take_back(user, report, now=now):
            raise Refused(f"{report.project.label}: {sentence}")
        with disable_auditlog():
            changes = [*_restore_facts(report), *_restore_money(report, by=user)]
            changes += _wait_again(report)
        entry = (report.pk, str(report), history.entry_of(StatusReport, changes))
        changed = history.CHANGED
        history.record(StatusReport, changed, [entry], user=user, moment=now, through=history.PAGE)
        return report


def why_not_take_back(user, report: StatusReport, *, now=None) -> str:
    """Why a verification cannot be taken back, in a sentence; empty where it can."""
    now = now or timezone.now()
    if report.state != StatusReport.State.VERIFIED or report.overwritten is None:
        return _t("it is not verified.")
    office = report.project.lead_pairing.recipient_id
    is_let = may(user, "take back", standing=Standing.VERIFIED, organisations=[office])
    if report.reviewed_by_id != user.pk or not is_let:
        return _t("only its reviewer can take the verification back.")
    if now - report.reviewed_at > WITHIN:
        return _t("it was verified more than 10 minutes ago: correct it with a report.")
    if report.month.is_closed and report.month.closed_at > report.reviewed_at:
        return _t("%(month)s is closed.") % {"month": report.month.label}
    if month := _month_closed_since(report):
        return _t("%(month)s is closed.") % {"month": month.label}
    if not StatusReport.objects.without_successor().filter(pk=report.pk).exists():
        return _t("a later report stands on it.")
    if _is_overtaken(report):
        return _t("the project or its money has been changed since.")
    return ""


def _month_closed_since(report: StatusReport) -> ReportingMonth | None:
    """A month closed since in which something lies that the verification wrote."""
    days = [report.stopped_on, report.resumed_on]
    for name, before in report.overwritten["dates"].items():
        days += [getattr(report, name), before and date.fromisoformat(before)]
    days += report.acceptances.values_list("transfer__on", flat=True)
    first_days = {day.replace(day=1) for day in days if day}
    months = [closed_month(report.project.programme, day) for day in sorted(first_days)]
    since = [month for month in months if month and month.closed_at > report.reviewed_at]
    return since[0] if since else None


def _is_overtaken(report: StatusReport) -> bool:
    """Whether somebody changed since what the verification wrote."""
    project, dates = report.project, report.overwritten["dates"]
    if any(getattr(project, name) != getattr(report, name) for name in dates):
        return True
    if _is_stated_again(report) or report.late_entries.exclude(decision="").exists():
        return True
    reversed_rows = Transfer.objects.exclude(reversed_by=None)
    written = Q(pk__in=report.overwritten["transfers"])
    accepted = Q(acceptance__report=report.pk) & ~Q(report=report.pk)
    since = Q(reversed_by__recorded_at__gte=report.reviewed_at)
    return reversed_rows.filter(written | (accepted & since)).exists()


def _is_stated_again(report: StatusReport) -> bool:
    """Whether a report verified since states one of the same facts."""
    verified = StatusReport.objects.verified().filter(project=report.project_id)
    since = verified.filter(reviewed_at__gt=report.reviewed_at)
    return any(report.stated.keys() & stated for stated in since.values_list("stated", flat=True))


def _restore_facts(report: StatusReport) -> list[tuple]:
    """Brings back dates and stop; gives the changes as (field, old, new)."""
    project, changes = report.project, []
    report.late_entries.all().delete()
    for name, day in report.overwritten["dates"].items():
        old, new = getattr(project, name), day and date.fromisoformat(day)
        if old != new:
            setattr(project, name, new)
            changes.append((name, old, new))
    project.save(update_fields=[*FACT_DATES, "updated_at"])
    if report.overwritten["stop"]:
        _restore_stop(project, *report.overwritten["stop"])
    return changes


def _restore_stop(project: Project, pk: int, before: dict | None):
    """Brings one stop back to what it was; None: there was none."""
    if before is None:
        project.suspensions.filter(pk=pk).delete()
    else:
        Suspension(pk=pk, project=project, **before).save()


def _restore_money(report: StatusReport, *, by) -> list[tuple]:
    """Takes back each row that was written, on its own day, and lets those that were accepted
    wait again; gives the change of the sum.
    """
    on = report.month.ends_on
    before = recorded_amount(report.project, on=on)
    fields = {"report": report, "recorded_by": by, "recorded_side": Transfer.Side.RECIPIENT}
    for acceptance in _acceptances(report):
        row = acceptance.transfer
        if row.reverses is None:
            undoing = row.reversal(on=row.on, reason=_t("verification taken back"), **fields)
        else:
            undoing = row.reverses.again(on=row.on, **fields | {"recorded_by": report.entered_by})
        undoing.save()
        accept_by_claim(undoing, report, author=report.entered_by, reviewer=by)
        if row.report_id != report.pk:
            _wait(row)
    after = recorded_amount(report.project, on=on)
    return [("disbursed_to_date", before, after)] if before != after else []


def _acceptances(report: StatusReport):
    """Those by a verification, of what it wrote and of what was waiting, the latest first."""
    written, others = report.overwritten["transfers"], ~Q(transfer__report=report.pk)
    standing = report.acceptances.filter(transfer__reversed_by=None)
    standing = standing.filter(Q(transfer__in=written) | others)
    related = "transfer__reverses", "transfer__recorded_by", "transfer__project"
    return list(standing.select_related(*related).order_by("-pk"))


def _wait(transfer: Transfer):
    """Records a transfer once more, as whoever recorded it did: the new row is not accepted."""
    names = ("recorded_by", "recorded_side", "recorded_at", "reason")
    transfer.again(on=transfer.on, **{n: getattr(transfer, n) for n in names}).save()


def _wait_again(report: StatusReport) -> list[tuple]:
    changes = [
        ("state", report.state, StatusReport.State.SUBMITTED),
        ("reviewed_by_id", report.reviewed_by_id, None),
        ("reviewed_at", report.reviewed_at, None),
    ]
    report.state = StatusReport.State.SUBMITTED
    report.reviewed_by = report.reviewed_at = report.overwritten = None
    report.version += 1
    report.save()
    return changes
