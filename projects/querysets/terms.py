"""The terms of the measures, each defined once as a condition of a day."""

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


COUNTED = {
    "planned": in_plan,
    "started": is_started,
    "completed": is_completed,
    "off_plan": is_off_plan,
    "cancelled": is_cancelled,
}


def is_accepted(*, through: str = "transfers__") -> Q:
    """Money that counts in figures: by the word of two, as seen from a project."""
    return Q((f"{through}acceptance__isnull", False))


def at_project(on: date, *, through: str = "transfers__") -> Q:
    """Money counted as disbursed on ``on`` (按资金拨付到项目计算), as seen from a project."""
    is_there = Q((f"{through}level", "at_project"), (f"{through}on__lte", on))
    return is_there & is_accepted(through=through)
