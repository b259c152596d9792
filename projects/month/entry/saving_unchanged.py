"""Reports rows as unchanged, many at once: all that are sound, and why the others were left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.people import person_name
from aidtrack.values.refusals import Refused
from aidtrack.web.fields import PercentField
from projects.checks.claims import findings
from projects.checks.findings import IMPOSSIBLE
from projects.checks.problem_words import type_in_words
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_projects
from projects.month.entry.unchanged import (
    REASONED,
    QuestionKind,
    due_with_stops,
    is_unfilled,
    unchanged,
)
from projects.month.saving import create_reports, refusal

REASON_LENGTH = 300


@dataclass(frozen=True)
class UnchangedForm:
    """What the page posts: {code: the digest that was read}, {kind: reason}, {kind: type of the
    problem}, {code: progress}.
    """

    ticks: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    progress: dict[str, str] = field(default_factory=dict)


@dataclass
class UnchangedOutcome:
    """``again`` counts those that the person had reported before; ``left`` is {code: why}."""

    saved: list[StatusReport] = field(default_factory=list)
    again: int = 0
    left: dict[str, str] = field(default_factory=dict)


def read_form(data: Mapping) -> UnchangedForm:
    ticks = dict(value.rpartition(":")[::2] for value in data.getlist("unchanged"))
    reasons = {kind: data.get(f"reason-{kind}", "").strip()[:REASON_LENGTH] for kind in REASONED}
    types = {kind: data.get(f"type-{kind}", "") for kind in REASONED}
    progress = {
        name.removesuffix("-progress"): value.strip()
        for name, value in data.items()
        if name.endswith("-progress")
    }
    return UnchangedForm(ticks, reasons, types, progress)


def save_unchanged(*, user, month: ReportingMonth, form: UnchangedForm) -> UnchangedOutcome:
    """Saves a draft that says "no change" for each ticked row that can be reported so."""
    outcome = UnchangedOutcome()
    with transaction.atomic():
        visible = Project.objects.visible_to(user).filter(code__in=form.ticks)
        list(visible.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        month = ReportingMonth.objects.locked_for_share(month.pk).select_related("programme").get()
        due = due_projects(month, user).filter(code__in=form.ticks)
        rows = {row.project.code: row for row in due_with_stops(month, due, user)}
        for code in form.ticks:
            _add(outcome, code, rows.get(code), form, user)
        create_reports(outcome.saved, user)
    return outcome


def _add(outcome: UnchangedOutcome, code: str, row: Row | None, form: UnchangedForm, user):
    if row and _is_own_again(row, user):
        outcome.again += 1
        return
    try:
        outcome.saved.append(_report(code, row, form, user))
    except Refused as refused:
        outcome.left[code] = str(refused)


def _is_own_again(row: Row, user) -> bool:
    report = row.latest_report
    return report is not None and report.no_change and report.entered_by_id == user.pk


def _report(code: str, row: Row | None, form: UnchangedForm, user) -> StatusReport:
    """The report to save; Refused where there is none."""
    if row is None:
        raise Refused(_t("No report on it is due from you."))
    if not is_unfilled(row, user):
        raise Refused(_why_not(row))
    unchanged_row = unchanged(row, user)
    if unchanged_row.key != f"{code}:{form.ticks[code]}":
        raise Refused(_t("Its figures have changed since you opened the page: read them again."))
    if unchanged_row.kind == QuestionKind.REFUSED:
        raise Refused(unchanged_row.sentence)
    report = unchanged_row.report
    if unchanged_row.asks_progress:
        report.physical_progress = _progress(form.progress.get(code, ""))
    elif unchanged_row.answered_in:
        report.problem = _reason(form.reasons.get(unchanged_row.kind, ""))
        report.problem_type = _type(form.types.get(unchanged_row.kind, ""), report.problem)
    _refuse_impossible(report, row)
    return report


def _why_not(row: Row) -> str:
    report = row.latest_report
    if report is None:
        return refusal(row)
    words = {
        "person": person_name(report.entered_by),
        "moment": timezone.localtime(report.saved_at).strftime("%H:%M"),
    }
    return _t("%(person)s filled it in meanwhile (%(moment)s): it stays as it was saved.") % words


def _progress(text: str) -> Decimal:
    try:
        progress = PercentField(required=False).clean(text)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    if progress is None:
        raise Refused(_t("Enter the progress."))
    return progress


def _reason(text: str) -> str:
    if not text:
        raise Refused(_t("Enter the reason."))
    return text


def _type(chosen: str, reason: str) -> str:
    """The type that was chosen, else the one that the words of the reason name."""
    problem_type = chosen if chosen in StatusReport.ProblemType.values else type_in_words(reason)
    if not problem_type:
        raise Refused(_t("Choose the type of the problem."))
    return problem_type


def _refuse_impossible(report: StatusReport, row: Row):
    claim_findings = findings(report, row.before, arrived=row.arrived)
    if sentences := [f.sentence for f in claim_findings if f.level == IMPOSSIBLE]:
        raise Refused(" ".join(sentences))
