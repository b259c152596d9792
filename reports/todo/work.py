"""All that waits for one person, as the page lists it and the mail says it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _t, ngettext_lazy

from aidtrack.values import formats
from pairings.access.navigation import judges, works
from projects.models import ReportingMonth
from reports.todo import money, months, tasks
from reports.todo.items import TodoItem
from reports.todo.other_aid import CONTRIBUTIONS, OBSERVATIONS
from reports.todo.waiting import open_months


def work(user, *, on: date, now: datetime | None = None) -> list[TodoItem]:
    """In the order of the page; for a leader what waits of the follow-up, else nothing."""
    if not works(user):
        return list(_of_tasks(user, on=on)) if judges(user) else []
    rounds = open_months(user)
    return [
        *months.returned(user),
        *CONTRIBUTIONS.returned(user),
        *OBSERVATIONS.returned(user),
        *_of_tasks(user, on=on),
        *months.to_review(user, on=on),
        *CONTRIBUTIONS.to_review(user, on=on),
        *OBSERVATIONS.to_review(user, on=on),
        *money.disputed(user, on=on),
        *months.to_fill(user, rounds, on=on),
        *money.acceptable(user, on=on),
        *months.to_correct(user, on=on),
        *months.to_release(user, on=on),
        *months.to_close(user, rounds, on=on),
        *months.to_open(user, on=on),
        *months.without_reviewer(user, rounds),
        *months.verified(user, rounds, now=now or timezone.now()),
    ]


def _of_tasks(user, *, on: date) -> Iterator[TodoItem]:
    for kind in (tasks.to_answer, tasks.to_release, tasks.to_judge, tasks.to_decide):
        yield from kind(user, on=on)


def pieces(items: list[TodoItem]) -> int:
    return sum(item.pieces for item in items)


# What is said of each kind in one sentence, in this order.
CLAUSES = {
    "returned": ngettext_lazy(
        "%(n)s report was returned", "%(n)s reports were returned", "counted"
    ),
    "fill": ngettext_lazy(
        "%(n)s report is to be filled in", "%(n)s reports are to be filled in", "counted"
    ),
    "review": ngettext_lazy(
        "%(n)s report waits for your review", "%(n)s reports wait for your review", "counted"
    ),
    "aid returned": ngettext_lazy(
        "%(n)s contribution was returned", "%(n)s contributions were returned", "counted"
    ),
    "aid review": ngettext_lazy(
        "%(n)s contribution waits for your review",
        "%(n)s contributions wait for your review",
        "counted",
    ),
    "observation returned": ngettext_lazy(
        "%(n)s observation was returned", "%(n)s observations were returned", "counted"
    ),
    "observation review": ngettext_lazy(
        "%(n)s observation waits for your review",
        "%(n)s observations wait for your review",
        "counted",
    ),
    "task": ngettext_lazy(
        "%(n)s follow-up task is to be answered",
        "%(n)s follow-up tasks are to be answered",
        "counted",
    ),
    "task release": ngettext_lazy(
        "%(n)s answer waits for its release", "%(n)s answers wait for their release", "counted"
    ),
    "task judge": ngettext_lazy(
        "%(n)s answer to a task waits for you",
        "%(n)s answers to tasks wait for you",
        "counted",
    ),
    "task time": ngettext_lazy(
        "%(n)s request for time waits for you",
        "%(n)s requests for time wait for you",
        "counted",
    ),
    "disputed": ngettext_lazy(
        "%(n)s transfer differs between the two sides",
        "%(n)s transfers differ between the two sides",
        "counted",
    ),
    "money": ngettext_lazy(
        "%(n)s transfer waits for you", "%(n)s transfers wait for you", "counted"
    ),
    "exemption": ngettext_lazy(
        "%(n)s closed month is to be corrected",
        "%(n)s closed months are to be corrected",
        "counted",
    ),
    "late": ngettext_lazy(
        "%(n)s late entry waits for its release",
        "%(n)s late entries wait for their release",
        "counted",
    ),
    "close": ngettext_lazy("%(n)s month is open", "%(n)s months are open", "counted"),
    "open": ngettext_lazy(
        "%(n)s month is to be opened", "%(n)s months are to be opened", "counted"
    ),
    "reviewers": ngettext_lazy(
        "%(n)s office has no reviewer", "%(n)s offices have no reviewer", "counted"
    ),
}


def summary(items: list[TodoItem], *, number: Callable[[int], str] = formats.count) -> str:
    """How many of each kind, in one sentence without its stop; empty where nothing waits."""
    counts = {kind: sum(item.n for item in items if item.kind == kind) for kind in CLAUSES}
    clauses = [
        clause % {"counted": counts[kind], "n": number(counts[kind])}
        for kind, clause in CLAUSES.items()
        if counts[kind]
    ]
    return _t("; ").join(clauses)


def first_due(items: list[TodoItem], rounds: list[ReportingMonth]) -> ReportingMonth | None:
    """The open month that is due first, where an item is due with it."""
    days = {item.due_on for item in items}
    due = [month for month in rounds if month.due_on in days]
    return min(due, key=lambda month: month.due_on, default=None)
