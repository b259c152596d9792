"""A month before it is closed: what is missing by office, what waits, what is unusual."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _t

from aidtrack.values.people import person_name
from pairings.access.reviewers import covering
from pairings.models import Role
from projects.checks.amounts import YUAN
from projects.checks.claims import findings
from projects.checks.findings import UNLIKELY
from projects.models import ReportingMonth, StatusReport, Transfer
from projects.models.amounts import to_fen
from projects.month.completeness import OfficeMonth, OfficeRow, completeness
from projects.month.due import Row, due_projects, due_rows

# Reports with an unlikely value that the page lists; the others are counted.
LISTED = 20
# People of an office that are named.
NAMED = 3


@dataclass(frozen=True)
class UnlikelyReport:
    """A submitted or verified report with an unlikely value, and the sentence about it."""

    row: Row
    sentence: str


@dataclass(frozen=True)
class OfficeGap:
    """An office with reports that are missing, and the people for whom the month waits there."""

    row: OfficeRow
    reviewers: list
    recorders: list

    @property
    def waits_for(self) -> list[tuple[str, str]]:
        """(role, names): reviewers where something waits for them, recorders for the rest; without
        a role the words that there is nobody.
        """
        cell, people = self.row.total, []
        if cell.waiting:
            people.append(_named(_t("reviewer"), self.reviewers) or ("", _t("no reviewer")))
        if cell.begun or cell.nothing:
            people.append(_named(_t("recorder"), self.recorders) or ("", _t("no recorder")))
        return people


@dataclass(frozen=True)
class MonthSurvey:
    """What an administrator sees before closing: the offices with gaps, the largest gap first.

    ``money`` is what of the month's transfers still waits to be accepted, in yuan.
    """

    rows: list[OfficeGap]
    total: OfficeMonth
    complete: int
    unlikely: list[UnlikelyReport]
    transfers: int
    money: Decimal
    # Lists what waits up to the month's end.
    waiting_params: dict

    @property
    def listed(self) -> list[UnlikelyReport]:
        return self.unlikely[:LISTED]


def survey(month: ReportingMonth, user, *, on: date) -> MonthSurvey:
    rows = completeness([month], user, on=on)
    total = OfficeMonth()
    for row in rows:
        total.add(row.total)
    gaps = sorted((row for row in rows if row.total.missing), key=lambda row: -row.total.missing)
    waiting = Transfer.objects.visible_to(user).waiting().order_by()
    waiting = waiting.filter(
        programme=month.programme_id, on__range=(month.month, month.ends_on)
    ).aggregate(n=Count("pk"), amount=Sum("amount"))
    unlikely = _unlikely(month, user)
    money = to_fen(waiting["amount"])
    viewpoint = {"programme": month.programme.code, "as_of": f"{month.ends_on}", "scope": "all"}
    return MonthSurvey(
        _gaps(gaps),
        total,
        len(rows) - len(gaps),
        unlikely,
        waiting["n"],
        money,
        viewpoint | {"state": "waiting"},
    )


def _gaps(rows: list[OfficeRow]) -> list[OfficeGap]:
    offices = [row.office.pk for row in rows]
    people = {role: covering(role, offices) for role in (Role.REVIEWER, Role.RECORDER)}
    return [
        OfficeGap(row, people[Role.REVIEWER][row.office.pk], people[Role.RECORDER][row.office.pk])
        for row in rows
    ]


def _named(role: str, people: list) -> tuple[str, str] | None:
    """The role with names of its people; None without any."""
    names = [person_name(user) for user in people[:NAMED]]
    words = _t(", ").join(names) + (" …" if len(people) > NAMED else "")
    return (role, words) if people else None


def _unlikely(month: ReportingMonth, user) -> list[UnlikelyReport]:
    """Amounts first: of what was reported, whether or not it was answered and verified."""
    reported = StatusReport.objects.filter(month=month).exclude(state__in=StatusReport.EDITABLE)
    projects = due_projects(month, user, role=None).filter(pk__in=reported.values("project"))
    unlikely = [
        (finding.code != YUAN, UnlikelyReport(row, finding.sentence))
        for row in due_rows(month, projects, user)
        for finding in findings(row.latest_report, row.before, arrived=row.arrived)
        if finding.level == UNLIKELY
    ]
    return [report for _place, report in sorted(unlikely, key=lambda placed: placed[0])]
