"""What verifying a claim writes: the project's dates, its stop, its money.

What a verification overwrites is kept with its report, so that it can be taken back.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.models import (
    FACT_DATES,
    Acceptance,
    Project,
    StatusReport,
    Suspension,
    Transfer,
    accept,
)
from projects.models.amounts import to_fen
from projects.querysets.terms import at_project

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
        overwritten["transfers"] += settle(verified_report, author=report.entered_by, reviewer=by)
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
    """A day after the month's end stays where the report names none: it cannot speak of it."""
    project, ends_on = report.project, report.month.ends_on
    later = {n for n in FACT_DATES if (day := getattr(project, n)) and day > ends_on}
    stated = [n for n in FACT_DATES if getattr(report, n) or n not in later]
    changed = [n for n in stated if getattr(project, n) != getattr(report, n)]
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
    """Yuan that count as disbursed to a project by the end of ``on``."""
    sums = project.transfers.filter(at_project(on, through="")).aggregate(n=Sum("amount"))
    return to_fen(sums["n"])


@dataclass(frozen=True)
class Settlement:
    """What verifying a claim does with money up to the month's end, in yuan.

    ``accepted`` are waiting transfers that the claim covers, ``written`` what it claims beyond
    them, below zero for a fall. ``left`` are waiting transfers beyond the claim: they stay so.
    """

    accepted: list[Transfer]
    written: Decimal
    left: list[Transfer]

    @property
    def accepted_amount(self) -> Decimal:
        return sum((transfer.amount for transfer in self.accepted), Decimal(0))

    @property
    def left_amount(self) -> Decimal:
        return sum((transfer.amount for transfer in self.left), Decimal(0))


def settlement(report: StatusReport) -> Settlement:
    """How far a claim reaches over the waiting transfers of its project, the oldest first."""
    project, on = report.project, report.month.ends_on
    rest = report.disbursed_to_date - recorded_amount(project, on=on)
    waiting = list(project.transfers.waiting().filter(level=LEVEL, on__lte=on).order_by("on", "pk"))
    n = 0
    while n < len(waiting) and waiting[n].amount <= rest:
        rest -= waiting[n].amount
        n += 1
    return Settlement(waiting[:n], rest, waiting[n:])


def settle(report: StatusReport, *, author, reviewer) -> list[int]:
    """Brings what counts up to the month's end to what the report claims; gives the ids of the
    rows that it adds. ``author`` claims and ``reviewer`` verifies: they are two.

    A rise accepts waiting transfers and writes one for the rest. A fall reverses the latest
    transfers until no more than the claim is left, and records what they held beyond the fall anew.

    Raises  Refused where the money was taken back in a later month already.
    """
    settling = settlement(report)
    for transfer in settling.accepted:
        accept_by_claim(transfer, report, author=author, reviewer=reviewer)
    rest, rows = settling.written, []
    if rest < 0:
        rows = _reverse(report, -rest, by=reviewer)
        rest -= sum(row.amount for row in rows)
    if rest > 0:
        rows.append(_transfer(report, rest, by=author))
    for row in rows:
        row.save()
        accept_by_claim(row, report, author=author, reviewer=reviewer)
    return [row.pk for row in rows]


def accept_by_claim(transfer: Transfer, report: StatusReport, *, author, reviewer):
    """Counts a transfer by the word of that one of the two who did not record it."""
    recorded = transfer.reverses or transfer
    second = author if recorded.recorded_by_id == reviewer.pk else reviewer
    accept(transfer, Acceptance.Kind.CLAIMED, by=second, report=report)


def _reverse(report: StatusReport, amount: Decimal, *, by) -> list[Transfer]:
    """Unsaved reversals of transfers that hold at least ``amount`` together, the latest first."""
    reversible = report.project.transfers.accepted().unreversed()
    reversible = reversible.filter(level=LEVEL, on__lte=report.month.ends_on, amount__gt=0)
    reversed_amount, reversals = Decimal(0), []
    for transfer in reversible.order_by("-on", "-pk"):
        if reversed_amount >= amount:
            break
        reversals.append(
            transfer.reversal(
                on=report.month.ends_on,
                reason=_reason(report),
                report=report,
                recorded_by=by,
                recorded_side=Transfer.Side.RECIPIENT,
            )
        )
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
