"""More time: asked for on or before the due day in force, decided on by another person."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.formats import day
from aidtrack.values.people import person_name
from aidtrack.values.refusals import Refused
from reports.followup.tasks.rights import (
    closed_by_whom,
    locked,
    may_answer,
    may_close,
    refuse_used_key,
    who,
)
from reports.models import Extension, Task
from reports.models.task_states import due_day


def ask_for_time(*, user, task: Task, key: UUID, until: date, reason: str, on: date) -> Extension:
    """Asks on day ``on`` for a later due day.

    Raises  Refused, or ValidationError by the field that must be mended.
    """
    with transaction.atomic():
        task = locked(user, task)
        if earlier_request := Extension.objects.filter(key=key).first():
            refuse_used_key(earlier_request, by=user, task=task)
            return earlier_request
        if sentence := why_not_ask(user, task, on=on):
            raise Refused(sentence)
        if until <= due_day(task):
            sentence = _t("The new day must be after the due day (%(day)s).")
            raise ValidationError({"until": sentence % {"day": day(due_day(task))}})
        row = Extension(key=key, task=task, asked_by=user, until=until, reason=reason.strip())
        row.full_clean()
        row.save()
        return row


def why_not_ask(user, task: Task, *, on: date) -> str:
    if not may_answer(user, task):
        return _t("Only a recorder of the responsible office asks for more time.")
    if task.closed_at:
        return closed_by_whom(task)
    if request := waiting_request(task):
        return request_words(request, task)
    if on > due_day(task):
        sentence = _t("The due day (%(day)s) has passed: more time can no longer be asked for.")
        return sentence % {"day": day(due_day(task))}
    return ""


def request_words(request: Extension, task: Task) -> str:
    """Who asked for what, and who decides on it: as ``may_close`` has it."""
    sentence = _t(
        "%(person)s asked at %(moment)s for time until %(day)s. %(issuer)s, who issued the task, "
        "another leader of that office or an administrator decides."
    )
    words = who(request.asked_by, request.asked_at)
    return sentence % {**words, "day": day(request.until), "issuer": person_name(task.issued_by)}


def waiting_request(task: Task) -> Extension | None:
    return next((row for row in task.extensions.all() if not row.decided_at), None)


def decide(*, user, extension: Extension, granted: bool, words: str = "") -> Extension:
    """Grants more time or refuses it, once; by another than who asked."""
    with transaction.atomic():
        task = locked(user, extension.task)
        row = task.extensions.get(pk=extension.pk)
        if (row.decided_by_id, row.granted) == (user.pk, granted):
            return row
        if sentence := why_not_decide(user, task, row):
            raise Refused(sentence)
        row.decided_by, row.decided_at = user, timezone.now()
        row.granted, row.words = granted, words.strip()
        row.full_clean()
        row.save(update_fields=["decided_by", "decided_at", "granted", "words"])
        return row


def why_not_decide(user, task: Task, extension: Extension) -> str:
    if not may_close(user, task):
        return _t("Only a leader of who issued the task, or an administrator, decides on time.")
    if extension.decided_at:
        return decision_words(extension)
    if task.closed_at:
        return closed_by_whom(task)
    if extension.asked_by_id == user.pk:
        return _t("You asked for this time: another person decides.")
    return ""


def decision_words(extension: Extension) -> str:
    """What was decided, in the words of who decided."""
    words = who(extension.decided_by, extension.decided_at) | {"day": day(extension.until)}
    sentence = _t("%(person)s refused time until %(day)s at %(moment)s.")
    if extension.granted:
        sentence = _t("%(person)s granted time until %(day)s at %(moment)s.")
    return " ".join(filter(None, [sentence % words, extension.words]))
