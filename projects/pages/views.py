"""The list of projects and the page of one."""

from dataclasses import replace

from django.apps import apps
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.paging import every_row, paged
from pairings.access.permissions import TABLE, Standing, may
from pairings.access.roles import role_words
from pairings.models import Membership
from projects.evidence.gallery import gallery
from projects.figures.last_change import last_changed
from projects.figures.totals import list_totals
from projects.figures.viewpoint import viewpoint
from projects.figures.waiting import waiting_of_project
from projects.history.entries import of_project, recent_history
from projects.models import (
    Acceptance,
    Contribution,
    Evidence,
    Exemption,
    LateEntry,
    Project,
    ReportingMonth,
    StatusReport,
    Transfer,
)
from projects.money.acceptors import with_acceptors
from projects.month.statements import pasts, with_marks
from projects.pages import export as exports
from projects.pages.filters import ProjectFilter
from projects.pages.tables import ProjectTable
from projects.permissions import FIELDS


@require_safe
def permissions(request):
    """The table of permissions that the program itself uses."""
    rules = [
        (
            {"label": rule.label, "fields": _changed_fields(rule.action)},
            [role_words(roles) for roles in rule.roles_by_cell],
        )
        for rule in TABLE
    ]
    export = exports.permissions(request, list(Standing), rules)
    if answer := download(request, export):
        return answer
    context = {
        "export": export,
        "below_the_scheme": exports.BELOW_THE_SCHEME,
        "standings": list(Standing),
        "rules": rules,
        "memberships": Membership.objects.filter(user=request.user).select_related("organisation"),
    }
    return render(request, "pages/permissions.html", context)


def _changed_fields(action: str) -> list[str]:
    """The fields that an action changes, by their labels."""
    labels = {"acceptance": str(Acceptance._meta.verbose_name)}
    meeting = apps.get_model("reports", "Meeting")
    for model in (
        meeting,
        LateEntry,
        Contribution,
        Exemption,
        ReportingMonth,
        Transfer,
        Project,
        StatusReport,
    ):
        own = [*model._meta.concrete_fields, *model._meta.many_to_many]
        labels |= {field.name: str(field.verbose_name) for field in own}
    return [labels[name] for name in FIELDS.get(action, ())]


@require_safe
def project_list(request):
    view = viewpoint(request, further=None)
    narrowed = ProjectFilter(request.GET, viewpoint=view)
    projects = narrowed.rows()
    table = paged(request, ProjectTable(projects))
    totals = list_totals(projects, on=view.on)
    export = exports.project_list(request, view, narrowed, every_row(table), totals)
    if answer := download(request, export):
        return answer
    context = {
        "view": view,
        "filter": narrowed,
        "table": table,
        "totals": totals,
        "export": export,
    }
    return render(request, "pages/list.html", context)


@require_safe
def project_detail(request, code):
    visible = Project.objects.visible_to(request.user).select_related("programme")
    fetched = get_object_or_404(visible, code=code)
    # Whoever sees a project sees all that hangs on it: nothing below asks again who it is.
    alone, programme = Project.objects.filter(pk=fetched.pk), fetched.programme
    view = viewpoint(request, programme=programme, scope="all", further=PARAMETERS)
    view = replace(view, narrow=lambda population: alone)
    project = alone.for_detail(request.user, on=view.on).get()
    transfers = project.transfers.all()
    reports = project.reports.for_project_page()
    statement = with_acceptors(transfers.for_statement())
    past = pasts(programme, [project])[project.pk]
    parties = [project.lead_pairing.supporter_id, project.lead_pairing.recipient_id]
    files = Evidence.objects.about(project).for_gallery()
    context = {
        "view": view,
        "project": project,
        "changed_at": last_changed(programme, alone, transfers),
        "dates": project.facts_on(view.on),
        "stops": project.suspensions.begun(on=view.on),
        "tranches": project.tranches.with_disbursed(on=view.on),
        "rest": project.untranched(),
        "rest_disbursed": project.disbursed_without_tranche(on=view.on),
        "waiting": waiting_of_project(project, on=view.on),
        "may_record": may(request.user, "record", organisations=parties),
        "transfers": [(t, who) for t, who in statement if t.on <= view.on],
        "later_transfers": [(t, who) for t, who in statement if t.on > view.on],
        "reports": with_marks(reports.ended(on=view.on), past),
        "later_reports": with_marks(reports.after(view.on), past),
        "history": recent_history(of_project(project), on=view.on),
        "gallery": gallery(files, project, f"project={code}", user=request.user),
    }
    context["export"] = export = exports.project_page(request, **context)
    return download(request, export) or render(request, "pages/detail.html", context)
