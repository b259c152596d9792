"""Review: old beside new, what the checks found, the evidence; verify or return, one or many."""

from itertools import chain

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t, ngettext

from aidtrack.values.formats import count
from aidtrack.values.refusals import Refused
from aidtrack.web.downloads import download
from aidtrack.web.refusing import refusal_as_message
from pairings.access.reach import reach
from pairings.models import Role
from projects.checks.amounts import YUAN
from projects.models import Evidence, Project, StatusReport
from projects.month import export as exports
from projects.month.changes import changes, settlement_words
from projects.month.closing.moves import moves
from projects.month.due import due_rows
from projects.month.facts import settlements
from projects.month.forms import read_versions
from projects.month.review.decisions import send_back, verify
from projects.month.views import find_month
from projects.month.withdrawal import take_back, verified_lately

# On a page; and as many as a file takes at a time.
AT_ONCE, IN_FILE = 50, 1000


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
        .order_by("project__code")
    )
    export = exports.review(request, month, lambda: _with_effects(request.user, month, waiting))
    if answer := download(request, export):
        return answer
    all_rows = sorted(_rows(request.user, month, waiting), key=_place)
    paged = Paginator(all_rows, AT_ONCE).get_page(request.GET.get("page"))
    rows = list(paged.object_list)
    moves_by_report = moves(rows, request.user)
    reports = [row.report for row in rows]
    own = set(
        request.user.reports_written.filter(pk__in=[r.pk for r in reports]).values_list(
            "pk", flat=True
        )
    )
    settled = settlements(reports)
    files = {}
    for file in Evidence.objects.visible_to(request.user).filter(report__in=reports).for_gallery():
        files.setdefault(file.report_id, []).append(file)
    context = {
        "month": month,
        "export": export,
        "paged": paged,
        "verified_lately": verified_lately(request.user, month=month),
        "unlikely": sum(bool(row.unlikely) for row in all_rows),
        "reviewed": [
            {
                "row": row,
                "report": row.report,
                "changes": changes(row, row.report),
                "moves": moves_by_report.get(row.report.pk, []),
                "money": settlement_words(settled[row.report.pk]),
                "files": files.get(row.report.pk, []),
                "is_own": row.report.pk in own or row.report.entered_by_id == request.user.pk,
            }
            for row in rows
        ],
    }
    return render(request, "month/review.html", context)


def _place(row) -> tuple:
    """Where a row stands on the page: amounts that were asked about, what else was, the rest."""
    codes = [finding.code for finding in row.unlikely]
    return YUAN not in codes, not codes, row.project.code


def _rows_of(user, month, projects: list[int]):
    return due_rows(month, Project.objects.visible_to(user).filter(pk__in=projects), user)


def _rows(user, month, waiting):
    """All rows that wait, some at a time."""
    return chain.from_iterable(_parts(user, month, waiting))


def _parts(user, month, waiting):
    projects = list(waiting.values_list("project", flat=True))
    for first in range(0, len(projects), IN_FILE):
        yield _rows_of(user, month, projects[first : first + IN_FILE])


def _with_effects(user, month, waiting):
    """(row, closed figures that verifying its report would move, what it does with money)."""
    for rows in _parts(user, month, waiting):
        moves_by_report = moves(rows, user)
        settled = settlements([row.report for row in rows])
        for row in rows:
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
    """Verifies or returns what a form names: one report in its own form, or all ticked."""
    reason = request.POST.get("reason", "")[:300]
    with refusal_as_message(request):
        chosen = read_versions(request.POST.getlist("seen"))
        if not chosen:
            raise Refused(_t("Select at least one report."))
        # Only the button itself verifies: whatever else is posted returns, which takes a reason.
        if request.POST.get("do") == "take back":
            decided = [_taken_back(request, chosen)]
            words = ngettext(
                "The verification of %(n)s report was taken back: it waits again.",
                "The verifications of %(n)s reports were taken back: they wait again.",
                1,
            )
        elif request.POST.get("do") == "verify":
            # Only one at a time is said to have been checked.
            checked = set(chosen) if len(chosen) == 1 and "checked" in request.POST else set()
            decided = verify(user=request.user, seen_versions=chosen, checked=checked)
            words = ngettext("%(n)s report verified.", "%(n)s reports verified.", len(decided))
        else:
            decided = send_back(user=request.user, seen_versions=chosen, reason=reason)
            words = ngettext("%(n)s report returned.", "%(n)s reports returned.", len(decided))
        messages.success(request, words % {"n": count(len(decided))})
    return redirect("months:review", month.programme.code, month.label)
