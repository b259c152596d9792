"""The terms of the measures, each defined once by the dates between which a project counts.

A query asks for them as a condition of a day, a loop over rows as a span of days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import DecimalField, Q, Value

NOTHING = Value(0, output_field=DecimalField())


# The first day of a project's programme, from which it counts.
BEGINS = "programme__starts_on"


@dataclass(frozen=True)
class Stretch:
    """The days from ``first`` to the day before ``until``; None: to no end."""

    first: date
    until: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Term:
    """A project counts from the last of the days ``since`` to the day before ``until``.

    Both name dates of the project: one without a day never comes. ``is_off_plan`` is of which
    projects this holds; None: of all.
    """

    since: tuple[str, ...]
    until: str = ""
    is_off_plan: bool | None = None

    def as_of(self, on: date, dates: str = "") -> Q:
        """The condition under which it counts on ``on``.

        ``dates`` is what the columns of the project's own dates begin with: nothing, or CLAIMED.
        """
        condition = Q() if self.is_off_plan is None else Q(is_off_plan=self.is_off_plan)
        for name in self.since:
            condition &= Q((f"{_column(name, dates)}__lte", on))
        return condition & ~has_come(self.until, on, dates) if self.until else condition

    def stretch(self, dates: Mapping[str, date | None], *, is_off_plan: bool) -> Stretch | None:
        """The days on which one project counts, were these its dates; None where it never does."""
        first_days = [dates[name] for name in self.since]
        if None in first_days or self.is_off_plan not in (None, is_off_plan):
            return None
        stretch = Stretch(max(first_days), dates[self.until] if self.until else None)
        return stretch if stretch.until is None or stretch.first < stretch.until else None


def has_come(name: str, on: date, dates: str = "") -> Q:
    """A date of a project lies on ``on`` or before it; may be negated: the date may be blank."""
    column = _column(name, dates)
    return Q((f"{column}__isnull", False), (f"{column}__lte", on))


def _column(name: str, dates: str) -> str:
    return name if name == BEGINS else f"{dates}{name}"


def is_cancelled(on: date) -> Q:
    return has_come("cancelled_on", on)


def is_overdue_to_start(on: date) -> Q:
    """In the plan, planned to have started before ``on``, and not started by then."""
    is_late = Q(planned_start_on__lt=on) & ~has_come("started_on", on)
    return COUNTED["planned"].as_of(on) & is_late


def is_due_in(month) -> Q:
    """A report is due for the month that begins on ``month``, a day or an expression: on all but
    those that were cancelled or handed over before it.
    """
    is_over = Q(cancelled_on__lt=month, cancelled_on__isnull=False)
    return ~(is_over | Q(handed_over_on__lt=month, handed_over_on__isnull=False))


# What is carried on beside the plan counts apart, never inside a rate; what was cancelled, be it in
# the plan or beside it, counts as that alone.
COUNTED = {
    "planned": Term((BEGINS,), "cancelled_on", is_off_plan=False),
    "started": Term((BEGINS, "started_on"), "cancelled_on", is_off_plan=False),
    "completed": Term((BEGINS, "completed_on"), "cancelled_on", is_off_plan=False),
    "off_plan": Term((BEGINS,), "cancelled_on", is_off_plan=True),
    "cancelled": Term(("cancelled_on",)),
}
# What the projects of a term add up to: {name of the sum: the term, the column of the projects}.
AMOUNTS = {
    "planned_aid": ("planned", "planned_aid"),
    "completed_aid": ("completed", "planned_aid"),
    "completed_investment": ("completed", "total_investment"),
    "off_plan_aid": ("off_plan", "planned_aid"),
    "cancelled_aid": ("cancelled", "planned_aid"),
}
# The sums of money that is at the projects of a term.
DISBURSED = {
    "disbursed": "planned",
    "off_plan_disbursed": "off_plan",
    "cancelled_disbursed": "cancelled",
}


def terms_on(on: date, dates: Mapping[str, date | None], *, is_off_plan: bool) -> set[str]:
    """The terms under which one project counts on a day, were these its dates."""
    stretches = {
        name: term.stretch(dates, is_off_plan=is_off_plan) for name, term in COUNTED.items()
    }
    return {name for name, stretch in stretches.items() if stretch and on in stretch}


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
