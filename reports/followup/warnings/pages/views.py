"""The page of warnings as of a day, and recording a response to one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from aidtrack.web.addresses import WrongAddress
from aidtrack.web.downloads import download
from aidtrack.web.paging import page_of
from aidtrack.web.refusing import refusal_in_form
from pairings.models import Organisation, ReportingUnit
from pairings.querysets import visible_rows
from projects.figures.groupings import ROW
from projects.figures.viewpoint import viewpoint
from reports.followup.tasks.rights import may_issue
from reports.followup.warnings import wording
from reports.followup.warnings.catalogue import TESTS
from reports.followup.warnings.pages import export as exports
from reports.followup.warnings.pages.forms import ResponseForm, WarningFilterForm
from reports.followup.warnings.pages.lines import (
    WarningLine,
    WarningSum,
    by_row,
    by_rule,
    warning_lines,
)
from reports.followup.warnings.quotation import QuotationSource, quotation_source
from reports.followup.warnings.responses import (
    may_respond,
    record_response,
    responses_to,
)
from reports.followup.warnings.standpoint import Standpoint

# Lines of a rule where the page is of that rule alone.
PER_PAGE = 100


@require_safe
def warning_list(request):
    view = viewpoint(request, further=None)
    at = Standpoint.of(view, today=timezone.localdate())
    form = WarningFilterForm(request.GET, at=at, rows=_rows(at))
    if not form.is_valid():
        raise WrongAddress(form=form)
    lines = form.matching(_lines(at, form.cleaned_data))
    groups, rows = by_rule(lines, at.rules), by_row(lines)
    export = exports.warnings(request, view, form, groups, rows)
    if answer := download(request, export):
        return answer
    alone = groups[0] if form.cleaned_data["rule"] and groups else None
    context = {
        "view": view,
        "form": form,
        "within": form.cleaned_data["within"],
        "total": WarningSum(lines),
        "groups": groups,
        "rows": rows,
        "paged": alone and page_of(request, alone.lines, per_page=PER_PAGE),
        "rules": [(rule, TESTS[rule.test], wording.threshold_words(rule)) for rule in at.rules],
        "answerable": {line.warning.key for line in lines if _is_answerable(request.user, line)},
        "may_issue": may_issue(request.user),
        "export": export,
    }
    return render(request, "followup/warnings.html", context)


def _lines(at: Standpoint, chosen: dict) -> list[WarningLine]:
    """Without computing rules and subjects that the filter leaves out."""
    rules = [rule for rule in at.rules if chosen["rule"] in ("", rule.code)]
    if chosen["within"]:
        at = at.inside(chosen["within"])
    if chosen["kind"]:
        at = at.of_kind(chosen["kind"] if chosen["kind"] in at.kinds else "")
    return warning_lines(at, rules)


def _rows(at: Standpoint) -> list[tuple[str, str]]:
    """The rows of the population and those of units, which may hold money and have no project."""
    rows = at.projects.order_by().values(row=ROW)
    units = visible_rows(ReportingUnit.objects, at.user).filter(row__scheme=at.programme.scheme_id)
    organisations = Organisation.objects.filter(
        Q(pk__in=rows) | Q(pk__in=units.order_by().values("row__prefecture"))
    )
    return [(row.ref, row.label) for row in organisations.order_by("ref")]


def _is_answerable(user, line) -> bool:
    return may_respond(user, line.warning.subject)


@require_http_methods(["GET", "HEAD", "POST"])
def response_new(request):
    """The address names the warning, the form what is responded to it."""
    source = quotation_source(request.user, request.GET)
    if source is None:
        raise Http404
    if not may_respond(request.user, source.subject):
        raise PermissionDenied(_t("You cannot respond to this warning."))
    today, warning = timezone.localdate(), source.warning()
    form = ResponseForm(
        request.POST or None, user=request.user, subject=source.subject, today=today
    )
    if request.method == "POST" and warning is None:
        form.add_error(None, _not_in_force())
    elif form.is_valid():
        with refusal_in_form(form):
            record_response(
                user=request.user,
                warning=warning,
                programme=source.at.programme,
                today=today,
                **form.values,
            )
            messages.success(request, _t("The response was recorded."))
            return redirect(_list_url(source))
    return render(request, "followup/response.html", _response_context(request, source, form))


def _not_in_force() -> str:
    return _t("There is no such warning in force on that day.")


def _response_context(request, source: QuotationSource, form: ResponseForm) -> dict:
    at, warning = source.at, source.warning()
    context = {
        "form": form,
        "subject": source.subject,
        "rule": source.rule,
        "on": at.on,
        "programme": at.programme,
        "back_url": _list_url(source),
    }
    if warning is None:
        return context | {"not_in_force": _not_in_force()}
    responses = responses_to([warning], at.programme, user=request.user, at=timezone.now())
    return context | {
        "warning": warning,
        "sentence": wording.sentence(warning, on=at.on),
        "response": responses[warning.key],
    }


def _list_url(source: QuotationSource) -> str:
    at = source.at
    params = {"programme": at.programme.code, "scope": at.scope, "as_of": f"{at.on}"}
    query = urlencode(params | {"rule": source.rule.code})
    return f"{reverse('follow-up:warnings')}?{query}"
