"""From when on a transfer counts in figures, and by whose word beside its recorder's."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models.claims import StatusReport
from projects.models.transfers import Transfer
from projects.querysets.append_only import AppendOnly
from projects.querysets.reports import AcceptanceQuerySet


class Acceptance(AppendOnly, models.Model):
    """A second person's word on a transfer: money is counted by two.

    The reversal of a transfer that counts is accepted with it, by whoever makes it; that of one
    that never counted needs no acceptance, and neither of the two is ever counted.
    """

    append_instead = _("An acceptance cannot be taken back: reverse the transfer instead.")

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("acceptance", "confirmed by the other side")
        VERIFIED = "verified", pgettext_lazy("acceptance", "verified by a colleague")
        CLAIMED = "claimed", pgettext_lazy("acceptance", "by a verified report")
        OPENING = "opening", pgettext_lazy("acceptance", "opening balance")

    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, related_name="acceptance", verbose_name=_("transfer")
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    # NULL: not accepted by the verification of a month's report.
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acceptances",
        verbose_name=_("monthly report"),
    )
    # NULL: an opening balance that a command loaded.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acceptances",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)

    objects = models.Manager.from_queryset(AcceptanceQuerySet)()

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["transfer"]
        constraints = [
            models.CheckConstraint(
                name="acceptance_names_who_accepted",
                condition=Q(kind="opening") | Q(accepted_by__isnull=False),
                violation_error_message=_("An acceptance needs the person who accepts."),
            ),
            models.CheckConstraint(
                name="acceptance_by_a_report_names_it",
                condition=Q(kind="claimed", report__isnull=False)
                | (~Q(kind="claimed") & Q(report__isnull=True)),
                violation_error_message=_(
                    "An acceptance by a verified report, and no other, names the report."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.transfer} {self.get_kind_display()}"

    def clean(self):
        super().clean()
        recorded = self.transfer.reverses or self.transfer
        if self.accepted_by_id and self.accepted_by_id == recorded.recorded_by_id:
            raise ValidationError(
                {"accepted_by": _("You cannot accept what you recorded: ask a colleague.")}
            )


def accept(transfer: Transfer, kind: str, *, by, report: StatusReport | None = None) -> Acceptance:
    """Counts a transfer from now on. Raises ValidationError where its recorder accepts it."""
    acceptance = Acceptance(transfer=transfer, kind=kind, report=report, accepted_by=by)
    acceptance.clean()
    acceptance.save()
    return acceptance


def accept_as_opening(transfers):
    """Counts transfers that were there before the programme's first month, in one statement."""
    opening = Acceptance.Kind.OPENING
    Acceptance.objects.bulk_create(
        Acceptance(transfer=t, kind=opening, accepted_at=t.recorded_at) for t in transfers
    )
