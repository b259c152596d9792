"""Deciding on the late entries of a closed month."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _t, ngettext
from django.views.decorators.http import require_POST

from aidtrack.values.formats import count
from aidtrack.values.refusals import Refused
from aidtrack.web.refusing import refusal_as_message
from aidtrack.web.rows import read_numbers
from pairings.access.permissions import may
from projects.month.closing.late import refuse, release
from projects.month.views import find_month


@require_POST
def decision(request, programme, month):
    reporting_month = find_month(request, programme, month)
    if not may(request.user, "release"):
        raise PermissionDenied(_t("Only the coordinating office can release a late entry."))
    with refusal_as_message(request):
        messages.success(request, _decide(request, reporting_month))
    return redirect(reporting_month)


def _decide(request, month) -> str:
    pks = read_numbers(request.POST.getlist("entry"))
    if not pks:
        raise Refused(_t("Select at least one late entry."))
    if request.POST.get("do") == "refuse":
        reason = request.POST.get("reason", "")
        n = len(refuse(user=request.user, month=month, pks=pks, reason=reason))
        sentence = ngettext("%(n)s late entry refused.", "%(n)s late entries refused.", n)
    else:
        n = len(release(user=request.user, month=month, pks=pks))
        sentence = ngettext("%(n)s late entry released.", "%(n)s late entries released.", n)
    return sentence % {"n": count(n)}
