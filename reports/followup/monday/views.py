"""The Monday list: one A4."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import PARAMETERS, download
from projects.figures.viewpoint import viewpoint
from reports.followup.monday import export as exports
from reports.followup.monday.agenda import monday_list
from reports.followup.tasks.rights import may_issue


@require_safe
def monday(request):
    view, today = viewpoint(request, further=PARAMETERS), timezone.localdate()
    agenda = None if view.is_published_only else monday_list(view, today=today)
    export = exports.monday(request, view, agenda, today=today)
    if answer := download(request, export):
        return answer
    context = {
        "view": view,
        "today": today,
        "may_issue": may_issue(request.user),
        "agenda": agenda,
        "export": export,
    }
    return render(request, "followup/monday.html", context)
