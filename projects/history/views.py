"""Histories: of one project, of one pairing, of everything."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from pairings.access.reach import reach
from pairings.models import Pairing
from projects.history.entries import (
    history_lines,
    of_contribution,
    of_everything,
    of_pairing,
    of_project,
)
from projects.history.export import audit_export, history
from projects.history.filters import AuditListForm, HistoryFilter
from projects.history.lists import LISTS
from projects.models import Contribution, Project

AT_ONCE = 50


@require_safe
def project_history(request, code):
    projects = Project.objects.visible_to(request.user)
    project = get_object_or_404(projects, code=code)
    entries = of_project(project)
    return history_page(request, entries, project.label, project.get_absolute_url())


@require_safe
def pairing_history(request, ref):
    pairings = Pairing.objects.visible_to(request.user).select_related("supporter", "recipient")
    pairing = get_object_or_404(pairings, ref=ref)
    subject = f"{pairing.supporter.label} → {pairing.recipient.label}"
    return history_page(request, of_pairing(pairing), subject, pairing.get_absolute_url())


@require_safe
def contribution_history(request, ref):
    contribution = get_object_or_404(Contribution.objects.visible_to(request.user), ref=ref)
    entries = of_contribution(contribution, request.user)
    return history_page(request, entries, f"{contribution}", contribution.get_absolute_url())


@require_safe
def whole_history(request):
    _refuse_unless_all_is_seen(request.user)
    narrowed = HistoryFilter(request.GET, queryset=of_everything(request.user), user=request.user)
    return history_page(request, narrowed.rows(), "", "", narrowed)


@require_safe
def history_list(request, name):
    """A ready list of what an audit asks for."""
    _refuse_unless_all_is_seen(request.user)
    audit_list = LISTS.get(name)
    if audit_list is None:
        raise Http404(name)
    form = AuditListForm(request.GET)
    if not form.is_valid():
        raise WrongAddress(form=form)
    rows = audit_list.between(audit_list.rows(request.user), *form.moments)
    export = audit_export(request, audit_list, rows, form)
    if answer := download(request, export):
        return answer
    paged = page_of(request, rows, per_page=AT_ONCE)
    context = {
        "list": audit_list,
        "form": form,
        "is_narrowed": any(form.moments),
        "lines": audit_list.lines(paged.object_list),
        "paged": paged,
        "export": export,
    }
    return render(request, "history/audit.html", context)


def _refuse_unless_all_is_seen(user):
    if not reach(user).everything:
        raise Http404("for auditors and administrators")


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
