"""Who may review what another person of an office entered."""

from django.contrib.auth import get_user_model

from pairings.access.reach import reach
from pairings.access.roles import Role


def other_reviewers(organisation_id: int, *, besides: int | None) -> list:
    """The active reviewers who cover an organisation, but for one person; two queries for each."""
    people = get_user_model().objects.filter(is_active=True, memberships__role=Role.REVIEWER)
    others = people.exclude(pk=besides).distinct().order_by("pk")
    return [user for user in others if reach(user).covers(Role.REVIEWER, organisation_id)]
