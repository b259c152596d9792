"""The dashboard: each rate against time elapsed."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from aidtrack.addresses import WrongAddress
from projects.measures import MEASURES
from projects.progress import progress, progress_by, with_arrivals
from projects.viewpoint import viewpoint
from reports import charts
from reports.curves import money_by_month
from reports.findings import curve_finding, lede, ranking_finding
from reports.standing import SORTS, Standing, grouped, ranked


class RankingForm(forms.Form):
    sort = forms.ChoiceField(
        choices=[(name, MEASURES[name].label) for name in SORTS],
        required=False,
        label=_("ranked by"),
        error_messages={"invalid_choice": _("Rank by one of the two rates.")},
    )


def dashboard(request):
    view = viewpoint(request)
    form = RankingForm(request.GET)
    if not form.is_valid():
        raise WrongAddress(form=form)
    sort = form.cleaned_data["sort"] or "disbursement_rate"
    total = Standing(progress(view.projects, on=view.on), view.elapsed)
    rows = progress_by("prefecture", view.projects, view.programme, scope=view.scope, on=view.on)
    rows = with_arrivals(rows, "prefecture", view.programme, scope=view.scope, on=view.on)
    standings = ranked(rows, view.elapsed, sort=sort)
    months = money_by_month(view.projects, view.programme, on=view.on)
    context = {
        "view": view,
        "total": total,
        "sort": sort,
        "groups": grouped(standings),
        "lede": lede(total, standings),
        "ranking_finding": ranking_finding(standings),
        "months": months,
        "curve_finding": curve_finding(months),
        "curve": charts.money_curve(months),
    }
    return render(request, "reports/dashboard.html", context)
