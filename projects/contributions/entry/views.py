"""Entering a contribution, submitting it, deciding on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from aidtrack.web.overwriting import overwriting_refusal, stored_now
from aidtrack.web.refusing import refusal_as_message, refusal_in_form
from aidtrack.web.rows import read_numbers
from projects.contributions.entry.forms import (
    ContributionForm,
    QuantityForms,
    begun_with,
    quantity_begun_with,
)
from projects.contributions.entry.questions import (
    AS_ENTERED,
    PERSON_TIMES,
    unanswered,
)
from projects.contributions.entry.rights import (
    may_enter,
    may_enter_some,
    may_replace,
)
from projects.contributions.entry.saving import (
    ContributionChanged,
    QuantityRefused,
    decide,
    save_contribution,
    submit,
)
from projects.models import Contribution, CountingUnit

# What the names of posted answers to questions begin with.
ANSWER = "answer "


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
    form = ContributionForm(data, user=request.user, stored=stored, initial=initial)
    rows = QuantityForms(
        data,
        prefix="quantity",
        form_kwargs={"units": CountingUnit.objects.visible_to(request.user)},
        initial=[quantity_begun_with(q) for q in copied.quantities.all()] if copied else [],
    )
    open_questions, is_read_back = [], False
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        quantities = _quantities(rows)
        answers = _answers(data)
        contribution = Contribution(**form.row_values(), answers=answers)
        _count_person_times(contribution, quantities)
        open_questions = unanswered(contribution, list(quantities.values()))
        is_read_back = data.get("read", "") == _read_mark(rows)
        if is_read_back and not open_questions:
            saved = _saved(request, form, rows, quantities, answers, stored)
            if saved:
                return redirect(saved)
    context = {
        "form": form,
        "rows": rows,
        "stored": stored,
        "questions": open_questions,
        "answers": _answers(data or {}),
        "read": _read_mark(rows) if data is not None and rows.is_valid() else "",
    }
    return render(request, "contributions/entry.html", context)


def _quantities(rows) -> dict:
    quantities = {number: row.quantity() for number, row in enumerate(rows)}
    return {number: quantity for number, quantity in quantities.items() if quantity}


def _read_mark(rows) -> str:
    """What was read from the lines: it is saved once it was on show."""
    return " | ".join(filter(None, (row.read_back for row in rows)))


def _answers(data) -> dict[str, str]:
    return {
        name.removeprefix(ANSWER): data[name]
        for name in data
        if name.startswith(ANSWER) and data[name] in (AS_ENTERED, PERSON_TIMES)
    }


def _count_person_times(contribution: Contribution, quantities: dict):
    """Takes the other unit where that is what the person answered."""
    questions = unanswered(Contribution(**_asked_of(contribution)), list(quantities.values()))
    chosen = {
        question.code
        for question in questions
        if contribution.answers.get(question.code) == PERSON_TIMES
    }
    if not chosen:
        return
    person_times = CountingUnit.objects.get(code=PERSON_TIMES)
    for quantity in quantities.values():
        number = quantity.low if quantity.low is not None else quantity.planned
        code = f"person times {number.normalize():f} {quantity.of_whom}".strip()
        if code in chosen and quantity.counting_unit.code == "person":
            quantity.counting_unit = person_times


def _asked_of(contribution: Contribution) -> dict:
    names = ("form", "starts_on", "ends_on", "precision")
    return {name: getattr(contribution, name) for name in names}


def _saved(request, form, rows, quantities, answers, stored) -> Contribution | None:
    """None where it was refused, with the sentences at their fields."""
    submits = request.POST.get("do") == "submit"
    with refusal_in_form(form):
        try:
            contribution = save_contribution(
                user=request.user,
                values=form.row_values() | {"answers": answers},
                quantities=quantities,
                key=form.cleaned_data["key"],
                stored=stored,
                seen_version=form.cleaned_data["version"] or 0,
                submits=submits,
            )
        except QuantityRefused as refusal:
            rows[refusal.number].add_error("done", refusal.sentences)
            return None
        except ContributionChanged as changed:
            _show_both(form, changed.contribution)
            return None
        messages.success(request, _t("It was submitted.") if submits else _t("Draft saved."))
        return contribution
    return None


def _show_both(form, current: Contribution):
    """What is stored now stands at each field that differs; saving again keeps what was typed."""
    person = current.authors.order_by("pk").last() or current.entered_by
    stored = begun_with(current)
    for name in form.changed_data:
        if name in stored and name not in ("version", "key", "replaces"):
            form.add_error(name, stored_now(_stored_words(form, name, stored[name])))
    form.add_error(None, overwriting_refusal(person, current.saved_at))
    form.data = form.data.copy()
    form.data["version"] = current.version


def _stored_words(form, name: str, value) -> str:
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value) or "—")


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
