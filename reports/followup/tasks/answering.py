"""The office's side of a task: accepting it, answering it, releasing or returning the answer."""

from collections.abc import Sequence
from contextlib import ExitStack
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.evidence.files import delete_files, may_add, store_evidence
from projects.evidence.preparing import PreparedFile, prepared_file
from reports.followup.tasks.rights import (
    closed_by_whom,
    locked,
    may_answer,
    may_close,
    may_release,
    refuse_used_key,
    who,
)
from reports.models import Answer, Task, TaskState
from reports.models.task_states import state_of_task

MOST_FILES = 9


def accept(*, user, task: Task) -> Task:
    """Says for the responsible office that the task has arrived."""
    with transaction.atomic():
        task = locked(user, task)
        if task.accepted_by_id == user.pk:
            return task
        if sentence := why_not_accept(user, task):
            raise Refused(sentence)
        _accept(task, by=user)
        return task


def why_not_accept(user, task: Task) -> str:
    if not may_answer(user, task):
        return _t("Only a recorder of the responsible office accepts a task.")
    if task.closed_at:
        return closed_by_whom(task)
    if task.accepted_at:
        sentence = _t("%(person)s accepted this task at %(moment)s.")
        return sentence % who(task.accepted_by, task.accepted_at)
    return ""


def _accept(task: Task, *, by):
    task.accepted_by, task.accepted_at = by, timezone.now()
    task.save(update_fields=["accepted_by", "accepted_at"])


def answer(
    *,
    user,
    task: Task,
    key: UUID,
    text: str,
    says_done: bool = False,
    files: Sequence[File] = (),
) -> Answer:
    """Answers for the responsible office, which accepts the task thereby; it waits for release.

    Raises  Refused, or ValidationError by the field that must be mended.
    """
    if earlier_answer := _answered_before(key, by=user, task=task):
        return earlier_answer
    if sentence := why_not_answer(user, task):
        raise Refused(sentence)
    row = Answer(key=key, task=task, by=user, text=text.strip(), says_done=says_done)
    with ExitStack() as stack:
        prepared = [stack.enter_context(prepared_file(upload)) for upload in files[:MOST_FILES]]
        return _stored_answer(row, prepared)


def _stored_answer(row: Answer, prepared: Sequence[PreparedFile]) -> Answer:
    evidence = []
    try:
        with transaction.atomic():
            user, task = row.by, locked(row.by, row.task)
            if earlier_answer := _answered_before(row.key, by=user, task=task):
                return earlier_answer
            if sentence := why_not_answer(user, task):
                raise Refused(sentence)
            if not task.accepted_at:
                _accept(task, by=user)
            row.full_clean()
            row.save()
            for n, file in enumerate(prepared):
                owner, file_key = evidence_owner(user, task), uuid5(row.key, f"{n}")
                evidence.append(store_evidence(file, owner=owner, by=user, key=file_key))
            row.evidence.set(evidence)
            return row
    except BaseException:
        # The rows went with the transaction.
        for file in evidence:
            delete_files(file)
        raise


def _answered_before(key: UUID, *, by, task: Task) -> Answer | None:
    earlier_answer = Answer.objects.filter(key=key).first()
    if earlier_answer:
        refuse_used_key(earlier_answer, by=by, task=task)
    return earlier_answer


def why_not_answer(user, task: Task) -> str:
    if not may_answer(user, task):
        return _t("Only a recorder of the responsible office answers a task.")
    if task.closed_at:
        return closed_by_whom(task)
    if standing_answer := unreturned_answer(task):
        sentence = _t("%(person)s answered this task at %(moment)s: look at the answer first.")
        return sentence % who(standing_answer.by, standing_answer.at)
    return ""


def unreturned_answer(task: Task) -> Answer | None:
    return next((row for row in task.answers.all() if not row.returned_at), None)


def evidence_owner(user, task: Task):
    """What a file of an answer belongs to: the project or the pairing, else the office."""
    subject = task.project or task.pairing
    return subject if subject and may_add(user, subject) else task.responsible


def release(*, user, answer: Answer) -> Answer:
    """Sends an answer of the office to who issued the task; by another than its author."""
    with transaction.atomic():
        task = locked(user, answer.task)
        answer = task.answers.get(pk=answer.pk)
        if answer.released_by_id == user.pk and not answer.returned_at:
            return answer
        if sentence := why_not_release(user, task, answer):
            raise Refused(sentence)
        answer.released_by, answer.released_at = user, timezone.now()
        answer.save(update_fields=["released_by", "released_at"])
        return answer


def why_not_release(user, task: Task, answer: Answer) -> str:
    if not may_release(user, task):
        return _t("Only a reviewer of the responsible office releases an answer.")
    if sentence := why_not_judge(user, task, answer):
        return sentence
    if answer.released_at:
        sentence = _t("%(person)s released this answer at %(moment)s.")
        return sentence % who(answer.released_by, answer.released_at)
    return ""


def why_not_judge(user, task: Task, answer: Answer) -> str:
    """Why nothing is to be decided on an answer: it is over, or the person's own."""
    if task.closed_at:
        return closed_by_whom(task)
    if answer.returned_at:
        sentence = _t("%(person)s returned this answer at %(moment)s: %(reason)s")
        return sentence % {**who(answer.returned_by, answer.returned_at), "reason": answer.reason}
    if answer.by_id == user.pk:
        return _t("You wrote this answer: a colleague decides on it.")
    return ""


def send_back(*, user, answer: Answer, reason: str) -> Answer:
    """Returns an answer with a reason: the office's reviewer before its release, the side that
    issued the task after it.
    """
    with transaction.atomic():
        task = locked(user, answer.task)
        answer = task.answers.get(pk=answer.pk)
        if sentence := why_not_send_back(user, task, answer):
            raise Refused(sentence)
        if not reason.strip():
            raise Refused(_t("Enter a reason for returning the answer."))
        answer.returned_by, answer.returned_at = user, timezone.now()
        answer.reason = reason.strip()
        answer.full_clean()
        answer.save(update_fields=["returned_by", "returned_at", "reason"])
        return answer


def why_not_send_back(user, task: Task, answer: Answer) -> str:
    if answer.released_at and not may_close(user, task):
        return _t("After its release only who issued the task returns an answer.")
    if not answer.released_at and not may_release(user, task):
        return _t("Before its release only a reviewer of the responsible office returns an answer.")
    return why_not_judge(user, task, answer)


def close(*, user, task: Task, outcome: str, seen_answer: int | None) -> Task:
    """Closes a task on its released answer, the one that the person has read.

    Raises  Refused; nothing else ever ends a task.
    """
    with transaction.atomic():
        task = locked(user, task)
        if (task.closed_by_id, task.outcome) == (user.pk, outcome):
            return task
        if sentence := why_not_close(user, task):
            raise Refused(sentence)
        if unreturned_answer(task).pk != seen_answer:
            raise Refused(_t("A further answer has come in: read it first."))
        if outcome not in Task.Outcome:
            raise Refused(_t("Choose how it ended: A, B or C."))
        task.closed_by, task.closed_at, task.outcome = user, timezone.now(), outcome
        task.save(update_fields=["closed_by", "closed_at", "outcome"])
        return task


def why_not_close(user, task: Task) -> str:
    if not may_close(user, task):
        return _t("Only a leader of who issued the task, or an administrator, closes it.")
    match state_of_task(task):
        case TaskState.CLOSED:
            return closed_by_whom(task)
        case TaskState.UNRELEASED:
            return _t("Not yet: the answer waits for release by a reviewer of the office.")
        case TaskState.RETURNED:
            return _t("Not yet: the last answer was returned and must be given again.")
        case TaskState.ISSUED | TaskState.ACCEPTED:
            return _t("Not yet: nobody has answered.")
    standing_answer = unreturned_answer(task)
    if standing_answer.by_id == user.pk:
        return _t("You wrote the answer: another person closes the task.")
    if task.evidence_required and not standing_answer.evidence.exists():
        return _t("Evidence is required, and the answer has none: return it.")
    return ""
