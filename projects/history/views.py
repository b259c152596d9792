"""Histories: of one project, of one pairing, of everything."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from aidtrack.web.downloads import download
from pairings.access.reach import reach
from pairings.models import Pairing
from projects.history.entries import history_lines, of_everything, of_pairing, of_projects
from projects.history.export import history
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
    return history_page(request, of_everything(request.user), "", "")


def history_page(request, entries, subject, back):
    export = history(request, entries, subject)
    if answer := download(request, export):
        return answer
    paged = Paginator(entries, AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "subject": subject,
        "back": back,
        "paged": paged,
        "entries": history_lines(paged.object_list),
        "export": export,
    }
    return render(request, "history/list.html", context)
