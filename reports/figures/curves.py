"""Money month by month: what had reached the projects beside what was planned to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from aidtrack.values.dates import month_ends
from projects.figures.falls import falls_in_money
from projects.figures.plan_curve import plan_curve
from projects.figures.progress import Progress, progress_of_all, told_days
from projects.figures.viewpoint import Viewpoint


@dataclass(frozen=True)
class MoneyMonth:
    """The end of one month, in yuan and cumulative.

    ``progress`` is None where nothing was reported: ``is_unreported`` tells a month that the as-of
    day has reached from one still to come. ``planned`` is None where the plan has no tranches.
    """

    day: date
    planned: Decimal | None
    progress: Progress | None
    is_unreported: bool

    @property
    def label(self) -> str:
        return f"{self.day:%Y-%m}"

    @property
    def disbursed(self) -> Decimal | None:
        return self.progress and self.progress.disbursed

    @property
    def shortfall(self) -> Decimal | None:
        """Planned less disbursed; negative where money is ahead of the plan, None if unknown."""
        if self.planned is None or self.progress is None:
            return None
        return self.planned - self.progress.disbursed


def known_months(view: Viewpoint, *, through: date | None) -> list[MoneyMonth]:
    """The months of what the page is about, of which something is known up to ``through``; without
    a plan where none is known.
    """
    months = money_by_month(view, through=through)
    return [replace(month, planned=None) for month in months] if view.is_published_only else months


def money_falls(months: Iterable[MoneyMonth]) -> list[str]:
    """Why the money of a month is less than that of the month before."""
    return falls_in_money([month.progress for month in months if month.progress])


def money_by_month(view: Viewpoint, *, through: date | None) -> list[MoneyMonth]:
    """Every month of the programme, and after it those of its reports.

    With facts up to ``through``, the last day by ``on`` of which anything is known; the months
    after that have a plan only. The last month with facts ends on that day.
    """
    programme, on = view.programme, view.on
    told = told_days(programme, on=through) if through else []
    reported_rows = progress_of_all(view.movements, told)
    ahead = [
        day
        for day in month_ends(programme.starts_on, programme.ends_on)
        if through is None or day.replace(day=1) > through
    ]
    days = [*(row.on for row in reported_rows), *ahead]
    planned = plan_curve(view.narrow(view.projects), programme, days, on=on)
    rows = [*reported_rows, *(None for _day in ahead)]
    return [
        MoneyMonth(day, amount, row, is_unreported=row is None and day.replace(day=1) <= on)
        for day, amount, row in zip(days, planned, rows, strict=True)
    ]
