"""Who covers an organisation in a role: who could review what somebody else entered there."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from pairings.access.reach import reach
from pairings.access.roles import Role


def covering(role: Role, organisations: Iterable[int]) -> dict[int, list]:
    """{organisation id: the active people who cover it in the role}; two queries a person."""
    people = get_user_model().objects.filter(is_active=True, memberships__role=role)
    people = list(people.distinct().order_by("pk"))
    return {pk: [user for user in people if reach(user).covers(role, pk)] for pk in organisations}


def other_reviewers(organisation_id: int, *, besides: int | None) -> list:
    """The active reviewers who cover an organisation, but for one person."""
    reviewers = covering(Role.REVIEWER, [organisation_id])[organisation_id]
    return [user for user in reviewers if user.pk != besides]
