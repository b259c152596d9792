"""What an administrator does to an account and to roles; each deed is one transaction."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from aidtrack.accounts import links, sessions
from pairings.models import Membership, Organisation


@transaction.atomic
def invite(*, name: str, username: str, email: str, organisation: Organisation, role: str):
    """An account that nobody can sign in to before its link is used."""
    people = get_user_model().objects
    person = people.create_user(username, email, password=None, last_name=name)
    Membership.objects.create(user=person, organisation=organisation, role=role)
    return person


def link_by(user, person, *, through: str) -> str:
    return links.make_link(person, by=user, through=through)


@transaction.atomic
def set_access(person, *, is_active: bool):
    """Whoever is deactivated is signed out everywhere at once; nothing of theirs is deleted."""
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        sessions.end_stays(person, on=timezone.now(), current=None)
