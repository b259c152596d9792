"""The Monday list: one A4."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.figures.viewpoint import viewpoint
from reports.followup.monday.agenda import monday_list
from reports.followup.tasks.rights import may_issue


@require_safe
def monday(request):
    view, today = viewpoint(request), timezone.localdate()
    context = {"view": view, "today": today, "may_issue": may_issue(request.user)}
    if not view.is_published_only:
        context["agenda"] = monday_list(view, today=today)
    return render(request, "followup/monday.html", context)
