"""The rows as the dashboard ranks them, and what the whole moved since the end of last month."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reports.figures.pace import Pace, grouped
from reports.figures.trends import RateChange, Trend
from reports.followup.warnings.pages.attention import NamedWarning


@dataclass(frozen=True)
class RankedRow:
    """Where a row stands and how it came there.

    ``share`` is its shortfall as a fraction of the largest; 0 where it is ahead or has none.
    ``on_it``: its gravest warning and the open tasks about it; None where none is in force.
    """

    pace: Pace
    trend: Trend
    share: Decimal
    on_it: NamedWarning | None = None

    @property
    def start(self) -> Decimal:
        """Where its bar begins, which ends at the right."""
        return 1 - self.share

    @property
    def ahead(self) -> Decimal | None:
        """Yuan disbursed beyond what time elapsed calls for; None where there are none."""
        shortfall = self.pace.shortfall
        return -shortfall if shortfall is not None and shortfall < 0 else None


def ranked_groups(paces: list[Pace], trends: Iterable[Trend]) -> list[tuple[str, list[RankedRow]]]:
    """The groups of the ranking, the most serious first, each in the order of ``paces``."""
    trend_of = {trend.group.key: trend for trend in trends}
    largest = max((pace.shortfall or 0 for pace in paces), default=0)
    return [
        (status, [RankedRow(p, trend_of[p.group.key], _share(p, largest)) for p in rows])
        for status, rows in grouped(paces)
    ]


def with_who_is_on_it(
    groups: list[tuple[str, list[RankedRow]]], by_row: dict[str, NamedWarning]
) -> list[tuple[str, list[RankedRow]]]:
    """The same groups; ``by_row`` names the gravest warning of a row by its reference."""
    return [
        (status, [replace(r, on_it=by_row.get(r.pace.group.params.get("recipient"))) for r in rows])
        for status, rows in groups
    ]


def _share(pace: Pace, largest) -> Decimal:
    shortfall = pace.shortfall or Decimal(0)
    return shortfall / largest if shortfall > 0 else Decimal(0)


def worst(groups: list[tuple[str, list[RankedRow]]], number: int) -> list[RankedRow]:
    """The rows with the largest shortfalls, of those that are behind on a rate and reported."""
    behind = [row for _status, rows in groups for row in rows if row.share]
    return sorted(behind, key=lambda row: row.pace.shortfall, reverse=True)[:number]


@dataclass(frozen=True)
class Movement:
    """What the whole moved since ``day``: counts, yuan, and changes of its rates.

    A change is None where a rate is unknown on either day.
    """

    day: date
    started: int
    completed: int
    disbursed: Decimal
    start: RateChange | None
    fund: RateChange | None

    @property
    def fewer_started(self) -> int:
        return -self.started

    @property
    def fewer_completed(self) -> int:
        return -self.completed

    @property
    def less_disbursed(self) -> Decimal:
        return -self.disbursed


def moved(trend: Trend) -> Movement | None:
    """Since the end of last month; None where either of the two days was not told."""
    before, now = trend.before, trend.now
    if before is None or not (before.is_told and now.is_told):
        return None
    old, new = before.pace.progress, now.pace.progress
    if old.planned is None or new.planned is None:
        return None
    return Movement(
        before.on,
        new.started - old.started,
        new.completed - old.completed,
        new.disbursed - old.disbursed,
        trend.start_change,
        trend.fund_change,
    )
