"""A meeting as it is read: its items, and what became of those of this and of the last one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from projects.models import Evidence
from reports.followup.meetings.forms import items_of
from reports.followup.meetings.subjects import subject_words
from reports.followup.task_lines import TaskLine, task_lines
from reports.models import Item, Meeting, Task


@dataclass(frozen=True)
class ItemRecord:
    """An item with the tasks made of it that the reader sees."""

    meeting: Meeting
    item: Item
    tasks: list[TaskLine]

    @property
    def subject(self):
        return self.item.subject

    @property
    def subject_words(self) -> str:
        return subject_words(self.item.subject)


class MeetingRecord:
    """A meeting with the last one before it of the scheme, as ``user`` sees both on a day."""

    def __init__(self, meeting: Meeting, *, user, on: date):
        self.meeting, self.user, self.on = meeting, user, on
        self.last = _last_before(meeting, user)
        meetings = [row for row in (meeting, self.last) if row]
        self._tasks = _tasks_by_item(meetings, user=user, on=on)
        self.items = self._records(meeting)
        self.last_items = self._records(self.last) if self.last else []

    def _records(self, meeting: Meeting) -> list[ItemRecord]:
        return [
            ItemRecord(meeting, item, self._tasks.get(item.pk, [])) for item in items_of(meeting)
        ]

    @property
    def decided(self) -> list[ItemRecord]:
        """What the table of decisions lists of this meeting."""
        return _decided(self.items)

    @property
    def last_decided(self) -> list[ItemRecord]:
        return _decided(self.last_items)

    @property
    def minutes(self) -> Evidence | None:
        """None where there are none, and where the reader does not see what the convener files."""
        visible = Evidence.objects.visible_to(self.user)
        return visible.filter(pk=self.meeting.minutes_id).first()


def _decided(records: Iterable[ItemRecord]) -> list[ItemRecord]:
    return [record for record in records if record.item.decision or record.tasks]


def _last_before(meeting: Meeting, user) -> Meeting | None:
    earlier = Q(on__lt=meeting.on) | Q(on=meeting.on, number__lt=meeting.number)
    meetings = Meeting.objects.visible_to(user).filter(earlier, scheme=meeting.scheme_id)
    return meetings.select_related("scheme").order_by("-on", "-number").first()


def _tasks_by_item(meetings, *, user, on: date) -> dict[int, list[TaskLine]]:
    tasks = Task.objects.visible_to(user).filter(item__meeting__in=meetings)
    tasks = tasks.with_standing(on=on).select_related("responsible").order_by("year", "sequence")
    by_item: dict[int, list[TaskLine]] = {}
    for line in task_lines(tasks):
        by_item.setdefault(line.task.item_id, []).append(line)
    return by_item
