"""The page of one task, and an address for each deed on it."""

import re
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from aidtrack.web.refusing import refusal_in_form
from projects.evidence.views import file_response
from projects.models import Evidence
from reports.followup.tasks.answering import (
    accept,
    answer,
    close,
    release,
    send_back,
    unreturned_answer,
)
from reports.followup.tasks.extending import ask_for_time, decide, waiting_request
from reports.followup.tasks.forms import (
    AcceptForm,
    AnswerForm,
    DecisionForm,
    DeedForm,
    ExtensionForm,
    ReleaseForm,
    ReturnForm,
    TaskClosingForm,
)
from reports.followup.tasks.quotations import quotation_of, value_now
from reports.followup.tasks.sheet import (
    closer_of,
    forms_offered,
    issuer_of,
    last_return,
    reasons,
    state_mark,
    steps,
    subject_of,
    timing_mark,
)
from reports.models import Task
from reports.models.task_states import standing_of

NUMBER = re.compile(r"(\d{4})-(\d{3,9})")


@require_safe
def task_detail(request, number):
    return _page(request, find_task(request.user, number))


def find_task(user, number: str) -> Task:
    """The task of a number as printed. Raises Http404."""
    match = NUMBER.fullmatch(number)
    if match is None:
        raise Http404
    year, sequence = map(int, match.groups())
    tasks = Task.objects.visible_to(user).for_page()
    task = get_object_or_404(tasks, year=year, sequence=sequence)
    if task.number != number:
        raise Http404
    return task


def _page(request, task: Task, posted: DeedForm | None = None):
    """``posted`` is the form of a deed that was not done: it stays on the page as it was typed."""
    user, today = request.user, timezone.localdate()
    standing = standing_of(task, on=today)
    forms = forms_offered(user, task, on=today)
    if posted:
        forms[posted.deed] = posted
    sheet = {
        "task": task,
        "standing": standing,
        "state": state_mark(standing),
        "timing": timing_mark(standing),
        "subject": subject_of(task, user),
        "issuer": issuer_of(task),
        "closer": closer_of(task) if task.closed_at else "",
        "quotation": quotation_of(task),
        "now": value_now(task, today=today),
        "answers": task.answers.all(),
        "extensions": task.extensions.all(),
    }
    deeds = {
        "number": task.number,
        "forms": forms,
        "reasons": reasons(user, task, on=today),
        "answer": unreturned_answer(task),
        "returned": last_return(task),
        "request": waiting_request(task),
    }
    context = {
        "sheet": sheet,
        "deeds": deeds,
        "steps": steps(task, standing),
        "posted": posted,
    }
    return render(request, "followup/task.html", context)


def _do(request, number: str, form: DeedForm, deed: Callable[[], object], sentence: str):
    """Does the deed and says so on the page of the task; else shows the form again."""
    if form.is_valid():
        with refusal_in_form(form):
            deed(**{name: form.cleaned_data[name] for name in form.fields})
            messages.success(request, sentence)
            return redirect("follow-up:task", number)
    return _page(request, find_task(request.user, number), form)


@require_POST
def task_acceptance(request, number):
    deed = partial(accept, user=request.user, task=find_task(request.user, number))
    return _do(request, number, AcceptForm(request.POST), deed, _t("The task was accepted."))


@require_POST
def task_answer(request, number):
    task = find_task(request.user, number)

    def deed(file, **details):
        return answer(user=request.user, task=task, files=file, **details)

    form = AnswerForm(request.POST, {"file": request.FILES.getlist("file")})
    return _do(request, number, form, deed, _t("The answer was sent to your reviewer."))


@require_POST
def task_release(request, number, pk):
    row = get_object_or_404(find_task(request.user, number).answers, pk=pk)
    deed = partial(release, user=request.user, answer=row)
    form = ReleaseForm(request.POST, row=row)
    return _do(request, number, form, deed, _t("The answer was released."))


@require_POST
def task_return(request, number, pk):
    row = get_object_or_404(find_task(request.user, number).answers, pk=pk)
    deed = partial(send_back, user=request.user, answer=row)
    form = ReturnForm(request.POST, row=row)
    return _do(request, number, form, deed, _t("The answer was returned."))


@require_POST
def task_closing(request, number):
    deed = partial(close, user=request.user, task=find_task(request.user, number))
    return _do(request, number, TaskClosingForm(request.POST), deed, _t("The task was closed."))


@require_POST
def task_extension(request, number):
    today, task = timezone.localdate(), find_task(request.user, number)
    deed = partial(ask_for_time, user=request.user, task=task, on=today)
    return _do(request, number, ExtensionForm(request.POST), deed, _t("More time was asked for."))


@require_POST
def task_decision(request, number, pk):
    row = get_object_or_404(find_task(request.user, number).extensions, pk=pk)
    deed = partial(decide, user=request.user, extension=row)
    form = DecisionForm(request.POST, row=row)
    return _do(request, number, form, deed, _t("The decision was saved."))


@require_safe
def task_file(request, number, key):
    evidence = _evidence(request.user, number, key)
    return file_response(evidence, evidence.file, evidence.content_type)


@require_safe
def task_thumbnail(request, number, key):
    evidence = _evidence(request.user, number, key)
    return file_response(evidence, evidence.thumbnail, "image/jpeg")


def _evidence(user, number: str, key) -> Evidence:
    """A file of an answer is seen with its task, by its issuer too, whose ever file it is."""
    answers = find_task(user, number).answers.order_by()
    files = Evidence.objects.filter(pk__in=answers.values("evidence"))
    return get_object_or_404(files, key=key)
