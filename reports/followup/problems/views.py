"""What offices reported for a month as standing in the way, and what they do about it."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aidtrack.values.dates import month_end
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import download
from projects.figures.progress import programme_projects
from projects.figures.viewpoint import CHOSEN, NoProgramme, default_programme
from projects.models import Programme, StatusReport
from reports.followup.problems import export as exports
from reports.followup.problems.board import ProblemBoard
from reports.followup.problems.causes import causes_by_office, holding_reports
from reports.followup.problems.forms import KINDS, ProblemForm
from reports.followup.problems.reporting import standings_by_office
from reports.followup.problems.rows import listed, problem_rows
from reports.followup.tasks.rights import may_issue

AT_ONCE = 50
# As many months as fit beside each other.
TREND = 6


@require_safe
def problem_list(request):
    form = _form(request)
    chosen = form.cleaned_data
    programme, kind, office = chosen["programme"], chosen["type"], chosen["office"]
    projects = _projects(request.user, chosen)
    month = _month(chosen["month"], form.months, programme, projects)
    context = {"form": form, "programme": programme, "within": chosen["within"]}
    if month is None:
        return render(request, "followup/problems.html", context)
    form.data["month"] = f"{month:%Y-%m}"
    before = _before(month, form.months, programme, projects)
    trend = [day for day in form.months if day <= month][-TREND:]
    board = ProblemBoard(
        causes_by_office(projects, programme, {month, *trend, *([before] if before else [])}),
        standings_by_office(projects, programme, month),
        month=month,
        before=before,
        params=_params(chosen),
    )
    reports = listed(projects, programme, month, kind=kind, office=office)
    today = timezone.localdate()

    def rows(items):
        return problem_rows(items, programme, month, user=request.user, today=today)

    export = exports.problems(request, form, board, trend, lambda: rows(reports))
    if answer := download(request, export):
        return answer
    paged = Paginator(reports, AT_ONCE).get_page(request.GET.get("page"))
    context |= {
        "month": month,
        "within_params": _subject_params(chosen, month),
        "board": board,
        "trend": trend,
        "trend_lines": board.trend(trend),
        "paged": paged,
        "rows": rows(paged),
        "task_params": may_issue(request.user) and _subject_params(chosen, month),
        "narrowed": [*([str(KINDS[kind])] if kind else []), *([office.label] if office else [])],
        "is_illustrative": projects.illustrative().exists(),
        "export": export,
    }
    return render(request, "followup/problems.html", context)


def _projects(user, chosen: dict) -> QuerySet:
    projects = programme_projects(chosen["programme"], scope=chosen["scope"]).visible_to(user)
    within = chosen["within"]
    return within.narrow(projects) if within else projects


def _params(chosen: dict) -> dict:
    """Those of the page, whatever its month, type and office."""
    params = {"programme": chosen["programme"].code, "scope": chosen["scope"]}
    return params | ({"within": str(chosen["within"])} if chosen["within"] else {})


def _subject_params(chosen: dict, month: date) -> dict:
    """What the address of a new task names beside the project, and that of a page of figures."""
    return {
        "programme": chosen["programme"].code,
        "scope": chosen["scope"],
        "as_of": f"{month_end(month)}",
    }


def _form(request) -> ProblemForm:
    """The form, valid, with the page's own defaults; WrongAddress for anything unknown."""
    programmes = Programme.objects.visible_to(request.user).select_related("scheme")
    default = default_programme(programmes, chosen=request.COOKIES.get(CHOSEN, ""))
    if default is None:
        raise NoProgramme
    data = request.GET.dict()
    data["programme"] = data.get("programme") or default.code
    data["scope"] = data.get("scope") or "local"
    form = ProblemForm(data, user=request.user, programmes=programmes)
    if not form.is_valid():
        raise WrongAddress(form=form)
    return form


def _month(label: str, months: list[date], programme: Programme, projects) -> date | None:
    """The first day of the month that is asked for, else of the last with a verified report; None
    where no month was opened.
    """
    if label:
        return date.fromisoformat(f"{label}-01")
    reports = StatusReport.objects.verified().filter(
        month__programme=programme,
        month__month__in=months,
        project__in=projects.order_by().values("pk"),
    )
    last = reports.order_by("-month__month").values_list("month__month", flat=True).first()
    return last or (months[-1] if months else None)


def _before(month: date, months: list[date], programme: Programme, projects) -> date | None:
    """The month before, where anything was reported for it."""
    before = (month - timedelta(days=1)).replace(day=1)
    is_reported = before in months and holding_reports(projects, programme, [before]).exists()
    return before if is_reported else None
