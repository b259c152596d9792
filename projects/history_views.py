"""Histories: of one project, of one pairing, of everything."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from aidtrack.downloads import download
from pairings.models import Membership, Pairing
from pairings.permissions import TABLE, Standing
from pairings.reach import reach
from pairings.roles import Role
from projects.exports import work
from projects.exports.histories import history
from projects.histories import of_everything, of_pairing, of_projects, told
from projects.models import Exemption, Project, ReportingMonth, StatusReport, Transfer
from projects.permissions import FIELDS

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
        "entries": told(paged.object_list),
        "export": export,
    }
    return render(request, "projects/history.html", context)


def permissions(request):
    """The table of who may change what, as the program goes by it."""
    rules = [
        (
            {"label": rule.label, "named": _named(rule.action)},
            [Role(role).label if role else "" for role in rule.roles],
        )
        for rule in TABLE
    ]
    export = work.permissions(request, list(Standing), rules)
    if answer := download(request, export):
        return answer
    context = {
        "export": export,
        "standings": list(Standing),
        "rules": rules,
        "memberships": Membership.objects.filter(user=request.user).select_related("organisation"),
    }
    return render(request, "projects/permissions.html", context)


def _named(action: str) -> list[str]:
    """The fields that an action changes, by their labels."""
    named = {}
    for model in (Exemption, ReportingMonth, Transfer, Project, StatusReport):
        own = [*model._meta.concrete_fields, *model._meta.many_to_many]
        named |= {field.name: str(field.verbose_name) for field in own}
    return [named.get(name, name) for name in FIELDS.get(action, ())]
