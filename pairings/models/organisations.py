"""The parties: organisations of every kind, with their dated names."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext_lazy as _

from aidtrack.store.natural import NaturalKeyManager
from pairings.querysets import DesignationQuerySet, OrganisationQuerySet

ref_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9-]*\Z",
    _("Use letters, digits and hyphens only, beginning with a letter or digit."),
)


def in_language(name: str, name_en: str) -> str:
    """The name for the language in use; the Chinese one where no English one is known."""
    return name_en if name_en and get_language().startswith("en") else name


class Scope(models.TextChoices):
    """Tables 2 and 3 are printed without the XPCC, so local is the default everywhere."""

    LOCAL = "local", _("local")
    XPCC = "xpcc", _("XPCC")


class Organisation(models.Model):
    """Any party: a province, prefecture, county, XPCC division, union, hospital, university …

    ``ref`` is a key of our own. No meaning is read out of its digits and nothing is rolled up
    by its prefix: where a party's figures are printed is the fact ``reported_under``.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province or municipality")
        CITY = "city", _("city")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county or county-level city")
        XPCC = "xpcc", _("XPCC")
        XPCC_DIVISION = "xpcc_division", _("XPCC division")
        XPCC_CITY = "xpcc_city", _("XPCC city")
        XPCC_REGIMENT = "xpcc_regiment", _("XPCC regiment")
        UNION = "union", _("trade union")
        HOSPITAL = "hospital", _("hospital")
        UNIVERSITY = "university", _("university")
        OFFICE = "office", _("office")
        HEADQUARTERS = "headquarters", _("front headquarters")

    ref = models.CharField(_("reference"), max_length=40, unique=True, validators=[ref_validator])
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, help_text=_("as printed in tables, e.g. 克州")
    )
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.LOCAL)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    # NULL: the organisation is a row of its own, or none of the tables has a row for it.
    reported_under = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reporting",
        verbose_name=_("reported under"),
        help_text=_("the prefecture it is reported under"),
    )
    is_collective = models.BooleanField(
        _("collective"),
        default=False,
        help_text=_("the source names these parties only collectively"),
    )

    # NULL: it is named by itself. A party that no pairing has belongs to the scheme that names it.
    scheme = models.ForeignKey(
        "pairings.Scheme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collective_parties",
        verbose_name=_("scheme"),
        help_text=_("of parties that a source names only together"),
    )

    natural_key_fields = ("ref",)
    objects = NaturalKeyManager.from_queryset(OrganisationQuerySet)()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["ref"]
        constraints = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message=_("An organisation cannot be its own parent."),
            ),
            models.CheckConstraint(
                name="organisation_is_not_reported_under_itself",
                condition=Q(reported_under__isnull=True) | ~Q(reported_under=F("pk")),
                violation_error_message=_(
                    "An organisation cannot be reported under itself: leave this blank."
                ),
            ),
            models.CheckConstraint(
                name="organisation_of_a_scheme_is_collective",
                condition=Q(scheme__isnull=True) | Q(is_collective=True),
                violation_error_message=_(
                    "Only parties that a source names together belong to a scheme: tick collective."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.name}"

    def natural_key(self):
        return (self.ref,)

    def clean(self):
        super().clean()
        lineage = {self.pk} if self.pk else set()
        above = self.parent
        while above is not None:
            if above.pk in lineage:
                raise ValidationError(
                    {"parent": _("Choose a parent that is not below this organisation.")}
                )
            lineage.add(above.pk)
            above = above.parent

    @property
    def row_organisation(self) -> "Organisation":
        """The organisation in whose row this one is printed: what it is reported under, or itself.

        Queries say the same by ``pairings.querysets.row_organisation``.
        """
        return self.reported_under or self

    @property
    def row_organisation_id(self) -> int:
        return self.reported_under_id or self.pk

    @property
    def label(self) -> str:
        """The short name, in the language in use: 克州, or Kizilsu."""
        return in_language(self.short_name or self.name, self.name_en)

    def name_on(self, day: date) -> str:
        """The name in force on ``day``, in the language in use.

        Source  the designation in force on that day; where there is none, the organisation's name.
        """
        for designation in self.designations.all():
            if designation.is_in_force(day):
                return designation.label
        return in_language(self.name, self.name_en)

    @property
    def name_now(self) -> str:
        """The name in force after every dated change."""
        return self.name_on(date.max)


class Designation(models.Model):
    """A dated name, English name and GB/T 2260 code of an organisation.

    NULL in ``starts_on`` means since before our records, in ``ends_on`` still in force.
    """

    OVERLAP = _("Two names are in force on the same day: end the first before the second starts.")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="designations",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    code = models.CharField(
        _("GB/T 2260 code"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{6}\Z", _("A GB/T 2260 code has six digits."))],
    )
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)

    natural_key_fields = ("organisation__ref", "name", "starts_on")
    objects = NaturalKeyManager.from_queryset(DesignationQuerySet)()

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        ordering = ["organisation", F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on"],
                name="designation_once_per_start",
                violation_error_message=_("Another name already starts on that day."),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(starts_on__isnull=True),
                name="designation_has_one_first_name",
                violation_error_message=_(
                    "Another name already has no start date: enter one here."
                ),
            ),
            models.CheckConstraint(
                name="designation_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A name cannot end before the day it starts."),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.organisation.natural_key(), self.name, self.starts_on)

    natural_key.dependencies = ["pairings.organisation"]

    def clean(self):
        super().clean()
        if self.organisation_id is None:
            return
        for designation in self.organisation.designations.exclude(pk=self.pk):
            if self.overlaps(designation):
                raise ValidationError(self.OVERLAP)

    def overlaps(self, designation: "Designation") -> bool:
        """Whether both are in force on some day; they are of the same organisation."""
        return designation.starts_before(self.ends_on) and self.starts_before(designation.ends_on)

    def starts_before(self, day: date | None) -> bool:
        """Whether it starts on ``day`` or earlier; no day means the end of time."""
        return day is None or self.starts_on is None or self.starts_on <= day

    def is_in_force(self, day: date) -> bool:
        return self.starts_before(day) and (self.ends_on is None or day <= self.ends_on)

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)
