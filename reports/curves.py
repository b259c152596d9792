"""Money month by month: what had reached the projects beside what was planned to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aidtrack.dates import month_end, month_ends
from projects.models import Programme
from projects.progress import Progress, plan_curve, progress_on_days


@dataclass(frozen=True)
class MoneyMonth:
    """The end of one month, in yuan and cumulative. ``progress`` is None after the as-of day."""

    day: date
    planned: Decimal
    progress: Progress | None

    @property
    def label(self) -> str:
        return f"{self.day:%Y-%m}"

    @property
    def disbursed(self) -> Decimal | None:
        return self.progress and self.progress.disbursed

    @property
    def shortfall(self) -> Decimal | None:
        """Planned less disbursed; negative where money is ahead of the plan."""
        return None if self.progress is None else self.planned - self.progress.disbursed


def told_days(programme: Programme, *, on: date) -> list[date]:
    """The end of each month of the programme and of its reports up to ``on``, then ``on`` itself.

    Nothing is told of the months after both, so that a day in the far future is one row.
    """
    days = list(month_ends(programme.starts_on, min(on, month_end(programme.told_through))))
    return days if days[-1] == on else [*days, on]


def money_by_month(projects, programme: Programme, *, on: date) -> list[MoneyMonth]:
    """Every month of the programme, after it of its reports, and then only the as-of day.

    The month of the as-of day ends on that day; months after it have a plan and no facts.
    """
    told = progress_on_days(projects, told_days(programme, on=on))
    ahead = [day for day in month_ends(programme.starts_on, programme.ends_on) if day > on]
    if ahead and (ahead[0].year, ahead[0].month) == (on.year, on.month):
        ahead = ahead[1:]
    rows = [*told, *(None for _day in ahead)]
    days = [*(row.on for row in told), *ahead]
    planned = plan_curve(projects, programme, days, on=on)
    return [MoneyMonth(*month) for month in zip(days, planned, rows, strict=True)]
