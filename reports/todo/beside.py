"""What stands beside the list: the months by state, coming days, what became of one's own."""

from dataclasses import dataclass
from datetime import date, datetime

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, ngettext

from aidtrack.store import history
from aidtrack.values import formats
from aidtrack.values.people import person_name
from pairings.access.reach import reach
from pairings.models import Role
from projects.models import Exemption, ReportingMonth, StatusReport, Transfer
from projects.month.completeness import OfficeMonth, completeness
from reports.todo.months import month_words, of_month

# Decisions that are told.
TOLD = 5
# Entries of the history that are looked at, and reports that a sentence names.
LOOKED_AT, NAMED = 200, 3
State = StatusReport.State


@dataclass(frozen=True)
class MonthStates:
    """A month with its reports by state, each with the page where they are seen."""

    month: ReportingMonth
    total: OfficeMonth
    lines: list[tuple[str, str, int]]


def month_states(user, months: list[ReportingMonth], *, on: date) -> list[MonthStates]:
    """Of what the person enters, else reviews, else of everything; no month without any."""
    role = next((r for r in (Role.RECORDER, Role.REVIEWER) if reach(user).has(r)), None)
    listed = []
    for month in months:
        total = OfficeMonth()
        for row in completeness([month], user, on=on, role=role):
            total.add(row.total)
        if total.due:
            listed.append(MonthStates(month, total, _lines(month, total, role)))
    return listed


def _lines(month: ReportingMonth, total: OfficeMonth, role: str | None) -> list:
    return [(label, _where(month, state, role), n) for state, label, n in reversed(total.listed)]


def _where(month: ReportingMonth, state: str, role: str | None) -> str:
    """The page where reports of the state are seen."""
    if role is None:
        return of_month("closing", month)
    if role == Role.REVIEWER and state == State.SUBMITTED:
        return of_month("review", month)
    if role == Role.RECORDER:
        return f"{of_month('entry', month)}?{urlencode({'state': state})}"
    return month.get_absolute_url()


def coming_days(user, months: list[ReportingMonth], *, on: date) -> list[tuple[date, str]]:
    """The days by which something is due, the next first."""
    days = [
        (month.due_on, _t("%(month)s is due") % {"month": month_words(month)})
        for month in months
        if month.due_on >= on
    ]
    exemptions = Exemption.objects.valid(on=on).filter(user=user.pk, month__closed_at__isnull=False)
    days += [
        (e.until, _t("last day to correct %(month)s") % {"month": month_words(e.month)})
        for e in exemptions.select_related("month__programme")
    ]
    return sorted(days)


@dataclass(frozen=True)
class DecisionOnOwn:
    """Reports that the person entered, decided on at once by one reviewer."""

    moment: datetime
    sentence: str


def decisions(user) -> list[DecisionOnOwn]:
    """What reviewers decided on reports of the person, the last first."""
    own = StatusReport.objects.visible_to(user).filter(authors=user.pk)
    own = own.filter(state__in=[State.VERIFIED, State.RETURNED], reviewed_at__isnull=False)
    groups = own.order_by("-reviewed_at").values("reviewed_at", "state", "reviewed_by")
    counted = groups.annotate(n=Count("pk", distinct=True))[:TOLD]
    people = get_user_model().objects.in_bulk([group["reviewed_by"] for group in counted])
    return [
        DecisionOnOwn(group["reviewed_at"], _decision(group, people.get(group["reviewed_by"])))
        for group in counted
    ]


def _decision(group: dict, reviewer) -> str:
    if group["state"] == State.VERIFIED:
        words = ngettext(
            "%(person)s verified %(n)s report", "%(person)s verified %(n)s reports", group["n"]
        )
    else:
        words = ngettext(
            "%(person)s returned %(n)s report", "%(person)s returned %(n)s reports", group["n"]
        )
    return words % {"person": person_name(reviewer), "n": formats.count(group["n"])}


def told_of_own(user) -> list[DecisionOnOwn]:
    """What others did with what the person entered, the last first."""
    told = [*decisions(user), *overwritten(user)]
    return sorted(told, key=lambda decision: decision.moment, reverse=True)[:TOLD]


def overwritten(user) -> list[DecisionOnOwn]:
    """Drafts of the person that somebody else changed since by loading a file, the last first."""
    own = StatusReport.objects.visible_to(user).filter(
        authors=user.pk, state__in=StatusReport.EDITABLE
    )
    names = {report.pk: str(report.project) for report in own.select_related("project")}
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(StatusReport),
        object_id__in=names,
        action=history.CHANGED,
        additional_data__through=history.LOAD,
        actor__isnull=False,
    ).exclude(actor=user.pk)
    by_moment: dict[tuple, list] = {}
    for entry in entries.select_related("actor").order_by("-timestamp", "-pk")[:LOOKED_AT]:
        moment = timezone.localtime(entry.timestamp).replace(second=0, microsecond=0)
        by_moment.setdefault((moment, entry.actor), []).append(names[entry.object_id])
    return [
        DecisionOnOwn(moment, _overwriting(person, list(dict.fromkeys(rows))))
        for (moment, person), rows in list(by_moment.items())[:TOLD]
    ]


def _overwriting(person, rows: list[str]) -> str:
    words = ngettext(
        "%(person)s changed %(n)s report of yours by importing a file: %(rows)s",
        "%(person)s changed %(n)s reports of yours by importing a file: %(rows)s",
        len(rows),
    )
    listed = _t(", ").join(rows[:NAMED])
    rest = " …" if len(rows) > NAMED else ""
    return words % {
        "person": person_name(person),
        "n": formats.count(len(rows)),
        "rows": f"{listed}{rest}",
    }


def own_waiting(user) -> int:
    """Transfers that the person recorded and that wait for somebody else."""
    return Transfer.objects.visible_to(user).waiting().filter(recorded_by=user.pk).count()
