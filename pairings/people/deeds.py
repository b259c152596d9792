"""What an administrator does to the sign-in of somebody at or below their organisation; the person
is told.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _t, gettext_noop
from django.views.decorators.http import require_POST

from pairings import identities
from pairings.access.appointing import may_change_account
from pairings.people.notices import tell
from pairings.people.views import confirmed, person_for, refuse_unless

RELEASED = gettext_noop("Your sign-in at the provider was released: the next one binds it anew.")


def page_after(request, pk, do, notice: str, words: str):
    """The page of the person again, after ``do(person)`` or with its question for a code."""
    person = person_for(request.user, pk)
    refuse_unless(may_change_account(request.user, person))
    if page := confirmed(request, person):
        return page
    do(person)
    tell(person, notice, by=request.user)
    messages.success(request, words)
    return redirect("person", person.pk)


@require_POST
def provider_release(request, pk):
    def do(person):
        identities.release(person, by=request.user)

    return page_after(request, pk, do, RELEASED, _t("Released: the next sign-in there binds it."))
