"""What a report states: the facts that it sets or changes. What it merely repeats is no statement.

The facts are the dates of FACT_DATES and the stop, called STOP.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from aidtrack.values.dates import month_end
from projects.checks.claims import ClosedFact
from projects.models import FACT_DATES, Programme, Project, ReportingMonth, StatusReport

STOP = "stop"
FACTS = (*FACT_DATES, STOP)


class StatementKind(TextChoices):
    """How a report comes to state a date."""

    ORDINARY = "ordinary", pgettext_lazy("statement", "reported")
    OPENING = "opening", pgettext_lazy("statement", "opening")
    LATE = "late", pgettext_lazy("statement", "late entry")
    CORRECTION = "correction", pgettext_lazy("statement", "correction")


def enter_values(report: StatusReport, values: dict, *, corrected: StatusReport | None):
    """Sets values of a report, and with them what it states."""
    last_saved = copy(report) if report.pk else None
    for name, value in values.items():
        setattr(report, name, value)
    report.stated = stated_facts(report, corrected=corrected, last_saved=last_saved)


def text(fact) -> str | None:
    """A date or a stop as ``StatusReport.stated`` keeps it; None where there is none."""
    if isinstance(fact, tuple):
        return " ".join(f"{part or ''}" for part in fact)
    return fact and f"{fact}"


def stated_facts(
    report: StatusReport,
    *,
    corrected: StatusReport | None,
    last_saved: StatusReport | None = None,
) -> dict[str, str | None]:
    """{fact: what was known of it} for the facts that a report sets or changes.

    ``corrected`` is the report that held for its month when it was entered. What nobody changed
    since it was ``last_saved`` stays the statement or the repetition that it was, whatever has
    become of the fact meanwhile.
    """
    stated = {}
    for name in FACTS:
        fact = claimed_fact(report, name)
        if last_saved is not None and fact == claimed_fact(last_saved, name):
            if name in report.stated:
                stated[name] = report.stated[name]
            continue
        known = claimed_fact(corrected, name) if corrected else known_fact(report, name)
        if fact != known:
            stated[name] = text(known)
    return stated


def claimed_fact(report: StatusReport, name: str) -> date | tuple | None:
    """A date that a report claims, or its stop: first day, reason and the day of resumption."""
    if name != STOP:
        return getattr(report, name)
    if report.stage == Project.Stage.SUSPENDED:
        return report.stopped_on, report.delay_reason, None
    return (None, "", report.resumed_on) if report.resumed_on else None


def fact_day(report: StatusReport, name: str) -> date | None:
    """The day of a fact that a report claims: of a stop its first day, else that of its end."""
    fact = claimed_fact(report, name)
    return (fact[0] or fact[2]) if isinstance(fact, tuple) else fact


def known_fact(report: StatusReport, name: str) -> date | tuple | None:
    """A fact of the project as it was at the end of the report's month, in the same form.

    The stop is known from the side that the report speaks of: its beginning, or its end.
    """
    ends_on = report.month.ends_on
    if name != STOP:
        return known_dates(report.project, on=ends_on)[name]
    if claimed_fact(report, STOP) is None:
        return None
    begun = [stop for stop in report.project.suspensions.all() if stop.starts_on <= ends_on]
    stop = max(begun, key=lambda stop: stop.starts_on, default=None)
    resumed_on = stop and stop.ends_on and stop.ends_on + timedelta(days=1)
    if stop is None or report.stage == Project.Stage.SUSPENDED:
        is_over = stop is None or (resumed_on and resumed_on <= ends_on)
        return None if is_over else (stop.starts_on, stop.reason, None)
    return (None, "", resumed_on) if resumed_on else None


def known_dates(project: Project, *, on: date) -> dict[str, date | None]:
    """The dates of a project as they were by the end of ``on``."""
    days = {name: getattr(project, name) for name in FACT_DATES}
    return {name: day if day and day <= on else None for name, day in days.items()}


@dataclass(frozen=True)
class ClosedMonths:
    """When each month of a programme was closed; ``through`` is how far it is reported.

    ``loaded`` are those with whose facts the programme arrived.
    """

    closed_at: dict[date, datetime | None]
    through: date | None
    loaded: frozenset[date] = frozenset()

    def include(self, day: date, *, at: datetime | None = None) -> bool:
        """Whether ``day`` lies in a month that is closed, or was at a moment.

        A month that was never opened is closed where the programme is reported through its end.
        """
        first = day.replace(day=1)
        if first not in self.closed_at:
            return self.through is not None and month_end(day) <= self.through
        closed_at = self.closed_at[first]
        if first in self.loaded:
            return True
        return closed_at is not None and (at is None or closed_at <= at)

    def month_of(self, day: date) -> date | None:
        """The closed month that a day belongs to, as ``models.closed_month`` says; no query."""
        first = min(self.closed_at, default=day)
        month = first if day < first else day.replace(day=1)
        return month if self.closed_at.get(month) else None

    @property
    def last_day(self) -> date | None:
        """The last day of those that are closed; None where none is."""
        ends = [month_end(month) for month, closed_at in self.closed_at.items() if closed_at]
        return max(ends + [self.through] * bool(self.through), default=None)


@dataclass(frozen=True)
class VerifiedReport:
    """A report that was verified: its id, the first day of its month, the facts it states."""

    pk: int
    month: date
    stated: dict[str, str | None]


@dataclass(frozen=True)
class Past:
    """The verified reports on a project in the order of their verification."""

    closed: ClosedMonths
    verified: tuple[VerifiedReport, ...]

    def closed_fact(self, name: str, day: date | None) -> ClosedFact | None:
        """A fact that only the report on one month may change, as it lies in a closed month or
        was stated in one: the month in which it was stated last, else the one that it lies in.
        """
        if day is None:
            return None
        stating = [report.month for report in self.verified if name in report.stated]
        month = stating[-1] if stating else day.replace(day=1)
        is_closed = self.closed.include(day) or self.closed.include(month)
        return ClosedFact(day, month) if is_closed else None

    def kind(self, report: StatusReport, name: str) -> StatementKind:
        """How a report comes to state a date of its project."""
        day, former, at = getattr(report, name), report.stated[name], report.reviewed_at
        is_correction = self._is_correction(report)
        usual = StatementKind.CORRECTION if is_correction else StatementKind.ORDINARY
        was_closed = former is not None and self.closed.include(date.fromisoformat(former), at=at)
        if day is None or day >= report.month.month or was_closed:
            return usual
        if (
            former is None
            and self._is_first(report)
            and day.replace(day=1) not in self.closed.loaded
        ):
            return StatementKind.OPENING
        return StatementKind.LATE if self.closed.include(day, at=at) else usual

    def is_late_stop(self, report: StatusReport) -> bool:
        """Whether a report states a stop, or its end, that lies in a closed month, and corrects
        none.
        """
        day = fact_day(report, STOP) if STOP in report.stated else None
        if day is None or day >= report.month.month or self._is_correction(report):
            return False
        is_opening = self._is_first(report) and day.replace(day=1) not in self.closed.loaded
        return not is_opening and self.closed.include(day, at=report.reviewed_at)

    def _is_first(self, report: StatusReport) -> bool:
        """Whether no other report on the project was verified before; what was loaded is none."""
        return not self.verified or self.verified[0].pk == report.pk

    def _is_correction(self, report: StatusReport) -> bool:
        """Whether another report had been verified for the month before, or it was loaded."""
        if report.month.is_loaded:
            return True
        of_month = [other.pk for other in self.verified if other.month == report.month.month]
        return bool(of_month) and of_month[0] != report.pk


@dataclass(frozen=True)
class Mark:
    """A date that a report states later than it happened: the words for it, and the true day."""

    kind: StatementKind
    label: str
    day: date

    def __str__(self):
        return f"{self.kind.label}: {self.label} {self.day}"


def marks(report: StatusReport, past: Past) -> list[Mark]:
    """The dates of a report that its page marks: opening ones and late entries."""
    kinds = {name: past.kind(report, name) for name in FACT_DATES if name in report.stated}
    return [
        Mark(kind, str(StatusReport._meta.get_field(name).verbose_name), getattr(report, name))
        for name, kind in kinds.items()
        if kind in (StatementKind.OPENING, StatementKind.LATE)
    ]


def with_marks(reports: Iterable[StatusReport], past: Past) -> list[StatusReport]:
    """The reports on one project, each with its ``marks``."""
    marked = list(reports)
    for report in marked:
        report.marks = marks(report, past)
    return marked


def pasts(programme: Programme, projects: Iterable[Project]) -> dict[int, Past]:
    """{project id: its past} of projects of one programme, in two queries."""
    months = ReportingMonth.objects.filter(programme=programme)
    rows = list(months.values_list("month", "closed_at", "origin"))
    closed = ClosedMonths(
        {month: closed_at for month, closed_at, _origin in rows},
        programme.reported_through,
        frozenset(month for month, _at, origin in rows if origin == ReportingMonth.Origin.LOADED),
    )
    verified: dict[int, list[VerifiedReport]] = {project.pk: [] for project in projects}
    reports = StatusReport.objects.verified().filter(project__in=verified)
    fields = reports.values_list("project", "pk", "month__month", "stated")
    for project, *report in fields.order_by("reviewed_at", "month__month", "pk"):
        verified[project].append(VerifiedReport(*report))
    return {project: Past(closed, tuple(reports)) for project, reports in verified.items()}
