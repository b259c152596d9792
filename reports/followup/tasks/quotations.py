"""What the issuer of a task saw: a figure as it was then, kept with the task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _t

from aidtrack.values.formats import count, money, percentage, points, without_zeros
from projects.models import Programme
from reports.followup.warnings import quotation as warning_quotation
from reports.models import Task, WarningLevel, WarningRule
from reports.thresholds import THRESHOLDS, DayThresholds, PercentThresholds, WarningTest

LEVEL_MARKS = {WarningLevel.RED: "lag", WarningLevel.YELLOW: "warn"}


@dataclass(frozen=True)
class Quotation:
    """By the names of the fields of Task. ``numerator`` / ``denominator`` is the value."""

    rule: WarningRule
    programme: Programme
    scope: str
    as_of: date
    quoted_level: WarningLevel | str
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def words(self) -> str:
        """The value with its unit, as the test of the rule has it."""
        if self.is_over:
            return _t("no longer in force")
        test, part, whole = self.rule.test, self.numerator, self.denominator
        if test == WarningTest.MONEY_HELD:
            return _t("%(part)s of %(whole)s held") % {"part": money(part), "whole": money(whole)}
        if test == WarningTest.REPORT_LATE:
            return _t("%(n)s of %(m)s reports missing") % {"n": count(part), "m": count(whole)}
        if THRESHOLDS[test] is PercentThresholds:
            return percentage(part / whole)
        if whole:
            return _t("%(n)s percentage points") % {"n": points(part / whole)}
        unit = THRESHOLDS[test].unit if test == WarningTest.RED_AGAIN else DayThresholds.unit
        return f"{without_zeros(f'{part:f}')} {unit}"

    @property
    def is_over(self) -> bool:
        """Whether the warning is not in force."""
        return not self.quoted_level

    @property
    def level_label(self) -> str:
        return str(WarningLevel(self.quoted_level).label) if self.quoted_level else ""

    @property
    def mark(self) -> str:
        return LEVEL_MARKS.get(self.quoted_level, "none")


def quotation(user, parameters: Mapping[str, str]) -> Quotation | None:
    """The warning that an address names by rule, subject, programme, scope and day, computed now.

    None where it names none that is in force on that day and within the person's reach.
    """
    quoted = warning_quotation.quotation(user, parameters)
    if quoted is None:
        return None
    return Quotation(
        rule=quoted.rule,
        programme=quoted.programme,
        scope=quoted.scope,
        as_of=quoted.as_of,
        quoted_level=quoted.level,
        numerator=quoted.numerator,
        denominator=quoted.denominator,
    )


def quotation_of(task: Task) -> Quotation | None:
    """The figure that a task keeps; None where it was issued without one."""
    if task.rule is None:
        return None
    names = Quotation.__dataclass_fields__
    return Quotation(**{name: getattr(task, name) for name in names})


def value_now(task: Task, *, today: date) -> Quotation | None:
    """The same figure as of its programme's default day; None where the task keeps none."""
    figure = warning_quotation.figure_now(task, today=today)
    if figure is None:
        return None
    return Quotation(
        rule=task.rule,
        programme=task.programme,
        scope=task.scope,
        as_of=figure.as_of,
        quoted_level=figure.level or "",
        numerator=figure.numerator,
        denominator=figure.denominator,
    )
