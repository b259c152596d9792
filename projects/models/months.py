"""The month's round: which months are open for reports, and who may still correct a closed one."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from aidtrack.store.natural import NaturalKeyManager
from aidtrack.values.dates import month_end
from aidtrack.web.fields import MonthField
from aidtrack.web.once import FormKey
from pairings.access.reach import reach
from pairings.access.roles import Role
from pairings.models import Organisation, Pairing
from pairings.querysets import VisibleQuerySet
from projects.models.days import OF_THIS_AGE, SENTENCE, of_this_age
from projects.models.programmes import Programme
from projects.models.projects import Project


class ReportingMonthQuerySet(VisibleQuerySet):
    def opened(self):
        """Those that offices report on here, open or closed."""
        return self.filter(origin=self.model.Origin.OPENED)

    def loaded(self):
        """Those of which the facts came with the programme: nothing was due for them here."""
        return self.filter(origin=self.model.Origin.LOADED)

    def named(self, programme: str, label: str):
        """The one that an address names, by the code of its programme and as 2011-06."""
        try:
            first = MonthField().clean(label).replace(day=1)
        except ValidationError:
            return self.none()
        return self.filter(programme__code=programme, month=first)

    def with_lack_of_projects(self):
        """Adds ``lacks_projects``: its programme has none, so no report is due from anybody."""
        projects = Project.objects.filter(programme=OuterRef("programme"))
        return self.annotate(lacks_projects=~Exists(projects.order_by()))

    def locked_for_share(self, *pks: int):
        """These months, which nobody closes or reopens before the transaction ends.

        Projects are locked before them, programmes after. Nothing to lock on SQLite, where whoever
        writes is alone.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(LOCK_FOR_SHARE, [list(pks)])
        return self.filter(pk__in=pks)

    def locked_for_share_of(self, programmes):
        """All months of these programmes, as ``locked_for_share``: for what reaches money or dates
        that lie in any of them.
        """
        months = self.filter(programme__in=programmes).order_by()
        return self.locked_for_share(*months.values_list("pk", flat=True))


# Django itself locks for update only, by which reports of one month would wait for each other.
LOCK_FOR_SHARE = "SELECT FROM projects_reportingmonth WHERE id = ANY(%s) ORDER BY id FOR SHARE"


class ReportingMonth(models.Model):
    """A month of a programme that offices report on, from its opening until it is closed; or one
    that was loaded with the programme (期初载入), closed from the beginning.

    ``month`` is the first day of the month. NULL in ``closed_at`` means that it is open; in
    ``opened_at`` and ``due_on``, that it was loaded: nobody was asked to report.
    """

    class Origin(models.TextChoices):
        OPENED = "opened", pgettext_lazy("month", "opened")
        LOADED = "loaded", pgettext_lazy("month", "loaded")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="months", verbose_name=_("programme")
    )
    month = models.DateField(
        _("month"), validators=OF_THIS_AGE, help_text=_("first day of the month")
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.OPENED, editable=False
    )
    due_on = models.DateField(
        _("due on"),
        null=True,
        blank=True,
        validators=OF_THIS_AGE,
        help_text=_("last day that counts as on time"),
    )
    opened_at = models.DateTimeField(
        _("opened at"), null=True, blank=True, default=timezone.now, editable=False
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    # Empty: nothing was missing, or the month is open.
    closing_reason = models.CharField(
        _("reason for closing with gaps"), max_length=300, blank=True, editable=False
    )
    # NULL: nothing had been reported under the programme, or the month is open.
    through_before = models.DateField(
        _("reported through before it was closed"),
        null=True,
        blank=True,
        validators=OF_THIS_AGE,
        editable=False,
    )
    # Empty: never opened again.
    reopening_reason = models.CharField(
        _("reason for reopening"), max_length=300, blank=True, editable=False
    )
    # NULL: nobody has been reminded of it yet.
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)

    natural_key_fields = ("programme__code", "month")
    objects = NaturalKeyManager.from_queryset(ReportingMonthQuerySet)()

    class Meta:
        verbose_name = _("reporting month")
        verbose_name_plural = _("reporting months")
        ordering = ["-month", "programme"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "month"],
                name="reporting_month_once_per_programme",
                violation_error_message=_(
                    "This month is already open or closed: find it in the list."
                ),
            ),
            models.CheckConstraint(
                name="reporting_month_is_due_after_it_starts",
                condition=Q(due_on__gt=F("month")),
                violation_error_message=_("The due date must be after the first day of the month."),
            ),
            models.CheckConstraint(
                name="reporting_month_was_opened_and_is_due_unless_loaded",
                condition=Q(origin="opened", opened_at__isnull=False, due_on__isnull=False)
                | Q(
                    origin="loaded",
                    opened_at__isnull=True,
                    due_on__isnull=True,
                    closed_at__isnull=False,
                ),
                violation_error_message=_(
                    "A month that was loaded is closed and has no due date; any other needs one."
                ),
            ),
            models.CheckConstraint(
                name="reporting_month_dates_are_of_this_age",
                condition=of_this_age("month", "due_on"),
                violation_error_message=SENTENCE,
            ),
        ]

    def __str__(self):
        return f"{self.programme} {self.label}"

    def get_absolute_url(self):
        return reverse("months:month", args=[self.programme.code, self.label])

    def natural_key(self):
        return (*self.programme.natural_key(), self.month)

    natural_key.dependencies = ["projects.programme"]

    def clean(self):
        super().clean()
        if self.month and self.month.day != 1:
            raise ValidationError({"month": _("Enter the first day of the month.")})
        if self.month and self.programme_id and self.ends_on < self.programme.starts_on:
            raise ValidationError({"month": _("The programme starts after that month.")})

    @property
    def label(self) -> str:
        """The month as addresses and pages write it: 2011-06."""
        return f"{self.month:%Y-%m}"

    @property
    def ends_on(self) -> date:
        """The last day of the month: what is claimed is claimed as of its end."""
        return month_end(self.month)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_loaded(self) -> bool:
        return self.origin == self.Origin.LOADED


ONE_REACH = _("Choose exactly one: projects, a pairing, or an office.")


class ExemptionQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own, those of which one reviews a project; all for whoever sees everything."""
        exemptions = super().visible_to(user)
        if reach(user).everything:
            return exemptions
        return exemptions.filter(Q(user=user.pk) | Q(pk__in=self.model.objects.reviewed_by(user)))

    def reviewed_by(self, user):
        """Those of which ``user`` reviews a project, the office or the recipient; of money also
        the supporter.
        """
        covered = reach(user).by_role.get(Role.REVIEWER, frozenset())
        projects = Project.objects.filter(lead_pairing__recipient__in=covered)
        reviewed = Q(self._covers_some_of(projects)) | Q(office__in=covered)
        reviewed |= Q(pairing__recipient__in=covered)
        reviewed |= Q(covers_money=True, pairing__supporter__in=covered)
        return self.filter(reviewed).values("pk")

    def covering(self, project):
        """Those that cover a project, whoever has them; an expression may stand for its id."""
        pk = project.pk if isinstance(project, Project) else project
        return self.filter(self._covers_some_of(Project.objects.filter(pk=pk)))

    def covering_money(self, transfer):
        """Those that cover the money of a transfer, of a project or before one."""
        if transfer.project_id:
            return self.filter(covers_money=True).covering(transfer.project)
        row = transfer.receiver.row_organisation_id
        offices = Q(office__in=[transfer.receiver_id, row])
        edge = Q(pairing__supporter=transfer.supporter_id)
        edge &= Q(pairing__recipient__in=[transfer.receiver_id, row])
        return self.filter(offices | edge, covers_money=True)

    def leaves_contribution(self, contribution):
        """Those of its pairing or of its recipient's office; of a scheme as a whole any of either.

        Projects do not reach what is given beside them.
        """
        edge = contribution.pairing
        return self._of_a_whole() if edge is None else self._of_pairing(edge)

    def leaves_observation(self, observation):
        """The same of its pairing or scheme; of a project those that cover it, of an organisation
        those of its office or of a pairing of it.
        """
        party = observation.organisation
        if observation.project_id:
            return self.covering(observation.project)
        if observation.pairing_id:
            return self._of_pairing(observation.pairing)
        if party is None or party.scheme_id:
            return self._of_a_whole()
        offices = Q(office__in=[party.pk, party.row_organisation_id])
        return self.filter(offices | Q(pairing__supporter=party) | Q(pairing__recipient=party))

    def _of_pairing(self, edge):
        offices = [edge.recipient_id, edge.recipient.row_organisation_id]
        return self.filter(Q(pairing=edge) | Q(office__in=offices))

    def _of_a_whole(self):
        return self.exclude(pairing=None, office=None)

    def _covers_some_of(self, projects) -> Exists:
        # From the subquery of the projects' own condition through the projects to this row.
        this = self.model.objects.order_by().filter(pk=OuterRef(OuterRef("pk")))
        return Exists(projects.covered_by(this))

    def valid(self, *, on: date):
        """Neither past nor withdrawn."""
        return self.filter(until__gte=on, withdrawn_at__isnull=True)

    def unused_by(self, user, *, on: date):
        """Those in force of closed months by which ``user`` has still something to correct: a
        project that is named and not reported by it; where none is named, all of it.
        """
        closed = self.valid(on=on).filter(user=user.pk, month__closed_at__isnull=False)
        reports = self.model._meta.get_field("reports").related_model
        by_it = reports.objects.filter(exemption=OuterRef(OuterRef("pk")))
        submitted = by_it.exclude(state__in=reports.EDITABLE).filter(project=OuterRef("project"))
        named = self.model.projects.through.objects.filter(exemption=OuterRef("pk"))
        any_report = reports.objects.filter(exemption=OuterRef("pk"))
        any_report = any_report.exclude(state__in=reports.EDITABLE)
        return closed.filter(
            Exists(named.filter(~Exists(submitted))) | ~Exists(named) & ~Exists(any_report)
        )

    def in_force(self, user, month, *, on: date):
        """Exemptions by which ``user`` may still correct projects of a closed month."""
        return self.valid(on=on).filter(user=user, month=month)


class Exemption(models.Model):
    """Leave to correct a closed month: who, what, until which day.

    It covers the projects that it names, or all of a pairing, or all of an office: a recipient
    with what is reported under it. ``covers_money``: transfers at them may be recorded as well.
    """

    month = models.ForeignKey(
        ReportingMonth,
        on_delete=models.PROTECT,
        related_name="exemptions",
        verbose_name=_("reporting month"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="exemptions",
        verbose_name=_("person"),
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="exemptions", verbose_name=_("projects")
    )
    pairing = models.ForeignKey(
        Pairing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exemptions",
        verbose_name=_("pairing"),
    )
    office = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exemptions",
        verbose_name=_("office"),
    )
    covers_money = models.BooleanField(_("money paid in the month as well"), default=False)
    until = models.DateField(_("until"), validators=OF_THIS_AGE)
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="exemptions_granted",
        verbose_name=_("granted by"),
        editable=False,
    )
    key = FormKey()
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now, editable=False)
    # NULL: in force until its day. Not in force any more, used or not, once withdrawn.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exemptions_withdrawn",
        verbose_name=_("withdrawn by"),
        editable=False,
    )
    # NULL: no mail has told the person and the reviewers of it yet.
    told_on = models.DateField(_("told on"), null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(ExemptionQuerySet)()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-granted_at"]
        constraints = [
            models.CheckConstraint(
                name="exemption_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_(
                    "Enter a reason for correcting the month after it was closed."
                ),
            ),
            # The projects that it names are rows of their own: granting refuses them beside either.
            models.CheckConstraint(
                name="exemption_covers_no_pairing_beside_an_office",
                condition=Q(pairing__isnull=True) | Q(office__isnull=True),
                violation_error_message=ONE_REACH,
            ),
            models.CheckConstraint(
                name="exemption_that_was_withdrawn_names_by_whom",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message=_("A withdrawn exemption needs a person and a time."),
            ),
        ]

    def __str__(self):
        return f"{self.month} {self.user}"
