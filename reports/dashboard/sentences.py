"""Sentences that only the dashboard prints, computed from its figures."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _t, ngettext, pgettext

from aidtrack.values import formats
from projects.figures.progress import Progress
from reports.dashboard.flow import Flow
from reports.dashboard.ranking import Movement
from reports.figures import sentences as findings
from reports.figures.pace import Pace
from reports.followup.warnings.pages.attention import Attention


def lede(total: Pace, paces: list[Pace], moved: Movement | None) -> str:
    """The first sentences of the dashboard; each is left out where it does not hold."""
    return findings.lede(total, paces, [s for s in _money(total, moved) if s])


def _money(total: Pace, moved: Movement | None) -> Iterator[str]:
    """How much money lacks, how much came since the end of last month, whether that sufficed."""
    if total.shortfall and total.shortfall > 0:
        values = {"amount": formats.money(total.shortfall)}
        yield _t("Against time elapsed, disbursement is %(amount)s short.") % values
    if moved:
        yield _came(moved)
        yield _distance(moved)


def _came(moved: Movement) -> str:
    values = {"day": formats.day(moved.day), "amount": formats.money(abs(moved.disbursed))}
    if moved.disbursed > 0:
        return _t("Since %(day)s, %(amount)s more has been disbursed.") % values
    if moved.disbursed < 0:
        return _t("Since %(day)s, disbursement has fallen by %(amount)s.") % values
    return _t("Since %(day)s, nothing more has been disbursed.") % values


def _distance(moved: Movement) -> str:
    """Empty where the distance did not change as printed."""
    change = moved.fund
    if change is None or formats.points(change.distance) == formats.points(Decimal(0)):
        return ""
    values = {"points": formats.points(change.distance)}
    if change.grew:
        return _t("Money fell %(points)s points further behind time elapsed.") % values
    return _t("Money came %(points)s points closer to time elapsed.") % values


def regions_finding(regions: list[Progress]) -> str:
    """Which region has started most, and which has received most, if one stands out."""
    if regions and all(row.planned is None for row in regions):
        return _t("Regions: nothing is known")
    starts = _leader(regions, "start_rate")
    money = _leader(regions, "disbursement_rate")
    if starts and starts == money:
        return _t("%(region)s leads in both starts and disbursement") % {"region": starts}
    if starts and money:
        values = {"starts": starts, "money": money}
        return _t("%(starts)s leads in starts, %(money)s in disbursement") % values
    if starts:
        return _t("%(region)s leads in starts") % {"region": starts}
    if money:
        return _t("%(region)s leads in disbursement") % {"region": money}
    return _t("No region stands out")


def _leader(regions: list[Progress], rate: str) -> str:
    """The region with the highest rate of those that reported; empty for a tie, or fewer than two
    regions with a rate.
    """
    reported = [row for row in regions if not (row.reports and row.reports.is_unreported)]
    measured = [row for row in reported if row.rate(rate).value is not None]
    if len(measured) < 2:
        return ""
    best = max(row.rate(rate).value for row in measured)
    leaders = [row for row in measured if row.rate(rate).value == best]
    return leaders[0].group.label if len(leaders) == 1 else ""


def attention_finding(attention: Attention, unreported: list[Pace]) -> str:
    """How many warnings are in force; without any, whether rows have not reported."""
    if not attention.count:
        return unreported_finding(unreported) or _t("Nothing needs attention")
    words = ngettext("%(n)s warning, %(new)s new", "%(n)s warnings, %(new)s new", attention.count)
    return words % {
        "n": formats.count(attention.count),
        "new": formats.count(attention.new),
    }


def unreported_finding(unreported: list[Pace]) -> str:
    """How many rows have reported nothing for the month; empty where none."""
    if not unreported:
        return ""
    words = ngettext(
        "%(n)s prefecture has reported nothing for %(month)s",
        "%(n)s prefectures have reported nothing for %(month)s",
        len(unreported),
    )
    month = unreported[0].reports.month_label
    return words % {"n": formats.count(len(unreported)), "month": month}


def flow_finding(total: Flow, rows: list[Progress]) -> str:
    """How much of the plan has not reached the region, and what lies there; where no arrival is
    recorded how much has not been disbursed.
    """
    if total.balance is None or not total.planned_aid:
        return findings.flow_finding(rows)
    values = {"amount": formats.money(total.not_arrived), "whole": formats.money(total.planned_aid)}
    if total.not_arrived > 0:
        clauses = [_t("%(amount)s of the planned %(whole)s has not reached the region") % values]
    else:
        clauses = [_t("All planned funds have reached the region")]
    if total.held_in_region > 0:
        values = {"amount": formats.money(total.held_in_region)}
        clauses.append(_t("%(amount)s is in the region and not at projects") % values)
    return pgettext("clauses", ", ").join(clauses)
