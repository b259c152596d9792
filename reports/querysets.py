"""The loads and remembered headers that a user may see."""

from django.apps import apps
from django.db.models import Q

from pairings.access.reach import Reach, reach
from pairings.access.roles import Role
from pairings.querysets import VisibleQuerySet


class LoadQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own, imported transfers of recorders of an organisation that one reviews, imported
        reports of recorders of one's own office; all of them for whoever sees everything.
        """
        visible = super().visible_to(user)
        if reach(user).everything:
            return visible
        memberships = apps.get_model("pairings", "Membership").objects.order_by()
        recorders = memberships.filter(role=Role.RECORDER)

        def recorders_of(role: str):
            covered = reach(user).by_role.get(role, frozenset())
            return Q(uploaded_by__in=recorders.filter(organisation__in=covered).values("user"))

        return visible.filter(
            Q(uploaded_by=user.pk)
            | Q(kind="transfers", state="accepted") & recorders_of(Role.REVIEWER)
            | Q(kind="status", state__in=["accepted", "undone"]) & recorders_of(Role.RECORDER)
        )


class HeaderNameQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        return self.filter(organisation__in=reached.organisations)
