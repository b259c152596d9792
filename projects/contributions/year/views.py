"""The grid of an office's year, and the way to the latest one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from aidtrack.values.formats import count, listed
from pairings.models import Scheme
from projects.contributions.year.lines import STORED, YearGrid
from projects.contributions.year.saving import SavedLines, save_lines
from projects.models import Contribution
from projects.models.days import FIRST, LAST

# Lines on one page that can be changed: more than most offices have.
AT_ONCE = 40
# Those that can only be read; the list of other aid has them all.
READ_AT_ONCE = 100
EARLIEST, LATEST = FIRST.year, LAST.year


def find_grid(request, code: str, year: int) -> YearGrid:
    """Http404 for a scheme out of reach, PermissionDenied for somebody who enters nothing there."""
    scheme = get_object_or_404(Scheme.objects.offered_to(request.user), code=code)
    grid = YearGrid(request.user, scheme, year)
    if not grid.owners.schemes:
        raise PermissionDenied(_t("Only a recorder of one of the parties can enter this."))
    return grid


@require_safe
def latest_year(request, scheme):
    """Leads to the latest year with something in it, else to this one."""
    this_year = timezone.localdate().year
    own = find_grid(request, scheme, this_year).own()
    day = own.aggregate(day=Max(Coalesce("ends_on", "starts_on")))["day"]
    return redirect("contributions:year", scheme, min(day.year, this_year) if day else this_year)


@require_http_methods(["GET", "HEAD", "POST"])
def year_grid(request, scheme, year):
    if not EARLIEST <= year <= LATEST:
        raise Http404
    grid = find_grid(request, scheme, year)
    outcome = SavedLines()
    if request.method == "POST":
        outcome = save_lines(grid, request.POST, submits=request.POST.get("do") == "submit")
        _say(request, grid, outcome)
        if not outcome.open:
            return redirect(request.get_full_path())
    page = Paginator(grid.to_change(), AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "contributions/year.html", _context(grid, page, outcome))


def _context(grid: YearGrid, page, outcome: SavedLines) -> dict:
    today = timezone.localdate()
    by_prefix = {line.prefix: line for line in outcome.open}
    lines = [by_prefix.pop(f"{STORED}{row.ref}", None) or grid.line(row) for row in page]
    return {
        "grid": grid,
        "page": page,
        "lines": [*lines, *by_prefix.values(), *grid.empty_lines(set(by_prefix))],
        "wrong": outcome.open,
        "read_only": grid.to_read(on=today)[:READ_AT_ONCE],
        "on": today,
        "years": [y for y in range(grid.year - 1, grid.year + 2) if EARLIEST <= y <= LATEST],
    }


def _say(request, grid: YearGrid, outcome: SavedLines):
    """How many were saved and submitted, and which of them another year has now."""
    n = len(outcome.saved)
    if n:
        words = ngettext("%(n)s draft saved.", "%(n)s drafts saved.", n)
        messages.success(request, words % {"n": count(n)})
    n = len(outcome.submitted)
    if n:
        words = ngettext("%(n)s contribution submitted.", "%(n)s contributions submitted.", n)
        messages.success(request, words % {"n": count(n)})
    rows = [*outcome.saved, *outcome.submitted]
    in_year = Contribution.objects.of_year(grid.year).filter(pk__in=[row.pk for row in rows])
    here = set(in_year.order_by().values_list("pk", flat=True)) if rows else set()
    elsewhere = [row.ref for row in rows if row.pk not in here]
    if elsewhere:
        words = _t("No longer on this page, for its dates are of another year or none: %(refs)s")
        messages.info(request, words % {"refs": listed(elsewhere)})
