"""Somebody in whose place a query is compiled that is then asked for whoever comes.

The stand-in has the roles of the person, and marks instead of ids. So the query is the one that
``visible_to`` and its like build for the person, who reaches as little by it.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from aidtrack.store.queries import mark
from pairings.access.reach import Reach, reach
from pairings.access.roles import Role

USER, PAIRINGS, ADMINISTERED, *_of_roles = map(mark, range(3 + len(Role)))
COVERED = dict(zip(Role, _of_roles, strict=True))
# The first number for further marks, of whoever compiles the query.
FURTHER = 3 + len(Role)


@dataclass(frozen=True)
class ReachShape:
    """What of a reach decides which query is built: everything but the ids.

    ``roles``: those held, each with whether it covers any organisation by its id.
    """

    roles: frozenset[tuple[Role, bool]]
    is_at_front: bool
    administers: bool

    @classmethod
    def of(cls, user) -> "ReachShape":
        reached = reach(user)
        roles = frozenset((role, bool(ids)) for role, ids in reached.by_role.items())
        return cls(roles, reached.is_at_front, bool(reached.administered))

    def stand_in(self):
        """An unsaved user whose reach has this shape."""
        reached = Reach(
            {role: _some(COVERED[role], has_ids) for role, has_ids in self.roles},
            self.is_at_front,
            _some(ADMINISTERED, self.administers),
        )
        # What would be asked for when first read.
        reached.__dict__["pairings"] = frozenset({PAIRINGS})
        person = get_user_model()(pk=USER)
        person._reach = reached
        return person


def _some(marked: int, has_ids: bool) -> frozenset[int]:
    return frozenset({marked} if has_ids else ())


def ids_of(user) -> dict[int, frozenset[int]]:
    """The ids of the person for which each mark stands."""
    reached = reach(user)
    return {
        USER: frozenset({user.pk}),
        PAIRINGS: frozenset() if reached.everything else reached.pairings,
        ADMINISTERED: reached.administered,
        **{COVERED[role]: ids for role, ids in reached.by_role.items()},
    }
