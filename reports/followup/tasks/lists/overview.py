"""The follow-up at a glance: what waits for the reader, what is warned of, what is open."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pairings.models import Organisation
from projects.figures.viewpoint import NoProgramme, viewpoint
from reports.followup.tasks import waiting
from reports.followup.tasks.lists.measures import (
    AGES,
    TASK_MEASURES,
    TaskCounts,
    age_label,
    counts_by,
    task_facts,
)
from reports.followup.tasks.lists.rows import for_list, listed_standing, subject_of
from reports.followup.tasks.rights import may_issue
from reports.followup.warnings.pages.counts import warnings_by_row
from reports.models import Task


@require_safe
def overview(request):
    user, today = request.user, timezone.localdate()
    visible = Task.objects.visible_to(user)
    facts = task_facts(visible, on=today)
    offices = Organisation.objects.in_bulk({task.office for task in facts})
    context = {
        "today": today,
        "waiting": waiting_lines(user, today=today),
        "counts": TaskCounts("", facts),
        "by_office": counts_by("office", facts, offices),
        "by_origin": counts_by("origin", facts, offices),
        "ages": [age_label(*age) for age in AGES],
        "measures": TASK_MEASURES,
        "may_issue": may_issue(user),
        **warned(request, today=today),
    }
    return render(request, "followup/overview.html", context)


def warned(request, *, today) -> dict:
    """The warnings as of the day that the address names; nothing without a programme."""
    try:
        view = viewpoint(request)
    except NoProgramme:
        return {}
    return {"view": view, "warned": warnings_by_row(view, today=today)}


def waiting_lines(user, *, today) -> list[tuple[str, list]]:
    """What waits for the reader by kind, none without any: (kind, lines); a line is the task, what
    it is about, its standing, and the answer or the request of which it is.
    """
    kinds = [
        ("judge", waiting.to_judge(user)),
        ("decide", waiting.to_decide(user)),
        ("release", waiting.to_release(user)),
    ]
    lines = [(kind, _lines_of(rows, today)) for kind, rows in kinds]
    owed = for_list(waiting.to_answer(user, on=today))
    lines.append(("answer", [_line(task, today) for task in owed]))
    return [(kind, of_kind) for kind, of_kind in lines if of_kind]


def _lines_of(rows, today) -> list:
    """Of answers or requests, in their order."""
    rows = list(rows)
    tasks = for_list(Task.objects.with_standing(on=today)).in_bulk([row.task_id for row in rows])
    return [_line(tasks[row.task_id], today, row) for row in rows]


def _line(task: Task, today, row=None) -> tuple:
    return task, subject_of(task), listed_standing(task, today=today), row
