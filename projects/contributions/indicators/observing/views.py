"""Entering an observation, or one that replaces another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from aidtrack.values.formats import day as day_in_words
from aidtrack.web.refusing import refusal_in_form
from projects.contributions.entry.questions import AS_ENTERED, AidQuestion
from projects.contributions.indicators.identity import BASELINE, is_early
from projects.contributions.indicators.lines import ObservationLine
from projects.contributions.indicators.observing.forms import ObservationForm, begun_from
from projects.contributions.indicators.observing.rights import EnterableSubjects, subject_of
from projects.contributions.indicators.observing.saving import OtherValueStored, save_observation
from projects.models import Indicator, Observation

# What the names of posted answers to questions begin with, and those about another value.
ANSWER, REPLACES = "answer ", "replaces "


@require_http_methods(["GET", "HEAD", "POST"])
def observation_new(request, code):
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), code=code)
    subjects = EnterableSubjects(request.user)
    replaced = _replaced(request, indicator)
    if not subjects.may_be_any or (replaced and not subjects.may_enter(subject_of(replaced))):
        raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
    form = ObservationForm(
        request.POST if request.method == "POST" else None,
        indicator=indicator,
        subjects=subjects,
        replaced=replaced,
        initial=begun_from(replaced) if replaced else {},
    )
    questions = []
    if form.is_bound and form.is_valid():
        questions, saved = _asked_or_saved(request, form)
        if saved:
            return redirect(indicator)
    context = {
        "indicator": indicator,
        "form": form,
        "replaced": replaced and ObservationLine(replaced, replaced.subject.label),
        "questions": questions,
        "answers": _answers(request.POST),
        "read": form.read_back if form.is_bound else "",
    }
    return render(request, "contributions/observation_entry.html", context)


def _replaced(request, indicator: Indicator) -> Observation | None:
    """The observation that the address names. Raises Http404 where there is none."""
    ref = request.GET.get("replaces", "")
    if not ref:
        return None
    if not (ref.isascii() and ref.isprintable()):
        raise Http404
    visible = Observation.objects.visible_to(request.user).with_subjects()
    return get_object_or_404(visible.filter(indicator=indicator), ref=ref)


def _asked_or_saved(request, form: ObservationForm) -> tuple[list[AidQuestion], bool]:
    """What is to be answered first, and whether it was saved."""
    answers, values = _answers(request.POST), form.row_values()
    if is_early(values, form.subject, form.subjects.pairings):
        question = _early_question(values, is_free=form.replaced is None)
        answer = answers.get(question.code)
        if answer not in dict(question.choices):
            return [question], False
        values["role"] = BASELINE if answer == BASELINE else values["role"]
    if request.POST.get("read", "") != form.read_back:
        return [], False
    agreed = [code.removeprefix(REPLACES) for code in answers if code.startswith(REPLACES)]
    try:
        with refusal_in_form(form):
            _row, is_new = save_observation(
                user=request.user,
                values=values,
                subjects=form.subjects,
                replaces=form.replaced,
                agreed=agreed[-1] if agreed else "",
            )
            messages.success(request, _words_of(is_new))
            return [], True
    except OtherValueStored as other:
        return [_replacing_question(other.row)], False
    return [], False


def _words_of(is_new: bool) -> str:
    if is_new:
        return _t("It was saved, and counts once a reviewer of a party has verified it.")
    return _t("It is recorded already: nothing was changed.")


def _answers(data) -> dict[str, str]:
    return {
        name.removeprefix(ANSWER): data[name]
        for name in data
        if name.startswith(ANSWER) and data[name] in (AS_ENTERED, BASELINE)
    }


def _early_question(values: dict, *, is_free: bool) -> AidQuestion:
    """``is_free``: it may be from before, too."""
    choices = [(AS_ENTERED, _t("Yes, it is right"))]
    if is_free:
        choices.append((BASELINE, _t("It is the value from before")))
    sentence = _t("It is said to be from after, and is older than the pairing: is that right?")
    return AidQuestion(f"early {values['on']}", sentence, tuple(choices))


def _replacing_question(row: Observation) -> AidQuestion:
    words = {"day": day_in_words(row.on), "value": ObservationLine(row, "").value}
    sentence = _t("There is another value of %(day)s already, %(value)s: is it to be replaced?")
    choices = ((AS_ENTERED, _t("Yes, by what I entered; both stay on record")),)
    return AidQuestion(f"{REPLACES}{row.ref}", sentence % words, choices)
