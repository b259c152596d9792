"""Granting exemptions of a closed month, and withdrawing them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from aidtrack.values import formats
from aidtrack.values.people import person_name
from aidtrack.web.refusing import refusal_as_message, refusal_in_form
from pairings.access.permissions import Standing, may
from projects.models import Exemption
from projects.month.forms import ExemptionForm
from projects.month.rounds import grant_exemption, withdraw_exemption
from projects.month.views import find_month


@require_http_methods(["GET", "HEAD", "POST"])
def exemptions(request, programme, month):
    reporting_month = find_month(request, programme, month)
    if not (may(request.user, "exempt", standing=Standing.CLOSED) and reporting_month.is_closed):
        raise PermissionDenied(_t("An administrator can grant exemptions once a month is closed."))
    form = ExemptionForm(request.POST or None, user=request.user, month=reporting_month)
    if request.method == "POST" and form.is_valid():
        with refusal_in_form(form):
            granted = grant_exemption(user=request.user, month=reporting_month, **form.cleaned_data)
            messages.success(
                request,
                _t("%(person)s can make corrections until %(day)s.")
                % {"person": person_name(granted.user), "day": formats.day(granted.until)},
            )
            return redirect(reporting_month)
    return render(request, "month/exemption.html", {"month": reporting_month, "form": form})


@require_POST
def withdrawal(request, programme, month, pk):
    reporting_month = find_month(request, programme, month)
    visible = Exemption.objects.visible_to(request.user).filter(month=reporting_month)
    exemption = get_object_or_404(visible.select_related("user"), pk=pk)
    with refusal_as_message(request):
        withdraw_exemption(user=request.user, exemption=exemption)
        sentence = _t("The exemption of %(person)s is withdrawn.")
        messages.success(request, sentence % {"person": person_name(exemption.user)})
    return redirect(reporting_month)
