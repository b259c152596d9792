"""Published statements: as printed, what they add up to, and the live rows beside them."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.filters import StrictForm
from reports.models import PublishedTable
from reports.published import export as exports
from reports.published.printing import printed_grid
from reports.published.reconciliation import check_live, check_parts, live_rows


@require_safe
def published_list(request):
    refuse_unknown(request)
    tables = PublishedTable.objects.visible_to(request.user).select_related("programme")
    export = exports.statement_list(request, tables)
    context = {"tables": tables, "export": export}
    return download(request, export) or render(request, "published/list.html", context)


@require_safe
def published_detail(request, code):
    refuse_unknown(request)
    tables = PublishedTable.objects.visible_to(request.user).select_related("programme")
    table = get_object_or_404(tables, code=code)
    figures = list(table.figures.visible_to(request.user))
    live = live_rows(table, request.user)
    beside = [check_live(f, live[f.row_ref]) for f in figures if f.row_ref in live]
    context = {
        "table": table,
        "grid": printed_grid(figures),
        "checks": check_parts(figures),
        "is_illustrative": table.programme.projects.visible_to(request.user)
        .illustrative()
        .exists(),
        "live": [check for check in beside if check is not None],
    }
    context["export"] = export = exports.statement(request, **context)
    return download(request, export) or render(request, "published/detail.html", context)


def refuse_unknown(request):
    """Printed statements are fixed: the page takes no parameters of its own."""
    form = StrictForm(request.GET)
    form.page_parameters = PARAMETERS
    if not form.is_valid():
        raise WrongAddress(form=form)
