"""The terms of the measures, each defined once as a condition of a day."""

from collections.abc import Mapping
from datetime import date

from django.db.models import (
    DecimalField,
    Q,
    Value,
)

NOTHING = Value(0, output_field=DecimalField())


def in_plan(on: date, dates: str = "") -> Q:
    """In the plan on ``on``: not off-plan, not cancelled by then, the programme begun.

    ``dates`` is what the columns of its dates begin with: nothing, or CLAIMED.
    """
    return Q(is_off_plan=False, programme__starts_on__lte=on) & ~is_cancelled(on, dates)


def is_started(on: date, dates: str = "") -> Q:
    return in_plan(on, dates) & Q((f"{dates}started_on__lte", on))


def is_completed(on: date, dates: str = "") -> Q:
    return in_plan(on, dates) & Q((f"{dates}completed_on__lte", on))


def is_off_plan(on: date, dates: str = "") -> Q:
    """Carried on beside the plan: counted apart, never inside a rate."""
    return Q(is_off_plan=True, programme__starts_on__lte=on) & ~is_cancelled(on, dates)


def is_cancelled(on: date, dates: str = "") -> Q:
    return Q((f"{dates}cancelled_on__isnull", False), (f"{dates}cancelled_on__lte", on))


def is_due_in(month) -> Q:
    """A report is due for the month that begins on ``month``, a day or an expression: on all but
    those that were cancelled or handed over before it.
    """
    is_over = Q(cancelled_on__lt=month, cancelled_on__isnull=False)
    return ~(is_over | Q(handed_over_on__lt=month, handed_over_on__isnull=False))


COUNTED = {
    "planned": in_plan,
    "started": is_started,
    "completed": is_completed,
    "off_plan": is_off_plan,
    "cancelled": is_cancelled,
}


def counts_as(
    on: date, dates: Mapping[str, date | None], *, is_off_plan: bool, starts_on: date
) -> frozenset[str]:
    """The terms of COUNTED that one project counts under on ``on``, were these its dates.

    ``starts_on`` is the first day of its programme.
    """

    def has_happened(name: str) -> bool:
        return dates[name] is not None and dates[name] <= on

    if has_happened("cancelled_on"):
        return frozenset({"cancelled"})
    if on < starts_on:
        return frozenset()
    if is_off_plan:
        return frozenset({"off_plan"})
    reached = {term for term in ("started", "completed") if has_happened(f"{term}_on")}
    return frozenset({"planned", *reached})


def is_accepted(*, through: str = "transfers__") -> Q:
    """Money that counts in figures: by the word of two, as seen from a project."""
    return Q((f"{through}acceptance__isnull", False))


def is_waiting(*, through: str = "transfers__") -> Q:
    """Money that does not count yet, and may: neither withdrawn nor refused."""
    blanks = ("reverses", "reversed_by", "acceptance")
    return Q(*((f"{through}{name}__isnull", True) for name in blanks))


def at_project(on: date, *, through: str = "transfers__") -> Q:
    """Money counted as disbursed on ``on`` (按资金拨付到项目计算), as seen from a project."""
    return _reached("at_project", on, through)


def paid_out(on: date, *, through: str = "transfers__") -> Q:
    """Money counted as paid out on ``on``, as seen from a project."""
    return _reached("paid", on, through)


def _reached(level: str, on: date, through: str) -> Q:
    is_there = Q((f"{through}level", level), (f"{through}on__lte", on))
    return is_there & is_accepted(through=through)
