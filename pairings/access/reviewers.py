"""Who covers an organisation in a role: who could review what somebody else entered there."""

from collections.abc import Iterable

from django.apps import apps

from pairings.access.reach import Tree
from pairings.access.roles import Role


def covering(role: Role, organisations: Iterable[int]) -> dict[int, list]:
    """{organisation id: the active people who cover it in the role}, in two queries.

    Not for a role that covers everything wherever it is held.
    """
    memberships = apps.get_model("pairings", "Membership").objects.filter(role=role)
    held: dict = {}
    for membership in memberships.filter(user__is_active=True).select_related("user"):
        held.setdefault(membership.user, []).append(membership.organisation_id)
    tree = Tree.of_organisations()
    covered = {user: tree.covered_from(own) for user, own in held.items()}
    people = sorted(covered, key=lambda user: user.pk)
    return {pk: [user for user in people if pk in covered[user]] for pk in organisations}


def other_reviewers(organisation_id: int, *, besides: int | None) -> list:
    """The active reviewers who cover an organisation, but for one person."""
    reviewers = covering(Role.REVIEWER, [organisation_id])[organisation_id]
    return [user for user in reviewers if user.pk != besides]
