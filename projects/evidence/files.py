"""Adds and removes evidence: checks permission, stores the file."""

from datetime import date
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from pairings.access.permissions import may
from pairings.models import Organisation, Pairing
from projects.evidence.preparing import PreparedFile, prepared_file
from projects.evidence.quotas import project_of, refuse_over_quota
from projects.models import (
    Contribution,
    Evidence,
    Exemption,
    Project,
    ReportingMonth,
    StatusReport,
    Transfer,
)
from projects.permissions import contribution_parties, exempted_projects, standing


def add_evidence(
    *,
    owner: StatusReport | Project | Pairing | Transfer | Contribution,
    upload: File,
    by,
    key: UUID,
    keeps_location: bool = False,
    **values: str,
) -> Evidence:
    """Reads a file and stores it; see store_evidence. Call it outside of any transaction.

    Raises  PermissionDenied, or ValidationError by the field that must be mended.
    """
    if earlier_evidence := _added_before(key, owner, by):
        return earlier_evidence
    refuse_unless_may_add(by, owner)
    with prepared_file(upload, keeps_location=keeps_location) as prepared:
        return store_evidence(prepared, owner=owner, by=by, key=key, **values)


def store_evidence(
    prepared: PreparedFile,
    *,
    owner: StatusReport | Project | Pairing | Transfer | Contribution | Organisation,
    by,
    key: UUID,
    phase: str = "",
    caption: str = "",
) -> Evidence:
    """Stores a file as evidence of its owner. The same key again gives the row already there.

    A failure leaves no file behind; the rollback of a transaction around this one would. What the
    project and the person have added is counted under a lock.

    Raises  PermissionDenied, or ValidationError by the field that must be mended.
    """
    evidence = Evidence(key=key, phase=phase, caption=caption, added_by=by, **prepared.values)
    setattr(evidence, owner_field(owner), owner)
    evidence.full_clean(exclude=["key", "file"])
    try:
        with transaction.atomic():
            # Before the owner, as whoever changes money does.
            project = _locked_project(owner)
            # After the lock, for what was true before may have changed while waiting.
            owner = _locked(owner)
            if earlier_evidence := _added_before(key, owner, by):
                return earlier_evidence
            refuse_unless_may_add(by, owner)
            refuse_over_quota(project, by, evidence.size)
            _save(evidence, prepared)
            if isinstance(owner, StatusReport | Contribution):
                owner.authors.add(by)
    except BaseException:
        delete_files(evidence)
        raise
    return evidence


def _save(evidence: Evidence, prepared: PreparedFile):
    evidence.file.save(evidence.original_name, prepared.content, save=False)
    if prepared.thumbnail:
        evidence.thumbnail.save("", ContentFile(prepared.thumbnail), save=False)
    evidence.save()


def remove_evidence(evidence: Evidence, *, by):
    """Deletes a file of a report that nobody has verified.

    The bytes go; the history keeps the row with its name and checksum. Whoever looked at a report
    that waits for review must look again.
    """
    with transaction.atomic():
        _locked(evidence.owner)
        evidence = Evidence.objects.for_gallery().filter(pk=evidence.pk).first()
        if evidence is None:
            return
        if evidence.pk not in removable([evidence], by):
            raise PermissionDenied(
                _t(
                    "Recorders can remove files of a draft or returned report, and one's own "
                    "until the report is verified."
                )
            )
        evidence.delete()
        if evidence.report.state == StatusReport.State.SUBMITTED:
            waiting_report = StatusReport.objects.filter(pk=evidence.report_id)
            waiting_report.update(version=F("version") + 1)
        transaction.on_commit(partial(delete_files, evidence), robust=True)


def owner_field(owner) -> str:
    """The field of Evidence that names an owner of this class."""
    fields = {name: Evidence._meta.get_field(name).related_model for name in Evidence.OWNERS}
    return next(name for name, model in fields.items() if isinstance(owner, model))


def may_add(user, owner, *, on: date | None = None) -> bool:
    """Whether ``user`` may add a file: a recorder of either party, for a report its author's."""
    if isinstance(owner, StatusReport):
        on = on or timezone.localdate()
        is_exempted = owner.project_id in exempted_projects(user, owner.month, on=on)
        return _may_attach(user, owner, is_exempted=is_exempted)
    match owner:
        case Project():
            parties = owner.lead_pairing.supporter_id, owner.lead_pairing.recipient_id
        case Pairing():
            parties = owner.supporter_id, owner.recipient_id
        case Transfer():
            parties = owner.supporter_id, owner.receiver_id
        case Contribution():
            parties = contribution_parties(owner)
        case Organisation():
            return _may_attach_to_office(user, owner)
    return may(user, "attach beside", organisations=parties)


def _may_attach_to_office(user, office: Organisation) -> bool:
    """A recorder what the office answers, whoever holds its meetings their minutes."""
    actions = ("attach beside", "hold meetings")
    is_of_office = any(may(user, action, organisations=(office.pk,)) for action in actions)
    return is_of_office or may(user, "hold meetings for the office")


def refuse_unless_may_add(user, owner):
    if may_add(user, owner):
        return
    if isinstance(owner, StatusReport) and not owner.is_editable:
        raise PermissionDenied(
            _t("Files can be added to a report only while it is a draft or returned.")
        )
    raise PermissionDenied(_t("Only a recorder of one of the two parties can add files here."))


def gallery(files, owner, add_to: str, *, user) -> dict:
    """The files of an owner and what the reader may do there: ``add_to`` is empty for no more."""
    add_to = add_to if may_add(user, owner) else ""
    return {"files": files, "add_to": add_to, "removable": removable(files, user)}


def removable(files, user, *, on: date | None = None) -> set[int]:
    """Ids of those files that ``user`` may remove, in one query at most; they come for_gallery.

    One's own until the report is verified, those of colleagues while it can be entered.
    """
    own_files = {file.pk for file in files if _may_withdraw(user, file)}
    reports = {file.pk: file.report for file in files if file.report and file.report.is_editable}
    closed = [report.pk for report in reports.values() if report.month.is_closed]
    exempted = _exempted_reports(user, closed, on=on or timezone.localdate()) if closed else set()
    return own_files | {
        pk
        for pk, report in reports.items()
        if _may_attach(user, report, is_exempted=report.pk in exempted)
    }


def _may_withdraw(user, file: Evidence) -> bool:
    """Whether ``user`` added the file and is still a recorder there, and nobody verified it.

    What a closed month holds is changed by an exemption alone.
    """
    report = file.report
    if report is None or file.added_by_id != user.pk or report.month.is_closed:
        return False
    office = report.project.lead_pairing.recipient_id
    is_verified = report.state == StatusReport.State.VERIFIED
    return not is_verified and may(user, "attach beside", organisations=[office])


def _exempted_reports(user, pks: list[int], *, on: date) -> set[int]:
    """Of these reports those on which an exemption of the person's is in force."""
    in_force = Exemption.objects.in_force(user, OuterRef("month"), on=on)
    covering = in_force.covering(OuterRef(OuterRef("project")))
    reports = StatusReport.objects.filter(Exists(covering), pk__in=pks)
    return set(reports.values_list("pk", flat=True))


def _may_attach(user, report: StatusReport, *, is_exempted: bool) -> bool:
    # A verified report keeps the evidence by which it was verified, exemption or not.
    return report.is_editable and may(
        user,
        "attach",
        standing=standing(report.month, report, is_exempted=is_exempted),
        organisations=[report.project.lead_pairing.recipient_id],
    )


def _added_before(key: UUID, owner, by) -> Evidence | None:
    evidence = Evidence.objects.filter(key=key).first()
    if evidence and (evidence.owner != owner or evidence.added_by_id != by.pk):
        raise ValidationError(
            _("This form has already been used to submit something else: open it again.")
        )
    return evidence


def _locked_project(owner) -> Project | None:
    project = project_of(owner)
    if project:
        list(Project.objects.select_for_update().order_by().filter(pk=project.pk).values_list("pk"))
    return project


def _locked(owner):
    """The owner as it is now, locked: a report by its project and month, as whoever changes it."""
    row = owner.project if isinstance(owner, StatusReport) else owner
    type(row).objects.select_for_update().order_by().values_list("pk").get(pk=row.pk)
    if isinstance(owner, StatusReport):
        ReportingMonth.objects.locked_for_share(owner.month_id)
    return type(owner).objects.get(pk=owner.pk)


def delete_files(evidence: Evidence):
    """Those of a row that is gone."""
    for stored_file in (evidence.file, evidence.thumbnail):
        if stored_file:
            stored_file.storage.delete(stored_file.name)
