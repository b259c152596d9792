"""What a person reaches: the organisations that their memberships cover, role by role.

What may be seen follows from it (``visible_to`` of each QuerySet), and so does what may be done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps

from pairings.access.roles import Role

# Roles that cover every organisation, wherever they are held.
EVERYWHERE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
# Kinds that act for their parent: the office of a government, its headquarters at the front.
HEADQUARTERS = "headquarters"
ACTING = frozenset({"office", HEADQUARTERS})


@dataclass(frozen=True)
class Reach:
    """The organisations that each role of a person covers, by their ids.

    A role of EVERYWHERE covers all without naming any: its set is empty. ``is_at_front``: all of
    the person's roles are for headquarters at the front, which handle money and enter no reports.
    """

    by_role: dict[Role, frozenset[int]] = field(default_factory=dict)
    is_at_front: bool = False

    @property
    def everything(self) -> bool:
        """Whether every row may be seen."""
        return not EVERYWHERE.isdisjoint(self.by_role)

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations that some role covers; says nothing of those that cover all."""
        return frozenset().union(*self.by_role.values())

    @cached_property
    def pairings(self) -> frozenset[int]:
        """The pairings of which either party is covered, by their ids; asked for when first read.

        Rows that hang on pairings are narrowed by these, so that no query walks all projects to
        learn which of them are in reach.
        """
        pairings = apps.get_model("pairings", "Pairing").objects.in_reach(self)
        return frozenset(pairings.order_by().values_list("pk", flat=True))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.by_role)

    def has(self, role: str) -> bool:
        return role in self.by_role

    def covers(self, role: str, organisation_id: int) -> bool:
        """Whether the person has the role for that organisation."""
        if role not in self.by_role:
            return False
        return role in EVERYWHERE or organisation_id in self.by_role[role]

    def sees_all_of(self, organisation_id: int) -> bool:
        """Whether every row of the organisation, and of all below it, may be seen."""
        return self.everything or organisation_id in self.organisations


def reach(user) -> Reach:
    """The reach of a user, asked for once: kept on the user object, thus for one request.

    Takes no query for a stranger and for a superuser, who counts as administrator; one where the
    roles cover everything; else two, and a third for its pairings where a page narrows by them.
    """
    if not user.is_active:
        return Reach()
    if not hasattr(user, "_reach"):
        user._reach = _reach_of(user)
    return user._reach


def roles_of(user) -> frozenset[str]:
    return frozenset(role.value for role in reach(user).roles)


def _reach_of(user) -> Reach:
    if user.is_superuser:
        return Reach({Role.ADMINISTRATOR: frozenset()})
    organisations_by_role: dict[Role, set[int]] = {}
    kinds = set()
    memberships = user.memberships.order_by()
    for role, organisation, kind in memberships.values_list(
        "role", "organisation_id", "organisation__kind"
    ):
        organisations_by_role.setdefault(Role(role), set()).add(organisation)
        kinds.add(kind)
    covered = {role: frozenset() for role in organisations_by_role.keys() & EVERYWHERE}
    if narrow := organisations_by_role.keys() - EVERYWHERE:
        tree = Tree.of_organisations()
        covered |= {role: tree.covered_from(organisations_by_role[role]) for role in narrow}
    return Reach(covered, is_at_front=kinds == {HEADQUARTERS})


@dataclass(frozen=True)
class Tree:
    """Which organisations lie directly below which, and for which others act."""

    below: dict[int, list[int]] = field(default_factory=dict)
    acts_for: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of_organisations(cls) -> "Tree":
        tree = cls()
        organisations = apps.get_model("pairings", "Organisation").objects.order_by()
        rows = organisations.values_list("pk", "kind", "parent_id", "reported_under_id")
        for organisation, kind, parent, row in rows:
            for above in {parent, row} - {None}:
                tree.below.setdefault(above, []).append(organisation)
            if kind in ACTING and parent is not None:
                tree.acts_for[organisation] = parent
        return tree

    def covered_from(self, organisations: Iterable[int]) -> frozenset[int]:
        """The organisations, those they act for, and all below any of them."""
        covered: set[int] = set()
        ahead = list(self._with_principals(organisations))
        while ahead:
            organisation = ahead.pop()
            if organisation not in covered:
                covered.add(organisation)
                ahead += self.below.get(organisation, [])
        return frozenset(covered)

    def _with_principals(self, organisations: Iterable[int]) -> set[int]:
        """Adds the principals of these organisations only, not of those covered below them."""
        acting_and_principals: set[int] = set()
        for organisation in organisations:
            while organisation is not None and organisation not in acting_and_principals:
                acting_and_principals.add(organisation)
                organisation = self.acts_for.get(organisation)
        return acting_and_principals
