"""The dashboard: each rate against time elapsed."""

import re

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.addresses import WrongAddress
from aidtrack.downloads import PARAMETERS, download
from aidtrack.filters import StrictForm
from projects.measures import MEASURES
from projects.progress import progress, progress_by
from projects.viewpoint import viewpoint
from reports import charts, findings, regions
from reports.attention import attention
from reports.claims import awaiting, claimed_day, total as claims_total, with_claims
from reports.curves import money_by_month
from reports.exports import dashboard as exports
from reports.standing import SORTS, Pace, grouped, ranked

# A projector has nobody to click: an anchor without an address is plain text.
LINK = re.compile(rb'(<a\b[^>]*?) href="[^"]*"')


class DashboardForm(StrictForm):
    """What the dashboard knows besides the viewpoint; ``view=wall`` is for a projector."""

    sort = forms.ChoiceField(
        choices=[(name, MEASURES[name].label) for name in SORTS],
        required=False,
        label=_("ranked by"),
        error_messages={"invalid_choice": _("Rank by one of the two rates.")},
    )
    view = forms.ChoiceField(
        choices=[("wall", _("projector"))],
        required=False,
        label=_("view"),
        error_messages={"invalid_choice": _("The only other view is wall.")},
    )
    claims = forms.ChoiceField(
        choices=[("with", _("with claims that wait for review"))],
        required=False,
        label=_("claims"),
        error_messages={"invalid_choice": _("Claims are shown by claims=with, or not at all.")},
    )


def dashboard(request):
    # A projector saves no file.
    files = () if request.GET.get("view") == "wall" else PARAMETERS
    view = viewpoint(request, further=[*DashboardForm.base_fields, *files])
    form = DashboardForm({name: request.GET.get(name) for name in DashboardForm.base_fields})
    if not form.is_valid():
        raise WrongAddress(form=form)
    sort = form.cleaned_data["sort"] or "disbursement_rate"
    total = Pace(progress(view.projects, on=view.on), view.elapsed)
    rows = progress_by(
        "prefecture",
        view.projects,
        view.programme,
        scope=view.scope,
        on=view.on,
        user=view.user,
    )
    paces = ranked(rows, view.elapsed, sort=sort)
    scheme = view.programme.scheme
    reporting_rows = regions.reporting_rows(scheme, view.user)
    sums = regions.regional_sums(rows, reporting_rows)
    context = {
        "view": view,
        "wall": form.cleaned_data["view"] == "wall",
        "now": timezone.localtime(),
        "total": total,
        "sort": sort,
        "rows": rows,
        "groups": grouped(paces),
        "lede": findings.lede(total, paces),
        "ranking_finding": findings.ranking_finding(paces),
        "tiles": regions.tiles(paces, reporting_rows),
        "landmarks": regions.landmarks(scheme, view.user),
        "regions": sums,
        "regions_finding": findings.regions_finding(sums),
    }
    reports = awaiting(view)
    context["awaiting"] = len(reports)
    if form.cleaned_data["claims"] and reports:
        context["claims"] = claims(view, reports)
    if not context["wall"]:
        context |= details(view, rows, paces)
        context["export"] = export = exports.dashboard(request, **context)
        if answer := download(request, export):
            return answer
    response = render(request, "reports/dashboard.html", context)
    if context["wall"]:
        response.content = LINK.sub(rb"\1", response.content)
    return response


def claims(view, reports) -> dict:
    """The verified figures with those of the reports that wait beside them."""
    on = claimed_day(reports, view.on)
    verified = progress_by(
        "prefecture", view.projects, view.programme, scope=view.scope, on=on, user=view.user
    )
    rows = with_claims(verified, reports, view, on=on)
    return {
        "on": on,
        "rows": [row for row in rows if row.count],
        "total": claims_total(rows, progress(view.projects, on=on)),
    }


def details(view, rows, paces) -> dict:
    """What a reader at a desk has below the first screen."""
    months = money_by_month(view.projects, view.programme, on=view.on)
    concerns = attention(view, paces)
    return {
        "months": months,
        "curve": charts.money_curve(months),
        "curve_finding": findings.curve_finding(months),
        "attention": concerns,
        "attention_finding": findings.attention_finding(concerns),
        "flow": charts.fund_flow(rows),
        "funds": charts.fund_bars(rows),
        "flow_finding": findings.flow_finding(rows),
    }
