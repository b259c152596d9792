"""Small multiples: one panel a reporting unit, all on common axes, most behind first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aidtrack.dates import month_ends
from projects.progress import Progress, plan_curves_by, progress_by_on_days
from projects.viewpoint import Viewpoint
from reports.curves import told_days
from reports.standing import Standing

WHOLE = 100


@dataclass(frozen=True)
class UnitPanel:
    """A unit month by month up to the as-of day; the plan over its whole period, as shares.

    ``top`` is the common upper end of the axis in percent: 100, or more where a unit passed it.
    """

    standing: Standing
    told: list[Progress]
    starts_on: date
    days: list[date]
    planned_shares: list[Decimal | None]
    top: int

    @property
    def ref(self) -> str:
        """The address of the unit's page."""
        params = self.standing.group.params
        return f"{params['supporter']}-{params['recipient']}"


def unit_panels(view: Viewpoint) -> list[UnitPanel]:
    """The reporting units that have a plan, those furthest behind time elapsed first."""
    programme = view.programme
    told_on = told_days(programme, on=view.on)
    days = sorted({*told_on, *month_ends(programme.starts_on, programme.ends_on)})
    rows = progress_by_on_days("unit", view.projects, programme, view.scope, told_on)
    curves = plan_curves_by("unit", view.projects, programme, days, on=view.on)
    rows = [told for told in rows if told[-1].group.params and told[-1].planned_aid]
    top = _common_top(rows)
    panels = [
        UnitPanel(
            Standing(told[-1], view.elapsed),
            told,
            programme.starts_on,
            days,
            [amount / told[-1].planned_aid for amount in curves[told[-1].group.key]],
            top,
        )
        for told in rows
    ]
    return sorted(panels, key=lambda panel: _behind(panel.standing))


def _behind(standing: Standing) -> Decimal:
    """How far a unit lies from time elapsed on both rates together; the least is most behind."""
    return sum(gap for gap in (standing.start_gap, standing.fund_gap) if gap is not None)


def _common_top(rows: list[list[Progress]]) -> int:
    rates = [
        rate.value
        for told in rows
        for row in told
        for rate in (row.start_rate, row.disbursement_rate)
        if rate.value is not None
    ]
    return max([WHOLE, *(int(rate * 100) + 5 for rate in rates if rate > 1)])
