"""What the figures say, as sentences computed from them: headings never claim more than that."""

from django.utils.translation import gettext as _t, ngettext

from aidtrack.formats import points, yi
from reports.curves import MoneyMonth
from reports.standing import BEHIND_BOTH, BEHIND_ONE, ON_TRACK, UNKNOWN, Standing

# A list of names in a sentence stays readable up to this many.
NAMED = 4


def lede(total: Standing, standings: list[Standing]) -> str:
    """The first sentences: both rates against time elapsed, then who lags behind on both."""
    if UNKNOWN in (total.status,):
        return _t("There is nothing to measure yet: no project is in the plan on this day.")
    pace = _PACE[total.start_gap >= 0, total.fund_gap >= 0]()
    return " ".join(part for part in (pace, _who(standings)) if part)


_PACE = {
    (True, True): lambda: _t("Starts and money both keep up with time elapsed."),
    (True, False): lambda: _t("Starts keep up with time elapsed; money lags behind it."),
    (False, True): lambda: _t("Starts lag behind time elapsed; money keeps up with it."),
    (False, False): lambda: _t("Starts and money both lag behind time elapsed."),
}


def _who(standings: list[Standing]) -> str:
    measured = [s for s in standings if s.status != UNKNOWN]
    both = [s for s in measured if s.status == BEHIND_BOTH]
    on_track = [s for s in measured if s.status == ON_TRACK]
    if measured and len(both) == len(measured):
        return _t("All rows lag on both.")
    if measured and len(on_track) == len(measured):
        return _t("No row lags on either.")
    if not both:
        return _t("No row lags on both.")
    if len(both) <= NAMED:
        return _t("%(names)s lag on both.") % {"names": names(both)}
    return _t("%(count)d of %(all)d rows lag on both.") % {
        "count": len(both),
        "all": len(measured),
    }


def names(standings: list[Standing]) -> str:
    return _t("、").join(standing.group.label for standing in standings)


def ranking_finding(standings: list[Standing]) -> str:
    """How many rows lag on both rates, on one, on none."""
    counts = {status: sum(s.status == status for s in standings) for status in _SAID}
    said = [_SAID[status](n) for status, n in counts.items() if n]
    if not said:
        return _t("No row has anything to measure")
    return _t(", ").join(said)


_SAID = {
    BEHIND_BOTH: lambda n: (
        ngettext("%d row lags on both rates", "%d rows lag on both rates", n) % n
    ),
    BEHIND_ONE: lambda n: ngettext("%d row lags on one", "%d rows lag on one", n) % n,
    ON_TRACK: lambda n: ngettext("%d row is on track", "%d rows are on track", n) % n,
}


def curve_finding(months: list[MoneyMonth]) -> str:
    """How far disbursement lies from the plan curve on the as-of day, in 亿元."""
    told = [month for month in months if month.progress is not None]
    if not told or not months[-1].planned:
        return _t("No money is planned in this population")
    last = told[-1]
    values = {"day": last.day, "amount": yi(abs(last.shortfall))}
    if yi(last.shortfall) == yi(0):
        return _t("By %(day)s disbursement is on the plan curve") % values
    if last.shortfall > 0:
        return (
            _t("By %(day)s disbursement is %(amount)s (100 million yuan) short of the plan")
            % values
        )
    return _t("By %(day)s disbursement is %(amount)s (100 million yuan) ahead of the plan") % values


def gap_words(gap) -> str:
    """A rate's distance from time elapsed in percentage points, in words."""
    if gap is None:
        return _t("unknown")
    if gap < 0:
        return _t("%(points)s percentage points behind") % {"points": points(gap)}
    return _t("%(points)s percentage points ahead") % {"points": points(gap)}
