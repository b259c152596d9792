"""The progress of a programme as a table of plain values, for the command and for exports."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from projects.figures.falls import falls_in_money, falls_in_starts
from projects.figures.groupings import GROUPINGS
from projects.figures.progress import (
    Progress,
    Rate,
    programme_projects,
    progress,
    progress_by,
    progress_by_month,
    with_reports,
    with_waiting,
)
from projects.figures.report_shares import report_shares
from projects.figures.waiting import waiting_by
from projects.models import Programme

COLUMNS = (
    "group",
    "supporters",
    "planned",
    "started",
    "completed",
    "start_rate",
    "completion_rate",
    "planned_aid",
    "disbursed",
    "disbursement_rate",
    "reporting",
    "reports_verified",
    "reports_due",
    "known_through",
    "waiting",
)
# Between what a row is of and what is said of its reports and of waiting money.
MEASURED = COLUMNS[2:-5]
BY = (*GROUPINGS, "month")
SCOPES = ("local", "xpcc", "all")


def tabulate(programme: Programme, *, by: str, scope: str, on: date) -> list[dict]:
    """Rows keyed by COLUMNS: counts, amounts in yuan with 2 decimals, rates as fractions with 4.

    An unknown rate is None; so is what is said of reports where the day has no month, and by month,
    as is waiting money. The last row is the total, except by month, where each row is
    cumulative and includes the ones before it.
    """
    projects = programme_projects(programme, scope=scope)
    if by == "month":
        return [_row(month) for month in progress_by_month(projects, programme, on=on)]
    shares = report_shares(by, projects, programme, on=on)
    rows = progress_by(by, projects, programme, scope=scope, on=on, user=None)
    waiting = waiting_by(by, projects, programme, on=on, user=None)
    rows = with_waiting(with_reports(rows, shares), waiting)
    total = replace(progress(projects, on=on), reports=shares.total, waiting=waiting.total)
    return [*map(_row, rows), _row(total) | {"group": "total"}]


def notes_on_falls(programme: Programme, *, scope: str, on: date) -> list[str]:
    """Why a row by month has less than the one before it."""
    rows = progress_by_month(programme_projects(programme, scope=scope), programme, on=on)
    return [*falls_in_starts(rows), *falls_in_money(rows)]


def _row(row: Progress) -> dict:
    cells = {name: getattr(row, name, None) for name in MEASURED}
    rates = {name: _fraction(cell) for name, cell in cells.items() if isinstance(cell, Rate)}
    return (
        {"group": row.group.label, "supporters": row.group.supporters}
        | cells
        | rates
        | _reports(row)
        | {"waiting": row.waiting and row.waiting.amount}
    )


def _reports(row: Progress) -> dict:
    """The state is one word of the code: reported, partly, unreported, loaded."""
    share = row.reports
    is_counted = share is not None and bool(share.due)
    return {
        "reporting": share.state if share else None,
        "reports_verified": share.reported if is_counted else None,
        "reports_due": share.due if is_counted else None,
        "known_through": share.known_through if is_counted else None,
    }


def _fraction(rate: Rate) -> Decimal | None:
    if rate.value is None:
        return None
    return rate.value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
