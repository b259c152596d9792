"""The loads and remembered headers that a user may see."""

from django.apps import apps
from django.db.models import Q

from pairings.access.reach import Reach, reach
from pairings.access.roles import Role
from pairings.querysets import VisibleQuerySet


class LoadQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own, imported transfers of recorders of an organisation that one reviews; all of
        them for whoever sees everything.
        """
        visible = super().visible_to(user)
        if reach(user).everything:
            return visible
        reviewed = reach(user).by_role.get(Role.REVIEWER, frozenset())
        memberships = apps.get_model("pairings", "Membership").objects.order_by()
        recorders = memberships.filter(role=Role.RECORDER, organisation__in=reviewed)
        imported = Q(kind="transfers", state="accepted")
        return visible.filter(
            Q(uploaded_by=user.pk) | imported & Q(uploaded_by__in=recorders.values("user"))
        )


class HeaderNameQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        return self.filter(organisation__in=reached.organisations)
