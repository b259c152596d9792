"""Figures computed from published ones, against which the sources can be checked.

None of them is published or stored: wherever one is printed, it is marked as computed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aidtrack.values.formats import DASH
from aidtrack.values.intervals import Interval, printed, total
from pairings.models import Pairing, Scheme
from pairings.querysets import visible_rows
from projects.contributions.changes import IndicatorChange
from projects.contributions.given import given_line, quantities
from projects.models import Contribution, Quantity

Timing = Contribution.Timing
HUNDRED = Interval.exactly(100)


@dataclass(frozen=True)
class PartsOfIndicator:
    """An indicator beside the sum of those that are its parts: 94 + 67 = 161 against 160余."""

    whole: IndicatorChange
    parts: list[IndicatorChange]

    @property
    def sum(self) -> Interval:
        return total(part.after for part in self.parts)

    @property
    def adds_up(self) -> bool:
        """Whether the whole can be what the parts come to."""
        return self.sum.meets(self.whole.after)


@dataclass(frozen=True)
class TimesGiven:
    """What an indicator per counting unit comes to: 5,000 yuan a household × 782 households."""

    change: IndicatorChange
    quantities: list[Quantity]
    given: Interval

    @property
    def product(self) -> Interval:
        return self.change.after * self.given


@dataclass(frozen=True)
class ShareOfWhole:
    """How much of a contribution one of its parts is, in one counting unit: 126 / 782."""

    part: Quantity
    whole: Quantity

    @property
    def rate(self) -> Interval | None:
        """As fraction of 1; None where the whole may be 0."""
        return self.part.done.over(self.whole.done)

    @property
    def percentage(self) -> str:
        """The rate as words say it: 16.1%; a dash where it is unknown."""
        return DASH if self.rate is None else f"{printed(self.rate * HUNDRED, 1)}%"


def parts_of_indicators(changes: Iterable[IndicatorChange]) -> list[PartsOfIndicator]:
    """Wholes whose parts are known of the same subject; no query."""
    known = [change for change in changes if change.after is not None]
    checks = []
    for whole in known:
        parts = [change for change in known if _is_part(change, whole)]
        if len(parts) > 1:
            checks.append(PartsOfIndicator(whole, parts))
    return checks


def _is_part(change: IndicatorChange, whole: IndicatorChange) -> bool:
    is_part = change.indicator.part_of_id == whole.indicator.pk
    return is_part and change.subject == whole.subject


def times_given(changes: Iterable[IndicatorChange], *, on: date, user) -> list[TimesGiven]:
    """Indicators per counting unit times what the same scheme or pairing was given of it by a day.

    None where nothing was, or where that does not add. Two queries an indicator of that kind.
    """
    products = []
    for change in changes:
        rows = _given_per(change, on=on, user=user)
        line = given_line("", change.indicator.per, rows) if rows else None
        if line and line.done and line.done.low > 0:
            products.append(TimesGiven(change, rows, line.done))
    return products


def _given_per(change: IndicatorChange, *, on: date, user) -> list[Quantity]:
    owner = {Scheme: "scheme", Pairing: "pairing"}.get(type(change.subject))
    if not owner or change.after is None or change.indicator.per_id is None:
        return []
    contributions = visible_rows(Contribution.objects, user).filter(**{owner: change.subject})
    rows = quantities(contributions, on=on)
    return [row for row in rows if row.counting_unit_id == change.indicator.per_id]


def shares_of_wholes(contributions, *, on: date) -> list[ShareOfWhole]:
    """Each part that was done by a day beside its whole, where both count the same unit.

    ``contributions`` is a QuerySet of parts, wholes and others. Three queries.
    """
    parts = contributions.counting().exclude(part_of=None).values("pk")
    done = Contribution.objects.filter(pk__in=parts).with_timing(on=on).filter(timing=Timing.DONE)
    tops = [
        row for row in quantities(contributions, on=on) if row.contribution.timing == Timing.DONE
    ]
    wholes = {_counted(row, row.contribution_id): row for row in tops}
    rows = Quantity.objects.filter(contribution__in=done.order_by().values("pk"), low__gt=0)
    rows = rows.select_related("contribution", "counting_unit").order_by("contribution", "pk")
    pairs = [(row, wholes.get(_counted(row, row.contribution.part_of_id))) for row in rows]
    return [ShareOfWhole(part, whole) for part, whole in pairs if whole and whole.done]


def _counted(row: Quantity, contribution_id: int) -> tuple:
    return contribution_id, row.counting_unit_id, row.of_whom
