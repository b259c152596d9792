"""Who acts for which organisation, and as what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pairings.access.roles import Role
from pairings.models.organisations import Organisation
from pairings.querysets import OwnRowQuerySet


class Membership(models.Model):
    """A person in a role for an organisation: what they see and may do follows from these rows.

    Somebody with two roles, or in two organisations, has two rows.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)

    objects = models.Manager.from_queryset(OwnRowQuerySet)()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="membership_once_per_role",
                violation_error_message=_("This person already has that role here."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"
