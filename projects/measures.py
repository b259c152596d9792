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
                "Projects in the plan on the day: not off-plan, not cancelled by then. "
                "A project counts from its programme's first day."
            ),
        ),
        Measure("started", _("started"), _("Planned projects whose works started by the day.")),
        Measure("completed", _("completed"), _("Planned projects completed by the day.")),
        Measure("planned_aid", _("planned funds"), _("Planned aid of the planned projects.")),
        Measure(
            "disbursed",
            _("disbursed"),
            _(
                "Money that had reached the planned projects themselves by the day, counted under "
                "the project's lead pairing, whoever paid."
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
            _("Money disbursed to projects divided by planned funds."),
            "disbursed",
            "planned_aid",
        ),
        Measure(
            "regional_arrival_rate",
            _("regional arrival rate"),
            _(
                "Money that had arrived in the region (prefecture finance or front headquarters) "
                "divided by planned funds. It has no project yet, so no class or stage; its "
                "receiver tells whether it is local or of the XPCC."
            ),
            "arrived_in_region",
            "planned_aid",
        ),
        Measure("due", _("reports due"), _("Projects on which an office reports for the month.")),
        Measure(
            "reported",
            _("reported"),
            _("Due projects whose report was submitted, whatever became of it since."),
        ),
        Measure(
            "on_time", _("on time"), _("Due projects whose report was submitted by the due day.")
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
            _("Reports submitted by the due day divided by reports due."),
            "on_time",
            "due",
        ),
        Measure(
            "arrived_in_region",
            _("arrived in the region"),
            _("Money that prefecture finance or the front headquarters had received by the day."),
        ),
        Measure(
            "completed_aid", _("aid of completed projects"), _("Planned aid of completed projects.")
        ),
        Measure(
            "completed_investment",
            _("total investment of completed projects"),
            _("Total investment, from all sources, of completed projects."),
        ),
        Measure(
            "off_plan",
            _("off-plan projects"),
            _("Projects carried on beside the plan; never inside a rate."),
        ),
        Measure(
            "cancelled", _("cancelled projects"), _("Projects cancelled by the day; in no rate.")
        ),
        Measure(
            "time_elapsed",
            _("time elapsed"),
            _(
                "Share of the programme's period that had passed at the end of the day, or its "
                "target curve: the yardstick for every rate."
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
