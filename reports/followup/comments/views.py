"""The comments on a project, a monthly report or a task, and the form for a further one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from aidtrack.web.paging import page_of
from aidtrack.web.refusing import refusal_in_form
from aidtrack.web.returning import next_page
from projects.models import Project, StatusReport
from reports.followup.comments.commenting import comment, may_comment
from reports.followup.comments.forms import CommentForm
from reports.followup.comments.panel import comments_on
from reports.followup.comments.subjects import CommentSubject
from reports.followup.tasks.views import find_task

AT_ONCE = 50
READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_POST
def project_comments(request, code):
    project = get_object_or_404(Project.objects.visible_to(request.user), code=code)
    return _comments(request, CommentSubject("project", project))


@READ_OR_POST
def report_comments(request, pk):
    reports = StatusReport.objects.visible_to(request.user)
    report = get_object_or_404(reports.select_related("project", "month__programme"), pk=pk)
    return _comments(request, CommentSubject("report", report))


@READ_OR_POST
def task_comments(request, number):
    return _comments(request, CommentSubject("task", find_task(request.user, number)))


def _comments(request, subject: CommentSubject):
    """Every comment, the latest first. A text that cannot be added stays here as it was typed."""
    back_url = next_page(request.GET) or f"{subject.address}#comments"
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _added(request, form, subject):
        return redirect(back_url)
    rows = comments_on(subject).reverse()
    context = {
        "subject": subject,
        "back_url": back_url,
        "form": form if may_comment(request.user) or form.errors else None,
        "paged": page_of(request, rows, per_page=AT_ONCE),
    }
    return render(request, "followup/comments.html", context)


def _added(request, form: CommentForm, subject: CommentSubject) -> bool:
    with refusal_in_form(form):
        comment(user=request.user, subject=subject, **form.cleaned_data)
        messages.success(request, _t("The comment was added."))
        return True
    return False
