"""Behind time elapsed: money and starts of rows, units and pairings, and red again and again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from aidtrack.values.dates import month_end, month_ends
from projects.figures.progress import Progress
from projects.measures import Rate
from reports.figures.pace import gap
from reports.figures.trends import is_month_end
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.runs import run_start
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import WarnedSubject
from reports.models import WarningLevel, WarningRule
from reports.thresholds import WarningTest

KINDS = ("row", "unit", "pairing")
POINTS = 100
RATES = {WarningTest.MONEY_PACE: "disbursement_rate", WarningTest.START_PACE: "start_rate"}
# Projects to four places behind the point, as money to the fen: a share of time is no whole number.
STEP = Decimal("0.0001")


@dataclass(frozen=True)
class PaceOfGroup:
    """A rate of a group of projects against time elapsed, on any day up to the standpoint's."""

    at: Standpoint
    kind: str
    key: tuple
    rule: WarningRule

    def rate_in(self, row: Progress) -> Rate:
        return row.rate(RATES[self.rule.test])

    def distance(self, row: Progress, day: date) -> Decimal | None:
        """By which share a rate lies behind time elapsed; None where nothing is planned."""
        ahead = gap(self.rate_in(row), self.at.programme.time_elapsed(on=day))
        return None if ahead is None else -ahead

    def level_on(self, day: date) -> WarningLevel | None:
        """None also where nothing is reported for the month: then the report is late, no more."""
        if self.at.is_unreported(self.kind, self.key, day):
            return None
        behind = self.distance(self.at.figures_on(self.kind, self.key, day), day)
        return None if behind is None or behind <= 0 else self.rule.level_of(behind * POINTS)

    def since(self) -> date:
        return run_start(
            lambda day: self.level_on(day) is not None,
            self.at.days_of_change(self.kind, self.key),
            first=self.at.programme.starts_on,
            on=self.at.on,
        )


def behind_time(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Rows, units and pairings of which a rate lies behind time elapsed by so many points.

    Of a group without a report for the month nothing is said.
    """
    return [
        warning
        for kind in KINDS
        if kind in at.kinds
        for subject, pace in at.paces(kind)
        if not pace.is_unreported and (warning := _behind(at, rule, subject, pace.progress))
    ]


def _behind(
    at: Standpoint, rule: WarningRule, subject: WarnedSubject, row: Progress
) -> ComputedWarning | None:
    pace = PaceOfGroup(at, subject.kind, row.group.key, rule)
    behind = pace.distance(row, at.on)
    level = rule.level_of(behind * POINTS) if behind is not None and behind > 0 else None
    if level is None:
        return None
    rate = pace.rate_in(row)
    expected = (rate.denominator * Decimal(at.elapsed)).quantize(STEP)
    return ComputedWarning(
        rule=rule,
        subject=subject,
        level=level,
        value=behind,
        numerator=expected - rate.numerator,
        denominator=Decimal(rate.denominator),
        since=pace.since(),
        stake=(row.planned_aid * behind).quantize(Decimal("0.01")),
    )


def red_again(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Rows, units and pairings that were red by money or by starts at month end after month end.

    As behind time elapsed, nothing is said without a report for the month of the day; an earlier
    month without one neither breaks the run nor adds to it.
    """
    rules = [r for r in map(at.rule_of, RATES) if r]
    last = min(at.on, month_end(at.programme.told_through))
    days = month_ends(at.programme.starts_on, last)
    ends = [day for day in days if is_month_end(day, at.programme)]
    return [
        warning
        for kind in KINDS
        if kind in at.kinds and len(ends) >= rule.yellow
        for subject, pace in at.paces(kind)
        if not pace.is_unreported
        and (warning := _red_again(at, rule, subject, pace.progress, rules, ends))
    ]


def _red_again(at, rule, subject, row, rules, ends) -> ComputedWarning | None:
    group = subject.kind, row.group.key
    paces = [PaceOfGroup(at, *group, by) for by in rules]

    def is_red(day: date) -> bool:
        return any(pace.level_on(day) == WarningLevel.RED for pace in paces)

    run = list(takewhile(is_red, (end for end in reversed(ends) if at.is_told(*group, end))))
    level = rule.level_of(len(run)) if run else None
    if level is None:
        return None
    return ComputedWarning(
        rule=rule,
        subject=subject,
        level=level,
        value=Decimal(len(run)),
        numerator=Decimal(len(run)),
        denominator=None,
        since=run_start(
            lambda day: not at.is_unreported(*group, day),
            at.days_of_change(*group),
            first=run[-max(int(rule.yellow), 1)],
            on=at.on,
        ),
        stake=row.planned_aid,
    )
