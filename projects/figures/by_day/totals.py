"""The sums of a whole on many days, in two queries however many the days.

``progress`` asks for each sum of each day; here the rows come by the dates that the sums follow
from, and are added up from the first day on which they count to the last.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.db.models import CharField, Count, F, QuerySet, Sum, Value

from projects.models import Project
from projects.querysets.terms import at_project

DATES = {"begins_on": F("programme__starts_on"), "ends_on": F("cancelled_on")}
STEPS = ("started", "completed")


@dataclass(frozen=True)
class DaySums:
    """What is added to each sum, or taken away again, on each of ``days``, which ascend."""

    days: list[date]
    changes: list[Counter]

    @classmethod
    def of(cls, days: list[date]) -> "DaySums":
        return cls(days, [Counter() for _day in days])

    def add(self, amounts: dict, *, first: date, until: date | None = None):
        """Counts amounts from ``first`` on, up to the day before ``until``."""
        start = bisect_left(self.days, first)
        end = len(self.days) if until is None else bisect_left(self.days, until)
        if start < end:
            self.changes[start].update(amounts)
            if end < len(self.days):
                self.changes[end].subtract(amounts)

    def totals(self) -> list[Counter]:
        return list(accumulate(self.changes, lambda total, change: total_of(total, change)))


def total_of(total: Counter, change: Counter) -> Counter:
    """Both together, sums of nothing and below it, too."""
    return Counter({name: total[name] + change[name] for name in {*total, *change}})


def totals_on_days(projects: QuerySet, days: Iterable[date]) -> list[Counter]:
    """The sums of ``Progress`` at the end of each of the days, in the order of these."""
    days = list(days)
    sums = DaySums.of(sorted(set(days)))
    if not days:
        return []
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    by_start, by_completion = (_by_step(chosen, step) for step in STEPS)
    for row in by_start.union(by_completion, all=True):
        _add_projects(sums, row)
    for row in _money(chosen, sums.days):
        _add_money(sums, row)
    by_day = dict(zip(sums.days, sums.totals(), strict=True))
    return [by_day[day] for day in days]


def _by_step(chosen: QuerySet, step: str) -> QuerySet:
    rows = chosen.annotate(step=Value(step, output_field=CharField()), on=F(f"{step}_on"), **DATES)
    return rows.values("step", "on", "is_off_plan", *DATES).annotate(
        n=Count("pk"), aid=Sum("planned_aid"), investment=Sum("total_investment")
    )


def _money(chosen: QuerySet, days: list[date]) -> QuerySet:
    rows = chosen.filter(at_project(days[-1])).annotate(on=F("transfers__on"), **DATES)
    return rows.values("on", "is_off_plan", *DATES).annotate(money=Sum("transfers__amount"))


def _add_projects(sums: DaySums, row: dict):
    """The rows by start have every project once, those by completion again."""
    if row["step"] == "started":
        _add_all(sums, row)
    if row["on"] and not row["is_off_plan"]:
        first = max(row["on"], row["begins_on"])
        sums.add(_of_step(row), first=first, until=row["ends_on"])


def _add_all(sums: DaySums, row: dict):
    term = "off_plan" if row["is_off_plan"] else "planned"
    sums.add(_counted(term, row), first=row["begins_on"], until=row["ends_on"])
    if row["ends_on"]:
        sums.add(_counted("cancelled", row), first=row["ends_on"])


def _counted(term: str, row: dict) -> dict:
    aid = "planned_aid" if term == "planned" else f"{term}_aid"
    return {term: row["n"], aid: row["aid"]}


def _of_step(row: dict) -> dict:
    if row["step"] == "started":
        return {"started": row["n"]}
    return _counted("completed", row) | {"completed_investment": row["investment"] or 0}


def _add_money(sums: DaySums, row: dict):
    name = "off_plan_disbursed" if row["is_off_plan"] else "disbursed"
    first = max(row["on"], row["begins_on"])
    sums.add({name: row["money"]}, first=first, until=row["ends_on"])
    if row["ends_on"]:
        first = max(row["on"], row["ends_on"])
        sums.add({"cancelled_disbursed": row["money"]}, first=first)
