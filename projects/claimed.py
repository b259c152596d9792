"""What can be asked of the month's reports, and of the evidence and statements around them."""

from django.db.models import Case, Exists, F, OuterRef, Q, When

from pairings.querysets import VisibleQuerySet
from pairings.reach import Reach
from projects.querysets import OfProjectQuerySet


class StatusReportQuerySet(OfProjectQuerySet):
    def awaiting_review(self):
        return self.filter(state=self.model.State.SUBMITTED)

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


class EvidenceQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """What belongs to a report, project, pairing or transfer in reach."""
        within = Q()
        for name in self.model.OWNERS:
            owners = self.model._meta.get_field(name).related_model.objects
            within |= Q((f"{name}__in", owners.in_reach(reached).order_by().values("pk")))
        return self.filter(within)

    def about(self, project):
        """The files of a project, of its reports and of its transfers."""
        return self.filter(
            Q(project=project) | Q(report__project=project) | Q(transfer__project=project)
        )

    def for_gallery(self):
        """All that a list of files prints: photographs from before to after, then documents."""
        phases = [*self.model.Phase.values, ""]
        return (
            self.select_related("added_by", "report__month", "report__project__lead_pairing")
            .alias(place=Case(*(When(phase=phase, then=n) for n, phase in enumerate(phases))))
            .order_by("-kind", "place", "added_at", "pk")
        )


class ConfirmationQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        """A statement is seen with the transfer that it is about."""
        transfers = self.model._meta.get_field("transfer").related_model.objects
        return self.filter(transfer__in=transfers.in_reach(reached).order_by().values("pk"))

    def differing(self):
        """Statements that name another amount or day than the transfer, which still counts."""
        unreversed = self.filter(transfer__reversed_by__isnull=True)
        return unreversed.exclude(amount=F("transfer__amount"), on=F("transfer__on"))
