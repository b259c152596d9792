"""Somebody in whose place a query is compiled that is then asked for whoever comes.

The stand-in has the roles of the person, and marks instead of ids. So the query is the one that
``visible_to`` and its like build for the person, who reaches as little by it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from aidtrack.store.queries import compiled, mark
from pairings.access.reach import Reach, reach
from pairings.access.roles import Role

USER, PAIRINGS, ADMINISTERED, *_of_roles = map(mark, range(3 + len(Role)))
COVERED = dict(zip(Role, _of_roles, strict=True))
# The number of the first mark for ids that are not the person's.
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


def rows_for(user, build: Callable, *args, ids: Mapping[int, Collection[int]] = ()) -> list[tuple]:
    """What the QuerySet ``build(user, *args)`` answers, built and compiled once for whoever has a
    reach of this shape. The arguments may hold marks, of which ``ids`` says what they stand for.

    ``build`` is a function of a module: each other one would be compiled and kept anew.
    """
    query = compiled(_for_a_stand_in, build, ReachShape.of(user), *args)
    return query.rows(ids_of(user) | dict(ids))


def _for_a_stand_in(build: Callable, shape: ReachShape, *args) -> QuerySet:
    return build(shape.stand_in(), *args)
