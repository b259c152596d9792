"""What verifying a claim writes: the project's dates, its stop, its money.

What a verification overwrites is kept with its report, so that it can be taken back.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.models import FACT_DATES, Project, StatusReport, Suspension, Transfer
from projects.models.amounts import to_fen

LEVEL = Transfer.Level.AT_PROJECT


def write_facts(report: StatusReport, *, by):
    """Writes a verified claim into the project: its dates, its stop, its money.

    The dates are those of the latest month verified; the money of each month is brought to what
    its own report claims, so a correction of an early month leaves the later ones as claimed.
    """
    later = later_reports(report)
    overwritten = _facts_before(report, is_latest=not later)
    if not later:
        _write_dates(report)
        _write_stop(report)
    for verified_report in [report, *later]:
        overwritten["transfers"] += settle(verified_report, by=by)
    report.overwritten = overwritten
    # Past the history, which has the facts themselves.
    StatusReport.objects.filter(pk=report.pk).update(overwritten=overwritten)


def _facts_before(report: StatusReport, *, is_latest: bool) -> dict:
    """The facts of a project before a report is verified, to restore them from.

    ``dates`` is None where the report of a later month holds, so that none are written.
    """
    project = report.project
    stop = project.suspensions.filter(ends_on__isnull=True).order_by("starts_on").last()
    dates = {n: day and f"{day}" for n in FACT_DATES for day in [getattr(project, n)]}
    return {
        "dates": dates if is_latest else None,
        "stop": stop and [stop.pk, f"{stop.starts_on}", stop.reason],
        "transfers": [],
    }


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


def settle(report: StatusReport, *, by) -> list[int]:
    """Adjusts what is recorded up to the month's end to what the report claims; gives the ids of
    the rows that it adds.

    A rise is one transfer for the difference. A fall reverses the latest transfers until no more
    than the claim is left, and records what they held beyond the fall anew.

    Raises  Refused where the money was taken back in a later month already.
    """
    project, on = report.project, report.month.ends_on
    difference = report.disbursed_to_date - recorded_amount(project, on=on)
    rows = _reverse(report, -difference, by=by) if difference < 0 else []
    difference -= sum(row.amount for row in rows)
    if difference > 0:
        rows.append(_transfer(report, difference, by=by))
        rows[-1].save()
    return [row.pk for row in rows]


def _reverse(report: StatusReport, amount: Decimal, *, by) -> list[Transfer]:
    """Reverses transfers that hold at least ``amount`` together; gives the reversals."""
    reversible = report.project.transfers.unreversed().filter(
        level=LEVEL, on__lte=report.month.ends_on, amount__gt=0
    )
    reversed_amount, reversals = Decimal(0), []
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
        reversals.append(reversal)
        reversed_amount += transfer.amount
    if reversed_amount < amount:
        raise Refused(
            _t("%(project)s: the money was returned in a later month: correct that month.")
            % {"project": report.project.label}
        )
    return reversals


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
