"""The map of a scheme and its regions: where each row lies, and the sums of the rows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from pairings.models import Landmark, Region, ReportingRow, Scheme
from projects.figures.groupings import Group
from projects.figures.progress import Progress, add
from reports.figures.pace import Pace

CLASS_BOUNDS = (0.10, 0.25, 0.50, 0.75)


@dataclass(frozen=True)
class Tile:
    """A reporting row on the map; a class from 1 to 5 for each rate, None where it is unknown."""

    pace: Pace
    column: int
    row: int

    @property
    def start_class(self) -> int | None:
        return rate_class(self.pace.progress.start_rate.value)

    @property
    def fund_class(self) -> int | None:
        return rate_class(self.pace.progress.disbursement_rate.value)

    @property
    def is_unknown(self) -> bool:
        return self.start_class is None or self.fund_class is None


def rate_class(rate) -> int | None:
    """0–10–25–50–75 %: fixed classes, so that colours compare across days. Above 100 % is 5."""
    return None if rate is None else 1 + sum(rate >= bound for bound in CLASS_BOUNDS)


def reporting_rows(scheme: Scheme, user) -> dict[str, ReportingRow]:
    """{reference of the prefecture: row} of a scheme, each with its region, in one query."""
    rows = ReportingRow.objects.visible_to(user).filter(scheme=scheme)
    return {row.prefecture.ref: row for row in rows.select_related("prefecture", "region")}


def tiles(paces: list[Pace], rows: dict[str, ReportingRow]) -> list[Tile]:
    """The rows that have a place on the map, in reading order; none where the scheme has no map."""
    placed = [
        Tile(pace, row.map_column, row.map_row)
        for pace in paces
        if (row := _row(pace.progress, rows)) and row.map_column
    ]
    return sorted(placed, key=lambda tile: (tile.row, tile.column))


def landmarks(scheme: Scheme, user) -> QuerySet:
    """The places on the map that are not reporting rows."""
    return Landmark.objects.visible_to(user).filter(scheme=scheme)


def regional_sums(figures: list[Progress], rows: dict[str, ReportingRow]) -> list[Progress]:
    """The sum of each region that has a row, in the order of the regions."""
    inside: dict[Region, list[Progress]] = {}
    for progress in figures:
        row = _row(progress, rows)
        if row and row.region:
            inside.setdefault(row.region, []).append(progress)
    return [
        add(Group((region.pk,), region.label, params={"region": region.code}), inside[region])
        for region in sorted(inside, key=lambda region: region.position)
    ]


def _row(progress: Progress, rows: dict[str, ReportingRow]) -> ReportingRow | None:
    return rows.get(progress.group.params.get("recipient"))
