"""What waits of the follow-up: tasks to answer, answers to release or judge, time asked for."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, npgettext

from aidtrack.values import formats
from reports.followup.tasks import waiting
from reports.models import Answer, Extension, Task
from reports.models.task_states import TaskState
from reports.todo.items import LISTED, TodoItem, days_waited

# Tasks of an item that are named.
NAMED = 3


def tasks_unit(n: int) -> str:
    return npgettext("after a number", "task", "tasks", n)


def to_answer(user, *, on: date) -> Iterator[TodoItem]:
    """Each with its due day; many are one item, due with the first of them."""
    rows = list(waiting.to_answer(user, on=on).prefetch_related("answers"))
    if len(rows) > LISTED:
        yield _many(
            "task",
            rows,
            _t("Follow-up tasks to answer"),
            _t("Answer"),
            due_on=rows[0].due_in_force,
        )
    else:
        yield from map(_to_answer, rows)


def _to_answer(task: Task) -> TodoItem:
    is_returned = task.state == TaskState.RETURNED
    reasons = [answer.reason for answer in task.answers.all() if answer.returned_at]
    title = _t("Returned: %(task)s") if is_returned else _t("Follow-up: %(task)s")
    return TodoItem(
        "task",
        1,
        tasks_unit(1),
        title % {"task": str(task)},
        _t("Answer"),
        f"{task.get_absolute_url()}#answer",
        pieces=1,
        sentences=() if is_returned else (task.demand,),
        quote=reasons[-1] if is_returned else "",
        due_on=task.due_in_force,
        mark=_t("urgent") if task.is_urgent else "",
        shortcut=_t("Ask for time") if task.may_ask_for_time else "",
        shortcut_address=f"{task.get_absolute_url()}#time",
    )


def to_release(user, *, on: date) -> Iterator[TodoItem]:
    yield from _answers(
        list(waiting.to_release(user).select_related("task")),
        "task release",
        _t("Release the answer: %(task)s"),
        _t("Answers of your office to release"),
        on=on,
    )


def to_judge(user, *, on: date) -> Iterator[TodoItem]:
    yield from _answers(
        list(waiting.to_judge(user).select_related("task")),
        "task judge",
        _t("Judge the answer: %(task)s"),
        _t("Answers to judge"),
        on=on,
    )


def to_decide(user, *, on: date) -> Iterator[TodoItem]:
    rows = list(waiting.to_decide(user).select_related("task"))
    if len(rows) > LISTED:
        yield _many("task time", [row.task for row in rows], _t("Time asked for"), _t("Decide"))
        return
    yield from (_to_decide(row, on=on) for row in rows)


def _to_decide(extension: Extension, *, on: date) -> TodoItem:
    words = _t("Time until %(day)s asked for: %(task)s")
    return TodoItem(
        "task time",
        1,
        tasks_unit(1),
        words % {"day": formats.day(extension.until), "task": str(extension.task)},
        _t("Decide"),
        extension.task.get_absolute_url(),
        pieces=1,
        quote=extension.reason,
        mark=days_waited(timezone.localdate(extension.asked_at), on=on),
    )


def _answers(
    rows: list[Answer], kind: str, title: str, all_of_them: str, *, on: date
) -> Iterator[TodoItem]:
    if len(rows) > LISTED:
        yield _many(kind, [row.task for row in rows], all_of_them, _t("Look and decide"))
        return
    for row in rows:
        yield TodoItem(
            kind,
            1,
            tasks_unit(1),
            title % {"task": str(row.task)},
            _t("Look and decide"),
            row.task.get_absolute_url(),
            pieces=1,
            quote=row.text,
            mark=days_waited(timezone.localdate(row.released_at or row.at), on=on),
        )


def _many(
    kind: str, tasks: list[Task], title: str, verb: str, due_on: date | None = None
) -> TodoItem:
    n = len(tasks)
    return TodoItem(
        kind,
        n,
        tasks_unit(n),
        title,
        verb,
        reverse("follow-up:overview"),
        pieces=n,
        sentences=tuple(str(task) for task in tasks[:NAMED]),
        further=n - NAMED,
        due_on=due_on,
    )
