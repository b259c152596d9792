"""What a person reaches: the organisations that their memberships cover, role by role.

What may be seen follows from it (``visible_to`` of each QuerySet), and so does what may be done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from aidtrack.store.queries import compiled, mark
from pairings.access.roles import Role

# Roles that cover every organisation: the auditor's wherever it is held, the administrator's where
# it is the scheme's.
EVERYWHERE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
# Kinds that act for their parent: the office of a government, its headquarters at the front.
HEADQUARTERS = "headquarters"
ACTING = frozenset({"office", HEADQUARTERS})
# Stand in compiled queries for the id of the person and those of the organisations covered.
USER, COVERED = mark(0), mark(1)


@dataclass(frozen=True)
class Reach:
    """The organisations that each role of a person covers, by their ids.

    A role of EVERYWHERE covers all without naming any: its set is empty. ``is_at_front``: all of
    the person's roles are for headquarters at the front, which handle money and enter no reports.

    An administrator of the scheme has the role; one of an office below has not, who appoints the
    people of the organisations ``administered`` and reads what concerns them.
    """

    by_role: dict[Role, frozenset[int]] = field(default_factory=dict)
    is_at_front: bool = False
    administered: frozenset[int] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether every row may be seen."""
        return not EVERYWHERE.isdisjoint(self.by_role)

    @property
    def organisations(self) -> frozenset[int]:
        """The organisations that some role covers; says nothing of those that cover all."""
        return self.administered.union(*self.by_role.values())

    @cached_property
    def pairings(self) -> frozenset[int]:
        """The pairings of which either party is covered, by their ids; asked for when first read.

        Rows that hang on pairings are narrowed by these, so that no query walks all projects to
        learn which of them are in reach.
        """
        return frozenset(pk for (pk,) in compiled(_pairings).rows({COVERED: self.organisations}))

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


def _pairings() -> QuerySet:
    reached = Reach(administered=frozenset({COVERED}))
    pairings = apps.get_model("pairings", "Pairing").objects.in_reach(reached)
    return pairings.order_by().values_list("pk")


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
    """Those of the table, and administrator of whoever appoints the people of an office alone."""
    appointing = {Role.ADMINISTRATOR.value} if reach(user).administered else set()
    return frozenset(role.value for role in reach(user).roles).union(appointing)


def _reach_of(user) -> Reach:
    if user.is_superuser:
        return Reach({Role.ADMINISTRATOR: frozenset()})
    organisations_by_role: dict[Role, set[int]] = {}
    kinds = set()
    offices: set[int] = set()
    for role, organisation, kind, is_of_scheme in compiled(_memberships).rows({USER: [user.pk]}):
        kinds.add(kind)
        if role == Role.ADMINISTRATOR and not is_of_scheme:
            offices.add(organisation)
        else:
            organisations_by_role.setdefault(Role(role), set()).add(organisation)
    covered = {role: frozenset() for role in organisations_by_role.keys() & EVERYWHERE}
    narrow = organisations_by_role.keys() - EVERYWHERE
    tree = Tree.of_organisations() if narrow or offices else Tree()
    covered |= {role: tree.covered_from(organisations_by_role[role]) for role in narrow}
    administered = tree.administered_from(offices)
    return Reach(covered, is_at_front=kinds == {HEADQUARTERS}, administered=administered)


def _memberships() -> QuerySet:
    """(role, organisation, its kind, whether it is of a scheme) of each membership of a person."""
    memberships = apps.get_model("pairings", "Membership").objects.filter(user=USER)
    memberships = memberships.order_by().annotate(is_of_scheme=_is_of_scheme())
    return memberships.values_list("role", "organisation_id", "organisation__kind", "is_of_scheme")


def _is_of_scheme() -> ExpressionWrapper:
    """Whether a membership is for an organisation that schemes belong to, or for its office: one
    that nothing is above and that supports nobody.
    """
    acting = Q(organisation__kind__in=ACTING, organisation__parent__isnull=False)
    condition = _is_at_top("organisation") | (acting & _is_at_top("organisation__parent"))
    return ExpressionWrapper(condition, output_field=BooleanField())


def _is_at_top(party: str) -> Q:
    pairings = apps.get_model("pairings", "Pairing").objects.order_by()
    supports = Exists(pairings.filter(supporter=OuterRef(party)))
    return Q((f"{party}__parent", None), (f"{party}__reported_under", None)) & ~Q(supports)


def _organisations() -> QuerySet:
    organisations = apps.get_model("pairings", "Organisation").objects.order_by()
    return organisations.values_list("pk", "kind", "parent_id", "reported_under_id")


@dataclass(frozen=True)
class Tree:
    """Which organisations lie directly below which, and for which others act."""

    below: dict[int, list[int]] = field(default_factory=dict)
    acts_for: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of_organisations(cls) -> "Tree":
        tree = cls()
        for organisation, kind, parent, row in compiled(_organisations).rows({}):
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

    def administered_from(self, organisations: Iterable[int]) -> frozenset[int]:
        """Those covered, but for offices that also act for somebody who is not: a role there would
        reach further than the administrator does.
        """
        covered = self.covered_from(organisations)
        return frozenset(pk for pk in covered if self._with_principals([pk]) <= covered)

    def _with_principals(self, organisations: Iterable[int]) -> set[int]:
        """Adds the principals of these organisations only, not of those covered below them."""
        acting_and_principals: set[int] = set()
        for organisation in organisations:
            while organisation is not None and organisation not in acting_and_principals:
                acting_and_principals.add(organisation)
                organisation = self.acts_for.get(organisation)
        return acting_and_principals
