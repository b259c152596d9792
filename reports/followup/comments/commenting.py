"""What people say to each other about a task."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from reports.followup.tasks.rights import locked, may_comment, refuse_used_key
from reports.models import Comment, Task


def comment(*, user, task: Task, key: UUID, text: str) -> Comment:
    with transaction.atomic():
        task = locked(user, task)
        if earlier_comment := Comment.objects.filter(key=key).first():
            refuse_used_key(earlier_comment, by=user, task=task)
            return earlier_comment
        if not may_comment(user):
            raise Refused(_t("You can read this task but take no part in it."))
        row = Comment(key=key, task=task, by=user, text=text.strip())
        row.full_clean()
        row.save()
        return row
