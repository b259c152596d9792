"""Why a cumulative figure fell from one month to the next: a cancellation, or a correction."""

from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.formats import count, day, money
from projects.figures.progress import Progress


def falls_in_starts(rows: Iterable[Progress]) -> list[str]:
    """A sentence for each day by which fewer projects had started than by the one before."""
    return [_starts(before, row) for before, row in pairwise(rows) if row.started < before.started]


def falls_in_money(rows: Iterable[Progress]) -> list[str]:
    """The same of the money that had reached planned projects."""
    return [
        _money(before, row) for before, row in pairwise(rows) if row.disbursed < before.disbursed
    ]


def _starts(before: Progress, row: Progress) -> str:
    values = {
        "day": day(row.on),
        "before": count(before.started),
        "after": count(row.started),
        "why": _why_fewer(row.cancelled - before.cancelled),
    }
    return _t("%(day)s: started fell from %(before)s to %(after)s; %(why)s.") % values


def _why_fewer(cancelled: int) -> str:
    if cancelled <= 0:
        return _t("an earlier entry was corrected")
    words = ngettext(
        "%(n)s project was cancelled since the row before",
        "%(n)s projects were cancelled since the row before",
        cancelled,
    )
    return words % {"n": count(cancelled)}


def _money(before: Progress, row: Progress) -> str:
    values = {
        "day": day(row.on),
        "before": money(before.disbursed),
        "after": money(row.disbursed),
        "why": _why_less(row.cancelled_disbursed - before.cancelled_disbursed),
    }
    return _t("%(day)s: disbursed fell from %(before)s to %(after)s; %(why)s.") % values


def _why_less(of_cancelled) -> str:
    if of_cancelled <= 0:
        return _t("a transfer was reversed")
    return _t("%(amount)s of it is of projects cancelled since the row before") % {
        "amount": money(of_cancelled)
    }
