"""Systems of pairings."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from aidtrack.store.natural import NaturalKeyManager
from pairings.models.organisations import in_language, ref_validator
from pairings.querysets import SchemeQuerySet


class Scheme(models.Model):
    """A system of pairings: 19省市对口援疆, 高校对口支援 2001."""

    class Sector(models.TextChoices):
        REGIONAL = "regional", _("regional aid")
        UNION = "union", _("trade unions")
        HEALTH = "health", _("health")
        EDUCATION = "education", _("higher education")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[ref_validator])
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    period_printed = models.CharField(
        _("period as printed"),
        max_length=100,
        blank=True,
        help_text=_("in the words of the source"),
    )
    source = models.TextField(_("source"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(SchemeQuerySet)()

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="scheme_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A scheme cannot end before the day it starts."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)
