"""The sheet of a year, and the way to the latest one."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.filters import StrictForm
from pairings.models import Scheme
from projects.contributions.measures import WHY_NO_SUM
from projects.contributions.sheets.export import sheet_export
from projects.contributions.sheets.sheet import year_sheet
from projects.contributions.sheets.years import sheet_years


class SheetForm(StrictForm):
    """Nothing to choose but the kind of file."""

    page_parameters = PARAMETERS


def visible_scheme(request, code: str) -> Scheme:
    return get_object_or_404(Scheme.objects.offered_to(request.user), code=code)


@require_safe
def latest_sheet(request, scheme):
    """Leads to the sheet of the latest year that there is."""
    row = visible_scheme(request, scheme)
    years = sheet_years(row, user=request.user, today=timezone.localdate())
    if not years:
        raise Http404
    return redirect("contributions:sheet", row.code, years[0])


@require_safe
def contribution_sheet(request, scheme, year):
    form = SheetForm(request.GET)
    if not form.is_valid():
        raise WrongAddress(form=form)
    row, today = visible_scheme(request, scheme), timezone.localdate()
    years = sheet_years(row, user=request.user, today=today)
    if year not in years:
        raise Http404
    sheet = year_sheet(row, year=year, today=today, user=request.user)
    export = sheet_export(request, sheet)
    if answer := download(request, export):
        return answer
    context = {"sheet": sheet, "years": years, "no_sum": WHY_NO_SUM, "export": export}
    return render(request, "contributions/sheet.html", context)
