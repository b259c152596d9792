"""Money that waits to be accepted: how much of it stands beside a figure, never inside it.

It counts with the word of a second person. What waits at projects is of the planned ones, as the
money disbursed is; what waits in the region has no project, so it is of two parties.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _t

from aidtrack.store.queries import mark
from aidtrack.values import formats
from pairings.access.reach import reach
from pairings.access.stand_in import FURTHER, rows_for
from pairings.querysets import row_organisation, visible_rows
from projects.figures.groupings import GROUPINGS
from projects.models import Programme, Project, Transfer
from projects.models.amounts import to_fen
from projects.querysets.terms import is_waiting

# Stands in a compiled query for the id of the programme.
PROGRAMME = mark(FURTHER)
AT_PROJECT = {"level": "at_project", "counted": "planned", "state": "waiting"}
IN_REGION = {"level": "in_region", "state": "waiting"}


@dataclass(frozen=True)
class WaitingMoney:
    """Transfers that wait to be accepted: how many, and their sum in yuan.

    ``params`` list exactly these together with those of their group; None where the reader's list
    would hold further ones.
    """

    transfers: int = 0
    amount: Decimal = Decimal("0.00")
    params: dict | None = field(default_factory=lambda: dict(AT_PROJECT))

    def __add__(self, other: "WaitingMoney") -> "WaitingMoney":
        params = self.params if other.params is not None else None
        return WaitingMoney(self.transfers + other.transfers, self.amount + other.amount, params)

    @property
    def words(self) -> str:
        """What a page says of it; empty where nothing waits."""
        if not self.transfers:
            return ""
        return _t("%(amount)s waiting to be confirmed") % {"amount": formats.money(self.amount)}


def add_waiting(parts: Iterable[WaitingMoney]) -> WaitingMoney | None:
    """The sum of what waits at groups that share no money; None of none."""
    parts = list(parts)
    return sum(parts[1:], parts[0]) if parts else None


@dataclass(frozen=True)
class WaitingAtProjects:
    """What waits at the planned projects of each group of a grouping, by its key."""

    by_key: dict[tuple, WaitingMoney]
    # That of a group at whose projects nothing waits.
    nothing: WaitingMoney

    @property
    def total(self) -> WaitingMoney:
        return sum(self.by_key.values(), self.nothing)

    def beside(self, keys: Iterable[tuple]) -> list[WaitingMoney]:
        """That of each of these groups; under the key ``()`` that of the rest, without a list."""
        keys = list(keys)
        rest = [waiting for key, waiting in self.by_key.items() if key not in keys]
        unlisted = WaitingMoney(params=None)
        return [
            sum(rest, unlisted) if key == () else self.by_key.get(key, self.nothing) for key in keys
        ]


def waiting_by(
    name: str, projects: QuerySet, programme: Programme, *, on: date, user
) -> WaitingAtProjects:
    """What waits at a set of projects on a day, by group, in one query; two for a reader who does
    not see everything. None as ``user``: a command asks.
    """
    key = GROUPINGS[name].key
    params = None if _lists_more(user, programme, on) else AT_PROJECT
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    is_there = Q(transfers__level=Transfer.Level.AT_PROJECT, transfers__on__lte=on)
    waiting = chosen.counted("planned", on=on).filter(is_there & is_waiting()).order_by()
    rows = waiting.values(**key).annotate(n=Count("transfers"), sum=Sum("transfers__amount"))
    by_key = {
        tuple(row[part] for part in key): WaitingMoney(row["n"], to_fen(row["sum"]), params)
        for row in rows
    }
    return WaitingAtProjects(by_key, WaitingMoney(params=params))


def _lists_more(user, programme: Programme, on: date) -> bool:
    """Whether the reader may see money of projects that they do not see: of the payee's side."""
    if user is None or reach(user).everything:
        return False
    return bool(rows_for(user, _of_unseen_projects, on, ids={PROGRAMME: [programme.pk]}))


def _of_unseen_projects(user, on: date) -> QuerySet:
    """One transfer that waits at a project which the reader does not see."""
    projects = Project.objects.visible_to(user).order_by().values("pk")
    listed = Transfer.objects.visible_to(user).waiting().filter(programme=PROGRAMME, on__lte=on)
    further = listed.exclude(project=None).exclude(project__in=projects)
    return further.order_by().values_list("pk")[:1]


def waiting_at(projects: QuerySet, programme: Programme, *, on: date, user) -> WaitingMoney:
    """What waits at a set of projects on a day."""
    return waiting_by("delivery_mode", projects, programme, on=on, user=user).total


def waiting_of_project(project: Project, *, on: date) -> WaitingMoney:
    """What waits at one project, in the plan or not; whoever sees the project sees it all."""
    at_project = project.transfers.waiting().filter(level=Transfer.Level.AT_PROJECT, on__lte=on)
    sums = at_project.aggregate(n=Count("pk"), sum=Sum("amount"))
    params = {"level": "at_project", "state": "waiting", "project": project.code}
    return WaitingMoney(sums["n"], to_fen(sums["sum"]), params)


def waiting_in_region(
    programme: Programme, *, scope: str, on: date, user
) -> dict[tuple[int, int], WaitingMoney]:
    """{(supporter id, id of the recipient's row): what waits in the region}, in one query.

    As far as ``user`` sees it; of the population of its receiver, as what has arrived is.
    """
    visible = visible_rows(Transfer.objects, user).filter(programme=programme, on__lte=on)
    waiting = visible.in_scope(scope).waiting().filter(level=Transfer.Level.IN_REGION).order_by()
    rows = waiting.values(giver=F("supporter"), row=row_organisation("receiver"))
    return {
        (row["giver"], row["row"]): WaitingMoney(row["n"], to_fen(row["sum"]), IN_REGION)
        for row in rows.annotate(n=Count("pk"), sum=Sum("amount"))
    }
