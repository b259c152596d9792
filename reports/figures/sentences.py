"""Sentences computed from the figures, so that headings never claim more than they show."""

from datetime import date

from django.utils.translation import gettext as _t, ngettext, pgettext

from aidtrack.values.formats import day, listed, money, percent, yi
from projects.figures.progress import Progress
from reports.figures.curves import MoneyMonth
from reports.figures.pace import BEHIND_BOTH, BEHIND_ONE, ON_TRACK, UNKNOWN, UNREPORTED, Pace

# A list of names in a sentence stays readable up to this many.
NAMED = 4


def lede(total: Pace, paces: list[Pace], money: list[str] | None = None) -> str:
    """The first sentences: both rates against time elapsed, what is said of ``money``, then who
    lags behind on both, then who has not reported.
    """
    if total.progress.planned is None:
        return _t("Only published figures are held, so every live figure is unknown.")
    if not total.progress.planned:
        return _t("There is nothing to measure yet: no project is in the plan on this date.")
    if total.status == UNREPORTED:
        # The rows name the day up to which each is known.
        return unreported_note(total, through=total.reports.known_through)
    if total.status == UNKNOWN:
        return _t("No funds are planned within this coverage")
    pace = _PACE[total.start_gap >= 0, total.fund_gap >= 0]()
    sentences = [pace, *(money or []), _who(paces), unreported_finding(paces)]
    return _joined([sentence for sentence in sentences if sentence])


def unreported_note(pace: Pace, *, through: date | None) -> str:
    """What the page says of figures on which nothing is reported for the month; else empty.

    Up to which day they are known is left out where it is ``through``, which the page names anyway.
    """
    if not pace.is_unreported:
        return ""
    known_through = pace.reports.known_through
    if known_through in (None, through):
        sentence = _t(
            "Nothing has been reported for %(month)s: the figures are the last known and are not "
            "held against time elapsed."
        )
    else:
        sentence = _t(
            "Nothing has been reported for %(month)s: the figures are those known through "
            "%(day)s and are not held against time elapsed."
        )
    return sentence % {
        "month": pace.reports.month_label,
        "day": day(known_through) if known_through else "",
    }


def _joined(sentences: list[str]) -> str:
    """Sentences one after the other, with what the language puts between them."""
    joined = sentences[0]
    for sentence in sentences[1:]:
        joined = _t("%(pace)s %(who)s") % {"pace": joined, "who": sentence}
    return joined


def unreported_finding(paces: list[Pace]) -> str:
    """Who has reported nothing for the month, and is not judged; empty where everybody has."""
    silent = [s for s in paces if s.status == UNREPORTED]
    if not silent:
        return ""
    month = silent[0].reports.month_label
    if len(silent) <= NAMED:
        sentence = ngettext(
            "%(names)s has not reported for %(month)s and is not judged.",
            "%(names)s have not reported for %(month)s and are not judged.",
            len(silent),
        )
        return sentence % {"names": names(silent), "month": month}
    return _t(
        "%(count)d of %(all)d prefectures have not reported for %(month)s and are not judged."
    ) % {"count": len(silent), "all": len(paces), "month": month}


_PACE = {
    (True, True): lambda: _t("Starts and disbursement are both on schedule."),
    (True, False): lambda: _t("Starts are on schedule; disbursement is behind."),
    (False, True): lambda: _t("Starts are behind; disbursement is on schedule."),
    (False, False): lambda: _t("Starts and disbursement are both behind schedule."),
}


def _who(paces: list[Pace]) -> str:
    measured = [s for s in paces if s.status not in (UNKNOWN, UNREPORTED)]
    if not measured:
        return ""
    both = [s for s in measured if s.status == BEHIND_BOTH]
    if len(both) == len(paces):
        return _t("All prefectures are behind on both.")
    # A row without planned money can lag on its starts all the same.
    if not any(gap and gap < 0 for s in paces for gap in (s.start_gap, s.fund_gap)):
        return _t("No prefecture is behind on either.")
    if not both:
        return _t("No prefecture is behind on both.")
    if len(both) <= NAMED:
        lag = ngettext("%(names)s is behind on both.", "%(names)s are behind on both.", len(both))
        return lag % {"names": names(both)}
    return _t("%(count)d of %(all)d prefectures are behind on both.") % {
        "count": len(both),
        "all": len(paces),
    }


def names(paces: list[Pace]) -> str:
    return listed([pace.group.label for pace in paces])


def ranking_finding(paces: list[Pace]) -> str:
    """How many rows lag on both rates, on one, on none, and how many have not reported."""
    counts = {status: sum(s.status == status for s in paces) for status in _CLAUSES}
    clauses = [_CLAUSES[status](n) for status, n in counts.items() if n]
    if not clauses:
        return _t("No prefecture has anything to measure")
    return pgettext("clauses", ", ").join(clauses)


def unreported_clause(count: int) -> str:
    return ngettext("%d has not reported", "%d have not reported", count) % count


_CLAUSES = {
    BEHIND_BOTH: lambda n: (
        ngettext(
            "%d prefecture is behind on both rates", "%d prefectures are behind on both rates", n
        )
        % n
    ),
    BEHIND_ONE: lambda n: ngettext("%d is behind on one", "%d are behind on one", n) % n,
    ON_TRACK: lambda n: ngettext("%d is behind on neither", "%d are behind on neither", n) % n,
    UNREPORTED: unreported_clause,
}


def curve_finding(months: list[MoneyMonth]) -> str:
    """How far disbursement lies from the plan curve on the as-of day."""
    reported_months = [month for month in months if month.progress is not None]
    if months and months[-1].planned is None:
        return _t("The plan by month is unknown")
    if not months or not months[-1].planned:
        return _t("No funds are planned within this coverage")
    if not reported_months:
        return _t("No disbursement has been reported yet")
    last = reported_months[-1]
    if last.shortfall is None:
        return _t("No tranches are planned: what was due by %(day)s is unknown") % {
            "day": day(last.day)
        }
    values = {"day": day(last.day), "amount": money(abs(last.shortfall))}
    if yi(last.shortfall) == yi(0):
        return _t("At %(day)s, disbursement was on the plan curve") % values
    if last.shortfall > 0:
        return _t("At %(day)s, disbursement was %(amount)s below plan") % values
    return _t("At %(day)s, disbursement was %(amount)s above plan") % values


def flow_finding(rows: list[Progress]) -> str:
    """How much has not been disbursed, and the two rows that hold most of it."""
    if any(row.planned_aid is None for row in rows):
        return _t("Planned funds by recipient are unknown")
    short = {row.group.label: row.planned_aid - row.disbursed for row in rows}
    missing = {label: amount for label, amount in short.items() if amount > 0}
    if not any(row.planned_aid for row in rows):
        return _t("There are no planned funds to track")
    if not missing:
        return _t("All planned funds have been disbursed")
    total = sum(missing.values())
    largest = sorted(missing, key=missing.get, reverse=True)[:2]
    values = {
        "amount": money(total),
        "names": listed(largest),
        "share": percent(sum(missing[label] for label in largest) / total, 0),
    }
    if len(missing) <= len(largest):
        return _t("Still to be disbursed: %(amount)s, all of it for %(names)s") % values
    return _t("Still to be disbursed: %(amount)s, %(share)s%% of it for %(names)s") % values
