"""What can be asked of organisations and pairings."""

from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

FOR_GOOD = Value(date.max)


class VisibleQuerySet(QuerySet):
    """Rows that a user may see: every query in a view starts here."""

    def visible_to(self, user):
        """All rows for a signed-in user, none for anybody else."""
        return self.all() if user.is_authenticated else self.none()


def seen(rows, user):
    """What a user may see of the rows; all of them for None: a command has no user."""
    return rows if user is None else rows.visible_to(user)


class OrganisationQuerySet(VisibleQuerySet):
    def reported_under(self, organisation):
        """The organisation itself and all that its row takes in."""
        return self.filter(Q(pk=organisation.pk) | Q(reported_under=organisation))


class PairingQuerySet(VisibleQuerySet):
    def overlapping(self, starts_on: date, ends_on: date | None):
        """Pairings in force on any day of a period; no end means for good."""
        found = self.exclude(ends_on__lt=starts_on)
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)

    def of_recipient(self, organisation):
        """Pairings whose recipient is the organisation or is reported under it."""
        under = Q(recipient__reported_under=organisation)
        return self.filter(Q(recipient=organisation) | under)

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

    def for_list(self):
        """All that a list of pairings prints: both parties with their dated names, and the mode."""
        return (
            self.with_partners()
            .select_related("scheme", "supporter", "recipient", "recipient__reported_under")
            .prefetch_related("supporter__designations", "recipient__designations")
        )


def _count_partners(pairings, of: str, who: str):
    """Number of distinct ``who`` among the pairings that share ``of`` with the outer row."""
    return Subquery(
        pairings.filter(**{of: OuterRef(of)})
        .order_by()
        .values(of)
        .annotate(n=Count(F(who), distinct=True))
        .values("n")
    )
