"""Quantities in words: what was given with its unit, and the share that a part has in its whole."""

from dataclasses import dataclass

from django.utils.translation import gettext as _t

from aidtrack.values.formats import DASH, percent
from aidtrack.values.intervals import Interval, printed
from projects.contributions.given import given_line
from projects.models import Contribution, Quantity


@dataclass(frozen=True)
class PartShare:
    """A quantity of a part beside that of the same counting unit of its whole."""

    part: Quantity
    whole: Quantity

    @property
    def share(self) -> Interval | None:
        """Fraction of 1; None where either is unknown, or the whole may be 0."""
        if self.part.done is None or self.whole.done is None:
            return None
        return self.part.done.over(self.whole.done)

    @property
    def words(self) -> str:
        """126/782 = 16.1%; the bounds of what is only known between two."""
        if self.share is None:
            return DASH
        return f"{self.part.done}/{self.whole.done} = {share_words(self.share)}"


def quantity_words(quantity: Quantity | None) -> str:
    """80–89 person-times · beneficiary · planned 100; a dash for none."""
    if quantity is None:
        return DASH
    number = printed(quantity.done) if quantity.done else DASH
    words = [f"{number} {quantity.counting_unit.name}", quantity.get_of_whom_display()]
    if quantity.planned is not None:
        words.append(f"{_t('planned')} {printed(Interval.exactly(quantity.planned))}")
    return " · ".join(filter(None, words))


def share_words(share: Interval) -> str:
    """16.1%, 12.3–14.5% or ≥ 50.0%."""
    if share.high is None:
        return f"≥ {percent(share.low)}%"
    low, high = percent(share.low), percent(share.high)
    return f"{low}%" if low == high else f"{low}–{high}%"


def shares(part: Contribution, whole: Contribution) -> list[PartShare]:
    """Of each counting unit that both have; of two of one unit in the whole, the same of whom."""
    pairs = []
    for quantity in part.quantities.all():
        same = [
            q for q in whole.quantities.all() if q.counting_unit_id == quantity.counting_unit_id
        ]
        alike = [q for q in same if q.of_whom == quantity.of_whom] or same[:1]
        pairs += [PartShare(quantity, of_whole) for of_whole in alike]
    return pairs


def share_in_whole(quantity: Quantity) -> str:
    """What a part's number is of its whole, 126/782 = 16.1%; empty where that is unknown.

    Empty too where a whole is of a pairing that the part is not of: its readers may not see it.
    """
    part = quantity.contribution
    whole = part.part_of
    if whole is None or whole.pairing_id not in (None, part.pairing_id):
        return ""
    words = (pair.words for pair in shares(part, whole) if pair.part == quantity and pair.share)
    return next(words, "")


def kept_words(quantity: Quantity) -> str:
    """What was given of what was promised by the day of its page, in percent; else a dash.

    Its contribution has its ``timing``.
    """
    rate = given_line("", quantity.counting_unit, [quantity]).kept_rate
    return DASH if rate is None or quantity.done is None else share_words(rate)
