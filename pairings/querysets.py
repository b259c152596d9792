"""What can be asked of organisations and pairings, and which of their rows a user may see."""

from datetime import date

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from pairings.access.reach import Reach, reach

FOR_GOOD = Value(date.max)


def row_organisation(party: str) -> Coalesce:
    """The organisation in whose row a party is printed: what it is reported under, else itself.

    ``party`` leads to an organisation, as ``lead_pairing__recipient`` does from a project.
    ``Organisation.row_organisation`` is the same of one that is at hand.
    """
    return Coalesce(f"{party}__reported_under", party)


def in_row_of(organisation, party: str) -> Q:
    """The party is the organisation, or is reported under it."""
    return Q((party, organisation)) | Q((f"{party}__reported_under", organisation))


def is_in_row_of(organisation) -> Q:
    """The same of organisations themselves."""
    return Q(pk=organisation.pk) | Q(reported_under=organisation)


def in_regions(regions: QuerySet, party: str) -> Q:
    """The party is printed in a reporting row of one of the regions."""
    return Q((f"{party}__reported_under__reporting_row__region__in", regions)) | Q(
        (f"{party}__reporting_row__region__in", regions)
    )


class VisibleQuerySet(QuerySet):
    """Rows that a user may see: every query in a view starts at ``visible_to``."""

    def visible_to(self, user):
        """All rows where a role covers everything, else those in reach; none without a role."""
        reached = reach(user)
        if reached.everything:
            return self.all()
        return self.in_reach(reached) if reached.organisations else self.none()

    def in_reach(self, reached: Reach):
        """The rows for a member who does not see everything: all, for these are reference data.

        Rows that belong to somebody override this.
        """
        return self.all()


def leads_to(owners: QuerySet, *, by: str) -> Q:
    """The row that a foreign key names is one of ``owners``, for use beside other conditions.

    Looks up that one row by its id, where ``IN`` would gather the ids of all owners first.
    """
    return Q(Exists(owners.order_by().filter(pk=OuterRef(by))))


def visible_rows(rows, user):
    """What a user may see of the rows; all of them for None: a command has no user."""
    return rows if user is None else rows.visible_to(user)


class OrganisationQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """Those covered, the parties of their pairings, their rows and their collective parties."""
        pairings = apps.get_model("pairings", "Pairing").objects.order_by()
        pairings = pairings.filter(pk__in=reached.pairings)
        every = self.model.objects.order_by()
        parties = every.filter(
            Q(pk__in=pairings.values("supporter")) | Q(pk__in=pairings.values("recipient"))
        )
        return self.filter(
            Q(pk__in=reached.organisations)
            | Q(pk__in=parties.values("pk"))
            | Q(pk__in=parties.values("reported_under"))
            | Q(pk__in=parties.values("parent"))
            | Q(scheme__in=pairings.values("scheme"))
        )


class DesignationQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        organisations = self.model._meta.get_field("organisation").related_model.objects
        return self.filter(organisation__in=organisations.in_reach(reached))


class OwnRowQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own; all of them for whoever sees everything."""
        rows = super().visible_to(user)
        return rows if reach(user).everything else rows.filter(user=user.pk)


class NobodysQuerySet(VisibleQuerySet):
    """Rows that belong to no organisation: for whoever sees everything."""

    def in_reach(self, reached: Reach):
        return self.none()


class PairingQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """Those of which either party is covered; ``Reach.pairings`` are their ids."""
        organisations = reached.organisations
        return self.filter(Q(supporter__in=organisations) | Q(recipient__in=organisations))

    def overlapping(self, starts_on: date, ends_on: date | None):
        """Pairings in force on any day of a period; no end means for good."""
        unended = self.exclude(ends_on__lt=starts_on)
        return unended if ends_on is None else unended.filter(starts_on__lte=ends_on)

    def of_recipient(self, organisation):
        """Pairings whose recipient is the organisation or is reported under it."""
        return self.filter(in_row_of(organisation, "recipient"))

    def with_partners(self):
        """Adds ``recipients_of_supporter`` and ``supporters_of_recipient``.

        Each counts the organisations paired within the same scheme at any time of this pairing's
        own period, its own partner included. ``Pairing.mode`` follows from the two.
        """
        alongside = (
            self.model._default_manager.filter(scheme=OuterRef("scheme"))
            .alias(until=Coalesce("ends_on", FOR_GOOD))
            .filter(until__gte=OuterRef("starts_on"))
            .filter(starts_on__lte=Coalesce(OuterRef("ends_on"), FOR_GOOD))
        )
        return self.annotate(
            recipients_of_supporter=_count_partners(alongside, "supporter", "recipient"),
            supporters_of_recipient=_count_partners(alongside, "recipient", "supporter"),
        )

    def with_row_page(self, user):
        """Adds ``has_row_page``: whether the row that the recipient is reported under is seen."""
        rows = apps.get_model("pairings", "ReportingRow").objects.visible_to(user)
        own = rows.filter(prefecture=OuterRef("recipient__reported_under"))
        return self.annotate(has_row_page=Exists(own))

    def for_list(self):
        """All that a list of pairings prints: both parties with their dated names, and the mode."""
        return (
            self.with_partners()
            .select_related("scheme", "supporter", "recipient", "recipient__reported_under")
            .prefetch_related("supporter__designations", "recipient__designations")
        )


class SchemeQuerySet(VisibleQuerySet):
    def offered_to(self, user):
        """Those with a pairing that the user sees: what a filter offers."""
        pairings = apps.get_model("pairings", "Pairing").objects.visible_to(user)
        return self.filter(pk__in=pairings.order_by().values("scheme"))


class ReportingRowQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """Rows of a prefecture covered, and those in which a supporter covered has a unit."""
        units = self.model._meta.get_field("units").related_model.objects.order_by()
        with_unit = units.filter(supporter__in=reached.organisations).values("row")
        return self.filter(Q(prefecture__in=reached.organisations) | Q(pk__in=with_unit))


class ReportingUnitQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        organisations = reached.organisations
        return self.filter(Q(supporter__in=organisations) | Q(row__prefecture__in=organisations))


def _count_partners(pairings, of: str, who: str):
    """Number of distinct ``who`` among the pairings that share ``of`` with the outer row."""
    return Subquery(
        pairings.filter(**{of: OuterRef(of)})
        .order_by()
        .values(of)
        .annotate(n=Count(F(who), distinct=True))
        .values("n")
    )
