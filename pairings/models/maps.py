"""The map of a scheme: the regions that its rows make up, and what lies among them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aidtrack.store.natural import NaturalKeyManager
from pairings.models.organisations import in_language, ref_validator
from pairings.models.schemes import Scheme
from pairings.querysets import VisibleQuerySet

# Columns and rows of squares on a map, counted from 1: as many as the page has room for.
MAP_SIZE = 8
ON_THE_MAP = [MinValueValidator(1), MaxValueValidator(MAP_SIZE)]
OFF_THE_MAP = _("The map has columns and rows 1 to 8: choose a place on it.")


def is_on_the_map() -> Q:
    return Q(map_column__range=(1, MAP_SIZE), map_row__range=(1, MAP_SIZE))


class Region(models.Model):
    """Reporting rows of a scheme that are summed together: 北疆, northern Xinjiang."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="regions", verbose_name=_("scheme")
    )
    code = models.CharField(_("code"), max_length=20, validators=[ref_validator])
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    natural_key_fields = ("scheme__code", "code")
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["scheme", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="region_has_its_own_code",
                violation_error_message=_("Another region of the scheme has this code."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "position"],
                name="region_has_its_own_position",
                violation_error_message=_("Another region already has this position."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.scheme.natural_key(), self.code)

    natural_key.dependencies = ["pairings.scheme"]

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


class Landmark(models.Model):
    """What lies among the rows of a map and has no row of its own: 乌鲁木齐, in the middle."""

    TAKEN = _("A reporting row is already at this place on the map: choose another.")

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="landmarks", verbose_name=_("scheme")
    )
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    map_column = models.PositiveSmallIntegerField(_("column on the map"), validators=ON_THE_MAP)
    map_row = models.PositiveSmallIntegerField(_("row on the map"), validators=ON_THE_MAP)

    natural_key_fields = ("scheme__code", "name")
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("landmark")
        verbose_name_plural = _("landmarks")
        ordering = ["scheme", "map_row", "map_column"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="landmark_has_its_own_name",
                violation_error_message=_("Another landmark of the scheme has this name."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "map_column", "map_row"],
                name="landmark_has_its_own_place",
                violation_error_message=_(
                    "Another landmark is already at this place on the map: choose another."
                ),
            ),
            models.CheckConstraint(
                name="landmark_lies_on_the_map",
                condition=is_on_the_map(),
                violation_error_message=OFF_THE_MAP,
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.scheme.natural_key(), self.name)

    natural_key.dependencies = ["pairings.scheme"]

    def clean(self):
        super().clean()
        place = {"map_column": self.map_column, "map_row": self.map_row}
        if self.scheme_id and self.scheme.rows.filter(**place).exists():
            raise ValidationError({"map_column": self.TAKEN})

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)
