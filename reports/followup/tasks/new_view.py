"""Issuing a task: the form, filled in beforehand from what its address names."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from aidtrack.web.refusing import refusal_in_form
from reports.followup.tasks.issuing import issue
from reports.followup.tasks.new_form import TaskForm, TaskPrefillForm, title_for
from reports.followup.tasks.quotations import quotation
from reports.followup.tasks.rights import may_issue
from reports.followup.tasks.sheet import warned_subject


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request):
    if not may_issue(request.user):
        raise PermissionDenied(_t("Only a leader or an administrator issues tasks."))
    prefill = TaskPrefillForm(request.GET, user=request.user)
    if not prefill.is_valid():
        raise Http404
    subject, rule = prefill.subject, prefill.cleaned_data["rule"]
    report = prefill.cleaned_data["report"]
    about = warned_subject(subject)
    figure = quotation(request.user, request.GET.dict())
    form = TaskForm(
        request.POST or None,
        user=request.user,
        subject=subject,
        initial={"title": title_for(about, rule, report), "evidence_required": bool(rule)},
    )
    if form.is_valid():
        with refusal_in_form(form):
            task = issue(
                user=request.user,
                subject=subject,
                quotation=figure,
                on=timezone.localdate(),
                **prefill.origin,
                **form.cleaned_data,
            )
            messages.success(request, _t("The task was issued."))
            return redirect(task)
    context = {"form": form, "subject": about, "rule": rule, "quotation": figure}
    return render(request, "followup/task_new.html", context)
