"""What waits of the indicators: observations to review and returned ones."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, npgettext

from projects.models import Observation
from reports.todo import waiting
from reports.todo.items import LISTED, TodoItem, days_waited

# Observations of an item that are named.
NAMED = 3


def observations_unit(n: int) -> str:
    return npgettext("after a number", "observation", "observations", n)


def returned(user) -> Iterator[TodoItem]:
    """Each with the words it was returned with; many are one item."""
    rows = list(waiting.returned_observations(user).with_subjects().order_by("ref"))
    if len(rows) > LISTED:
        yield _many_returned(rows)
    else:
        yield from (_returned(row) for row in rows)


def _returned(row: Observation) -> TodoItem:
    return TodoItem(
        "observation returned",
        1,
        observations_unit(1),
        _t("Returned: %(project)s (%(code)s)") % {"project": words(row), "code": row.ref},
        _t("Correct"),
        f"{reverse('indicators:new', args=[row.indicator.code])}?replaces={row.ref}",
        pieces=1,
        quote=row.return_reason,
    )


def _many_returned(rows: list[Observation]) -> TodoItem:
    n = len(rows)
    return TodoItem(
        "observation returned",
        n,
        observations_unit(n),
        _t("Returned observations"),
        _t("Correct"),
        reverse("indicators:list"),
        pieces=n,
        sentences=tuple(f"{words(row)}: {row.return_reason}" for row in rows[:NAMED]),
        further=n - NAMED,
    )


def to_review(user, *, on: date) -> Iterator[TodoItem]:
    """All of them are one item: one page has them."""
    rows = list(waiting.observations_to_review(user).with_subjects().order_by("entered_at", "ref"))
    if not rows:
        return
    n = len(rows)
    first_day = timezone.localdate(rows[0].entered_at)
    yield TodoItem(
        "observation review",
        n,
        observations_unit(n),
        _t("Review observations"),
        _t("Review"),
        reverse("contributions:review"),
        pieces=n,
        sentences=(*(words(row) for row in rows[:NAMED]), *(["…"] if n > NAMED else [])),
        mark=days_waited(first_day, on=on),
    )


def words(row: Observation) -> str:
    """The indicator and whose it is."""
    return f"{row.indicator.label} · {row.subject.label}"
