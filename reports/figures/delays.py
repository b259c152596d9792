"""Projects that have not started when they should have, and those that stand still, by group."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from projects.figures.groupings import GROUPINGS
from projects.models import Project
from projects.models.amounts import to_fen


@dataclass(frozen=True)
class Delays:
    """Counts of projects, and their planned aid in yuan; None where they are unknown."""

    overdue: int | None = 0
    overdue_aid: Decimal | None = Decimal(0)
    suspended: int | None = 0
    suspended_aid: Decimal | None = Decimal(0)

    def __add__(self, other: "Delays") -> "Delays":
        names = [field.name for field in fields(self)]
        pairs = [(getattr(self, name), getattr(other, name)) for name in names]
        return Delays(*(None if None in pair else sum(pair) for pair in pairs))


NOT_KNOWN = Delays(None, None, None, None)


# The parameters that list the projects of each count.
OVERDUE, SUSPENDED = {"overdue": "start"}, {"stage": "suspended"}


@dataclass(frozen=True)
class DelaysByGroup:
    by_key: dict[tuple, Delays]

    @property
    def total(self) -> Delays:
        return sum(self.by_key.values(), Delays())

    def beside(self, keys: Iterable[tuple]) -> list[Delays]:
        """Those of each of these groups; of the rest under the key ``()``."""
        keys = list(keys)
        rest = [delays for key, delays in self.by_key.items() if key not in keys]
        return [
            sum(rest, Delays()) if key == () else self.by_key.get(key, Delays()) for key in keys
        ]


def delays_by(name: str, projects: QuerySet, *, on: date) -> DelaysByGroup:
    """The delays of each group of a grouping at the end of ``on``, in two queries."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    key = GROUPINGS[name].key
    overdue = _sums(chosen.overdue_to_start(on=on), key)
    suspended = _sums(chosen.with_stage(on=on).filter(stage="suspended"), key)
    nothing = (0, Decimal(0))
    return DelaysByGroup(
        {
            group: Delays(*overdue.get(group, nothing), *suspended.get(group, nothing))
            for group in overdue | suspended
        }
    )


def _sums(projects: QuerySet, key: dict) -> dict[tuple, tuple[int, Decimal]]:
    # Named anew, as with_stage adds columns that would be grouped by.
    chosen = Project.objects.filter(pk__in=projects.values("pk")).order_by()
    rows = chosen.values(**key).annotate(n=Count("pk"), aid=Sum("planned_aid"))
    return {tuple(row[name] for name in key): (row["n"], to_fen(row["aid"])) for row in rows}
