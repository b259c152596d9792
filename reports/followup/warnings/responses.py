"""What people responded to warnings: which response holds at an instant, and recording one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate, make_aware, now
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from pairings.access.permissions import may
from projects.figures.viewpoint import default_day
from projects.models import Programme
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.subjects import WarnedSubject
from reports.models import Response, WarningLevel

Kind = Response.Kind
# None is the state of a warning to which no response holds.
NO_RESPONSE = "none"


@dataclass(frozen=True)
class WarningResponse:
    """The last response to a warning by an instant, whether it holds, and one made after that.

    ``on`` is the day of the instant by the calendar. ``since_then`` is a response that a page of an
    earlier day is too early for.
    """

    last: Response | None
    level: str
    on: date
    since_then: Response | None = None

    @property
    def is_past(self) -> bool:
        """Whether its day has passed."""
        return bool(self.last and self.last.until and self.on > self.last.until)

    @property
    def is_outgrown(self) -> bool:
        """Whether the warning has become more serious than when the response was made."""
        return bool(
            self.last and self.level == WarningLevel.RED and self.last.level != WarningLevel.RED
        )

    @property
    def holding(self) -> Response | None:
        return None if self.is_past or self.is_outgrown else self.last

    @property
    def state(self) -> str:
        """The kind of the response that holds, else NO_RESPONSE."""
        return self.holding.kind if self.holding else NO_RESPONSE

    @property
    def is_waived(self) -> bool:
        return self.state == Kind.WAIVED


def instant_of(programme: Programme, on: date) -> datetime:
    """As of when responses hold on a page: now, but on that of an earlier day its end."""
    return end_of(on) if on < default_day(programme) else now()


def end_of(day: date) -> datetime:
    """The first instant after a day."""
    return make_aware(datetime.combine(day + timedelta(days=1), time.min))


def responses_to(
    warnings: Iterable[ComputedWarning], programme: Programme, *, user, at: datetime
) -> dict[tuple, WarningResponse]:
    """{key of the warning: the response to it} at an instant; one query."""
    before, after = {}, {}
    responses = Response.objects.visible_to(user).filter(programme=programme)
    for response in responses.select_related("by").order_by("pk"):
        latest = before if response.at <= at else after
        latest[response.test, *response.subject_key] = response
    # The instant that ends a day belongs to the day.
    day = localdate(at - timedelta.resolution)
    return {
        warning.key: WarningResponse(
            before.get(warning.key), warning.level, day, after.get(warning.key)
        )
        for warning in warnings
    }


def may_respond(user, subject: WarnedSubject) -> bool:
    return may(user, "respond", organisations=subject.parties)


def may_waive(user, subject: WarnedSubject) -> bool:
    return may(user, "waive", organisations=subject.parties)


def offered_kinds(user, subject: WarnedSubject) -> list[tuple[str, str]]:
    """The kinds of responses that a person may record, as choices."""
    waives = may_waive(user, subject)
    return [choice for choice in Kind.choices if waives or choice[0] != Kind.WAIVED]


def record_response(
    *,
    user,
    warning: ComputedWarning,
    programme: Programme,
    kind: str,
    text: str = "",
    until: date | None = None,
    key: UUID,
    today: date,
) -> Response:
    """Records a response to a warning, once for each ``key``; its level is kept with it.

    Raises  PermissionDenied for whoever may not, Refused with what is missing or wrong.
    """
    is_allowed = may_waive if kind == Kind.WAIVED else may_respond
    if not is_allowed(user, warning.subject):
        raise PermissionDenied(_t("You cannot respond to this warning in this way."))
    if response := Response.objects.filter(key=key).first():
        return response
    if sentence := why_incomplete(kind, text, until, today=today):
        raise Refused(sentence[1])
    return Response.objects.create(
        **{f"{warning.subject.kind}_id": warning.subject.pk},
        test=warning.rule.test,
        programme=programme,
        kind=kind,
        level=warning.level,
        text=text,
        until=until,
        by=user,
        key=key,
    )


def why_incomplete(
    kind: str, text: str, until: date | None, *, today: date
) -> tuple[str, str] | None:
    """The field of a response that is missing or wrong, and the sentence that says so."""
    if kind == Kind.WAIVED and not (text and until):
        field = "until" if text else "text"
        return field, _t("A waiver needs its reason and its last day.")
    if kind == Kind.EXPLAINED and not text:
        return "text", _t("Enter the explanation.")
    if until and until <= today:
        return "until", _t("The last day must be after today.")
    return None
