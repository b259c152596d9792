"""The calendar of what is due: a month as a page, and all of it as a feed by a personal link."""

from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, override
from django.views.decorators.http import require_POST, require_safe

from aidtrack.values.dates import month_end
from aidtrack.web.addresses import WrongAddress
from aidtrack.web.fields import MonthField
from aidtrack.web.filters import StrictForm
from pairings.models.preferences import language_of
from reports.followup.calendar.entries import entries
from reports.followup.calendar.ics import calendar_file
from reports.models import CalendarFeed

# Days of the feed before and after today.
BEHIND, AHEAD = 31, 366


class CalendarForm(StrictForm):
    month = MonthField(
        label=_("month"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


@require_safe
def calendar_month(request):
    today = timezone.localdate()
    form = CalendarForm({"month": f"{today:%Y-%m}"} | request.GET.dict())
    if not form.is_valid():
        raise WrongAddress(form=form)
    return calendar_page(request, form, form.cleaned_data["month"] or month_end(today))


def calendar_page(request, form: CalendarForm, last: date, *, link: str = ""):
    """The page of the month that ends on ``last``; ``link`` is a new personal one, shown once."""
    first = last.replace(day=1)
    due = entries(request.user, first, last)
    context = {
        "form": form,
        "month": first,
        "before": first - timedelta(days=1) if first > date.min else None,
        "after": last + timedelta(days=1) if last < date.max else None,
        "days": [(day, list(rows)) for day, rows in groupby(due, key=lambda entry: entry.on)],
        "is_illustrative": any(entry.is_illustrative for entry in due),
        "today": timezone.localdate(),
        "link": link,
        "feed": CalendarFeed.objects.in_force().filter(user=request.user).first(),
    }
    return render(request, "followup/calendar.html", context)


@require_POST
def calendar_link(request):
    """Makes a personal link, which ends an earlier one, or only ends it."""
    if request.POST.get("do") == "revoke":
        if CalendarFeed.objects.revoke(request.user):
            messages.success(request, _t("The calendar link was revoked."))
        return redirect("follow-up:calendar")
    token = CalendarFeed.objects.make(request.user)
    today = timezone.localdate()
    form = CalendarForm({"month": f"{today:%Y-%m}"})
    link = request.build_absolute_uri(feed_address(token))
    response = calendar_page(request, form, month_end(today), link=link)
    response["Cache-Control"] = "no-store"
    return response


def feed_address(token: str) -> str:
    return reverse("follow-up:calendar-feed", args=[token])


@login_not_required
@require_safe
def calendar_feed(request, token):
    """What the link's owner sees at this moment; nothing once it is revoked or they have left."""
    feed = CalendarFeed.objects.of_token(token).select_related("user").first()
    if feed is None:
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    with override(language_of(feed.user)):
        due = entries(feed.user, today - timedelta(days=BEHIND), today + timedelta(days=AHEAD))
        content = calendar_file(
            due, name=_t("Paired assistance"), at=now, full=request.build_absolute_uri
        )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response
