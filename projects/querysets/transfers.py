"""What can be asked of transfers; they are added, never changed."""

from datetime import date

from django.db.models import (
    Q,
)
from django.utils.translation import gettext_lazy as _

from pairings.access.reach import Reach, reach
from pairings.access.roles import Role
from pairings.querysets import in_row_of
from projects.querysets.projects import OfProjectQuerySet


class AppendOnlyError(TypeError):
    """Raised where code tries to change or delete a row that only a reversal may correct."""


class TransferQuerySet(OfProjectQuerySet):
    """Rows are added and never changed: a mistake is corrected by a row that reverses it."""

    def in_reach(self, reached: Reach):
        """Money of a project in reach, and what an organisation covered gave or received."""
        organisations = reached.organisations
        return self.filter(
            self.of_project_in_reach(reached)
            | Q(supporter__in=organisations)
            | Q(receiver__in=organisations)
        )

    def in_scope(self, scope: str):
        """Money for local recipients, for the XPCC, or for both (``all``)."""
        if scope == "all":
            return self
        at_projects = Q(project__lead_pairing__recipient__scope=scope)
        return self.filter(at_projects | Q(project=None, receiver__scope=scope))

    def of_recipient(self, organisation):
        """Money for an organisation or what is reported under it: a project's by its lead."""
        at_projects = in_row_of(organisation, "project__lead_pairing__recipient")
        before = Q(project=None) & in_row_of(organisation, "receiver")
        return self.filter(at_projects | before)

    def of_pairing(self, pairing):
        """Money of the projects that the pairing leads; before a project it is of no pairing."""
        return self.filter(project__lead_pairing=pairing)

    def unreversed(self):
        """Neither reversed nor a reversal."""
        return self.filter(reverses=None, reversed_by=None)

    def unconfirmed(self):
        """Recorded by one side, and the other has not said anything yet."""
        return self.unreversed().filter(confirmation=None).exclude(recorded_side="")

    def awaiting(self, user):
        """Unconfirmed ones that ``user`` may confirm: for the other side, not recorded by them."""
        covered = reach(user).by_role.get(Role.RECORDER, frozenset())
        of_recipient = Q(project__lead_pairing__recipient__in=covered)
        of_recipient |= Q(project=None, receiver__in=covered)
        of_other_side = Q(recorded_side="recipient", supporter__in=covered)
        of_other_side |= Q(recorded_side="supporter") & of_recipient
        return self.unconfirmed().filter(of_other_side).exclude(recorded_by=user.pk)

    def differing(self):
        """Those that still count and of which the other side states another amount or day."""
        return self.filter(confirmation__in=self._statements().differing().order_by().values("pk"))

    def agreed(self):
        """Those that still count and of which the other side states the same."""
        stated = self.unreversed().exclude(confirmation=None)
        return stated.exclude(pk__in=self._statements().differing().order_by().values("transfer"))

    def _statements(self):
        return self.model._meta.get_field("confirmation").related_model.objects

    def with_sides(self):
        """Selects the two sides of a transfer and what decides its state between them."""
        return self.select_related(
            "programme",
            "supporter",
            "receiver",
            "project__lead_pairing__recipient",
            "tranche",
            "report__month",
            "recorded_by",
            "reverses",
            "reversed_by",
            "confirmation__stated_by",
        )

    def for_list(self, *, on: date):
        """All that a list of transfers prints of those up to a day, the latest first."""
        return self.filter(on__lte=on).with_sides().order_by("-on", "-pk")

    def for_statement(self):
        """All that the page of a project prints of its transfers, the earliest first."""
        parties = self.select_related(
            "receiver", "tranche", "recorded_by", "reverses", "reversed_by"
        )
        return parties.order_by("on", "pk")

    def update(self, **kwargs):
        raise AppendOnlyError(_("A transfer cannot be changed: record a reversal instead."))

    def delete(self):
        raise AppendOnlyError(_("A transfer cannot be deleted: record a reversal instead."))

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise AppendOnlyError(_("A transfer cannot be changed: record a reversal instead."))
        return super().bulk_create(objs, *args, **kwargs)

    delete.alters_data = True
    delete.queryset_only = True
    update.alters_data = True
