"""Who may hold a meeting: leaders for what their offices convene, administrators for all."""

from django.db.models import Q, QuerySet

from pairings.access.permissions import may, may_sometime
from pairings.access.reach import reach
from pairings.models import Organisation, Pairing, Role
from pairings.querysets import row_organisation
from reports.models import Meeting

OFFICES = (Organisation.Kind.OFFICE, Organisation.Kind.HEADQUARTERS)


def may_hold(user, meeting: Meeting) -> bool:
    """Change the meeting, its items and decisions, and add its minutes."""
    return may_convene(user, meeting.convener_id)


def may_convene(user, organisation_id: int) -> bool:
    """Hold a meeting that this organisation convenes."""
    is_leader = may(user, "hold meetings", organisations=[organisation_id])
    return is_leader or may(user, "hold meetings for the office")


def may_hold_some(user) -> bool:
    return may_sometime(user, "hold meetings") or may(user, "hold meetings for the office")


def attendants(user) -> QuerySet:
    """Those that a meeting may be attended by: parties, their rows, and offices, within reach."""
    pairings = Pairing.objects.order_by()
    rows = pairings.annotate(row=row_organisation("recipient"))
    named = Q(pk__in=pairings.values("supporter")) | Q(pk__in=rows.values("row"))
    return Organisation.objects.visible_to(user).filter(named | Q(kind__in=OFFICES))


def conveners(user) -> QuerySet:
    """Those of which the person may convene meetings."""
    own = Q(pk__in=user.memberships.order_by().values("organisation"))
    if may(user, "hold meetings for the office"):
        return Organisation.objects.filter(own | Q(pk__in=attendants(user).order_by().values("pk")))
    covered = reach(user).by_role.get(Role.LEADER, frozenset())
    offices = Organisation.objects.filter(pk__in=covered)
    return offices.filter(own | Q(pk__in=attendants(user).order_by().values("pk")))
