"""Adds evidence: checks permission, stores the file."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from pairings.access.permissions import may
from pairings.models import Organisation, Pairing
from projects.evidence.preparing import PreparedFile, prepared_file
from projects.evidence.quotas import project_of, refuse_over_quota
from projects.models import (
    Contribution,
    Evidence,
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
            project = locked_project(owner)
            # After the lock, for what was true before may have changed while waiting.
            owner = locked(owner)
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


def owner_field(owner) -> str:
    """The field of Evidence that names an owner of this class."""
    fields = {name: Evidence._meta.get_field(name).related_model for name in Evidence.OWNERS}
    return next(name for name, model in fields.items() if isinstance(owner, model))


def may_add(user, owner, *, on: date | None = None) -> bool:
    """Whether ``user`` may add a file: a recorder of either party, for a report its author's."""
    if isinstance(owner, StatusReport):
        on = on or timezone.localdate()
        is_exempted = owner.project_id in exempted_projects(user, owner.month, on=on)
        return may_attach(user, owner, is_exempted=is_exempted)
    if isinstance(owner, Organisation):
        return _may_attach_to_office(user, owner)
    return may(user, "attach beside", organisations=parties_of(owner))


def parties_of(owner: Project | Pairing | Transfer | Contribution) -> list[int]:
    """Ids of the organisations of both sides."""
    match owner:
        case Project():
            return [owner.lead_pairing.supporter_id, owner.lead_pairing.recipient_id]
        case Pairing():
            return [owner.supporter_id, owner.recipient_id]
        case Transfer():
            return [owner.supporter_id, owner.receiver_id]
    return contribution_parties(owner)


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


def may_attach(user, report: StatusReport, *, is_exempted: bool) -> bool:
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


def locked_project(owner) -> Project | None:
    project = project_of(owner)
    if project:
        list(Project.objects.select_for_update().order_by().filter(pk=project.pk).values_list("pk"))
    return project


def locked(owner):
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
