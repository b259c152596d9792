"""Writing a file of monthly reports as drafts, row by row as the grid does, and taking it back."""

from dataclasses import dataclass

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.values.people import person_name
from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.models import Evidence, ReportingMonth, StatusReport
from projects.month import saving as claiming
from reports.loads.batches import journal_text, journalled, ranges, within
from reports.loads.plans import Context, Plan
from reports.models import Comment, Load

# Reports that a refusal names.
NAMED = 3


def save(plan: Plan, context: Context, moment) -> dict:
    """Saves each claim under the rules of the grid.

    Raises  Refused where one is not let through: then nothing was saved
    """
    created, changed = [], {}
    for claim in plan.carried:
        report = claim.row.report
        old = {name: journal_text(getattr(report, name)) for name in claim.values} if report else {}
        old |= {"stated": report.stated} if report else {}
        try:
            row = claiming.save_claim(
                user=context.user,
                month=claim.row.month,
                project=claim.row.project,
                values=claim.values,
                seen_version=claim.seen_version,
            )
        except (Refused, claiming.ImpossibleClaim):
            sentence = _t("%(row)s has changed in the meantime: import the file again.")
            raise Refused(sentence % {"row": claim.row.project}) from None
        if report:
            changed[row.report.pk] = old
        else:
            created.append(row.report.pk)
    return {StatusReport._meta.label: {"created": ranges(created), "changed": changed}}


@dataclass(frozen=True)
class StayingReport:
    """A report of a load that undoing leaves as it is; ``sentence`` says why."""

    report: StatusReport
    sentence: str


def why_not_undo(load: Load, user) -> str:
    reports = _reports(load)
    if not all(_may_take_back(report, user) for report in reports):
        return _t("Only a recorder of the same office can undo it.")
    staying = staying_reports(load)
    if reports and len(staying) == len(reports):
        return " ".join(each.sentence for each in staying[:NAMED])
    return ""


def _may_take_back(report: StatusReport, user) -> bool:
    recipient = report.project.lead_pairing.recipient_id
    return may(user, "enter", standing=StatusReport.State.DRAFT, organisations=[recipient])


def _reports(load: Load) -> list[StatusReport]:
    reports = []
    for _model, created, changed in journalled(load.journal):
        for condition in within("pk", [*created, *ranges(changed)]):
            rows = StatusReport.objects.filter(condition)
            reports += rows.select_related("project__lead_pairing", "month")
    return reports


def staying_reports(load: Load) -> list[StayingReport]:
    """Those of the load that are not as it left them, or whose month is closed."""
    reports = _reports(load)
    changes = _changes_since(load, reports)
    with_files = set(
        Evidence.objects.filter(report__in=reports).values_list("report", flat=True).order_by()
    )
    with_comments = set(
        Comment.objects.filter(report__in=reports).values_list("report", flat=True).order_by()
    )
    sentences = [
        (report, _why_stays(report, changes, with_files, with_comments)) for report in reports
    ]
    return [StayingReport(report, sentence) for report, sentence in sentences if sentence]


def _changes_since(load: Load, reports: list[StatusReport]) -> dict[int, str]:
    """{id: who changed a report last since the load, and when}."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(StatusReport),
        object_id__in=[report.pk for report in reports],
        timestamp__gt=load.accepted_at,
    )
    if load.undone_at:
        entries = entries.exclude(timestamp__gte=load.undone_at)
    return {
        entry.object_id: who_and_when(entry)
        for entry in entries.select_related("actor").order_by("timestamp", "pk")
    }


def who_and_when(entry: LogEntry) -> str:
    """Who made a change and when; the moment alone where a command did."""
    moment = timezone.localtime(entry.timestamp).strftime("%Y-%m-%d %H:%M")
    return f"{person_name(entry.actor)} {moment}".strip()


def _why_stays(
    report: StatusReport,
    changes: dict[int, str],
    with_files: set[int],
    with_comments: set[int],
) -> str:
    if report.month.is_closed:
        return _t("%(month)s is closed.") % {"month": report.month.label}
    if not report.is_editable:
        return _t("%(report)s has since been submitted: it stays.") % {"report": report}
    if report.pk in changes:
        words = {"report": report, "change": changes[report.pk]}
        return _t("%(report)s was changed since the import (%(change)s): it stays.") % words
    if report.pk in with_files:
        return _t("%(report)s has evidence: it stays.") % {"report": report}
    if report.pk in with_comments:
        return _t("%(report)s has comments: it stays.") % {"report": report}
    return ""


def undo(load: Load, user, moment):
    """Takes back the reports that are as the load left them; the journal keeps the others.

    Deletes the drafts that the load began, and puts back what it changed in others.
    """
    ReportingMonth.objects.locked_for_share(*{report.month_id for report in _reports(load)})
    if sentence := why_not_undo(load, user):
        raise Refused(sentence)
    kept = {each.report.pk for each in staying_reports(load)}
    ((model, created, changed),) = journalled(load.journal)
    for condition in within("pk", created):
        StatusReport.objects.filter(condition).exclude(pk__in=kept).delete()
    for report in StatusReport.objects.filter(pk__in=set(changed) - kept):
        for name, text in changed[report.pk].items():
            field = StatusReport._meta.get_field(name)
            setattr(report, name, None if text is None else field.to_python(text))
        report.version += 1
        report.save()
    load.journal = {
        model._meta.label: {
            "created": ranges(kept - set(changed)),
            "changed": {pk: olds for pk, olds in changed.items() if pk in kept},
        }
    }
