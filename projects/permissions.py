"""Who may change what, in which state: the one table. A page prints it; each cell is tested.

A role counts for the organisations that it covers (see ``pairings.reach``): what an office claims
is entered and reviewed on the recipient's side, money is recorded and confirmed on both.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from pairings.models import Role
from pairings.reach import reach
from projects.models import Exemption, StatusReport


class Standing(TextChoices):
    """Where the report on a project and month stands, as far as permissions go."""

    NOTHING = "nothing", pgettext_lazy("report", "not started")
    DRAFT = "draft", pgettext_lazy("report", "draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "submitted")
    RETURNED = "returned", pgettext_lazy("report", "returned")
    VERIFIED = "verified", pgettext_lazy("report", "verified")
    CLOSED = "closed", _("month closed")
    EXEMPTED = "exempted", _("closed, with an exemption")


@dataclass(frozen=True)
class PermissionRule:
    """A row of the table: what is changed, by which action, and by whom in each standing.

    ``roles`` has one entry a standing, in their order; where the standing makes no difference one
    entry serves for all. None: nobody.
    """

    action: str
    label: str
    fields: tuple[str, ...]
    roles: tuple[str | None, ...]

    def role_in(self, standing: str) -> str | None:
        if len(self.roles) == 1:
            return self.roles[0]
        return dict(zip(Standing.values, self.roles, strict=True))[standing]


REC, REV, ADM = Role.RECORDER, Role.REVIEWER, Role.ADMINISTRATOR
CLAIM = (
    "stage",
    "started_on",
    "completed_on",
    "accepted_on",
    "handed_over_on",
    "cancelled_on",
    "stopped_on",
    "resumed_on",
    "delay_reason",
    "physical_progress",
    "disbursed_to_date",
    "no_change",
    "no_spending",
    "is_correction",
    "note",
    "problem",
    "measure_taken",
)
PLAN = ("name", "programme", "lead_pairing", "category", "planned_aid", "planned_start_on")
FACTS = ("approved_on", "started_on", "completed_on", "accepted_on", "handed_over_on")
TABLE = tuple(
    PermissionRule(*row)
    for row in (
        # action, what it changes, fields, and the role in each standing:
        #             nothing draft submitted returned verified closed exempted
        ("enter", _("claimed values of a report"), CLAIM, (REC, REC, None, REC, None, None, REC)),
        ("attach", _("evidence of a report"), (), (REC, REC, None, REC, None, None, REC)),
        ("submit", _("submission"), ("state",), (None, REC, None, REC, None, None, REC)),
        ("correct", _("a correction beside a verified report"), CLAIM,
            (None, None, None, None, REC, None, REC)),
        ("review", _("verification or return"), ("state", "return_reason"),
            (None, None, REV, None, None, None, None)),
        ("open", _("opening and closing a month"), ("due_on", "closed_at"), (ADM,)),
        ("exempt", _("an exemption"), ("user", "projects", "until"),
            (None, None, None, None, None, ADM, ADM)),
        ("plan", _("the plan of a project"), PLAN, (ADM,)),
        ("write facts", _("the dates of a project, except by verification"), FACTS, (None,)),
        ("record", _("recording a transfer"), ("level", "on", "amount"), (REC,)),
        ("confirm", _("confirming a transfer of the other side"), ("on", "amount"), (REC,)),
        ("reverse", _("reversing a transfer"), ("reason",), (REV,)),
        ("change transfers", _("changing or deleting a transfer"), (), (None,)),
        ("appoint", _("memberships, organisations, pairings"), (), (ADM,)),
        ("load", _("files of pairings, projects and published tables"), (), (ADM,)),
        ("change history", _("history"), (), (None,)),
    )
)  # fmt: skip
RULES = {rule.action: rule for rule in TABLE}


def standing(month, report: StatusReport | None, *, is_exempted: bool) -> str:
    """Where a project's month stands; ``report`` is the open one, else the one that holds.

    A correction that was entered by an exemption goes its way through review after the close.
    """
    state = report.state if report else Standing.NOTHING
    if not month.is_closed:
        return state
    if state == Standing.SUBMITTED and report.exemption_id:
        return state
    return Standing.EXEMPTED if is_exempted else Standing.CLOSED


def may(user, action: str, *, standing: str = Standing.NOTHING, organisations=()) -> bool:
    """Whether the table lets ``user`` act; ``organisations`` are the ids of which one must be
    covered by the role, none where the action belongs to no organisation.
    """
    role = RULES[action].role_in(standing)
    if role is None:
        return False
    reached = reach(user)
    if not organisations:
        return reached.has(role)
    return any(reached.covers(role, organisation) for organisation in organisations)


def exempted_projects(user, month, *, on) -> frozenset[int]:
    """Ids of the projects of a closed month that ``user`` may still correct on day ``on``."""
    if not month.is_closed:
        return frozenset()
    held = Exemption.objects.in_force(user, month, on=on)
    return frozenset(pk for pk in held.values_list("projects", flat=True) if pk)
