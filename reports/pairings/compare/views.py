"""Pairings compared: one table, the worst first, and two of its lines side by side."""

from dataclasses import replace

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from aidtrack.values import formats
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from projects.figures.viewpoint import viewpoint
from reports.figures.compare import drawing, sentences
from reports.figures.compare.rows import LEVELS, NamedGroups, comparison, ordered
from reports.figures.compare.tables import columns_of, table_of
from reports.pairings.compare import export as exports
from reports.pairings.compare.forms import CompareForm, LevelForm, TwoForm
from reports.pairings.compare.two import Pair, Side

PER_PAGE = 40


@require_safe
def compare(request):
    view = viewpoint(request, further=None)
    named_groups = NamedGroups(view)
    form = valid(CompareForm(request.GET, prefectures=named_groups.prefecture_choices))
    chosen = form.cleaned_data
    compared = comparison(chosen["level"], view, named_groups)
    picked = [row for row in compared.rows if row.ref and row.ref in subjects(request)]
    picked = ordered(picked, chosen["sort"])
    if "together" in request.GET and len(picked) == 2:
        return HttpResponseRedirect(side_by_side(view, chosen["level"], picked))
    rows = ordered(form.matching(compared.rows, view), chosen["sort"])
    export = exports.compared(request, view, form, rows)
    if answer := download(request, export):
        return answer
    page = page_of(request, rows, per_page=PER_PAGE)
    return render(
        request,
        "reports/compare/compare.html",
        {
            "view": view,
            "form": form,
            "level": chosen["level"],
            "levels": [(name, label, compared.counts[name]) for name, label in LEVELS.items()],
            "lede": sentences.lede(rows),
            "page": page,
            "table": table(view, compared, rows, page.object_list),
            "sort": chosen["sort"],
            "top": drawing.common_top(compared.rows),
            "picked": picked,
            "picked_names": picked and formats.listed([row.named.label for row in picked]),
            "picked_elsewhere": [row for row in picked if row not in page.object_list],
            "picked_note": picked_note(request, picked),
            "export": export,
        },
    )


def table(view, compared, rows: list, shown: list) -> dict:
    columns = columns_of(compared.level, view)
    # A part of the lines has no list of projects.
    links = view.params if len(rows) == len(compared.rows) else None
    return table_of(rows, shown, axis=compared.rows, columns=columns) | {"total_links": links}


def subjects(request) -> list[str]:
    """The references of the lines that are ticked."""
    return request.GET.getlist("subject")


def valid(form):
    """The form, which has what the address asks for. Raises WrongAddress where that is wrong."""
    if not form.is_valid():
        raise WrongAddress(form=form)
    return form


def picked_note(request, picked: list) -> str:
    """What went wrong with the ticks; empty where nobody asked, or nothing did."""
    if "together" in request.GET:
        return sentences.picked_note(len(picked))
    if len(set(subjects(request))) > len(picked):
        return _t("Some of the ticked rows are not in this comparison: tick again.")
    return ""


def side_by_side(view, level: str, picked: list) -> str:
    """The address of two lines, in the order in which they are listed."""
    left, right = picked
    params = view.params | {"level": level, "left": left.ref, "right": right.ref}
    return f"{reverse('pairings:compare-two')}?{urlencode(params)}"


@require_safe
def compare_two(request):
    view = viewpoint(request, further=None)
    named_groups = NamedGroups(view)
    level = level_of(request)
    compared = comparison(level, view, named_groups)
    form = TwoForm(request.GET, rows=compared.rows, starts_on=view.programme.starts_on)
    pair = pair_of(valid(form), view, compared, named_groups)
    export = exports.side_by_side(request, view, form, pair)
    if export and (answer := download(request, export)):
        return answer
    context = {"view": view, "form": form, "level": level, "pair": pair, "export": export}
    if pair:
        context |= {"curve": drawing.curve(lines_of(pair)), "months": pair.months_told}
    return render(request, "reports/compare/two.html", context)


def level_of(request) -> str:
    """The level in the address; the other parameters are checked against its lines."""
    form = LevelForm({"level": request.GET.get("level", "")})
    return valid(form).cleaned_data["level"]


def pair_of(form, view, compared, named_groups) -> Pair | None:
    """None as long as not both sides are chosen."""
    chosen = form.cleaned_data
    left, right = (compared.find(chosen[name]) for name in ("left", "right"))
    if left and right:
        return Pair(Side(left, view, left.named.label), Side(right, view, right.named.label))
    if not (left and chosen["other_day"]):
        return None
    other = replace(view, on=chosen["other_day"])
    row = comparison(compared.level, other, named_groups).find(left.ref)
    return row and Pair(
        Side(left, view, formats.day(view.on)), Side(row, other, formats.day(other.on))
    )


def lines_of(pair: Pair) -> list:
    """The curves to draw: of one line on two days the longer one."""
    if not pair.is_of_two_days:
        return [(side.label, side.row.trend) for side in pair.sides]
    latest = max(pair.sides, key=lambda side: side.view.on)
    return [(latest.row.named.label, latest.row.trend)]
