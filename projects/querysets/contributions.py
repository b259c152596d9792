"""What can be asked of contributions, their quantities, and observations of what changed."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from pairings.access.reach import Reach, reach
from pairings.access.roles import Role
from pairings.querysets import VisibleQuerySet, leads_to
from projects.querysets.append_only import AppendOnlyQuerySet


def _paired(model, reached: Reach):
    """The schemes of pairings in reach; the model has both."""
    pairings = model._meta.get_field("pairing").related_model.objects.order_by()
    return pairings.filter(pk__in=reached.pairings).values("scheme")


class ContributionQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """Of a pairing in reach; of a scheme as a whole, where a pairing of it is in reach."""
        of_scheme = Q(pairing=None, scheme__in=_paired(self.model, reached))
        return self.filter(Q(pairing__in=reached.pairings) | of_scheme)

    def counting(self):
        """Verified, and not replaced by one that is."""
        verified = self.model.State.VERIFIED
        later = self.model.objects.filter(replaces=OuterRef("pk"), state=verified)
        return self.filter(~Exists(later), state=verified)

    def awaiting_review(self):
        return self.filter(state=self.model.State.SUBMITTED)

    def _of_parties(self, user, role: Role):
        """Of a party for which ``user`` has the role; of a scheme as a whole, of any of it."""
        covered = reach(user).by_role.get(role, frozenset())
        parties = Q(pairing__supporter__in=covered) | Q(pairing__recipient__in=covered)
        edges = self.model._meta.get_field("pairing").related_model.objects.order_by()
        own = edges.filter(Q(supporter__in=covered) | Q(recipient__in=covered))
        return self.filter(parties | Q(pairing=None, scheme__in=own.values("scheme")))

    def reviewable_by(self, user):
        """Those that wait and that ``user`` may decide on: of their parties, by others."""
        waiting = self.awaiting_review()._of_parties(user, Role.REVIEWER)
        return waiting.exclude(entered_by=user.pk).exclude(authors=user.pk)

    def returned_to(self, user):
        """Those that a reviewer sent back and ``user`` may enter again."""
        return self.filter(state=self.model.State.RETURNED)._of_parties(user, Role.RECORDER)

    def of_year(self, year: int):
        """Those of which a day lies in the year; of one end that is known, that day."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return self.filter(
            Q(starts_on__lte=last, ends_on__gte=first)
            | Q(starts_on=None, ends_on__range=(first, last))
            | Q(ends_on=None, starts_on__range=(first, last))
        )

    def of_programme(self, programme):
        """Those that name it, and those of its scheme that name none."""
        of_scheme = self.filter(scheme=programme.scheme_id)
        return of_scheme.filter(Q(programme=programme.pk) | Q(programme=None))

    def counting_within(self, first: date, last: date):
        """Those of which the first day that counts, ``Contribution.counts_on``, is one of these."""
        stocks = Q(form__in=self.model.STOCKS) & ~Q(precision="unknown")
        begun = Coalesce("starts_on", "scheme__starts_on")
        days = Case(When(stocks, then=begun), default="ends_on")
        return self.alias(counts_on=days).filter(counts_on__range=(first, last))

    def tops(self):
        """Those that are no part: a part never adds to its whole."""
        return self.filter(part_of=None)

    def with_timing(self, *, on: date):
        """Adds ``timing``: where its period lies as of the end of a day.

        What ended on that day is done; people in post still are. An unknown start is that of the
        scheme.
        """
        timing = self.model.Timing
        return self.alias(begin=Coalesce("starts_on", "scheme__starts_on")).annotate(
            timing=Case(
                When(precision="unknown", then=Value(timing.UNDATED)),
                When(begin__gt=on, then=Value(timing.AHEAD)),
                When(form__in=self.model.STOCKS, ends_on=on, then=Value(timing.UNDER_WAY)),
                When(ends_on__lte=on, then=Value(timing.DONE)),
                default=Value(timing.UNDER_WAY),
            )
        )

    def for_list(self, *, on: date):
        """All that a list prints; ``is_replaced``: a verified one stands in its place."""
        later = self.model.objects.filter(replaces=OuterRef("pk"), state=self.model.State.VERIFIED)
        return (
            self.with_timing(on=on)
            .annotate(is_replaced=Exists(later))
            .select_related("scheme", "pairing__supporter", "pairing__recipient", "part_of")
            .prefetch_related("quantities__counting_unit", "part_of__quantities")
        )


class QuantityQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        contributions = self.model._meta.get_field("contribution").related_model.objects
        return self.filter(leads_to(contributions.in_reach(reached), by="contribution"))


class IndicatorQuerySet(VisibleQuerySet):
    def of_scheme(self, scheme):
        """Those that a scheme asks for, and those that no scheme claims."""
        return self.filter(Q(schemes=scheme) | Q(schemes=None))


class ObservationQuerySet(AppendOnlyQuerySet, VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """Of a subject in reach; of a scheme, where a pairing of it is."""
        within = Q(scheme__in=_paired(self.model, reached))
        for name in ("organisation", "pairing", "project"):
            subjects = self.model._meta.get_field(name).related_model.objects
            within |= leads_to(subjects.in_reach(reached), by=name)
        return self.filter(within)

    def counting(self):
        """Published or illustrative ones, recorded ones once verified; not replaced by such."""
        valid = self.model.objects.filter(self._is_valid())
        # What was returned may stand between a row and the one that holds in its place.
        paths = ["__".join(["replaces"] * n) for n in range(1, self.model.CORRECTED_AT_MOST + 1)]
        later = (valid.filter(**{path: OuterRef("pk")}) for path in paths)
        return self.filter(self._is_valid(), *(~Exists(rows) for rows in later))

    def gathered_by(self, scheme) -> Q:
        """The condition of those of a scheme, of its pairings and projects, its named groups; of
        the parties of its pairings what it asks for.
        """
        edges = self.model._meta.get_field("pairing").related_model.objects.order_by()
        edges = edges.filter(scheme=scheme)
        supporters, recipients = edges.values("supporter"), edges.values("recipient")
        parties = Q(organisation__in=supporters) | Q(organisation__in=recipients)
        return (
            Q(scheme=scheme)
            | Q(organisation__scheme=scheme)
            | Q(project__programme__scheme=scheme)
            | Q(pairing__in=edges.values("pk"))
            | parties & self.asked_for_by(scheme)
        )

    def asked_for_by(self, scheme) -> Q:
        """The condition of those of what a scheme asks for.

        A party may stand in several schemes: each has what is its own of it.
        """
        indicators = self.model._meta.get_field("indicator").related_model.objects
        return Q(indicator__in=indicators.of_scheme(scheme).order_by().values("pk"))

    def of_programme(self, programme):
        """Those that its pages gather; of projects its own."""
        other = Q(project__isnull=False) & ~Q(project__programme=programme.pk)
        return self.filter(self.gathered_by(programme.scheme_id)).exclude(other)

    def observed_within(self, first: date, last: date):
        """Of one of these days, and not replaced before anybody decided."""
        return self.filter(on__range=(first, last), replaced_by=None)

    def known(self, *, on: date):
        """Of the day or before."""
        return self.filter(on__lte=on)

    def awaiting_review(self):
        return self.filter(provenance="recorded", reviewed_by=None)

    def reviewable_by(self, user):
        """Those that ``user`` may decide on: of a party that they review for, entered by others.

        What was replaced before anybody decided waits no longer.
        """
        waiting = self.awaiting_review().filter(replaced_by=None)
        return waiting._of_parties(user, Role.REVIEWER).exclude(entered_by=user.pk)

    def returned(self):
        """Those that a reviewer sent back and that nothing was entered in place of."""
        return self.exclude(return_reason="").filter(replaced_by=None)

    def returned_to(self, user):
        """Those in place of which ``user`` may enter others."""
        return self.returned()._of_parties(user, Role.RECORDER)

    def decide(self, user, *, now, return_reason: str = "") -> int:
        """Verifies, or returns for a reason: the one thing that is written to a row later.

        Returns the number decided on.
        """
        waiting = self.awaiting_review().exclude(entered_by=user)
        decision = {"reviewed_by": user, "reviewed_at": now, "return_reason": return_reason}
        return super(AppendOnlyQuerySet, waiting).update(**decision)

    def _is_valid(self) -> Q:
        return ~Q(provenance="recorded") | Q(reviewed_by__isnull=False, return_reason="")

    def _of_parties(self, user, role: Role):
        """The subject is a party for which ``user`` has the role, is paired with one, or is a
        scheme or project of one.
        """
        organisations = reach(user).by_role.get(role, frozenset())
        edges = self.model._meta.get_field("pairing").related_model.objects.order_by()
        edges = edges.filter(Q(supporter__in=organisations) | Q(recipient__in=organisations))
        schemes = edges.values("scheme")
        return self.filter(
            Q(organisation__in=organisations)
            | Q(organisation__scheme__in=schemes)
            | Q(pairing__in=edges.values("pk"))
            | Q(scheme__in=schemes)
            | Q(project__lead_pairing__in=edges.values("pk"))
        )

    def with_subjects(self):
        """Adds what a row about an observation prints: its indicator, its subject, its author."""
        subjects = ("organisation", "pairing__supporter", "pairing__recipient", "scheme", "project")
        return self.select_related("indicator", "entered_by", *subjects)
