"""Warnings by reporting row: how many, how many are new, and the money, each with its list."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _t

from aidtrack.values import formats
from projects.figures.viewpoint import Viewpoint
from reports.figures.trends import last_month_end
from reports.followup.warnings.pages.attention import list_address
from reports.followup.warnings.pages.lines import (
    WarningLine,
    WarningSum,
    by_row,
    warning_lines,
)
from reports.followup.warnings.standpoint import Standpoint


@dataclass(frozen=True)
class WarningCounts:
    """Of some warnings, those that are waived counted apart; ``params`` list all of them."""

    label: str
    lines: list[WarningLine]
    params: dict

    @cached_property
    def unwaived(self) -> WarningSum:
        return WarningSum([line for line in self.lines if not line.response.is_waived])

    @property
    def waived(self) -> int:
        return len(self.lines) - self.unwaived.count

    @cached_property
    def new_red(self) -> int:
        return sum(line.is_new and line.warning.is_red for line in self.unwaived.lines)

    @property
    def order(self) -> tuple:
        """What has new red ones first, then the most money."""
        return not self.new_red, -self.unwaived.stake, self.label

    @property
    def address(self) -> str:
        return list_address(self.params)

    @property
    def red_address(self) -> str:
        return list_address(self.params | {"level": "red"})

    @property
    def yellow_address(self) -> str:
        return list_address(self.params | {"level": "yellow"})

    @property
    def new_address(self) -> str:
        return list_address(self.params | {"new": 1})

    @property
    def new_red_address(self) -> str:
        return list_address(self.params | {"new": 1, "level": "red"})

    @property
    def waived_address(self) -> str:
        return list_address(self.params, response="waived")

    @property
    def stake_address(self) -> str:
        """The warnings of which the money at stake is the sum."""
        rule, kind = self.unwaived.costliest
        return list_address(self.params | {"rule": rule, "kind": kind})


@dataclass(frozen=True)
class WarningsByRow:
    """``since``: last month's end, to which new warnings are new. ``why_none`` is a sentence where
    there is no warning.
    """

    rows: list[WarningCounts]
    total: WarningCounts
    since: date
    why_none: str


def warnings_by_row(view: Viewpoint, *, today: date) -> WarningsByRow:
    """Of what the reader sees of the population."""
    at = Standpoint.of(view, today=today)
    lines = [] if view.is_published_only else warning_lines(at)
    rows = [
        WarningCounts(group.label, group.sum.lines, view.params | {"row": group.ref})
        for group in by_row(lines)
    ]
    return WarningsByRow(
        sorted(rows, key=lambda row: row.order),
        WarningCounts("", lines, view.params),
        last_month_end(at.on),
        "" if lines else why_none(view, at),
    )


def why_none(view: Viewpoint, at: Standpoint) -> str:
    """Whether nothing is known, nothing is asked, nothing is in reach, or all is well."""
    if view.is_published_only:
        return _t("Of this programme only printed tables are known.")
    if not at.rules:
        return _t("No warning rule is in force, so nothing is checked.")
    if not at.projects.exists():
        return _t("You see no project of this programme in this coverage: nothing to warn of.")
    return _t("No warning is in force on %(day)s.") % {"day": formats.day(view.on)}
