"""What became of the transfers of a file: how many count, how many wait, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum

from projects.models import Programme, Transfer
from projects.models.amounts import to_fen
from projects.money.decisions import acceptable_sums, mark
from projects.querysets.terms import is_accepted, is_waiting
from reports.loads.batches import Ranges, journalled, runs_as_text, within
from reports.models import Load


@dataclass(frozen=True)
class LoadedMoney:
    """The transfers of a file under one programme, as far as the reader sees them.

    ``params`` list them all; None where they are too scattered for an address. Those that the
    reader may accept are ``acceptable``, ``seen`` the mark to be sent back with their acceptance.
    """

    programme: Programme
    transfers: int
    counted: int
    waiting: int
    waiting_amount: Decimal
    params: dict | None
    acceptable: int
    acceptable_amount: Decimal
    seen: str

    @property
    def waiting_params(self) -> dict | None:
        return self.params and self.params | {"state": "waiting"}

    @property
    def counted_params(self) -> dict | None:
        return self.params and self.params | {"state": "counted"}


def loaded_money(load: Load, user) -> list[LoadedMoney]:
    """One for each programme of the transfers that a file created; none for another file."""
    created = [runs for model, runs, _changed in journalled(load.journal) if model is Transfer]
    if not created or load.state != Load.State.ACCEPTED:
        return []
    (runs,) = created
    is_loaded = _any(within("pk", runs))
    rows = Transfer.objects.visible_to(user).filter(is_loaded).order_by()
    sums = rows.values("programme").annotate(
        n=Count("pk"),
        last_on=Max("on"),
        counted=Count("pk", filter=is_accepted(through="")),
        waiting=Count("pk", filter=is_waiting(through="")),
        amount=Sum("amount", filter=is_waiting(through="")),
    )
    programmes = Programme.objects.visible_to(user).in_bulk(row["programme"] for row in sums)
    return [_money(programmes[row["programme"]], row, rows, runs, user) for row in sums]


def _any(conditions: Iterable[Q]) -> Q:
    either = Q(pk__in=[])
    for condition in conditions:
        either |= condition
    return either


def _money(programme: Programme, row: dict, rows, runs: Ranges, user) -> LoadedMoney:
    params = {
        "programme": programme.code,
        "as_of": f"{max(row['last_on'], programme.starts_on)}",
        "scope": "all",
        "numbers": runs_as_text(runs),
    }
    n, amount = acceptable_sums(rows.filter(programme=programme).acceptable_by(user))
    return LoadedMoney(
        programme,
        row["n"],
        row["counted"],
        row["waiting"],
        to_fen(row["amount"]),
        params if params["numbers"] else None,
        n,
        amount,
        mark(n, amount),
    )
