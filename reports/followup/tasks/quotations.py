"""What the issuer of a task saw: a figure as it was then, kept with the task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aidtrack.values.formats import points, without_zeros
from projects.models import Programme
from reports.models import Task, WarningLevel, WarningRule
from reports.thresholds import THRESHOLDS

LEVEL_MARKS = {WarningLevel.RED: "lag", WarningLevel.YELLOW: "warn"}


@dataclass(frozen=True)
class Quotation:
    """By the names of the fields of Task. ``numerator`` / ``denominator`` is the value."""

    rule: WarningRule
    programme: Programme
    scope: str
    as_of: date
    quoted_level: WarningLevel | str
    numerator: Decimal
    denominator: Decimal | None

    @property
    def words(self) -> str:
        """The value with its unit; a rate of amounts as the points that lie between them."""
        unit = THRESHOLDS[self.rule.test].unit
        if self.denominator:
            return f"{points(self.numerator / self.denominator)} {unit}"
        return f"{without_zeros(f'{self.numerator:f}')} {unit}"

    @property
    def level_label(self) -> str:
        return str(WarningLevel(self.quoted_level).label) if self.quoted_level else ""

    @property
    def mark(self) -> str:
        return LEVEL_MARKS.get(self.quoted_level, "none")


def quotation(parameters: Mapping[str, str]) -> Quotation | None:
    """The figure that an address names by rule, subject, programme, scope and day.

    No rule computes a figure here yet: None.
    """
    return None


def quotation_of(task: Task) -> Quotation | None:
    """The figure that a task keeps; None where it was issued without one."""
    if task.rule is None:
        return None
    names = Quotation.__dataclass_fields__
    return Quotation(**{name: getattr(task, name) for name in names})


def value_now(task: Task) -> Quotation | None:
    """The same figure as of the last day reported; None until a rule computes it here."""
    return None
