"""The dashboard and the wall: each rate against time elapsed."""

from dataclasses import replace

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.filters import StrictForm
from pairings.access.navigation import works
from projects.figures.progress import with_waiting
from projects.figures.viewpoint import CHOSEN, viewpoint
from projects.measures import MEASURES
from reports.dashboard import export as exports, flow, regions, sentences as dashboard_sentences
from reports.dashboard.ranking import moved, ranked_groups, with_who_is_on_it, worst
from reports.dashboard.with_claims import awaiting, claimed_day, total as claims_total, with_claims
from reports.figures import charts, sentences as findings
from reports.figures.compare.rows import PAIRINGS, UNITS, NamedGroups, pairings_of
from reports.figures.compare.tables import Breakdown, breakdown
from reports.figures.curves import known_months, money_falls
from reports.figures.pace import SORTS, Pace, common_known_day, ranked
from reports.figures.trends import trends_by
from reports.followup.tasks.rights import may_issue
from reports.followup.warnings.pages.attention import Attention, attention
from reports.followup.warnings.standpoint import Standpoint

# How many rows the wall asks to look at.
WORST = 3
# A reader who sees no more rows of all than these is shown what lies below them.
FEW_ROWS = 2


class RankingForm(StrictForm):
    sort = forms.ChoiceField(
        choices=[(name, MEASURES[name].label) for name in SORTS],
        required=False,
        label=_("ranked by"),
        error_messages={
            "invalid_choice": _("Rank by the shortfall, the start rate or the disbursement rate.")
        },
    )


class DashboardForm(RankingForm):
    """The parameters of the dashboard besides the viewpoint's."""

    claims = forms.ChoiceField(
        choices=[("with", _("including reports awaiting review"))],
        required=False,
        label=_("reports awaiting review"),
        error_messages={
            "invalid_choice": _(
                "Use claims=with to include reports awaiting review, or leave it out."
            )
        },
    )


@require_safe
def home(request):
    """Sends whoever works to what is theirs to do, whoever reads to the overview.

    An address that asks for a day or a programme names a view of the overview, for everybody.
    """
    if query := request.GET.urlencode():
        return redirect(f"{reverse('reports:dashboard')}?{query}")
    return redirect("to-do" if works(request.user) else "reports:dashboard")


@require_safe
def dashboard(request):
    if request.GET.get("view") == "wall":
        return redirect_to_wall(request)
    view = viewpoint(request, further=[*DashboardForm.base_fields, *PARAMETERS])
    choices = chosen(DashboardForm, request)
    context = standing(view, choices["sort"])
    context |= map_and_regions(view, context)
    reports = awaiting(view)
    context["awaiting"] = len(reports)
    if choices["claims"] and reports:
        context["claims"] = claims(view, reports)
    context |= money_by_month(view) | details(view, context)
    context["pairing_count"] = pairings_of(view).count()
    context["breakdowns"] = breakdowns(view, context["rows"])
    context["export"] = export = exports.dashboard(request, **context)
    if answer := download(request, export):
        return answer
    response = render(request, "dashboard/dashboard.html", context)
    if request.GET.get("programme"):
        response.set_cookie(CHOSEN, view.programme.code, samesite="Lax", httponly=True)
    return response


@require_safe
def wall(request):
    """What a projector shows: nothing to click, nothing to save."""
    view = viewpoint(request, further=RankingForm.base_fields)
    context = standing(view, chosen(RankingForm, request)["sort"])
    context |= money_by_month(view) | {"worst": worst(context["groups"], WORST)}
    return render(request, "dashboard/wall.html", context | {"now": timezone.localtime()})


def redirect_to_wall(request):
    """Redirects to the wall: a projector may still be set to its old address."""
    query = request.GET.copy()
    for name in ("view", "claims"):
        query.pop(name, None)
    address = reverse("reports:wall")
    return redirect(f"{address}?{query.urlencode()}" if query else address, permanent=True)


def chosen(form_class, request) -> dict:
    """The choices in the address. Raises WrongAddress for an unknown choice."""
    form = form_class({name: request.GET.get(name) for name in form_class.base_fields})
    if not form.is_valid():
        raise WrongAddress(form=form)
    return form.cleaned_data


def standing(view, sort: str) -> dict:
    """The figures of the whole and of each row on the day, and how they came there."""
    sort = sort or "shortfall"
    trends = trends_by("prefecture", view)
    reached = trends.total.pace.progress
    total = Pace(
        replace(reached, reports=view.reports, waiting=view.row_waiting.total), view.elapsed
    )
    rows = [trend.pace.progress for trend in trends.rows]
    rows = with_waiting(rows, view.row_waiting)
    paces = ranked(rows, view.elapsed, sort=sort)
    return {
        "view": view,
        "total": total,
        "sort": sort,
        "rows": rows,
        "paces": paces,
        "groups": ranked_groups(paces, trends.rows),
        "moved": moved(trends.total),
        "silent": [pace for pace in paces if pace.is_unreported],
        "unreported_through": common_known_day(paces),
        "lede": dashboard_sentences.lede(total, paces, moved(trends.total)),
        "ranking_finding": findings.ranking_finding(paces),
    }


def map_and_regions(view, shown) -> dict:
    """Each row at its place, and the sums of the regions; ``shown`` is what ``standing`` gives."""
    scheme = view.programme.scheme
    reporting_rows = regions.reporting_rows(scheme, view.user)
    sums = regions.regional_sums(shown["rows"], reporting_rows)
    return {
        "tiles": regions.tiles(shown["paces"], reporting_rows),
        "landmarks": regions.landmarks(scheme, view.user),
        "regions": sums,
        "regions_finding": dashboard_sentences.regions_finding(sums),
    }


def claims(view, reports) -> dict:
    """The verified figures, and beside them those with the waiting reports."""
    on = claimed_day(reports, view.on)
    rows = with_claims(reports, view, on=on)
    return {
        "on": on,
        "rows": [row for row in rows if row.count],
        "total": claims_total(rows),
    }


def money_by_month(view) -> dict:
    """The curve of money."""
    months = known_months(view, through=view.known_through)
    return {
        "months": months,
        "falls": money_falls(months),
        "curve": charts.money_curve(months),
        "curve_finding": findings.curve_finding(months),
    }


def details(view, shown) -> dict:
    """The panels that the wall leaves out; ``shown`` is on it."""
    rows, paces, total = (shown[name] for name in ("rows", "paces", "total"))
    unreported = [pace for pace in paces if pace.is_unreported]
    if view.is_published_only:
        return {"attention": None, "unreported": unreported}
    concerns = calls_for_attention(view, paces)
    return {
        "attention": concerns,
        "groups": with_who_is_on_it(shown["groups"], concerns.by_row),
        "may_issue": may_issue(view.user),
        "unreported": unreported,
        "unreported_finding": dashboard_sentences.unreported_finding(unreported),
        "attention_finding": dashboard_sentences.attention_finding(concerns, unreported),
        **money_flow(view, rows, total),
    }


def calls_for_attention(view, paces) -> Attention:
    """The warnings of rows and projects; the figures of the rows are those of the page."""
    at = Standpoint.of(view, today=timezone.localdate(), kinds=("row", "project"))
    if at.rules:
        at.use_paces("row", paces)
    return attention(at, params=view.params)


def breakdowns(view, rows) -> list[Breakdown]:
    """The units, unless each is a row, and the pairings of who sees few rows of many."""
    if len(rows) > FEW_ROWS or view.is_published_only or not view.is_partial:
        return []
    named_groups = NamedGroups(view)
    levels = [UNITS, PAIRINGS] if len(named_groups.units) > len(rows) else [PAIRINGS]
    below = [breakdown(level, view, named_groups) for level in levels]
    return [level for level in below if level.rows]


def money_flow(view, rows, total) -> dict:
    """How far the money has come; a reader who sees a part of it gets no lists of transfers."""
    of_rows = flow.flows(view, rows)
    of_whole = flow.total_flow(total.progress, of_rows)
    return {
        "flow": {
            "rows": of_rows,
            "total": of_whole,
            "steps": flow.steps(of_whole),
            "bars": flow.bars(of_rows, view.elapsed),
        },
        "transfer_links": None if view.is_partial else view.params,
        "flow_finding": dashboard_sentences.flow_finding(of_whole, rows),
    }
