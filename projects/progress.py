"""How far, on that day: the one query layer that every figure comes from.

Each measure is declared once, in ``projects.measures``; each term (planned, started …) is defined once, in
``projects.querysets``. A figure is asked for as ``progress(projects, on=day)``, or by group with
``progress_by``. Two aggregates answer, one over projects and one over their transfers, so that
neither join multiplies the other's sums; neither grows with the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _t

from aidtrack.dates import month_ends
from projects.groupings import GROUPINGS, Group
from projects.measures import MEASURES, Rate
from projects.models import Programme, Project, Transfer
from projects.querysets import COUNTED, at_project

FEN = Decimal("0.01")


@dataclass(frozen=True)
class Progress:
    """Counts of projects and amounts in yuan for a set of projects as of a day."""

    group: Group = field(default_factory=Group)
    on: date | None = None
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
    # None: money at that level has no project, so this set of projects cannot tell.
    arrived_in_region: Decimal | None = None

    def rate(self, name: str) -> Rate:
        measure = MEASURES[name]
        return Rate(measure, getattr(self, measure.numerator), getattr(self, measure.denominator))

    @property
    def start_rate(self) -> Rate:
        return self.rate("start_rate")

    @property
    def completion_rate(self) -> Rate:
        return self.rate("completion_rate")

    @property
    def disbursement_rate(self) -> Rate:
        return self.rate("disbursement_rate")

    @property
    def regional_arrival_rate(self) -> Rate:
        return self.rate("regional_arrival_rate")


def _project_sums(on: date) -> dict:
    aid = {
        "planned_aid": Sum("planned_aid", filter=COUNTED["planned"](on)),
        "completed_aid": Sum("planned_aid", filter=COUNTED["completed"](on)),
        "completed_investment": Sum("total_investment", filter=COUNTED["completed"](on)),
        "off_plan_aid": Sum("planned_aid", filter=COUNTED["off_plan"](on)),
        "cancelled_aid": Sum("planned_aid", filter=COUNTED["cancelled"](on)),
    }
    return {term: Count("pk", filter=counted(on)) for term, counted in COUNTED.items()} | aid


def _money_sums(on: date) -> dict:
    named = {
        "disbursed": "planned",
        "off_plan_disbursed": "off_plan",
        "cancelled_disbursed": "cancelled",
    }
    return {
        name: Sum("transfers__amount", filter=at_project(on) & COUNTED[term](on))
        for name, term in named.items()
    }


def _table(projects: QuerySet, days: list[date], key: dict) -> dict[tuple, list[dict]]:
    """Sums per group and day, in two queries: {key: [{field: sum} for each day]}.

    ``key`` names the expressions to group by; empty for one total under the key ``()``.
    """
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    found: dict[tuple, list[dict]] = {}
    for sums in (_project_sums, _money_sums):
        columns = {f"{name}_{i}": s for i, on in enumerate(days) for name, s in sums(on).items()}
        if key:
            rows = chosen.order_by().values(**key).annotate(**columns)
        else:
            rows = [chosen.aggregate(**columns)]
        for row in rows:
            kept = found.setdefault(tuple(row[name] for name in key), [{} for _day in days])
            for i, on in enumerate(days):
                kept[i] |= {name: row[f"{name}_{i}"] or 0 for name in sums(on)}
    return found


def _progress(group: Group, on: date, sums: dict) -> Progress:
    money = {f.name for f in fields(Progress) if f.type is Decimal}
    return Progress(group, on, **{n: _yuan(v) if n in money else v for n, v in sums.items()})


def _yuan(amount) -> Decimal:
    """Exact to the fen: SQLite adds decimals as floats and leaves dust far behind the fen."""
    return Decimal(amount or 0).quantize(FEN)


def progress(projects: QuerySet, *, on: date) -> Progress:
    """The figures of a set of projects at the end of day ``on``, in two queries."""
    return progress_on_days(projects, [on])[0]


def progress_on_days(projects: QuerySet, days: Iterable[date]) -> list[Progress]:
    """The same on several days, cumulative at the end of each, still in two queries."""
    days = list(days)
    found = _table(projects, days, {})[()]
    return [_progress(Group(), on, sums) for on, sums in zip(days, found, strict=True)]


def progress_by_month(projects: QuerySet, programme: Programme, *, on: date) -> list[Progress]:
    """Cumulative figures at the end of each month from the programme's first, up to ``on``."""
    days = list(month_ends(programme.starts_on, on))
    return [
        replace(row, group=Group(key=(f"{row.on:%Y-%m}",), label=f"{row.on:%Y-%m}"))
        for row in progress_on_days(projects, days)
    ]


def add(group: Group, rows: Iterable[Progress]) -> Progress:
    """The sum of rows that share no project: a total, a region. Rates follow from the sums."""
    rows = list(rows)
    sums: dict = {}
    for name in (f.name for f in fields(Progress)[2:]):
        parts = [getattr(row, name) for row in rows]
        sums[name] = None if None in parts or not parts else sum(parts)
    known = {name: value for name, value in sums.items() if value is not None}
    return Progress(group, rows[0].on if rows else None, **known)


def programme_projects(programme: Programme, *, scope: str) -> QuerySet:
    """The population of a programme's figures: its projects in ``scope`` (local, xpcc or all)."""
    return Project.objects.filter(programme=programme).in_scope(scope)


def progress_by(
    name: str, projects: QuerySet, programme: Programme, *, scope: str, on: date
) -> list[Progress]:
    """One row for every group that a report must list, with or without projects, in its order.

    Projects that belong to none of the groups come last, as one row called other: the rows always
    add up to ``progress(projects, on=on)``.
    """
    return [rows[0] for rows in progress_by_on_days(name, projects, programme, scope, [on])]


def progress_by_on_days(
    name: str, projects: QuerySet, programme: Programme, scope: str, days: list[date]
) -> list[list[Progress]]:
    """For every group its rows on each of ``days``, cumulative; two queries and the group list."""
    grouping = GROUPINGS[name]
    found = _table(projects, days, grouping.key)
    nothing = [{} for _day in days]
    listed = []
    for group in grouping.groups(programme, scope):
        sums = found.pop(group.key, nothing)
        listed.append([_progress(group, on, s) for on, s in zip(days, sums, strict=True)])
    if found:
        other = Group(label=_t("other"), params=None)
        listed.append(
            [
                add(other, [_progress(other, on, sums[i]) for sums in found.values()])
                for i, on in enumerate(days)
            ]
        )
    return listed


def with_arrivals(
    rows: list[Progress], name: str, programme: Programme, *, scope: str, on: date
) -> list[Progress]:
    """Adds money arrived in the region to rows of a grouping that knows it, in one query.

    Rows must be of the whole programme in ``scope``: money at that level has no project, so it
    cannot follow a filter on projects.
    """
    keys = {"row": Coalesce("receiver__reported_under", "receiver"), "giver": F("supporter")}
    names = list(GROUPINGS[name].key)
    arrived = _arrived(programme, scope, on).values(**{key: keys[key] for key in names})
    found = {
        tuple(row[key] for key in names): row["total"]
        for row in arrived.annotate(total=Sum("amount"))
    }
    return [replace(row, arrived_in_region=_yuan(found.get(row.group.key))) for row in rows]


def arrived_in_region(programme: Programme, *, scope: str, on: date) -> Decimal:
    """Yuan that had arrived in the region under a programme by the end of ``on``."""
    return _yuan(_arrived(programme, scope, on).aggregate(total=Sum("amount"))["total"])


def _arrived(programme: Programme, scope: str, on: date) -> QuerySet:
    arrived = Transfer.objects.filter(
        programme=programme, level=Transfer.Level.IN_REGION, on__lte=on
    ).order_by()
    return arrived if scope == "all" else arrived.filter(receiver__scope=scope)


def plan_curve(
    projects: QuerySet, programme: Programme, days: Iterable[date], *, on: date
) -> list[Decimal]:
    """Yuan that should have reached the projects in the plan on ``on``, by each of ``days``.

    Source  tranches by ``planned_on``; what is in no tranche counts at the programme's end.
    """
    days = list(days)
    planned = Project.objects.filter(pk__in=projects.order_by().values("pk")).counted(
        "planned", on=on
    )
    columns = {
        f"due_{i}": Sum("tranches__amount", filter=Q(tranches__planned_on__lte=day))
        for i, day in enumerate(days)
    }
    due = planned.aggregate(**columns, tranched=Sum("tranches__amount"))
    rest = _yuan(planned.aggregate(aid=Sum("planned_aid"))["aid"]) - _yuan(due["tranched"])
    return [
        _yuan(due[f"due_{i}"]) + (rest if day >= programme.ends_on else 0)
        for i, day in enumerate(days)
    ]


@dataclass(frozen=True)
class MonthEvents:
    """How many of the planned projects started, and how many completed, within one month."""

    month: date
    started: int = 0
    completed: int = 0

    @property
    def label(self) -> str:
        return f"{self.month:%Y-%m}"


def events_by_month(projects: QuerySet, *, on: date) -> list[MonthEvents]:
    """Starts and completions by the month they happened in, of projects in the plan on ``on``.

    From the first month with an event to the month of ``on``, quiet months included.
    """
    found: dict[date, dict] = {}
    for term in ("started", "completed"):
        happened = Project.objects.filter(pk__in=projects.order_by().values("pk")).counted(
            term, on=on
        )
        months = happened.order_by().values(month=TruncMonth(f"{term}_on")).annotate(n=Count("pk"))
        for row in months:
            found.setdefault(row["month"], {})[term] = row["n"]
    if not found:
        return []
    months = [day.replace(day=1) for day in month_ends(min(found), on)]
    return [MonthEvents(month, **found.get(month, {})) for month in months]


@dataclass(frozen=True)
class ListTotals:
    """Sums over the rows of a list, whatever they are: counted or not, in the plan or not."""

    projects: int
    planned_aid: Decimal
    disbursed: Decimal


def list_totals(projects: QuerySet, *, on: date) -> ListTotals:
    """Column totals of a list of projects: count, planned aid and money disbursed, in yuan."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    sums = chosen.aggregate(n=Count("pk"), aid=Sum("planned_aid"))
    money = chosen.aggregate(disbursed=Sum("transfers__amount", filter=at_project(on)))
    return ListTotals(sums["n"], _yuan(sums["aid"]), _yuan(money["disbursed"]))


def last_changed(programme: Programme):
    """When a project or transfer of the programme was last written; None where there is none."""
    projects = programme.projects.order_by("-updated_at").values_list("updated_at", flat=True)[:1]
    transfers = programme.transfers.order_by("-recorded_at").values_list("recorded_at", flat=True)
    return max([*projects, *transfers[:1]], default=None)
