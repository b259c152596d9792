"""What offices claim about a project for a month, and the evidence they bring."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models.amounts import Yuan
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from projects.models.months import Exemption, ReportingMonth
from projects.models.projects import FACT_DATES, Project, Suspension
from projects.querysets.reports import StatusReportQuerySet


class StatusReport(models.Model):
    """What an office claims about one project as of the end of one month.

    Verifying it is what writes the project's facts. A verified report is never changed: a
    correction is a further report on the same project and month, and the later one holds.
    NULL in a claimed date: not happened; in the progress or the amount: nothing said yet.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        SUBMITTED = "submitted", pgettext_lazy("report", "submitted")
        RETURNED = "returned", pgettext_lazy("report", "returned")
        VERIFIED = "verified", pgettext_lazy("report", "verified")

    class ProblemType(models.TextChoices):
        LAND = "land", pgettext_lazy("problem", "land")
        FUNDING = "funding", pgettext_lazy("problem", "funding")
        TENDER = "tender", pgettext_lazy("problem", "tender")
        DESIGN = "design", pgettext_lazy("problem", "design")
        APPROVAL = "approval", pgettext_lazy("problem", "approval")
        CONTRACTOR = "contractor", pgettext_lazy("problem", "contractor")
        STAFF = "staff", pgettext_lazy("problem", "staff")
        WEATHER = "weather", pgettext_lazy("problem", "weather")
        OTHER = "other", pgettext_lazy("problem", "other")

    EDITABLE = (State.DRAFT, State.RETURNED)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="reports", verbose_name=_("project")
    )
    month = models.ForeignKey(
        ReportingMonth,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("reporting month"),
    )
    state = models.CharField(
        pgettext_lazy("report", "status"), max_length=10, choices=State, default=State.DRAFT
    )
    # Raised by each save: an edit that began from an older one is shown both.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    stage = models.CharField(_("stage"), max_length=20, choices=Project.Stage)
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
    stopped_on = models.DateField(_("stop date"), null=True, blank=True, validators=OF_THIS_AGE)
    resumed_on = models.DateField(
        _("resumption date"), null=True, blank=True, validators=OF_THIS_AGE
    )
    delay_reason = models.CharField(
        _("reason for the stop"), max_length=12, choices=Suspension.Reason, blank=True
    )
    physical_progress = models.DecimalField(
        _("physical progress (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    disbursed_to_date = Yuan(
        _("disbursed to date"), null=True, blank=True, help_text=_("in yuan, cumulative")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Empty beside a problem: unclassified, of a report from before types were asked for.
    problem_type = models.CharField(
        _("problem type"), max_length=10, choices=ProblemType, blank=True
    )
    problem = models.TextField(_("problem"), max_length=1000, blank=True)
    measure_taken = models.TextField(_("measure taken"), max_length=1000, blank=True)
    no_change = models.BooleanField(_("no change this month"), default=False)
    no_spending = models.BooleanField(_("no spending this month"), default=False)
    # Filled in where the amount disbursed is above the project's total investment.
    excess_reason = models.CharField(
        _("reason for exceeding the total investment"), max_length=200, blank=True
    )
    is_correction = models.BooleanField(
        _("correction"), default=False, help_text=_("corrects an earlier figure downwards")
    )
    # The facts that it sets or changes, as ``month.statements`` keeps them: {name: what was known}.
    # What it repeats is not among them.
    stated = models.JSONField(default=dict, blank=True, editable=False)
    # Answers to questions: {code of the finding: the value that was kept}.
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    # NULL: reported while the month was open.
    exemption = models.ForeignKey(
        Exemption,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("exemption"),
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reports_entered",
        verbose_name=_("entered by"),
        editable=False,
    )
    # Everybody who ever entered anything here, submitted it or added a file to it: none of them
    # reviews it, whatever became of what they entered.
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="reports_written", editable=False
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    # The first submission decides whether it was on time; a later one leaves it.
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_reviewed",
        verbose_name=_("reviewed by"),
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    # What verifying it overwrote, as ``month.facts`` keeps it. NULL: not verified, or before 0.3.
    overwritten = models.JSONField(null=True, editable=False)
    return_reason = models.CharField(_("reason for return"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(StatusReportQuerySet)()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["month", "project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month"],
                condition=~Q(state="verified"),
                name="status_report_is_open_once_per_project_and_month",
                violation_error_message=_(
                    "This project already has an open report for this month."
                ),
            ),
            models.CheckConstraint(
                name="status_report_progress_is_a_percentage",
                condition=Q(physical_progress__isnull=True)
                | Q(physical_progress__gte=0, physical_progress__lte=100),
                violation_error_message=_("Physical progress must be between 0 and 100."),
            ),
            models.CheckConstraint(
                name="status_report_disbursed_is_not_negative",
                condition=Q(disbursed_to_date__isnull=True) | Q(disbursed_to_date__gte=0),
                violation_error_message=_("The amount disbursed cannot be negative."),
            ),
            models.CheckConstraint(
                name="status_report_starts_before_it_completes",
                condition=Q(completed_on__isnull=True)
                | Q(started_on__isnull=False, started_on__lte=F("completed_on")),
                violation_error_message=_(
                    "A completed project needs a start date no later than its completion date."
                ),
            ),
            models.CheckConstraint(
                name="status_report_that_was_returned_says_why",
                condition=~Q(state="returned") | ~Q(return_reason=""),
                violation_error_message=_("Enter a reason for returning the report."),
            ),
            models.CheckConstraint(
                name="status_report_that_is_verified_names_the_reviewer",
                condition=~Q(state="verified")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                violation_error_message=_("A verified report needs a reviewer and a review time."),
            ),
            models.CheckConstraint(
                name="status_report_is_reviewed_by_another",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("entered_by")),
                violation_error_message=_("You cannot review your own entry: ask a colleague."),
            ),
            models.CheckConstraint(
                name="status_report_that_was_submitted_knows_when",
                condition=Q(state__in=["draft", "returned"]) | Q(submitted_at__isnull=False),
                violation_error_message=_("A submitted report needs a submission time."),
            ),
            models.CheckConstraint(
                name="status_report_dates_are_of_this_age",
                condition=of_this_age(*FACT_DATES, "stopped_on", "resumed_on"),
                violation_error_message=SENTENCE,
            ),
        ]
        indexes = [models.Index(fields=["month", "state"], name="status_report_by_state")]

    def __str__(self):
        return f"{self.project.code} {self.month.label}"

    def get_absolute_url(self):
        month = self.month
        return reverse("months:report", args=[month.programme.code, month.label, self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_unchanged_since_return(self) -> bool:
        """Whether nobody saved it since it was returned: saving takes the reviewer away."""
        return self.state == self.State.RETURNED and self.reviewed_at is not None

    @property
    def is_late(self) -> bool:
        """Whether it was first submitted after the due day."""
        if self.submitted_at is None or self.month.due_on is None:
            return False
        return timezone.localdate(self.submitted_at) > self.month.due_on
