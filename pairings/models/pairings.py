"""Who supports whom within a scheme, and from when until when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aidtrack.store.natural import NaturalKeyManager
from pairings.models.organisations import Organisation, ref_validator
from pairings.models.schemes import Scheme
from pairings.querysets import PairingQuerySet


class Pairing(models.Model):
    """An edge supporter → recipient inside a scheme, dated.

    One-to-one … many-to-many are not stored: they follow from the edges (``mode``).
    """

    MODES = {
        (False, False): _("one-to-one"),
        (True, False): _("one-to-many"),
        (False, True): _("many-to-one"),
        (True, True): _("many-to-many"),
    }

    ref = models.CharField(_("reference"), max_length=60, unique=True, validators=[ref_validator])
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("scheme")
    )
    supporter = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="pairings_as_supporter",
        verbose_name=_("supporter"),
    )
    recipient = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="pairings_as_recipient",
        verbose_name=_("recipient"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("its order in the scheme's own table")
    )
    printed_as = models.CharField(
        _("recipient as printed"),
        max_length=100,
        blank=True,
        help_text=_("as worded in the source"),
    )
    agreement_number = models.CharField(_("agreement number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    document = models.CharField(_("agreement"), max_length=200, blank=True)
    team = models.CharField(
        _("team"), max_length=60, blank=True, help_text=_("name of the team support (团队式)")
    )

    natural_key_fields = ("ref",)
    objects = NaturalKeyManager.from_queryset(PairingQuerySet)()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["scheme", "position", "ref"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "supporter", "recipient", "starts_on"],
                name="pairing_once_per_start",
                violation_error_message=_(
                    "This scheme already has this pairing from that day: change that one instead."
                ),
            ),
            models.CheckConstraint(
                name="pairing_joins_two_organisations",
                condition=~Q(supporter=F("recipient")),
                violation_error_message=_("An organisation cannot be paired with itself."),
            ),
            models.CheckConstraint(
                name="pairing_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A pairing cannot end before the day it starts."),
            ),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("pairings:detail", args=[self.ref])

    def natural_key(self):
        return (self.ref,)

    natural_key.dependencies = ["pairings.organisation", "pairings.scheme"]

    @property
    def label(self) -> str:
        """Both parties and, as the two may be paired more than once, the reference."""
        return f"{self.supporter.label}→{self.recipient.label} ({self.ref})"

    def clean(self):
        super().clean()
        self._clean_parties()
        if not (self.scheme_id and self.supporter_id and self.recipient_id and self.starts_on):
            return
        same = Pairing.objects.filter(
            scheme=self.scheme_id, supporter=self.supporter_id, recipient=self.recipient_id
        ).exclude(pk=self.pk)
        if overlapping_pairing := same.overlapping(self.starts_on, self.ends_on).first():
            raise ValidationError(
                _("The two are already paired by %(ref)s in that period: end it first."),
                params={"ref": overlapping_pairing.ref},
            )

    def _clean_parties(self):
        """Refuses to change these three: projects and their money were checked against them."""
        same = {name: getattr(self, name) for name in ("scheme_id", "supporter_id", "recipient_id")}
        if self.pk and Pairing.objects.filter(pk=self.pk).exclude(**same).exists():
            raise ValidationError(
                _("A pairing's scheme and parties cannot be changed: end it and create another.")
            )

    @property
    def mode(self) -> str:
        """One-to-one … many-to-many; needs ``with_partners()``."""
        return self.MODES[self.recipients_of_supporter > 1, self.supporters_of_recipient > 1]
