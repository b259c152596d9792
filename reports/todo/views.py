"""The start page of whoever works: what is theirs to do."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from aidtrack.values import formats
from pairings.access.navigation import works
from reports.todo.beside import coming_days, month_states, own_waiting, told_of_own
from reports.todo.items import sections
from reports.todo.waiting import open_months
from reports.todo.work import first_due, pieces, summary, work


def bold(n: int) -> str:
    return format_html("<strong>{}</strong>", formats.count(n))


@require_safe
def to_do(request):
    user, today = request.user, timezone.localdate()
    items = work(user, on=today)
    months = open_months(user) if works(user) else []
    due_months = [month for month in months if not month.lacks_projects]
    context = {
        "today": today,
        "is_working": works(user),
        "pieces": pieces(items),
        "summary": mark_safe(summary(items, number=bold)),  # noqa: S308 -- numbers in our own words
        "first_due": first_due(items, due_months),
        "sections": sections(items, on=today),
        "months": month_states(user, months, on=today),
        "days": coming_days(user, due_months, on=today),
        "decisions": told_of_own(user),
        "own_waiting": own_waiting(user),
    }
    return render(request, "todo/list.html", context)
