"""The people of each organisation, as the list prints them."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from pairings.access.appointing import organisations_of, people_of
from pairings.access.permissions import may
from pairings.access.reviewers import covering
from pairings.access.roles import Role
from pairings.models import Membership, Organisation


@dataclass(frozen=True)
class Office:
    """``people`` are pairs of a person and their roles there; None is whoever has no role."""

    organisation: Organisation | None
    people: list[tuple]
    lacks_reviewer: bool = False


def offices_for(user) -> list[Office]:
    """Those of the organisations in reach that have somebody, then people without a role."""
    rows = Membership.objects.filter(organisation__in=organisations_of(user))
    memberships = rows.select_related("user", "organisation").order_by("organisation", "user")
    by_office: dict = {}
    for membership in memberships:
        people = by_office.setdefault(membership.organisation, {})
        people.setdefault(membership.user, []).append(membership.get_role_display())
    reviewers = covering(Role.REVIEWER, _recording(memberships))
    offices = [
        Office(organisation, list(people.items()), reviewers.get(organisation.pk) == [])
        for organisation, people in by_office.items()
    ]
    without = people_of(user).filter(memberships=None) if may(user, "appoint") else ()
    rest = [(person, []) for person in without]
    return [*offices, Office(None, rest)] if rest else offices


def _recording(memberships) -> set[int]:
    """The organisations for which somebody records, but for those at the front: what they record
    is confirmed by the other side.
    """
    return {
        membership.organisation_id
        for membership in memberships
        if membership.role == Role.RECORDER
        and membership.user.is_active
        and membership.organisation.kind != Organisation.Kind.HEADQUARTERS
    }


def active_people(user) -> int:
    everybody = get_user_model().objects.filter(is_active=True)
    return everybody.filter(pk__in=people_of(user).order_by().values("pk")).count()
