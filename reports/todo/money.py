"""What waits of the money: transfers to confirm or to verify, and those that differ."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t, npgettext

from aidtrack.values import formats
from pairings.access.reach import reach
from pairings.models import Role
from projects.models import Programme, Transfer
from projects.models.amounts import to_fen
from projects.money.transfers import OTHER
from reports.todo import waiting
from reports.todo.items import LISTED, TodoItem, days_waited

# Transfers of an item that are named by their day and amount.
NAMED = 3


def transfers_unit(n: int) -> str:
    return npgettext("after a number", "transfer", "transfers", n)


def acceptable(user, *, on: date) -> Iterator[TodoItem]:
    """Those of the other side, which one confirms, and those of a colleague, by programme."""
    transfers = waiting.acceptable(user).with_others(user).order_by()
    sums = transfers.values("programme", "is_others").annotate(
        n=Count("pk", distinct=True),
        amount=Sum("amount"),
        first=Min("recorded_at"),
        last=Max("on"),
    )
    programmes = Programme.objects.in_bulk([group["programme"] for group in sums])
    for group in sorted(sums, key=lambda group: (not group["is_others"], group["programme"])):
        rows = transfers.filter(programme=group["programme"], is_others=group["is_others"])
        title = _title(user, is_others=group["is_others"])
        yield _acceptable(programmes[group["programme"]], group, rows, title, on=on)


def _title(user, *, is_others: bool) -> str:
    if is_others:
        return _t("Confirm what the other side recorded")
    if reach(user).has(Role.REVIEWER):
        return _t("Verify what your side recorded")
    return _t("Accept what neither side can accept")


def _acceptable(programme: Programme, group: dict, rows, title: str, *, on: date) -> TodoItem:
    n, is_others = group["n"], group["is_others"]
    address = _listing(programme, group["last"], "acceptable")
    total = _t("%(programme)s, %(amount)s in all") % {
        "programme": programme.label,
        "amount": formats.exact_money(to_fen(group["amount"])),
    }
    listed = rows.with_sides().order_by("on", "pk")[:NAMED]
    return TodoItem(
        "money",
        n,
        transfers_unit(n),
        title,
        _t("Confirm") if is_others else _t("Verify"),
        address,
        pieces=n,
        sentences=(total, *(_line(row) for row in listed), *(["…"] if n > NAMED else [])),
        mark=days_waited(timezone.localdate(group["first"]), on=on),
    )


def _listing(programme: Programme, last: date, state: str) -> str:
    """Where the transfers of a programme in a state are listed, those up to a day."""
    query = {"programme": programme.code, "as_of": f"{last}", "scope": "all", "state": state}
    return f"{reverse('transfers:list')}?{urlencode(query)}"


def _line(transfer: Transfer) -> str:
    where = (transfer.project or transfer.receiver).label
    parts = [formats.day(transfer.on), where, formats.exact_money(transfer.amount)]
    return " · ".join([*parts, transfer.document_number] if transfer.document_number else parts)


def disputed(user, *, on: date) -> Iterator[TodoItem]:
    """Each with what the two sides say; many of one programme are one item."""
    by_programme: dict[Programme, list[Transfer]] = {}
    for transfer in waiting.disputed(user).with_sides().order_by("on", "pk"):
        by_programme.setdefault(transfer.programme, []).append(transfer)
    for programme, rows in by_programme.items():
        if len(rows) > LISTED:
            yield _many_disputed(programme, rows)
        else:
            yield from (_disputed(transfer, on=on) for transfer in rows)


def _disputed(transfer: Transfer, *, on: date) -> TodoItem:
    where = (transfer.project or transfer.receiver).label
    stated = transfer.confirmation
    title = f"{transfer.document_number}: {where}" if transfer.document_number else where
    return TodoItem(
        "disputed",
        1,
        transfers_unit(1),
        title,
        _t("Settle"),
        reverse("transfers:detail", args=[transfer.pk]),
        pieces=1,
        place="differing",
        sentences=tuple(_what_the_sides_say(transfer, stated)),
        quote=stated.note,
        mark=days_waited(timezone.localdate(stated.stated_at), on=on),
    )


def _what_the_sides_say(transfer: Transfer, stated) -> Iterator[str]:
    sides = dict(Transfer.Side.choices)
    statements = [(transfer.recorded_side, transfer), (OTHER[transfer.recorded_side], stated)]
    for side, row in statements:
        yield _t("%(side)s: %(amount)s, %(day)s") % {
            "side": sides[side],
            "amount": formats.exact_money(row.amount),
            "day": formats.day(row.on),
        }


def _many_disputed(programme: Programme, rows: list[Transfer]) -> TodoItem:
    n, last = len(rows), max(row.on for row in rows)
    address = _listing(programme, last, "differing")
    return TodoItem(
        "disputed",
        n,
        transfers_unit(n),
        _t("The two sides state another amount or day"),
        _t("Settle"),
        address,
        pieces=n,
        place="differing",
        sentences=tuple(_line(row) for row in rows[:NAMED]),
    )
