"""Takes out a file that was added by mistake, while nothing rests on it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _t

from aidtrack.store.history import because
from pairings.access.permissions import may
from pairings.models import Pairing
from projects.evidence.files import delete_files, locked, may_add, may_attach, parties_of
from projects.models import (
    Contribution,
    Evidence,
    Exemption,
    Programme,
    Project,
    ReportingMonth,
    StatusReport,
)


def remove_evidence(evidence: Evidence, *, by, reason: str = ""):
    """Deletes a file; a reason is needed unless it belongs to a report.

    The bytes go, at the latest with the next sweep; the history keeps the row with its name and
    checksum, the person and the reason. Whoever looked at a report or a contribution that waits
    for review must look again.

    Raises  PermissionDenied, ValidationError without a reason
    """
    with transaction.atomic():
        _lock(evidence.owner)
        evidence = Evidence.objects.for_gallery().filter(pk=evidence.pk).first()
        if evidence is None:
            return
        if evidence.pk not in removable([evidence], by):
            raise PermissionDenied(_why_not(evidence))
        if not reason.strip() and not evidence.report_id:
            raise ValidationError(_t("Enter a reason for removing the file."))
        with because(reason.strip()):
            evidence.delete()
        _renew(evidence.owner)
        transaction.on_commit(lambda: delete_files(evidence), robust=True)


def _lock(owner):
    """The owner, and then the months that may rest on its files: nobody closes one meanwhile."""
    locked(owner)
    if isinstance(owner, Project):
        ReportingMonth.objects.locked_for_share_of([owner.programme_id])
    if isinstance(owner, Pairing):
        programmes = Programme.objects.filter(scheme=owner.scheme_id)
        ReportingMonth.objects.locked_for_share_of(programmes)


def _renew(owner):
    if isinstance(owner, StatusReport | Contribution) and owner.state == owner.State.SUBMITTED:
        type(owner).objects.filter(pk=owner.pk).update(version=F("version") + 1)


def _why_not(evidence: Evidence) -> str:
    if evidence.report_id:
        return _t(
            "Recorders can remove files of a draft or returned report, and one's own "
            "until the report is verified."
        )
    if evidence.is_relied_on:
        return _t(
            "This file stays: what it belongs to is verified or accepted, or an answer or minutes "
            "name it."
        )
    return _t(
        "One can remove one's own files until the next month is closed; after that an "
        "administrator removes those of projects and pairings."
    )


def removable(files, user, *, on: date | None = None) -> set[int]:
    """Ids of those files that ``user`` may remove, in one query at most; they come for_gallery.

    Of a report one's own until it is verified, those of colleagues while it can be entered.
    """
    own_files = {file.pk for file in files if _may_withdraw(user, file)}
    reports = {file.pk: file.report for file in files if file.report and file.report.is_editable}
    closed = [report.pk for report in reports.values() if report.month.is_closed]
    exempted = _exempted_reports(user, closed, on=on or timezone.localdate()) if closed else set()
    return own_files | {
        pk
        for pk, report in reports.items()
        if may_attach(user, report, is_exempted=report.pk in exempted)
    }


def _may_withdraw(user, file: Evidence) -> bool:
    if file.organisation_id:
        return False
    return _may_withdraw_of_report(user, file) if file.report else _may_withdraw_beside(user, file)


def _may_withdraw_of_report(user, file: Evidence) -> bool:
    """Whether ``user`` added the file and is still a recorder there, and nobody verified it.

    What a closed month holds is changed by an exemption alone.
    """
    report = file.report
    if file.added_by_id != user.pk or report.month.is_closed:
        return False
    office = report.project.lead_pairing.recipient_id
    is_verified = report.state == StatusReport.State.VERIFIED
    return not is_verified and may(user, "attach beside", organisations=[office])


def _may_withdraw_beside(user, file: Evidence) -> bool:
    """Whether nothing rests on the file, and ``user`` added it or administers its parties.

    Of a project or pairing a month that was closed since then may rest on it: an administrator
    knows.
    """
    if file.is_relied_on:
        return False
    is_own = file.added_by_id == user.pk and not file.is_closed_over
    if is_own and may_add(user, file.owner):
        return True
    is_beside_months = isinstance(file.owner, Project | Pairing)
    return is_beside_months and may(user, "remove files", organisations=parties_of(file.owner))


def _exempted_reports(user, pks: list[int], *, on: date) -> set[int]:
    """Of these reports those on which an exemption of the person's is in force."""
    in_force = Exemption.objects.in_force(user, OuterRef("month"), on=on)
    covering = in_force.covering(OuterRef(OuterRef("project")))
    reports = StatusReport.objects.filter(Exists(covering), pk__in=pks)
    return set(reports.values_list("pk", flat=True))
