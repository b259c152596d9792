"""What a test of warnings is, and what it finds: a subject, a level, a value, since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import WarnedSubject
from reports.models import WarningLevel, WarningRule
from reports.thresholds import THRESHOLDS, Thresholds, WarningTest


@dataclass(frozen=True)
class ComputedWarning:
    """A rule that a subject met on a day.

    ``value`` is what the level follows from: a fraction where the thresholds are percentages, else
    days or months. ``numerator`` and ``denominator`` are the amounts behind it, in yuan, projects,
    days …; no denominator where the value is no share. ``stake`` is in yuan: what it is about.
    ``since``: the first day of the run of days on which the rule was met.
    """

    rule: WarningRule
    subject: WarnedSubject
    level: WarningLevel
    value: Decimal
    numerator: Decimal
    denominator: Decimal | None
    since: date
    stake: Decimal

    @property
    def key(self) -> tuple[str, str, int]:
        """What people's answers to it are kept by: the test and the subject, never a text."""
        return (self.rule.test, *self.subject.key)

    @property
    def is_red(self) -> bool:
        return self.level == WarningLevel.RED

    def days(self, *, on: date) -> int:
        """For how many days it has held."""
        return (on - self.since).days + 1


@dataclass(frozen=True)
class DeclaredTest:
    """One test: what it is of, how it is defined, and how its warnings are found.

    ``kinds``: what its subjects are. ``follows_calendar``: it depends on today, not on the day that
    the figures are of.
    """

    test: WarningTest
    definition: str | Promise
    kinds: tuple[str, ...]
    find: Callable[[Standpoint, WarningRule], list[ComputedWarning]]
    follows_calendar: bool = False

    @property
    def name(self) -> str:
        return self.test.value

    @property
    def label(self) -> str:
        return str(self.test.label)

    @property
    def thresholds(self) -> type[Thresholds]:
        return THRESHOLDS[self.test]
