"""What is given that is not money: trainings, visits, goods, seconded people, services."""

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
from aidtrack.values.dates import month_end
from aidtrack.values.intervals import Interval, stated_in
from aidtrack.web.once import FormKey
from pairings.models import Pairing, Scheme, in_language, ref_validator
from pairings.querysets import VisibleQuerySet
from projects.models.amounts import FEN
from projects.models.claims import StatusReport
from projects.models.days import OF_THIS_AGE, SENTENCE, Precision, of_this_age
from projects.models.programmes import Category, CategoryScheme, Programme
from projects.models.projects import Project
from projects.querysets.contributions import ContributionQuerySet, QuantityQuerySet


class CountingUnit(models.Model):
    """计量单位: what is counted, and whether counts of it add.

    人次 add; 人 do not: the same person may be in two trainings. A reporting unit is something
    else.
    """

    class Kind(models.TextChoices):
        COUNT = "count", pgettext_lazy("counting unit", "things or people")
        MONEY = "money", pgettext_lazy("counting unit", "money")
        TIME = "time", pgettext_lazy("counting unit", "time")

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=20, help_text=_("as printed: 人次"))
    label_en = models.CharField(_("English label"), max_length=40, blank=True)
    adds = models.BooleanField(
        _("adds"), default=True, help_text=_("whether two numbers of it may be summed")
    )
    kind = models.CharField(_("type"), max_length=10, choices=Kind, default=Kind.COUNT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("counting unit")
        verbose_name_plural = _("counting units")
        ordering = ["position", "code"]

    def __str__(self):
        return self.label

    def natural_key(self):
        return (self.code,)

    @property
    def name(self) -> str:
        return in_language(self.label, self.label_en)

    @property
    def smallest(self) -> Decimal:
        """The least step between two numbers of it: a fen, half a day, else one."""
        return {self.Kind.MONEY: FEN, self.Kind.TIME: Decimal("0.5")}.get(self.kind, Decimal(1))


class Contribution(models.Model):
    """支援: one thing that was given, or promised, under a scheme.

    What differs between a training and a microscope is its form and its counting units. Dates that
    a source gives by the month or the year are its first and last day; NULL: not known.
    """

    class Form(models.TextChoices):
        TRAINING = "training", pgettext_lazy("contribution", "training")
        SECONDMENT = "secondment", pgettext_lazy("contribution", "secondment")
        VISIT = "visit", pgettext_lazy("contribution", "visit")
        GOODS = "goods", pgettext_lazy("contribution", "goods")
        FACILITY = "facility", pgettext_lazy("contribution", "facility")
        SERVICE = "service", pgettext_lazy("contribution", "service")
        LIVELIHOOD = "livelihood", pgettext_lazy("contribution", "livelihood")
        WAIVER = "waiver", pgettext_lazy("contribution", "waiver")
        RESEARCH = "research", pgettext_lazy("contribution", "research")

    class Direction(models.TextChoices):
        INWARD = "inward", pgettext_lazy("contribution", "to the recipient")
        OUTWARD = "outward", pgettext_lazy("contribution", "to the supporter")
        BOTH = "both", pgettext_lazy("contribution", "both ways")

    class Provenance(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        PRINTED = "printed", pgettext_lazy("provenance", "as published")
        ILLUSTRATIVE = "illustrative", _("illustrative")

    class Timing(models.TextChoices):
        """Where its period lies as of a day."""

        AHEAD = "ahead", pgettext_lazy("contribution", "not begun")
        UNDER_WAY = "under_way", pgettext_lazy("contribution", "under way")
        DONE = "done", pgettext_lazy("contribution", "done")
        UNDATED = "undated", pgettext_lazy("contribution", "no date")

    State = StatusReport.State
    EDITABLE = StatusReport.EDITABLE
    # Forms that are a stock: people in post count while they are, and those of one day add.
    STOCKS = (Form.SECONDMENT,)

    ref = models.CharField(_("reference"), max_length=40, unique=True, validators=[ref_validator])
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("scheme")
    )
    # NULL: of the scheme as a whole.
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("pairing"),
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("programme"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("project"),
    )
    form = models.CharField(pgettext_lazy("contribution", "form"), max_length=12, choices=Form)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("category"),
    )
    profession = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions_by_profession",
        verbose_name=_("profession"),
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    title = models.CharField(
        _("title"), max_length=120, help_text=_("what was given; a post, never a person's name")
    )
    place = models.CharField(_("place"), max_length=100, blank=True)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("a part never adds to its whole"),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True, validators=OF_THIS_AGE)
    ends_on = models.DateField(_("ends on"), null=True, blank=True, validators=OF_THIS_AGE)
    precision = models.CharField(
        _("dates known by"), max_length=10, choices=Precision, default=Precision.DAY
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    provenance = models.CharField(
        _("provenance"), max_length=12, choices=Provenance, default=Provenance.RECORDED
    )
    state = models.CharField(
        pgettext_lazy("report", "status"), max_length=10, choices=State, default=State.DRAFT
    )
    # Raised by each save: an edit that began from an older one is shown both.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        error_messages={"unique": _("That contribution has already been replaced.")},
    )
    key = FormKey()
    # {code of a question: value of the answer}, for what was asked because it is unlikely.
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    # NULL: loaded by a command, not entered by a person.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions_entered",
        verbose_name=_("entered by"),
        editable=False,
    )
    # Everybody who ever entered anything here: none of them verifies it.
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="contributions_written", editable=False
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions_reviewed",
        verbose_name=_("reviewed by"),
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    return_reason = models.CharField(_("reason for return"), max_length=300, blank=True)

    natural_key_fields = ("ref",)
    objects = NaturalKeyManager.from_queryset(ContributionQuerySet)()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["scheme", "starts_on", "ref"]
        constraints = [
            models.CheckConstraint(
                name="contribution_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A contribution cannot end before the day it starts."),
            ),
            models.CheckConstraint(
                name="contribution_has_the_dates_that_are_known",
                condition=Q(precision="unknown", starts_on__isnull=True, ends_on__isnull=True)
                | Q(precision="by", ends_on__isnull=False)
                | Q(precision__in=["day", "month", "year"], starts_on__isnull=False),
                violation_error_message=_(
                    "Enter the start; of something done by a day that day; no dates where none is "
                    "known."
                ),
            ),
            models.CheckConstraint(
                name="contribution_dates_are_of_this_age",
                condition=of_this_age("starts_on", "ends_on"),
                violation_error_message=SENTENCE,
            ),
            models.CheckConstraint(
                name="contribution_is_not_a_part_of_itself",
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("pk")),
                violation_error_message=_("A contribution cannot be a part of itself."),
            ),
            models.CheckConstraint(
                name="contribution_that_was_returned_says_why",
                condition=~Q(state="returned") | ~Q(return_reason=""),
                violation_error_message=_("Enter a reason for returning the contribution."),
            ),
            models.CheckConstraint(
                name="contribution_that_is_verified_names_the_reviewer",
                condition=~Q(state="verified")
                | ~Q(provenance="recorded")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                violation_error_message=_(
                    "A verified contribution needs a reviewer and a review time."
                ),
            ),
            models.CheckConstraint(
                name="contribution_is_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(reviewed_by=F("entered_by")),
                violation_error_message=_("You cannot review your own entry: ask a colleague."),
            ),
        ]
        indexes = [models.Index(fields=["scheme", "state"], name="contribution_by_state")]

    def __str__(self):
        return f"{self.ref} {self.title}"

    def save(self, **kwargs):
        self.saved_at = timezone.now()
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("contributions:detail", args=[self.ref])

    def natural_key(self):
        return (self.ref,)

    natural_key.dependencies = ["pairings.scheme", "pairings.pairing", "projects.programme"]

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_stock(self) -> bool:
        return self.form in self.STOCKS

    @property
    def counts_on(self) -> date | None:
        """The first day that it counts on: people in post from their first day, else its end.

        None where that is not known.
        """
        if not self.is_stock or self.precision == Precision.UNKNOWN:
            return self.ends_on
        return self.starts_on or self.scheme.starts_on

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.VERIFIED

    @property
    def is_illustrative(self) -> bool:
        return self.provenance == self.Provenance.ILLUSTRATIVE

    def clean(self):
        super().clean()
        self._clean_stored()
        self._clean_owners()
        self._clean_lists()
        self._clean_dates()
        if self.part_of_id:
            self._clean_part()
        if self.replaces_id and self.replaces.state != self.State.VERIFIED:
            raise ValidationError(
                {"replaces": _("Only a verified contribution is replaced: change this one.")}
            )

    def _clean_stored(self):
        before = Contribution.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None:
            return
        if before.ref != self.ref:
            raise ValidationError({"ref": _("The reference of a contribution never changes.")})
        if before.state == self.State.VERIFIED and before.provenance == self.Provenance.RECORDED:
            raise ValidationError(
                _("A verified contribution cannot be changed: enter one that replaces it.")
            )

    def _clean_owners(self):
        if self.pairing_id and self.pairing.scheme_id != self.scheme_id:
            raise ValidationError({"pairing": _("Choose a pairing of the same scheme.")})
        if self.programme_id and self.programme.scheme_id != self.scheme_id:
            raise ValidationError({"programme": _("Choose a programme of the same scheme.")})
        if self.project_id and self.project.programme.scheme_id != self.scheme_id:
            raise ValidationError({"project": _("Choose a project of the same scheme.")})

    def _clean_lists(self):
        lists = CategoryScheme.Purpose
        for name, purpose in (("category", lists.CONTRIBUTION), ("profession", lists.PROFESSION)):
            chosen = getattr(self, name)
            if chosen and chosen.scheme.purpose != purpose:
                raise ValidationError({name: _("Choose one of a list made for this.")})

    def _clean_dates(self):
        start, end = self.starts_on, self.ends_on
        if self.precision == Precision.YEAR:
            is_whole = _is_day(start, 1, 1) and _is_day(end, 12, 31)
        elif self.precision == Precision.MONTH:
            starts, ends = start is None or start.day == 1, end is None or end == month_end(end)
            is_whole = starts and ends
        else:
            return
        if not is_whole:
            raise ValidationError(
                _("A period known by month or year runs from its first day to its last.")
            )

    def _clean_part(self):
        whole = self.part_of
        if (whole.scheme_id, whole.form) != (self.scheme_id, self.form):
            raise ValidationError(
                {"part_of": _("A part has the scheme and the form of its whole.")}
            )
        if whole.part_of_id or (self.pk and self.parts.exists()):
            raise ValidationError({"part_of": _("A part has no parts of its own.")})
        if not _lies_within(self, whole):
            raise ValidationError({"part_of": _("A part lies within the period of its whole.")})


def _is_day(day, month: int, of_month: int) -> bool:
    return day is None or (day.month, day.day) == (month, of_month)


def _lies_within(part: Contribution, whole: Contribution) -> bool:
    """Where either end is not known, nothing speaks against it."""
    starts_before = part.starts_on and whole.starts_on and part.starts_on < whole.starts_on
    ends_after = part.ends_on and whole.ends_on and part.ends_on > whole.ends_on
    return not (starts_before or ends_after)


class Quantity(models.Model):
    """How many of a counting unit a contribution has, planned and done, of whom.

    Done is an interval: equal bounds are exact, ``high`` NULL beside a ``low`` is open above, both
    NULL say that nothing of it is done yet.
    """

    class OfWhom(models.TextChoices):
        SUPPORTER = "supporter", _("supporter")
        RECIPIENT = "recipient", _("recipient")
        BENEFICIARY = "beneficiary", _("beneficiary")

    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.CASCADE,
        related_name="quantities",
        verbose_name=_("contribution"),
    )
    counting_unit = models.ForeignKey(
        CountingUnit,
        on_delete=models.PROTECT,
        related_name="quantities",
        verbose_name=_("counting unit"),
    )
    of_whom = models.CharField(_("of whom"), max_length=12, choices=OfWhom, blank=True)
    planned = models.DecimalField(
        _("planned"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    low = models.DecimalField(_("at least"), max_digits=16, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=16, decimal_places=2, null=True, blank=True)
    printed = models.CharField(_("as printed"), max_length=100, blank=True)

    natural_key_fields = ("contribution__ref", "counting_unit__code", "of_whom")
    objects = NaturalKeyManager.from_queryset(QuantityQuerySet)()

    class Meta:
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        ordering = ["contribution", "counting_unit", "of_whom"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "counting_unit", "of_whom"],
                name="quantity_once_per_unit_and_whom",
                violation_error_message=_(
                    "This contribution already has a number in that counting unit."
                ),
            ),
            models.CheckConstraint(
                name="quantity_is_an_interval",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, low__gte=0, high__isnull=True)
                | Q(low__isnull=False, low__gte=0, high__gte=F("low")),
                violation_error_message=_(
                    "Enter a number of zero or more; of two bounds the lower one first."
                ),
            ),
            models.CheckConstraint(
                name="quantity_is_planned_or_done",
                condition=Q(planned__isnull=False, planned__gte=0)
                | Q(planned__isnull=True, low__isnull=False),
                violation_error_message=_("Enter how many were planned, or how many were given."),
            ),
        ]

    def __str__(self):
        return f"{self.contribution.ref} {self.done} {self.counting_unit}"

    def natural_key(self):
        return (*self.contribution.natural_key(), *self.counting_unit.natural_key(), self.of_whom)

    natural_key.dependencies = ["projects.contribution", "projects.countingunit"]

    @property
    def done(self) -> Interval | None:
        """The number given; None: none yet."""
        return None if self.low is None else Interval(self.low, self.high)

    def clean(self):
        super().clean()
        if not self.counting_unit_id:
            return
        self._clean_steps()
        if self.printed and self.done:
            self._clean_printed()
        whole = self.contribution.part_of if self.contribution_id else None
        if whole is not None and self.done:
            self._clean_against(whole)

    def _clean_steps(self):
        smallest = self.counting_unit.smallest
        for name in ("planned", "low", "high"):
            number = getattr(self, name)
            if number is not None and number % smallest:
                raise ValidationError(
                    {
                        name: _("%(unit)s are counted in steps of %(step)s.")
                        % {"unit": self.counting_unit.name, "step": smallest}
                    }
                )

    def _clean_printed(self):
        smallest = self.counting_unit.smallest
        stated = stated_in(self.printed, smallest=min(smallest, Decimal(1)))
        # A text that is only vague (约80) states no bounds: whoever entered it said which.
        if stated and self.done not in stated:
            raise ValidationError(
                {
                    "printed": _("The text “%(printed)s” does not say %(done)s: correct either.")
                    % {"printed": self.printed, "done": self.done}
                }
            )

    def _clean_against(self, whole: Contribution):
        for of_whole in whole.quantities.filter(counting_unit=self.counting_unit_id):
            if of_whole.done and self.done.exceeds(of_whole.done):
                raise ValidationError(
                    _("A part cannot be more than its whole, %(whole)s.") % {"whole": of_whole.done}
                )
