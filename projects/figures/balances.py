"""Sums of money: by level, and per pairing what arrived = disbursed + outside the plan + held.

Money that has arrived in the region has no project, so it cannot be summed over projects: it is
summed here, by programme, population, supporter and row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.queries import compiled, mark
from pairings.access.reach import reach
from pairings.models import Organisation, Pairing
from pairings.querysets import row_organisation
from projects.figures.groupings import GROUPINGS
from projects.figures.progress import Progress
from projects.figures.waiting import IN_REGION, WaitingMoney, waiting_in_region
from projects.measures import MEASURES, Rate
from projects.models import Programme, Project, Transfer
from projects.models.amounts import to_fen
from projects.querysets.terms import is_accepted, paid_out

# Stands in compiled queries for the id of the programme.
ANY = mark(0)
COUNTED, WAITING, TAKEN_BACK = "counted", "waiting", "taken back"
NOTES = {
    COUNTED: "",
    WAITING: _("waiting to be accepted"),
    TAKEN_BACK: pgettext_lazy("transfers", "taken back before they counted"),
}


@dataclass(frozen=True)
class Balance:
    """Yuan between a supporter and a recipient's row, under one programme, as of a day.

    ``disbursed`` is the measure of that name: money of the planned projects. What off-plan and
    cancelled projects received is ``outside_plan``.
    """

    arrived: Decimal
    disbursed: Decimal
    outside_plan: Decimal

    @property
    def held_in_region(self) -> Decimal:
        """What has arrived and is at no project; below zero where projects hold more."""
        return self.arrived - self.disbursed - self.outside_plan


def balances(programme: Programme, *, scope: str, on: date) -> dict[tuple[int, int], Balance]:
    """{(supporter id, id of the recipient's row): balance} of a population, in two queries.

    Money arrives for a whole row (a prefecture with all its counties), so that is the level on
    which the two sides can be compared. Where none is recorded as arrived there is no balance.
    What arrived belongs to the population of its receiver, what is at a project to that of the
    project: money for a division of the XPCC is never set against projects of the prefecture.
    """
    ids = {ANY: [programme.pk]}
    spent = {
        (giver, row): sums for giver, row, *sums in compiled(_spent_by_parties, scope, on).rows(ids)
    }
    arrived = compiled(_arrived_by_parties, scope, on).rows(ids)
    return {
        (giver, row): Balance(*map(to_fen, (money, *spent.get((giver, row), (None, None)))))
        for giver, row, money in arrived
    }


def _arrived_by_parties(scope: str, on: date) -> QuerySet:
    arrived, _at_projects = arrived_and_spent(ANY, scope, on)
    return arrived.annotate(sum=Sum("amount")).values_list("giver", "row", "sum")


def _spent_by_parties(scope: str, on: date) -> QuerySet:
    _arrived, at_projects = arrived_and_spent(ANY, scope, on)
    planned = Q(project__in=Project.objects.filter(programme=ANY).counted("planned", on=on))
    spent = at_projects.annotate(
        disbursed=Sum("amount", filter=planned), outside_plan=Sum("amount", filter=~planned)
    )
    return spent.values_list("giver", "row", "disbursed", "outside_plan")


def arrived_and_spent(
    programme: Programme | int, scope: str, on: date
) -> tuple[QuerySet, QuerySet]:
    """The transfers that count by ``on``, each with the parties of its balance."""
    accepted = Transfer.objects.accepted().filter(programme=programme, on__lte=on)
    until = accepted.in_scope(scope).order_by()
    return (
        until.filter(level=Transfer.Level.IN_REGION).values(
            giver=Coalesce("supporter", "supporter"), row=row_organisation("receiver")
        ),
        until.filter(level=Transfer.Level.AT_PROJECT).values(
            giver=Coalesce("supporter", "supporter"),
            row=row_organisation("project__lead_pairing__recipient"),
        ),
    )


def balances_by_row(
    projects: QuerySet, programme: Programme, *, scope: str, on: date, user
) -> dict[int, Balance]:
    """{id of the row: the balance of its supporters together}, of a population.

    Without a row where ``user`` sees some of ``projects`` whose parties' money they do not see in
    full. Takes two queries, a third for a reader who does not see everything.
    """
    parts: dict[int, list[Balance]] = {}
    for (giver, row), balance in balances(programme, scope=scope, on=on).items():
        if sees_whole(user, giver, row):
            parts.setdefault(row, []).append(balance)
    unseen = _rows_seen_in_part(projects, user)
    return {row: add_balances(of_row) for row, of_row in parts.items() if row not in unseen}


def _rows_seen_in_part(projects: QuerySet, user) -> set[int]:
    if reach(user).everything:
        return set()
    parties = projects.order_by().values(**GROUPINGS["unit"].key).distinct()
    return {p["row"] for p in parties if not sees_whole(user, p["giver"], p["row"])}


def paid_by(name: str, projects: QuerySet, *, on: date) -> dict[tuple, Decimal]:
    """{key of the group: yuan paid out by its planned projects}, in one query.

    Without a group of whose projects nothing is recorded as paid out.
    """
    key = GROUPINGS[name].key
    chosen = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    paid = chosen.counted("planned", on=on).filter(paid_out(on)).order_by()
    rows = paid.values(**key).annotate(sum=Sum("transfers__amount"))
    return {tuple(row[part] for part in key): to_fen(row["sum"]) for row in rows}


def arrival_rate(balance: Balance, of: Progress) -> Rate:
    """The regional arrival rate; ``of`` is the progress of the same parties, population and day."""
    return Rate(MEASURES["regional_arrival_rate"], balance.arrived, of.planned_aid)


def held_in_region(
    programme: Programme, pairings: Iterable[Pairing], *, on: date
) -> dict[int, Decimal]:
    """{pairing id: yuan held in the region for its supporter, its row and its population}.

    Takes two queries for each population among the pairings, of which there are two.
    """
    pairings = list(pairings)
    scopes = {pairing.recipient.scope for pairing in pairings}
    balances_by_scope = {scope: balances(programme, scope=scope, on=on) for scope in scopes}
    of_pairings = {p.pk: balances_by_scope[p.recipient.scope].get(_key(p)) for p in pairings}
    return {pk: balance.held_in_region for pk, balance in of_pairings.items() if balance}


@dataclass(frozen=True)
class BalanceLine:
    """A balance and whose it is; ``params`` list its transfers, but for their level.

    None as ``balance``: no arrival is recorded, so nothing can be compared. ``waiting`` has arrived
    by the word of one side only.
    """

    label: str
    balance: Balance | None
    params: dict
    waiting: WaitingMoney

    @property
    def counted_params(self) -> dict:
        """Lists those of its transfers that count in figures."""
        return self.params | {"state": "counted"}


def lines(programme: Programme, *, scope: str, on: date, user) -> list[BalanceLine]:
    """The balance of every reporting unit, then of other parties with a recorded arrival.

    Of the population ``scope``. For the XPCC, where a unit may have no division, only units with
    a recorded arrival. Lists balances whose money ``user`` sees in full; takes five queries.
    """
    balance_by_parties = balances(programme, scope=scope, on=on)
    waiting_by_parties = waiting_in_region(programme, scope=scope, on=on, user=user)
    units = GROUPINGS["unit"].groups(programme, scope, user)
    arrivals = {*balance_by_parties, *waiting_by_parties}
    if scope == "xpcc":
        units = [unit for unit in units if unit.key[::-1] in arrivals]
    common = {"programme": programme.code, "as_of": f"{on}", "scope": scope}

    def line(label: str, key: tuple[int, int], params: dict) -> BalanceLine:
        waiting = waiting_by_parties.get(key, WaitingMoney(params=IN_REGION))
        return BalanceLine(label, balance_by_parties.get(key), common | params, waiting)

    listed = [line(unit.label, unit.key[::-1], unit.params) for unit in units]
    arrivals -= {unit.key[::-1] for unit in units}
    others = [key for key in arrivals if sees_whole(user, *key)]
    organisations = Organisation.objects.in_bulk({pk for key in others for pk in key})
    for supporter, row in sorted(
        ((organisations[s], organisations[r]) for s, r in others), key=_refs
    ):
        params = {"supporter": supporter.ref, "recipient": row.ref}
        label = f"{supporter.label}→{row.label}"
        listed.append(line(label, (supporter.pk, row.pk), params))
    return listed


def sees_whole(user, supporter: int, row: int) -> bool:
    """Whether ``user`` sees all money between the two: a balance is never of a part of it."""
    reached = reach(user)
    return reached.sees_all_of(supporter) or reached.sees_all_of(row)


def add_balances(parts: Iterable[Balance]) -> Balance | None:
    """The sum of balances that share no money; None where there is none."""
    parts = list(parts)
    if not parts:
        return None
    return Balance(*(sum(getattr(p, field.name) for p in parts) for field in fields(Balance)))


@dataclass(frozen=True)
class LevelTotal:
    """Transfers at one level: how many, and their sum in yuan; a reversal is one of them.

    ``note`` says of those that do not count why not; empty for those that do.
    """

    level: str
    transfers: int
    amount: Decimal
    note: str = ""


def totals_by_level(transfers: QuerySet) -> list[LevelTotal]:
    """Each level at which there is a transfer, in the order in which money goes, in one query.

    Those that count first, then those that wait to be accepted, then those taken back before.
    """
    standing = Case(
        When(is_accepted(through=""), then=Value(COUNTED)),
        When(reverses=None, reversed_by=None, then=Value(WAITING)),
        default=Value(TAKEN_BACK),
    )
    summed = transfers.order_by().values("level", standing=standing)
    totals = {
        (row["level"], row["standing"]): (row["n"], to_fen(row["sum"]))
        for row in summed.annotate(n=Count("pk"), sum=Sum("amount"))
    }
    return [
        LevelTotal(level.label, *totals[level, standing], str(NOTES[standing]))
        for level in Transfer.Level
        for standing in NOTES
        if (level, standing) in totals
    ]


def _refs(parties: tuple[Organisation, Organisation]) -> tuple[str, str]:
    return parties[0].ref, parties[1].ref


def _key(pairing: Pairing) -> tuple[int, int]:
    return pairing.supporter_id, pairing.recipient.row_organisation_id
