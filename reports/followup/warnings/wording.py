"""A warning in words: its value in its unit, what it is of, and both in a sentence."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values import formats
from reports.followup.warnings.declared import ComputedWarning
from reports.models import WarningRule
from reports.thresholds import (
    THRESHOLDS,
    DayThresholds,
    MonthThresholds,
    PercentThresholds,
    WarningTest,
)


def value_words(warning: ComputedWarning) -> str:
    """30.4 percentage points; 21 days."""
    match THRESHOLDS[warning.rule.test]:
        case unit if unit is DayThresholds:
            return _days(warning.value)
        case unit if unit is MonthThresholds:
            return _months(warning.value)
        case unit if unit is PercentThresholds:
            return formats.percentage(warning.value)
    return _points(formats.points(warning.value))


def _days(value: Decimal) -> str:
    return ngettext("%(n)s day", "%(n)s days", int(value)) % {"n": formats.count(value)}


def _months(value: Decimal) -> str:
    number = formats.without_zeros(formats.decimal(value, 1))
    return ngettext("%(n)s month", "%(n)s months", int(value)) % {"n": number}


def _points(number: str) -> str:
    return _t("%(n)s percentage points") % {"n": number}


def threshold_words(rule: WarningRule) -> str:
    """Yellow from 10, red beyond 30 percentage points."""
    numbers = {
        "yellow": formats.without_zeros(f"{rule.yellow:f}"),
        "red": formats.without_zeros(f"{rule.red:f}"),
        "unit": THRESHOLDS[rule.test].unit,
    }
    return _t("yellow from %(yellow)s, red beyond %(red)s %(unit)s") % numbers


def _behind(warning: ComputedWarning) -> str:
    return _t("%(part)s short, of %(whole)s planned") % {
        "part": formats.money(warning.numerator),
        "whole": formats.money(warning.denominator),
    }


def _starts_behind(warning: ComputedWarning) -> str:
    return _t("%(part)s starts short, of %(whole)s planned") % {
        "part": formats.decimal(warning.numerator, 1),
        "whole": formats.count(warning.denominator),
    }


def _missing(warning: ComputedWarning) -> str:
    return _t("%(part)s of %(whole)s reports missing") % {
        "part": formats.count(warning.numerator),
        "whole": formats.count(warning.denominator),
    }


def _held(warning: ComputedWarning) -> str:
    return _t("%(part)s, of %(whole)s held") % {
        "part": formats.money(warning.numerator),
        "whole": formats.money(warning.denominator),
    }


def _above(warning: ComputedWarning) -> str:
    return _t("%(part)s more than %(whole)s") % {
        "part": formats.money(warning.numerator),
        "whole": formats.money(warning.denominator),
    }


FRACTIONS: dict[str, Callable[[ComputedWarning], str]] = {
    WarningTest.MONEY_PACE: _behind,
    WarningTest.START_PACE: _starts_behind,
    WarningTest.REPORT_LATE: _missing,
    WarningTest.MONEY_HELD: _held,
    WarningTest.ABOVE_PLAN: _above,
    WarningTest.ABOVE_TOTAL: _above,
}


def fraction_words(warning: ComputedWarning) -> str:
    """The amounts behind the value; empty where it is a number of days or months and no more."""
    words = FRACTIONS.get(warning.rule.test)
    return words(warning) if words else ""


def sentence(warning: ComputedWarning, *, on: date) -> str:
    """What somebody who passes the warning on says of it."""
    value, fraction = value_words(warning), fraction_words(warning)
    if fraction:
        value = _t("%(value)s (%(fraction)s)") % {"value": value, "fraction": fraction}
    return _t("%(rule)s, %(subject)s: %(value)s; %(level)s as of %(day)s, since %(since)s.") % {
        "rule": warning.rule.label,
        "subject": warning.subject.label,
        "value": value,
        "level": warning.level.label,
        "day": formats.day(on),
        "since": formats.day(warning.since),
    }
