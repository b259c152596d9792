"""How much of a month is reported: on how many projects, of those on which a report was due.

A figure as of a day is told by the reports of one month: of the rounds that begin by that day the
last, open or closed. A day within a month belongs to that month, whose report tells what happened
up to that day; a day after the last round belongs to the last round, until the next is opened.
Before the first round lie the months that a programme arrived with, which were loaded; a day
neither within a round nor loaded has no month, and nothing is said of its reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _t, gettext_lazy as _

from aidtrack.values import formats
from aidtrack.values.dates import month_end
from projects.figures.groupings import GROUPINGS, OF_PAIRING, added_up
from projects.measures import MEASURES, Rate
from projects.models import Programme, Project, ReportingMonth, StatusReport
from projects.querysets.terms import is_due_in

REPORTED, PARTLY, UNREPORTED, LOADED = "reported", "partly", "unreported", "loaded"
STATE_WORDS = {
    REPORTED: _("reported"),
    PARTLY: _("partly reported"),
    UNREPORTED: _("not reported"),
    LOADED: _("loaded"),
}


@dataclass(frozen=True)
class ReportShare:
    """Of the reports that were due for a month, how many are verified; counts of projects.

    ``month`` is the month's first day, None where the day is loaded or has no month.
    ``known_through`` is the last day of which a verified report or the load tells anything.
    """

    month: date | None = None
    reported: int = 0
    due: int = 0
    known_through: date | None = None
    is_loaded: bool = False

    @property
    def state(self) -> str | None:
        """None where the day has no month, or nothing was due in it."""
        if self.is_loaded:
            return LOADED
        if not self.due:
            return None
        if not self.reported:
            return UNREPORTED
        return REPORTED if self.reported == self.due else PARTLY

    @property
    def is_unreported(self) -> bool:
        return self.state == UNREPORTED

    @property
    def rate(self) -> Rate:
        return Rate(MEASURES["reporting_rate"], self.reported, self.due)

    @property
    def is_thin(self) -> bool:
        """Whether less than two thirds of what was due is reported."""
        return self.state == PARTLY and 3 * self.reported < 2 * self.due

    @property
    def state_words(self) -> str:
        return str(STATE_WORDS[self.state]) if self.state else ""

    @property
    def words(self) -> str:
        """What stands beside a figure; empty where nothing is said of reports."""
        if self.state == LOADED:
            return self.state_words
        if self.state is None:
            return ""
        counts = {"n": formats.count(self.reported), "m": formats.count(self.due)}
        return _t("%(n)s of %(m)s reported") % counts

    @property
    def words_of_month(self) -> str:
        """The same with its month, where the page does not name it."""
        values = {"month": self.month_label, "words": self.words}
        return _t("%(month)s: %(words)s") % values if self.month and self.words else self.words

    @property
    def has_gaps(self) -> bool:
        """Whether some of what was due is not reported."""
        return self.state in (PARTLY, UNREPORTED)

    @property
    def missing(self) -> int:
        """Projects whose report was due and is not verified."""
        return self.due - self.reported

    @property
    def month_label(self) -> str:
        return f"{self.month:%Y-%m}" if self.month else ""

    def __add__(self, other: "ReportShare") -> "ReportShare":
        """Both together: what is known of them is known of either."""
        days = [share.known_through for share in (self, other) if share.known_through]
        return ReportShare(
            self.month or other.month,
            self.reported + other.reported,
            self.due + other.due,
            max(days, default=None),
            self.is_loaded or other.is_loaded,
        )


@dataclass(frozen=True)
class ReportShares:
    """The shares of the groups of a grouping, by their keys."""

    by_key: dict[tuple, ReportShare]
    # That of a group without projects.
    nothing: ReportShare

    @cached_property
    def total(self) -> ReportShare:
        return sum(self.by_key.values(), self.nothing)

    def coarser(self, name: str) -> "ReportShares":
        """Those of pairings, by a grouping that lead pairings decide."""
        return ReportShares(added_up(self.by_key, name), self.nothing)

    def beside(self, keys: Iterable[tuple]) -> list[ReportShare]:
        """The share of each of these groups; that of the rest under the key ``()``."""
        keys = list(keys)
        rest = [share for key, share in self.by_key.items() if key not in keys]
        return [
            sum(rest, self.nothing) if key == () else self.by_key.get(key, self.nothing)
            for key in keys
        ]


def report_shares(name: str, projects: QuerySet, programme: Programme, *, on: date) -> ReportShares:
    """The share of each group of a grouping on a day, in two queries."""
    return _shares(GROUPINGS[name].key, projects, programme, on)


def report_shares_of_pairings(
    projects: QuerySet, programme: Programme, *, on: date
) -> ReportShares:
    """The share of each lead pairing on a day, in two queries."""
    return _shares(OF_PAIRING, projects, programme, on)


def _shares(key: dict, projects: QuerySet, programme: Programme, on: date) -> ReportShares:
    months = list(programme.months.order_by("month"))
    loaded_through = max((month.ends_on for month in months if month.is_loaded), default=None)
    month = _month_of(months, on)
    if month is None:
        is_loaded = loaded_through is not None and on <= loaded_through
        nothing = ReportShare(known_through=loaded_through, is_loaded=is_loaded)
        return ReportShares({}, nothing)
    return ReportShares(
        _counts(key, projects, month, loaded_through),
        ReportShare(month, known_through=loaded_through),
    )


def _month_of(months: list[ReportingMonth], on: date) -> date | None:
    """The first day of the month whose reports tell a day."""
    rounds = [month.month for month in months if not month.is_loaded and month.month <= on]
    return max(rounds, default=None)


def not_reported(projects: QuerySet, programme: Programme, *, on: date) -> QuerySet:
    """The projects of a share that are due and not reported; none where the day has no month."""
    month = _month_of(list(programme.months.all()), on)
    if month is None:
        return projects.none()
    reports = StatusReport.objects.filter(month__month=month, state=StatusReport.State.VERIFIED)
    return projects.due_in(month).exclude(pk__in=reports.values("project"))


def report_shares_by_month(
    name: str, projects: QuerySet, programme: Programme, *, on: date
) -> dict[date, ReportShares]:
    """{first day of a month: the shares of its groups} of each month that was opened by ``on``.

    In three queries, however many months. Without the days up to which anything is known.
    """
    return _shares_by_month(GROUPINGS[name].key, projects, programme, on)


def report_shares_of_pairings_by_month(
    projects: QuerySet, programme: Programme, *, on: date
) -> dict[date, ReportShares]:
    """The same of each lead pairing."""
    return _shares_by_month(OF_PAIRING, projects, programme, on)


def _shares_by_month(
    key: dict, projects: QuerySet, programme: Programme, on: date
) -> dict[date, ReportShares]:
    rounds = programme.months.opened().filter(month__lte=on).order_by("month")
    months = list(rounds.values_list("month", flat=True))
    if not months:
        return {}
    due, reported = _due_by_month(key, projects, months), _reported_by_month(key, projects)
    return {
        month: ReportShares(
            {
                group: ReportShare(month, reported.get((*group, month), 0), counts[f"due_{i}"])
                for group, counts in due.items()
            },
            ReportShare(month),
        )
        for i, month in enumerate(months)
    }


def _due_by_month(key: dict, projects: QuerySet, months: list[date]) -> dict[tuple, dict]:
    """{group: {due_0: projects due in the first month, …}}."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    columns = {f"due_{i}": Count("pk", filter=is_due_in(month)) for i, month in enumerate(months)}
    rows = chosen.values(**key).annotate(**columns)
    return {tuple(row[name] for name in key): row for row in rows}


def _reported_by_month(key: dict, projects: QuerySet) -> dict[tuple, int]:
    """{(*group, first day of a month): projects due in it with a verified report for it}."""
    chosen = Project.objects.filter(
        is_due_in(F("reports__month__month")),
        pk__in=projects.order_by().values("pk"),
        reports__state=StatusReport.State.VERIFIED,
    )
    rows = chosen.order_by().values(**key, month_of=F("reports__month__month"))
    rows = rows.annotate(n=Count("pk", distinct=True))
    return {(*(row[name] for name in key), row["month_of"]): row["n"] for row in rows}


def _counts(
    key: dict, projects: QuerySet, month: date, loaded_through: date | None
) -> dict[tuple, ReportShare]:
    verified = Q(reports__state=StatusReport.State.VERIFIED)
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).due_in(month)
    rows = (
        chosen.order_by()
        .values(**key)
        .annotate(
            due=Count("pk", distinct=True),
            reported=Count("pk", filter=verified & Q(reports__month__month=month), distinct=True),
            last=Max(
                "reports__month__month", filter=verified & Q(reports__month__month__lte=month)
            ),
        )
    )
    return {
        tuple(row[name] for name in key): ReportShare(
            month,
            row["reported"],
            row["due"],
            month_end(row["last"]) if row["last"] else loaded_through,
        )
        for row in rows
    }
