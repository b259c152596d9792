"""Who may do what to a task, and the task as it stands while a deed is done to it."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.formats import moment
from aidtrack.values.people import person_name
from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from pairings.access.roles import Role
from pairings.models import Membership
from reports.models import Task


def may_issue(user) -> bool:
    return may(user, "issue tasks") or may(user, "issue tasks for the office")


def may_answer(user, task: Task) -> bool:
    return may(user, "answer tasks", organisations=[task.responsible_id])


def may_release(user, task: Task) -> bool:
    return may(user, "release answers", organisations=[task.responsible_id])


def may_close(user, task: Task) -> bool:
    """Whether they are of the side that issued it: a leader of the issuer's office or above.

    A leader of the office that has to answer is none, though they see the task.
    """
    if may(user, "close tasks for the office"):
        return True
    offices = Membership.objects.filter(user=task.issued_by_id, role=Role.LEADER)
    issuing = list(offices.values_list("organisation_id", flat=True))
    return bool(issuing) and may(user, "close tasks", organisations=issuing)


def locked(user, row):
    """The task, or what else a deed is done to, as it is now, locked until the end of the
    transaction.

    Raises  PermissionDenied where the person does not see it.
    """
    rows = type(row).objects.visible_to(user).select_for_update(of=("self",)).order_by()
    locked_row = rows.filter(pk=row.pk).first()
    if locked_row is None:
        raise PermissionDenied
    return locked_row


def closed_by_whom(task: Task) -> str:
    sentence = _t("%(person)s closed this task at %(moment)s: %(outcome)s.")
    return sentence % {**who(task.closed_by, task.closed_at), "outcome": task.get_outcome_display()}


def who(person, at) -> dict[str, str]:
    """For a sentence that names what somebody did before."""
    return {"person": person_name(person), "moment": moment(timezone.localtime(at))}


def refuse_used_key(row, *, by, **subject):
    """A form that was posted twice gives the row of the first time; any other use is refused.

    ``subject`` is what the row is about, by its field: ``task=task``.
    """
    ((name, about),) = subject.items()
    author = getattr(row, "by", None) or getattr(row, "asked_by", None)
    if (author, getattr(row, name)) != (by, about):
        raise Refused(
            _t("This form has already been used to submit something else: open it again.")
        )
