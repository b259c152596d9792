"""Writing a file of monthly reports as drafts, row by row as the grid does, and taking it back."""

from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from projects.models import ReportingMonth, StatusReport
from projects.month import saving as claiming
from reports.loads.batches import journal_text, journalled, ranges, within
from reports.loads.plans import Context, Plan
from reports.models import Load


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


def why_not_undo(load: Load, user) -> str:
    if load.uploaded_by_id != user.pk:
        return _t("Only the person who imported the reports can undo it.")
    for report in _reports(load):
        if report.month.is_closed:
            return _t("%(month)s is closed.") % {"month": report.month.label}
        if not report.is_editable:
            return _t("%(report)s has since been submitted: it stays.") % {"report": report}
    return ""


def _reports(load: Load) -> list[StatusReport]:
    reports = []
    for _model, created, changed in journalled(load.journal):
        for condition in within("pk", [*created, *ranges(changed)]):
            reports += StatusReport.objects.filter(condition).select_related("project", "month")
    return reports


def undo(load: Load, user, moment):
    """Deletes the drafts that the load began, and puts back what it changed in others."""
    ReportingMonth.objects.locked_for_share(*{report.month_id for report in _reports(load)})
    if sentence := why_not_undo(load, user):
        raise Refused(sentence)
    ((_model, created, changed),) = journalled(load.journal)
    for condition in within("pk", created):
        StatusReport.objects.filter(condition).delete()
    for report in StatusReport.objects.filter(pk__in=changed):
        for name, text in changed[report.pk].items():
            field = StatusReport._meta.get_field(name)
            setattr(report, name, None if text is None else field.to_python(text))
        report.version += 1
        report.save()
