"""The loads and remembered headers that a user may see."""

from pairings.access.reach import Reach, reach
from pairings.querysets import VisibleQuerySet


class LoadQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """One's own; all of them for whoever sees everything."""
        visible = super().visible_to(user)
        return visible if reach(user).everything else visible.filter(uploaded_by=user.pk)


class HeaderNameQuerySet(VisibleQuerySet):
    def in_reach(self, reached: Reach):
        return self.filter(organisation__in=reached.organisations)
