"""Late entries of a closed month: the coordinating office decides on them; what they move."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.figures.progress import Progress, programme_projects, progress
from projects.measures import MEASURES
from projects.models import (
    LateEntry,
    Programme,
    Project,
    ReportingMonth,
    StatusReport,
    Transfer,
    accept,
)
from projects.models.amounts import to_fen
from projects.month.closing.moves import Shift
from projects.month.facts import save_dates, write_stop
from projects.month.statements import STOP

Decision = LateEntry.Decision


def release(*, user, month: ReportingMonth, pks: Collection[int], now=None) -> list[LateEntry]:
    """Counts late entries on their true days, all of them or none; those released are left out.

    Raises  Refused where the person may not, or where one can no longer count.
    """
    with transaction.atomic():
        entries = [e for e in _locked(user, month, pks) if e.decision != Decision.RELEASED]
        for entry in entries:
            _require_undecided(user, entry)
            if entry.transfer_id:
                _count(entry)
            else:
                _write(entry)
            _decide(entry, Decision.RELEASED, user, now)
        return entries


def refuse(
    *, user, month: ReportingMonth, pks: Collection[int], reason: str, now=None
) -> list[LateEntry]:
    """Refuses late entries with one reason: a transfer is taken back, a date is not written."""
    if not reason.strip():
        raise Refused(_t("Enter a reason for refusing the late entry."))
    with transaction.atomic():
        entries = _locked(user, month, pks)
        for entry in entries:
            _require_undecided(user, entry)
            entry.reason = reason.strip()[:200]
            if entry.transfer_id and not _is_taken_back(entry):
                transfer = entry.transfer
                side = {"recorded_by": user, "recorded_side": transfer.recorded_side}
                transfer.reversal(on=transfer.on, reason=entry.reason, **side).save()
            _decide(entry, Decision.REFUSED, user, now)
        return entries


def why_not_release(user, entry: LateEntry) -> str:
    """Why the person cannot decide on a late entry, in a sentence; empty where they can."""
    if not may(user, "release"):
        return _t("Only the coordinating office can release a late entry.")
    if not entry.waits:
        return _t("The coordinating office has decided on it already.")
    if user in (entry.entered_by, entry.accepted_by):
        return _t("You cannot release what you recorded or accepted: ask a colleague.")
    return ""


def _locked(user, month: ReportingMonth, pks: Collection[int]) -> list[LateEntry]:
    """The entries as they stand, their projects, the months and the programme locked in order."""
    visible = LateEntry.objects.visible_to(user).filter(month=month, pk__in=pks).order_by("pk")
    for column in ("transfer__project", "report__project"):
        projects = Project.objects.filter(pk__in=visible.values(column)).order_by("pk")
        list(projects.select_for_update(of=("self",)).values_list("pk"))
    ReportingMonth.objects.locked_for_share_of([month.programme_id])
    list(Programme.objects.select_for_update(no_key=True).filter(pk=month.programme_id))
    entries = list(visible.for_list().order_by("pk"))
    if len(entries) != len(set(pks)):
        raise Refused(_t("A selected late entry cannot be found: reload the page."))
    return entries


def _require_undecided(user, entry: LateEntry):
    if sentence := why_not_release(user, entry):
        raise Refused(f"{entry.project or entry.transfer.receiver}: {sentence}")


def _is_taken_back(entry: LateEntry) -> bool:
    """Whether its recorder withdrew the transfer meanwhile, or a reviewer refused it."""
    return Transfer.objects.filter(reverses=entry.transfer_id).exists()


def _count(entry: LateEntry):
    if _is_taken_back(entry):
        raise Refused(_t("%(entry)s: it was taken back meanwhile.") % {"entry": entry.transfer})
    accept(entry.transfer, entry.kind, by=entry.accepted_by)


def _write(entry: LateEntry):
    """Makes a fact of a date or a stop, unless a report verified since states it anew."""
    project = Project.objects.get(pk=entry.report.project_id)
    later = StatusReport.objects.verified().filter(
        project=project, stated__has_key=entry.fact, reviewed_at__gt=entry.report.reviewed_at
    )
    if later.exists():
        raise Refused(
            _t("%(project)s: a report verified since states this date anew.")
            % {"project": project.label}
        )
    if entry.fact == STOP:
        write_stop(entry.report)
        return
    setattr(project, entry.fact, entry.day)
    save_dates(project, [entry.fact])


def _decide(entry: LateEntry, decision: str, user, now):
    entry.decision, entry.decided_by = decision, user
    entry.decided_at = now or timezone.now()
    entry.save()


@dataclass(frozen=True)
class LateSums:
    """What late entries come to: yuan by level, how many dates of each kind, and the figures of the
    month's end without them and with them.
    """

    money: list[tuple[str, Decimal]]
    dates: list[tuple[str, int]]
    figures: list[Shift]


def late_sums(entries: Iterable[LateEntry], month: ReportingMonth, *, counted: bool) -> LateSums:
    """The sums of late entries and what they move at the month's end, over the whole programme.

    ``counted`` says that they are in the figures already, so that the figures without them are
    computed; else those with them are.
    """
    entries = list(entries)
    transfers = [entry.transfer for entry in entries if entry.transfer_id]
    money = [
        (level.label, to_fen(sum(t.amount for t in transfers if t.level == level)))
        for level in Transfer.Level
        if any(t.level == level for t in transfers)
    ]
    facts = dict(LateEntry._meta.get_field("fact").choices)
    dates = [(label, sum(e.fact == name for e in entries)) for name, label in facts.items()]
    now = progress(programme_projects(month.programme, scope="all"), on=month.ends_on)
    return LateSums(money, [pair for pair in dates if pair[1]], _moved(entries, now, counted))


def _moved(entries: list[LateEntry], now: Progress, counted: bool) -> list[Shift]:
    sign = -1 if counted else 1
    moves = {
        "started": sum(e.fact == "started_on" and _counts(e, now.on) for e in entries),
        "completed": sum(e.fact == "completed_on" and _counts(e, now.on) for e in entries),
        "disbursed": sum(
            e.transfer.amount
            for e in entries
            if e.transfer_id and e.transfer.level == "at_project" and _counts(e, now.on)
        ),
    }
    moved = []
    for name, move in moves.items():
        if not move:
            continue
        other = replace(now, **{name: getattr(now, name) + sign * move})
        before, after = (other, now) if counted else (now, other)
        moved.append(Shift(str(MEASURES[name].label), name, before, after))
    return moved


def _counts(entry: LateEntry, on: date) -> bool:
    """Whether a rate as of a day has the entry's project in it."""
    project = entry.project
    is_cancelled = project.cancelled_on is not None and project.cancelled_on <= on
    return not project.is_off_plan and not is_cancelled and entry.true_day <= on


def late_entries(month: ReportingMonth, user) -> dict:
    """What the page of a month says of its late entries; empty where there is none."""
    entries = list(month.late_entries.visible_to(user).for_list())
    if not entries:
        return {}
    for entry in entries:
        entry.is_decidable = not why_not_release(user, entry)
    waiting = [entry for entry in entries if entry.waits]
    released = [entry for entry in entries if entry.decision == Decision.RELEASED]
    return {
        "entries": entries,
        "waiting": len(waiting),
        "decidable": any(entry.is_decidable for entry in entries),
        "would_move": late_sums(waiting, month, counted=False) if waiting else None,
        "moved": late_sums(released, month, counted=True) if released else None,
    }
