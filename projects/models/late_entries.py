"""What became known of a month after it was closed: it counts on its true day once released."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from projects.models.acceptances import Acceptance, accept
from projects.models.claims import StatusReport
from projects.models.days import OF_THIS_AGE
from projects.models.months import Exemption, ReportingMonth
from projects.models.programmes import Programme
from projects.models.projects import FACT_DATES
from projects.models.transfers import Transfer
from projects.querysets.reports import LateEntryQuerySet

FACTS = [
    *((name, StatusReport._meta.get_field(name).verbose_name) for name in FACT_DATES),
    ("stop", _("stop or resumption")),
]


class LateEntry(models.Model):
    """A transfer or a date that lies in a month closed before a second person vouched for it.

    Beside figures until the coordinating office releases it. A transfer is then accepted by the
    word that was given on it; a date of a verified report is then a fact of its project.
    """

    class Decision(models.TextChoices):
        RELEASED = "released", pgettext_lazy("late entry", "released")
        REFUSED = "refused", pgettext_lazy("late entry", "refused")

    month = models.ForeignKey(
        ReportingMonth,
        on_delete=models.PROTECT,
        related_name="late_entries",
        verbose_name=_("reporting month"),
    )
    # NULL: it is a date.
    transfer = models.OneToOneField(
        Transfer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="late_entry",
        verbose_name=_("transfer"),
    )
    # NULL, as are its date and the day: it is a transfer.
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="late_entries",
        verbose_name=_("monthly report"),
    )
    fact = models.CharField(_("reported date"), max_length=20, choices=FACTS, blank=True)
    day = models.DateField(_("date"), null=True, blank=True, validators=OF_THIS_AGE)
    # Empty: it is a date.
    kind = models.CharField(_("type"), max_length=10, choices=Acceptance.Kind, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="late_entries",
        verbose_name=_("accepted by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)
    # Empty: it waits.
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="late_entries_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = models.Manager.from_queryset(LateEntryQuerySet)()

    class Meta:
        verbose_name = _("late entry")
        verbose_name_plural = _("late entries")
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(
                name="late_entry_is_a_transfer_or_a_date",
                condition=Q(transfer__isnull=False, report__isnull=True, fact="", day__isnull=True)
                & ~Q(kind="")
                | Q(transfer__isnull=True, report__isnull=False, day__isnull=False, kind="")
                & ~Q(fact=""),
                violation_error_message=_(
                    "A late entry is either a transfer or a date that a report states."
                ),
            ),
            models.CheckConstraint(
                name="late_entry_that_was_decided_says_by_whom",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message=_("A decision needs a person and a time."),
            ),
            models.CheckConstraint(
                name="late_entry_that_was_refused_says_why",
                condition=~Q(decision="refused") | ~Q(reason=""),
                violation_error_message=_("Enter a reason for refusing the late entry."),
            ),
            models.UniqueConstraint(
                fields=["report", "fact"],
                condition=Q(report__isnull=False),
                name="late_entry_of_a_date_once_per_report",
                violation_error_message=_("This date of the report is a late entry already."),
            ),
        ]

    def __str__(self):
        return f"{self.month} {self.transfer or self.report} {self.fact}".strip()

    @property
    def waits(self) -> bool:
        return not self.decision

    @property
    def true_day(self) -> date:
        return self.transfer.on if self.transfer_id else self.day

    @property
    def entered_by(self):
        """Who recorded the transfer or entered the report."""
        return self.transfer.recorded_by if self.transfer_id else self.report.entered_by

    @property
    def project(self):
        """None for money that has not reached a project."""
        return self.transfer.project if self.transfer_id else self.report.project


def closed_month(programme: Programme, on: date) -> ReportingMonth | None:
    """The closed month that a day belongs to; the programme's first for a day before it, the last
    before it for a day in the part of a month through which it was reported when it arrived.

    None where that month is open, or is none.
    """
    return closed_month_of(list(programme.months.order_by("month")), programme, on)


def closed_month_of(
    months: list[ReportingMonth], programme: Programme, on: date
) -> ReportingMonth | None:
    """The same, of all months of the programme, the earliest first; no query."""
    until = [month for month in months if month.month <= on]
    month = (until or months or [None])[-1 if until else 0]
    if month is None or not month.is_closed:
        return None
    through = programme.reported_through
    is_told = on <= month.ends_on or (through is not None and on <= through)
    return month if is_told else None


def count(transfer: Transfer, kind: str, *, by) -> Acceptance | LateEntry:
    """Counts a transfer by a second person's word, or lets it wait for its release.

    It waits where it lies in a closed month, unless its recorder has an exemption for the money of
    that month, which is the release given beforehand.
    """
    month = closed_month(transfer.programme, transfer.on)
    if month is None or _is_exempted(transfer, month):
        return accept(transfer, kind, by=by)
    return LateEntry.objects.create(month=month, transfer=transfer, kind=kind, accepted_by=by)


def _is_exempted(transfer: Transfer, month: ReportingMonth) -> bool:
    in_force = Exemption.objects.in_force(transfer.recorded_by, month, on=timezone.localdate())
    return in_force.covering_money(transfer).exists()
