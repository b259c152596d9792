"""What is paid: transfers, append-only."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aidtrack.web.once import FormKey
from pairings.models import Organisation
from projects.models.amounts import Yuan
from projects.models.programmes import Programme
from projects.models.projects import Project, Tranche
from projects.querysets.append_only import AppendOnly
from projects.querysets.transfers import TransferQuerySet


class Transfer(AppendOnly, models.Model):
    """Money that has reached a level, in yuan. Rows are added, never changed or deleted.

    A mistake is corrected by a row that names the one row it reverses, equal and opposite. It
    counts in figures from its acceptance.
    """

    append_instead = _("A transfer cannot be changed or deleted: record a reversal instead.")

    class Level(models.TextChoices):
        RAISED = "raised", _("raised")
        IN_REGION = "in_region", _("received in the region")
        AT_PROJECT = "at_project", _("disbursed to the project")
        PAID = "paid", _("paid out")

    class Side(models.TextChoices):
        SUPPORTER = "supporter", _("supporter")
        RECIPIENT = "recipient", _("recipient")

    PROJECT_LEVELS = (Level.AT_PROJECT, Level.PAID)
    # What a reversal shares with the row that it reverses: from whom to where, by their columns.
    WAY = ("programme_id", "supporter_id", "receiver_id", "level", "project_id", "tranche_id")
    # What makes two rows the same transfer.
    IDENTITY = (*WAY, "on", "amount", "document_number")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("programme")
    )
    supporter = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="transfers_sent",
        verbose_name=_("supporter"),
    )
    receiver = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="transfers_received",
        verbose_name=_("payee"),
    )
    level = models.CharField(_("funding stage"), max_length=10, choices=Level)
    # NULL: money that has not reached a project belongs to none.
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("project"),
    )
    tranche = models.ForeignKey(
        Tranche,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("tranche"),
    )
    on = models.DateField(_("date"))
    amount = Yuan(_("amount"), help_text=_("yuan"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
        error_messages={"unique": _("That transfer has already been reversed.")},
    )
    reason = models.CharField(
        _("reason"),
        max_length=200,
        blank=True,
        help_text=_("of a reversal, or for exceeding the total investment"),
    )
    # NULL: recorded by itself, not by the verification of a month's report.
    report = models.ForeignKey(
        "projects.StatusReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("monthly report"),
        editable=False,
    )
    # Empty: neither side recorded it, a command did; nobody is asked to confirm it.
    recorded_side = models.CharField(
        _("recorded by side"), max_length=10, choices=Side, blank=True, editable=False
    )
    key = FormKey()
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    # NULL: recorded by a command, not by a person.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers_recorded",
        verbose_name=_("recorded by"),
        editable=False,
    )

    objects = models.Manager.from_queryset(TransferQuerySet)()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="transfer_is_not_zero",
                condition=~Q(amount=0),
                violation_error_message=_("A transfer cannot be zero: enter the amount."),
            ),
            models.CheckConstraint(
                name="transfer_is_negative_only_as_a_reversal",
                condition=Q(amount__gte=0) | Q(reverses__isnull=False),
                violation_error_message=_(
                    "Only a reversal can be negative: choose the transfer that it reverses."
                ),
            ),
            models.CheckConstraint(
                name="transfer_that_reverses_is_not_positive",
                condition=Q(amount__lte=0) | Q(reverses__isnull=True),
                violation_error_message=_("The amount of a reversal must be negative."),
            ),
            models.CheckConstraint(
                name="transfer_that_reverses_gives_a_reason",
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                violation_error_message=_("Enter a reason for the reversal."),
            ),
            models.CheckConstraint(
                name="transfer_at_a_project_names_it",
                condition=Q(level__in=["raised", "in_region"], project__isnull=True)
                | Q(level__in=["at_project", "paid"], project__isnull=False),
                violation_error_message=_(
                    "Money paid to or out of a project needs a project; money before that must "
                    "not have one."
                ),
            ),
            models.CheckConstraint(
                name="transfer_with_a_tranche_names_its_project",
                condition=Q(tranche__isnull=True) | Q(project__isnull=False),
                violation_error_message=_("A tranche belongs to a project: choose the project."),
            ),
        ]
        indexes = [models.Index(fields=["level", "on"], name="transfer_by_level_and_day")]

    def __str__(self):
        return f"{self.on} {self.get_level_display()} {self.amount}"

    def clean(self):
        super().clean()
        if self.project_id:
            self._clean_against_project()
        if self.tranche_id and self.tranche.project_id != self.project_id:
            raise ValidationError({"tranche": _("Choose a tranche of the same project.")})
        if self.reverses_id:
            self._clean_reversal()

    def _clean_against_project(self):
        if self.project.programme_id != self.programme_id:
            raise ValidationError({"programme": _("Choose the project's programme.")})
        if self.project.lead_pairing.supporter_id != self.supporter_id:
            raise ValidationError({"supporter": _("Choose the project's lead supporter.")})

    def _clean_reversal(self):
        first = self.reverses
        if first.reverses_id:
            raise ValidationError(
                {"reverses": _("A reversal cannot be reversed: record the transfer again.")}
            )
        if any(getattr(self, name) != getattr(first, name) for name in self.WAY):
            raise ValidationError(
                {"reverses": _("A reversal must have the same parties, funding stage and project.")}
            )
        if self.amount != -first.amount:
            raise ValidationError(
                {
                    "amount": _("The amount of the reversal must be %(amount)s yuan.")
                    % {"amount": -first.amount}
                }
            )
        if self.on and self.on < first.on:
            raise ValidationError(
                {"on": _("A reversal cannot be dated before the transfer it reverses.")}
            )

    @property
    def confirmation(self):
        """What the other side last stated of it; None where it has not said anything.

        Needs ``with_sides()``, else it takes a query.
        """
        return max(self.statements.all(), key=lambda statement: statement.pk, default=None)

    @property
    def is_accepted(self) -> bool:
        """Whether it counts in figures. Needs ``with_sides()``, else it takes a query."""
        return hasattr(self, "acceptance")

    @property
    def is_late(self) -> bool:
        """Whether it was vouched for after its month was closed, as ``is_accepted``."""
        return hasattr(self, "late_entry")

    def again(self, *, on: date, **fields) -> "Transfer":
        """An unsaved row that records the same money once more, after a reversal in error."""
        names = [name.removesuffix("_id") for name in self.WAY]
        way = {name: getattr(self, name) for name in names}
        document = self.document_number
        return Transfer(**way, **fields, on=on, amount=self.amount, document_number=document)

    def reversal(self, *, on: date, reason: str, **fields) -> "Transfer":
        """An unsaved row that takes this one back, equal and opposite."""
        # The rows themselves where they are at hand, not only their numbers.
        names = [name.removesuffix("_id") for name in self.WAY]
        way = {name: getattr(self, name) for name in names}
        return Transfer(**way, **fields, reverses=self, on=on, amount=-self.amount, reason=reason)
