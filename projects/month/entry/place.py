"""Where a row stands among those that are due, and which one follows that nobody has filled in."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from projects.models import ReportingMonth, StatusReport


@dataclass(frozen=True)
class RowPlace:
    """``number`` counts from 1 in the order of the grid; ``following`` is empty after the last."""

    number: int
    of_all: int
    filled: int
    following: str


def row_place(code: str, month: ReportingMonth, due: QuerySet) -> RowPlace:
    reports = StatusReport.objects.filter(month=month, project=OuterRef("pk"))
    ordered = due.order_by("lead_pairing__recipient__ref", "code")
    rows = list(ordered.values_list("code", Exists(reports)))
    codes = [row_code for row_code, _is_filled in rows]
    at = codes.index(code)
    unfilled = [c for c, is_filled in rows[at + 1 :] + rows[:at] if not is_filled]
    filled = sum(is_filled for _code, is_filled in rows)
    return RowPlace(at + 1, len(rows), filled, unfilled[0] if unfilled else "")
