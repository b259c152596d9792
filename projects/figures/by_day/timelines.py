"""How the figures of groups of projects moved, day by day: for what asks since when.

The figures of one day come from ``progress``; these are the same sums between any two changes,
without a query for each day. A term counts by ``counts_as``, the twin of ``COUNTED``.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, QuerySet, Sum

from projects.figures.groupings import GROUPINGS
from projects.figures.progress import Progress
from projects.models import Programme, Project
from projects.models.amounts import to_fen
from projects.querysets.projects import TERM_DATES
from projects.querysets.terms import at_project, counts_as

# The sums that are followed, by their names in ``Progress``.
FOLLOWED = ("planned", "started", "planned_aid", "disbursed")
MONEY = ("planned_aid", "disbursed")


@dataclass(frozen=True)
class Timeline:
    """The sums from each day on which one of them changes, ascending."""

    days: list[date] = field(default_factory=list)
    sums: list[Counter] = field(default_factory=list)

    def at(self, day: date) -> Progress:
        """Of the sums of ``Progress`` those of FOLLOWED, at the end of a day."""
        place = bisect_right(self.days, day)
        sums = self.sums[place - 1] if place else Counter()
        money = {name: to_fen(sums[name]) for name in MONEY}
        return Progress(on=day, planned=sums["planned"], started=sums["started"], **money)


def timelines_by(
    name: str, projects: QuerySet, programme: Programme, *, on: date
) -> dict[tuple, Timeline]:
    """{key of the group: its timeline up to ``on``}, in two queries; no group without projects."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    key = GROUPINGS[name].key
    changes: dict[tuple, dict[date, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for row in _projects_by_dates(chosen, key):
        counted = {"planned": row["n"], "started": row["n"], "planned_aid": row["aid"]}
        terms = {"planned": "planned", "started": "started", "planned_aid": "planned"}
        _add(changes[_group(row, key)], row, programme, on, counted, terms)
    for row in _money_by_dates(chosen, key, on):
        terms = {"disbursed": "planned"}
        of_group = changes[_group(row, key)]
        _add(of_group, row, programme, on, {"disbursed": row["sum"]}, terms, row["paid_on"])
    return {group: _timeline(of_group) for group, of_group in changes.items()}


def _projects_by_dates(chosen: QuerySet, key: dict) -> Iterable[dict]:
    rows = chosen.values(**key, off_plan=F("is_off_plan"), **_dates())
    return rows.annotate(n=Count("pk"), aid=Sum("planned_aid"))


def _money_by_dates(chosen: QuerySet, key: dict, on: date) -> Iterable[dict]:
    rows = chosen.filter(at_project(on)).values(
        **key, off_plan=F("is_off_plan"), paid_on=F("transfers__on"), **_dates()
    )
    return rows.annotate(sum=Sum("transfers__amount"))


def _dates() -> dict:
    return {f"of_{name}": F(name) for name in TERM_DATES}


def _group(row: dict, key: dict) -> tuple:
    return tuple(row[name] for name in key)


def _add(
    changes: dict[date, Counter],
    row: dict,
    programme: Programme,
    on: date,
    amounts: dict,
    terms: dict[str, str],
    first: date | None = None,
):
    """Adds by how much a row changes each sum, on each day on which it counts anew or no more.

    ``first``: the day from which there is anything to count; None: from the beginning.
    """
    dates = {name: row[f"of_{name}"] for name in TERM_DATES}
    days = {programme.starts_on, *filter(None, dates.values()), *filter(None, [first])}
    before: frozenset[str] = frozenset()
    for day in sorted(d for d in days if d <= on and (first is None or d >= first)):
        counted = counts_as(day, dates, is_off_plan=row["off_plan"], starts_on=programme.starts_on)
        for name, term in terms.items():
            step = (term in counted) - (term in before)
            if step:
                changes[day][name] += step * amounts[name]
        before = counted


def _timeline(changes: dict[date, Counter]) -> Timeline:
    days, sums, total = sorted(changes), [], Counter()
    for day in days:
        total = Counter({name: total[name] + changes[day][name] for name in FOLLOWED})
        sums.append(total)
    return Timeline(days, sums)
