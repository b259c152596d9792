"""Review: old beside new, what the checks found, the evidence; verify or return, one or many."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, ngettext
from django.views.decorators.http import require_http_methods

from aidtrack.values.formats import count
from aidtrack.values.refusals import Refused
from aidtrack.web.downloads import download
from aidtrack.web.refusing import refusal_as_message
from pairings.access.reach import reach
from pairings.models import Role
from projects.checks.amounts import YUAN
from projects.models import Evidence, Project, StatusReport
from projects.month import export as exports
from projects.month.changes import settlement_words
from projects.month.closing.moves import moves
from projects.month.due import due_rows
from projects.month.facts import settlements
from projects.month.forms import read_versions
from projects.month.review.decisions import send_back, verify
from projects.month.review.items import items
from projects.month.review.narrowing import ReviewFilter
from projects.month.review.remarks import KINDS, ReviewGroup, codes_of_all, group
from projects.month.views import find_month
from projects.month.withdrawal import take_back, verified_lately

# On a page; and as many as a file takes at a time.
AT_ONCE, IN_FILE = 50, 1000
GROUPS = list(ReviewGroup)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, programme, month):
    """The reports of a month that wait for the reviewer; POST decides on those that were chosen."""
    reporting_month = find_month(request, programme, month)
    covered = reach(request.user).by_role.get(Role.REVIEWER, frozenset())
    if not covered:
        raise Http404("no reviewer")
    if request.method == "POST":
        return decide(request, reporting_month)
    return page(request, reporting_month, covered)


def page(request, month, covered):
    waiting = (
        StatusReport.objects.visible_to(request.user)
        .filter(month=month, project__lead_pairing__recipient__in=covered)
        .awaiting_review()
    )
    all_rows = _rows(request.user, month, waiting)
    common_codes = codes_of_all(all_rows)
    narrowing = ReviewFilter(
        request.GET,
        rows=all_rows,
        common_codes=common_codes,
        evidenced=_evidenced(request.user, waiting),
    )
    rows = sorted(narrowing.rows(), key=lambda row: _place(row, common_codes))
    export = exports.review(request, month, lambda: _with_effects(request.user, rows))
    if answer := download(request, export):
        return answer
    paged = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    reviewed = items(request.user, month, list(paged.object_list), common_codes)
    context = {
        "month": month,
        "export": export,
        "paged": paged,
        "waiting": len(all_rows),
        "unlikely": sum(bool(row.unlikely) for row in all_rows),
        "narrowing": narrowing,
        "common": [str(KINDS[code]) for code in sorted(common_codes)],
        "verified_lately": verified_lately(request.user, month=month),
        "unusual": [item for item in reviewed if item.is_unusual],
        "others": [item for item in reviewed if not item.is_unusual],
    }
    return render(request, "month/review.html", context)


def _place(row, common_codes: set[str]) -> tuple:
    """Where a row stands on the page: by its group, amounts that were asked about first."""
    is_amount = YUAN in [finding.code for finding in row.unlikely]
    return GROUPS.index(group(row, common_codes)), not is_amount, row.project.code


def _rows(user, month, waiting) -> list:
    """All rows that wait, some at a time."""
    projects = list(waiting.order_by("project__code").values_list("project", flat=True))
    parts = [projects[first : first + IN_FILE] for first in range(0, len(projects), IN_FILE)]
    visible = Project.objects.visible_to(user)
    return [row for part in parts for row in due_rows(month, visible.filter(pk__in=part), user)]


def _evidenced(user, waiting) -> set[int]:
    """The ids of the reports that have a file."""
    files = Evidence.objects.visible_to(user).filter(report__in=waiting.values("pk"))
    return set(files.order_by().values_list("report", flat=True))


def _with_effects(user, rows):
    """(row, closed figures that verifying its report would move, what it does with money)."""
    for first in range(0, len(rows), IN_FILE):
        part = rows[first : first + IN_FILE]
        moves_by_report = moves(part, user)
        settled = settlements([row.report for row in part])
        for row in part:
            pk = row.report.pk
            yield row, moves_by_report.get(pk, []), settlement_words(settled[pk])


def _taken_back(request, chosen: dict[int, int]) -> StatusReport:
    """Takes back the verification of the report that a form names."""
    if len(chosen) != 1:
        raise Refused(_t("Select one report."))
    report = StatusReport.objects.visible_to(request.user).filter(pk__in=chosen).first()
    if report is None:
        raise Refused(_t("A selected report cannot be found: reload the page."))
    return take_back(user=request.user, report=report)


def decide(request, month):
    """Verifies or returns what a form names, one report or all ticked; then shows the next."""
    place = _place_to_mend(request)
    with refusal_as_message(request):
        chosen = read_versions(request.POST.getlist("seen"))
        if not chosen:
            raise Refused(_t("Select at least one report."))
        messages.success(request, _decided(request, chosen))
        place = _next_place(request)
    address = reverse("months:review", args=[month.programme.code, month.label])
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{address}{query}{place}")


def _decided(request, chosen: dict[int, int]) -> str:
    """Does what the button says; gives the sentence about it."""
    # Only the button itself verifies: whatever else is posted returns, which takes a reason.
    if request.POST.get("do") == "take back":
        reports = [_taken_back(request, chosen)]
        words = ngettext(
            "The verification of %(n)s report was taken back: it waits again.",
            "The verifications of %(n)s reports were taken back: they wait again.",
            1,
        )
    elif request.POST.get("do") == "verify":
        # Only one at a time is said to have been checked.
        checked = set(chosen) if len(chosen) == 1 and "checked" in request.POST else set()
        reports = verify(user=request.user, seen_versions=chosen, checked=checked)
        words = ngettext("%(n)s report verified.", "%(n)s reports verified.", len(reports))
    else:
        reason = request.POST.get("reason", "")[:300]
        reports = send_back(user=request.user, seen_versions=chosen, reason=reason)
        words = ngettext("%(n)s report returned.", "%(n)s reports returned.", len(reports))
    return words % {"n": count(len(reports))}


def _next_place(request) -> str:
    """The report on which one lands after a decision, as the end of an address."""
    following = request.POST.get("next", "")
    return f"#r-{following}" if _is_id(following) else "#reviews"


def _place_to_mend(request) -> str:
    """Where a refused decision is mended: the tick or the reason, of one report or of many."""
    is_verifying = request.POST.get("do") == "verify"
    pk = request.POST.get("seen", "").partition(":")[0]
    if "next" in request.POST and _is_id(pk):
        return f"#checked-{pk}" if is_verifying else f"#reason-{pk}"
    return "#many" if is_verifying else "#reason"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()
