"""What can be asked of projects, their tranches and their suspensions."""

from datetime import date

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf, TruncMonth
from django.db.models.lookups import GreaterThan

from pairings.access.reach import Reach, reach
from pairings.models import Pairing
from pairings.querysets import VisibleQuerySet, in_regions, in_row_of
from projects.querysets.terms import (
    COUNTED,
    NOTHING,
    at_project,
    is_cancelled,
    is_due_in,
    is_overdue_to_start,
)

# The dates that the terms below read, and what their columns begin with where claims count as well.
TERM_DATES = ("started_on", "completed_on", "cancelled_on")
CLAIMED = "claimed_"


def is_in_reach(reached: Reach, *, project: str = "") -> Q:
    """A project of a pairing in reach, be it the lead or a partner.

    ``project`` leads to it from another row, as ``project__`` does from a report. The link to a
    partner is looked up for each project that the lead does not decide, never gathered for all.
    """
    field = apps.get_model("projects", "Project")._meta.get_field("partner_pairings")
    partners = field.remote_field.through.objects.filter(project=OuterRef(f"{project}pk"))
    shared = Exists(partners.filter(pairing__in=reached.pairings))
    return Q((f"{project}lead_pairing__in", reached.pairings)) | Q(shared)


class ProjectQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        return self.filter(is_in_reach(reached))

    def hidden_from(self, user):
        """Those that a user may not see: their sums are missing in what is shown to that user."""
        reached = reach(user)
        if reached.everything:
            return self.none()
        return self.exclude(is_in_reach(reached)) if reached.organisations else self.all()

    def counted(self, term: str, *, on: date):
        """The projects that a count counted on that day; ``term`` is a key of COUNTED."""
        return self.filter(COUNTED[term].as_of(on))

    def in_scope(self, scope: str):
        """Projects of local recipients, of the XPCC, or of both (``all``)."""
        return self if scope == "all" else self.filter(lead_pairing__recipient__scope=scope)

    def of_recipient(self, organisation):
        """Projects whose lead recipient is the organisation or is reported under it."""
        return self.filter(in_row_of(organisation, "lead_pairing__recipient"))

    def covered_by(self, exemptions):
        """Those that exemptions of one programme name, or that are of their pairing or office."""
        offices = exemptions.values("office")
        recipient = "lead_pairing__recipient"
        return self.filter(
            Q(pk__in=exemptions.values("projects"))
            | Q(lead_pairing__in=exemptions.values("pairing"))
            | Q((f"{recipient}__in", offices))
            | Q((f"{recipient}__reported_under__in", offices)),
            programme__in=exemptions.values("month__programme"),
        )

    def of_regions(self, regions):
        """Projects whose lead recipient belongs to a reporting row of one of the regions."""
        return self.filter(in_regions(regions, "lead_pairing__recipient"))

    def due_in(self, month: date):
        """On which a report is due for the month that begins on ``month``."""
        return self.filter(is_due_in(month))

    def overdue_to_start(self, *, on: date):
        """In the plan, planned to have started before ``on``, and not started by then."""
        return self.filter(is_overdue_to_start(on))

    def in_force(self):
        """In the plan and not cancelled, whatever the day: what a calendar lists."""
        return self.filter(is_off_plan=False, cancelled_on=None)

    def disbursed_above(self, amount: str):
        """With more money than the field ``amount`` says; needs ``with_disbursed``."""
        return self.filter(disbursed__gt=F(amount))

    def illustrative(self):
        """Projects of which any part is illustrative, so that a page must say so."""
        return self.exclude(provenance=self.model.Provenance.RECORDED)

    def of_supporter(self, organisation):
        return self.filter(lead_pairing__supporter=organisation)

    def of_pairing(self, pairing):
        """Projects that count under the pairing: those that it leads."""
        return self.filter(lead_pairing=pairing)

    def of_partner(self, pairing):
        """Projects in which the pairing is a partner: they count under their lead pairing."""
        through = self.model._meta.get_field("partner_pairings").remote_field.through.objects
        return self.filter(pk__in=through.filter(pairing=pairing).values("project"))

    def with_stage(self, *, on: date):
        """Adds ``stage``, a value of ``Project.Stage``, as it was at the end of day ``on``."""
        stages = self.model.Stage
        return self.annotate(
            stage=Case(
                When(is_cancelled(on), then=Value(stages.CANCELLED)),
                When(handed_over_on__lte=on, then=Value(stages.HANDED_OVER)),
                When(accepted_on__lte=on, then=Value(stages.ACCEPTED)),
                When(completed_on__lte=on, then=Value(stages.COMPLETED)),
                When(Exists(self._stops(on)), then=Value(stages.SUSPENDED)),
                When(started_on__lte=on, then=Value(stages.UNDER_CONSTRUCTION)),
                default=Value(stages.NOT_STARTED),
                output_field=CharField(),
            )
        )

    def _stage_position(self):
        """Where ``stage`` stands in a project's life, to sort by."""
        stages = self.model.Stage.values
        return Case(*(When(stage=stage, then=Value(n)) for n, stage in enumerate(stages)))

    def with_stopped_since(self, *, on: date):
        """Adds ``stopped_since``: the first day of the stop that lasts on ``on``, else NULL."""
        return self.annotate(stopped_since=Subquery(self._stops(on).values("starts_on")[:1]))

    def _stops(self, on: date):
        suspensions = self.model._meta.get_field("suspensions").related_model.objects
        return suspensions.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), project=OuterRef("pk"), starts_on__lte=on
        )

    def with_disbursed(self, *, on: date):
        """Adds ``disbursed``: yuan that had reached the project by the end of day ``on``."""
        transfers = self.model._meta.get_field("transfers").related_model.objects
        reached = transfers.filter(at_project(on, through=""), project=OuterRef("pk")).order_by()
        # A subquery, no join: grouping makes count, sum and order many times slower.
        money = reached.values("project").annotate(sum=Sum("amount")).values("sum")
        return self.annotate(
            disbursed=Coalesce(Subquery(money), NOTHING, output_field=DecimalField())
        )

    def with_due(self, *, on: date):
        """Adds ``due``: yuan that should have reached the project by the end of ``on``.

        Source  its tranches by ``planned_on``; what is in no tranche at the programme's end.
        """
        tranches = self.model._meta.get_field("tranches").related_model.objects
        own = tranches.filter(project=OuterRef("pk")).order_by().values("project")
        sums = [
            Coalesce(
                Subquery(some.annotate(sum=Sum("amount")).values("sum")),
                NOTHING,
                output_field=DecimalField(),
            )
            for some in (own, own.filter(planned_on__lte=on))
        ]
        untranched = Case(
            When(programme__ends_on__lte=on, then=F("planned_aid") - sums[0]),
            default=NOTHING,
            output_field=DecimalField(),
        )
        return self.annotate(due=ExpressionWrapper(sums[1] + untranched, DecimalField()))

    def with_claims(self, *, on: date):
        """Adds the facts as they would be by ``on`` were every claim that waits verified, and
        released where it is late.

        ``claimed_started_on`` and its like are the dates. ``claimed_disbursed`` is the yuan at the
        project by the end of the month that begins on ``claimed_through``; what was recorded later
        adds to it. NULL in both: verifying changes nothing of the money by then.
        """
        reports = self.model._meta.get_field("reports").related_model.objects
        settling = reports.settling(on=on).filter(project=OuterRef("pk"))
        return self.annotate(
            **{f"{CLAIMED}{name}": _claimed_date(reports, name) for name in TERM_DATES},
            claimed_disbursed=Subquery(settling.values("disbursed_to_date")[:1]),
            claimed_through=Subquery(settling.values("month__month")[:1]),
        )

    def for_list(self, *, on: date):
        """All that a list of projects prints, as of a day, and ``disbursed_share`` to sort by.

        ``began_on`` and ``ended_on`` are the start and the completion known on that day.
        """
        # The float keeps SQLite from dividing whole numbers; nothing prints this share.
        share = F("disbursed") * Value(1.0) / NullIf("planned_aid", NOTHING)
        return (
            self.with_stage(on=on)
            .with_disbursed(on=on)
            .annotate(
                disbursed_share=ExpressionWrapper(share, output_field=FloatField()),
                began_on=Case(When(started_on__lte=on, then=F("started_on"))),
                ended_on=Case(When(completed_on__lte=on, then=F("completed_on"))),
            )
            .alias(stage_position=self._stage_position())
            .select_related(
                "programme", "category", "lead_pairing__supporter", "lead_pairing__recipient"
            )
            .prefetch_related("lead_pairing__recipient__designations")
        )

    def for_detail(self, user, *, on: date):
        """All that the page of one project prints for a user, as of a day."""
        pairings = Pairing.objects.visible_to(user)
        listed = self.for_list(on=on).annotate(
            # Whether the lead pairing has a page for this user: partners do not see that of others.
            has_lead_page=Exists(pairings.filter(pk=OuterRef("lead_pairing")))
        )
        return listed.prefetch_related(
            Prefetch("partner_pairings", pairings),
            "partner_pairings__supporter",
            "partner_pairings__recipient",
        )


def _claimed_date(reports, name: str) -> Case:
    """A date of a project as the last claim that waits and states it would leave it."""
    dating = reports.dating(name).filter(project=OuterRef("pk"))
    stated = Subquery(dating.values(name)[:1])
    return Case(When(Exists(dating), then=stated), default=F(name))


def beyond_claim() -> Q:
    """Money that no claim speaks of, as seen from a project of ``with_claims``."""
    later = GreaterThan(TruncMonth("transfers__on"), F("claimed_through"))
    return Q(claimed_through__isnull=True) | Q(later)


class OfProjectQuerySet(VisibleQuerySet):
    """Rows that hang on a project are seen by whoever sees the project."""

    def in_reach(self, reached: Reach):
        return self.filter(is_in_reach(reached, project="project__"))


class SuspensionQuerySet(OfProjectQuerySet):
    def begun(self, *, on: date):
        """Stops that had begun by the end of ``on``."""
        return self.filter(starts_on__lte=on)


class TrancheQuerySet(OfProjectQuerySet):
    def with_disbursed(self, *, on: date):
        """Adds ``disbursed``: yuan that had reached the project for it by the end of ``on``."""
        money = Sum("transfers__amount", filter=at_project(on))
        return self.annotate(disbursed=Coalesce(money, NOTHING, output_field=DecimalField()))
