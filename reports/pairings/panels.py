"""Small multiples: one panel a reporting unit, all on common axes, most behind first."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aidtrack.values.dates import month_ends
from projects.figures.falls import falls_in_money, falls_in_starts
from projects.figures.plan_curve import Curve, plan_curves_by
from projects.figures.progress import Progress, progress_by_on_days, with_reports, with_waiting
from projects.figures.report_shares import ReportShare, report_shares
from projects.figures.viewpoint import Viewpoint
from projects.figures.waiting import waiting_by
from reports.figures.curves import told_days
from reports.figures.pace import Pace

WHOLE = 100
# The axis that all panels share: a line may leave it, so that one rate flattens no other.
HIGHEST = 300
# The lines of a panel. Of starts nothing is planned by month: the plan is that of money.
LINES = {
    "plan": _("money plan by tranches"),
    "started": _("started"),
    "disbursed": _("disbursed"),
}


@dataclass(frozen=True)
class UnitPanel:
    """A unit month by month up to the as-of day; the plan over its whole period, as shares.

    ``top`` is the common upper end of the axis in percent: 100, or up to HIGHEST where a unit
    passed it.
    """

    pace: Pace
    reported_rows: list[Progress]
    starts_on: date
    days: list[date]
    planned_shares: list[Decimal | None]
    top: int

    @property
    def has_plan(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.planned_shares)

    @property
    def lines(self) -> list[tuple[str, list[Decimal | None]]]:
        """What the panel draws, by day, under the names of LINES, as fractions."""
        by_day = {row.on: row for row in self.reported_rows}
        rows = [by_day.get(day) for day in self.days]
        return [
            (LINES["plan"], self.planned_shares),
            (LINES["started"], [row and row.start_rate.value for row in rows]),
            (LINES["disbursed"], [row and row.disbursement_rate.value for row in rows]),
        ]

    @property
    def falls(self) -> list[str]:
        """Why cumulative starts or money fell from one month to the next."""
        return falls_in_starts(self.reported_rows) + falls_in_money(self.reported_rows)

    @property
    def labelled_falls(self) -> list[str]:
        """The same under a table of all units: each behind the name of its own."""
        return [f"{self.pace.group.label} · {sentence}" for sentence in self.falls]

    @property
    def ref(self) -> str:
        """The address of the unit's page."""
        params = self.pace.group.params
        return f"{params['supporter']}-{params['recipient']}"


def unit_panels(view: Viewpoint) -> list[UnitPanel]:
    """Every reporting unit, those furthest behind time elapsed first, those without a plan last.

    Units of jointly published rows stand between, in the order of the tables: how far behind each
    is follows from an illustrative split. So do, after them, units that reported nothing.
    Lines end on the last day of which anything is known of the unit; the pace is that of the as-of
    day.
    """
    programme = view.programme
    through = view.known_through
    reported_days = told_days(programme, on=through) if through else []
    days = sorted({*reported_days, *month_ends(programme.starts_on, programme.ends_on)})
    rows = progress_by_on_days(
        "unit", view.projects, programme, view.scope, [*reported_days, view.on], user=view.user
    )
    rows = [view.as_known(unit_rows) for unit_rows in rows if unit_rows[-1].group.key]
    shares = report_shares("unit", view.projects, programme, on=view.on)
    reached = with_reports([unit_rows[-1] for unit_rows in rows], shares)
    waiting = waiting_by("unit", view.projects, programme, on=view.on, user=view.user)
    reached = with_waiting(reached, waiting)
    curves = plan_curves_by("unit", view.projects, programme, days, on=view.on)
    top = _common_top(rows)
    panels = [
        UnitPanel(
            Pace(unit_reached, view.elapsed),
            _known_rows(unit_rows[: len(reported_days)], unit_reached.reports),
            programme.starts_on,
            days,
            _planned_shares(curves.get(unit_rows[-1].group.key), days, unit_rows),
            top,
        )
        for unit_rows, unit_reached in zip(rows, reached, strict=True)
    ]
    return sorted(panels, key=_order)


def _known_rows(rows: list[Progress], reports: ReportShare) -> list[Progress]:
    """The rows up to the last day known of the unit; after it as far as anything was recorded."""
    known_rows = list(rows)
    while reports.is_unreported and len(known_rows) > 1:
        before, last = known_rows[-2:]
        is_known = reports.known_through and last.on <= reports.known_through
        if is_known or replace(last, on=before.on) != before:
            break
        known_rows.pop()
    return known_rows


def _order(panel: UnitPanel) -> tuple:
    pace = panel.pace
    is_compared = not pace.group.is_split and not pace.is_unreported
    behind = _behind(pace) if is_compared else 0
    return not panel.has_plan, pace.is_unreported, pace.group.is_split, behind


def _planned_shares(
    amounts: Curve | None, days: list[date], unit_rows: list[Progress]
) -> list[Decimal | None]:
    """Amounts due as shares of the plan, each of its own day; none where nothing is planned.

    On days without a row, which are still to come, the plan is that of the last row.
    """
    if not unit_rows[-1].planned_aid:
        return []
    aid_by_day = {row.on: row.planned_aid for row in unit_rows}
    wholes = [aid_by_day.get(day, unit_rows[-1].planned_aid) for day in days]
    return [
        amount / whole if whole and amount is not None else None
        for amount, whole in zip(amounts or (), wholes, strict=True)
    ]


def _behind(pace: Pace) -> Decimal:
    """Sum of the gaps of both rates to time elapsed; the lowest is furthest behind."""
    return sum(gap for gap in (pace.start_gap, pace.fund_gap) if gap is not None)


def _common_top(rows: list[list[Progress]]) -> int:
    rates = [
        rate.value
        for unit_rows in rows
        for row in unit_rows
        for rate in (row.start_rate, row.disbursement_rate)
        if rate.value is not None
    ]
    return min(HIGHEST, max([WHOLE, *(int(rate * 100) + 5 for rate in rates if rate > 1)]))
