"""Counts reports by office and month: how many are where, and how many were on time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from pairings.access.permissions import Standing
from pairings.models import Organisation
from pairings.querysets import row_organisation
from projects.measures import MEASURES, Rate
from projects.models import ReportingMonth, StatusReport
from projects.month.due import due_projects, state_label

STATES = (
    Standing.NOTHING,
    Standing.DRAFT,
    Standing.SUBMITTED,
    Standing.RETURNED,
    Standing.VERIFIED,
)
OFFICE = row_organisation("lead_pairing__recipient")


@dataclass
class OfficeMonth:
    """One office in one month: its reports by state, and how many were on time.

    ``past_due`` and ``past_on_time`` are those of months whose due day is over: before that nobody
    knows how many will be on time.
    """

    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    reported: int = 0
    on_time: int = 0
    past_due: int = 0
    past_on_time: int = 0
    is_closed: bool = False

    @property
    def due(self) -> int:
        return sum(self.states.values())

    @property
    def verified(self) -> int:
        return self.states[Standing.VERIFIED]

    @property
    def waiting(self) -> int:
        return self.states[Standing.SUBMITTED]

    @property
    def begun(self) -> int:
        """Reports that their office has still to submit."""
        return self.states[Standing.DRAFT] + self.states[Standing.RETURNED]

    @property
    def nothing(self) -> int:
        return self.states[Standing.NOTHING]

    @property
    def missing(self) -> int:
        """Reports that are not verified."""
        return self.due - self.verified

    @property
    def reporting_rate(self) -> Rate:
        return Rate(MEASURES["reporting_rate"], self.reported, self.due)

    @property
    def on_time_rate(self) -> Rate:
        return Rate(MEASURES["on_time_rate"], self.past_on_time, self.past_due)

    @property
    def late(self) -> int:
        return self.reported - self.on_time

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """(state, where it begins, how long it is) as shares of what is due, for a bar."""
        bars, start = [], 0.0
        parts = {"verified": self.verified, "submitted": self.waiting, "draft": self.begun}
        for state, n in parts.items():
            share = n / self.due if self.due else 0.0
            bars.append((state, start, share))
            start += share
        return bars

    @property
    def listed(self) -> list[tuple[str, str, int]]:
        """(state, its words, how many) of the states that occur."""
        return [
            (state, state_label(state, is_closed=self.is_closed), n)
            for state, n in self.states.items()
            if n
        ]

    def add(self, office_month: "OfficeMonth"):
        for state, n in office_month.states.items():
            self.states[state] += n
        self.is_closed |= office_month.is_closed
        self.reported += office_month.reported
        self.on_time += office_month.on_time
        self.past_due += office_month.past_due
        self.past_on_time += office_month.past_on_time


@dataclass
class OfficeRow:
    """An office with its cell for each month, and all of them together."""

    office: Organisation
    cells: list[OfficeMonth]

    @property
    def total(self) -> OfficeMonth:
        total = OfficeMonth()
        for cell in self.cells:
            total.add(cell)
        return total


def completeness(
    months: Iterable[ReportingMonth], user, *, on: date, role: str | None = None
) -> list[OfficeRow]:
    """Offices in the order of their names' codes, each with a cell for each of ``months``.

    A month that is due on ``on`` or later has no on-time rate yet. Of the projects that ``user``
    may see, whoever reports on them; with ``role``, of those that they cover in that role. Takes
    two queries a month and one for the offices.
    """
    cells: dict[int, dict[int, OfficeMonth]] = {}
    months = list(months)
    for month in months:
        for office, cell in _cells(month, user, role, is_past=month.due_on < on).items():
            cells.setdefault(office, {})[month.pk] = cell
    offices = Organisation.objects.filter(pk__in=cells).order_by("ref")
    return [
        OfficeRow(office, [cells[office.pk].get(month.pk, OfficeMonth()) for month in months])
        for office in offices
    ]


def _cells(
    month: ReportingMonth, user, role: str | None, *, is_past: bool
) -> dict[int, OfficeMonth]:
    due = due_projects(month, user, role=role).order_by()
    reports = _reports_by_project(month, user)
    cells: dict[int, OfficeMonth] = {}
    for project, office in due.values_list("pk", OFFICE):
        cell = cells.setdefault(office, OfficeMonth(is_closed=month.is_closed))
        _count(cell, month, reports.get(project))
    for cell in cells.values():
        if is_past:
            cell.past_due, cell.past_on_time = cell.due, cell.on_time
    return cells


def _reports_by_project(month: ReportingMonth, user) -> dict[int, tuple]:
    """{project id: (state, first submission)}; an open correction goes before what it corrects."""
    reports = StatusReport.objects.visible_to(user).filter(month=month).order_by("pk")
    by_project: dict[int, tuple] = {}
    for project, state, submitted_at in reports.values_list("project", "state", "submitted_at"):
        first = by_project.get(project, (None, None))[1]
        by_project[project] = (state, first or submitted_at)
    return by_project


def _count(cell: OfficeMonth, month: ReportingMonth, report: tuple | None):
    state, submitted_at = report or (Standing.NOTHING, None)
    cell.states[Standing(state)] += 1
    if submitted_at is not None:
        cell.reported += 1
        cell.on_time += timezone.localdate(submitted_at) <= month.due_on
