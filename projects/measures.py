"""What every figure means: each measure is declared here, once.

The text that a page shows under a figure is the declaration itself.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Measure:
    """What a figure means. A rate names its numerator and denominator among the other measures."""

    name: str
    label: str
    definition: str
    numerator: str = ""
    denominator: str = ""


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "planned",
            _("planned projects"),
            _(
                "Projects in the plan on the date, excluding off-plan projects and those "
                "cancelled by then. A project counts from the first day of its programme."
            ),
        ),
        Measure("started", _("started"), _("Planned projects started by the date.")),
        Measure("completed", _("completed"), _("Planned projects completed by the date.")),
        Measure("planned_aid", _("planned funds"), _("Planned aid for the planned projects.")),
        Measure(
            "disbursed",
            _("disbursed"),
            _(
                "Money received by the planned projects themselves by the date, once a second "
                "person has accepted it, counted under each project's lead pairing, whoever paid."
            ),
        ),
        Measure(
            "start_rate",
            _("start rate"),
            _("Started projects divided by planned projects."),
            "started",
            "planned",
        ),
        Measure(
            "completion_rate",
            _("completion rate"),
            _("Completed projects divided by planned projects."),
            "completed",
            "planned",
        ),
        Measure(
            "disbursement_rate",
            _("disbursement rate"),
            _("Funds disbursed to projects divided by planned funds."),
            "disbursed",
            "planned_aid",
        ),
        Measure(
            "regional_arrival_rate",
            _("regional arrival rate"),
            _(
                "Money that had arrived in the region (prefecture finance or front headquarters) "
                "divided by planned funds. It is not yet assigned to projects, so it has "
                "no class or stage; its payee shows whether it is local or of the XPCC."
            ),
            "arrived_in_region",
            "planned_aid",
        ),
        Measure("due", _("reports due"), _("Projects whose office must report for the month.")),
        Measure(
            "reported",
            _("reported"),
            _("Due projects whose report was submitted, whatever happened to it since."),
        ),
        Measure(
            "on_time", _("on time"), _("Due projects whose report was submitted by the due date.")
        ),
        Measure(
            "reporting_rate",
            _("reporting rate"),
            _("Reports submitted divided by reports due."),
            "reported",
            "due",
        ),
        Measure(
            "on_time_rate",
            _("on-time rate"),
            _(
                "Reports submitted by the due date divided by reports due, of months whose due "
                "date is over; before that it is unknown."
            ),
            "on_time",
            "due",
        ),
        Measure(
            "arrived_in_region",
            _("received in the region"),
            _("Money received by prefecture finance or front headquarters by the date."),
        ),
        Measure(
            "shortfall",
            _("shortfall against time"),
            _(
                "Time elapsed times planned funds, less funds disbursed, of planned projects; "
                "below zero where ahead. It is not the shortfall against the plan by tranches."
            ),
        ),
        Measure(
            "held_in_region",
            _("in the region, not at projects"),
            _(
                "Money received in the region by the date less what planned, off-plan and "
                "cancelled projects have received."
            ),
        ),
        Measure(
            "paid",
            _("paid out"),
            _(
                "Money paid out by the planned projects by the date, once a second person has "
                "accepted it."
            ),
        ),
        Measure(
            "completed_aid",
            _("aid for completed projects"),
            _("Planned aid for completed projects."),
        ),
        Measure(
            "completed_investment",
            _("total investment of completed projects"),
            _("Total investment, from all sources, of completed projects."),
        ),
        Measure(
            "off_plan",
            _("off-plan projects"),
            _("Projects carried out outside the plan; not counted in any rate."),
        ),
        Measure(
            "cancelled",
            _("cancelled projects"),
            _("Projects cancelled by the date; not counted in any rate."),
        ),
        Measure(
            "time_elapsed",
            _("time elapsed"),
            _(
                "Share of the programme's period that has passed by the end of the date, or its "
                "target curve: the benchmark for every rate."
            ),
        ),
    )
}


@dataclass(frozen=True)
class Rate:
    """A numerator, a denominator and what they mean. Never clamped; unknown over nothing."""

    measure: Measure
    numerator: int | Decimal | None
    denominator: int | Decimal

    @property
    def value(self) -> Decimal | None:
        """Fraction of 1; None where there is nothing to divide by, or the numerator is unknown."""
        if self.numerator is None or not self.denominator:
            return None
        return Decimal(self.numerator) / Decimal(self.denominator)
