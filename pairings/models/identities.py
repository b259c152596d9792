"""By what a provider of sign-ins knows a person of here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pairings.querysets import OwnRowQuerySet


class ProviderIdentity(models.Model):
    """The provider's own number of a person (``sub``), from the first sign-in there on.

    A name or a mail address may be changed at a provider and given to another person; this is not.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="provider_identities",
        verbose_name=_("person"),
    )
    issuer = models.CharField(_("provider"), max_length=500)
    subject = models.CharField(_("number at the provider"), max_length=255)
    bound_at = models.DateTimeField(_("bound at"), auto_now_add=True)

    objects = models.Manager.from_queryset(OwnRowQuerySet)()

    class Meta:
        verbose_name = _("sign-in at a provider")
        verbose_name_plural = _("sign-ins at a provider")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="provider_identity_names_one_person",
                violation_error_message=_("This sign-in belongs to another account."),
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"],
                name="provider_identity_once_per_provider",
                violation_error_message=_("This account has another sign-in at that provider."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.issuer}"
