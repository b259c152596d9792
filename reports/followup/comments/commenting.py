"""Adding a comment to a project, a monthly report or a task."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from reports.followup.comments.subjects import CommentSubject
from reports.followup.tasks.rights import locked, refuse_used_key
from reports.models import Comment


def may_comment(user) -> bool:
    """Whoever takes part, on all that they see; an auditor only reads."""
    return may(user, "comment")


def comment(*, user, subject: CommentSubject, key: UUID, text: str) -> Comment:
    """Raises  Refused, or ValidationError by the field that must be mended."""
    about = {subject.kind: subject.row}
    with transaction.atomic():
        locked(user, subject.row)
        if earlier_comment := Comment.objects.filter(key=key).first():
            refuse_used_key(earlier_comment, by=user, **about)
            return earlier_comment
        if not may_comment(user):
            raise Refused(_t("You can read this but take no part in it."))
        row = Comment(key=key, by=user, text=text.strip(), **about)
        row.full_clean()
        row.save()
        return row
