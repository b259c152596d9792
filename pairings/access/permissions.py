"""The one table of who may change what, in which state. A page prints it; tests check it.

It stands here and not beside the reports that most of it speaks of, because loading files and
appointing people ask it, too. A role counts for the organisations that it covers (``reach``): what
an office claims is entered and reviewed on the recipient's side, money is recorded and confirmed
on both.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from pairings.access.reach import reach
from pairings.access.roles import Role


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
    """A row of the table: by which action what is changed, and by whom in each standing.

    ``cells`` has one entry a standing, in their order; where the standing makes no difference one
    entry serves for all. An entry is a role, a tuple of roles, or None: nobody.
    """

    action: str
    label: str
    cells: tuple[str | tuple[str, ...] | None, ...]

    @property
    def roles_by_cell(self) -> list[tuple[str, ...]]:
        return [_roles(cell) for cell in self.cells]

    @property
    def roles(self) -> frozenset[str]:
        """Those who may do it in some standing."""
        return frozenset(role for roles in self.roles_by_cell for role in roles)

    def roles_in(self, standing: str) -> tuple[str, ...]:
        if len(self.cells) == 1:
            return self.roles_by_cell[0]
        return dict(zip(Standing.values, self.roles_by_cell, strict=True))[standing]


def _roles(cell: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else (cell,)


REC, REV = Role.RECORDER, Role.REVIEWER
LEA, ADM = Role.LEADER, Role.ADMINISTRATOR
TABLE = tuple(
    PermissionRule(*row)
    for row in (
        # action, what it changes, and the role in each standing:
        #             nothing draft submitted returned verified closed exempted
        ("enter", _("reported values"), (REC, REC, None, REC, None, None, REC)),
        ("attach", _("evidence of a report"), (None, REC, None, REC, None, None, REC)),
        ("submit", _("submission"), (None, REC, None, REC, None, None, REC)),
        ("correct", _("correction of a verified report"),
            (None, None, None, None, REC, None, REC)),
        ("review", _("verification or return"), (None, None, REV, None, None, None, None)),
        # By the office until somebody reviews it, by its reviewer for some minutes.
        ("withdraw", _("withdrawing a submitted report"),
            (None, None, REC, None, None, None, None)),
        ("take back", _("taking back one's own verification"),
            (None, None, None, None, REV, None, None)),
        ("open", _("opening a month, and its due day"), (ADM,)),
        # Not while a report waits for review.
        ("close", _("closing a month"), (ADM, ADM, None, ADM, ADM, None, None)),
        # The last one only, while no later one was opened.
        ("reopen", _("reopening a closed month"), (None, None, None, None, None, ADM, ADM)),
        ("exempt", _("an exemption"), (None, None, None, None, None, ADM, ADM)),
        ("release", _("releasing or refusing late entries of a closed month"), (ADM,)),
        ("plan", _("programmes, class lists, the plan of a project"), (ADM,)),
        ("write facts", _("dates and stops of a project, except by verification"), (None,)),
        # By a recorder of either party; of a scheme as a whole by one of any party of it.
        ("enter contributions", _("other aid: contributions and their quantities"),
            (REC, REC, None, REC, None, None, None)),
        ("enter for a scheme", _("contributions of a scheme as a whole, besides its recorders"),
            (ADM, ADM, None, ADM, None, None, None)),
        ("review contributions", _("verification or return of contributions"),
            (None, None, REV, None, None, None, None)),
        ("attach beside", _("evidence of a project, a pairing or a transfer"), (REC,)),
        # Besides who added them, and after the close of a month; none on which something rests.
        ("remove files", _("removing files of a project or a pairing, with a reason"), (ADM,)),
        ("record", _("recording a transfer, except disbursement to the project"), (REC,)),
        # In a closed month by an exemption for its money.
        ("record at project", _("recording disbursement to the project on a day of the month"),
            (REC, REC, REC, REC, None, REC, REC)),
        ("confirm", _("confirming a transfer of the other side"), (REC,)),
        ("reverse", _("reversing a transfer, except disbursement to the project"), (REV,)),
        ("reverse at project", _("reversing disbursement to the project on a day of the month"),
            (REV, REV, REV, REV, None, None, None)),
        ("accept", _("verifying a transfer that one's own side recorded"), (REV,)),
        # Of an office without a second reviewer, and as opening balances before the first month.
        ("accept for others", _("accepting transfers for the coordinating office"), (ADM,)),
        ("withdraw transfer", _("withdrawing one's own transfer while it does not count"), (REC,)),
        ("change transfers", _("changing or deleting a transfer"), (None,)),
        # By a leader of any office, about what they see; closing by one of the issuer's side.
        ("issue tasks", _("issuing a follow-up task"), (LEA,)),
        ("issue tasks for the office", _("issuing any follow-up task"), (ADM,)),
        ("answer tasks", _("accepting and answering a task of one's office, asking for more time"),
            (REC,)),
        ("release answers", _("releasing or returning an answer of one's office"), (REV,)),
        ("close tasks", _("closing a task, returning its released answer, deciding on more time"),
            (LEA,)),
        ("close tasks for the office", _("the same of every task"), (ADM,)),
        # On all that one sees.
        ("comment", _("a comment on a project, a monthly report or a follow-up task"),
            ((REC, REV, LEA, ADM),)),
        # By a leader of the convener.
        ("hold meetings", _("a joint meeting that one's office convenes, its decisions, minutes"),
            (LEA,)),
        ("hold meetings for the office", _("any joint meeting"), (ADM,)),
        ("appoint", _("accounts, memberships, organisations, pairings"), (ADM,)),
        ("load",
            _("files of pairings, projects, published tables, aid that is not money and tasks"),
            (ADM,)),
        ("load entries", _("files of transfers, monthly reports and aid that is not money"),
            (REC,)),
        ("undo transfers", _("undoing a file of transfers, besides a reviewer of each"), (ADM,)),
        # Of a warning of a row, unit, pairing or project, by one of its parties.
        ("respond", _("acknowledging or explaining a warning"), ((LEA, ADM, REC),)),
        ("waive", _("waiving a warning until a day"), ((LEA, ADM),)),
        ("change history", _("history"), (None,)),
    )
)  # fmt: skip
RULES = {rule.action: rule for rule in TABLE}


def may(user, action: str, *, standing: str = Standing.NOTHING, organisations=()) -> bool:
    """Whether the table lets ``user`` act; ``organisations`` are the ids of which one must be
    covered by the role, none where the action belongs to no organisation.
    """
    roles, reached = RULES[action].roles_in(standing), reach(user)
    if not organisations:
        return any(reached.has(role) for role in roles)
    return any(
        reached.covers(role, organisation) for role in roles for organisation in organisations
    )


def may_sometime(user, action: str) -> bool:
    """Whether the table lets ``user`` act in some standing, for some organisation."""
    return not reach(user).roles.isdisjoint(RULES[action].roles)
