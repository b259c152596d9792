"""Saves a meeting with its items, and adds its minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _t

from aidtrack.values.refusals import Refused
from aidtrack.web.overwriting import digest, last_change, overwriting_refusal
from pairings.models import Organisation
from projects.evidence.files import store_evidence
from projects.evidence.preparing import prepared_file
from reports.followup.meetings.rights import may_convene, may_hold
from reports.models import Item, Meeting


class MeetingChanged(Refused):
    """Somebody else saved it in between; ``meeting`` is what they left."""

    def __init__(self, meeting: Meeting):
        changes = [last_change(row) for row in (meeting, *meeting.items.all())]
        latest = max(changes, key=lambda change: (change[1] is not None, change[1]))
        super().__init__(overwriting_refusal(*latest))
        self.meeting = meeting


class ItemRefused(Exception):
    """What is wrong with the line of this number in the form."""

    def __init__(self, number: int, error: ValidationError):
        super().__init__(error.messages)
        self.number, self.error = number, error


@dataclass(frozen=True)
class ItemLine:
    """A line of the form: an item to be made, changed or removed; ``item`` is its id."""

    number: int
    item: int | None = None
    values: dict = field(default_factory=dict)
    is_removed: bool = False


def meeting_digest(meeting: Meeting) -> str:
    """Changes with anything of the meeting, its items and those who attend."""
    names = ("scheme_id", "number", "on", "place", "title", "convener_id")
    item_names = ("pk", "number", "raised_by_id", "subject_key", "text", "decision")
    values = {name: getattr(meeting, name) for name in names}
    values["attending"] = sorted(meeting.attending.order_by().values_list("pk", flat=True))
    values["items"] = [[getattr(i, name) for name in item_names] for i in meeting.items.all()]
    return digest(values)


def save_meeting(
    *,
    user,
    values: dict,
    attending: Sequence[Organisation],
    lines: Sequence[ItemLine],
    stored: Meeting | None = None,
    as_opened: str = "",
) -> Meeting:
    """Saves a meeting, a new one unless ``stored`` is given; ``as_opened`` is its digest then.

    Items that no line names stay. Nothing is saved by any refusal.
    Raises  PermissionDenied, MeetingChanged, ItemRefused, ValidationError.
    """
    with transaction.atomic():
        meeting = _row_to_save(user, stored, as_opened)
        for name, value in values.items():
            setattr(meeting, name, value)
        if not may_convene(user, meeting.convener_id):
            raise PermissionDenied(_t("Only a leader of the convener can hold its meetings."))
        meeting.full_clean()
        meeting.save()
        meeting.attending.set(attending)
        _save_items(meeting, lines)
        return meeting


def _row_to_save(user, stored: Meeting | None, as_opened: str) -> Meeting:
    if stored is None:
        return Meeting()
    meeting = locked(user, stored)
    if meeting_digest(meeting) != as_opened:
        raise MeetingChanged(meeting)
    return meeting


def locked(user, stored: Meeting) -> Meeting:
    """The meeting as it is now. Raises PermissionDenied for whoever may not change it."""
    meeting = Meeting.objects.select_for_update().order_by().get(pk=stored.pk)
    _refuse_unless_may_hold(user, meeting)
    return meeting


def _refuse_unless_may_hold(user, meeting: Meeting):
    if not may_hold(user, meeting):
        raise PermissionDenied(_t("Only a leader of the convener can hold its meetings."))


def _save_items(meeting: Meeting, lines: Sequence[ItemLine]):
    items = {item.pk: item for item in meeting.items.all()}
    last_number = max((item.number for item in items.values()), default=0)
    for line in lines:
        item = items.get(line.item)
        try:
            if line.is_removed:
                _remove(item)
                continue
            if item is None:
                last_number += 1
                item = Item(meeting=meeting, number=last_number)
            _save_item(item, line.values)
        except ValidationError as error:
            raise ItemRefused(line.number, error) from None


def _save_item(item: Item, values: dict):
    for name, value in values.items():
        setattr(item, name, value)
    item.full_clean()
    item.save()


def _remove(item: Item | None):
    if item is None:
        return
    try:
        item.delete()
    except ProtectedError:
        sentence = _t("Tasks were made of this item: it cannot be removed.")
        raise ValidationError({"removes": sentence}) from None


def add_minutes(*, user, meeting: Meeting, upload: File, key: UUID) -> Meeting:
    """Stores the file as evidence of the convener; it takes the place of earlier minutes."""
    _refuse_unless_may_hold(user, meeting)
    with prepared_file(upload) as prepared, transaction.atomic():
        meeting = locked(user, meeting)
        owner = Organisation.objects.get(pk=meeting.convener_id)
        caption = _t("Minutes of %(meeting)s") % {"meeting": meeting.title}
        meeting.minutes = store_evidence(
            prepared, owner=owner, by=user, key=key, caption=caption[:120]
        )
        meeting.save(update_fields=["minutes"])
        return meeting
