"""Northern, eastern and southern Xinjiang: sums of the reporting rows, and where each row lies."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pairings.models import ReportingRow
from projects.groupings import Group
from projects.progress import Progress, add
from reports.standing import Standing

# Column and row of each tile: equal squares in roughly the right place.
PLACES = {
    "654200": (3, 1),
    "654300": (4, 1),
    "652700": (2, 2),
    "652300": (4, 2),
    "ILI-DIRECT": (2, 3),
    "652100": (4, 3),
    "652200": (5, 3),
    "653000": (1, 4),
    "652900": (2, 4),
    "652800": (3, 4),
    "653100": (1, 5),
    "653200": (2, 5),
}
# In the middle of the map, and not in the scheme.
OUTSIDE = ((3, 2, _("Karamay")), (3, 3, _("Urumqi")))
CLASS_BOUNDS = (0.10, 0.25, 0.50, 0.75)


@dataclass(frozen=True)
class Tile:
    """A reporting row on the map; a class from 1 to 5 for each rate, None where it is unknown."""

    standing: Standing
    column: int
    row: int

    @property
    def start_class(self) -> int | None:
        return rate_class(self.standing.progress.start_rate.value)

    @property
    def fund_class(self) -> int | None:
        return rate_class(self.standing.progress.disbursement_rate.value)


def rate_class(rate) -> int | None:
    """0–10–25–50–75 %: fixed classes, so that colours compare across days. Above 100 % is 5."""
    return None if rate is None else 1 + sum(rate >= bound for bound in CLASS_BOUNDS)


def tiles(standings: list[Standing]) -> list[Tile]:
    """The rows that have a place on the map, in reading order."""
    placed = [
        Tile(standing, *PLACES[ref])
        for standing in standings
        if (ref := (standing.group.params or {}).get("recipient")) in PLACES
    ]
    return sorted(placed, key=lambda tile: (tile.row, tile.column))


def regional_sums(rows: list[Progress], user) -> list[Progress]:
    """One row a region, in the order north, east, south, from the rows of its prefectures."""
    regions = dict(ReportingRow.objects.visible_to(user).values_list("prefecture__ref", "region"))
    sums = []
    for region, label in ReportingRow.Region.choices:
        inside = [row for row in rows if row.group.params and _region(row, regions) == region]
        if inside:
            group = Group(key=(region,), label=str(label), params={"region": region})
            sums.append(add(group, inside))
    return sums


def _region(row: Progress, regions: dict) -> str | None:
    return regions.get(row.group.params.get("recipient"))
