"""Saves what an office claims on a project for a month, and submits it for review."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store import history
from aidtrack.values.refusals import Refused
from pairings.access.permissions import Standing
from projects.checks.claims import findings
from projects.checks.findings import IMPOSSIBLE, Finding
from projects.models import Exemption, Project, ReportingMonth, StatusReport
from projects.month.due import Row, due_row, due_rows, unsaved_report
from projects.month.statements import enter_values


class ImpossibleClaim(Exception):
    """A claim with impossible values: nothing was saved; ``findings`` say what to mend."""

    def __init__(self, claim_findings: list[Finding]):
        super().__init__([finding.sentence for finding in claim_findings])
        self.findings = claim_findings


class ReportChanged(Refused):
    """Somebody else saved the row in between; ``report`` is what they left."""

    def __init__(self, report: StatusReport):
        super().__init__(
            _t(
                "%(project)s has changed since you opened the page, so nothing was saved: "
                "check it again."
            )
            % {"project": report.project.label}
        )
        self.report = report


def save_claim(
    *,
    user,
    month: ReportingMonth,
    project: Project,
    values: dict,
    seen_version: int,
) -> Row:
    """Saves what is claimed on one project and gives its row as it now stands.

    ``values`` are fields of CLAIM and ``answers``; those left out stay as they are. What is said
    on a month that was loaded corrects what was loaded.
    ``seen_version`` is the version of the report that the person edited, 0 where there was none.

    Raises  Refused where the person may not enter it now, ImpossibleClaim for impossible values,
            ReportChanged where somebody else saved other values since. Nothing is saved by any.
    """
    with transaction.atomic():
        Project.objects.select_for_update().only("pk").get(pk=project.pk)
        month = ReportingMonth.objects.locked_for_share(month.pk).select_related("programme").get()
        row = due_row(month, project, user)
        if month.is_loaded:
            values = values | {"is_correction": True}
        report = _report_to_save(row, user)
        stored = {name: getattr(report, name) for name in values}
        if (row.report.version if row.report else 0) != seen_version:
            if row.report and stored == values:
                return row
            if row.report:
                raise ReportChanged(row.report)
        if report.pk and stored == values:
            return row
        enter_values(report, values, corrected=row.verified_report)
        _check(report, row)
        _write(report, user, row)
        return replace(row, report=report)


def _report_to_save(row: Row, user) -> StatusReport:
    action = "correct" if row.report is None and row.verified_report is not None else "enter"
    if not row.may(user, action):
        raise Refused(refusal(row))
    return row.report or unsaved_report(row, user)


def refusal(row: Row) -> str:
    """Why a row cannot be entered, in a sentence."""
    match row.standing:
        case Standing.CLOSED:
            return _t(
                "%(month)s is closed: ask an administrator for an exemption to correct it."
            ) % {"month": row.month.label}
        case Standing.SUBMITTED:
            return _t("The report is awaiting review. Withdraw it to change it.")
        case _:
            return _t("Only a recorder of the project's own office can enter it.")


def _check(report: StatusReport, row: Row):
    claim_findings = findings(report, row.before, arrived=row.arrived)
    if wrong := [finding for finding in claim_findings if finding.level == IMPOSSIBLE]:
        raise ImpossibleClaim(wrong)


def _write(report: StatusReport, user, row: Row):
    report.entered_by = user
    report.reviewed_by = report.reviewed_at = None
    _name_exemption(report, user, row)
    if report.pk:
        report.version += 1
    report.save()
    report.authors.add(user)


def create_reports(reports: Sequence[StatusReport], user):
    """Adds first reports of an open month at once, each with its author and its history."""
    StatusReport.objects.bulk_create(reports)
    authorship = StatusReport.authors.through
    authorship.objects.bulk_create([authorship(statusreport=r, user=user) for r in reports])
    history.record(
        StatusReport,
        history.CREATED,
        ((report.pk, str(report), _creation(report)) for report in reports),
        user=user,
        moment=timezone.now(),
        through=history.GRID,
    )


def _creation(report: StatusReport) -> dict:
    values = {name: getattr(report, name) for name in history.tracked_columns(StatusReport)}
    filled = ((name, None, value) for name, value in values.items() if value not in (None, ""))
    return history.entry_of(StatusReport, filled)


def _name_exemption(report: StatusReport, user, row: Row):
    """Names on the report the exemption by which a closed month is still reported on."""
    if row.month.is_closed:
        in_force = Exemption.objects.in_force(user, row.month, on=timezone.localdate())
        report.exemption = in_force.covering(row.project).order_by("-until").first()


def answer(
    *,
    user,
    month: ReportingMonth,
    project: Project,
    finding: Finding,
    value: str,
    seen_version: int,
    reason: str = "",
) -> Row:
    """Answers a question about an unlikely value: keeps or replaces it, with its reason if any."""
    row = due_row(month, project, user)
    answers = (row.report.answers if row.report else {}) | {finding.code: value}
    values = {"answers": answers}
    if not finding.only_confirms:
        values[finding.field] = Decimal(value)
    if finding.needs_reason and reason:
        values["excess_reason"] = reason
    return save_claim(
        user=user, month=month, project=project, values=values, seen_version=seen_version
    )


def submit(
    *, user, month: ReportingMonth, seen_versions: dict[str, int], now=None
) -> list[StatusReport]:
    """Submits reports for review, all of them or none.

    ``seen_versions`` is {project code: version}.

    Raises  Refused where one cannot be submitted now, ReportChanged where somebody else
            saved one since.
    """
    now = now or timezone.now()
    with transaction.atomic():
        projects = Project.objects.visible_to(user).filter(code__in=seen_versions)
        list(projects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        month = ReportingMonth.objects.locked_for_share(month.pk).select_related("programme").get()
        rows = due_rows(month, projects, user)
        return [_submit(row, user, seen_versions[row.project.code], now) for row in rows]


def _submit(row: Row, user, seen_version: int, now) -> StatusReport:
    report, name = row.report, row.project.label
    if report is None:
        raise Refused(_t("%(project)s: nothing has been entered yet.") % {"project": name})
    if report.state == StatusReport.State.SUBMITTED:
        return report
    if report.version != seen_version:
        raise ReportChanged(report)
    if not row.may(user, "submit"):
        raise Refused(f"{name}: {refusal(row)}")
    if row.lacks_problem_type:
        raise Refused(_t("%(project)s: choose the type of the problem.") % {"project": name})
    if not row.is_ready:
        raise Refused(
            _t("%(project)s: fill in what is missing and answer the questions.") % {"project": name}
        )
    report.state = StatusReport.State.SUBMITTED
    report.submitted_at = report.submitted_at or now
    _name_exemption(report, user, row)
    report.version += 1
    report.save()
    report.authors.add(user)
    return report
