"""Pairings compared: one table, the worst first, and two of its lines side by side."""

from dataclasses import replace

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _t

from aidtrack.values import formats
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from projects.figures.viewpoint import viewpoint
from reports.figures.pace import shortfall_parts
from reports.figures.trends import last_month_end
from reports.pairings.compare import drawing, export as exports, sentences
from reports.pairings.compare.forms import CompareForm, LevelForm, TwoForm
from reports.pairings.compare.headings import headings
from reports.pairings.compare.rows import LEVELS, NamedGroups, comparison, ordered, total_of
from reports.pairings.compare.two import Pair, Side

PER_PAGE = 40


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
    rows = ordered(form.matching(compared.rows), chosen["sort"])
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
            "table": table(view, compared, rows, page.object_list, sort=chosen["sort"]),
            "top": drawing.common_top(compared.rows),
            "picked": picked,
            "picked_names": picked and formats.listed([row.named.label for row in picked]),
            "picked_elsewhere": [row for row in picked if row not in page.object_list],
            "picked_note": picked_note(request, picked),
            "export": export,
        },
    )


def table(view, compared, rows: list, shown: list, *, sort: str) -> dict:
    """The lines of a page with their headings, and all of ``rows`` together."""
    is_whole = len(rows) == len(compared.rows)
    return {
        "headings": headings(compared.level, before=last_month_end(view.on)),
        "sort": sort,
        "lines": drawn(shown, compared.rows),
        "count": len(rows),
        "total": total_of(rows),
        # A part of the lines has no list of projects.
        "total_links": view.params if is_whole else None,
        "total_note": sentences.total_note(shortfall_parts(row.pace for row in rows)),
    }


def drawn(shown: list, rows: list) -> list[tuple]:
    """The lines of a page, each with its spark line and bar, on the axes of all lines."""
    top = drawing.common_top(rows)
    largest = max((row.pace.shortfall or 0 for row in rows), default=0)
    return [(row, drawing.spark(row.trend, top), drawing.bar(row, largest)) for row in shown]


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


def compare_two(request):
    view = viewpoint(request, further=None)
    named_groups = NamedGroups(view)
    level = level_of(request)
    compared = comparison(level, view, named_groups)
    form = TwoForm(request.GET, rows=compared.rows, starts_on=view.programme.starts_on)
    pair = pair_of(valid(form), view, compared, named_groups)
    context = {"view": view, "form": form, "level": level, "pair": pair}
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
