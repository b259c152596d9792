"""From where links for a new password are asked for, while it counts: for an hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pairings.querysets import NobodysQuerySet


class LinkRequest(models.Model):
    """One that was asked for, whether or not somebody has the name, which is not kept.

    ``address`` None is a socket of this machine.
    """

    address = models.GenericIPAddressField(_("address of a visitor"), null=True)
    asked_at = models.DateTimeField(_("asked at"), db_index=True)

    objects = models.Manager.from_queryset(NobodysQuerySet)()

    class Meta:
        verbose_name = _("link that was asked for")
        verbose_name_plural = _("links that were asked for")

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
