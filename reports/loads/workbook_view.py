"""The month's reports as a workbook to fill in and load again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import xlsx_response
from projects.month.due import due_projects, due_rows
from projects.month.views import find_month
from reports.loads.kinds.month.workbook import workbook


@require_safe
def month_workbook(request, programme, month):
    """The person's rows as a workbook to fill in: those that can be entered now."""
    reporting_month = find_month(request, programme, month)
    rows = due_rows(reporting_month, due_projects(reporting_month, request.user), request.user)
    if open_rows := [row for row in rows if row.may(request.user, "enter")]:
        return xlsx_response(workbook(request, reporting_month, open_rows))
    messages.info(
        request, _t("No report can be entered for this month now, so there is nothing to fill in.")
    )
    return redirect(reporting_month)
