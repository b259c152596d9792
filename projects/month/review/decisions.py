"""Review: a verified claim becomes the project's facts and one transfer; a return says why."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.checks.claims import closed_fact_changes
from projects.models import Project, ReportingMonth, StatusReport
from projects.month.due import due_rows
from projects.month.facts import write_facts
from projects.month.saving import ReportChanged
from projects.permissions import standing


def verify(
    *, user, seen_versions: dict[int, int], checked: Collection[int] = (), now=None
) -> list[StatusReport]:
    """Verifies reports, all of them or none, and writes what they claim.

    ``seen_versions`` is {report id: version}; ``checked`` are the ids of those of which the
    reviewer says that the unlikely values in them were checked: each is verified by itself.

    Raises  Refused where the person may not, or where one cannot be verified as it stands;
            ReportChanged where a report is no longer the one that was looked at.
    """
    now = now or timezone.now()
    with transaction.atomic():
        reports = _reviewed(user, seen_versions)
        _refuse_unchecked(reports, checked, user)
        for report in reports:
            _decide(report, user, StatusReport.State.VERIFIED, now, return_reason="")
            write_facts(report, by=user)
        return reports


def send_back(*, user, seen_versions: dict[int, int], reason: str, now=None) -> list[StatusReport]:
    """Returns reports to whoever entered them, with one reason; all of them or none."""
    now = now or timezone.now()
    if not reason.strip():
        raise Refused(_t("Enter a reason for returning the report."))
    with transaction.atomic():
        reports = _reviewed(user, seen_versions)
        for report in reports:
            _decide(report, user, StatusReport.State.RETURNED, now, return_reason=reason.strip())
        return reports


def _reviewed(user, seen_versions: dict[int, int]) -> list[StatusReport]:
    """The reports to decide on, locked, in the order of their months; each must be reviewable."""
    reports_to_review = (
        StatusReport.objects.visible_to(user)
        .filter(pk__in=seen_versions)
        .order_by("project_id", "pk")
    )
    keys = set(reports_to_review.values_list("project_id", "month_id"))
    locked = Project.objects.select_for_update().filter(
        pk__in={project for project, _month in keys}
    )
    # Locks projects in order, so that two reviewers at once cannot deadlock.
    list(locked.order_by("pk").values_list("pk"))
    months = ReportingMonth.objects.filter(pk__in={month for _project, month in keys})
    ReportingMonth.objects.locked_for_share_of(months.values("programme"))
    reports = list(reports_to_review.with_parties().order_by("month__month", "pk"))
    # One object a project: what a month writes is what the next month starts from.
    projects: dict[int, Project] = {}
    for report in reports:
        report.project = projects.setdefault(report.project_id, report.project)
    if len(reports) != len(seen_versions):
        raise Refused(_t("A selected report cannot be found: reload the page."))
    for report in reports:
        if not may_review(user, report):
            raise Refused(f"{report.project.label}: {_why_not(user, report)}")
        if report.version != seen_versions[report.pk]:
            raise ReportChanged(report)
    return reports


def _refuse_unchecked(reports: list[StatusReport], checked: Collection[int], user):
    """Refuses reports that became impossible since they were submitted, as a month was closed; and
    those with an unlikely value, which nobody verifies along with others.
    """
    projects_by_month: dict[ReportingMonth, list[int]] = {}
    for report in reports:
        projects_by_month.setdefault(report.month, []).append(report.project_id)
    for month, projects in projects_by_month.items():
        for row in due_rows(month, Project.objects.filter(pk__in=projects), user):
            if wrong := list(closed_fact_changes(row.report, row.before)):
                raise Refused(f"{row.project.label}: {wrong[0].sentence}")
            if row.unlikely and (len(reports) > 1 or row.report.pk not in checked):
                sentence = _t("%(project)s: check this value, then verify it by itself. %(why)s")
                words = {"project": row.project.label, "why": row.unlikely[0].sentence}
                raise Refused(sentence % words)


def may_review(user, report: StatusReport) -> bool:
    """Whether ``user`` may decide on a report now: a reviewer, and never on an entry of theirs."""
    where = standing(report.month, report, is_exempted=False)
    office = report.project.lead_pairing.recipient_id
    is_let = may(user, "review", standing=where, organisations=[office])
    return is_let and not is_author(user, report)


def is_author(user, report: StatusReport) -> bool:
    """Whether ``user`` entered, submitted or added a file to anything of this report."""
    return report.entered_by_id == user.pk or report.authors.filter(pk=user.pk).exists()


def _why_not(user, report: StatusReport) -> str:
    if report.state == StatusReport.State.VERIFIED:
        return _t("someone has already verified it.")
    if report.state != StatusReport.State.SUBMITTED:
        return _t("it is not awaiting review.")
    if is_author(user, report):
        return _t("you cannot review your own entry: ask a colleague.")
    return _t("only a reviewer of the project's own office can decide.")


def _decide(report: StatusReport, user, state: str, now, *, return_reason: str):
    report.state = state
    report.reviewed_by, report.reviewed_at = user, now
    report.return_reason = return_reason
    report.version += 1
    report.save()
