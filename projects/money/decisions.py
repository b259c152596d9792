"""Accepting and refusing waiting transfers: those ticked on a page, or all that a list holds."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t, ngettext
from django.views.decorators.http import require_POST

from aidtrack.values.formats import count, exact_wan
from aidtrack.values.refusals import Refused
from aidtrack.web.refusing import refusal_as_message
from aidtrack.web.returning import next_page
from aidtrack.web.rows import read_numbers
from projects.figures.viewpoint import viewpoint
from projects.models.amounts import to_fen
from projects.money.acceptance import accept_transfers, refuse_transfers
from projects.money.filters import TransferFilter


@require_POST
def acceptance(request):
    """Decides on transfers; back to where they were chosen, with what became of them."""
    with refusal_as_message(request):
        messages.success(request, _decide(request))
    return redirect(_back(request))


def _decide(request) -> str:
    """Does what the button says; a sentence of what was done."""
    if request.POST.get("do") == "refuse":
        reason = request.POST.get("reason", "")
        n = len(refuse_transfers(user=request.user, pks=_chosen(request), reason=reason))
        return ngettext("%(n)s transfer refused.", "%(n)s transfers refused.", n) % {"n": count(n)}
    is_all = request.POST.get("do") == "accept listed"
    pks = _listed(request) if is_all else _chosen(request)
    n = len(accept_transfers(user=request.user, pks=pks))
    return ngettext("%(n)s transfer accepted.", "%(n)s transfers accepted.", n) % {"n": count(n)}


def _chosen(request) -> list[int]:
    pks = read_numbers(request.POST.getlist("transfer"))
    if not pks:
        raise Refused(_t("Select at least one transfer."))
    return pks


def _listed(request) -> list[int]:
    """All that the list under this address holds and the person may accept, as it was on show."""
    narrowed = TransferFilter(request.GET, viewpoint=viewpoint(request, further=None))
    acceptable = narrowed.rows().acceptable_by(request.user)
    if mark(*acceptable_sums(acceptable)) != request.POST.get("seen"):
        raise Refused(_t("The list has changed since you opened the page: check it again."))
    return list(acceptable.values_list("pk", flat=True))


def acceptable_sums(acceptable: QuerySet) -> tuple[int, Decimal]:
    """How many transfers and their sum in yuan."""
    sums = acceptable.order_by().aggregate(n=Count("pk"), amount=Sum("amount"))
    return sums["n"], to_fen(sums["amount"])


def mark(n: int, amount: Decimal) -> str:
    """What a page posts back, to be sure that nothing else is accepted than was on show."""
    return f"{n} {exact_wan(amount)}"


def _back(request) -> str:
    """The list as it was narrowed, or the page of the transfer."""
    if page := next_page(request.POST):
        return page
    query = request.GET.urlencode()
    return reverse("transfers:list") + (f"?{query}" if query else "")
