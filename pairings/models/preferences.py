"""What a person chose for themselves, wherever they sign in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pairings.querysets import OwnRowQuerySet


class Preference(models.Model):
    """The language of a person's pages and mails; who never chose one has no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="preference",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES)

    objects = models.Manager.from_queryset(OwnRowQuerySet)()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self):
        return f"{self.user}, {self.get_language_display()}"


def language_of(user) -> str:
    """The language that the person chose; without a choice that of the site."""
    preference = getattr(user, "preference", None)
    return preference.language if preference else settings.LANGUAGE_CODE
