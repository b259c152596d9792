"""By which rules warnings are computed, and what people answered to one. No warning is stored."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from aidtrack.web.once import FormKey
from pairings.models import Scheme, in_language
from pairings.querysets import VisibleQuerySet
from projects.models import Programme
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from projects.querysets.append_only import AppendOnly, AppendOnlyQuerySet
from reports.models.subjects import OfSubject, about_subjects_in_reach, exactly_one_subject
from reports.thresholds import THRESHOLDS, WarningTest


class WarningLevel(models.TextChoices):
    YELLOW = "yellow", pgettext_lazy("warning", "yellow")
    RED = "red", pgettext_lazy("warning", "red")


class WarningRule(models.Model):
    """A declared test with its thresholds, for one scheme or for all.

    ``params`` is {"yellow": from, "red": beyond}, in the unit of the test: ``reports.thresholds``.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    test = models.CharField(_("test"), max_length=30, choices=WarningTest)
    params = models.JSONField(_("thresholds"))
    # NULL: for all schemes that have no rule of their own for the test.
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="warning_rules",
        verbose_name=_("scheme"),
    )
    active = models.BooleanField(_("in force"), default=True)
    source = models.CharField(_("source"), max_length=200)
    source_en = models.CharField(_("source in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    natural_key_fields = ("code",)
    objects = NaturalKeyManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("warning rule")
        verbose_name_plural = _("warning rules")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["test", "scheme"],
                name="warning_rule_once_per_test_and_scheme",
                violation_error_message=_("This scheme already has a rule for that test."),
            ),
            models.UniqueConstraint(
                fields=["test"],
                condition=Q(scheme__isnull=True),
                name="warning_rule_for_all_once_per_test",
                violation_error_message=_("There is already a rule for that test for all schemes."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.label}"

    def natural_key(self):
        return (self.code,)

    natural_key.dependencies = ["pairings.scheme"]

    def clean(self):
        super().clean()
        thresholds = THRESHOLDS.get(self.test)
        if thresholds is None:
            return
        form = thresholds(self.params if isinstance(self.params, dict) else {})
        if not form.is_valid():
            sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
            raise ValidationError({"params": sentences})

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def origin(self) -> str:
        """Where its thresholds come from, in the reader's language."""
        return in_language(self.source, self.source_en)

    @property
    def yellow(self) -> Decimal:
        """From when on it is yellow, in the unit of its test."""
        return Decimal(str(self.params["yellow"]))

    @property
    def red(self) -> Decimal:
        """Beyond what it is red, in the unit of its test."""
        return Decimal(str(self.params["red"]))

    def level_of(self, value) -> WarningLevel | None:
        """The level of a value in the unit of its test; None below yellow, whatever red is."""
        if value < self.yellow:
            return None
        return WarningLevel.RED if value > self.red else WarningLevel.YELLOW


class ResponseQuerySet(AppendOnlyQuerySet, VisibleQuerySet):
    def in_reach(self, reached):
        return self.filter(about_subjects_in_reach(reached))


class Response(AppendOnly, OfSubject):
    """What somebody said to a warning of a subject, under one programme. The latest one holds.

    It holds from its instant through ``until``, and while the level is no higher than ``level``,
    that of the warning when it was said.
    """

    append_instead = _("A response cannot be changed or deleted: record a further one.")

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("response", "acknowledged")
        EXPLAINED = "explained", pgettext_lazy("response", "explained")
        WAIVED = "waived", pgettext_lazy("response", "waived")

    test = models.CharField(_("test"), max_length=30, choices=WarningTest)
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="responses",
        verbose_name=_("programme"),
    )
    kind = models.CharField(pgettext_lazy("response", "kind"), max_length=12, choices=Kind)
    level = models.CharField(_("level then"), max_length=6, choices=WarningLevel)
    text = models.CharField(_("text"), max_length=500, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, validators=OF_THIS_AGE)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="responses",
        verbose_name=_("by"),
        editable=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    key = FormKey()

    objects = models.Manager.from_queryset(ResponseQuerySet)()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="response_is_about_one_subject",
                condition=exactly_one_subject(),
                violation_error_message=_(
                    "A response is about exactly one row, unit, pairing or project."
                ),
            ),
            models.CheckConstraint(
                name="response_that_waives_says_why_and_until_when",
                condition=~Q(kind="waived") | Q(until__isnull=False) & ~Q(text=""),
                violation_error_message=_("A waiver needs its reason and its last day."),
            ),
            models.CheckConstraint(
                name="response_that_explains_says_what",
                condition=~Q(kind="explained") | ~Q(text=""),
                violation_error_message=_("Enter the explanation."),
            ),
            models.CheckConstraint(
                name="response_ends_after_it_was_made",
                condition=Q(until__isnull=True) | Q(until__gt=F("at")),
                violation_error_message=_("The last day must be after today."),
            ),
            models.CheckConstraint(
                name="response_days_are_of_this_age",
                condition=of_this_age("until"),
                violation_error_message=SENTENCE,
            ),
        ]

    def __str__(self):
        return f"{self.get_test_display()} {self.subject}: {self.get_kind_display()}"
