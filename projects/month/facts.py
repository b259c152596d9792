"""What verifying a claim writes: the project's dates, its stop, its money.

What a verification overwrites is kept with its report, so that it can be taken back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.models import (
    FACT_DATES,
    Acceptance,
    LateEntry,
    Project,
    StatusReport,
    Suspension,
    Transfer,
    accept,
    closed_month,
)
from projects.models.amounts import to_fen
from projects.month.statements import (
    STOP,
    Past,
    StatementKind,
    claimed_fact,
    fact_day,
    pasts,
    text,
)
from projects.querysets.terms import at_project

LEVEL = Transfer.Level.AT_PROJECT


def write_facts(report: StatusReport, *, by):
    """Writes a verified claim into the project: its dates, its stop, its money.

    Of dates and stop it writes those that the report states: the last statement verified holds.
    The money of its month is brought to what it claims. What counts by the end of the next month
    that has a verified report, and of all later ones, stays as it is: the claim speaks of its own.

    A date that lies in a closed month waits as a late entry of it.

    Raises  Refused where the project's dates or stops would contradict each other.
    """
    late = late_facts(report)
    _let_wait(report, late)
    dates = _write_dates(report, late)
    stop = None if STOP in late else write_stop(report)
    people = {"author": report.entered_by, "reviewer": by}
    following = next_report(report)
    amount = following and recorded_amount(report.project, on=following.month.ends_on)
    rows = settle(settlement(report), report, **people)
    if following:
        rows += settle(_remainder(following, amount, after=report), following, **people)
    overwritten = {"dates": dates, "stop": stop, "transfers": rows}
    report.overwritten = overwritten
    # Past the history, which has the facts themselves.
    StatusReport.objects.filter(pk=report.pk).update(overwritten=overwritten)


def next_report(report: StatusReport) -> StatusReport | None:
    """The verified report that holds for the next later month of the project that has one."""
    later = StatusReport.objects.holding().filter(
        project=report.project_id, month__month__gt=report.month.month
    )
    return later.select_related("project__lead_pairing", "month").order_by("month__month").first()


def _write_dates(report: StatusReport, late: list[str]) -> dict[str, str | None]:
    """Writes the dates that are stated, but for late ones; gives {name: the date before}."""
    project = report.project
    stated = [name for name in FACT_DATES if name in report.stated and name not in late]
    before = {name: text(getattr(project, name)) for name in stated}
    changed = [name for name in stated if getattr(project, name) != getattr(report, name)]
    for name in changed:
        setattr(project, name, getattr(report, name))
    if changed:
        save_dates(project, changed)
    return before


def late_facts(report: StatusReport) -> list[str]:
    """The dates that a report states too late, and its stop if that is late or stands on one."""
    if not report.stated:
        return []
    past = pasts(report.project.programme, [report.project])[report.project_id]
    late = late_dates(report, past)
    is_late_stop = past.is_late_stop(report) or ("started_on" in late and STOP in report.stated)
    return [*late, STOP] if is_late_stop and fact_day(report, STOP) else late


def late_dates(report: StatusReport, past: Past) -> list[str]:
    """The dates that a report states too late, and those that cannot be without one of these."""
    stated = [name for name in FACT_DATES if name in report.stated and getattr(report, name)]
    late = [name for name in stated if past.kind(report, name) == StatementKind.LATE]
    chain = [name for name in stated if name != "cancelled_on"]
    first = next((n for n, name in enumerate(chain) if name in late), len(chain))
    return [name for name in stated if name in late or name in chain[first:]]


def _let_wait(report: StatusReport, late: list[str]):
    """Makes late facts late entries of the months they lie in, else of the month of the first."""
    months = [closed_month(report.project.programme, fact_day(report, name)) for name in late]
    first = next(filter(None, months), report.month)
    for name, month in zip(late, months, strict=True):
        LateEntry.objects.create(
            month=month or first,
            report=report,
            fact=name,
            day=fact_day(report, name),
            accepted_by=report.reviewed_by,
        )


def save_dates(project: Project, changed: list[str]):
    try:
        with transaction.atomic():
            project.save(update_fields=[*changed, "updated_at"])
    except IntegrityError:
        others = {field.name for field in project._meta.fields} - set(FACT_DATES)
        raise_contradiction(project, lambda: project.validate_constraints(exclude=others))


def raise_contradiction(project: Project, validate):
    """Refuses what ``validate`` finds wrong, in its words."""
    try:
        validate()
    except ValidationError as wrong:
        raise Refused(f"{project.label}: {' '.join(wrong.messages)}") from wrong


def write_stop(report: StatusReport) -> list | None:
    """Begins, changes, ends or removes the stop where it is stated; gives [its id, its fields
    before, None for a new one], None where nothing is written.
    """
    if STOP not in report.stated:
        return None
    corrected_fact = _corrected_stop(report)
    stop = _stop_of(report, corrected_fact)
    before = stop and stop_fields(stop)
    match claimed_fact(report, STOP):
        case None if stop is not None and _began(corrected_fact):
            pk = stop.pk
            stop.delete()
            return [pk, before]
        case None if stop is not None:
            stop.ends_on = None
        case (day, reason, None):
            stop = stop or Suspension(project=report.project)
            stop.starts_on, stop.reason = day, reason
            stop.ends_on = stop.ends_on if _began(corrected_fact) else None
        case (_, _, resumed_on) if stop is not None:
            stop.ends_on = max(resumed_on - timedelta(days=1), stop.starts_on)
    if stop is None:
        return None
    raise_contradiction(report.project, stop.full_clean)
    stop.save()
    return [stop.pk, before]


def stop_fields(stop: Suspension) -> dict[str, str | None]:
    return {
        "starts_on": text(stop.starts_on),
        "ends_on": text(stop.ends_on),
        "reason": stop.reason,
    }


def _began(stop_fact: tuple | None) -> bool:
    """Whether a claim speaks of a stop's beginning."""
    return bool(stop_fact and stop_fact[0])


def _corrected_stop(report: StatusReport) -> tuple | None:
    """What the report that held for the month until now claimed of a stop."""
    others = StatusReport.objects.verified().exclude(pk=report.pk)
    of_month = others.filter(project=report.project_id, month=report.month_id)
    corrected = of_month.order_by("reviewed_at", "pk").last()
    return corrected and claimed_fact(corrected, STOP)


def _stop_of(report: StatusReport, corrected_fact: tuple | None) -> Suspension | None:
    """The stop that a report speaks of: the one of the report that it corrects, else the last
    that has not ended.
    """
    stops = report.project.suspensions.order_by("starts_on")
    own = stops.none()
    if _began(corrected_fact):
        own = stops.filter(starts_on=corrected_fact[0])
    elif corrected_fact:
        own = stops.filter(ends_on=corrected_fact[2] - timedelta(days=1))
    return own.last() or stops.filter(ends_on__isnull=True).last()


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
    return settlements([report])[report.pk]


def _remainder(report: StatusReport, amount: Decimal, *, after: StatusReport) -> Settlement:
    """What brings a later month back to an amount once an earlier one has been settled; only
    transfers after the earlier month are accepted by it.
    """
    return _settlements([report], {report.pk: amount}, after=after.month.ends_on)[report.pk]


def settlements(reports: Sequence[StatusReport]) -> dict[int, Settlement]:
    """{report id: its settlement} of reports on one month.

    Takes two queries, and one for each day before the month on which a transfer waits.
    """
    return _settlements(reports, {report.pk: report.disbursed_to_date for report in reports})


def _settlements(
    reports: Sequence[StatusReport], amounts: dict[int, Decimal], *, after: date | None = None
) -> dict[int, Settlement]:
    """``amounts`` is {report id: what is to count}; only transfers ``after`` a day are accepted."""
    if not reports:
        return {}
    month = reports[0].month
    transfers = Transfer.objects.filter(project__in=[report.project_id for report in reports])
    counted = transfers.filter(at_project(month.ends_on, through="")).order_by()
    sums = dict(counted.values_list("project").annotate(sum=Sum("amount")))
    until = transfers.waiting().filter(level=LEVEL, on__lte=month.ends_on)
    until = until.filter(on__gt=after) if after else until
    waiting = defaultdict(list)
    for transfer in until.select_related("late_entry").order_by("on", "pk"):
        waiting[transfer.project_id].append(transfer)
    days = {t.on for rows in waiting.values() for t in rows if t.on < month.month}
    closed_days = {day for day in days if closed_month(month.programme, day) not in (None, month)}
    return {
        report.pk: _settlement(
            amounts[report.pk] - to_fen(sums.get(report.project_id)),
            waiting[report.project_id],
            closed_days,
        )
        for report in reports
    }


def _settlement(rest: Decimal, waiting: list[Transfer], closed_days: set[date]) -> Settlement:
    """``rest`` is what the claim has beyond what counts; late entries have their own release."""
    accepted = reached([t for t in waiting if not t.is_late and t.on not in closed_days], rest)
    rest -= sum(transfer.amount for transfer in accepted)
    return Settlement(accepted, rest, [t for t in waiting if t not in accepted])


def reached(waiting: list[Transfer], rest: Decimal) -> list[Transfer]:
    """Of waiting transfers, the oldest first, those that ``rest`` yuan of a claim cover."""
    n = 0
    while n < len(waiting) and waiting[n].amount <= rest:
        rest -= waiting[n].amount
        n += 1
    return waiting[:n]


def settle(settling: Settlement, report: StatusReport, *, author, reviewer) -> list[int]:
    """Carries a settlement out at the end of the report's month; gives the ids of the rows that it
    adds. ``author`` claims and ``reviewer`` verifies: they are two.

    A rise accepts waiting transfers and writes one for the rest. A fall reverses the latest
    transfers until no more than is settled is left, and records anew what they held beyond it.

    Raises  Refused where the money was taken back in a later month already.
    """
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
