"""What the other side of a transfer says about it. Only transfers count; this is never money."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.amounts import Yuan
from projects.models.days import OF_THIS_AGE
from projects.models.transfers import Transfer
from projects.querysets.append_only import AppendOnly
from projects.querysets.reports import ConfirmationQuerySet


class Confirmation(AppendOnly, models.Model):
    """The amount and day of a transfer as the side that did not record it states them.

    It agrees where both are those of the transfer; else the two differ until one gives way: the
    transfer is reversed and recorded anew, or that side states otherwise. The last one holds.
    """

    append_instead = _("A statement cannot be changed or deleted: state it anew.")

    transfer = models.ForeignKey(
        Transfer,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("transfer"),
    )
    on = models.DateField(_("date"), validators=OF_THIS_AGE)
    amount = Yuan(_("amount"), help_text=_("yuan"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="confirmations",
        verbose_name=_("stated by"),
        editable=False,
    )
    stated_at = models.DateTimeField(_("stated at"), default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(ConfirmationQuerySet)()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["transfer", "pk"]
        constraints = [
            models.CheckConstraint(
                name="confirmation_states_no_negative_amount",
                condition=Q(amount__gte=0),
                violation_error_message=_("Enter an amount of zero or more."),
            ),
        ]

    def __str__(self):
        return f"{self.transfer} – {self.on} {self.amount}"

    @property
    def agrees(self) -> bool:
        return (self.on, self.amount) == (self.transfer.on, self.transfer.amount)
