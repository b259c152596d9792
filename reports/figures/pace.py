"""Where each row stands against time elapsed: behind on both rates, on one, or on track.

A row of which nothing is reported for the month is not held against time elapsed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.figures.progress import Progress, Rate
from projects.figures.report_shares import ReportShare
from projects.models.amounts import to_fen

# Time elapsed is a float: 0.1 lies a little above one tenth, which is no lag.
EXACT = Decimal("1e-9")
BEHIND_BOTH, BEHIND_ONE, ON_TRACK, UNKNOWN = "lag", "warn", "ok", "none"
# Nothing is reported for the month: the figures are the last known.
UNREPORTED = "unreported"


@dataclass(frozen=True)
class Pace:
    """A row of progress beside the share of time that had passed."""

    progress: Progress
    elapsed: float

    @property
    def group(self):
        return self.progress.group

    @property
    def reports(self) -> ReportShare | None:
        return self.progress.reports

    @property
    def is_unreported(self) -> bool:
        return self.reports is not None and self.reports.is_unreported

    @property
    def start_gap(self) -> Decimal | None:
        """Start rate less time elapsed, as a fraction; None where the rate is unknown, or nothing
        is reported for the month.
        """
        return None if self.is_unreported else gap(self.progress.start_rate, self.elapsed)

    @property
    def fund_gap(self) -> Decimal | None:
        """The same of the disbursement rate."""
        return None if self.is_unreported else gap(self.progress.disbursement_rate, self.elapsed)

    @property
    def shortfall(self) -> Decimal | None:
        """缺口: see ``shortfall``; None also where nothing is reported for the month."""
        return None if self.is_unreported else shortfall(self.progress, self.elapsed)

    @property
    def status(self) -> str:
        if self.is_unreported:
            return UNREPORTED
        gaps = (self.start_gap, self.fund_gap)
        if None in gaps:
            return UNKNOWN
        behind = sum(g < 0 for g in gaps)
        return (ON_TRACK, BEHIND_ONE, BEHIND_BOTH)[behind]


def gap(rate: Rate, elapsed: float) -> Decimal | None:
    """A rate less the share of time elapsed, exactly equal counted as on time."""
    if rate.value is None:
        return None
    return (rate.value - Decimal(elapsed)).quantize(EXACT)


def shortfall(row: Progress, elapsed: float) -> Decimal | None:
    """缺口: yuan that time elapsed calls for beyond what is disbursed; negative where ahead of it.

    Planned aid × time elapsed − disbursed. Not the shortfall against the plan by tranches. None
    where nothing is planned, or the plan is unknown.
    """
    if not row.planned_aid:
        return None
    return to_fen(row.planned_aid * Decimal(elapsed) - row.disbursed)


@dataclass(frozen=True)
class ShortfallParts:
    """What a shortfall of several rows is made of, in yuan: behind − ahead + unreported."""

    behind: Decimal
    ahead: Decimal
    unreported: Decimal


def shortfall_parts(paces: Iterable[Pace]) -> ShortfallParts:
    """Of rows that are behind, of rows that are ahead (as a positive amount), and of rows of which
    nothing is reported for the month: by their last known figures.
    """
    told, unreported = [], []
    for pace in paces:
        amount = shortfall(pace.progress, pace.elapsed)
        (unreported if pace.is_unreported else told).append(amount or Decimal(0))
    behind = sum((amount for amount in told if amount > 0), Decimal(0))
    return ShortfallParts(behind, behind - sum(told, Decimal(0)), sum(unreported, Decimal(0)))


SORTS = {
    "shortfall": lambda s: (None if s.shortfall is None else -s.shortfall,),
    "disbursement_rate": lambda s: (s.progress.disbursement_rate.value,),
    "start_rate": lambda s: (s.progress.start_rate.value,),
}


def ranked(rows: Iterable[Progress], elapsed: float, *, sort: str) -> list[Pace]:
    """Largest shortfall or lowest rate first; unknown last; ties in the order of the rows."""
    paces = [Pace(row, elapsed) for row in rows]
    value = SORTS[sort]
    return sorted(paces, key=lambda s: (value(s)[0] is None, value(s)[0] or 0))


def grouped(paces: list[Pace]) -> list[tuple[str, list[Pace]]]:
    """Most serious group first; a group without rows is left out."""
    order = (BEHIND_BOTH, BEHIND_ONE, ON_TRACK, UNKNOWN, UNREPORTED)
    groups = [(status, [s for s in paces if s.status == status]) for status in order]
    return [(status, rows) for status, rows in groups if rows]


def common_known_day(paces: list[Pace]) -> date | None:
    """The day up to which every row is known that has not reported; None where they differ."""
    days = {pace.reports.known_through for pace in paces if pace.is_unreported}
    return days.pop() if len(days) == 1 else None
