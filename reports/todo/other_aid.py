"""What waits of the aid that is not money: contributions and observations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, npgettext

from projects.models import Contribution, Observation
from reports.todo import waiting
from reports.todo.items import LISTED, TodoItem, days_waited

# Rows of an item that are named.
NAMED = 3


@dataclass(frozen=True)
class AidWork:
    """One kind of them, and what is particular to it.

    ``title`` names a row beside its reference, ``listed`` among others; ``entered_at`` is the field
    that says since when a row waits for review; ``corrected_at`` is an address of a returned row.
    """

    name: str
    unit: Callable[[int], str]
    returned_rows: Callable[[object], QuerySet]
    rows_to_review: Callable[[object], QuerySet]
    entered_at: str
    title: Callable[[object], str]
    listed: Callable[[object], str]
    corrected_at: Callable[[object], str]
    returned_list: Callable[[], str]
    many_returned: str
    review: str

    def returned(self, user) -> Iterator[TodoItem]:
        """Each with the words it was returned with; many are one item."""
        rows = list(self.returned_rows(user).order_by("ref"))
        if len(rows) > LISTED:
            yield self._many_returned(rows)
        else:
            yield from (self._returned(row) for row in rows)

    def _returned(self, row) -> TodoItem:
        return TodoItem(
            f"{self.name} returned",
            1,
            self.unit(1),
            _t("Returned: %(project)s (%(code)s)") % {"project": self.title(row), "code": row.ref},
            _t("Correct"),
            self.corrected_at(row),
            pieces=1,
            quote=row.return_reason,
        )

    def _many_returned(self, rows: list) -> TodoItem:
        n = len(rows)
        return TodoItem(
            f"{self.name} returned",
            n,
            self.unit(n),
            f"{self.many_returned}",
            _t("Correct"),
            self.returned_list(),
            pieces=n,
            sentences=tuple(f"{self.listed(row)}: {row.return_reason}" for row in rows[:NAMED]),
            further=n - NAMED,
        )

    def to_review(self, user, *, on: date) -> Iterator[TodoItem]:
        """All of them are one item: one page has them."""
        rows = list(self.rows_to_review(user).order_by(self.entered_at, "ref"))
        if not rows:
            return
        n = len(rows)
        days = [timezone.localdate(at) for row in rows if (at := getattr(row, self.entered_at))]
        yield TodoItem(
            f"{self.name} review",
            n,
            self.unit(n),
            f"{self.review}",
            _t("Review"),
            reverse("contributions:review"),
            pieces=n,
            sentences=(*map(self.listed, rows[:NAMED]), *(["…"] if n > NAMED else [])),
            mark=days_waited(min(days), on=on) if days else "",
        )


def _contributions(n: int) -> str:
    return npgettext("after a number", "contribution", "contributions", n)


def _observations(n: int) -> str:
    return npgettext("after a number", "observation", "observations", n)


def _words(row: Observation) -> str:
    """The indicator and whose it is."""
    return f"{row.indicator.label} · {row.subject.label}"


CONTRIBUTIONS = AidWork(
    "aid",
    _contributions,
    waiting.returned_contributions,
    waiting.contributions_to_review,
    entered_at="submitted_at",
    title=lambda row: row.title,
    listed=str,
    corrected_at=lambda row: reverse("contributions:change", args=[row.ref]),
    returned_list=lambda: f"{reverse('contributions:list')}?state={Contribution.State.RETURNED}",
    many_returned=_("Returned contributions"),
    review=_("Review contributions"),
)
OBSERVATIONS = AidWork(
    "observation",
    _observations,
    lambda user: waiting.returned_observations(user).with_subjects(),
    lambda user: waiting.observations_to_review(user).with_subjects(),
    entered_at="entered_at",
    title=_words,
    listed=_words,
    corrected_at=lambda row: (
        f"{reverse('indicators:new', args=[row.indicator.code])}?replaces={row.ref}"
    ),
    returned_list=lambda: reverse("indicators:list"),
    many_returned=_("Returned observations"),
    review=_("Review observations"),
)
