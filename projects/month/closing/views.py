"""Closing a month, which shows first what is missing; and reopening the last one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from aidtrack.web.refusing import refusal_as_message, refusal_in_form
from pairings.access.permissions import Standing, may
from projects.month.closing.survey import survey
from projects.month.forms import ClosingForm
from projects.month.rounds import close_month, reopen_month
from projects.month.views import find_month


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request, programme, month):
    """What closing leaves out; POST closes, with gaps only for a reason and the month typed."""
    reporting_month = find_month(request, programme, month)
    if not may(request.user, "close"):
        raise PermissionDenied(_t("Only an administrator can close a month."))
    if reporting_month.is_closed:
        return redirect(reporting_month)
    month_survey = survey(reporting_month, request.user, on=timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    has_gaps = month_survey.total.missing > 0
    form = ClosingForm(posted, month=reporting_month, has_gaps=has_gaps)
    if form.is_valid() and _closed(request, reporting_month, form):
        return redirect(reporting_month)
    context = {"month": reporting_month, "survey": month_survey, "form": form}
    return render(request, "month/closing.html", context)


def _closed(request, month, form) -> bool:
    with refusal_in_form(form):
        reason = form.cleaned_data.get("reason", "")
        close_month(user=request.user, month=month, reason=reason)
        messages.success(request, _t("%(month)s is closed.") % {"month": month.label})
        return True
    return False


@require_POST
def reopening(request, programme, month):
    reporting_month = find_month(request, programme, month)
    if not may(request.user, "reopen", standing=Standing.CLOSED):
        raise PermissionDenied(_t("Only an administrator can reopen a month."))
    with refusal_as_message(request):
        reason = request.POST.get("reason", "")[:300]
        reopen_month(user=request.user, month=reporting_month, reason=reason)
        messages.success(request, _t("%(month)s is open again.") % {"month": reporting_month.label})
    return redirect(reporting_month)
