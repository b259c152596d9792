"""Reading the reports of a month: all that one may see, and one with all that belongs to it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from projects.models import StatusReport
from projects.month.export import month_reports as month_reports_export
from projects.month.reading.narrowing import MonthReportFilter
from projects.month.reading.report import report_reading
from projects.month.views import find_month

AT_ONCE = 50


@require_safe
def month_reports(request, programme, month):
    reporting_month = find_month(request, programme, month)
    reports = _reports(request.user, reporting_month)
    narrowed = MonthReportFilter(request.GET, queryset=reports, user=request.user)
    rows = narrowed.rows()
    export = month_reports_export(request, reporting_month, rows, narrowed.form)
    if answer := download(request, export):
        return answer
    paged = page_of(request, rows, per_page=AT_ONCE)
    context = {"month": reporting_month, "filter": narrowed, "paged": paged, "export": export}
    return render(request, "month/reports.html", context)


@require_safe
def month_report(request, programme, month, pk):
    reporting_month = find_month(request, programme, month)
    report = get_object_or_404(_reports(request.user, reporting_month), pk=pk)
    context = {"month": reporting_month, "reading": report_reading(report, request.user)}
    return render(request, "month/report.html", context)


def _reports(user, month):
    """Its versions below each other, the latest first."""
    reports = StatusReport.objects.visible_to(user).filter(month=month).with_parties()
    return reports.order_by("project__code", "-pk")
