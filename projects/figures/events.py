"""Starts and completions month by month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from aidtrack.values.dates import month_end, month_ends
from projects.models import Project


@dataclass(frozen=True)
class MonthEvents:
    """How many of the planned projects started, and how many completed, within one month."""

    month: date
    started: int = 0
    completed: int = 0

    @property
    def label(self) -> str:
        return f"{self.month:%Y-%m}"


def events_by_month(
    projects: QuerySet, *, on: date, through: date | None = None
) -> list[MonthEvents]:
    """Starts and completions by the month they happened in, of projects in the plan on ``on``.

    From the first month with an event to the month of ``on``, quiet months included; those after
    ``through`` are left out.
    """
    counts_by_month: dict[date, dict] = {}
    for term in ("started", "completed"):
        happened = Project.objects.filter(pk__in=projects.order_by().values("pk")).counted(
            term, on=on
        )
        months = happened.order_by().values(month=TruncMonth(f"{term}_on")).annotate(n=Count("pk"))
        for row in months:
            counts_by_month.setdefault(row["month"], {})[term] = row["n"]
    if not counts_by_month:
        return []
    last = (
        on if through is None else min(on, max(month_end(through), month_end(max(counts_by_month))))
    )
    months = [day.replace(day=1) for day in month_ends(min(counts_by_month), last)]
    return [MonthEvents(month, **counts_by_month.get(month, {})) for month in months]
