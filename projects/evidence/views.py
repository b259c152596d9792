"""Files: adding one, serving it to whoever may see what it belongs to, removing it."""

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aidtrack.web.refusing import refusal_as_message, refusal_in_form
from aidtrack.web.returning import next_page
from pairings.models import Pairing
from projects.evidence.files import add_evidence, refuse_unless_may_add
from projects.evidence.forms import EvidenceForm, OwnerForm
from projects.evidence.removal import remove_evidence
from projects.models import Contribution, Evidence, Project, StatusReport, Transfer

# A file opened in the browser runs nothing, loads nothing and has no origin.
POLICY = "sandbox; default-src 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_new(request):
    owner = OwnerForm(request.GET).owner(request.user)
    if owner is None:
        raise Http404
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added(request, form, owner):
        return redirect(next_page(request.GET) or owner_url(owner))
    refuse_unless_may_add(request.user, owner)
    context = {"form": form, "owner_label": owner_label(owner), "owner_url": owner_url(owner)}
    return render(request, "evidence/form.html", context)


def _added(request, form, owner) -> bool:
    details = form.cleaned_data
    with refusal_in_form(form):
        add_evidence(owner=owner, by=request.user, upload=details.pop("file"), **details)
        messages.success(request, _t("The file was added."))
        return True
    return False


@require_safe
def evidence_file(request, key):
    evidence = find(request, key)
    return file_response(evidence, evidence.file, evidence.content_type)


@require_safe
def evidence_thumbnail(request, key):
    evidence = find(request, key)
    return file_response(evidence, evidence.thumbnail, "image/jpeg")


@require_POST
def evidence_removal(request, key):
    evidence = find(request, key)
    with refusal_as_message(request):
        remove_evidence(evidence, by=request.user, reason=request.POST.get("reason", "")[:200])
        messages.success(request, _t("The file was removed."))
    return redirect(owner_url(evidence.owner))


def find(request, key) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.user), key=key)


def file_response(evidence: Evidence, stored_file, content_type: str) -> FileResponse:
    """A stored file as a response; a photograph is shown, anything else is saved by the reader."""
    if not stored_file:
        raise Http404
    try:
        content = stored_file.storage.open(stored_file.name)
    except FileNotFoundError:
        raise Http404 from None
    disposition = "inline" if evidence.kind == Evidence.Kind.PHOTO else "attachment"
    response = FileResponse(content, content_type=content_type)
    plain_name = f"{evidence.key.hex}{evidence.suffix}"
    quoted_name = quote(evidence.original_name, safe="")
    response["Content-Disposition"] = (
        f"{disposition}; filename=\"{plain_name}\"; filename*=UTF-8''{quoted_name}"
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def owner_url(owner) -> str:
    """The page that lists the files of what they belong to."""
    if isinstance(owner, StatusReport):
        return owner.project.get_absolute_url()
    if isinstance(owner, Transfer):
        return reverse("transfers:detail", args=[owner.pk])
    return owner.get_absolute_url()


def owner_label(owner) -> str:
    match owner:
        case StatusReport():
            return f"{owner.project.label} · {owner.month.label}"
        case Transfer():
            return f"{owner.supporter.label} → {owner.receiver.label} · {owner.on}"
        case Pairing():
            return f"{owner.supporter.label} → {owner.recipient.label}"
        case Contribution():
            return f"{owner}"
        case Project():
            return owner.label
