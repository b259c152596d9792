"""What is compared: rows, reporting units, pairings or counties, each with its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pairings.models import Pairing
from projects.figures.groupings import Group
from projects.figures.progress import Progress
from projects.figures.viewpoint import Viewpoint
from reports.figures.compare.words import distance_words, months_words
from reports.figures.delays import NOT_KNOWN, Delays, DelaysByGroup, delays_of_pairings
from reports.figures.export import status_words
from reports.figures.pace import Pace
from reports.figures.trends import Trend, together, trends_by

ROWS, UNITS, PAIRINGS, COUNTIES = "rows", "units", "pairings", "counties"
LEVELS = {
    ROWS: _("reporting rows"),
    UNITS: _("reporting units"),
    PAIRINGS: _("pairings"),
    COUNTIES: _("counties and divisions"),
}
# What the projects of a level are grouped by; a county adds its pairings up.
GROUPED_BY = {ROWS: "prefecture", UNITS: "unit", PAIRINGS: "pairing", COUNTIES: "pairing"}


@dataclass(frozen=True)
class Named:
    """Who a line of the comparison is about.

    ``place`` is the row that it lies in, of a row its supporters; ``row`` the reference of that
    row; ``page`` that of its own page, empty where it has none. ``params`` list its projects.
    ``parties`` are the references of all organisations by whose names it is searched.
    """

    ref: str
    label: str
    place: str
    row: str
    page: str
    params: dict
    is_split: bool = False
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """The figures of a line of the comparison, or of all its lines together."""

    trend: Trend
    delays: Delays

    @property
    def pace(self) -> Pace:
        return self.trend.pace

    @property
    def progress(self) -> Progress:
        return self.pace.progress

    @property
    def reported_share(self) -> Decimal | None:
        """None where nothing was due, or the month was loaded."""
        reports = self.progress.reports
        return Decimal(reports.reported) / reports.due if reports and reports.due else None

    @property
    def ahead(self) -> Decimal | None:
        """Yuan beyond what time elapsed calls for; None where there are none."""
        shortfall = self.pace.shortfall
        return -shortfall if shortfall is not None and shortfall < 0 else None

    @property
    def distance_words(self) -> str:
        return distance_words(self.trend.fund_change)

    @property
    def months_words(self) -> str:
        return months_words(self.trend.start_months)

    @property
    def state_words(self) -> str:
        return status_words(self.pace)


@dataclass(frozen=True)
class ComparedRow(Line):
    """A line about somebody. ``position`` is its place in the order of the tables."""

    named: Named
    position: int

    @property
    def ref(self) -> str:
        return self.named.ref


@dataclass(frozen=True)
class Comparison:
    """All lines of one level; ``counts`` is how many lines each level has."""

    level: str
    rows: list[ComparedRow]
    counts: dict[str, int]

    def find(self, ref: str) -> ComparedRow | None:
        return next((row for row in self.rows if ref and row.ref == ref), None)


class NamedGroups:
    """The units and pairings of a viewpoint: who its lines are about, and their delays."""

    def __init__(self, view: Viewpoint):
        self.view = view
        self.prefectures = view.groups("prefecture")
        self.units = view.groups("unit")
        self.pairings = named_pairings(view)

    @cached_property
    def delays(self) -> DelaysByGroup:
        """Of the projects of each pairing."""
        return delays_of_pairings(self.view.narrow(self.view.projects), on=self.view.on)

    @property
    def counts(self) -> dict[str, int]:
        return {
            ROWS: len(self.prefectures),
            UNITS: len(self.units),
            PAIRINGS: len(self.pairings),
            COUNTIES: len({pairing.recipient_id for pairing in self.pairings}),
        }

    @property
    def prefecture_choices(self) -> list[tuple[str, str]]:
        """(reference, label) of the reporting rows to choose from."""
        return [(group.params["recipient"], group.label) for group in self.prefectures]

    def by_key(self, level: str) -> dict[tuple, Named]:
        """Who each group of a level is about, by its key."""
        named = {ROWS: self._rows, UNITS: self._units, PAIRINGS: self._pairings}
        return named.get(level, self._counties)()

    def _rows(self) -> dict[tuple, Named]:
        supporters: dict[str, list[str]] = {}
        for unit in self.units:
            supporters.setdefault(unit.params["recipient"], []).append(unit.params["supporter"])
        return {group.key: _named_row(group, supporters) for group in self.prefectures}

    def _units(self) -> dict[tuple, Named]:
        places = dict(self.prefecture_choices)
        return {group.key: _named_unit(group, places) for group in self.units}

    def _pairings(self) -> dict[tuple, Named]:
        split = {group.key for group in self.units if group.is_split}
        return {(p.pk,): _named_pairing(p, self.view, split) for p in self.pairings}

    def _counties(self) -> dict[tuple, Named]:
        """By the key of a pairing; the pairings of one county have one name."""
        by_county: dict[int, list[tuple[tuple, Named]]] = {}
        for pairing, (key, named) in zip(self.pairings, self._pairings().items(), strict=True):
            by_county.setdefault(pairing.recipient_id, []).append((key, named))
        recipients = {pairing.recipient_id: pairing.recipient for pairing in self.pairings}
        return {
            key: _named_county(recipients[pk], [named for _key, named in edges], self.view)
            for pk, edges in by_county.items()
            for key, _named in edges
        }


def pairings_of(view: Viewpoint) -> QuerySet[Pairing]:
    """The pairings of the programme's scheme within the coverage that the reader may see."""
    pairings = Pairing.objects.visible_to(view.user).filter(scheme=view.programme.scheme_id)
    return pairings if view.scope == "all" else pairings.filter(recipient__scope=view.scope)


def named_pairings(view: Viewpoint) -> list[Pairing]:
    """The same in the order of table 1, with what names them."""
    parties = pairings_of(view).select_related("supporter", "recipient__reported_under")
    return list(parties.prefetch_related("recipient__designations").order_by("position", "ref"))


def _named_row(group: Group, supporters: dict[str, list[str]]) -> Named:
    ref = group.params["recipient"]
    parties = (ref, *supporters.get(ref, ()))
    return Named(ref, group.label, group.supporters, ref, ref, group.params, parties=parties)


def _named_unit(group: Group, places: dict[str, str]) -> Named:
    supporter, row = group.params["supporter"], group.params["recipient"]
    ref = f"{supporter}-{row}"
    label = f"{group.supporters}→{places.get(row, '')}"
    return Named(ref, label, "", row, ref, group.params, group.is_split, (supporter, row))


def _named_pairing(pairing: Pairing, view: Viewpoint, split: set[tuple]) -> Named:
    row = pairing.recipient.row_organisation
    return Named(
        pairing.ref,
        f"{pairing.supporter.label}→{pairing.recipient.name_on(view.on)}",
        row.label,
        row.ref,
        pairing.ref,
        {"pairing": pairing.ref},
        (row.pk, pairing.supporter_id) in split,
        (pairing.supporter.ref, pairing.recipient.ref, row.ref),
    )


def _named_county(recipient, edges: list[Named], view: Viewpoint) -> Named:
    """Of one pairing its page and its rows; of several none, and the rows of the recipient."""
    is_one = len(edges) == 1
    return Named(
        recipient.ref,
        recipient.name_on(view.on),
        edges[0].place,
        edges[0].row,
        edges[0].page if is_one else "",
        edges[0].params if is_one else {"recipient": recipient.ref},
        any(named.is_split for named in edges),
        tuple(ref for named in edges for ref in (named.ref, *named.parties)),
    )


def comparison(level: str, view: Viewpoint, named_groups: NamedGroups) -> Comparison:
    """The lines of a level, those without a project in the plan among them; projects of no line of
    the level come last, as one called other.
    """
    trends = trends_by(GROUPED_BY[level], view).rows
    delays_of_rows = _delays(level, named_groups, [trend.group.key for trend in trends])
    by_key = named_groups.by_key(level)
    lines: dict[str, list[tuple[Named, Trend, Delays]]] = {}
    for trend, of_row in zip(trends, delays_of_rows, strict=True):
        named = by_key.get(trend.group.key) or _other(trend.group)
        lines.setdefault(named.ref, []).append((named, trend, of_row))
    rows = [_row(parts, n) for n, parts in enumerate(lines.values())]
    return Comparison(level, rows, named_groups.counts)


def _delays(level: str, named_groups: NamedGroups, keys: list[tuple]) -> list[Delays]:
    if named_groups.view.is_published_only:
        return [NOT_KNOWN] * len(keys)
    return named_groups.delays.coarser(GROUPED_BY[level]).beside(keys)


def _other(group: Group) -> Named:
    return Named("", group.label, "", "", "", group.params)


def _row(parts: list[tuple[Named, Trend, Delays]], position: int) -> ComparedRow:
    named, trend, delays = parts[0]
    if len(parts) > 1:
        trend = together([part[1] for part in parts], Group(label=named.label))
        delays = sum((part[2] for part in parts[1:]), delays)
    return ComparedRow(trend, delays, named, position)


def total_of(rows: list[ComparedRow]) -> Line | None:
    """The lines that are shown, all together; None where nothing is."""
    if not rows:
        return None
    trend = together([row.trend for row in rows], Group())
    return Line(trend, sum((row.delays for row in rows), Delays()))


def _change(row: ComparedRow) -> Decimal | None:
    change = row.trend.fund_change
    return change and change.rate


# What the lines can be sorted by. None: unknown, and last in either direction.
SORTS: dict[str, Callable[[ComparedRow], object]] = {
    "name": lambda row: row.position,
    "start_rate": lambda row: row.progress.start_rate.value,
    "completion_rate": lambda row: row.progress.completion_rate.value,
    "disbursement_rate": lambda row: row.progress.disbursement_rate.value,
    "shortfall": lambda row: row.pace.shortfall,
    "distance": lambda row: row.pace.fund_gap,
    "change": _change,
    "months": lambda row: row.trend.fund_months,
    "overdue": lambda row: row.delays.overdue,
    "suspended": lambda row: row.delays.suspended,
    "reported": lambda row: row.reported_share,
}
WORST_FIRST = "-shortfall"


def ordered(rows: list[ComparedRow], sort: str) -> list[ComparedRow]:
    """Sorted by a column, from the highest where it begins with a hyphen; ties in the order of the
    tables. Lines of which nothing is reported come last, whatever they are sorted by.
    """
    reported = [row for row in rows if not row.pace.is_unreported]
    unreported = [row for row in rows if row.pace.is_unreported]
    return [*_sorted(reported, sort), *_sorted(unreported, sort)]


def _sorted(rows: list[ComparedRow], sort: str) -> list[ComparedRow]:
    value = SORTS[sort.removeprefix("-")]
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return [*sorted(known, key=value, reverse=sort.startswith("-")), *unknown]
