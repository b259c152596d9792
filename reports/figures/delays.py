"""Projects that have not started when they should have, and those that stand still, by group."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from projects.figures.by_day.changes import group_of
from projects.figures.groupings import OF_PAIRING, added_up
from projects.models import Project
from projects.models.amounts import to_fen
from projects.querysets.terms import is_overdue_to_start


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

    def coarser(self, name: str) -> "DelaysByGroup":
        """Those of pairings, by a grouping that lead pairings decide."""
        return DelaysByGroup(added_up(self.by_key, name))

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


def delays_of_pairings(projects: QuerySet, *, on: date) -> DelaysByGroup:
    """The delays of each lead pairing at the end of ``on``, in one query."""
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk")).order_by()
    states = {
        "overdue": is_overdue_to_start(on),
        "suspended": Q(stage=Project.Stage.SUSPENDED),
    }
    counts = {name: Count("pk", filter=state) for name, state in states.items()}
    sums = {f"{name}_aid": Sum("planned_aid", filter=state) for name, state in states.items()}
    rows = chosen.with_stage(on=on).values(**OF_PAIRING).annotate(**counts, **sums)
    return DelaysByGroup({group_of(row, OF_PAIRING): _of_row(row) for row in rows})


def _of_row(row: dict) -> Delays:
    overdue_aid, suspended_aid = to_fen(row["overdue_aid"]), to_fen(row["suspended_aid"])
    return Delays(row["overdue"], overdue_aid, row["suspended"], suspended_aid)
