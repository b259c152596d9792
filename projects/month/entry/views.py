"""Entering a month: the grid, the page of one row, and the answers before they are submitted."""

from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from aidtrack.values.formats import count
from aidtrack.values.refusals import Refused
from aidtrack.web.refusing import refusal_as_message
from pairings.access.reach import reach
from pairings.models import Role
from projects.evidence.files import add_evidence
from projects.evidence.gallery import gallery
from projects.models import FACT_DATES, Evidence, StatusReport
from projects.month.changes import changes
from projects.month.closing.moves import moves
from projects.month.due import Row, due_projects, due_row, due_rows
from projects.month.entry.days import date_hint
from projects.month.entry.narrowing import Narrowing, by_county
from projects.month.entry.place import row_place
from projects.month.entry.rows import (
    ClaimEntry,
    EntryState,
    edited_codes,
    enter,
    entry_for,
    posted_codes,
    since_labels,
    with_files,
)
from projects.month.entry.saving_unchanged import UnchangedForm, read_form, save_unchanged
from projects.month.entry.unchanged import (
    UnchangedRow,
    due_with_stops,
    is_first_month,
    plain_counties,
    question_groups,
    unchanged_rows,
)
from projects.month.saving import submit
from projects.month.views import find_month

# Rows on one page of the grid: more than most offices have.
AT_ONCE = 200
# What the grid's script asks for: only the rows that it posted.
ROWS_ONLY = "X-Rows-Only"
# The dates of a row that few months have.
OTHER_DATES = (*FACT_DATES[2:], "stopped_on", "resumed_on")

posts_and_reads = require_http_methods(["GET", "HEAD", "POST"])


def find_due(request, programme, month):
    """The month and the projects due from the person; Http404 for somebody who records nothing."""
    reporting_month = find_month(request, programme, month)
    if not reach(request.user).has(Role.RECORDER):
        raise Http404("no recorder")
    return reporting_month, due_projects(reporting_month, request.user).order_by("code")


@posts_and_reads
def grid(request, programme, month):
    reporting_month, due = find_due(request, programme, month)
    posted = {}
    if request.method == "POST":
        entries = _entered(request, reporting_month, due)
        if ROWS_ONLY in request.headers:
            context = {"month": reporting_month} | _rows(request, entries)
            return render(request, "month/_entry_rows.html", context)
        if all(entry.is_saved for entry in entries):
            messages.success(request, _t("Saved."))
            return redirect(request.get_full_path())
        posted = {entry.row.project.pk: entry for entry in entries if not entry.is_saved}
    rows = by_county(due_rows(reporting_month, due, request.user))
    narrowing = Narrowing(request.GET, rows=rows)
    listed = [row for row in rows if row.project.pk in posted or narrowing.matches(row)]
    paged = Paginator(listed, AT_ONCE).get_page(request.GET.get("page"))
    entries = [posted.get(row.project.pk) or entry_for(row, request.user) for row in paged]
    context = {
        "month": reporting_month,
        "is_due": bool(rows),
        "narrowing": narrowing,
        "paged": paged,
        "wrong": list(posted.values()),
        "since_labels": since_labels(),
        "before_label": _before_label(reporting_month),
    }
    return render(request, "month/entry.html", context | _rows(request, entries))


def _entered(request, month, due) -> list[ClaimEntry]:
    """The rows that were edited, saved; the script is answered on every row that it posted."""
    edited = edited_codes(request.POST)
    codes = posted_codes(request.POST) if ROWS_ONLY in request.headers else edited
    rows = due_rows(month, due.filter(code__in=codes), request.user)
    return [
        enter(row, request.POST, user=request.user)
        if row.project.code in edited
        else entry_for(row, request.user)
        for row in rows
    ]


def _rows(request, entries) -> dict:
    """What the rows of the grid need."""
    return {
        "entries": with_files(entries, request.user),
        "here": request.get_full_path(),
    }


def _before_label(month) -> str:
    """The head of the columns that stand beside what is entered."""
    return month.get_origin_display() if month.is_loaded else pgettext("month", "Last month")


@posts_and_reads
def row(request, programme, month, code):
    """Everything that a month asks of one project, with its questions and its evidence."""
    reporting_month, due = find_due(request, programme, month)
    project = get_object_or_404(due, code=code)
    entry = entry_for(due_row(reporting_month, project, request.user), request.user)
    if request.method == "POST":
        entry = enter(entry.row, request.POST, user=request.user)
        if entry.is_saved and _photo_added(request, entry.row):
            messages.success(request, _t("Saved."))
            return redirect(_next_address(request, reporting_month, code, due))
    report = entry.row.report
    place = row_place(code, reporting_month, due)
    context = {
        "place": place,
        "page": (place.number - 1) // AT_ONCE + 1,
        "usual_dates": _date_fields(entry, FACT_DATES[:2]),
        "other_dates": _date_fields(entry, OTHER_DATES),
        "opens_dates": _opens_dates(entry),
        "photo_key": uuid4(),
        "month": reporting_month,
        "entry": entry,
        "form": entry.form,
        "may_enter": entry.row.may(request.user, "enter"),
        "may_correct": entry.row.may(request.user, "correct"),
        "changes": changes(entry.row),
        "moves": moves([entry.row], request.user).get(report.pk, []) if report else [],
    }
    if report:
        files = Evidence.objects.visible_to(request.user).filter(report=report).for_gallery()
        context["gallery"] = gallery(files, report, f"report={report.pk}", user=request.user)
    return render(request, "month/entry_row.html", context)


def _date_fields(entry: ClaimEntry, names) -> list[tuple]:
    """(field, its hint) for each of the dates."""
    return [(entry.form[name], date_hint(name, entry.row)) for name in names]


def _opens_dates(entry: ClaimEntry) -> bool:
    """Whether one of the rarer dates is known, asked for or refused, so has to be in sight."""
    fields = [entry.form[name] for name in (*OTHER_DATES, "delay_reason")]
    is_wrong = entry.form.is_bound and any(field.errors for field in fields)
    return is_wrong or any(field.value() for field in fields)


def _photo_added(request, entered_row: Row) -> bool:
    """Adds the photograph that was posted with a row, if any; says why where it is refused."""
    upload, report = request.FILES.get("photo"), entered_row.report
    if upload is None or report is None:
        return True
    with refusal_as_message(request):
        key = UUIDField().clean(request.POST.get("photo_key", ""))
        add_evidence(owner=report, by=request.user, upload=upload, key=key)
        return True
    return False


def _next_address(request, month, code: str, due) -> str:
    """The page of the next row that nobody has filled in, where the button said so."""
    of_month = [month.programme.code, month.label]
    if "next" not in request.POST:
        return request.path
    if following := row_place(code, month, due).following:
        return reverse("months:entry-row", args=[*of_month, following])
    return reverse("months:answers", args=of_month)


@posts_and_reads
def unchanged(request, programme, month):
    """No change for all the rest: what is not filled in yet, what is to be asked of it first."""
    reporting_month, due = find_due(request, programme, month)
    form, left = UnchangedForm(), {}
    if request.method == "POST":
        form = read_form(request.POST)
        left = _unchanged_saved(request, reporting_month, form)
        if form.ticks and not left:
            return redirect("months:answers", programme, month)
    rows = due_with_stops(reporting_month, due, request.user)
    rest = [_as_posted(row, form, left) for row in unchanged_rows(rows, request.user)]
    groups = question_groups(rest, form.reasons, form.types)
    asked = sum(len(group.rows) for group in groups)
    context = {
        "month": reporting_month,
        "rest": rest,
        "groups": groups,
        "problem_types": StatusReport.ProblemType.choices,
        "asked": asked,
        "plain": len(rest) - asked,
        "counties": plain_counties(rest),
        "left": [(row.project, left[row.project.code]) for row in rows if row.project.code in left],
        "returned": sum(row.state == StatusReport.State.RETURNED for row in rows),
        "open": sum(bool(row.questions) for row in rows),
        "is_first_month": is_first_month(rows),
    }
    return render(request, "month/unchanged.html", context)


def _unchanged_saved(request, month, form: UnchangedForm) -> dict[str, str]:
    """Saves the ticked rows and says how many; gives why others were left."""
    with refusal_as_message(request):
        if not form.ticks:
            raise Refused(_t("Select at least one row."))
        outcome = save_unchanged(user=request.user, month=month, form=form)
        n = len(outcome.saved)
        words = ngettext("%(n)s row saved as no change.", "%(n)s rows saved as no change.", n)
        if n:
            messages.success(request, words % {"n": count(n)})
        elif outcome.again:
            messages.info(request, _t("They were saved before: nothing was saved twice."))
        return outcome.left
    return {}


def _as_posted(unchanged_row: UnchangedRow, form: UnchangedForm, left: dict[str, str]):
    """A row with its tick, what was typed and why it was left; ticked as at first before a post."""
    code = unchanged_row.row.project.code
    return replace(
        unchanged_row,
        is_ticked=code in form.ticks if form.ticks else unchanged_row.is_ticked,
        typed=form.progress.get(code, ""),
        error=left.get(code, ""),
    )


@posts_and_reads
def answers(request, programme, month):
    """Check your answers: what is to be submitted, old beside new, and what is still asked."""
    reporting_month, due = find_due(request, programme, month)
    if request.method == "POST" and _submitted(request, reporting_month):
        return redirect(reporting_month)
    rows = due_rows(reporting_month, due, request.user)
    entries = [entry_for(row, request.user) for row in rows if row.may(request.user, "submit")]
    started = [entry for entry in entries if entry.row.report]
    moves_by_report = moves([entry.row for entry in started], request.user)
    context = {
        "month": reporting_month,
        "ready": [
            (e, changes(e.row), moves_by_report.get(e.row.report.pk, []))
            for e in started
            if e.row.is_ready
        ],
        "unready": [(e, changes(e.row)) for e in started if not e.row.is_ready],
        "untouched": [row for row in rows if row.report is None and row.may(request.user, "enter")],
        "partial": EntryState.PARTIAL,
    }
    return render(request, "month/answers.html", context)


def _submitted(request, month) -> bool:
    """Submits the reports that were ticked; says in a sentence what kept it from doing so."""
    chosen = [value.rpartition(":")[::2] for value in request.POST.getlist("seen")]
    seen_versions = {
        code: int(version) for code, version in chosen if version.isascii() and version.isdigit()
    }
    with refusal_as_message(request):
        if not seen_versions:
            raise Refused(_t("Select at least one report."))
        submitted = submit(user=request.user, month=month, seen_versions=seen_versions)
        words = ngettext("%(n)s report submitted.", "%(n)s reports submitted.", len(submitted))
        messages.success(request, words % {"n": count(len(submitted))})
        return True
    return False
