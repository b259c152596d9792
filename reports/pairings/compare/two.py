"""Two lines side by side, or one on two days: the same measures, and their difference in words."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from projects.figures.viewpoint import Viewpoint
from reports.figures.compare.drawing import told_rates
from reports.figures.compare.rows import ComparedRow


@dataclass(frozen=True)
class Side:
    """A line as of a day: the same line may stand on both sides, as of two days."""

    row: ComparedRow
    view: Viewpoint
    label: str


@dataclass(frozen=True)
class Pair:
    left: Side
    right: Side

    @property
    def is_of_two_days(self) -> bool:
        return self.left.view.on != self.right.view.on

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.left, self.right

    def difference(self, value: Callable[[ComparedRow], object]):
        """Left less right; None where either is unknown."""
        values = [value(side.row) for side in self.sides]
        return None if None in values else values[0] - values[1]

    @property
    def start_rate(self) -> str:
        return points_words(self.difference(lambda row: row.progress.start_rate.value))

    @property
    def completion_rate(self) -> str:
        return points_words(self.difference(lambda row: row.progress.completion_rate.value))

    @property
    def disbursement_rate(self) -> str:
        return points_words(self.difference(lambda row: row.progress.disbursement_rate.value))

    @property
    def shortfall(self) -> str:
        return money_words(self.difference(lambda row: row.pace.shortfall))

    @property
    def change(self) -> str:
        return points_words(self.difference(_change))

    @property
    def months(self) -> str:
        return count_words(self.difference(lambda row: row.trend.fund_months))

    @property
    def overdue(self) -> str:
        return count_words(self.difference(lambda row: row.delays.overdue))

    @property
    def suspended(self) -> str:
        return count_words(self.difference(lambda row: row.delays.suspended))

    @property
    def finding(self) -> str:
        """Which side lacks more money, and by how much; what cannot be compared is said."""
        gap = self.difference(lambda row: row.pace.shortfall)
        if gap is None:
            return _t("Their shortfalls cannot be compared: one of them is unknown or not reported")
        if formats.money(gap) == formats.money(Decimal(0)):
            return _t("Both lack the same amount against time elapsed")
        side = self.left if gap > 0 else self.right
        values = {"name": side.label, "amount": formats.money(abs(gap))}
        return _t("The shortfall of %(name)s is larger by %(amount)s") % values

    @property
    def months_told(self) -> list[tuple]:
        """Each month end: the day, both disbursement rates, time elapsed."""
        longest = max((side.row.trend for side in self.sides), key=lambda t: len(t.month_ends))
        left, right = (told_rates(side.row.trend) for side in self.sides)
        return [
            (stand.on, _at(left, n), _at(right, n), stand.pace.elapsed)
            for n, stand in enumerate(longest.month_ends)
        ]


def _at(rates: list, n: int):
    return rates[n] if n < len(rates) else None


def _change(row: ComparedRow) -> Decimal | None:
    change = row.trend.fund_change
    return change and change.rate


def points_words(difference: Decimal | None) -> str:
    """Empty where there is nothing to compare."""
    if difference is None:
        return ""
    points = formats.points(difference)
    if points == formats.points(Decimal(0)):
        return _t("the same")
    words = _t("%(n)s points higher") if difference > 0 else _t("%(n)s points lower")
    return words % {"n": points}


def money_words(difference: Decimal | None) -> str:
    if difference is None:
        return ""
    if formats.money(difference) == formats.money(Decimal(0)):
        return _t("the same")
    words = _t("%(amount)s more") if difference > 0 else _t("%(amount)s less")
    return words % {"amount": formats.money(abs(difference))}


def count_words(difference: int | None) -> str:
    if difference is None:
        return ""
    if not difference:
        return _t("the same")
    words = _t("%(n)s more") if difference > 0 else _t("%(n)s fewer")
    return words % {"n": formats.count(abs(difference))}
