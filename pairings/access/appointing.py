"""Whom an administrator appoints: everybody by one of the scheme, by one of an office the people
of that office and below.
"""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from pairings.access.permissions import may
from pairings.access.reach import reach
from pairings.access.roles import Role


def organisations_of(user) -> QuerySet:
    """Those in which the person gives and takes roles."""
    organisations = apps.get_model("pairings", "Organisation").objects.all()
    if may(user, "appoint"):
        return organisations
    return organisations.filter(pk__in=reach(user).administered)


def roles_to_give(user) -> list[Role]:
    """Those that the person gives: an auditor sees everything, which an office does not."""
    return [role for role in Role if may(user, "appoint") or role != Role.AUDITOR]


def may_give(user, role: str, organisation_id: int) -> bool:
    if may(user, "appoint"):
        return True
    return role in roles_to_give(user) and organisation_id in reach(user).administered


def people_of(user) -> QuerySet:
    """Whom the person sees: with a membership in one of the organisations."""
    people = get_user_model().objects.all()
    if may(user, "appoint"):
        return people
    memberships = apps.get_model("pairings", "Membership").objects.order_by()
    there = memberships.filter(user=OuterRef("pk"), organisation__in=reach(user).administered)
    return people.filter(Exists(there))


def may_change_roles(user, person) -> bool:
    """Nobody their own; those of a superuser only another one."""
    return user.pk != person.pk and (user.is_superuser or not person.is_superuser)


def may_change_account(user, person) -> bool:
    """Whether all that the person may do could be given by the user, who would hold their link."""
    memberships = person.memberships.values_list("role", "organisation_id")
    return may_change_roles(user, person) and all(
        may_give(user, role, organisation) for role, organisation in memberships
    )
