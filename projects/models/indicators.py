"""What aid changes: indicators, and what was observed of them before and after."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from aidtrack.store.rules import exactly_one_of
from aidtrack.values.intervals import Interval, stated_in
from pairings.models import Organisation, Pairing, Scheme, in_language, ref_validator
from projects.models.contributions import Contribution, CountingUnit
from projects.models.days import OF_THIS_AGE, SENTENCE, Precision, of_this_age
from projects.models.projects import Project
from projects.querysets.append_only import AppendOnly
from projects.querysets.contributions import IndicatorQuerySet, ObservationQuerySet


class Indicator(models.Model):
    """What is observed: doctoral programmes, the grade of a hospital, income per household.

    ``levels`` of a level: [[name, English name], …], the lowest first.
    """

    class Kind(models.TextChoices):
        NUMBER = "number", pgettext_lazy("indicator", "number")
        RATIO = "ratio", pgettext_lazy("indicator", "ratio")
        LEVEL = "level", pgettext_lazy("indicator", "level")
        YES_NO = "yes_no", pgettext_lazy("indicator", "yes or no")

    class Better(models.TextChoices):
        UP = "up", pgettext_lazy("indicator", "more is better")
        DOWN = "down", pgettext_lazy("indicator", "less is better")

    class AcrossParties(models.TextChoices):
        SUM = "sum", pgettext_lazy("indicator", "numbers of several parties are summed")
        NONE = "none", pgettext_lazy("indicator", "not summed")
        RATIO = "ratio", pgettext_lazy("indicator", "numerators and denominators are summed")

    class AcrossTime(models.TextChoices):
        LATEST = "latest", pgettext_lazy("indicator", "the latest holds")
        SUM = "sum", pgettext_lazy("indicator", "numbers of several days are summed")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    definition = models.CharField(_("definition"), max_length=300)
    definition_en = models.CharField(_("English definition"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True, help_text=_("as printed: 个"))
    unit_en = models.CharField(_("English unit"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    better = models.CharField(
        pgettext_lazy("indicator", "better"), max_length=5, choices=Better, blank=True
    )
    across_parties = models.CharField(
        _("across parties"), max_length=10, choices=AcrossParties, default=AcrossParties.NONE
    )
    across_time = models.CharField(
        _("across time"), max_length=10, choices=AcrossTime, default=AcrossTime.LATEST
    )
    levels = models.JSONField(_("levels"), default=list, blank=True)
    # Supporters and recipients are the parts of the parties: their sum is held against it.
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    # Income per household: times the households given to, it makes a total.
    per = models.ForeignKey(
        CountingUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("per"),
    )
    # None: of each scheme in which its subject stands.
    schemes = models.ManyToManyField(
        Scheme,
        blank=True,
        related_name="indicators",
        verbose_name=_("asked for by"),
        help_text=_("schemes whose year sheets ask for it, observed or not"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(IndicatorQuerySet)()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="indicator_that_is_a_ratio_is_summed_by_its_parts",
                condition=~Q(kind="ratio") | Q(across_parties__in=["none", "ratio"]),
                violation_error_message=_(
                    "A ratio is never summed: sum its numerators and denominators."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicators:detail", args=[self.code])

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["pairings.scheme"]

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def meaning(self) -> str:
        return in_language(self.definition, self.definition_en)

    @property
    def unit_label(self) -> str:
        return in_language(self.unit, self.unit_en)

    def level_label(self, name: str) -> str:
        """A level in the language in use; one that is not on the scale as it stands."""
        return next((in_language(*level) for level in self.levels if level[0] == name), name)

    @property
    def scale(self) -> list[str]:
        """The levels in the language in use, the lowest first."""
        return [in_language(*level) for level in self.levels]

    def clean(self):
        super().clean()
        if self.kind == self.Kind.LEVEL and not self.levels:
            raise ValidationError({"levels": _("List the levels, the lowest first.")})


class Observation(AppendOnly, models.Model):
    """What an indicator was for one subject on a day; rows are added, and corrected by others.

    A number and a ratio are intervals (``low``, ``high``); a ratio has its fraction as well. A day
    known by month or year is its last one.
    """

    append_instead = _("An observation cannot be changed or deleted: add one that replaces it.")

    class Role(models.TextChoices):
        BASELINE = "baseline", pgettext_lazy("observation", "before")
        ACTUAL = "actual", pgettext_lazy("observation", "after")

    Provenance = Contribution.Provenance
    SUBJECTS = ("organisation", "pairing", "scheme", "project")
    # Rows in a chain of replacements of which none was verified yet.
    CORRECTED_AT_MOST = 6

    ref = models.CharField(_("reference"), max_length=60, unique=True, validators=[ref_validator])
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        related_name="observations",
        verbose_name=_("indicator"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("organisation"),
    )
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("pairing"),
    )
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("scheme"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("project"),
    )
    on = models.DateField(_("date"), validators=OF_THIS_AGE)
    precision = models.CharField(
        _("date known by"), max_length=10, choices=Precision, default=Precision.DAY
    )
    low = models.DecimalField(_("at least"), max_digits=16, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=16, decimal_places=2, null=True, blank=True)
    numerator = models.DecimalField(
        _("numerator"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("denominator"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    level = models.CharField(_("level"), max_length=60, blank=True)
    printed = models.CharField(_("as printed"), max_length=100, blank=True)
    role = models.CharField(_("before or after"), max_length=10, choices=Role)
    source = models.CharField(_("source"), max_length=200, blank=True)
    provenance = models.CharField(
        _("provenance"), max_length=12, choices=Provenance, default=Provenance.RECORDED
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        error_messages={"unique": _("That observation has already been replaced.")},
    )
    # NULL: loaded by a command.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations_entered",
        verbose_name=_("entered by"),
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations_reviewed",
        verbose_name=_("reviewed by"),
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    # Empty: verified, or nobody has decided yet. What was returned is mended by a replacement.
    return_reason = models.CharField(
        _("reason for return"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

    natural_key_fields = ("ref",)
    objects = NaturalKeyManager.from_queryset(ObservationQuerySet)()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["indicator", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="observation_is_of_one_subject",
                condition=exactly_one_of("organisation", "pairing", "scheme", "project"),
                violation_error_message=_(
                    "An observation is of exactly one organisation, pairing, scheme or project."
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=["indicator", subject],
                    condition=Q(role="baseline", replaces__isnull=True),
                    name=f"observation_has_one_baseline_per_{subject}",
                    violation_error_message=_(
                        "There is already a value from before: replace that one."
                    ),
                )
                for subject in ("organisation", "pairing", "scheme", "project")
            ),
            models.CheckConstraint(
                name="observation_is_an_interval",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=True)
                | Q(low__isnull=False, high__gte=F("low")),
                violation_error_message=_("Of two bounds enter the lower one first."),
            ),
            models.CheckConstraint(
                name="observation_says_something",
                condition=Q(low__isnull=False) | ~Q(level=""),
                violation_error_message=_("Enter a number or a level."),
            ),
            models.CheckConstraint(
                name="observation_is_no_ratio_over_zero",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                violation_error_message=_(
                    "A ratio needs a numerator and a denominator above zero."
                ),
            ),
            models.CheckConstraint(
                name="observation_is_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(reviewed_by=F("entered_by")),
                violation_error_message=_("You cannot review your own entry: ask a colleague."),
            ),
            models.CheckConstraint(
                name="observation_that_was_returned_names_the_reviewer",
                condition=Q(return_reason="")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                violation_error_message=_(
                    "A returned observation needs a reviewer and a review time."
                ),
            ),
            models.CheckConstraint(
                name="observation_is_of_this_age",
                condition=of_this_age("on"),
                violation_error_message=SENTENCE,
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.on} {self.value or self.level}"

    def natural_key(self):
        return (self.ref,)

    natural_key.dependencies = ["projects.indicator", "pairings.organisation", "pairings.scheme"]

    @property
    def value(self) -> Interval | None:
        """The number or ratio; None: a level."""
        return None if self.low is None else Interval(self.low, self.high)

    @property
    def subject(self):
        """The organisation, pairing, scheme or project that it is of."""
        return next(filter(None, (getattr(self, name) for name in self.SUBJECTS)), None)

    def clean(self):
        super().clean()
        if not self.indicator_id:
            return
        if self.indicator.kind == Indicator.Kind.LEVEL:
            self._clean_level()
        elif self.low is None:
            raise ValidationError({"low": _("Enter a number: this indicator is no level.")})
        if self.indicator.kind == Indicator.Kind.RATIO and self.denominator is None:
            raise ValidationError({"denominator": _("Enter what the ratio is of.")})
        # The words for yes or no state no number.
        is_number = self.value is not None and self.indicator.kind != Indicator.Kind.YES_NO
        if self.printed and is_number and self.value not in stated_in(self.printed):
            raise ValidationError(
                {
                    "printed": _("The text “%(printed)s” does not say %(done)s: correct either.")
                    % {"printed": self.printed, "done": self.value}
                }
            )
        self._clean_replacement()

    def _clean_level(self):
        names = [level[0] for level in self.indicator.levels]
        if self.level not in names:
            raise ValidationError(
                {
                    "level": _("%(level)s is not a level of this indicator: choose one of %(all)s.")
                    % {"level": self.level or "—", "all": "、".join(names)}
                }
            )

    def _clean_replacement(self):
        if not self.replaces_id:
            return
        first = self.replaces
        same = all(
            getattr(first, f"{name}_id") == getattr(self, f"{name}_id")
            for name in (*self.SUBJECTS, "indicator")
        )
        if not same or first.role != self.role:
            raise ValidationError(
                {"replaces": _("A replacement is of the same indicator and the same subject.")}
            )

        if self._corrections_without_review() >= self.CORRECTED_AT_MOST:
            sentence = _("It was corrected too often without being verified: ask its reviewer.")
            raise ValidationError({"replaces": sentence})

    def _corrections_without_review(self) -> int:
        """How many rows before this one were replaced, or returned, before any was verified."""
        number, row = 0, self.replaces
        while row is not None and not row.is_valid and number < self.CORRECTED_AT_MOST:
            number, row = number + 1, row.replaces
        return number

    @property
    def is_valid(self) -> bool:
        """Published, illustrative, or verified."""
        is_verified = self.reviewed_by_id is not None and not self.return_reason
        return is_verified or self.provenance != self.Provenance.RECORDED

    @property
    def counts_on(self) -> date:
        """The first day that it counts on, as of a contribution."""
        return self.on

    @property
    def fraction(self) -> Decimal | None:
        return self.numerator / self.denominator if self.denominator else None
