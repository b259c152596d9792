"""Loading a spreadsheet: upload, preview, acceptance, undoing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aidtrack.spreadsheets.writing.marking_in_place import marked_file
from aidtrack.web.downloads import download
from aidtrack.web.refusing import refusal_as_message, refusal_in_form
from reports.loads import loading
from reports.loads.examining import Preview
from reports.loads.export import load_records
from reports.loads.forms import AnswersForm, UploadForm
from reports.loads.kinds import KINDS
from reports.loads.loaded_money import loaded_money
from reports.loads.pages.after import answers_in_words, next_steps, unread_parts
from reports.loads.pages.amounts import file_units, sums_in_words
from reports.loads.pages.outcome import NAMED, figures, heading, in_the_way, unread_in_words
from reports.loads.undoing import undo, why_not_undo
from reports.loads.words import changes_by_model
from reports.models import Load

ANY_FILE = "application/octet-stream"
# Opened against all odds, it runs nothing, loads nothing and has no origin.
POLICY = "sandbox; default-src 'none'"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Loads on the list, problems and sums on a preview.
LISTED, PROBLEMS, SUMS = 30, 200, 60


@require_http_methods(["GET", "HEAD", "POST"])
def load_list(request):
    initial = {"kind": request.GET.get("kind")}
    form = UploadForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial
    )
    if request.method == "POST":
        if not form.is_offered:
            raise PermissionDenied(_t("Only recorders and administrators can import files."))
        if form.is_valid() and (load := _uploaded(request, form)):
            return redirect(load)
    loads = Load.objects.visible_to(request.user).select_related("uploaded_by", "accepted_by")
    export = load_records(request, loads)
    if request.method == "GET" and (answer := download(request, export)):
        return answer
    listed = [(load, KINDS[load.kind]) for load in loads[:LISTED] if load.kind in KINDS]
    return render(request, "loads/list.html", {"form": form, "loads": listed, "export": export})


def _uploaded(request, form: UploadForm) -> Load | None:
    file = form.cleaned_data["file"]
    kind = KINDS[form.cleaned_data["kind"]]
    with refusal_in_form(form, "file"):
        load, _preview = loading.preview(
            kind, file.read(), file.name, user=request.user, choices=form.chosen()
        )
        return load
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def load_detail(request, key):
    """The preview of a waiting file for whoever uploaded it; else what the load wrote."""
    load = find(request, key)
    if not _waits_for(load, request.user):
        if request.method == "POST":
            raise PermissionDenied(_t("Only the person who uploaded the file can answer."))
        return render(request, "loads/detail.html", _record(request, load))
    with refusal_as_message(request):
        preview = loading.look_again(KINDS[load.kind], load, user=request.user)
        form = AnswersForm(
            request.POST or None, preview=preview, user=request.user, chosen=load.choices
        )
        if request.method == "POST" and form.is_valid():
            loading.choose(KINDS[load.kind], load, user=request.user, choices=form.chosen())
            return redirect(load)
        return render(request, "loads/preview.html", _previewed(load, preview, form))
    return render(request, "loads/detail.html", _record(request, load))


def find(request, key) -> Load:
    load = get_object_or_404(
        Load.objects.visible_to(request.user).select_related(
            "uploaded_by", "accepted_by", "undone_by"
        ),
        key=key,
    )
    if load.kind not in KINDS:
        raise Http404
    return load


def _waits_for(load: Load, user) -> bool:
    return load.state == Load.State.PREVIEWED and load.uploaded_by_id == user.pk


def _record(request, load: Load) -> dict:
    kind = KINDS[load.kind]
    return {
        "load": load,
        "kind": kind,
        "has_file": load.file.storage.exists(load.file.name),
        "counts": load.counts.values(),
        "next_steps": next_steps(load, request.user),
        "answers": answers_in_words(load),
        "unread": unread_in_words(unread_parts(load), None),
        "money": loaded_money(load, request.user),
        "reports": kind.after and kind.after(load, request.user),
        "not_undoable": why_not_undo(kind, load, request.user),
        "is_accepted": load.state == Load.State.ACCEPTED,
        "may_cancel": _waits_for(load, request.user),
    }


def _previewed(load: Load, preview: Preview, form: AnswersForm) -> dict:
    units = file_units(preview)
    return {
        "load": load,
        "kind": preview.kind,
        "preview": preview,
        "problems": preview.problems[:PROBLEMS],
        "sums": sums_in_words(preview.plan.sums[:SUMS], units),
        "differing": [s for s in preview.plan.sums if s.verdict == "differs"],
        "notes": preview.plan.notes[:PROBLEMS],
        "model_changes": changes_by_model(preview.plan, units),
        "form": form,
        "questions": form.groups(),
        "heading": heading(preview),
        "in_the_way": in_the_way(preview),
        "figures": list(figures(preview)),
        "unread": unread_in_words(preview.unread),
        "unread_more": max(0, len(preview.unread) - NAMED),
    }


def _answered_anew(request, load: Load) -> bool:
    """Takes answers that were changed on the page; then there is another preview to look at."""
    if "asked" not in request.POST or not _waits_for(load, request.user):
        return False
    preview = loading.look_again(KINDS[load.kind], load, user=request.user)
    form = AnswersForm(request.POST, preview=preview, user=request.user, chosen=load.choices)
    if not any(name in request.POST for name in form.changed_data):
        return False
    if form.is_valid():
        loading.choose(KINDS[load.kind], load, user=request.user, choices=form.chosen())
    return True


@require_POST
def acceptance(request, key):
    load = find(request, key)
    with refusal_as_message(request):
        if _answered_anew(request, load):
            sentence = _t("Your answers have changed what would be saved: check it before saving.")
            messages.info(request, sentence)
            return redirect(load)
        loading.accept(KINDS[load.kind], load, user=request.user)
        messages.success(request, _t("The file was imported."))
    return redirect(load)


@require_POST
def abandonment(request, key):
    load = find(request, key)
    with refusal_as_message(request):
        loading.abandon(load, user=request.user)
        messages.success(request, _t("Cancelled: nothing was saved."))
        return redirect("loads:list")
    return redirect(load)


@require_POST
def undoing(request, key):
    load = find(request, key)
    with refusal_as_message(request):
        undo(KINDS[load.kind], load, user=request.user)
        messages.success(request, _t("The import was undone."))
    return redirect(load)


@require_safe
def marked(request, key):
    """The file as a workbook with its bad cells marked, for whoever uploaded it."""
    load = find(request, key)
    if not _waits_for(load, request.user):
        raise Http404
    with refusal_as_message(request):
        preview = loading.look_again(KINDS[load.kind], load, user=request.user)
        content = loading.stored_bytes(load, load.file.name)
        copy = marked_file(content, loading.stored_book(load), preview.problems)
        response = HttpResponse(copy, content_type=WORKBOOK)
        response["Content-Disposition"] = f'attachment; filename="{load.kind}-marked.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response
    return redirect(load)


@require_safe
def original(request, key):
    """The file as it was uploaded, for whoever may read its load; the browser only saves it."""
    load = find(request, key)
    try:
        content = load.file.storage.open(load.file.name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=load.file_name, content_type=ANY_FILE
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
