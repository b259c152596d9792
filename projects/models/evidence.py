"""Photographs and documents that stand behind a figure."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.rules import exactly_one_of
from aidtrack.web.once import FormKey
from pairings.models import Organisation, Pairing
from projects.models.claims import StatusReport
from projects.models.contributions import Contribution
from projects.models.projects import Project
from projects.models.transfers import Transfer
from projects.querysets.reports import EvidenceQuerySet


def evidence_storage():
    """Outside the web root: a file is served by the page that checks who asks."""
    return storages["evidence"]


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Where a file is kept: by its own number, never by the name that somebody gave it."""
    return f"{evidence.key.hex[:2]}/{evidence.key.hex}{evidence.suffix}"


def thumbnail_path(evidence: "Evidence", filename: str) -> str:
    return f"{evidence.key.hex[:2]}/{evidence.key.hex}-small.jpg"


class Evidence(models.Model):
    """A file of one report, project, pairing, transfer, contribution or organisation; access
    follows that.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photograph")
        DOCUMENT = "document", _("document")

    class Phase(models.TextChoices):
        BEFORE = "before", pgettext_lazy("photograph", "before the works")
        DURING = "during", pgettext_lazy("photograph", "during the works")
        AFTER = "after", pgettext_lazy("photograph", "after the works")

    SUFFIXES = {
        "image/jpeg": ".jpg",
        "image/png": ".png",
        "image/webp": ".webp",
        "application/pdf": ".pdf",
    }
    # What a browser offers to choose: a HEIC file is stored as a JPEG.
    ACCEPTED = ",".join([*SUFFIXES, "image/heic", "image/heif", ".heic", ".heif"])
    OWNERS = ("report", "project", "pairing", "transfer", "contribution", "organisation")

    # Also its name in addresses and on the disk.
    key = FormKey()
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("monthly report"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("project"),
    )
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("pairing"),
    )
    transfer = models.ForeignKey(
        Transfer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("transfer"),
    )
    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("contribution"),
    )
    # Of what an office answered or convened, where none of the others is behind it.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    phase = models.CharField(
        _("phase"), max_length=10, choices=Phase, blank=True, help_text=_("photographs only")
    )
    caption = models.CharField(_("caption"), max_length=120, blank=True)
    file = models.FileField(
        _("file"), storage=evidence_storage, upload_to=evidence_path, max_length=100
    )
    thumbnail = models.FileField(
        _("thumbnail"),
        storage=evidence_storage,
        upload_to=thumbnail_path,
        max_length=100,
        blank=True,
        editable=False,
    )
    content_type = models.CharField(_("file type"), max_length=40, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False, help_text=_("bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    original_name = models.CharField(_("file name"), max_length=200, editable=False)
    keeps_location = models.BooleanField(
        _("location kept"),
        default=False,
        help_text=_("tick only if needed; otherwise the location is removed"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="evidence_added",
        verbose_name=_("added by"),
        editable=False,
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(EvidenceQuerySet)()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_belongs_to_one_thing",
                condition=exactly_one_of(
                    "report", "project", "pairing", "transfer", "contribution", "organisation"
                ),
                violation_error_message=_(
                    "A file must belong to exactly one report, project, pairing, transfer, "
                    "contribution or organisation."
                ),
            ),
            models.CheckConstraint(
                name="evidence_that_is_a_document_has_no_phase",
                condition=Q(kind="photo") | Q(phase=""),
                violation_error_message=_(
                    "Only a photograph can be marked before, during or after the works."
                ),
            ),
        ]

    def __str__(self):
        return self.caption or self.original_name

    def get_absolute_url(self):
        return reverse("evidence:file", args=[self.key])

    @property
    def heading(self) -> str:
        """What it is listed under: when a photograph was taken, else what it is."""
        return self.get_phase_display() or self.get_kind_display()

    @property
    def suffix(self) -> str:
        return self.SUFFIXES[self.content_type]

    @property
    def owner(self):
        """What it belongs to: one of OWNERS."""
        return next(filter(None, (getattr(self, name) for name in self.OWNERS)))
