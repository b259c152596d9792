"""What the official tables print a line for: reporting rows and the units within them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aidtrack.natural import NaturalKeyManager
from pairings.models.organisations import Organisation
from pairings.models.schemes import Scheme
from pairings.querysets import ReportingRowQuerySet, ReportingUnitQuerySet


class ReportingRow(models.Model):
    """A row of tables 2 and 3: a recipient prefecture with its supporters.

    The order follows neither from codes nor from table 1, so it is stored.
    """

    class Region(models.TextChoices):
        NORTH = "north", _("northern Xinjiang")
        EAST = "east", _("eastern Xinjiang")
        SOUTH = "south", _("southern Xinjiang")

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="rows", verbose_name=_("scheme")
    )
    prefecture = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        related_name="reporting_row",
        verbose_name=_("prefecture"),
    )
    region = models.CharField(_("region"), max_length=5, choices=Region)
    position = models.PositiveSmallIntegerField(_("position"))
    position_in_table_1 = models.PositiveSmallIntegerField(_("position in table 1"))
    title_in_table_1 = models.CharField(_("title in table 1"), max_length=60)

    natural_key_fields = ("prefecture__ref",)
    objects = NaturalKeyManager.from_queryset(ReportingRowQuerySet)()

    class Meta:
        verbose_name = _("reporting row")
        verbose_name_plural = _("reporting rows")
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "position"],
                name="reporting_row_has_its_own_position",
                violation_error_message=_("Another row already stands at this position."),
            ),
        ]

    def __str__(self):
        return self.prefecture.short_name

    def get_absolute_url(self):
        return reverse("pairings:detail", args=[self.prefecture.ref])

    def natural_key(self):
        return self.prefecture.natural_key()

    natural_key.dependencies = ["pairings.organisation", "pairings.scheme"]


class ReportingUnit(models.Model):
    """A supporter within a prefecture: one that reports (20 of them; 江苏 has two)."""

    row = models.ForeignKey(
        ReportingRow, on_delete=models.CASCADE, related_name="units", verbose_name=_("row")
    )
    supporter = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="reporting_units",
        verbose_name=_("supporter"),
    )
    position = models.PositiveSmallIntegerField(_("position"))

    natural_key_fields = ("row__prefecture__ref", "supporter__ref")
    objects = NaturalKeyManager.from_queryset(ReportingUnitQuerySet)()

    class Meta:
        verbose_name = _("reporting unit")
        verbose_name_plural = _("reporting units")
        ordering = ["row", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["row", "supporter"],
                name="reporting_unit_names_a_supporter_once",
                violation_error_message=_("This row already names that supporter."),
            ),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("pairings:detail", args=[self.ref])

    def natural_key(self):
        return (*self.row.natural_key(), *self.supporter.natural_key())

    natural_key.dependencies = ["pairings.organisation", "pairings.reportingrow"]

    @property
    def ref(self) -> str:
        """Supporter and prefecture, as in the address: 110000-653200."""
        return f"{self.supporter.ref}-{self.row.prefecture.ref}"
