"""How a row came to where it stands: better or worse than a month ago, and since when behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile

from aidtrack.values.dates import month_end
from projects.figures.groupings import Group
from projects.figures.progress import Progress, add, progress_by_on_days, with_reports
from projects.figures.report_shares import ReportShares
from projects.figures.viewpoint import Viewpoint
from projects.models import Programme
from reports.figures.pace import Pace


@dataclass(frozen=True)
class Stand:
    """Where a row stood at the end of a day, as it is known today.

    ``has_reports``: its month was opened for reports, or loaded.
    """

    pace: Pace
    has_reports: bool = True

    @property
    def on(self) -> date:
        return self.pace.progress.on

    @property
    def is_told(self) -> bool:
        """Whether its month was loaded, or reported at least on a part of the row's projects."""
        return self.has_reports and not self.pace.is_unreported

    @property
    def start_gap(self) -> Decimal | None:
        return self.pace.start_gap if self.is_told else None

    @property
    def fund_gap(self) -> Decimal | None:
        return self.pace.fund_gap if self.is_told else None


@dataclass(frozen=True)
class RateChange:
    """From the end of last month to the as-of day, in fractions (shown as percentage points).

    ``distance`` is by how much the row fell further behind time elapsed; negative where it came
    closer, 0 where it was behind on neither day.
    """

    rate: Decimal
    distance: Decimal

    @property
    def grew(self) -> bool:
        return self.distance > 0

    @property
    def shrank(self) -> bool:
        return self.distance < 0


@dataclass(frozen=True)
class Trend:
    """A row on the as-of day, and at the month ends up to it, oldest first.

    The as-of day is the last of the month ends where it is one itself.
    """

    now: Stand
    month_ends: list[Stand]

    @property
    def pace(self) -> Pace:
        return self.now.pace

    @property
    def group(self) -> Group:
        return self.pace.group

    @property
    def before(self) -> Stand | None:
        """At the end of last month; None before the programme, and long after it."""
        day = last_month_end(self.now.on)
        return next((stand for stand in self.month_ends if stand.on == day), None)

    @property
    def start_change(self) -> RateChange | None:
        """None where either end was not told, or a rate is unknown."""
        return self._change("start_rate", "start_gap")

    @property
    def fund_change(self) -> RateChange | None:
        """The same of the disbursement rate."""
        return self._change("disbursement_rate", "fund_gap")

    @property
    def start_months(self) -> int | None:
        """Months in a row behind with starts: see ``months_behind``."""
        return months_behind([s.start_gap for s in self.month_ends], now=self.now.start_gap)

    @property
    def fund_months(self) -> int | None:
        """The same with money."""
        return months_behind([s.fund_gap for s in self.month_ends], now=self.now.fund_gap)

    def _change(self, rate: str, gap: str) -> RateChange | None:
        if self.before is None:
            return None
        gap_now, gap_before = (getattr(stand, gap) for stand in (self.now, self.before))
        if gap_now is None or gap_before is None:
            return None
        now, before = (getattr(s.pace.progress, rate).value for s in (self.now, self.before))
        return RateChange(now - before, _behind(gap_now) - _behind(gap_before))


def _behind(gap: Decimal) -> Decimal:
    return max(-gap, Decimal(0))


def last_month_end(on: date) -> date:
    return on.replace(day=1) - timedelta(days=1)


def months_behind(gaps: Sequence[Decimal | None], *, now: Decimal | None) -> int | None:
    """How many month ends in a row a rate lay behind time elapsed, counted back from the as-of day.

    ``gaps`` are those of the month ends, oldest first; one of None was not told, and neither breaks
    the run nor adds to it. ``now`` is that of the as-of day, which ends the run where the rate is
    not behind. None where no month end was told.
    """
    told = [gap for gap in gaps if gap is not None]
    if not told:
        return None
    if now is not None and now >= 0:
        return 0
    return sum(1 for _gap in takewhile(lambda gap: gap < 0, reversed(told)))


@dataclass(frozen=True)
class Trends:
    """The rows of a grouping, and all of them together."""

    rows: list[Trend]
    total: Trend


def together(rows: Sequence[Trend], group: Group) -> Trend:
    """The trend of rows that share no project, at least one of them: a month was told of all where
    it was told of any.
    """
    now = _add_stands([row.now for row in rows], group)
    ends = zip(*(row.month_ends for row in rows), strict=True)
    return Trend(now, [_add_stands(stands, group) for stands in ends])


def _add_stands(stands: Sequence[Stand], group: Group) -> Stand:
    first = stands[0]
    sums = add(group, [stand.pace.progress for stand in stands])
    return Stand(Pace(sums, first.pace.elapsed), first.has_reports)


def trends_by(name: str, view: Viewpoint) -> Trends:
    """The trend of every group that a report must list, of what the page is about: see
    ``progress_by``.

    The queries grow neither with the rows nor with the months.
    """
    programme, on = view.programme, view.on
    days = view.days
    by_group = progress_by_on_days(
        name,
        view.narrow(view.projects),
        programme,
        view.scope,
        days,
        user=view.user,
        movements=view.movements,
        groups=view.groups(name),
    )
    by_month, latest = view.report_shares_by_month(name), view.report_shares(name)
    by_day = [
        _stands([of_group[n] for of_group in by_group], view, by_month, latest)
        for n in range(len(days))
    ]
    rows = [_trend(stands, programme) for stands in zip(*by_day, strict=True)]
    nothing = Trend(Stand(Pace(Progress(on=on), view.elapsed), has_reports=False), [])
    return Trends(rows, together(rows, Group()) if rows else nothing)


def _stands(
    rows: list[Progress], view: Viewpoint, by_month: dict[date, ReportShares], latest: ReportShares
) -> list[Stand]:
    """The rows of one day, each with how much of the day's month is reported on it."""
    if not rows:
        return []
    day = rows[0].on
    of_month = by_month.get(day.replace(day=1))
    shares = latest if day == view.on else of_month
    rows = with_reports(rows, shares) if shares else rows
    elapsed = view.programme.time_elapsed(on=day)
    has_reports = of_month is not None or is_loaded(day, view.programme)
    return [Stand(Pace(row, elapsed), has_reports) for row in view.as_known(rows)]


def is_loaded(day: date, programme: Programme) -> bool:
    """Whether the facts of a day came with the programme, as its month was never opened."""
    return programme.reported_through is not None and day <= programme.reported_through


def _trend(stands: Sequence[Stand], programme: Programme) -> Trend:
    return Trend(stands[-1], [s for s in stands if is_month_end(s.on, programme)])


def is_month_end(day: date, programme: Programme) -> bool:
    """The last month of a programme is cut off at its end."""
    return day in (month_end(day), programme.ends_on)
