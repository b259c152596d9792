"""The month's round: what is due from whom, opening, closing, exemptions, the board."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from aidtrack.web.downloads import download
from aidtrack.web.refusing import refusal_in_form
from pairings.access.permissions import Standing, may
from pairings.models import Role
from projects.figures.corrections import Correction, corrections, in_words
from projects.models import LateEntry, Programme, Project, ReportingMonth, StatusReport
from projects.month import export as exports
from projects.month.closing.late import late_entries
from projects.month.completeness import completeness
from projects.month.due import due_projects, due_rows, missing_projects, states
from projects.month.forms import OpenMonthForm
from projects.month.rounds import may_reopen, next_month, open_month

# As many as fit beside each other.
ON_BOARD = 6


def find_month(request, programme: str, month: str) -> ReportingMonth:
    """The month that an address names, as far as the person may see it; else Http404."""
    months = ReportingMonth.objects.visible_to(request.user).named(programme, month)
    return get_object_or_404(months.with_lack_of_projects().select_related("programme"))


@require_http_methods(["GET", "HEAD", "POST"])
def month_list(request):
    """The start page: each open month with what the person has to do."""
    form = OpenMonthForm(request.POST or None, user=request.user)
    if request.method == "POST":
        if not may(request.user, "open"):
            raise PermissionDenied(_t("Only an administrator can open a month."))
        if form.is_valid() and _open(request, form):
            return redirect("months:list")
    elif may(request.user, "open"):
        form = OpenMonthForm(user=request.user, initial=_suggested(request.user))
    months = ReportingMonth.objects.visible_to(request.user).select_related("programme")
    open_months = months.filter(closed_at=None).order_by("month", "programme")
    open_months = open_months.with_lack_of_projects()
    open_work = [_listed_work(month, request.user) for month in open_months]
    closed = list(months.opened().exclude(closed_at=None)[:12])
    loaded = list(months.loaded().order_by("programme", "-month"))
    export = exports.months(request, open_work, [*closed, *loaded])
    if request.method == "GET" and (answer := download(request, export)):
        return answer
    context = {
        "export": export,
        "work": open_work,
        "late": _late_months(request.user),
        "closed": closed,
        "loaded": loaded,
        "form": form if may(request.user, "open") else None,
    }
    return render(request, "month/list.html", context)


def _late_months(user):
    """The months with late entries that ``user`` sees waiting, each with their number."""
    waiting = LateEntry.objects.visible_to(user).waiting()
    months = ReportingMonth.objects.visible_to(user).select_related("programme")
    rows = Q(late_entries__in=waiting.order_by().values("pk"))
    return months.annotate(waiting=Count("late_entries", filter=rows)).filter(waiting__gt=0)


def _open(request, form) -> bool:
    with refusal_in_form(form):
        opened = open_month(user=request.user, **form.cleaned_data)
        messages.success(request, _t("%(month)s is open.") % {"month": opened.label})
        return True
    return False


def _suggested(user) -> dict:
    reported = Programme.objects.visible_to(user).exclude(reported_through=None)
    programme = reported.latest_reported_first().first()
    if programme is None:
        return {}
    return {"programme": programme.code, "month": f"{next_month(programme):%Y-%m}"}


def _work(month: ReportingMonth, user) -> dict:
    """What a person has to do for an open month: own rows by state, and reports to review."""
    due = due_projects(month, user)
    month_reports = StatusReport.objects.visible_to(user).filter(month=month)
    reports = StatusReport.objects.filter(month=month, project__in=due)
    states = dict.fromkeys(StatusReport.State.values, 0)
    for state in dict(reports.order_by("pk").values_list("project", "state")).values():
        states[state] += 1
    total = due.count()
    return {
        "month": month,
        "due": total,
        "rest": total - states["submitted"] - states["verified"],
        "states": [(StatusReport.State(s).label, s, n) for s, n in states.items() if n],
        "nothing": total - sum(states.values()),
        "to_review": month_reports.reviewable_by(user).count(),
        "waiting": month_reports.awaiting_review().count(),
    }


def _listed_work(month: ReportingMonth, user) -> dict:
    """The same, and how far the offices are for whoever neither enters nor reviews any report."""
    work = _work(month, user)
    has_part = work["due"] or due_projects(month, user, role=Role.REVIEWER).exists()
    has_none = has_part or month.lacks_projects
    return work | {"offices": None if has_none else _of_offices(month, user)}


def _of_offices(month: ReportingMonth, user) -> dict:
    """How many reports the offices owe, and how many of them are verified."""
    due = due_projects(month, user, role=None).count()
    return {"due": due, "verified": due - missing_projects(month, user).count()}


@require_safe
def month_detail(request, programme, month):
    """What is due from the person for one month, each row with its state; and the round itself."""
    reporting_month = find_month(request, programme, month)
    projects = due_projects(reporting_month, request.user)
    rows = due_rows(reporting_month, projects, request.user)
    listed = sorted(rows, key=lambda row: (not row.is_exempted, ORDER.index(row.state)))
    corrected = _corrections(reporting_month, request.user)
    export = exports.month(request, reporting_month, listed, corrected)
    if answer := download(request, export):
        return answer
    context = {
        "month": reporting_month,
        "export": export,
        "rows": listed,
        "is_enterable": any(row.may(request.user, "enter") for row in rows),
        "counts": states(rows),
        "work": _work(reporting_month, request.user),
        "exemptions": _exemptions(reporting_month, request.user),
        "corrections": corrected,
        "corrections_in_words": in_words(corrected),
        "late": late_entries(reporting_month, request.user),
        "may_close": may(request.user, "close") and not reporting_month.is_closed,
        "may_exempt": may(request.user, "exempt", standing=Standing.CLOSED)
        and reporting_month.is_closed,
        "unreported": missing_projects(reporting_month, request.user).count(),
        "may_reopen": may_reopen(request.user, reporting_month),
    }
    return render(request, "month/detail.html", context)


def _corrections(month: ReportingMonth, user) -> list[Correction]:
    """What moved figures of the month's days since it was closed; no query while it is open."""
    if not month.is_closed:
        return []
    projects = Project.objects.visible_to(user).filter(programme=month.programme_id)
    return corrections(projects, month.programme, first=month.month, last=month.ends_on)


# What asks for something comes first.
ORDER = ["returned", "nothing", "draft", "submitted", "verified"]


def _exemptions(month: ReportingMonth, user):
    """With those of their projects that the person may see."""
    people = month.exemptions.visible_to(user).select_related(
        "user", "granted_by", "withdrawn_by", "office", "pairing__supporter", "pairing__recipient"
    )
    return people.prefetch_related(Prefetch("projects", Project.objects.visible_to(user)))


@require_safe
def completeness_board(request):
    months = ReportingMonth.objects.visible_to(request.user).opened().select_related("programme")
    board_months = sorted(months[:ON_BOARD], key=lambda month: (month.month, month.programme.code))
    today = date.today()
    rows = completeness(board_months, request.user, on=today)
    totals = (
        [_sum([row.cells[i] for row in rows]) for i in range(len(board_months))] if rows else []
    )
    export = exports.completeness(request, board_months, rows, totals)
    if answer := download(request, export):
        return answer
    context = {
        "months": board_months,
        "rows": rows,
        "totals": totals,
        "today": today,
        "export": export,
    }
    return render(request, "month/completeness.html", context)


def _sum(cells):
    total = type(cells[0])()
    for cell in cells:
        total.add(cell)
    return total
