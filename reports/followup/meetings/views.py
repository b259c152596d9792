"""Joint meetings: the list, the page of one, holding and changing one, its minutes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from aidtrack.values.formats import listed
from aidtrack.web.downloads import download
from aidtrack.web.overwriting import AS_OPENED
from aidtrack.web.refusing import refusal_in_form
from pairings.models import Scheme
from reports.followup.meetings.export import meeting_export
from reports.followup.meetings.forms import MeetingForm, begun_meeting, item_forms
from reports.followup.meetings.minutes import MinutesForm
from reports.followup.meetings.posting import MeetingPost
from reports.followup.meetings.record import MeetingRecord
from reports.followup.meetings.rights import conveners, may_hold, may_hold_some
from reports.followup.meetings.saving import add_minutes, meeting_digest
from reports.followup.meetings.subjects import SubjectNames
from reports.models import Item, Meeting, Task

AT_ONCE = 50


@require_safe
def meeting_list(request):
    meetings = _with_counts(Meeting.objects.visible_to(request.user), request.user)
    paged = Paginator(meetings, AT_ONCE).get_page(request.GET.get("page"))
    context = {"paged": paged, "may_hold": may_hold_some(request.user)}
    return render(request, "followup/meetings.html", context)


def _with_counts(meetings: QuerySet, user) -> QuerySet:
    """Adds numbers of items, of their tasks that the reader sees, and of those not closed."""
    items = Item.objects.filter(meeting=OuterRef("pk"))
    tasks = Task.objects.visible_to(user).filter(item__meeting=OuterRef("pk"))
    return meetings.select_related("scheme", "convener").annotate(
        item_count=_number(items, "meeting"),
        task_count=_number(tasks, "item__meeting"),
        open_count=_number(tasks.filter(closed_at__isnull=True), "item__meeting"),
    )


def _number(rows: QuerySet, of: str) -> Subquery:
    counted = rows.order_by().values(of).annotate(n=Count("pk", distinct=True))
    return Subquery(counted.values("n"))


@require_safe
def meeting_detail(request, ref):
    return meeting_page(request, find(request, ref))


def meeting_page(request, meeting: Meeting, *, minutes_form: MinutesForm | None = None):
    record = MeetingRecord(meeting, user=request.user, on=timezone.localdate())
    export = meeting_export(request, record)
    if request.method != "POST" and (answer := download(request, export)):
        return answer
    is_holder = may_hold(request.user, meeting)
    context = {
        "meeting": meeting,
        "record": record,
        "attending": listed([row.label for row in meeting.attending.order_by("ref")]),
        "export": export,
        "may_hold": is_holder,
        "minutes_form": (minutes_form or MinutesForm()) if is_holder else None,
    }
    return render(request, "followup/meeting.html", context)


def find(request, ref: str) -> Meeting:
    """The meeting, within reach, that an address names by its scheme and number."""
    code, _hyphen, number = ref.rpartition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise Http404
    meetings = Meeting.objects.visible_to(request.user).select_related("scheme", "convener")
    return get_object_or_404(meetings, scheme__code=code, number=int(number))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request):
    if not may_hold_some(request.user):
        raise PermissionDenied(_t("Only a leader or an administrator can hold a meeting."))
    return entry_page(request, initial=_new_meeting(request))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request, ref):
    meeting = find(request, ref)
    if not may_hold(request.user, meeting):
        raise PermissionDenied(_t("Only a leader of the convener can hold its meetings."))
    initial = begun_meeting(meeting) | {AS_OPENED: meeting_digest(meeting)}
    return entry_page(request, initial=initial, stored=meeting)


def _new_meeting(request) -> dict:
    """The next number of the scheme with the most pairings, and the only convener there is."""
    schemes = Scheme.objects.visible_to(request.user).annotate(
        n=Count("pairings"), last=Max("meetings__number")
    )
    scheme = schemes.order_by(F("n").desc(), "position").first()
    begun = {"on": timezone.localdate()}
    if scheme:
        begun |= {"scheme": scheme.code, "number": (scheme.last or 0) + 1}
    refs = list(conveners(request.user).values_list("ref", flat=True)[:2])
    return begun | ({"convener": refs[0]} if len(refs) == 1 else {})


def entry_page(request, *, initial: dict, stored: Meeting | None = None):
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, user=request.user, stored=stored, initial=initial)
    names = SubjectNames(request.user)
    lines = item_forms(data, user=request.user, names=names, stored=stored)
    if data is not None:
        post = MeetingPost(form, lines, stored)
        if meeting := post.save(user=request.user):
            messages.success(request, _t("The meeting was saved."))
            return redirect(meeting)
    context = {"form": form, "lines": lines, "names": names, "stored": stored}
    return render(request, "followup/meeting_entry.html", context)


@require_http_methods(["POST"])
def meeting_minutes(request, ref):
    meeting = find(request, ref)
    form = MinutesForm(request.POST, request.FILES)
    if form.is_valid():
        details = form.cleaned_data
        with refusal_in_form(form):
            add_minutes(
                user=request.user, meeting=meeting, upload=details["file"], key=details["key"]
            )
            messages.success(request, _t("The minutes were added."))
            return redirect(meeting)
    if not may_hold(request.user, meeting):
        raise PermissionDenied(_t("Only a leader of the convener can hold its meetings."))
    return meeting_page(request, meeting, minutes_form=form)
