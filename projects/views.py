"""The list of projects and the page of one."""

from django.shortcuts import get_object_or_404, render

from aidtrack.downloads import PARAMETERS, download
from aidtrack.paging import every_row, paged
from pairings.permissions import may
from projects.evidencing import may_add, removable
from projects.exports import details, lists
from projects.filters import ProjectFilter
from projects.histories import RECENT, of_projects, told
from projects.models import Evidence, Project
from projects.progress import list_totals
from projects.tables import ProjectTable
from projects.viewpoint import viewpoint


def project_list(request):
    view = viewpoint(request, further=None)
    narrowed = ProjectFilter(request.GET, viewpoint=view)
    projects = narrowed.rows()
    table = paged(request, ProjectTable(projects))
    totals = list_totals(projects, on=view.on)
    export = lists.project_list(request, view, narrowed, every_row(table), totals)
    if answer := download(request, export):
        return answer
    context = {
        "view": view,
        "filter": narrowed,
        "table": table,
        "totals": totals,
        "export": export,
    }
    return render(request, "projects/list.html", context)


def project_detail(request, code):
    projects = Project.objects.visible_to(request.user)
    programme = get_object_or_404(projects.select_related("programme"), code=code).programme
    view = viewpoint(request, programme=programme, scope="all", further=PARAMETERS)
    project = get_object_or_404(projects.for_detail(request.user, on=view.on), code=code)
    parties = [project.lead_pairing.supporter_id, project.lead_pairing.recipient_id]
    files = Evidence.objects.visible_to(request.user).about(project).for_gallery()
    context = {
        "view": view,
        "project": project,
        "dates": project.facts_on(view.on),
        "stops": project.suspensions.visible_to(request.user).begun(on=view.on),
        "tranches": project.tranches.visible_to(request.user).with_disbursed(on=view.on),
        "rest": project.untranched(),
        "rest_disbursed": project.disbursed_without_tranche(on=view.on),
        "may_record": may(request.user, "record", organisations=parties),
        "transfers": project.transfers.visible_to(request.user).for_statement(on=view.on),
        "reports": project.reports.visible_to(request.user).for_project_page(),
        "history": told(of_projects(projects.filter(pk=project.pk), request.user)[:RECENT]),
        "evidence": files,
        "removable": removable(files, request.user),
        "add_evidence_to": f"project={code}" if may_add(request.user, project) else "",
    }
    context["export"] = export = details.project_page(request, **context)
    return download(request, export) or render(request, "projects/detail.html", context)
