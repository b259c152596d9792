"""Asks about an amount that is unlikely beside its plan: 元 typed for 万元, above all.

One home for a month's report, a transfer and a file of transfers.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.values.formats import exact_money
from aidtrack.values.numbers import plain
from projects.checks.findings import UNLIKELY, Finding, Reading
from projects.models.amounts import to_fen

# Shares of planned funds; from TWICE on a share is read more easily as a multiple.
MUCH_MORE, HALF, TWICE = Decimal("1.5"), Decimal("0.5"), Decimal(2)
# Amounts so many times apart are not of one unit: 100 lies between 1 and the 10,000 yuan of 万元.
APART, FEN = 100, Decimal("0.01")
# The code of the question, by which its answer is kept.
YUAN = "yuan"


def are_apart(one: Decimal, other: Decimal) -> bool:
    """Whether one of two amounts is so many times the other that a unit was mistaken."""
    return max(one, other) >= APART * max(min(one, other), FEN)


@dataclass(frozen=True)
class AmountBesidePlan:
    """What reached a level by the end of a month, and what was planned for it; yuan.

    ``before`` had reached it by the end of the month before, ``now`` with what is entered. ``due``
    are the tranches due by the month's end. ``total_investment`` None: not known.
    """

    before: Decimal
    now: Decimal
    planned_aid: Decimal
    due: Decimal
    total_investment: Decimal | None = None

    @property
    def rise(self) -> Decimal:
        return self.now - self.before

    @property
    def share(self) -> Decimal | None:
        """The share of planned funds; None where none are planned."""
        return self.now / self.planned_aid if self.planned_aid else None

    @property
    def exceeds_total(self) -> bool:
        return self.total_investment is not None and self.now > self.total_investment

    @property
    def exceeds_plan(self) -> bool:
        return self.now > self.planned_aid * MUCH_MORE

    @property
    def is_early(self) -> bool:
        """Whether the month's rise is more than half of the plan and than all that is due."""
        return self.rise > self.planned_aid * HALF and self.rise > self.due

    @property
    def is_unlikely(self) -> bool:
        """Whether to ask: only where something is added, for a question that always comes is not
        read.
        """
        return self.rise > 0 and (self.exceeds_total or self.exceeds_plan or self.is_early)


def amount_question(
    amount: AmountBesidePlan, field: str, *, entered: Decimal, least: Decimal = Decimal(0)
) -> Finding | None:
    """Asks whether what is entered, yuan, was meant as yuan; None where it is likely.

    ``least`` is what the amount cannot be below, the last total of a cumulative one.
    """
    if not amount.is_unlikely:
        return None
    return Finding(
        UNLIKELY,
        field,
        _sentence(amount),
        YUAN,
        plain(entered),
        (_other_reading(entered, least), _as_entered(entered)),
        needs_reason=amount.exceeds_total,
        statement=_statement(amount),
    )


def _as_entered(entered: Decimal) -> Reading:
    return Reading(_t("No, %(amount)s") % {"amount": exact_money(entered)}, plain(entered))


def _other_reading(entered: Decimal, least: Decimal) -> Reading:
    """The amount as yuan; where that is impossible, what was there before."""
    in_yuan = to_fen(entered / formats.WAN)
    if in_yuan >= least:
        return Reading(_t("Yes, %(amount)s") % {"amount": exact_money(in_yuan)}, plain(in_yuan))
    return Reading(_t("No, still %(amount)s") % {"amount": exact_money(least)}, plain(least))


def _sentence(amount: AmountBesidePlan) -> str:
    words = {
        "now": exact_money(amount.now),
        "rise": exact_money(amount.rise),
        "plan": exact_money(amount.planned_aid),
        "due": exact_money(amount.due),
        "share": formats.percentage(amount.share),
    }
    if amount.exceeds_total:
        total = exact_money(amount.total_investment)
        return _t(
            "%(now)s is %(share)s of planned funds and more than the total investment (%(total)s). "
            "Did you enter yuan? If it is right, give the reason."
        ) % {**words, "total": total}
    if not amount.planned_aid:
        return _t("No funds are planned, yet %(now)s is entered. Did you enter yuan?") % words
    if amount.exceeds_plan:
        return _t("%(now)s is %(share)s of planned funds (%(plan)s). Did you enter yuan?") % words
    return (
        _t(
            "%(rise)s in one month is more than half of planned funds (%(plan)s) and more than "
            "the tranches due by then (%(due)s). Did you enter yuan?"
        )
        % words
    )


def _statement(amount: AmountBesidePlan) -> str:
    if not (amount.exceeds_total or amount.exceeds_plan):
        words = {
            "rise": exact_money(amount.rise),
            "of_plan": share_in_words(amount.rise, amount.planned_aid),
            "due": exact_money(amount.due),
        }
        return _t("%(rise)s in one month: %(of_plan)s; tranches due by then: %(due)s.") % words
    words = {
        "now": exact_money(amount.now),
        "of_plan": share_in_words(amount.now, amount.planned_aid),
    }
    if amount.exceeds_total:
        words["total"] = exact_money(amount.total_investment)
        return _t("%(now)s in all: %(of_plan)s, more than total investment (%(total)s).") % words
    return _t("%(now)s in all: %(of_plan)s.") % words


def share_in_words(amount: Decimal, planned_aid: Decimal) -> str:
    """An amount beside planned funds: as a multiple where it is twice as much, else as a share."""
    if not planned_aid:
        return _t("no funds are planned")
    share = amount / planned_aid
    plan = exact_money(planned_aid)
    if share < TWICE:
        return _t("%(share)s of planned funds (%(plan)s)") % {
            "share": formats.percentage(share),
            "plan": plan,
        }
    times = formats.without_zeros(formats.decimal(share, 0 if share >= 10 else 1))
    return _t("%(times)s times planned funds (%(plan)s)") % {"times": times, "plan": plan}
