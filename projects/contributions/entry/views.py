"""Entering a contribution, submitting it, deciding on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from aidtrack.web.refusing import refusal_as_message
from aidtrack.web.rows import read_numbers
from projects.contributions.entry.forms import (
    ContributionForm,
    QuantityForms,
    begun_with,
    quantity_begun_with,
)
from projects.contributions.entry.posting import ContributionEntry
from projects.contributions.entry.rights import (
    may_enter,
    may_enter_some,
    may_replace,
)
from projects.contributions.entry.saving import decide, submit
from projects.models import Contribution, CountingUnit


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_new(request):
    if not may_enter_some(request.user):
        raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
    initial, replaced = {}, _named(request, "replaces")
    if replaced:
        if not may_replace(request.user, replaced):
            raise PermissionDenied(_t("Only a verified contribution is replaced: change this one."))
        initial = begun_with(replaced) | {"replaces": replaced.ref, "version": None}
    elif whole := _named(request, "part_of"):
        initial = begun_with(whole) | {"part_of": whole.ref, "title": "", "version": None}
    elif whose := request.GET.get("whose"):
        initial = {"whose": whose}
    return entry_page(request, initial=initial, copied=replaced)


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_change(request, ref):
    stored = find(request, ref)
    if not may_enter(request.user, stored):
        raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
    return entry_page(request, initial=begun_with(stored), stored=stored, copied=stored)


def find(request, ref) -> Contribution:
    visible = Contribution.objects.visible_to(request.user)
    related = visible.select_related("scheme", "pairing__supporter", "pairing__recipient")
    return get_object_or_404(related, ref=ref)


def _named(request, name: str) -> Contribution | None:
    """The contribution that the address names. Raises Http404 where there is none."""
    ref = request.GET.get(name, "")
    if ref and not (ref.isascii() and ref.isprintable()):
        raise Http404
    return find(request, ref) if ref else None


def entry_page(request, *, initial, stored=None, copied=None):
    data = request.POST if request.method == "POST" else None
    rows = QuantityForms(
        data,
        prefix="quantity",
        form_kwargs={"units": CountingUnit.objects.visible_to(request.user)},
        initial=[quantity_begun_with(q) for q in copied.quantities.all()] if copied else [],
    )
    form = ContributionForm(data, user=request.user, stored=stored, initial=initial)
    entry = ContributionEntry(form, list(rows), data or {}, stored)
    if data is not None and rows.is_valid():
        submits = data.get("do") == "submit"
        if saved := entry.save(user=request.user, submits=submits):
            messages.success(request, _t("It was submitted.") if submits else _t("Draft saved."))
            return redirect(saved)
    context = {"entry": entry, "form": form, "rows": rows, "stored": stored, "read": entry.read}
    return render(request, "contributions/entry.html", context)


@require_POST
def contribution_submission(request, ref):
    contribution = find(request, ref)
    with refusal_as_message(request):
        submit(
            user=request.user,
            contribution=contribution,
            seen_version=_seen_version(request),
        )
        messages.success(request, _t("It was submitted."))
    return redirect(contribution)


@require_POST
def contribution_decision(request, ref):
    contribution = find(request, ref)
    verifies = request.POST.get("do") == "verify"
    with refusal_as_message(request):
        decide(
            user=request.user,
            contribution=contribution,
            seen_version=_seen_version(request),
            verifies=verifies,
            reason=request.POST.get("reason", "")[:300],
        )
        words = _t("%(ref)s was verified.") if verifies else _t("%(ref)s was returned.")
        messages.success(request, words % {"ref": contribution.ref})
    if request.POST.get("from") == "review":
        query = request.POST.get("query", "")
        return redirect(f"{reverse('contributions:review')}{'?' if query else ''}{query}")
    return redirect(contribution)


def _seen_version(request) -> int:
    """0, which no version is, for anything but a number."""
    numbers = read_numbers([request.POST.get("version", "")])
    return numbers[0] if numbers else 0
