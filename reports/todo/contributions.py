"""What waits of the aid that is not money: contributions to review and returned ones."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, npgettext

from projects.models import Contribution
from reports.todo import waiting
from reports.todo.items import LISTED, TodoItem, days_waited

# Contributions of an item that are named.
NAMED = 3


def contributions_unit(n: int) -> str:
    return npgettext("after a number", "contribution", "contributions", n)


def returned(user) -> Iterator[TodoItem]:
    """Each with the words it was returned with; many are one item."""
    rows = list(waiting.returned_contributions(user).order_by("ref"))
    if len(rows) > LISTED:
        yield _many_returned(rows)
    else:
        yield from (_returned(row) for row in rows)


def _returned(row: Contribution) -> TodoItem:
    return TodoItem(
        "aid returned",
        1,
        contributions_unit(1),
        _t("Returned: %(project)s (%(code)s)") % {"project": row.title, "code": row.ref},
        _t("Correct"),
        reverse("contributions:change", args=[row.ref]),
        pieces=1,
        quote=row.return_reason,
    )


def _many_returned(rows: list[Contribution]) -> TodoItem:
    n = len(rows)
    return TodoItem(
        "aid returned",
        n,
        contributions_unit(n),
        _t("Returned contributions"),
        _t("Correct"),
        f"{reverse('contributions:list')}?state={Contribution.State.RETURNED}",
        pieces=n,
        sentences=tuple(f"{row.ref}: {row.return_reason}" for row in rows[:NAMED]),
        further=n - NAMED,
    )


def to_review(user, *, on: date) -> Iterator[TodoItem]:
    """All of them are one item: one page has them."""
    rows = list(waiting.contributions_to_review(user).order_by("submitted_at", "ref"))
    if not rows:
        return
    n = len(rows)
    days = [timezone.localdate(row.submitted_at) for row in rows if row.submitted_at]
    yield TodoItem(
        "aid review",
        n,
        contributions_unit(n),
        _t("Review contributions"),
        _t("Review"),
        reverse("contributions:review"),
        pieces=n,
        sentences=(*(str(row) for row in rows[:NAMED]), *(["…"] if n > NAMED else [])),
        mark=days_waited(min(days), on=on) if days else "",
    )
