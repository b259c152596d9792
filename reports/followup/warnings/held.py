"""Money that arrived in the region and went no further: 资金沉淀."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from projects.figures.by_day.transits import Transit, transits
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.runs import run_start
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import WarnedSubject
from reports.models import WarningRule


def money_held(at: Standpoint, rule: WarningRule) -> list[ComputedWarning]:
    """Units of which money has been held in the region for so many days; first in, first out."""
    if "unit" not in at.kinds:
        return []
    units = at.subjects("unit")
    by_parties = transits(at.programme, scope=at.scope, on=at.on)
    return [
        warning
        for (giver, row), transit in by_parties.items()
        if (unit := units.get((row, giver))) and (warning := _held(at, rule, unit, transit))
    ]


def _held(
    at: Standpoint, rule: WarningRule, unit: WarnedSubject, transit: Transit
) -> ComputedWarning | None:
    oldest = transit.oldest_on(at.on)
    days = (at.on - oldest).days if oldest else -1
    level = rule.level_of(days)
    if level is None or oldest is None:
        return None
    patience = int(rule.yellow)
    held_long = transit.held_for(patience, on=at.on)
    return ComputedWarning(
        rule=rule,
        subject=unit,
        level=level,
        value=Decimal(days),
        numerator=held_long,
        denominator=transit.held_on(at.on),
        since=run_start(
            lambda day: transit.held_for(patience, on=day) > 0,
            _breaks(transit, patience),
            first=at.programme.starts_on,
            on=at.on,
        ),
        stake=held_long,
    )


def _breaks(transit: Transit, patience: int) -> Iterable[date]:
    """When an arrival comes of age or is reversed, and when money leaves."""
    came_of_age = (day + timedelta(days=patience) for day, _from, _amount in transit.arrivals)
    return [*came_of_age, *transit.days]
