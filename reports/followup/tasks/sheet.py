"""What the page of a task says: where it stands, how it came there, and what the reader may do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _t, npgettext, pgettext

from aidtrack.values.formats import count, day, moment
from aidtrack.values.people import person_name
from reports.followup.tasks.answering import (
    unreturned_answer,
    why_not_accept,
    why_not_answer,
    why_not_close,
    why_not_release,
    why_not_send_back,
)
from reports.followup.tasks.extending import waiting_request, why_not_ask, why_not_decide
from reports.followup.tasks.forms import (
    AcceptForm,
    AnswerForm,
    DecisionForm,
    ExtensionForm,
    ReleaseForm,
    ReturnForm,
    TaskClosingForm,
)
from reports.followup.tasks.issuing import about
from reports.followup.tasks.rights import may_answer, may_close
from reports.followup.warnings.subjects import OF_KIND, WarnedSubject
from reports.models import Answer, Task, TaskState
from reports.models.task_states import TaskStanding, TaskTiming

MARKS = {
    TaskState.ISSUED: "none",
    TaskState.ACCEPTED: "run",
    TaskState.UNRELEASED: "run",
    TaskState.ANSWERED: "ok",
    TaskState.RETURNED: "warn",
    TaskState.CLOSED: "done",
}


@dataclass(frozen=True)
class TaskMark:
    """A word with its mark, by the names of partials/status.html."""

    s: str
    word: str


def state_mark(standing: TaskStanding) -> TaskMark:
    return TaskMark(MARKS[standing.state], str(standing.state.label))


def timing_mark(standing: TaskStanding) -> TaskMark | None:
    """None where it is in time, with more than three days left or closed."""
    n = standing.days_late or standing.days_left
    words = {"n": count(n)}
    match standing.timing:
        case TaskTiming.OVERDUE:
            return TaskMark(
                "lag", npgettext("task", "%(n)s day overdue", "%(n)s days overdue", n) % words
            )
        case TaskTiming.LATE:
            sentence = npgettext("task", "closed %(n)s day late", "closed %(n)s days late", n)
            return TaskMark("lag", sentence % words)
        case TaskTiming.NEAR if n == 0:
            return TaskMark("warn", pgettext("task", "due today"))
        case TaskTiming.NEAR:
            return TaskMark(
                "warn", npgettext("task", "due in %(n)s day", "due in %(n)s days", n) % words
            )
    return None


def subject_of(task: Task, user) -> WarnedSubject | None:
    """What it is about; without an address where the reader sees the task and not that."""
    subject = warned_subject(task.subject)
    if subject is None:
        return None
    rows = type(task.subject).objects.visible_to(user)
    is_visible = rows.filter(pk=task.subject.pk).exists()
    return subject if is_visible else replace(subject, address="")


def warned_subject(subject) -> WarnedSubject | None:
    """As a warning of it names it."""
    return next((OF_KIND[kind](row) for kind, row in about(subject).items()), None)


@dataclass(frozen=True)
class TaskStep:
    """One step of its history. ``s`` is empty for a step taken, lag for a day missed."""

    label: str
    at: datetime | date
    who: str = ""
    s: str = ""

    @property
    def when(self) -> str:
        if isinstance(self.at, datetime):
            return moment(timezone.localtime(self.at))
        return day(self.at)


def steps(task: Task, standing: TaskStanding) -> list[TaskStep]:
    """Everything that was done, in the order in which it was."""
    done = sorted(_steps_done(task), key=lambda step: step.at)
    if standing.timing == TaskTiming.OVERDUE:
        done.append(TaskStep(_t("Due day passed"), standing.due_on, s="lag"))
    return done


def _steps_done(task: Task) -> Iterator[TaskStep]:
    yield TaskStep(pgettext("task", "Issued"), task.issued_at, issuer_of(task))
    if task.accepted_at:
        yield TaskStep(pgettext("task", "Accepted"), task.accepted_at, accepter_of(task))
    for row in task.answers.all():
        yield TaskStep(pgettext("task", "Answered"), row.at, _doer(task, row.by, row.at))
        if row.released_at:
            label = pgettext("task", "Answer released")
            yield TaskStep(label, row.released_at, person_name(row.released_by))
        if row.returned_at:
            label = pgettext("task", "Answer returned")
            yield TaskStep(label, row.returned_at, person_name(row.returned_by))
    for row in task.extensions.all():
        label = _t("Time asked for until %(day)s") % {"day": day(row.until)}
        yield TaskStep(label, row.asked_at, person_name(row.asked_by))
        if row.decided_at:
            label = _t("Time refused until %(day)s")
            if row.granted:
                label = _t("Time granted until %(day)s")
            label %= {"day": day(row.until)}
            yield TaskStep(label, row.decided_at, person_name(row.decided_by))
    if task.closed_at:
        label = pgettext("task", "Closed")
        yield TaskStep(f"{label} · {task.get_outcome_display()}", task.closed_at, closer_of(task))


def issuer_of(task: Task) -> str:
    return _doer(task, task.issued_by, task.issued_at)


def accepter_of(task: Task) -> str:
    return _doer(task, task.accepted_by, task.accepted_at)


def closer_of(task: Task) -> str:
    return _doer(task, task.closed_by, task.closed_at)


def _doer(task: Task, person, at: datetime) -> str:
    """Who did it; of what a register said, at the start of a day for it has no hours, who loaded
    the register.
    """
    is_of_register = task.is_loaded and timezone.localtime(at).time() == time.min
    if is_of_register and person == task.issued_by:
        words = _t("loaded from an office's register by %(person)s")
        return words % {"person": person_name(person)}
    return person_name(person)


def last_return(task: Task) -> Answer | None:
    """The last answer, where it was returned and must be given again."""
    answers = task.answers.all()
    return max(answers, key=lambda row: row.pk) if answers and not unreturned_answer(task) else None


def forms_offered(user, task: Task, *, on: date) -> dict:
    """{deed: its form} of what the person may do now."""
    standing_answer, request = unreturned_answer(task), waiting_request(task)
    offered = {}
    if not why_not_accept(user, task):
        offered["accept"] = AcceptForm()
    if not why_not_answer(user, task):
        offered["answer"] = AnswerForm()
    if standing_answer and not why_not_release(user, task, standing_answer):
        offered["release"] = ReleaseForm(row=standing_answer)
    if standing_answer and not why_not_send_back(user, task, standing_answer):
        offered["return"] = ReturnForm(row=standing_answer)
    if not why_not_ask(user, task, on=on):
        offered["extension"] = ExtensionForm()
    if request and not why_not_decide(user, task, request):
        offered["decision"] = DecisionForm(row=request)
    if not task.closed_at and may_close(user, task):
        offered["close"] = TaskClosingForm(
            initial={"seen_answer": getattr(standing_answer, "pk", 0)}
        )
    return offered


def reasons(user, task: Task, *, on: date) -> dict[str, str]:
    """{deed: why not yet} of what the person might do at another time."""
    if task.closed_at:
        return {}
    close = why_not_close(user, task) if may_close(user, task) else ""
    extension = why_not_ask(user, task, on=on) if may_answer(user, task) else ""
    return {"close": close, "extension": extension}
