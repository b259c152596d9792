"""Who supports whom: organisations with their dated names, schemes, and the pairings in them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy as _

from aidtrack.natural import NaturalKeyManager
from pairings.querysets import OrganisationQuerySet, PairingQuerySet, VisibleQuerySet

ref_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9-]*\Z",
    _("Use letters, digits and hyphens only, beginning with a letter or digit."),
)


def in_language(name: str, name_en: str) -> str:
    """The name for the language in use; the Chinese one where no English one is known."""
    return name_en if name_en and get_language().startswith("en") else name


class Scope(models.TextChoices):
    """Tables 2 and 3 are printed without the XPCC, so local is the default everywhere."""

    LOCAL = "local", _("local, without XPCC")
    XPCC = "xpcc", _("XPCC only")


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
        _("short name"), max_length=40, blank=True, help_text=_("as tables print it: 克州")
    )
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
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
        help_text=_("the prefecture whose row it belongs to"),
    )
    is_collective = models.BooleanField(
        _("collective"), default=False, help_text=_("a source names these parties only together")
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
                    "An organisation is not reported under itself: leave the field empty."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.ref} {self.name}"

    def natural_key(self):
        return (self.ref,)

    def clean(self):
        super().clean()
        seen = {self.pk} if self.pk else set()
        above = self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"parent": _("Choose a parent that is not below this organisation.")}
                )
            seen.add(above.pk)
            above = above.parent

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

    OVERLAP = _("Two names are in force on the same day: let one end before the other starts.")

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
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

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
                violation_error_message=_("Another name already has no first day."),
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
        for other in self.organisation.designations.exclude(pk=self.pk):
            if self.overlaps(other):
                raise ValidationError(self.OVERLAP)

    def overlaps(self, other: "Designation") -> bool:
        """Whether both are in force on some day; they are of the same organisation."""
        return other.starts_before(self.ends_on) and self.starts_before(other.ends_on)

    def starts_before(self, day: date | None) -> bool:
        """Whether it starts on ``day`` or earlier; no day means the end of time."""
        return day is None or self.starts_on is None or self.starts_on <= day

    def is_in_force(self, day: date) -> bool:
        return self.starts_before(day) and (self.ends_on is None or day <= self.ends_on)

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


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
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

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
        _("position"), default=0, help_text=_("its place in the scheme's own table")
    )
    printed_as = models.CharField(
        _("recipient as printed"), max_length=100, blank=True, help_text=_("as the source words it")
    )
    agreement_number = models.CharField(_("agreement number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    document = models.CharField(_("agreement"), max_length=200, blank=True)
    team = models.CharField(
        _("team"), max_length=60, blank=True, help_text=_("label of team support (团队式)")
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
                    "This scheme already pairs the two from that day: change that pairing instead."
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

    def clean(self):
        super().clean()
        self._clean_parties()
        if not (self.scheme_id and self.supporter_id and self.recipient_id and self.starts_on):
            return
        same = Pairing.objects.filter(
            scheme=self.scheme_id, supporter=self.supporter_id, recipient=self.recipient_id
        ).exclude(pk=self.pk)
        if other := same.overlapping(self.starts_on, self.ends_on).first():
            raise ValidationError(
                _("The two are already paired by %(ref)s in that period: end it first."),
                params={"ref": other.ref},
            )

    def _clean_parties(self):
        """Projects and their money were checked against these three: they are for good."""
        same = {name: getattr(self, name) for name in ("scheme_id", "supporter_id", "recipient_id")}
        if self.pk and Pairing.objects.filter(pk=self.pk).exclude(**same).exists():
            raise ValidationError(
                _("A pairing keeps its scheme and its parties: end it and make another.")
            )

    @property
    def mode(self) -> str:
        """One-to-one … many-to-many; needs ``with_partners()``."""
        return self.MODES[self.recipients_of_supporter > 1, self.supporters_of_recipient > 1]


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
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

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
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

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
