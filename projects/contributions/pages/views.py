"""The list of contributions and the page of one."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import PARAMETERS, download
from aidtrack.web.fields import PickedDayField
from aidtrack.web.filters import StrictForm
from aidtrack.web.paging import every_row, paged
from pairings.access.reach import reach
from projects.contributions.closed_months import MonthsOfAid
from projects.contributions.entry.rights import (
    may_enter,
    may_enter_some,
    may_replace,
    may_review,
    may_review_some,
    schemes_to_enter,
)
from projects.contributions.pages import export as exports
from projects.contributions.pages.filters import ContributionFilter
from projects.contributions.pages.tables import ContributionTable
from projects.contributions.pages.totals import list_totals
from projects.contributions.quantities import shares
from projects.contributions.sheets.years import schemes_with_sheets
from projects.evidence.gallery import gallery
from projects.models import Contribution, Evidence


class ContributionDayForm(StrictForm):
    page_parameters = PARAMETERS

    as_of = PickedDayField(label=_("as of"), required=False)


@require_safe
def contribution_list(request):
    today = timezone.localdate()
    narrowed = ContributionFilter(request.GET, user=request.user, today=today)
    contributions = narrowed.rows()
    table = paged(request, ContributionTable(contributions))
    unit = narrowed.form.cleaned_data["unit"]
    totals = list_totals(contributions, on=narrowed.on, unit=unit)
    export = exports.contribution_list(request, narrowed, every_row(table), totals)
    if answer := download(request, export):
        return answer
    chips = narrowed.chips()
    context = {
        "filter": narrowed,
        "on": narrowed.on,
        "table": table,
        "chips": chips,
        "all_forms": sum(n for parameter, _value, n, _label in chips if parameter == "form"),
        "totals": totals,
        "no_sum": exports.no_sum_words(totals) if totals.names_without_sum else "",
        "export": export,
        "schemes_with_sheets": schemes_with_sheets(request.user),
        "may_enter": may_enter_some(request.user),
        "schemes_to_enter": schemes_to_enter(request.user),
        "may_review": may_review_some(request.user),
        "sees_everything": reach(request.user).everything,
    }
    return render(request, "contributions/list.html", context)


@require_safe
def contribution_detail(request, ref):
    form = ContributionDayForm(request.GET)
    if not form.is_valid():
        raise WrongAddress(form=form)
    on = form.cleaned_data["as_of"] or timezone.localdate()
    return contribution_page(request, ref, on=on)


def contribution_page(request, ref, *, on):
    """The page of a contribution."""
    user = request.user
    visible = Contribution.objects.visible_to(user).for_list(on=on)
    contribution = get_object_or_404(
        visible.select_related(
            "entered_by", "reviewed_by", "programme", "replaces", "category", "profession"
        ),
        ref=ref,
    )
    parts = list(visible.filter(part_of=contribution.pk))
    whole = visible.filter(pk=contribution.part_of_id).first()
    files = Evidence.objects.visible_to(user).filter(contribution=contribution.pk).for_gallery()
    context = {
        "contribution": contribution,
        "on": on,
        "parts": [(part, shares(part, contribution)) for part in parts],
        "whole": whole,
        "shares": shares(contribution, whole) if whole else [],
        "replacement": visible.filter(replaces=contribution.pk).first(),
        "closed": _why_not_verified(contribution),
        "may_enter": may_enter(user, contribution),
        "may_replace": may_replace(user, contribution),
        "may_review": may_review(user, contribution),
        "gallery": gallery(files, contribution, f"contribution={ref}", user=user),
        "export": exports.contribution_page(
            request, contribution, [*parts, *filter(None, [whole])], on=on
        ),
    }
    if request.method == "GET" and (answer := download(request, context["export"])):
        return answer
    return render(request, "contributions/detail.html", context)


def _why_not_verified(contribution: Contribution) -> str:
    """Empty of one that is verified already."""
    if contribution.state == Contribution.State.VERIFIED:
        return ""
    return MonthsOfAid([contribution]).why_not(contribution, on=timezone.localdate())
