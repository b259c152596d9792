"""What can be asked of the month's reports, and of the evidence and statements around them."""

from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, When

from aidtrack.values.dates import month_end
from pairings.access.reach import Reach, reach
from pairings.access.roles import Role
from pairings.querysets import VisibleQuerySet, leads_to
from projects.querysets.append_only import AppendOnlyQuerySet
from projects.querysets.projects import OfProjectQuerySet


class StatusReportQuerySet(OfProjectQuerySet):
    def awaiting_review(self):
        return self.filter(state=self.model.State.SUBMITTED)

    def reviewable_by(self, user):
        """Those that wait and that ``user`` may decide on: of an office of theirs, by others."""
        covered = reach(user).by_role.get(Role.REVIEWER, frozenset())
        of_offices = self.awaiting_review().filter(project__lead_pairing__recipient__in=covered)
        return of_offices.exclude(entered_by=user.pk).exclude(authors=user.pk)

    def returned_to(self, user):
        """Those that a reviewer sent back and ``user`` may enter again, the month being open."""
        covered = reach(user).by_role.get(Role.RECORDER, frozenset())
        returned = self.filter(state=self.model.State.RETURNED, month__closed_at=None)
        return returned.filter(project__lead_pairing__recipient__in=covered)

    def verified(self):
        return self.filter(state=self.model.State.VERIFIED)

    def holding(self):
        """Of the verified reports on a project and month the one that holds: the last verified."""
        later = self.model.objects.verified().filter(
            Q(reviewed_at__gt=OuterRef("reviewed_at"))
            | Q(reviewed_at=OuterRef("reviewed_at"), pk__gt=OuterRef("pk")),
            project=OuterRef("project"),
            month=OuterRef("month"),
        )
        return self.verified().filter(~Exists(later))

    def without_successor(self):
        """On which no other stands: neither a later month's, once submitted, nor a correction."""
        others = self.model.objects.filter(project=OuterRef("project"))
        later = others.exclude(state__in=self.model.EDITABLE).filter(
            month__month__gt=OuterRef("month__month")
        )
        corrections = others.filter(month=OuterRef("month"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), ~Exists(corrections))

    def dating(self, name: str):
        """The claims that wait and state a date of their project, the last month first.

        They are verified in the order of their months, so the first of them would hold.
        """
        return self.awaiting_review().filter(stated__has_key=name).order_by("-month__month")

    def settling(self, *, on: date):
        """The claims that wait to which money by ``on`` would be brought, were all verified.

        One on a project at most: that of the last month ended by ``on`` of which a report would
        hold. Where that one is verified already, what counts by the end of its month stays.
        """
        ended = self.model.objects.filter(_ended(on), disbursed_to_date__isnull=False)
        would_hold = ended.exclude(state__in=self.model.EDITABLE)
        later = would_hold.filter(_of_later_month())
        return self.awaiting_review().filter(pk__in=ended.values("pk")).filter(~Exists(later))

    def ended(self, *, on: date):
        """For the months that had ended by the end of ``on``."""
        return self.filter(_ended(on))

    def after(self, on: date):
        """For the months that had not ended by the end of ``on``."""
        return self.exclude(_ended(on))

    def for_project_page(self):
        """Every report on a project, the versions of a month below each other, latest first."""
        people = self.select_related("month__programme", "entered_by", "reviewed_by", "exemption")
        return people.order_by("-month__month", "-pk")

    def with_parties(self):
        """Adds all that a row about a report prints: its project, parties, month and people."""
        return self.select_related(
            "project__programme",
            "project__lead_pairing__supporter",
            "project__lead_pairing__recipient__reported_under",
            "month__programme",
            "entered_by",
            "reviewed_by",
        )


def _of_later_month() -> Q:
    """On the same project as the outer report, for a later month."""
    return Q(project=OuterRef("project"), month__month__gt=OuterRef("month__month"))


def _ended(on: date) -> Q:
    """For a month that has ended by the end of ``on``."""
    first = on.replace(day=1)
    is_last_day = on == month_end(on)
    return Q(month__month__lte=first) if is_last_day else Q(month__month__lt=first)


class EvidenceQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """What belongs to an owner in reach: a report, a project, a pairing …"""
        within = Q()
        for name in self.model.OWNERS:
            owners = self.model._meta.get_field(name).related_model.objects
            within |= leads_to(owners.in_reach(reached), by=name)
        return self.filter(within)

    def about(self, project):
        """The files of a project, of its reports and of its transfers."""
        return self.filter(
            Q(project=project) | Q(report__project=project) | Q(transfer__project=project)
        )

    def with_what_rests(self):
        """Marks those on which something rests.

        ``is_relied_on``   their transfer was accepted, their contribution verified, or a row of
                           another model names the file
        ``is_closed_over`` a month of their project's programme, of a programme of their pairing's
                           scheme, was closed after they were added
        """
        own = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        relied_on = Q(transfer__acceptance__isnull=False) | Q(contribution__state="verified")
        for relation in self.model._meta.related_objects:
            relied_on |= Q(**{f"{relation.name}__isnull": False})
        programmes = ("project__programme", "pairing__scheme__programmes")
        closed = Q()
        for way in programmes:
            closed |= Q(**{f"{way}__months__closed_at__gt": F("added_at")})
        return self.annotate(
            is_relied_on=Exists(own.filter(relied_on)), is_closed_over=Exists(own.filter(closed))
        )

    def for_gallery(self):
        """All that a list of files prints: photographs from before to after, then documents."""
        phases = [*self.model.Phase.values, ""]
        return (
            self.with_what_rests()
            .select_related(
                *self.model.OWNERS, "added_by", "report__month", "contribution__pairing"
            )
            .select_related("report__project__lead_pairing", "project__lead_pairing")
            .alias(place=Case(*(When(phase=phase, then=n) for n, phase in enumerate(phases))))
            .order_by("-kind", "place", "added_at", "pk")
        )


class ConfirmationQuerySet(AppendOnlyQuerySet, VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """A statement is seen with the transfer that it is about."""
        transfers = self.model._meta.get_field("transfer").related_model.objects
        return self.filter(leads_to(transfers.in_reach(reached), by="transfer"))

    def latest(self):
        """Of the statements on a transfer the one that holds: the last."""
        later = self.model.objects.filter(transfer=OuterRef("transfer"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))

    def agreeing(self):
        """The latest ones, where they name the amount and the day of the transfer."""
        return self.latest().filter(amount=F("transfer__amount"), on=F("transfer__on"))

    def differing(self):
        """The latest ones, where they name another amount or day than the transfer."""
        return self.latest().exclude(amount=F("transfer__amount"), on=F("transfer__on"))


class AcceptanceQuerySet(AppendOnlyQuerySet, VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """An acceptance is seen with its transfer."""
        transfers = self.model._meta.get_field("transfer").related_model.objects
        return self.filter(leads_to(transfers.in_reach(reached), by="transfer"))


class LateEntryQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """A late entry is seen with its transfer or its report."""
        rows = Q()
        for name in ("transfer", "report"):
            owners = self.model._meta.get_field(name).related_model.objects
            rows |= leads_to(owners.in_reach(reached), by=name)
        return self.filter(rows)

    def waiting(self):
        """Those on which the coordinating office has not decided."""
        return self.filter(decision="")

    def releasable_by(self, user):
        """Those that wait and neither came from ``user`` nor were vouched for by them."""
        if not reach(user).has(Role.ADMINISTRATOR):
            return self.none()
        waiting = self.waiting().exclude(accepted_by=user.pk)
        own = Q(transfer__recorded_by=user.pk) | Q(report__entered_by=user.pk)
        return waiting.exclude(own)

    def released(self):
        return self.filter(decision=self.model.Decision.RELEASED)

    def for_list(self):
        """All that a list of late entries prints, those that wait first."""
        related = (
            "month__programme",
            "transfer__project__lead_pairing__recipient",
            "transfer__supporter",
            "transfer__receiver",
            "transfer__recorded_by",
            "report__project__lead_pairing__recipient",
            "report__entered_by",
            "accepted_by",
            "decided_by",
        )
        return self.select_related(*related).order_by("decision", "pk")
