"""Indicators: the list of what changed, and the page of one."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from aidtrack.web.refusing import refusal_as_message
from aidtrack.web.rows import read_numbers
from projects.contributions.changes import observed_changes, together
from projects.contributions.indicators import export as exports
from projects.contributions.indicators.forms import indicator_form
from projects.contributions.indicators.lines import change_lines, observation_lines
from projects.contributions.indicators.observing.rights import EnterableSubjects, waiting_lines
from projects.contributions.indicators.panel import DRAWN, computed_figures
from projects.contributions.indicators.slopes import is_drawable, slope
from projects.contributions.indicators.verification import send_back, verify
from projects.models import Indicator

A_PAGE = 50


@require_safe
def indicator_list(request):
    form = indicator_form(request)
    lines = change_lines(observed_changes(form.where, on=form.on, user=request.user))
    export = exports.indicator_list(request, form, lines)
    if answer := download(request, export):
        return answer
    paged = page_of(request, lines, per_page=A_PAGE)
    context = {"form": form, "on": form.on, "paged": paged, "export": export}
    return render(request, "contributions/indicators.html", context)


@require_safe
def indicator_detail(request, code):
    indicators = Indicator.objects.visible_to(request.user).select_related("part_of", "per")
    indicator = get_object_or_404(indicators, code=code)
    form = indicator_form(request)
    # Its parts too: they are set beside it.
    family = Q(indicator=indicator) | Q(indicator__part_of=indicator)
    observed = observed_changes(form.where & family, on=form.on, user=request.user)
    own = [change for change in observed if change.indicator == indicator]
    lines, totals = change_lines(own), change_lines(together(own))
    export = exports.indicator(request, indicator, form, lines, totals)
    if answer := download(request, export):
        return answer
    paged = page_of(request, lines, per_page=A_PAGE)
    on_page = list(paged.object_list)
    observations = observation_lines(on_page)
    subjects = EnterableSubjects(request.user)
    waiting = waiting_lines(indicator, subjects)
    context = {
        "indicator": indicator,
        "form": form,
        "on": form.on,
        "paged": paged,
        "totals": totals,
        "slopes": [slope(line) for line in [*totals, *on_page] if is_drawable(line)][:DRAWN],
        "observations": observations,
        "waiting": waiting,
        "enters": subjects.may_be_any,
        "replaceable": subjects.replaceable(line.row for line in [*observations, *waiting]),
        "computed": computed_figures(observed, on=form.on, user=request.user),
        "export": export,
    }
    return render(request, "contributions/indicator.html", context)


@require_POST
def observation_verification(request):
    """Verifies or returns. Whoever may not decide on a row decides on none: it does not wait for
    them.
    """
    numbers = read_numbers(request.POST.getlist("observation"))
    with refusal_as_message(request):
        if request.POST.get("do") == "return":
            reason = request.POST.get("reason", "")[:300]
            number = send_back(numbers, user=request.user, reason=reason)
            words = ngettext(
                "%(n)s observation was returned.", "%(n)s observations were returned.", number
            )
        else:
            number = verify(numbers, user=request.user)
            words = ngettext(
                "%(n)s observation was verified.", "%(n)s observations were verified.", number
            )
        messages.success(request, words % {"n": number})
    return redirect("contributions:review")
