"""The official tables 1 to 3, live as of any day."""

from django import forms
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aidtrack.values import formats
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import StrictForm
from pairings.models import Pairing, ReportingRow
from projects.figures.viewpoint import NoProgramme, viewpoint
from reports.models import PublishedFigure, PublishedTable
from reports.tables import export as exports
from reports.tables.official import (
    LAYOUTS,
    default_table_1_day,
    official_lines,
    official_title,
    reports_note,
    table_1,
    waiting_note,
)


class DayForm(StrictForm):
    """The day of a table that no programme bounds: not before the scheme."""

    page_parameters = PARAMETERS

    as_of = PickedDayField(label=_("as of"), required=False)

    def __init__(self, *args, scheme, **kwargs):
        super().__init__(*args, **kwargs)
        self.scheme = scheme

    def clean_as_of(self):
        on = self.cleaned_data["as_of"]
        if on and on < self.scheme.starts_on:
            raise forms.ValidationError(
                _("%(scheme)s begins on %(day)s: choose that date or a later one."),
                params={"scheme": self.scheme.label, "day": formats.day(self.scheme.starts_on)},
            )
        return on


@require_safe
def pairing_table(request):
    rows = ReportingRow.objects.visible_to(request.user).select_related("scheme")
    if (first := rows.first()) is None:
        raise NoProgramme
    form = DayForm(request.GET, scheme=first.scheme)
    if not form.is_valid():
        raise WrongAddress(form=form)
    on = form.cleaned_data["as_of"] or default_table_1_day(first.scheme, request.user)
    pairings = Pairing.objects.visible_to(request.user).filter(scheme=first.scheme)
    pairings = pairings.overlapping(on, on).for_list().order_by("position", "ref")
    context = {
        "scheme": first.scheme,
        "on": on,
        "form": form,
        "blocks": table_1(first.scheme, pairings, request.user),
    }
    context["export"] = export = exports.pairing_table(request, **context)
    return download(request, export) or render(request, "tables/table_1.html", context)


@require_safe
def progress_table(request, number):
    layout = LAYOUTS.get(number)
    tables = PublishedTable.objects.visible_to(request.user)
    if layout is None:
        raise Http404(f"there is no table {number}")
    figures = Prefetch("figures", PublishedFigure.objects.visible_to(request.user))
    tables = tables.select_related("programme").prefetch_related(figures)
    if (table := tables.filter(code=layout.published).first()) is None:
        viewpoint(request, further=PARAMETERS)
        raise Http404(f"no table {number} has been published")
    view = viewpoint(request, programme=table.programme, on=table.as_of, further=PARAMETERS)
    if view.programme != table.programme:
        view.form.add_error(
            "programme",
            _("This table covers %(programme)s only.") % {"programme": table.programme.label},
        )
        raise WrongAddress(form=view.form)
    lines = official_lines(view, layout, table)
    context = {
        "view": view,
        "layout": layout,
        "table": table,
        "title": official_title(view, table),
        "lines": lines[:-1],
        "total": lines[-1],
        "reports_note": reports_note(lines[:-1]),
        "waiting_note": waiting_note(lines[:-1], lines[-1]),
    }
    context["export"] = export = exports.progress_table(request, **context)
    return download(request, export) or render(request, "tables/table.html", context)
