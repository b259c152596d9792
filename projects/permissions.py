"""Standing and fields of a report, for the table of permissions."""

from pairings.access.permissions import Standing
from pairings.models import Pairing
from projects.models import FACT_DATES, PLANNED, Contribution, Exemption, Project, StatusReport

CLAIM = (
    "stage",
    *FACT_DATES,
    "stopped_on",
    "resumed_on",
    "delay_reason",
    "physical_progress",
    "disbursed_to_date",
    "no_change",
    "no_spending",
    "is_correction",
    "excess_reason",
    "note",
    "problem_type",
    "problem",
    "measure_taken",
)
GIVEN = (
    "pairing",
    "form",
    "title",
    "direction",
    "place",
    "starts_on",
    "ends_on",
    "part_of",
    "replaces",
    "source",
)
MEETING = ("scheme", "number", "on", "place", "title", "convener", "attending", "minutes")
# What each action of the table changes; an action without fields makes or takes whole rows.
FIELDS = {
    "enter": CLAIM,
    "submit": ("state",),
    "correct": CLAIM,
    "review": ("state", "return_reason"),
    "withdraw": ("state",),
    "take back": ("state", *FACT_DATES),
    "open": ("due_on",),
    "close": ("closed_at",),
    "reopen": ("closed_at",),
    "exempt": ("user", "projects", "pairing", "office", "covers_money", "until", "withdrawn_at"),
    "plan": PLANNED,
    "write facts": FACT_DATES,
    "enter contributions": GIVEN,
    "enter for a scheme": GIVEN,
    "review contributions": ("state", "return_reason"),
    "record": ("level", "on", "amount"),
    "record at project": ("on", "amount"),
    "confirm": ("on", "amount"),
    "release": ("decision", "reason"),
    "accept": ("acceptance",),
    "accept for others": ("acceptance",),
    "withdraw transfer": ("reason",),
    "reverse": ("reason",),
    "reverse at project": ("reason",),
    "hold meetings": MEETING,
    "hold meetings for the office": MEETING,
}


def standing(month, report: StatusReport | None, *, is_exempted: bool) -> str:
    """The standing of a project's month; ``report`` is the open one, else the one that holds.

    What was submitted goes its way through review after the close, and nobody changes it there.
    """
    state = report.state if report else Standing.NOTHING
    if not month.is_closed or state == Standing.SUBMITTED:
        return state
    return Standing.EXEMPTED if is_exempted else Standing.CLOSED


def exempted_projects(user, month, *, on) -> frozenset[int]:
    """Ids of the projects of a closed month that ``user`` may still correct on day ``on``."""
    if not month.is_closed:
        return frozenset()
    exemptions = Exemption.objects.in_force(user, month, on=on).order_by()
    return frozenset(Project.objects.covered_by(exemptions).values_list("pk", flat=True))


def contribution_parties(contribution: Contribution) -> list[int]:
    """Ids of both parties of its pairing; of a scheme as a whole, of all parties of the scheme."""
    if contribution.pairing_id:
        return [contribution.pairing.supporter_id, contribution.pairing.recipient_id]
    edges = Pairing.objects.filter(scheme=contribution.scheme_id).order_by()
    return [pk for edge in edges.values_list("supporter", "recipient") for pk in edge]
