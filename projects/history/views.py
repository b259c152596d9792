"""Histories: of one project, of one pairing, of everything."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from pairings.access.reach import reach
from pairings.models import Pairing
from projects.history.entries import history_lines, of_everything, of_pairing, of_projects
from projects.history.export import history
from projects.history.filters import HistoryFilter
from projects.models import Project

AT_ONCE = 50


def project_history(request, code):
    projects = Project.objects.visible_to(request.user)
    project = get_object_or_404(projects, code=code)
    entries = of_projects(projects.filter(pk=project.pk), request.user)
    return history_page(request, entries, project.label, project.get_absolute_url())


def pairing_history(request, ref):
    pairings = Pairing.objects.visible_to(request.user).select_related("supporter", "recipient")
    pairing = get_object_or_404(pairings, ref=ref)
    subject = f"{pairing.supporter.label} → {pairing.recipient.label}"
    return history_page(
        request, of_pairing(pairing, request.user), subject, pairing.get_absolute_url()
    )


def whole_history(request):
    if not reach(request.user).everything:
        raise Http404("for auditors and administrators")
    narrowed = HistoryFilter(request.GET, queryset=of_everything(request.user), user=request.user)
    return history_page(request, narrowed.rows(), "", "", narrowed)


def history_page(request, entries, subject, back, narrowed=None):
    export = history(request, entries, subject, narrowed and narrowed.form)
    if answer := download(request, export):
        return answer
    paged = page_of(request, entries, per_page=AT_ONCE)
    context = {
        "subject": subject,
        "back": back,
        "filter": narrowed,
        "paged": paged,
        "entries": history_lines(paged.object_list),
        "export": export,
    }
    return render(request, "history/list.html", context)
