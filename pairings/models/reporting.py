"""What the official tables print a line for: reporting rows and the units within them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aidtrack.store.natural import NaturalKeyManager
from pairings.models.maps import OFF_THE_MAP, ON_THE_MAP, Landmark, Region, is_on_the_map
from pairings.models.organisations import Organisation
from pairings.models.schemes import Scheme
from pairings.querysets import ReportingRowQuerySet, ReportingUnitQuerySet


class ReportingRow(models.Model):
    """A row of tables 2 and 3: a recipient prefecture with its supporters.

    The order follows neither from codes nor from table 1, so it is stored.
    """

    FOREIGN_REGION = _("Choose a region of the row's own scheme.")
    TAKEN = _("A landmark is already at this place on the map: choose another.")

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="rows", verbose_name=_("scheme")
    )
    prefecture = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        related_name="reporting_row",
        verbose_name=_("prefecture"),
    )
    # NULL: the scheme has no regions, or the row belongs to none.
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rows",
        verbose_name=_("region"),
    )
    # Its square on the map, equal squares in roughly the right place. NULL: not on the map.
    map_column = models.PositiveSmallIntegerField(
        _("column on the map"), null=True, blank=True, validators=ON_THE_MAP
    )
    map_row = models.PositiveSmallIntegerField(
        _("row on the map"), null=True, blank=True, validators=ON_THE_MAP
    )
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
                violation_error_message=_("Another reporting row already has this position."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "map_column", "map_row"],
                name="reporting_row_has_its_own_place",
                violation_error_message=_(
                    "Another reporting row is already at this place on the map: choose another."
                ),
            ),
            models.CheckConstraint(
                name="reporting_row_has_both_coordinates_or_none",
                condition=Q(map_column__isnull=True, map_row__isnull=True)
                | Q(map_column__isnull=False, map_row__isnull=False),
                violation_error_message=_("Enter both the column and the row, or neither."),
            ),
            models.CheckConstraint(
                name="reporting_row_lies_on_the_map",
                condition=Q(map_column__isnull=True) | Q(map_row__isnull=True) | is_on_the_map(),
                violation_error_message=OFF_THE_MAP,
            ),
        ]

    def __str__(self):
        return self.prefecture.short_name

    def get_absolute_url(self):
        return reverse("pairings:detail", args=[self.prefecture.ref])

    def natural_key(self):
        return self.prefecture.natural_key()

    natural_key.dependencies = ["pairings.organisation", "pairings.scheme", "pairings.region"]

    def clean(self):
        super().clean()
        if self.region and self.region.scheme_id != self.scheme_id:
            raise ValidationError({"region": self.FOREIGN_REGION})
        place = {"map_column": self.map_column, "map_row": self.map_row}
        is_placed = None not in place.values()
        if is_placed and Landmark.objects.filter(scheme=self.scheme_id, **place).exists():
            raise ValidationError({"map_column": self.TAKEN})


class ReportingUnit(models.Model):
    """A supporter within a prefecture: one that reports (20 of them; 江苏 has two)."""

    row = models.ForeignKey(
        ReportingRow,
        on_delete=models.CASCADE,
        related_name="units",
        verbose_name=_("reporting row"),
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
                violation_error_message=_("This reporting row already has that supporter."),
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
