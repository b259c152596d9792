"""People and their roles, for administrators: at or below the organisation that one administers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from aidtrack.store import history
from pairings.access.appointing import (
    may_change_account,
    may_change_roles,
    may_give,
    organisations_of,
    people_of,
)
from pairings.access.navigation import appoints
from pairings.models import Membership
from pairings.people.appointing import invite, link_by, set_access
from pairings.people.deeds import DEEDS, offers
from pairings.people.forms import ConfirmedForm, InvitationForm, RoleForm
from pairings.people.links import has_mail, private, root_of, send
from pairings.people.offices import active_people, offices_for


def refuse_others(user):
    if not appoints(user):
        raise PermissionDenied


def person_for(user, pk):
    """Of those whom the administrator sees; others are not there."""
    refuse_others(user)
    return get_object_or_404(people_of(user), pk=pk)


@never_cache
def people(request):
    """The list; a post of it invites somebody."""
    refuse_others(request.user)
    form = InvitationForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        return hand_over(request, invite(**fields))
    context = {
        "form": form,
        "offices": offices_for(request.user),
        "active": active_people(request.user),
        "has_mail": has_mail(),
    }
    return render(request, "people/list.html", context)


def hand_over(request, person):
    """A link, mailed where that is possible, else printed on this one page."""
    link = root_of(request) + link_by(request.user, person, through=history.PAGE)
    if person.email and has_mail() and is_sent(person, link):
        messages.success(request, _t("The link is on its way to %s.") % person.email)
        return redirect("person", person.pk)
    return private(render(request, "people/link.html", {"person": person, "link": link}))


def is_sent(person, link: str) -> bool:
    """Where the mail server takes nothing the link is handed over."""
    try:
        send(person, link)
    except OSError:
        return False
    return True


@never_cache
def person_page(request, pk):
    """What somebody may do where; a post gives a role."""
    person = person_for(request.user, pk)
    form = RoleForm(request, request.POST or None, person=person)
    if request.method == "POST":
        refuse_unless(may_change_roles(request.user, person))
        if form.is_valid():
            where, role = form.cleaned_data["organisation"], form.cleaned_data["role"]
            Membership.objects.create(user=person, organisation=where, role=role)
            messages.success(request, _t("The role is given."))
            return redirect("person", person.pk)
    return page_of_person(request, person, form)


def page_of_person(request, person, form, confirmation=None, status=200):
    """``confirmation`` is the form of another deed that came back with an error."""
    user = request.user
    memberships = person.memberships.select_related("organisation")
    in_reach = memberships.filter(organisation__in=organisations_of(user))
    context = {
        "person": person,
        "form": form,
        "confirmation": confirmation or ConfirmedForm(request),
        "memberships": [(row, may_give(user, row.role, row.organisation_id)) for row in in_reach],
        "has_others": memberships.count() > in_reach.count(),
        "changes_roles": may_change_roles(user, person),
        "changes_account": may_change_account(user, person),
        "offers": offers(person),
        "is_invited": not person.has_usable_password(),
    }
    return render(request, "people/person.html", context, status=status)


def refuse_unless(may: bool):
    if not may:
        raise PermissionDenied


def confirmed(request, person):
    """None once a code was entered where one is asked for, else the page that asks again."""
    confirmation = ConfirmedForm(request, request.POST)
    if confirmation.is_valid():
        return None
    return page_of_person(request, person, RoleForm(request, person=person), confirmation)


@require_POST
def membership_end(request, pk, membership):
    person = person_for(request.user, pk)
    row = get_object_or_404(person.memberships, pk=membership)
    refuse_unless(may_change_roles(request.user, person))
    refuse_unless(may_give(request.user, row.role, row.organisation_id))
    if page := confirmed(request, person):
        return page
    row.delete()
    messages.success(request, _t("The role is taken away."))
    is_still_seen = people_of(request.user).filter(pk=person.pk).exists()
    return redirect("person", person.pk) if is_still_seen else redirect("people")


@require_POST
def access(request, pk):
    """Deactivates an account, or opens it again."""
    person = person_for(request.user, pk)
    refuse_unless(may_change_account(request.user, person))
    if page := confirmed(request, person):
        return page
    set_access(person, is_active=request.POST.get("active") == "yes")
    words = _t("The account is open again.") if person.is_active else _t("Deactivated.")
    messages.success(request, words)
    return redirect("person", person.pk)


@require_POST
@never_cache
def new_link(request, pk):
    person = person_for(request.user, pk)
    refuse_unless(may_change_account(request.user, person) and person.is_active)
    return confirmed(request, person) or hand_over(request, person)


@require_POST
def deed(request, pk, name):
    """One of those that end something of a person's sign-in."""
    person = person_for(request.user, pk)
    if name not in DEEDS:
        raise Http404
    refuse_unless(may_change_account(request.user, person))
    if page := confirmed(request, person):
        return page
    DEEDS[name].do_to(person, by=request.user)
    messages.success(request, DEEDS[name].done)
    return redirect("person", person.pk)
