"""Spreadsheets that were loaded, and what their headers mean to the office that sends them."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.web.once import FormKey
from pairings.models import Organisation
from reports.querysets import HeaderNameQuerySet, LoadQuerySet


def load_storage():
    """Outside the web root, as evidence is."""
    return storages["loads"]


def load_path(load: "Load", filename: str) -> str:
    """The path of a stored file: its key, never the name of the uploaded file."""
    return f"{load.key.hex[:2]}/{load.key.hex}"


class Load(models.Model):
    """A spreadsheet from its preview on: what it made and changed, by whom, whether it was undone.

    ``choices`` is what the person chose on the way: {"programme": code, "month": first day,
    "organisations": {name: ref}, "conflicts": {row or cell: "mine" or "theirs"}, "headers": …};
    "signatures" are who gave each answer, and when: {code: {"by": id, "at": time}}.
    ``answers`` and ``unread`` say of a load that wrote what was asked and answered, in words of
    each language, and what of the file was not read: loads/questions/answers.py.
    ``digest`` is of the plan that the person saw: another plan is shown anew before it is written.
    ``journal`` says what to take back: {model: {"created": ids, "changed": {id: old values}}}.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed", pgettext_lazy("load", "previewed")
        ACCEPTED = "accepted", pgettext_lazy("load", "imported")
        UNDONE = "undone", pgettext_lazy("load", "undone")
        ABANDONED = "abandoned", pgettext_lazy("load", "cancelled")

    # For backups: whose file was deleted with intent, and what lies beside a file.
    gave_up_file = Q(state=State.ABANDONED)
    beside_file = (".book",)

    # Also the name in addresses and on disk.
    key = FormKey()
    kind = models.CharField(_("type"), max_length=20)
    state = models.CharField(
        pgettext_lazy("load", "status"), max_length=10, choices=State, default=State.PREVIEWED
    )
    file = models.FileField(_("file"), storage=load_storage, upload_to=load_path, max_length=100)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("size"), help_text=_("bytes"))
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    digest = models.CharField(_("plan checksum"), max_length=64, blank=True)
    # NULL: a command loaded it.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loads",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loads_accepted",
        verbose_name=_("confirmed by"),
    )
    # NULL: nothing was written yet.
    accepted_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=list, blank=True, editable=False)
    unread = models.JSONField(_("not read"), default=list, blank=True, editable=False)
    # {"created": …, "changed": …, "unchanged": …} by model.
    counts = models.JSONField(_("row counts"), default=dict, blank=True)
    journal = models.JSONField(_("record of changes"), default=dict, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loads_undone",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = models.Manager.from_queryset(LoadQuerySet)()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="load_that_wrote_knows_when",
                condition=Q(state__in=["accepted", "undone"], accepted_at__isnull=False)
                | Q(state__in=["previewed", "abandoned"], accepted_at__isnull=True),
                violation_error_message=_(
                    "A confirmed import needs a confirmation time; no other import may have one."
                ),
            ),
            models.CheckConstraint(
                name="load_that_was_undone_knows_when",
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at__isnull=True)),
                violation_error_message=_(
                    "An undone import needs the time when it was undone; no other import may "
                    "have one."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.file_name}"

    def get_absolute_url(self):
        return reverse("loads:detail", args=[self.key])

    @property
    def book_name(self) -> str:
        """Where the book that was read from the file is stored, beside it."""
        return self.file.name + self.beside_file[0]


class HeaderName(models.Model):
    """What a header means in the files of an office: chosen once by a person, then remembered.

    An empty ``column`` means that the office's column is left out.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="header_names",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("type"), max_length=20)
    header = models.CharField(_("header"), max_length=200)
    column = models.CharField(_("column"), max_length=40, blank=True)
    # NULL: chosen before this was recorded.
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="header_names",
        verbose_name=_("chosen by"),
    )
    chosen_at = models.DateTimeField(_("chosen at"), null=True, blank=True)

    objects = models.Manager.from_queryset(HeaderNameQuerySet)()

    class Meta:
        verbose_name = _("remembered header")
        verbose_name_plural = _("remembered headers")
        ordering = ["organisation", "kind", "header"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "header"],
                name="header_name_once_per_office_and_kind",
                violation_error_message=_(
                    "This header already has a meaning for this office: change that instead."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.header} → {self.column or '—'}"
