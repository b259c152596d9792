"""How far, on that day: the one query layer that every figure comes from.

Each measure is declared once, in ``projects.measures``; each term (planned, started …) and what
it adds up to once, in ``projects.querysets.terms``. A figure is asked for as
``progress(projects, on=day)``, or by group with ``progress_by``. Two aggregates answer, one over
projects and one over their transfers, so that neither join multiplies the other's sums; neither
grows with the number of rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import product

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _t

from aidtrack.values.dates import month_end, month_ends
from projects.figures.by_day.timelines import Movements, timeline_of
from projects.figures.groupings import GROUPINGS, Group, follows_from_pairings
from projects.figures.report_shares import ReportShare, ReportShares
from projects.figures.waiting import WaitingAtProjects, WaitingMoney, add_waiting
from projects.measures import MEASURES, Rate
from projects.models import Programme, Project
from projects.models.amounts import to_fen
from projects.querysets.projects import CLAIMED, TERM_DATES, beyond_claim
from projects.querysets.terms import AMOUNTS, COUNTED, DISBURSED, at_project

# Up to ten columns for each day: PostgreSQL answers with 1664 at most, SQLite with 2000.
DAYS_AT_ONCE = 150


@dataclass(frozen=True)
class Progress:
    """Counts of projects and amounts in yuan for a set of projects as of a day.

    All of them are None where they are unknown: see ``unknown``. ``reports`` is how much of the
    month is reported, ``waiting`` the money that waits beside what is disbursed; None where they
    were not asked for: see ``with_reports`` and ``with_waiting``.
    """

    group: Group = field(default_factory=Group)
    on: date | None = None
    reports: ReportShare | None = None
    waiting: WaitingMoney | None = None
    planned: int = 0
    started: int = 0
    completed: int = 0
    off_plan: int = 0
    cancelled: int = 0
    planned_aid: Decimal = Decimal(0)
    completed_aid: Decimal = Decimal(0)
    completed_investment: Decimal = Decimal(0)
    off_plan_aid: Decimal = Decimal(0)
    cancelled_aid: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)
    off_plan_disbursed: Decimal = Decimal(0)
    cancelled_disbursed: Decimal = Decimal(0)

    def rate(self, name: str) -> Rate:
        measure = MEASURES[name]
        return Rate(measure, getattr(self, measure.numerator), getattr(self, measure.denominator))

    @property
    def undisbursed(self) -> Decimal | None:
        """Planned funds not yet disbursed; nothing where more than planned has been."""
        if self.planned_aid is None:
            return None
        return max(self.planned_aid - self.disbursed, Decimal(0))

    @property
    def start_rate(self) -> Rate:
        return self.rate("start_rate")

    @property
    def completion_rate(self) -> Rate:
        return self.rate("completion_rate")

    @property
    def disbursement_rate(self) -> Rate:
        return self.rate("disbursement_rate")


# The counts and amounts, behind what they are of.
SUMS = [f.name for f in fields(Progress)[4:]]

# The sums of each group on each of several days.
Table = dict[tuple, list[dict]]


def _project_sums(on: date, dates: str) -> dict:
    is_counted = {term: declared.as_of(on, dates) for term, declared in COUNTED.items()}
    amounts = {
        name: Sum(column, filter=is_counted[term]) for name, (term, column) in AMOUNTS.items()
    }
    claimed = {
        name: Sum("claimed_disbursed", filter=is_counted[term])
        for name, term in DISBURSED.items()
        if dates == CLAIMED
    }
    return {term: Count("pk", filter=q) for term, q in is_counted.items()} | amounts | claimed


def _money_sums(on: date, dates: str) -> dict:
    money = at_project(on) & beyond_claim() if dates == CLAIMED else at_project(on)
    return {
        name: Sum("transfers__amount", filter=money & COUNTED[term].as_of(on, dates))
        for name, term in DISBURSED.items()
    }


def _table(projects: QuerySet, days: list[date], key: dict, *, with_claims: bool) -> Table:
    """Sums per group and day: {key: [{field: sum} for each day]}.

    ``key`` names the expressions to group by; empty for one total under the key ``()``. Takes two
    queries for DAYS_AT_ONCE; with claims for each day, as each day has its own of them.
    """
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    dates, at_once = (CLAIMED, 1) if with_claims else ("", DAYS_AT_ONCE)
    table: Table = {} if key else {(): [Counter() for _day in days]}
    for part, sums_on in product(parts_of_days(days, at_once), (_project_sums, _money_sums)):
        source = chosen.with_claims(on=days[part[0]]) if with_claims else chosen
        daily = {i: sums_on(days[i], dates) for i in part}
        columns = {f"{name}_{i}": s for i, sums in daily.items() for name, s in sums.items()}
        for group, row in sums_by_group(source, key, columns).items():
            by_day = table.setdefault(group, [Counter() for _day in days])
            for i, sums in daily.items():
                by_day[i].update({name: row[f"{name}_{i}"] or 0 for name in sums})
    return table


def parts_of_days(days: list[date], at_once: int = DAYS_AT_ONCE) -> list[range]:
    """The numbers of the days, ``at_once`` in each part: what one query can answer."""
    numbers = range(len(days))
    return [numbers[i : i + at_once] for i in numbers[::at_once]]


def row_of(group: Group, on: date, sums: dict) -> Progress:
    """The sums of a group on a day, by their names; nought where there is none."""
    money = {f.name: to_fen(sums.get(f.name)) for f in fields(Progress) if f.type is Decimal}
    return Progress(group, on, **sums | money)


def progress(projects: QuerySet, *, on: date, with_claims: bool = False) -> Progress:
    """The figures of a set of projects at the end of day ``on``, in two queries.

    With claims: as they would be, were every claim that waits for review verified.
    """
    (by_day,) = _table(projects, [on], {}, with_claims=with_claims)[()]
    return row_of(Group(), on, by_day)


def progress_on_days(projects: QuerySet, days: Iterable[date]) -> list[Progress]:
    """The same on several days, cumulative at the end of each, in two queries."""
    days = list(days)
    timeline = timeline_of(projects, days)
    return [row_of(Group(), on, timeline.at(on)) for on in days]


def progress_of_all(movements: Movements, days: Iterable[date]) -> list[Progress]:
    """The same without a query, of all projects that the movements are of."""
    days = list(days)
    timeline = movements.timelines(days=days)[()]
    return [row_of(Group(), on, timeline.at(on)) for on in days]


def progress_by_month(projects: QuerySet, programme: Programme, *, on: date) -> list[Progress]:
    """Cumulative figures at the end of each of ``told_days``, each named for its month."""
    return [
        replace(row, group=Group(key=(f"{row.on:%Y-%m}",), label=f"{row.on:%Y-%m}"))
        for row in progress_on_days(projects, told_days(programme, on=on))
    ]


def told_days(programme: Programme, *, on: date) -> list[date]:
    """The end of each month of the programme and of its reports up to ``on``, then ``on`` itself.

    Leaves out months after both, so that a day in the far future adds one row only, and months
    before the programme.
    """
    days = list(month_ends(programme.starts_on, min(on, month_end(programme.told_through))))
    return [*days, on] if days and days[-1] != on else days


def known_through(
    projects: QuerySet, programme: Programme, *, on: date, reports: ReportShare
) -> date | None:
    """The last day by ``on`` of which anything is known; None where nothing is.

    The day of the last report or, after it, the end of the month with the last fact or transfer.
    ``reports`` are those on the projects: where nothing is reported for the month, the last report
    is theirs, else the programme's. Takes a query where ``on`` lies after it.
    """
    days = [reports.known_through]
    if not reports.is_unreported:
        days.append(programme.reported_through)
    reported_on = max(filter(None, days), default=None)
    if reported_on and on <= reported_on:
        return on
    facts = {name: Max(name, filter=Q((f"{name}__lte", on))) for name in TERM_DATES}
    dates = projects.order_by().aggregate(
        **facts, paid_on=Max("transfers__on", filter=at_project(on))
    )
    ends = [month_end(day) for day in dates.values() if day and day >= programme.starts_on]
    return max((min(on, day) for day in [*ends, *filter(None, [reported_on])]), default=None)


def unknown(row: Progress) -> Progress:
    """The row without figures: nobody knows them, and they print as a dash."""
    return replace(row, **dict.fromkeys(SUMS))


def add(group: Group, rows: Iterable[Progress]) -> Progress:
    """The sum of rows that share no project: a total, a region. Rates follow from the sums."""
    rows = list(rows)
    if not rows:
        return Progress(group)
    shares = [row.reports for row in rows if row.reports]
    reports = sum(shares[1:], shares[0]) if shares else None
    waiting = add_waiting(row.waiting for row in rows if row.waiting)
    if any(row.planned is None for row in rows):
        return unknown(Progress(group, rows[0].on, reports, waiting))
    sums = {name: sum(getattr(row, name) for row in rows) for name in SUMS}
    return Progress(group, rows[0].on, reports, waiting, **sums)


def with_reports(rows: Iterable[Progress], shares: ReportShares) -> list[Progress]:
    """The rows of a grouping, each with how much of the month is reported of its projects."""
    rows = list(rows)
    reports = shares.beside(row.group.key for row in rows)
    return [replace(row, reports=share) for row, share in zip(rows, reports, strict=True)]


def with_waiting(rows: Iterable[Progress], waiting: WaitingAtProjects) -> list[Progress]:
    """The rows of a grouping, each with the money that waits at its projects."""
    rows = list(rows)
    amounts = waiting.beside(row.group.key for row in rows)
    return [replace(row, waiting=amount) for row, amount in zip(rows, amounts, strict=True)]


def programme_projects(programme: Programme, *, scope: str) -> QuerySet:
    """The population of a programme's figures: its projects in ``scope`` (local, xpcc or all)."""
    return Project.objects.filter(programme=programme).in_scope(scope)


def progress_by(
    name: str,
    projects: QuerySet,
    programme: Programme,
    *,
    scope: str,
    on: date,
    user,
    with_claims: bool = False,
) -> list[Progress]:
    """One row for every group that a report must list, with or without projects, in its order.

    Projects that belong to none of the groups come last, as one row called other: the rows always
    add up to ``progress(projects, on=on)``, with claims as without. Of the groups, those that
    ``user`` may see are listed; None, where a command asks, lists all.
    """
    rows = progress_by_on_days(
        name, projects, programme, scope, [on], user=user, with_claims=with_claims
    )
    return [by_day[0] for by_day in rows]


def progress_by_on_days(
    name: str,
    projects: QuerySet,
    programme: Programme,
    scope: str,
    days: list[date],
    *,
    user,
    with_claims: bool = False,
    movements: Movements | None = None,
    groups: list[Group] | None = None,
) -> list[list[Progress]]:
    """For every group its rows on each of ``days``, as ``progress_on_days`` tells them.

    Behind those that a report must list come the further ones that have projects. Where the
    ``movements`` of pairings are at hand, the sums of rows, units and pairings take no query; where
    the ``groups`` are, they take none.
    """
    grouping = GROUPINGS[name]
    if movements is not None and follows_from_pairings(name):
        timelines = movements.timelines(grouping.key, days)
        table = {key: [of_group.at(day) for day in days] for key, of_group in timelines.items()}
    else:
        table = _table(projects, days, grouping.key, with_claims=with_claims)
    nothing = [{} for _day in days]
    rows = []

    def tell(groups: list[Group]):
        for group in groups:
            by_day = zip(days, table.pop(group.key, nothing), strict=True)
            rows.append([row_of(group, on, sums) for on, sums in by_day])

    tell(grouping.groups(programme, scope, user) if groups is None else groups)
    if table:
        tell(grouping.further(table.keys(), programme, user))
    if table:
        remainder = Group(label=_t("other"), params={"outside": name})
        parts = [
            [row_of(remainder, on, by_day[i]) for by_day in table.values()]
            for i, on in enumerate(days)
        ]
        rows.append([add(remainder, of_day) for of_day in parts])
    return rows


def sums_by_group(projects: QuerySet, key: dict, columns: dict) -> dict[tuple, dict]:
    """Sums by the values of ``key``; without one, a single total under ``()``."""
    rows = projects.values(**key).annotate(**columns) if key else [projects.aggregate(**columns)]
    return {tuple(row[name] for name in key): row for row in rows}
