"""Sentences of the comparison, computed from its figures."""

from django.utils.translation import gettext as _t, ngettext, pgettext

from aidtrack.values import formats
from reports.figures.compare.rows import ComparedRow, ordered
from reports.figures.pace import BEHIND_BOTH, BEHIND_ONE, ShortfallParts


def lede(rows: list[ComparedRow]) -> str:
    """How many lag, which lacks most money, how many have not reported; what does not hold is left
    out.
    """
    reported = [row for row in rows if not row.pace.is_unreported]
    behind = {state: sum(r.pace.status == state for r in reported) for state in _BEHIND}
    clauses = [_BEHIND[state](n) for state, n in behind.items() if n]
    if not clauses and any(row.pace.fund_gap is not None for row in reported):
        clauses = [_t("none is behind")]
    clauses += [*_largest(reported), *_silent(rows)]
    if not clauses:
        return _t("There is nothing to compare: no project is in the plan on this date.")
    head = _t("Of %(all)s compared: ") % {"all": formats.count(len(rows))}
    return _t("%(clauses)s.") % {"clauses": head + pgettext("clauses", ", ").join(clauses)}


_BEHIND = {
    BEHIND_BOTH: lambda n: (
        ngettext("%d is behind on both rates", "%d are behind on both rates", n) % n
    ),
    BEHIND_ONE: lambda n: ngettext("%d is behind on one rate", "%d are behind on one rate", n) % n,
}


def _largest(rows: list[ComparedRow]) -> list[str]:
    lacking = [row for row in rows if row.pace.shortfall and row.pace.shortfall > 0]
    if not lacking:
        return []
    worst = ordered(lacking, "-shortfall")[0]
    values = {"name": worst.named.label, "amount": formats.money(worst.pace.shortfall)}
    return [_t("the largest shortfall is that of %(name)s (%(amount)s)") % values]


def _silent(rows: list[ComparedRow]) -> list[str]:
    silent = [row for row in rows if row.pace.is_unreported]
    if not silent:
        return []
    values = {"n": formats.count(len(silent)), "month": silent[0].progress.reports.month_label}
    words = ngettext(
        "%(n)s has not reported for %(month)s and is not judged",
        "%(n)s have not reported for %(month)s and are not judged",
        len(silent),
    )
    return [words % values]


def total_note(parts: ShortfallParts) -> str:
    """What the shortfall of all lines is made of, where it is not only of lines behind."""
    clauses = [_t("rows behind lack %(amount)s") % {"amount": formats.money(parts.behind)}]
    if parts.ahead:
        amount = {"amount": formats.money(parts.ahead)}
        clauses.append(_t("rows ahead make up for %(amount)s of it") % amount)
    if parts.unreported:
        amount = {"amount": formats.money(parts.unreported)}
        clauses.append(_t("%(amount)s is of rows that have not reported") % amount)
    return pgettext("clauses", ", ").join(clauses) if len(clauses) > 1 else ""


def picked_note(count: int) -> str:
    """What to say where not exactly two lines are ticked."""
    words = ngettext(
        "%(n)s row is ticked: tick exactly two to see them side by side.",
        "%(n)s rows are ticked: tick exactly two to see them side by side.",
        count,
    )
    return words % {"n": formats.count(count)}
