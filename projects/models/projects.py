"""What is built: projects, their suspensions, the tranches planned for them."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from pairings.models import Pairing, in_language, ref_validator
from projects.measures import MEASURES, Rate
from projects.models.amounts import Yuan
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from projects.models.programmes import Category, Programme
from projects.querysets.projects import ProjectQuerySet, SuspensionQuerySet, TrancheQuerySet
from projects.querysets.terms import at_project

# The dates that a claim makes and, once verified, the project holds.
FACT_DATES = ("started_on", "completed_on", "accepted_on", "handed_over_on", "cancelled_on")
# All days on which something happened. Approval is outside the chain of facts: no report claims
# it, an administrator enters it with the plan.
DATES = ("approved_on", *FACT_DATES)
# What an administrator enters of a project; FACT_DATES come from reports.
PLANNED = (
    "code",
    "name",
    "name_en",
    "programme",
    "lead_pairing",
    "partner_pairings",
    "category",
    "delivery_mode",
    "nature",
    "is_construction",
    "is_livelihood",
    "is_county_and_below",
    "is_off_plan",
    "total_investment",
    "planned_aid",
    "scale",
    "planned_start_on",
    "planned_finish_on",
    "approved_on",
    "source",
    "provenance",
)


class Project(models.Model):
    """One aid project. Its dates are the facts; NULL means it has not happened."""

    class DeliveryMode(models.TextChoices):
        TURNKEY = "turnkey", _("turnkey")
        CHEQUE = "cheque", _("cheque")
        CO_BUILT = "co_built", _("co-built")

    class Nature(models.TextChoices):
        NEW = "new", _("new project")
        CONTINUING = "continuing", _("continuing project")

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", pgettext_lazy("stage", "not started")
        UNDER_CONSTRUCTION = "under_construction", pgettext_lazy("stage", "under construction")
        SUSPENDED = "suspended", pgettext_lazy("stage", "suspended")
        COMPLETED = "completed", pgettext_lazy("stage", "completed")
        ACCEPTED = "accepted", pgettext_lazy("stage", "accepted")
        HANDED_OVER = "handed_over", pgettext_lazy("stage", "handed over")
        CANCELLED = "cancelled", pgettext_lazy("stage", "cancelled")

    class Provenance(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        PARTLY_ILLUSTRATIVE = "partly_illustrative", _("partly illustrative")
        ILLUSTRATIVE = "illustrative", _("illustrative")

    code = models.CharField(
        _("project code"), max_length=40, unique=True, validators=[ref_validator]
    )
    name = models.CharField(_("project"), max_length=150)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="projects", verbose_name=_("programme")
    )
    lead_pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="projects", verbose_name=_("lead pairing")
    )
    partner_pairings = models.ManyToManyField(
        Pairing,
        blank=True,
        related_name="partner_projects",
        verbose_name=_("further pairings"),
        help_text=_("in addition to the lead pairing; not counted again"),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("category"),
    )
    delivery_mode = models.CharField(_("delivery mode"), max_length=10, choices=DeliveryMode)
    nature = models.CharField(
        _("construction type"), max_length=10, choices=Nature, default=Nature.NEW
    )
    is_construction = models.BooleanField(_("construction"), default=True)
    is_livelihood = models.BooleanField(_("livelihoods"), default=False)
    is_county_and_below = models.BooleanField(_("county and below"), default=False)
    is_off_plan = models.BooleanField(_("off-plan"), default=False)
    # NULL: the total of all sources is not known.
    total_investment = Yuan(_("total investment"), null=True, blank=True, help_text=_("yuan"))
    planned_aid = Yuan(_("planned funds"), help_text=_("yuan"))
    scale = models.CharField(_("scale"), max_length=200, blank=True)
    planned_start_on = models.DateField(
        _("planned start"), null=True, blank=True, validators=OF_THIS_AGE
    )
    planned_finish_on = models.DateField(
        _("planned finish"), null=True, blank=True, validators=OF_THIS_AGE
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True, validators=OF_THIS_AGE)
    started_on = models.DateField(_("start date"), null=True, blank=True, validators=OF_THIS_AGE)
    completed_on = models.DateField(
        _("completion date"), null=True, blank=True, validators=OF_THIS_AGE
    )
    accepted_on = models.DateField(
        _("acceptance date"), null=True, blank=True, validators=OF_THIS_AGE
    )
    handed_over_on = models.DateField(
        _("handover date"), null=True, blank=True, validators=OF_THIS_AGE
    )
    cancelled_on = models.DateField(
        _("cancellation date"), null=True, blank=True, validators=OF_THIS_AGE
    )
    provenance = models.CharField(
        _("provenance"), max_length=20, choices=Provenance, default=Provenance.RECORDED
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(ProjectQuerySet)()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="project_planned_aid_is_not_negative",
                condition=Q(planned_aid__gte=0),
                violation_error_message=_("Planned funds cannot be negative."),
            ),
            models.CheckConstraint(
                name="project_aid_is_within_total_investment",
                condition=Q(total_investment__isnull=True)
                | Q(planned_aid__lte=F("total_investment")),
                violation_error_message=_("Planned funds cannot exceed the total investment."),
            ),
            models.CheckConstraint(
                name="project_starts_before_it_completes",
                condition=Q(completed_on__isnull=True)
                | Q(started_on__isnull=False, started_on__lte=F("completed_on")),
                violation_error_message=_(
                    "A completed project needs a start date no later than its completion date."
                ),
            ),
            models.CheckConstraint(
                name="project_completes_before_it_is_accepted",
                condition=Q(accepted_on__isnull=True)
                | Q(completed_on__isnull=False, completed_on__lte=F("accepted_on")),
                violation_error_message=_(
                    "An accepted project needs a completion date no later than its acceptance date."
                ),
            ),
            models.CheckConstraint(
                name="project_is_accepted_before_it_is_handed_over",
                condition=Q(handed_over_on__isnull=True)
                | Q(accepted_on__isnull=False, accepted_on__lte=F("handed_over_on")),
                violation_error_message=_(
                    "A project handed over needs an acceptance date no later than its handover "
                    "date."
                ),
            ),
            models.CheckConstraint(
                name="project_is_not_both_completed_and_cancelled",
                condition=Q(cancelled_on__isnull=True) | Q(completed_on__isnull=True),
                violation_error_message=_("A completed project cannot be cancelled."),
            ),
            models.CheckConstraint(
                name="project_starts_before_it_is_cancelled",
                condition=Q(cancelled_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(cancelled_on__gte=F("started_on")),
                violation_error_message=_("A project cannot start after it was cancelled."),
            ),
            models.CheckConstraint(
                name="project_plans_to_finish_after_it_starts",
                condition=Q(planned_start_on__isnull=True)
                | Q(planned_finish_on__isnull=True)
                | Q(planned_finish_on__gte=F("planned_start_on")),
                violation_error_message=_("The planned finish cannot be before the planned start."),
            ),
            models.CheckConstraint(
                name="project_dates_are_of_this_age",
                condition=of_this_age(
                    "planned_start_on",
                    "planned_finish_on",
                    *DATES,
                ),
                violation_error_message=SENTENCE,
            ),
        ]
        indexes = [models.Index(fields=["programme", "started_on"], name="project_by_start")]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.code])

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["pairings.pairing", "projects.programme", "projects.category"]

    def clean(self):
        super().clean()
        self._clean_code()
        if self.programme_id and self.lead_pairing_id:
            if self.lead_pairing.scheme_id != self.programme.scheme_id:
                raise ValidationError(
                    {"lead_pairing": _("Choose a pairing under the programme's own scheme.")}
                )
            if self.pk and self.transfers.exists():
                self._clean_against_transfers()
        if self.programme_id and self.category_id:
            self._clean_category()

    def _clean_code(self):
        """Refuses to change a code: addresses, documents and other systems use it."""
        if self.pk and Project.objects.filter(pk=self.pk).exclude(code=self.code).exists():
            raise ValidationError({"code": _("A project's code cannot be changed.")})

    def _clean_category(self):
        if self.category.scheme_id != self.programme.category_scheme_id:
            raise ValidationError(
                {"category": _("Choose a class from the programme's class list.")}
            )
        if self.category.is_reserve:
            raise ValidationError({"category": _("A reserve line cannot contain projects.")})

    def _clean_against_transfers(self):
        wrong = self.transfers.exclude(
            programme=self.programme_id, supporter=self.lead_pairing.supporter_id
        )
        if wrong.exists():
            raise ValidationError(
                _(
                    "Transfers have been recorded for this project, so its programme and "
                    "supporter cannot be changed."
                )
            )

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    def facts_on(self, day: date) -> list[tuple[str, date | None]]:
        """The label of each fact with its date, as known on ``day``: None has not happened."""
        facts = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in DATES]
        return [(label, fact if fact and fact <= day else None) for label, fact in facts]

    @property
    def disbursement_rate(self) -> Rate:
        """The project's own 到位率; needs ``with_disbursed()``."""
        return Rate(MEASURES["disbursement_rate"], self.disbursed, self.planned_aid)

    def untranched(self) -> Decimal:
        """Yuan of the planned aid that no tranche holds; negative where tranches exceed it."""
        return self.planned_aid - (self.tranches.aggregate(sum=Sum("amount"))["sum"] or 0)

    def disbursed_without_tranche(self, *, on: date) -> Decimal:
        """Yuan that had reached the project by the end of ``on`` for no tranche in particular."""
        money = self.transfers.filter(at_project(on, through=""), tranche=None)
        return money.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)

    @property
    def stage_label(self) -> str:
        """The words for ``stage``; needs ``with_stage()``."""
        return self.Stage(self.stage).label

    @property
    def is_illustrative(self) -> bool:
        """Whether any part of the row is illustrative, so that a page must say so."""
        return self.provenance != self.Provenance.RECORDED


class Suspension(models.Model):
    """A stop in the works, both days included; no last day means still stopped."""

    class Reason(models.TextChoices):
        WEATHER = "weather", _("weather")
        FUNDS = "funds", _("late funding")
        DESIGN = "design", _("design change")
        LAND = "land", _("land not available")
        CONTRACTOR = "contractor", _("contractor's delay")
        OTHER = "other", _("other")

    OVERLAP = _("The stop overlaps another one: end the earlier one first.")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="suspensions", verbose_name=_("project")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)

    natural_key_fields = ("project__code", "starts_on")
    objects = NaturalKeyManager.from_queryset(SuspensionQuerySet)()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["project", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "starts_on"],
                name="suspension_once_per_start",
                violation_error_message=_("A stop starting on that day is already recorded."),
            ),
            models.CheckConstraint(
                name="suspension_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A stop cannot end before the day it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on or ''}"

    def natural_key(self):
        return (*self.project.natural_key(), self.starts_on)

    natural_key.dependencies = ["projects.project"]

    def clean(self):
        super().clean()
        if not (self.project_id and self.starts_on):
            return
        if any(map(self.overlaps, self.project.suspensions.exclude(pk=self.pk))):
            raise ValidationError(self.OVERLAP)

    def overlaps(self, suspension: "Suspension") -> bool:
        """Whether the two share a day; they are of the same project."""
        return (suspension.ends_on is None or self.starts_on <= suspension.ends_on) and (
            self.ends_on is None or suspension.starts_on <= self.ends_on
        )


class Tranche(models.Model):
    """One planned instalment of a project's aid, in yuan."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="tranches", verbose_name=_("project")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    planned_on = models.DateField(_("planned on"))
    amount = Yuan(_("amount"), help_text=_("yuan"))

    natural_key_fields = ("project__code", "number")
    objects = NaturalKeyManager.from_queryset(TrancheQuerySet)()

    class Meta:
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="tranche_once_per_number",
                violation_error_message=_("This project already has a tranche with that number."),
            ),
            models.CheckConstraint(
                name="tranche_amount_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount of a tranche must be above zero."),
            ),
        ]

    def __str__(self):
        return f"{self.project.code} / {self.number}"

    def natural_key(self):
        return (*self.project.natural_key(), self.number)

    natural_key.dependencies = ["projects.project"]

    def clean(self):
        super().clean()
        if self.pk and self.transfers.exclude(project=self.project_id).exists():
            raise ValidationError(
                {
                    "project": _(
                        "Transfers have been recorded for this tranche, so it cannot move to "
                        "another project."
                    )
                }
            )
